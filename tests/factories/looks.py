"""What an officer answers who looks at an alert, and what the page of compliance shows."""

from datetime import datetime

from plainview.alerts.actions import Seen
from plainview.alerts.models import Alert
from plainview.policy.evidence import LOOKS


def seen(alert: Alert, *, differs: tuple[str, ...] = ()) -> Seen:
    """Everything that the entry states matches, except the items of these names."""
    return Seen({each.name: each.name not in differs for each in alert.items if each.stated})


def kept(name: str, at: datetime) -> bool:
    """Whether the live look of this name finds that its clauses are kept."""
    (look,) = (each for each in LOOKS if each.name == name)
    return look.look(at).kept
