"""A batch into the day's partition: five short statements, whatever the number of reads.

The camera's own row is locked first, so that a camera's batches follow each other here. That is what makes it enough
to ask once which reads are stored already: no unique index is needed, which would cost sixteen bytes of every read and
a look-up in it. The statements are written for that and for nothing else; each names the columns that it needs.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4

from django.db import connection

from plainview.archive import detail, keeping, packs
from plainview.archive.days import make_day
from plainview.archive.master_key import master_key
from plainview.archive.pairs import Pair, Place
from plainview.terms.read import CapturedRead, ReadBatch

_WHERE: Final = """
    SELECT c.number, d.day, d.wrapped_key FROM archive_camera c LEFT JOIN archive_day d ON d.day = ANY(%s)
    WHERE c.camera_id = %s FOR NO KEY UPDATE OF c
"""
_NEW_CAMERA: Final = "INSERT INTO archive_camera (camera_id) VALUES (%s) ON CONFLICT DO NOTHING"
_STORED: Final = "SELECT id FROM archive_read WHERE camera = %s AND captured_at BETWEEN %s AND %s AND id = ANY(%s)"
_DELIVER: Final = """
    INSERT INTO archive_delivery (day, batch_id, pack, received_at, engine) VALUES (%s, %s, %s, %s, %s)
    RETURNING number
"""
_COPY: Final = (
    "COPY archive_read (captured_at, id, delivery, place, camera, confidence, plate, state, raw, detail,"
    " photograph_hash) FROM STDIN"
)
# After the COPY, which waits for a day that is being closed. Says of each day whether it is.
_COUNT: Final = """
    INSERT INTO archive_hour (day, camera, hour, reads)
    SELECT day, %(camera)s, hour, reads
    FROM unnest(%(days)s::date[], %(hours)s::smallint[], %(reads)s::integer[]) AS h(day, hour, reads)
    ON CONFLICT (day, camera, hour) DO UPDATE SET reads = archive_hour.reads + excluded.reads
    RETURNING day, (SELECT closed_at IS NOT NULL FROM archive_day d WHERE d.day = archive_hour.day)
"""
_LATE: Final = "INSERT INTO archive_plate (plate, day) VALUES (%s, %s)"
_ESCAPED: Final = str.maketrans({"\\": "\\\\"})
_PARTS: Final = 10_000
"""Steps of a confidence of 1 in the column."""


class _Known(NamedTuple):
    """The camera's number, the wrapped key of each day of the batch, and which of its reads are stored already."""

    camera: int
    keys: Mapping[date, bytes]
    stored: Collection[UUID]


class _Delivered(NamedTuple):
    """Reads of one day and engine, with where their pictures lie."""

    number: int
    day: date
    reads: Sequence[CapturedRead]
    places: Sequence[Place]


def store(batch: ReadBatch, *, at: datetime) -> set[UUID]:
    """Store a batch with its pictures; return the ids of the reads that were new."""
    by_day = defaultdict(list)
    for read in batch.reads:
        by_day[_day(read)].append(read)
    known = _known(batch, by_day, at=at)
    with ExitStack() as writing:
        delivered = [
            each
            for day, reads in by_day.items()
            for each in _delivered(
                batch, day, [read for read in reads if read.id not in known.stored], known, writing, at=at
            )
        ]
        new = [read for each in delivered for read in each.reads]
        if new:
            _copy(delivered, known.camera)
            _count(new, known.camera)
    return {read.id for read in new}


def _known(batch: ReadBatch, days: Iterable[date], *, at: datetime) -> _Known:
    """The camera's number, locked, the days' keys, and what is stored; a camera or a day that is missing is made."""
    wanted = list(days)
    with connection.cursor() as cursor:
        cursor.execute(_WHERE, [wanted, batch.camera])
        if not (rows := cursor.fetchall()):
            cursor.execute(_NEW_CAMERA, [batch.camera])
            cursor.execute(_WHERE, [wanted, batch.camera])
            rows = cursor.fetchall()
    keys = {day: bytes(wrapped) for _, day, wrapped in rows if day is not None}
    made = {day: bytes(make_day(day, at=at).wrapped_key) for day in wanted if day not in keys}
    return _Known(rows[0][0], keys | made, _stored(rows[0][0], batch.reads))


def _stored(camera: int, reads: Sequence[CapturedRead]) -> set[UUID]:
    """Asked when the days are there: who looks at reads and then makes a day waits for others who do the same."""
    ids, times = zip(*((read.id, read.captured_at) for read in reads), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_STORED, [camera, min(times), max(times), list(ids)])
        return {row[0] for row in cursor.fetchall()}


def _delivered(  # noqa: PLR0913 - a day of a batch, and what is known of it
    batch: ReadBatch,
    day: date,
    reads: Sequence[CapturedRead],
    known: _Known,
    writing: ExitStack,
    *,
    at: datetime,
) -> Iterable[_Delivered]:
    """Begin to write the day's pictures, and make the row that its reads share, one for each engine."""
    if not reads:
        return
    key, pack = packs.unwrap(known.keys[day], master_key()), uuid4()
    given = [Pair(read.photograph, read.crop) for read in reads]
    # Beside the database's work: the disk takes as long as that.
    places = writing.enter_context(keeping.writing(day, key, pack, given))
    engines = {read.engine for read in reads}
    for engine in engines:
        with connection.cursor() as cursor:
            cursor.execute(_DELIVER, [day, batch.id, pack, at, engine])
            number = cursor.fetchone()[0]
        chosen = [each for each in zip(reads, places, strict=True) if each[0].engine == engine]
        yield _Delivered(number, day, [read for read, _ in chosen], [place for _, place in chosen])


def _copy(delivered: Iterable[_Delivered], camera: int) -> None:
    lines = "".join(
        _line(read, place, each.number, camera)
        for each in delivered
        for read, place in zip(each.reads, each.places, strict=True)
    )
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.write(lines)


def _line(read: CapturedRead, place: Place, delivery: int, camera: int) -> str:
    """A row as COPY reads it. Only the raw text may hold what must be escaped; it has no control characters."""
    reading = read.reading
    plate = reading.canonical
    raw = "" if reading.plate == plate else reading.plate.translate(_ESCAPED)
    return (
        f"{read.captured_at.isoformat()}\t{read.id}\t{delivery}\t{place.start}\t{camera}"
        f"\t{round(reading.confidence * _PARTS)}\t{plate}\t{reading.state or ''}\t{raw}"
        f"\t\\\\x{detail.encode(reading).hex()}\t\\\\x{place.hash.hex()}\n"
    )


def _count(reads: Sequence[CapturedRead], camera: int) -> None:
    """Count reads into their hours; those of a day that is closed already add their plates to its dictionary."""
    # In order, as every other batch of this camera takes them.
    hours = sorted(Counter((_day(read), read.captured_at.astimezone(UTC).hour) for read in reads).items())
    counted: dict[str, Any] = {
        "camera": camera,
        "days": [day for (day, _), _ in hours],
        "hours": [hour for (_, hour), _ in hours],
        "reads": [count for _, count in hours],
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, counted)
        closed = {day for day, is_closed in cursor.fetchall() if is_closed}
        if closed:
            cursor.executemany(_LATE, [(read.reading.canonical, _day(read)) for read in reads if _day(read) in closed])


def _day(read: CapturedRead) -> date:
    return read.captured_at.astimezone(UTC).date()
