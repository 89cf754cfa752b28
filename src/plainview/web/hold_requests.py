"""Requests to hold reads: what one asked, one of them for whoever asked or decides, and how an alert leads to one."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plainview.accounts.permissions import Permission
from plainview.approvals.actions import AlreadyDecided
from plainview.cameras import queries as cameras
from plainview.evidence import actions, asked, asking
from plainview.evidence.asked import Asked
from plainview.evidence.models import HoldRequest
from plainview.evidence.placing import Found
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal
from plainview.terms.read import ReadKey
from plainview.web import claim_form, one_alert, pictures
from plainview.web.acting import actor, granted
from plainview.web.approvals import card
from plainview.web.onward import onward
from plainview.web.typed import Typed


def overview(request: HttpRequest) -> HttpResponse:
    """What the person asked a supervisor to hold, and how it stands."""
    return render(request, "holds/asked.html", {"requests": asked.own(actor(request), timezone.now())})


def one(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One request. Whoever sees its plates stands in the log before they are shown."""
    found, at, me = _found(request, request_id), timezone.now(), actor(request)
    sees = granted(request, Permission.HOLDS_CHANGE)
    if sees and found.waits:
        asking.open_request(request_id, actor=me, at=at)
    known = {str(camera.pk): camera for camera in cameras.register()}
    context = {
        "each": found,
        "reads": [
            (read, said, goes, known.get(str(said.get("camera")))) for read, said, goes in asked.reads_of(found, at)
        ],
        "sees": sees,
        "own": found.request.asked_by == str(me),
        "card": card(found.word, at) if sees and found.waits and not found.word.concerns(me) else None,
    }
    return render(request, "holds/request.html", context)


def take_back(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Ask no longer."""
    _found(request, request_id)
    try:
        asking.take_back(request_id, actor=actor(request), at=timezone.now())
    except AlreadyDecided:
        messages.warning(request, "This has ended already. Nothing was changed.")
    except PolicyRefusal as refusal:
        messages.warning(request, f"{refusal.refusals[0].reason.capitalize()}. {refusal.refusals[0].remedy}")
    else:
        messages.success(request, "Taken back. The reads go with their day.")
    return onward("hold-request", request_id)


def picture(request: HttpRequest, request_id: UUID, read_id: UUID, which: str) -> HttpResponse:
    """A photograph or crop of a read that somebody asks to hold, as JPEG."""
    named = _found(request, request_id).request.reads.all()
    read = next((each for each in named if each.read_id == read_id), None)
    if read is None:
        raise Http404
    return pictures.jpeg(
        which, lambda wanted: asking.open_picture(read, wanted, actor=actor(request), at=timezone.now())
    )


def document(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The paper of a request's authority. That it was opened is logged before it is shown."""
    _found(request, request_id)
    paper = asking.open_document(request_id, actor=actor(request), at=timezone.now())
    if paper is None:
        raise Http404
    answer = HttpResponse(paper.content, content_type=paper.media_type)
    answer["Content-Disposition"] = "inline"
    answer["Content-Security-Policy"] = "sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def of_alert(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Keep the read of an alert past the purge: a supervisor holds it, an officer asks one to."""
    alert, at, me = one_alert.known(request, alert_id), timezone.now(), actor(request)
    typed = Typed(request.POST, clauses.K_1)
    claim = claim_form.read(typed, at=at)
    keys, found = [ReadKey(alert.plate, alert.captured_at, alert.read_id)], Found(alert=alert_id)
    if typed.faults:
        return one_alert.draw(request, alert, refusals=typed.with_faults())
    try:
        paper = claim_form.attached(request)
        if granted(request, Permission.HOLDS_CHANGE):
            placed = actions.hold(keys, claim, document=paper, found=found, actor=me, at=at)
            messages.success(request, f"The hold for case {placed.case_number} is placed.")
            return onward("hold", placed.pk)
        asking.ask(keys, claim, document=paper, found=found, actor=me, at=at)
    except PolicyRefusal as refusal:
        return one_alert.draw(request, alert, refusals=refusal.refusals)
    messages.success(request, "A supervisor is asked. Nothing is kept before they say so.")
    return onward("alert", alert_id)


def _found(request: HttpRequest, request_id: UUID) -> Asked:
    """The request of an address, or 404 where there is none of which the person may know."""
    try:
        return asked.one(request_id, viewer=actor(request), at=timezone.now())
    except HoldRequest.DoesNotExist as none:
        raise Http404 from none
