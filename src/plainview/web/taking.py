"""Who holds an alert, and one's own silence: what the buttons of the live page and of one alert do."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from plainview.alerts import muting, taking
from plainview.alerts.models import Alert
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal
from plainview.web import alerts
from plainview.web.acting import actor
from plainview.web.onward import onward
from plainview.web.typed import Typed

_LONGEST_REASON: Final = 200


def take(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Hold the alert; if somebody else was faster, its page says who."""
    return _step(request, alert_id, taking.take, "You hold this alert. Others see that you do.")


def join(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Help whoever holds the alert."""
    return _step(request, alert_id, taking.join, "You are on this alert. Whoever holds it sees that you are.")


def leave(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Stop working the alert."""
    return _step(request, alert_id, taking.leave, "You have left this alert.")


def mute(request: HttpRequest) -> HttpResponse:
    """Silence one's own alerts for a time."""
    typed, at = Typed(request.POST, clauses.J_1), timezone.now()
    because, minutes = typed.text("because", longest=_LONGEST_REASON), typed.text("minutes", longest=4)
    if minutes not in alerts.SILENCES:
        typed.fault("minutes", "it is not said for how long", "Choose one of the times offered.")
    if typed.faults:
        return alerts.draw(request, refusals=typed.with_faults())
    try:
        muting.mute(because, until=at + timedelta(minutes=int(minutes)), actor=actor(request), at=at)
    except PolicyRefusal as refusal:
        return alerts.draw(request, refusals=refusal.refusals)
    return onward("alerts")


def unmute(request: HttpRequest) -> HttpResponse:
    """Be called again."""
    muting.unmute(actor=actor(request), at=timezone.now())
    messages.success(request, "You are called again.")
    return onward("alerts")


def _step(request: HttpRequest, alert_id: UUID, step: Callable[..., Alert], words: str) -> HttpResponse:
    try:
        step(alert_id, actor=actor(request), at=timezone.now())
    except Alert.DoesNotExist as none:
        raise Http404 from none
    except PolicyRefusal as refusal:
        for each in refusal.refusals:
            messages.warning(request, f"{each.reason[0].upper()}{each.reason[1:]}. {each.remedy}")
    else:
        messages.success(request, words)
    return onward("alert", alert_id)
