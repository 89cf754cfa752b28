"""A day's life: made ahead, closed when it is over, dropped. Each joins the caller's transaction."""

import logging
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final

from django.db import connection, transaction

from plainview.archive import keeping, noted, packs
from plainview.archive.bucket import Bucket
from plainview.archive.disk import pictures
from plainview.archive.master_key import master_key
from plainview.archive.models import Day
from plainview.archive.packs import StoreAway

CLOSED_AFTER: Final = timedelta(hours=1)
"""How long a day waits, once it is over, for the reads that come late as a rule."""

_log = logging.getLogger(__name__)


def make_day(day: date, *, at: datetime) -> Day:
    """The day's partitions, key and folder of pictures, made now if need be."""
    known = Day.objects.filter(pk=day).first()
    if known is not None:
        return known
    packs.make_folder(keeping.pictures_folder(day))
    with connection.cursor() as cursor:
        cursor.execute("SELECT plainview_make_day(%s)", [day])
    made, _ = Day.objects.get_or_create(
        day=day, defaults={"wrapped_key": packs.wrap(packs.new_key(), master_key()), "made_at": at}
    )
    return made


def make_days_ahead(*, at: datetime, ahead: int = 3) -> None:
    """Make the coming days' partitions, so that no batch waits for one at midnight."""
    for number in range(ahead + 1):
        make_day((at + timedelta(days=number)).astimezone(UTC).date(), at=at)


def close_days(*, at: datetime) -> list[date]:
    """Close the days that are over: a dictionary of their plates, and indexes without gaps. Each by itself.

    A read that comes later still is stored and found: it adds its plate to the dictionary.
    """
    today = (at - CLOSED_AFTER).astimezone(UTC).date()
    over = list(Day.objects.filter(day__lt=today, closed_at=None).order_by("day").values_list("day", flat=True))
    for day in over:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT plainview_close_day(%s, %s)", [day, at])
    return over


def drop_day(day: date) -> int:
    """Drop a day's partitions and its key; return how many reads went. From the commit on its pictures are noise."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT plainview_drop_day(%s)", [day])
        count: int = cursor.fetchone()[0]
    Day.objects.filter(pk=day).delete()
    return count


def lock_day(day: date) -> None:
    """Hold a day still until the transaction ends, so that it is not dropped while somebody holds a read of it."""
    Day.objects.select_for_update().filter(pk=day).first()


def sweep_pictures(*, before: date) -> list[date]:
    """Delete the pictures of purged days, also those that a crash left behind. Run it after the commit.

    Younger days stay, whatever the database says: a batch writes its pictures before its day is committed. What an
    object store does not delete now is noted for the pages, and asked for again each minute; it is noise already.
    """
    kept = set(Day.objects.values_list("day", flat=True))
    here = pictures()
    gone = set(_gone(here.days(), kept, before))
    for day in gone:
        here.remove(day)
    if (beyond := keeping.object_store()) is not None:
        gone |= set(_swept_beyond(beyond, kept, before))
    return sorted(gone)


def files_by_day() -> dict[date, int]:
    """How many files of pictures there are of each day, whatever the database says of the day: counted now.

    Raises:
        StoreAway: the object store does not answer.
    """
    here = pictures().count()
    if (beyond := keeping.object_store()) is None:
        return here
    there = beyond.count()
    noted.write(beyond.settings, noted.read(beyond.settings).counted_as(there))
    return _together(here, there)


def files_known() -> dict[date, int]:
    """The same for a page, which asks no object store: what was counted there last, and what went there since."""
    beyond = keeping.object_store()
    return _together(pictures().count(), noted.read(beyond.settings).counted if beyond else {})


def _together(here: Mapping[date, int], there: Mapping[date, int]) -> dict[date, int]:
    return {day: here.get(day, 0) + there.get(day, 0) for day in {*here, *there}}


def _gone(days: Iterable[date], kept: Collection[date], before: date) -> list[date]:
    return [day for day in days if day not in kept and day < before]


def _swept_beyond(beyond: Bucket, kept: Collection[date], before: date) -> list[date]:
    known = noted.read(beyond.settings)
    gone = _gone(known.counted, kept, before)
    try:
        gone = _gone(beyond.days(), kept, before)
        for day in gone:
            beyond.remove(day)
    except StoreAway as trouble:
        if gone:
            _log.warning("pictures of purged days are not deleted from the object store yet: %s", trouble)
            noted.write(beyond.settings, known.not_swept(str(trouble)))
        return []
    noted.write(beyond.settings, known.swept(gone))
    return gone
