"""Who sees that an alert exists. Every look at alerts begins with `seen_by`."""

from uuid import UUID

from django.db.models import Q, QuerySet

from plainview.accounts.permissions import Permission, may
from plainview.alerts.models import Alert
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
    if viewer.kind is not ActorKind.PERSON or not isinstance(may(viewer, Permission.ALERTS_SEE), Allowed):
        return Alert.objects.none()
    if isinstance(may(viewer, Permission.ENTRIES_APPROVE), Allowed):
        return Alert.objects.all()
    known = Q(entry_covert=False) | Q(entry_audience__contains=[UUID(viewer.id)])
    if isinstance(may(viewer, Permission.ALERTS_CONFIRM), Allowed):
        known |= Q(asked_at__isnull=False)
    return Alert.objects.filter(known)
