"""Looks at alerts."""

from uuid import UUID

from plainview.alerts.models import Alert
from plainview.archive import queries as archive
from plainview.archive.queries import Which
from plainview.terms.read import ReadKey


def latest(*, count: int, closed: bool | None = None) -> list[Alert]:
    """The newest alerts, newest first: all of them, or those that are closed, or those that are not."""
    alerts = Alert.objects.all() if closed is None else Alert.objects.filter(closed_at__isnull=not closed)
    return list(alerts[:count])


def last_position() -> int:
    """The position of the newest alert, from which a page's stream goes on; 0 if there is none."""
    return Alert.objects.values_list("position", flat=True).first() or 0


def raised_after(position: int, *, count: int = 200) -> list[Alert]:
    """Alerts that a stream has not shown yet, oldest first."""
    return list(Alert.objects.filter(position__gt=position).order_by("position")[:count])


def shown(alert_id: str, position: int) -> Alert | None:
    """The alert, if a stream that stands at this position has shown it; a new one comes by its own position."""
    return Alert.objects.filter(pk=alert_id, position__lte=position).first()


def waiting_for_dispatch() -> list[Alert]:
    """Confirmation requests without an answer, the one that waits longest first."""
    return list(Alert.objects.filter(asked_at__isnull=False, answered_at=None, closed_at=None).order_by("asked_at"))


def alert(alert_id: UUID) -> Alert:
    """One alert.

    Raises:
        Alert.DoesNotExist: there is none of this id.
    """
    return Alert.objects.get(pk=alert_id)


def picture(alert: Alert, which: Which) -> bytes | None:
    """The JPEG of the read that raised the alert, or None when the read is gone.

    Raises:
        PictureUnreadable: it is not the one that belongs to the read.
    """
    read = archive.read(ReadKey(alert.plate, alert.captured_at, alert.read_id))
    return archive.picture(read, which) if read else None
