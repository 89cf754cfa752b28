"""Who sees that an alert exists, and whom it calls. Every look at alerts begins with `seen_by`."""

from uuid import UUID

from django.db.models import Q, QuerySet

from plainview.accounts.permissions import Permission, may
from plainview.alerts.models import Alert
from plainview.alerts.routing import Urgency
from plainview.policy import clauses
from plainview.policy.decisions import Allowed
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor, ActorKind


@enforces(clauses.D_2)
def seen_by(viewer: Actor) -> QuerySet[Alert]:
    """The alerts of which this person may know: none without the permission, and covert ones by need alone.

    A covert alert is known to the people whom its entry names and to those who approve entries. Who confirms entries
    learns of it when one of them asks for a confirmation.
    """
    if not _sees_alerts(viewer):
        return Alert.objects.none()
    if supervises(viewer):
        return Alert.objects.all()
    known = Q(entry_covert=False) | Q(entry_audience__contains=[UUID(viewer.id)])
    if _confirms(viewer):
        known |= Q(asked_at__isnull=False)
    return Alert.objects.filter(known)


@enforces(clauses.D_2)
def knows(viewer: Actor, alert: Alert) -> bool:
    """The same rule as `seen_by`, of an alert that is in memory: for streams, which share one look."""
    if not _sees_alerts(viewer):
        return False
    if supervises(viewer) or not alert.entry_covert or UUID(viewer.id) in alert.entry_audience:
        return True
    return _confirms(viewer) and alert.asked_at is not None


def supervises(viewer: Actor) -> bool:
    """Whether the person approves entries: knows of covert ones, and is called where nobody takes an alert."""
    return isinstance(may(viewer, Permission.ENTRIES_APPROVE), Allowed)


def urgency(alert: Alert) -> Urgency:
    """What of the alert decides whom it calls."""
    return Urgency(
        priority=alert.entry_priority,
        tier=alert.tier,
        covert=alert.entry_covert,
        audience=frozenset(alert.entry_audience),
        escalated=alert.escalated_at is not None,
    )


def _sees_alerts(viewer: Actor) -> bool:
    return viewer.kind is ActorKind.PERSON and isinstance(may(viewer, Permission.ALERTS_SEE), Allowed)


def _confirms(viewer: Actor) -> bool:
    return isinstance(may(viewer, Permission.ALERTS_CONFIRM), Allowed)
