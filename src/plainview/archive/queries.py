"""Looks at stored reads. Only search, evidence, retention and a hit's own alert may come through here."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Literal
from uuid import UUID

from django.db.models import Q

from plainview.archive import packs
from plainview.archive.actions import pictures_folder
from plainview.archive.master_key import master_key
from plainview.archive.models import Day, Read
from plainview.terms.read import ReadKey

Which = Literal["photograph", "crop"]


Seen = tuple[datetime, UUID]
"""Capture time and id of the last read that a page showed."""


def newest(where: Q, *, limit: int, after: Seen | None = None) -> list[Read]:
    """Reads that fulfil a condition, newest first, from after a read that was seen already (keyset paging)."""
    reads = Read.objects.filter(where).order_by("-captured_at", "-id")
    if after is not None:
        captured_at, read_id = after
        reads = reads.filter(Q(captured_at__lt=captured_at) | Q(captured_at=captured_at, id__lt=read_id))
    return list(reads[:limit])


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
    span, expected = (
        (read.photograph_span, read.photograph_hash) if which == "photograph" else (read.crop_span, read.crop_hash)
    )
    key = packs.unwrap(bytes(known.wrapped_key), master_key())
    return packs.read(pictures_folder(day), key, read.pack, (span[0], span[1]), bytes(expected))


def days() -> list[date]:
    """The days that hold reads, oldest first."""
    return list(Day.objects.order_by("day").values_list("day", flat=True))


def count_by_day() -> list[tuple[date, int]]:
    """How many reads each day holds, newest day first."""
    return [(day, Read.objects.filter(**_within(day)).count()) for day in reversed(days())]


def _within(day: date) -> dict[str, datetime]:
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return {
        "captured_at__gte": midnight,
        "captured_at__lt": datetime.fromordinal(day.toordinal() + 1).replace(tzinfo=UTC),
    }
