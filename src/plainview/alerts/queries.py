"""Looks at alerts."""

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F

from plainview.alerts import tallies as counting
from plainview.alerts.models import Alert
from plainview.terms.tally import Tally


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


def tallies(first: date, last: date) -> list[Tally]:
    """The alerts that are still there of these days of the department, the last included, as counts."""
    zone = ZoneInfo(settings.DISPLAY_ZONE)
    since = datetime.combine(first, time.min, tzinfo=zone)
    until = datetime.combine(last + timedelta(days=1), time.min, tzinfo=zone)
    return counting.of(Alert.objects.filter(captured_at__gte=since, captured_at__lt=until))


def read_otherwise() -> list[tuple[str, str, str]]:
    """Of each closed alert whose read is not spelled like its entry: the entry's plate, the read's, the disposition."""
    closed = Alert.objects.filter(closed_at__isnull=False).exclude(plate=F("entry_plate"))
    return list(closed.order_by().values_list("entry_plate", "plate", "disposition"))
