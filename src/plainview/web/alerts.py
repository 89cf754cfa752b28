"""The live alerts, the stop on one screen, and dispatch's queue of confirmations."""

from collections.abc import Sequence
from typing import Final, Literal
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plainview.alerts import actions, queries, rules
from plainview.alerts.actions import Seen
from plainview.alerts.models import Alert
from plainview.alerts.rules import Closing, Standing
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.web import alert_drawing as drawing
from plainview.web import pictures
from plainview.web.acting import actor
from plainview.web.onward import onward
from plainview.web.typed import Typed

SHOWN: Final = 60
"""Cards on the live page."""
CLOCK_MINUTES: Final = 10
"""How long an officer should wait for dispatch's answer."""
SHOWS: Final = ("open", "closed", "all")
_UNPROCESSABLE: Final = 422
_LONGEST_TEXT: Final = 500
_LONGEST_SOURCE: Final = 100


def live(request: HttpRequest) -> HttpResponse:
    """The stream of alerts, newest first; `?show=` open (as it begins), closed or all."""
    at = timezone.now()
    show = request.GET.get("show", "open")
    show = show if show in SHOWS else "open"
    wanted = queries.latest(count=SHOWN + 1, closed={"open": False, "closed": True}.get(show))
    context = {
        "show": show,
        "shows": SHOWS,
        "after": queries.last_position(),
        "drawn": [drawing.draw(each, at=at) for each in wanted[:SHOWN]],
        "more": len(wanted) > SHOWN,
        "shown": SHOWN,
    }
    return render(request, "alerts/live.html", context)


def card(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """One card, for a page that is open already."""
    return render(
        request, "alerts/card.html", {"each": drawing.draw(_alert(alert_id), at=timezone.now()), "fresh": True}
    )


def one(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """One alert: the stop on one screen. That it is looked at is logged."""
    try:
        alert = actions.open_alert(alert_id, actor=actor(request), at=timezone.now())
    except Alert.DoesNotExist as none:
        raise Http404 from none
    return _draw_one(request, alert)


def picture(request: HttpRequest, alert_id: UUID, which: str) -> HttpResponse:
    """The photograph or the crop of the read; 404 when it is gone."""
    alert = _alert(alert_id)

    def opened(wanted: Literal["photograph", "crop"]) -> bytes:
        jpeg = actions.open_picture(alert, wanted, actor=actor(request), at=timezone.now())
        if jpeg is None:
            raise Http404
        return jpeg

    response = pictures.jpeg(which, opened)
    response["Cache-Control"] = "private, no-store"
    return response


def verify(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Record what the officer saw."""
    alert = _alert(alert_id)
    typed = Typed(request.POST, clauses.F_C_1_I)
    said = [typed.text(f"char-{index}", longest=8) for index in range(len(alert.entry_plate))]
    characters = [each == "match" for each in said if each in {"match", "differ"}]
    state, vehicle = _compared(typed, "state"), _compared(typed, "vehicle")
    if typed.faults and len(characters) < len(alert.entry_plate):
        typed.fault("plate", "not every character was looked at", "Compare each one with the entry.")
    if typed.faults:
        return _draw_one(request, alert, refusals=typed.with_faults())
    try:
        alert = actions.verify(
            alert_id, Seen(characters, state=state, vehicle=vehicle), actor=actor(request), at=timezone.now()
        )
    except PolicyRefusal as refusal:
        return _draw_one(request, alert, refusals=refusal.refusals)
    words = "It matches." if alert.all_matches else "It does not match: this is not the entry's vehicle, or not surely."
    messages.add_message(request, messages.SUCCESS if alert.all_matches else messages.WARNING, f"Recorded. {words}")
    return onward("alert", alert_id)


def ask(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Ask dispatch whether the entry is still active."""
    alert = _alert(alert_id)
    try:
        actions.ask_dispatch(alert_id, actor=actor(request), at=timezone.now())
    except PolicyRefusal as refusal:
        return _draw_one(request, alert, refusals=refusal.refusals)
    messages.success(request, "Dispatch is asked. The answer appears here by itself.")
    return onward("alert", alert_id)


def close(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Record what came of it."""
    alert = _alert(alert_id)
    typed = Typed(request.POST, clauses.J_1)
    disposition = typed.text("disposition", longest=16)
    stopped = typed.text("stopped", longest=3)
    if stopped not in {"yes", "no"}:
        typed.fault("stopped", "it is not said whether the vehicle was stopped", "Choose yes or no.")
    closing = Closing(
        disposition=disposition if disposition in Alert.Disposition.values else "",
        stopped=stopped == "yes",
        outcome=typed.text("outcome", longest=_LONGEST_TEXT),
        exigency=typed.text("exigency", longest=_LONGEST_TEXT),
    )
    if typed.faults:
        standing = Standing(alert.verified_at is not None, alert.all_matches, alert.answer)
        return _draw_one(request, alert, refusals=typed.with_faults(tuple(rules.objections(standing, closing))))
    try:
        actions.close(alert_id, closing, actor=actor(request), at=timezone.now())
    except PolicyRefusal as refusal:
        return _draw_one(request, alert, refusals=refusal.refusals)
    messages.success(request, "The alert is closed, and what came of it is on record.")
    return onward("alerts")


def answer(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Dispatch's answer to one request."""
    _alert(alert_id)
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


def confirmations(request: HttpRequest) -> HttpResponse:
    """Dispatch's queue: who waits, for what, and for how long."""
    return _draw_queue(request)


def _compared(typed: Typed, name: Literal["state", "vehicle"]) -> bool:
    said = typed.text(name, longest=8)
    if said not in {"match", "differ"}:
        typed.fault(name, f"the {name} was not compared", "Say whether it matches or differs.")
    return said == "match"


def _alert(alert_id: UUID) -> Alert:
    try:
        return queries.alert(alert_id)
    except Alert.DoesNotExist as gone:
        raise Http404 from gone


def _after() -> int:
    newest = queries.latest(count=1)
    return newest[0].position if newest else 0


def _draw_one(request: HttpRequest, alert: Alert, *, refusals: Sequence[Refused] = ()) -> HttpResponse:
    context = {
        "each": drawing.draw(alert, at=timezone.now()),
        "alert": alert,
        "after": _after(),
        "refusals": refusals,
        "typed": request.POST,
        "dispositions": Alert.Disposition.choices,
        "clock_minutes": CLOCK_MINUTES,
    }
    return render(request, "alerts/one.html", context, status=_UNPROCESSABLE if refusals else None)


def _draw_queue(request: HttpRequest, *, refused: UUID | None = None, refusals: Sequence[Refused] = ()) -> HttpResponse:
    at = timezone.now()
    # The position is taken first: what is asked in between is announced once too often rather than never.
    after = _after()
    waiting = queries.waiting_for_dispatch()
    context = {
        "after": after,
        "waiting": [drawing.draw(each, at=at) for each in waiting],
        "refused": refused,
        "refusals": refusals,
        "refused_is_gone": refused is not None and refused not in {each.pk for each in waiting},
        "typed": request.POST,
        "answers": Alert.Answer.choices,
        "clock_minutes": CLOCK_MINUTES,
    }
    return render(request, "alerts/confirmations.html", context, status=_UNPROCESSABLE if refusals else None)
