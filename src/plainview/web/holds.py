"""Holds: what is kept for a case, since when, and its release at the disposition."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plainview.accounts.permissions import Permission
from plainview.evidence import actions, queries
from plainview.evidence.models import Hold
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.web import pictures
from plainview.web.acting import actor, granted
from plainview.web.onward import onward
from plainview.web.typed import Typed


def overview(request: HttpRequest) -> HttpResponse:
    """Every hold: those in force first."""
    holds = queries.holds()
    return render(
        request,
        "holds/overview.html",
        {
            "in_force": [hold for hold in holds if hold.released_at is None],
            "released": [hold for hold in holds if hold.released_at is not None],
            "may_see": granted(request, Permission.HOLDS_SEE),
        },
    )


def one(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """One hold with its reads."""
    return _draw(request, _hold(hold_id))


def release(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """End a hold at the case's disposition."""
    hold = _hold(hold_id)
    typed = Typed(request.POST, clauses.K_1)
    because = typed.text("because", longest=200)
    try:
        actions.release(hold_id, because=because, actor=actor(request), at=timezone.now())
    except PolicyRefusal as refusal:
        return _draw(request, hold, refusals=typed.with_faults(refusal.refusals))
    messages.success(request, f"The hold for case {hold.case_number} is released. What it kept is deleted.")
    return onward("hold", hold_id)


def picture(request: HttpRequest, hold_id: UUID, read_id: UUID, which: str) -> HttpResponse:
    """A held read's photograph or crop as JPEG."""
    held = next((each for each in _hold(hold_id).reads.all() if each.read_id == read_id), None)
    if held is None:
        raise Http404
    return pictures.jpeg(
        which, lambda wanted: actions.open_picture(held, wanted, actor=actor(request), at=timezone.now())
    )


def _hold(hold_id: UUID) -> Hold:
    try:
        return queries.hold(hold_id)
    except Hold.DoesNotExist as none:
        raise Http404 from none


def _draw(request: HttpRequest, hold: Hold, refusals: Sequence[Refused] = ()) -> HttpResponse:
    context = {
        "hold": hold,
        "reads": sorted(hold.reads.all(), key=lambda held: held.captured_at, reverse=True),
        "may_change": granted(request, Permission.HOLDS_CHANGE),
        "refusals": refusals,
        "values": request.POST.dict(),
    }
    return render(request, "holds/one.html", context, status=422 if refusals else 200)
