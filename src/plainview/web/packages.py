"""What leaves a case: packages, made while one waits, and exports; each asks for a reason of its own."""

from collections.abc import AsyncIterator, Iterator
from uuid import UUID

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.utils import timezone

from plainview.archive.packs import PictureUnreadable, StoreAway
from plainview.evidence import packages, queries
from plainview.evidence.forms import Surroundings
from plainview.evidence.models import Package
from plainview.evidence.packages import Taken
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.web import making
from plainview.web.acting import actor
from plainview.web.holds import MADE_WITHIN, draw, found
from plainview.web.onward import onward
from plainview.web.typed import Typed


def ask(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """Ask for a package. It is made beside this request."""
    placed, typed = found(hold_id), Typed(request.POST, clauses.J_2)
    reason = typed.text("package_reason", longest=500)
    try:
        asked = packages.ask(hold_id, reason=reason, actor=actor(request), at=timezone.now())
    except PolicyRefusal as refusal:
        return draw(request, placed, "package", typed.with_faults(refusal.refusals))
    making.start(asked, actor=actor(request))
    return onward("hold", hold_id)


def state(request: HttpRequest, hold_id: UUID, package_id: UUID) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """How far a package is, for the page that waits for it."""
    asked = _package(hold_id, package_id)
    stopped = asked.failed or (asked.made_at is None and timezone.now() - asked.asked_at > MADE_WITHIN)
    return JsonResponse(
        {"done": asked.done, "reads": asked.reads, "made": asked.made_at is not None, "failed": stopped}
    )


def take(request: HttpRequest, hold_id: UUID, package_id: UUID) -> HttpResponseBase:
    """The package as a file. That it left stands in the chain of custody before it does."""
    _package(hold_id, package_id)
    try:
        return _file(packages.take(package_id, actor=actor(request), at=timezone.now()))
    except (Package.DoesNotExist, PictureUnreadable) as trouble:
        raise Http404 from trouble
    except PolicyRefusal as refusal:
        return draw(request, found(hold_id), "package", refusal.refusals)


def export(request: HttpRequest, hold_id: UUID) -> HttpResponseBase:
    """The reads of a case as CSV, JSON or PDF."""
    placed, typed = found(hold_id), Typed(request.POST, clauses.J_2)
    form, reason = typed.text("form", longest=8), typed.text("export_reason", longest=500)
    try:
        taken = packages.export(
            hold_id,
            form,
            Surroundings(base=making.base_map(), agency=settings.AGENCY),
            reason=reason,
            actor=actor(request),
            at=timezone.now(),
        )
    except PolicyRefusal as refusal:
        return draw(request, placed, "export", typed.with_faults(refusal.refusals))
    except StoreAway:
        away = Refused(clauses.J_2, "the store of the pictures does not answer", "Try again in a minute.", "form")
        return draw(request, placed, "export", [away])
    return _file(taken)


def _package(hold_id: UUID, package_id: UUID) -> Package:
    try:
        return queries.package(hold_id, package_id)
    except Package.DoesNotExist as none:
        raise Http404 from none


def _file(taken: Taken) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(_in_pieces(taken), content_type=taken.media_type)
    answer["Content-Length"] = str(taken.size)
    answer["Content-Disposition"] = f'attachment; filename="{taken.name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


async def _in_pieces(taken: Taken) -> AsyncIterator[bytes]:
    """So much at once as fits the memory, whatever the case's size."""
    left = iter(taken.pieces)
    try:
        while (piece := await sync_to_async(_next)(left)) is not None:
            yield piece
    finally:
        taken.pieces.close()


def _next(left: Iterator[bytes]) -> bytes | None:
    return next(left, None)
