"""The door of systems that send a whole list: `POST /api/v1/hot-lists/<source>`, with the source's token.

The body has the layout of the source, JSON or any other. Answers in JSON.
"""

import hmac
from datetime import datetime
from http import HTTPStatus
from io import BytesIO
from typing import Final
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.hotlists import source_queries, sources, versions
from plainview.hotlists.formats.line import FileRefused
from plainview.hotlists.formats.posted import LARGEST
from plainview.hotlists.models import Source, Version
from plainview.hotlists.receiving import Arrival
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.terms.actor import Actor, ActorKind
from plainview.web.strangers import Strangers

FAULTS_ANSWERED: Final = 100
_UNKNOWN: Final = Actor(ActorKind.DEVICE, "unknown", "unknown source")
_strangers: Final = Strangers()
_NUMBERS: Final = (
    "number",
    "lines",
    "entries",
    "added",
    "changed",
    "removed",
    "repeated",
    "expired",
    "ended_here",
    "bad",
)


def deliver(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Take in a whole list and say, after the commit, what came of it: 200 in force, 202 a second person must agree."""
    at = timezone.now()
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return _error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", f"a list has at most {LARGEST:,} bytes")
    source = _sender(request, source_id)
    if source is None:
        if reason := _strangers.said("no source has this token", at=at):
            _log_refusal(reason, at)
        return _error(HTTPStatus.UNAUTHORIZED, "no_such_token", "this source has no such token")
    actor = Actor(ActorKind.DEVICE, f"source-{source.pk}", source.hot_list.name)
    try:
        version = versions.deliver(source.pk, Arrival(BytesIO(request.body), "API"), actor=actor, at=at)
    except FileRefused as refused:
        return _error(HTTPStatus.UNPROCESSABLE_ENTITY, "list_refused", str(refused))
    except PolicyRefusal as refusal:
        first = refusal.refusals[0]
        return _error(HTTPStatus.FORBIDDEN, "refused", first.reason, clause=first.clause.id)
    waits = version.status == Version.Status.WAITING
    return _json(_answer(version), HTTPStatus.ACCEPTED if waits else HTTPStatus.OK)


def _sender(request: HttpRequest, source_id: UUID) -> Source | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    source = source_queries.by_token(source_id)
    known = source.token_digest if source is not None else ""
    right = hmac.compare_digest(sources.digest(token.strip()), known)
    return source if right and scheme.lower() == "bearer" else None


def _answer(version: Version) -> dict[str, object]:
    faults = version.faults[:FAULTS_ANSWERED]
    return {
        "status": version.status,
        "as_of": version.as_of.isoformat(),
        **{name: getattr(version, name) for name in _NUMBERS},
        "kept_out": version.kept_out,
        "reasons": version.reasons,
        "faults": [{"item": line, "field": field, "reason": reason} for line, field, reason, _ in faults],
    }


def _log_refusal(reason: str, at: datetime) -> None:
    refused = Refused(clauses.I, reason, "Make a token on the source's page.")
    audit.refused(Event.HOTLIST_REFUSED, refused, actor=_UNKNOWN, at=at)


def _error(status: HTTPStatus, code: str, message: str, *, clause: str | None = None) -> HttpResponse:
    return _json({"error": {"code": code, "message": message, "clause": clause}}, status)


def _json(answer: object, status: HTTPStatus) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(answer), status=status, content_type="application/json")
