"""How the entries of alerts stand by now: an alert keeps what its entry said, and the entry may end meanwhile (I.6)."""

from collections.abc import Iterable
from uuid import UUID

from plainview.alerts.models import Alert
from plainview.hotlists import queries as hotlists
from plainview.policy import clauses
from plainview.policy.enforcement import enforces


@enforces(clauses.I_6, clauses.F_B_1_III)
def attached(alerts: Iterable[Alert]) -> list[Alert]:
    """The same alerts, each with how its entry stands."""
    those = list(alerts)
    found = hotlists.endings({each.entry_id for each in those})
    for each in those:
        each.ending = found[each.entry_id]
    return those


def concerned(entry_id: str) -> list[UUID]:
    """The open alerts that a change of an entry concerns; of an empty id, those whose entry is not as it was.

    For whoever wakes others by the ids: who may see one of them is asked where it is shown.
    """
    alerts = Alert.objects.filter(closed_at=None)
    if entry_id:
        return list(alerts.filter(entry_id=entry_id).values_list("pk", flat=True))
    pairs = list(alerts.order_by().values_list("pk", "entry_id"))
    found = hotlists.endings({entry for _, entry in pairs})
    return [alert for alert, entry in pairs if found[entry].expires_at is None or found[entry].ended_at is not None]
