"""An alert and its pictures are looked at, and that stands in the log."""

from datetime import datetime
from uuid import UUID

from plainview.accounts.doors import door
from plainview.accounts.permissions import Permission
from plainview.alerts.audience import seen_by
from plainview.alerts.endings import attached
from plainview.alerts.models import Alert
from plainview.archive import queries as archive
from plainview.archive.queries import Which
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.policy import clauses
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor
from plainview.terms.read import ReadKey


@door(Event.ALERT_OPENED, needs=Permission.ALERTS_SEE)
@enforces(clauses.J_1)
def open_alert(alert_id: UUID, *, actor: Actor, at: datetime) -> Alert:
    """The alert with all that it shows, once it stands in the log who looks at it.

    Raises:
        PolicyRefusal: the actor may not.
        Alert.DoesNotExist: there is none of this id of which the actor may know.
    """
    alert = attached([seen_by(actor).get(pk=alert_id)])[0]
    audit.append(Event.ALERT_OPENED, actor=actor, at=at, subject=f"alert:{alert_id}")
    return alert


@door(Event.PHOTOGRAPH_OPENED, needs=Permission.ALERTS_SEE)
@enforces(clauses.J_1)
def open_picture(alert_id: UUID, which: Which, *, actor: Actor, at: datetime) -> bytes | None:
    """The JPEG of the alert's own read, or None when the read is gone. Opening a photograph is logged.

    Raises:
        PolicyRefusal: the actor may not.
        Alert.DoesNotExist: there is none of this id of which the actor may know.
        PictureUnreadable: it is not the one that belongs to the read.
    """
    alert = seen_by(actor).get(pk=alert_id)
    read = archive.read(ReadKey(alert.plate, alert.captured_at, alert.read_id))
    opened = archive.picture(read, which) if read else None
    if opened is not None and which == "photograph":
        facts = {"read": str(alert.read_id)}
        audit.append(Event.PHOTOGRAPH_OPENED, actor=actor, at=at, subject=f"alert:{alert.pk}", facts=facts)
    return opened
