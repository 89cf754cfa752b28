"""Dispatch's queue of confirmations."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plainview.alerts import actions, queries
from plainview.alerts.models import Alert
from plainview.cad import queries as cad
from plainview.hotlists import queries as hotlists
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.web import alert_drawing as drawing
from plainview.web.acting import actor
from plainview.web.one_alert import CLOCK_MINUTES, known
from plainview.web.onward import onward
from plainview.web.typed import Typed

_UNPROCESSABLE: Final = 422
_LONGEST_SOURCE: Final = 100


def answer(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Dispatch's answer to one request."""
    known(request, alert_id)
    typed = Typed(request.POST, clauses.I_6)
    said, source = typed.text("answer", longest=12), typed.text("source", longest=_LONGEST_SOURCE)
    if said not in Alert.Answer.values:
        typed.fault("answer", "the answer is missing", "Choose active, not active or unable.")
    if not source:
        typed.fault("source", "it is not said where you looked", "Name the terminal, the file or who told you.")
    if typed.faults:
        return _draw_queue(request, refused=alert_id, refusals=typed.with_faults())
    try:
        actions.answer(alert_id, said, source=source, actor=actor(request), at=timezone.now())
    except PolicyRefusal as refusal:
        return _draw_queue(request, refused=alert_id, refusals=refusal.refusals)
    messages.success(request, "The officer sees the answer now.")
    return onward("confirmations")


def queue(request: HttpRequest) -> HttpResponse:
    """Dispatch's queue: who waits, for what, and for how long."""
    return _draw_queue(request)


def _draw_queue(request: HttpRequest, *, refused: UUID | None = None, refusals: Sequence[Refused] = ()) -> HttpResponse:
    at = timezone.now()
    # The position is taken first: what is asked in between is announced once too often rather than never.
    after = queries.last_position(viewer=actor(request))
    waiting = queries.waiting_for_dispatch(viewer=actor(request))
    context = {
        "after": after,
        "waiting": [drawing.draw(each, at=at) for each in waiting],
        "refused": refused,
        "refusals": refusals,
        "refused_is_gone": refused is not None and refused not in {each.pk for each in waiting},
        "typed": request.POST,
        "entries": hotlists.entries(each.entry_id for each in waiting),
        "answers": Alert.Answer.choices,
        "clock_minutes": CLOCK_MINUTES,
        "dispatch_system": cad.standing(),
    }
    return render(request, "alerts/confirmations.html", context, status=_UNPROCESSABLE if refusals else None)
