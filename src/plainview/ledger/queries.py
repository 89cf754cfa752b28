"""Looks at what came of hits, those that are purged included."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Min

from plainview.alerts import queries as alerts
from plainview.cameras import queries as cameras
from plainview.ledger import pairs, worst
from plainview.ledger.models import KeptTally
from plainview.ledger.pairs import Confusion
from plainview.policy import clauses
from plainview.policy.evidence import Shown, shows
from plainview.terms.tally import KEYS, Tally, together

_LOOKED_AT: Final = timedelta(days=90)
"""How far back the compliance page looks for a camera that reads worse than the others."""


def tallies(first: date, last: date) -> list[Tally]:
    """All alerts of these days, the last included, each counted once: what is kept and what is still there.

    The two looks share a snapshot. Otherwise a purge between them would be seen by neither, or by both.
    """
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        kept = KeptTally.objects.filter(day__range=(first, last)).values(*KEYS, "count")
        return together([*kept, *map(asdict, alerts.tallies(first, last))])


def first_day() -> date | None:
    """The first day of which something is kept."""
    first: date | None = KeptTally.objects.aggregate(first=Min("day"))["first"]
    return first


def camera_names() -> dict[UUID, str]:
    """What each camera of the register is called."""
    return {camera.pk: camera.name for camera in cameras.register()}


def confusions() -> Sequence[Confusion]:
    """Which character was read where the entry has another, over the closed alerts that are still there."""
    return pairs.confusions(alerts.read_otherwise())


def today(at: datetime) -> date:
    """The department's day."""
    return at.astimezone(ZoneInfo(settings.DISPLAY_ZONE)).date()


@shows("cameras that read worse than the others", clauses.D_6, route="hit-ledger")
def _worse(at: datetime) -> Shown:
    last, names = today(at), camera_names()
    found = [each for each in worst.cameras(tallies(last - _LOOKED_AT, last)) if each.stands_out]
    if found:
        said = ", ".join(names.get(UUID(each.group.key), each.group.key) for each in found[:5])
        return Shown(f"{said}: the ledger says what to do about it", kept=True)
    return Shown(f"none in {_LOOKED_AT.days} days, beyond chance", kept=True)
