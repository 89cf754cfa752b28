"""Calls people by their browsers' push services, after the transaction that raised or escalated an alert.

An alert is claimed before anything is sent: a call may be lost in a crash, and is never made twice. What could not be
told within minutes is not told late; the page has it.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

import httpx
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from plainview.accounts import queries as accounts
from plainview.accounts.models import Person
from plainview.alerts import addresses, audience, muting, push, routing
from plainview.alerts.models import Alert, PushAddress
from plainview.alerts.push import Outcome, Words
from plainview.alerts.routing import Listener
from plainview.policy import clauses
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor
from plainview.training import queries as training

LATE: Final = timedelta(minutes=10)
_TRIES: Final = 2
_AT_ONCE: Final = 8
_TIMEOUT_S: Final = 10.0


def call_due(*, actor: Actor, at: datetime) -> int:
    """Call everyone who is to be called to the alerts that wait for it; returns how many browsers were reached."""
    calls = [(address, words(alert)) for alert in _claimed(at) for address in _called(alert, at)]
    if not calls:
        return 0
    with httpx.Client(timeout=_TIMEOUT_S, follow_redirects=False) as client, ThreadPoolExecutor(_AT_ONCE) as several:
        outcomes = list(several.map(partial(_tried, client, at), calls))
    for (address, _), outcome in zip(calls, outcomes, strict=True):
        if outcome is Outcome.GONE:
            addresses.forget(address, actor=actor, at=at)
    return outcomes.count(Outcome.SENT)


@enforces(clauses.D_2)
def words(alert: Alert) -> Words:
    """What a notification of this alert says: never a plate, and of a covert one nothing at all."""
    path, tag = f"/alerts/{alert.pk}/", str(alert.pk)
    if alert.entry_covert:
        return Words("Plainview", "There is something for you. Open Plainview.", path, tag, urgent=False, silent=True)
    kind = f"{routing.loudness(audience.urgency(alert)).capitalize()} alert at {alert.place}"
    why = "Nobody took it yet. " if alert.escalated_at else ""
    return Words(kind, f"{why}Open Plainview.", path, tag, urgent=alert.entry_priority == "high", silent=False)


def _claimed(at: datetime) -> list[Alert]:
    with transaction.atomic():
        recent = Q(raised_at__gt=at - LATE) | Q(escalated_at__gt=at - LATE)
        due = list(
            Alert.objects.select_for_update(skip_locked=True).filter(recent, called_at=None).order_by("position")
        )
        Alert.objects.filter(pk__in=[each.pk for each in due]).update(called_at=at)
    return due


def _called(alert: Alert, at: datetime) -> Iterator[PushAddress]:
    muted = {each.person_id for each in muting.everyone(at=at)}
    people: dict[UUID, bool] = {}
    for address in addresses.all_addresses():
        if address.person_id not in people:
            people[address.person_id] = _is_called(alert, address.person_id, muted, at)
        if people[address.person_id]:
            yield address


def _is_called(alert: Alert, person_id: UUID, muted: set[UUID], at: datetime) -> bool:
    try:
        person = accounts.person(person_id)
    except Person.DoesNotExist:
        return False
    viewer = person.actor(at)
    if not person.is_active or not audience.knows(viewer, alert):
        return False
    if training.lapses(person_id, training.local_day(at)):
        return False
    listener = Listener(person_id, supervises=audience.supervises(viewer), muted=person_id in muted)
    return routing.call(audience.urgency(alert), listener).push


def _tried(client: httpx.Client, at: datetime, call: tuple[PushAddress, Words]) -> Outcome:
    outcome = Outcome.FAILED
    for _ in range(_TRIES):
        outcome = push.send(client, *call, contact=settings.PUSH_CONTACT, at=at)
        if outcome is not Outcome.FAILED:
            break
    return outcome
