"""Cases: what is held for each, why and until when, and who looked at it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plainview.accounts.permissions import Permission
from plainview.cameras import queries as cameras
from plainview.evidence import actions, queries
from plainview.evidence.models import Hold, HoldDocument, Package
from plainview.evidence.statement import Office
from plainview.policy.decisions import Refused
from plainview.web import claim_form, custody, pictures
from plainview.web.acting import actor, granted

MADE_WITHIN: Final = timedelta(minutes=15)
"""A package that is not made by then was left by a server that stopped; it can be asked for anew."""


def overview(request: HttpRequest) -> HttpResponse:
    """Every hold: those that want a review first, then those in force."""
    holds, today = queries.holds(), timezone.now().date()
    due = {hold.pk for hold in queries.due(today)}
    return render(
        request,
        "holds/overview.html",
        {
            "due": [hold for hold in holds if hold.pk in due],
            "in_force": [hold for hold in holds if hold.released_at is None and hold.pk not in due],
            "released": [hold for hold in holds if hold.released_at is not None],
            "today": today,
            "may_see": granted(request, Permission.HOLDS_SEE),
            "may_ask": granted(request, Permission.HOLDS_ASK),
        },
    )


def one(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """One case. Whoever sees its plates stands in its chain of custody before they are shown."""
    placed = found(hold_id)
    if granted(request, Permission.HOLDS_CHANGE) and placed.released_at is None:
        actions.open_hold(hold_id, actor=actor(request), at=timezone.now())
    return draw(request, placed)


def picture(request: HttpRequest, hold_id: UUID, read_id: UUID, which: str) -> HttpResponse:
    """A held read's photograph or crop as JPEG."""
    held = next((each for each in found(hold_id).reads.all() if each.read_id == read_id), None)
    if held is None:
        raise Http404
    return pictures.jpeg(
        which, lambda wanted: actions.open_picture(held, wanted, actor=actor(request), at=timezone.now())
    )


def document(request: HttpRequest, hold_id: UUID, document_id: UUID) -> HttpResponse:
    """The paper of a hold's authority. That it was opened is logged before it is shown."""
    try:
        opened, content = actions.open_document(document_id, actor=actor(request), at=timezone.now())
    except HoldDocument.DoesNotExist as none:
        raise Http404 from none
    if opened.hold_id != hold_id:
        raise Http404
    answer = HttpResponse(content, content_type=opened.media_type)
    answer["Content-Disposition"] = "inline"
    answer["Content-Security-Policy"] = "sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def found(hold_id: UUID) -> Hold:
    """The hold of this address, or the page that says there is none."""
    try:
        return queries.hold(hold_id)
    except Hold.DoesNotExist as none:
        raise Http404 from none


def draw(request: HttpRequest, placed: Hold, step: str = "", refusals: Sequence[Refused] = ()) -> HttpResponse:
    """The page of a case. `step` names the form that was refused, which shows what was typed again."""
    at, papers = timezone.now(), queries.documents_of(placed)
    ended = placed.released_at is not None
    doubts = [] if ended else queries.doubts(placed, at.date(), documented=bool(papers))
    known = {str(camera.pk): camera for camera in cameras.register()}
    context = {
        "hold": placed,
        "reads": [(held, said, known.get(str(said.get("camera")))) for held, said in queries.contents_of(placed)],
        "papers": papers,
        "packages": _packages(placed),
        "forms": [("csv", "a table (CSV)"), ("json", "JSON"), ("pdf", "a report with photographs (PDF)")],
        "others": queries.others_of(placed),
        "custody": custody.drawn(queries.custody(placed.pk)),
        "custody_shown": queries.CUSTODY_SHOWN,
        "doubts": doubts,
        "review_due": not ended and (placed.review_on <= at.date() or doubts),
        "may_change": granted(request, Permission.HOLDS_CHANGE),
        "waiver": Office(placed.waiver_office).label if placed.waiver_office else "",
        "offices": [(each.value, each.label) for each in Office],
        "step": step,
        "refusals": refusals,
        "values": request.POST.dict(),
        "ground": vars(queries.ground_of(placed)),
        **claim_form.offered(at),
    }
    return render(request, "holds/one.html", context, status=422 if refusals else 200)


def _packages(placed: Hold) -> list[tuple[Package, str, bool]]:
    """The packages of a case, newest first, each with its manifest's hash and whether nobody makes it any more."""
    late = timezone.now() - MADE_WITHIN
    return [
        (each, bytes(each.manifest or b"").hex(), each.made_at is None and (each.failed or each.asked_at < late))
        for each in queries.packages_of(placed)
    ]
