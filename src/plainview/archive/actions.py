"""Store a batch of reads; make and drop the days. Each joins the caller's transaction."""

import json
import shutil
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec
from django.db import connection

from plainview.archive import packs
from plainview.archive.master_key import master_key
from plainview.archive.models import Day
from plainview.configuration import data_folder
from plainview.terms import plate as plates
from plainview.terms.read import CapturedRead, ReadBatch

_COLUMNS: Final = (
    "plate, captured_at, id, folded, raw, state, state_confidence, confidence, quality, characters, box, engine,"
    " camera_id, batch_id, received_at, pack, photograph_span, photograph_hash, crop_span, crop_hash"
)
# A temporary table takes the COPY, so that a read which is stored already is skipped and not an error.
_ARRIVING: Final = "CREATE TEMPORARY TABLE IF NOT EXISTS arriving (LIKE archive_read) ON COMMIT DELETE ROWS"
_COPY: Final = f"COPY arriving ({_COLUMNS}) FROM STDIN"
_STORE: Final = f"""
    INSERT INTO archive_read ({_COLUMNS}) SELECT {_COLUMNS} FROM arriving
    ON CONFLICT (plate, captured_at, id) DO NOTHING RETURNING id
"""  # noqa: S608 - constants of this module


def store(batch: ReadBatch, *, at: datetime) -> set[UUID]:
    """Store a batch with its pictures; return the ids of the reads that were new."""
    days = defaultdict(list)
    for read in batch.reads:
        days[read.captured_at.astimezone(UTC).date()].append(read)
    # Pictures first: a COPY in progress keeps the connection to itself.
    rows = [row for day, reads in days.items() for row in _rows(day, reads, batch, at=at)]
    with connection.cursor() as cursor:
        cursor.execute(_ARRIVING)
        with cursor.copy(_COPY) as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(_STORE)
        return {row[0] for row in cursor.fetchall()}


def _rows(day: date, reads: Sequence[CapturedRead], batch: ReadBatch, *, at: datetime) -> Iterable[tuple[object, ...]]:
    key = packs.unwrap(bytes(make_day(day, at=at).wrapped_key), master_key())
    pictures = [picture for read in reads for picture in (read.photograph, read.crop)]
    pack = packs.write(pictures_folder(day), key, pictures)
    for number, read in enumerate(reads):
        reading = read.reading
        photograph, crop = pack.spans[2 * number], pack.spans[2 * number + 1]
        yield (
            reading.canonical,
            read.captured_at,
            read.id,
            plates.folded(reading.plate),
            reading.plate,
            reading.state,
            reading.state_confidence,
            reading.confidence,
            reading.quality,
            json.dumps(msgspec.to_builtins(reading.characters)),
            list(reading.box),
            read.engine,
            batch.camera,
            batch.id,
            at,
            pack.id,
            list(photograph),
            packs.digest(read.photograph),
            list(crop),
            packs.digest(read.crop),
        )


def make_day(day: date, *, at: datetime) -> Day:
    """The day's partition and key, made now if need be."""
    known = Day.objects.filter(pk=day).first()
    if known is not None:
        return known
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


def drop_day(day: date) -> int:
    """Drop a day's partition and its key; return how many reads went. From the commit on its pictures are noise."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT plainview_drop_day(%s)", [day])
        count: int = cursor.fetchone()[0]
    Day.objects.filter(pk=day).delete()
    return count


def lock_day(day: date) -> None:
    """Hold a day still until the transaction ends, so that it is not dropped while somebody holds a read of it."""
    Day.objects.select_for_update().filter(pk=day).first()


def sweep_pictures(*, before: date) -> list[date]:
    """Delete the folders of purged days, also those that a crash left behind. Run it after the commit.

    Younger folders stay, whatever the database says: a batch writes its pictures before its day is committed.
    """
    root = data_folder() / "pictures"
    kept = {day.isoformat() for day in Day.objects.values_list("day", flat=True)}
    gone = [
        folder
        for folder in root.glob("????-??-??")
        if folder.name not in kept and date.fromisoformat(folder.name) < before
    ]
    for folder in gone:
        shutil.rmtree(folder)
    return sorted(date.fromisoformat(folder.name) for folder in gone)


def pictures_folder(day: date) -> Path:
    return data_folder() / "pictures" / day.isoformat()
