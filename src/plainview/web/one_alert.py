"""The stop on one screen: one alert, and each step that an officer takes."""

from collections.abc import Sequence
from typing import Final, Literal
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plainview.alerts import actions, opening, queries, rules
from plainview.alerts.actions import Seen
from plainview.alerts.models import Alert
from plainview.alerts.rules import Closing, Standing
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.web import alert_drawing as drawing
from plainview.web.acting import actor
from plainview.web.onward import onward
from plainview.web.typed import Typed

CLOCK_MINUTES: Final = 10
"""How long an officer should wait for dispatch's answer."""
_UNPROCESSABLE: Final = 422
_LONGEST_TEXT: Final = 500


def one(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """One alert: the stop on one screen. That it is looked at is logged."""
    try:
        alert = opening.open_alert(alert_id, actor=actor(request), at=timezone.now())
    except Alert.DoesNotExist as none:
        raise Http404 from none
    return _draw_one(request, alert)


def verify(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Record what the officer saw."""
    alert = _alert(request, alert_id)
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
    alert = _alert(request, alert_id)
    try:
        actions.ask_dispatch(alert_id, actor=actor(request), at=timezone.now())
    except PolicyRefusal as refusal:
        return _draw_one(request, alert, refusals=refusal.refusals)
    messages.success(request, "Dispatch is asked. The answer appears here by itself.")
    return onward("alert", alert_id)


def close(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Record what came of it."""
    alert = _alert(request, alert_id)
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


def _compared(typed: Typed, name: Literal["state", "vehicle"]) -> bool:
    said = typed.text(name, longest=8)
    if said not in {"match", "differ"}:
        typed.fault(name, f"the {name} was not compared", "Say whether it matches or differs.")
    return said == "match"


def _alert(request: HttpRequest, alert_id: UUID) -> Alert:
    try:
        return queries.alert(alert_id, viewer=actor(request))
    except Alert.DoesNotExist as gone:
        raise Http404 from gone


def _draw_one(request: HttpRequest, alert: Alert, *, refusals: Sequence[Refused] = ()) -> HttpResponse:
    context = {
        "each": drawing.draw(alert, at=timezone.now()),
        "alert": alert,
        "after": queries.last_position(viewer=actor(request)),
        "refusals": refusals,
        "typed": request.POST,
        "dispositions": Alert.Disposition.choices,
        "clock_minutes": CLOCK_MINUTES,
    }
    return render(request, "alerts/one.html", context, status=_UNPROCESSABLE if refusals else None)
