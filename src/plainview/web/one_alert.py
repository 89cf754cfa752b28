"""The stop on one screen: one alert, and each step that an officer takes to what came of it."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plainview.alerts import actions, opening, queries, rules
from plainview.alerts.actions import LONGEST_RESOLUTION, Seen
from plainview.alerts.models import Alert
from plainview.alerts.rules import Closing
from plainview.evidence import asked
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.stops import queries as stops
from plainview.web import alert_drawing as drawing
from plainview.web import claim_form
from plainview.web.acting import actor
from plainview.web.onward import onward
from plainview.web.tags import stand_at
from plainview.web.typed import Typed

CLOCK_MINUTES: Final = int(rules.CLOCK.total_seconds() // 60)
"""How long an officer should wait for dispatch's answer, and how long it then counts."""
KEEP_FIELDS: Final = "case_number matter authority active reference document review_on scope reason read"
"""The fields of the form by which the alert's read is kept."""
_UNPROCESSABLE: Final = 422
_LONGEST_TEXT: Final = 500


def one(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """One alert: the stop on one screen. That it is looked at is logged."""
    try:
        alert = opening.open_alert(alert_id, actor=actor(request), at=timezone.now())
    except Alert.DoesNotExist as none:
        raise Http404 from none
    return draw(request, alert)


def verify(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Record what the officer saw."""
    alert = known(request, alert_id)
    typed = Typed(request.POST, clauses.F_C_1_I)
    said = {each.name: typed.text(each.name, longest=8) for each in alert.items if each.stated}
    answers = {name: word == "match" for name, word in said.items() if word in {"match", "differ"}}
    try:
        alert = actions.verify(alert_id, Seen(answers), actor=actor(request), at=timezone.now())
    except PolicyRefusal as refusal:
        return draw(request, alert, refusals=typed.with_faults(refusal.refusals))
    if alert.all_matches:
        messages.success(request, "Recorded. It matches.")
    else:
        messages.warning(request, "Recorded. It differs: this is not the entry's vehicle, or not surely.")
    return onward("alert", alert_id)


def resolve(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Record how a difference is resolved."""
    alert = known(request, alert_id)
    typed = Typed(request.POST, clauses.F_C_1_I)
    how = typed.text("resolution", longest=LONGEST_RESOLUTION)
    if typed.faults:
        return draw(request, alert, refusals=typed.with_faults())
    try:
        actions.resolve(alert_id, how, actor=actor(request), at=timezone.now())
    except PolicyRefusal as refusal:
        return draw(request, alert, refusals=refusal.refusals)
    messages.success(request, "Recorded. The difference counts as resolved, with your words on record.")
    return onward("alert", alert_id)


def ask(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Ask dispatch whether the entry is still active."""
    alert = known(request, alert_id)
    try:
        actions.ask_dispatch(alert_id, actor=actor(request), at=timezone.now())
    except PolicyRefusal as refusal:
        return draw(request, alert, refusals=refusal.refusals)
    messages.success(request, "Dispatch is asked. The answer appears here by itself.")
    return onward("alert", alert_id)


def close(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Record what came of it."""
    alert = known(request, alert_id)
    typed = Typed(request.POST, clauses.J_1)
    disposition = typed.text("disposition", longest=16)
    # Without a stop on record there is nothing to answer: the page does not ask it.
    stopped = typed.text("stopped", longest=3) or ("" if alert.road else "no")
    if stopped not in {"yes", "no"}:
        typed.fault("stopped", "it is not said whether the vehicle was stopped", "Choose yes or no.")
    closing = Closing(
        disposition=disposition if disposition in Alert.Disposition.values else "",
        stopped=stopped == "yes",
        outcome=typed.text("outcome", longest=_LONGEST_TEXT),
    )
    if typed.faults:
        objections = tuple(rules.objections(actions.standing(alert), closing))
        return draw(request, alert, refusals=typed.with_faults(objections))
    try:
        actions.close(alert_id, closing, actor=actor(request), at=timezone.now())
    except PolicyRefusal as refusal:
        return draw(request, alert, refusals=refusal.refusals)
    messages.success(request, "The alert is closed, and what came of it is on record.")
    return onward("alert" if alert.road else "alerts", *([alert_id] if alert.road else []))


def known(request: HttpRequest, alert_id: UUID) -> Alert:
    """The alert of an address, or 404 where there is none of which the person may know."""
    try:
        return queries.alert(alert_id, viewer=actor(request))
    except Alert.DoesNotExist as gone:
        raise Http404 from gone


def draw(request: HttpRequest, alert: Alert, *, refusals: Sequence[Refused] = ()) -> HttpResponse:
    """The page of an alert, with what stands against the step that was just tried."""
    at = timezone.now()
    listed = stops.of_alert(alert.pk, at=at)
    context = {
        "each": drawing.draw(alert, at=at),
        "alert": alert,
        "listed": listed,
        "own_stop": listed is not None and listed.stop.officer == str(actor(request)),
        "after": queries.last_position(viewer=actor(request)),
        "refusals": refusals,
        "typed": request.POST,
        "dispositions": Alert.Disposition.choices,
        "clock_minutes": CLOCK_MINUTES,
        "asked_to_hold": asked.of_alert(alert.pk, viewer=actor(request), at=at),
        "keep_open": stand_at(refusals, KEEP_FIELDS),
        "keep_values": {"case_number": alert.entry_case_number, "scope": "The one read of this alert."},
        **claim_form.keeping(request, at),
    }
    return render(request, "alerts/one.html", context, status=_UNPROCESSABLE if refusals else None)
