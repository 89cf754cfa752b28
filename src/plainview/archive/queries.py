"""Looks at stored reads. Only search, evidence, retention and a hit's own alert may come through here."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID

from django.db import connection

from plainview.archive import packs, pairs
from plainview.archive.counting import Count, counted
from plainview.archive.days import files_by_day, pictures_folder
from plainview.archive.finding import Seen, found, one
from plainview.archive.master_key import master_key
from plainview.archive.models import Day, Earlier, Read
from plainview.archive.pairs import Place, Which
from plainview.terms.read import ReadKey

__all__ = [
    "Count",
    "Seen",
    "Which",
    "count_by_day",
    "counted",
    "days",
    "files_by_day",
    "found",
    "of_day",
    "one",
    "picture",
    "read",
]

_COUNTS: Final = """
    SELECT d.day, coalesce(sum(h.reads), 0) FROM archive_day d LEFT JOIN archive_hour h USING (day)
    GROUP BY d.day ORDER BY d.day DESC
"""


def read(key: ReadKey) -> Read | None:
    """One read, or None if it is gone."""
    return Read.objects.filter(plate=key.plate, captured_at=key.captured_at, id=key.id).first()


def of_day(day: date, ids: Iterable[UUID]) -> list[Read]:
    """The reads of a day among these ids."""
    return list(Read.objects.filter(**_within(day), id__in=list(ids)))


def picture(read: Read, which: Which) -> bytes:
    """A read's JPEG, checked against the hash that binds it to the read.

    Raises:
        PictureUnreadable: it is gone, or is not the one that belongs to the read.
    """
    day = read.captured_at.astimezone(UTC).date()
    known = Day.objects.filter(pk=day).first()
    if known is None:
        raise packs.PictureUnreadable("the day's key is destroyed")
    key = packs.unwrap(bytes(known.wrapped_key), master_key())
    if read.place < 0:
        return _earlier(read, which, key)
    return pairs.read(pictures_folder(day), key, read.pack, Place(read.place, bytes(read.photograph_hash)), which)


def days() -> list[date]:
    """The days that hold reads, oldest first."""
    return list(Day.objects.order_by("day").values_list("day", flat=True))


def count_by_day() -> list[tuple[date, int]]:
    """How many reads each day holds, newest day first: from the roll-up, which is written with the reads."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS)
        return [(day, int(reads)) for day, reads in cursor.fetchall()]


def _earlier(read: Read, which: Which, key: bytes) -> bytes:
    """A picture of a read that the layout before this one stored."""
    kept = Earlier.objects.get(id=read.id, captured_at=read.captured_at)
    span, expected = (
        (kept.photograph_span, read.photograph_hash) if which == "photograph" else (kept.crop_span, kept.crop_hash)
    )
    folder = pictures_folder(read.captured_at.astimezone(UTC).date())
    return packs.read(folder, key, read.pack, (span[0], span[1]), bytes(expected))


def _within(day: date) -> dict[str, datetime]:
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return {
        "captured_at__gte": midnight,
        "captured_at__lt": datetime.fromordinal(day.toordinal() + 1).replace(tzinfo=UTC),
    }
