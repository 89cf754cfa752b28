"""Who works an alert: one holds it, others see who and join; where nobody does, the supervisors are called."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings

from plainview.accounts.doors import door
from plainview.accounts.permissions import Permission
from plainview.alerts.announcing import announce
from plainview.alerts.audience import seen_by
from plainview.alerts.models import Alert
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.matching.rules import Tier
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor

FORGOTTEN: Final = timedelta(days=1)
"""An alert that nobody took for this long calls nobody any more; it stays in the list of open ones."""


@door(Event.ALERT_TAKEN, needs=Permission.ALERTS_WORK)
@enforces(clauses.J_1)
def take(alert_id: UUID, *, actor: Actor, at: datetime) -> Alert:
    """Hold the alert. Taking it twice changes nothing.

    Raises:
        PolicyRefusal: the actor may not, somebody else holds it, or it is closed.
        Alert.DoesNotExist: there is none of this id of which the actor may know.
    """
    alert = _open(alert_id, actor)
    if alert.taken_by_id == UUID(actor.id):
        return alert
    if alert.taken_by_id is not None:
        raise PolicyRefusal(
            Refused(clauses.J_1, f"{alert.taken_by} holds this alert", "Join them, or leave it to them.", "take")
        )
    alert.taken_by, alert.taken_by_id, alert.taken_at = actor.name, UUID(actor.id), at
    _remove(alert, actor)
    return _kept(alert, Event.ALERT_TAKEN, actor=actor, at=at)


@door(Event.ALERT_JOINED, needs=Permission.ALERTS_WORK)
@enforces(clauses.J_1)
def join(alert_id: UUID, *, actor: Actor, at: datetime) -> Alert:
    """Help whoever holds the alert; where nobody does any more, hold it. Joining twice changes nothing.

    Raises:
        PolicyRefusal: the actor may not, or the alert is closed.
        Alert.DoesNotExist: there is none of this id of which the actor may know.
    """
    alert = _open(alert_id, actor)
    me = UUID(actor.id)
    if me == alert.taken_by_id or me in alert.joined_ids:
        return alert
    if alert.taken_by_id is None:
        alert.taken_by, alert.taken_by_id, alert.taken_at = actor.name, me, at
        return _kept(alert, Event.ALERT_TAKEN, actor=actor, at=at)
    alert.joined_by, alert.joined_ids = [*alert.joined_by, actor.name], [*alert.joined_ids, me]
    return _kept(alert, Event.ALERT_JOINED, actor=actor, at=at)


@door(Event.ALERT_LEFT, needs=Permission.ALERTS_WORK)
@enforces(clauses.J_1)
def leave(alert_id: UUID, *, actor: Actor, at: datetime) -> Alert:
    """Stop working the alert. Who joined first holds it then; where nobody did, it is nobody's again.

    Raises:
        PolicyRefusal: the actor may not, or the alert is closed.
        Alert.DoesNotExist: there is none of this id of which the actor may know.
    """
    alert = _open(alert_id, actor)
    me = UUID(actor.id)
    if me != alert.taken_by_id and me not in alert.joined_ids:
        return alert
    _remove(alert, actor)
    if me == alert.taken_by_id and alert.joined_ids:
        alert.taken_by, alert.taken_by_id, alert.taken_at = alert.joined_by[0], alert.joined_ids[0], at
        alert.joined_by, alert.joined_ids = alert.joined_by[1:], alert.joined_ids[1:]
    elif me == alert.taken_by_id:
        alert.taken_by, alert.taken_by_id, alert.taken_at = "", None, None
    return _kept(alert, Event.ALERT_LEFT, actor=actor, at=at)


@enforces(clauses.J_1)
def escalate(*, actor: Actor, at: datetime) -> int:
    """Call the supervisors to each hit that nobody took within the agency's minutes; returns how many there were."""
    alone = Alert.objects.filter(
        raised_at__lte=at - settings.ALERT_ESCALATE,
        raised_at__gt=at - FORGOTTEN,
        escalated_at=None,
        taken_at=None,
        verified_at=None,
        asked_at=None,
        closed_at=None,
    ).exclude(tier=Tier.OTHER_STATE)
    due = list(alone.order_by("position").values_list("pk", flat=True)) if settings.ALERT_ESCALATE else []
    return sum(_escalate(alert_id, actor=actor, at=at) for alert_id in due)


@door(Event.ALERT_ESCALATED, needs=Permission.ALERTS_ESCALATE)
def _escalate(alert_id: UUID, *, actor: Actor, at: datetime) -> bool:
    alert = Alert.objects.select_for_update().get(pk=alert_id)
    if alert.taken_at or alert.verified_at or alert.asked_at or alert.closed_at or alert.escalated_at:
        return False
    alert.escalated_at, alert.called_at = at, None
    waited = int((at - alert.raised_at) / timedelta(minutes=1))
    alert.escalation = audit.append(
        Event.ALERT_ESCALATED, actor=actor, at=at, subject=f"alert:{alert.pk}", facts={"minutes": waited}
    )
    alert.save(update_fields=["escalated_at", "called_at", "escalation"])
    announce(alert)
    return True


def _open(alert_id: UUID, actor: Actor) -> Alert:
    alert = seen_by(actor).select_for_update().get(pk=alert_id)
    if alert.closed_at is not None:
        raise PolicyRefusal(Refused(clauses.J_1, "this alert is closed", "There is nothing left to do on it.", "take"))
    return alert


def _remove(alert: Alert, actor: Actor) -> None:
    """Take the person off the list of those who joined."""
    others = [(who, name) for who, name in zip(alert.joined_ids, alert.joined_by, strict=True) if who != UUID(actor.id)]
    alert.joined_ids, alert.joined_by = [who for who, _ in others], [name for _, name in others]


def _kept(alert: Alert, event: Event, *, actor: Actor, at: datetime) -> Alert:
    alert.save(update_fields=["taken_by", "taken_by_id", "taken_at", "joined_by", "joined_ids"])
    audit.append(event, actor=actor, at=at, subject=f"alert:{alert.pk}")
    announce(alert)
    return alert
