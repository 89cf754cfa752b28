"""Looks at stored reads. Only search, evidence, retention and a hit's own alert may come through here."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Final

from django.db import connection

from plainview.archive import keeping, packs, pairs
from plainview.archive.comparing import Company, Met, Moment, Spot, alongside, at_scenes, moments, only_at
from plainview.archive.counting import Count, counted
from plainview.archive.days import files_by_day, files_known
from plainview.archive.finding import Seen, found, one
from plainview.archive.master_key import master_key
from plainview.archive.models import Day, Earlier, Read
from plainview.archive.moving import Waiting, waiting
from plainview.archive.packs import PictureUnreadable
from plainview.archive.pairs import Pair, Place, Which
from plainview.terms.read import ReadKey

__all__ = [
    "Company",
    "Count",
    "Met",
    "Moment",
    "Seen",
    "Spot",
    "Waiting",
    "Which",
    "alongside",
    "at_scenes",
    "count_by_day",
    "counted",
    "days",
    "files_by_day",
    "files_known",
    "found",
    "in_object_store",
    "moments",
    "of_day",
    "one",
    "only_at",
    "picture",
    "pictures",
    "read",
    "waiting",
]

_COUNTS: Final = """
    SELECT d.day, coalesce(sum(h.reads), 0) FROM archive_day d LEFT JOIN archive_hour h USING (day)
    GROUP BY d.day ORDER BY d.day DESC
"""


def read(key: ReadKey) -> Read | None:
    """One read, or None if it is gone."""
    return Read.objects.filter(plate=key.plate, captured_at=key.captured_at, id=key.id).first()


def of_day(day: date, keys: Iterable[ReadKey]) -> list[Read]:
    """The reads of a day among these."""
    wanted = list(keys)
    of_plates = Read.objects.filter(**_within(day), plate__in={key.plate for key in wanted})
    ids = {key.id for key in wanted}
    return [read for read in of_plates if read.id in ids]


def picture(read: Read, which: Which) -> bytes:
    """A read's JPEG, checked against the hash that binds it to the read.

    Raises:
        StoreAway: the object store that has it does not answer; ask again.
        PictureUnreadable: it is gone, or is not the one that belongs to the read.
    """
    return _opened(read, which, _key_of(_day(read)))


def pictures(reads: Iterable[Read]) -> list[Pair | PictureUnreadable]:
    """Both pictures of each read, or why they cannot be opened; each day's key is taken once."""
    keys: dict[date, bytes] = {}
    opened: list[Pair | PictureUnreadable] = []
    for read in reads:
        try:
            day = _day(read)
            key = keys[day] if day in keys else keys.setdefault(day, _key_of(day))
            opened.append(Pair(_opened(read, "photograph", key), _opened(read, "crop", key)))
        except PictureUnreadable as trouble:
            opened.append(trouble)
    return opened


def _key_of(day: date) -> bytes:
    known = Day.objects.filter(pk=day).first()
    if known is None:
        raise PictureUnreadable("the day's key is destroyed")
    return packs.unwrap(bytes(known.wrapped_key), master_key())


def _opened(read: Read, which: Which, key: bytes) -> bytes:
    if read.place < 0:
        return _earlier(read, which, key)
    place = Place(read.place, bytes(read.photograph_hash))
    return pairs.read(keeping.opened(_day(read), read.pack), key, read.pack, place, which)


def _day(read: Read) -> date:
    return read.captured_at.astimezone(UTC).date()


def in_object_store() -> bool:
    """Whether pictures leave this server's disk, so that to open one somebody else must answer."""
    return keeping.object_store() is not None


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
    opened = keeping.opened(_day(read), read.pack)
    return packs.read(opened, key, read.pack, (span[0], span[1]), bytes(expected))


def _within(day: date) -> dict[str, datetime]:
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return {
        "captured_at__gte": midnight,
        "captured_at__lt": datetime.fromordinal(day.toordinal() + 1).replace(tzinfo=UTC),
    }
