"""Looks at alerts. Each says for whom: nobody meets an alert of which they may not know."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Max, Min, Q
from django.db.models.functions import Greatest

from plainview.alerts import tallies as counting
from plainview.alerts.audience import seen_by
from plainview.alerts.endings import attached
from plainview.alerts.models import Alert
from plainview.terms.actor import Actor
from plainview.terms.tally import Tally


def latest(*, viewer: Actor, count: int, closed: bool | None = None) -> list[Alert]:
    """The newest alerts, newest first: all of them, or those that are closed, or those that are not."""
    alerts = seen_by(viewer)
    return attached((alerts if closed is None else alerts.filter(closed_at__isnull=not closed))[:count])


def last_position(*, viewer: Actor) -> int:
    """The position of what was told last, from which a page's stream goes on; 0 if there is nothing."""
    found = seen_by(viewer).aggregate(raised=Max("position"), escalated=Max("escalation"))
    return max(found["raised"] or 0, found["escalated"] or 0)


def raised_after(position: int, *, viewer: Actor, count: int = 200) -> list[Alert]:
    """Alerts raised or escalated after a position, in that order: what a stream has not told yet."""
    new = Greatest("position", "escalation")
    later = seen_by(viewer).filter(Q(position__gt=position) | Q(escalation__gt=position))
    return list(later.order_by(new)[:count])


def told_of(ids: Collection[str]) -> list[Alert]:
    """These alerts in the order in which they are told: one look for every stream, which asks `audience.knows`."""
    return sorted(Alert.objects.filter(pk__in=ids), key=lambda alert: alert.told_at)


def waiting_for_dispatch(*, viewer: Actor) -> list[Alert]:
    """Confirmation requests without an answer, the one that waits longest first.

    A stop that did not wait for the answer stands here until it has one, also when it is over (F.c.1.ii).
    """
    waiting = seen_by(viewer).filter(asked_at__isnull=False, answered_at=None)
    return attached(waiting.filter(Q(closed_at=None) | ~Q(road="")).order_by("asked_at"))


def entries() -> set[UUID]:
    """The entries that any alert is about, whoever may see it."""
    return set(Alert.objects.order_by().values_list("entry_id", flat=True).distinct())


def alert(alert_id: UUID, *, viewer: Actor) -> Alert:
    """One alert.

    Raises:
        Alert.DoesNotExist: there is none of this id of which the viewer may know.
    """
    return attached([seen_by(viewer).get(pk=alert_id)])[0]


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


def oldest_day(*, held: Collection[UUID]) -> date | None:
    """The day (UTC) of the oldest alert whose read no case holds: for nobody in particular, and no alert is shown."""
    found = Alert.objects.exclude(read_id__in=held).aggregate(oldest=Min("captured_at"))["oldest"]
    return None if found is None else found.date()


def of_reads(reads: Collection[UUID], *, viewer: Actor) -> list[Alert]:
    """The alerts on these reads of which the viewer may know, oldest first."""
    return list(seen_by(viewer).filter(read_id__in=reads).order_by("position"))
