"""The devices' doors: reads in, entries out to cars. Answers in JSON; an error names code, item and field."""

import logging
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

import msgspec
from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from plainview import pipeline
from plainview.archive.packs import NotStored
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.cameras.models import Device
from plainview.hotlists import carrying
from plainview.ingest import batches
from plainview.ingest.actions import BatchChanged
from plainview.ingest.batches import BatchInvalid
from plainview.ingest.signature import Distrusted, SignedRequest, named_by, sender
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.terms.actor import Actor, ActorKind
from plainview.terms.carried import MAX_HOLDING_BYTES, Holding
from plainview.terms.read import MAX_BATCH_BYTES
from plainview.terms.signing import JSON
from plainview.web.strangers import Strangers

_logger = logging.getLogger(__name__)
_UNKNOWN = Actor(ActorKind.DEVICE, "unknown", "unknown device")
_strangers = Strangers()


def reads(request: HttpRequest) -> HttpResponse:
    """Take one signed batch and answer after its commit."""
    return _signed(request, _take, most=MAX_BATCH_BYTES)


def entries(request: HttpRequest) -> HttpResponse:
    """What changed of the department's entries since what a box in a car holds."""
    return _signed(request, _carry, most=MAX_HOLDING_BYTES)


def _signed(
    request: HttpRequest, then: Callable[[HttpRequest, Device, Actor], HttpResponse], *, most: int
) -> HttpResponse:
    at = timezone.now()
    if int(request.headers.get("Content-Length") or 0) > most:
        return _error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", f"the request has at most {most} bytes")
    try:
        device = sender(SignedRequest("POST", request.path, request.headers, request.body), at=at)
    except Distrusted as trouble:
        _log_distrust(trouble, named_by(request.headers), at)
        return _error(HTTPStatus.UNAUTHORIZED, trouble.code, str(trouble))
    return then(request, device, Actor(ActorKind.DEVICE, device.key_id, device.camera.name))


def _carry(request: HttpRequest, device: Device, actor: Actor) -> HttpResponse:
    camera = device.camera
    try:
        held = msgspec.json.decode(request.body, type=Holding).revision
        in_a_car = camera.mobile and camera.retired_at is None
        changes = carrying.exchange(held, camera_id=camera.pk, in_a_car=in_a_car, actor=actor, at=timezone.now())
    except msgspec.DecodeError as trouble:
        return _error(HTTPStatus.BAD_REQUEST, "invalid_holding", str(trouble))
    except PolicyRefusal as refusal:
        first = refusal.refusals[0]
        return _error(HTTPStatus.FORBIDDEN, "not_in_a_car", first.reason, clause=first.clause.id)
    return HttpResponse(msgspec.json.encode(changes), content_type=JSON)


def _take(request: HttpRequest, device: Device, actor: Actor) -> HttpResponse:
    at = timezone.now()
    try:
        batch = batches.decode(request.body, request.headers.get("Content-Type", ""))
        batches.check_camera(batch, device.camera_id)
        answer = pipeline.accept(batch, device.camera, actor=actor, at=at)
    except BatchInvalid as invalid:
        _log_refusal(actor, f"{invalid.field or 'batch'} {invalid}", at)
        return _error(
            HTTPStatus.BAD_REQUEST,
            "invalid_read" if invalid.item is not None else "invalid_batch",
            str(invalid),
            item=invalid.item,
            field=invalid.field,
            clause=invalid.clause,
        )
    except DataError:
        # Whatever the checks let through and the database does not take: sending it again would not help.
        _log_refusal(actor, "the database cannot store a value of this batch", at)
        return _error(HTTPStatus.BAD_REQUEST, "invalid_batch", "a value of this batch cannot be stored")
    except (NotStored, OperationalError) as trouble:
        # The log stands on the same disk, so this is for the server's own.
        _logger.error("a batch was not stored, and comes again: %s", trouble)  # noqa: TRY400 - what failed is said
        return _error(
            HTTPStatus.SERVICE_UNAVAILABLE, "not_stored", "the server cannot store reads now; send them again"
        )
    except BatchChanged:
        _log_refusal(actor, "a batch of this id was acknowledged with other content", at)
        return _error(HTTPStatus.CONFLICT, "batch_changed", "this batch id was acknowledged with other content")
    except PolicyRefusal as refusal:
        first = refusal.refusals[0]
        return _error(HTTPStatus.FORBIDDEN, "camera_not_attested", first.reason, clause=first.clause.id)
    return HttpResponse(msgspec.json.encode(answer), content_type=JSON)


def _log_distrust(trouble: Distrusted, named: Device | None, at: datetime) -> None:
    """Log that a sender was not believed. Who it was stays unknown, for a key that is only named proves nothing."""
    why = f"{trouble}; it names the key of {named.camera.name}" if named else str(trouble)
    if reason := _strangers.said(why, at=at, key_id=named.key_id if named else ""):
        _log_refusal(_UNKNOWN, reason, at)


def _log_refusal(actor: Actor, reason: str, at: datetime) -> None:
    audit.refused(Event.BATCH_REFUSED, Refused(clauses.I, reason, "Correct the device."), actor=actor, at=at)


def _error(  # noqa: PLR0913 - the parts of the error that the contract names
    status: HTTPStatus,
    code: str,
    message: str,
    *,
    item: int | None = None,
    field: str | None = None,
    clause: str | None = None,
) -> HttpResponse:
    error = {"code": code, "message": message, "item": item, "field": field, "clause": clause}
    return HttpResponse(msgspec.json.encode({"error": error}), status=status, content_type=JSON)
