"""Reads that are wanted, newest first, a page at a time: how the partitions, indexes and dictionaries are used.

A plate that is known, its look-alikes and what is one edit away are looked up in the B-trees of all days at once. A
pattern goes to the newest day first, then to a few, then to the rest, and stops as soon as the page is full: what is
rare is found through the dictionaries of closed days, and what is frequent is found on the newest days anyway. The
day that is not closed yet has no dictionary and is looked through itself.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from heapq import merge
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db import connection

from plainview.archive.models import Read
from plainview.archive.wanted import Exact, LookAlike, Near, Pattern, Plate, Wanted, Window

Seen = tuple[datetime, UUID]
"""Capture time and id of the last read that a page showed."""

MANY: Final = 1_000
"""Plates of a dictionary that are looked up one by one. Where more fit, the day itself is looked through."""
_GROUPS: Final = (1, 4)
"""Days that are looked at together: the newest, then four; the third group are all others."""
FOLDED: Final = "translate(plate, 'ODQILBSZG', '000118526')"

# The columns in the order of the fields of `Read`, which takes them by their places.
_SHOWN: Final = """
    SELECT r.plate, r.captured_at, r.id, translate(r.plate, 'ODQILBSZG', '000118526') AS folded,
        CASE r.raw WHEN '' THEN r.plate ELSE r.raw END AS raw, nullif(r.state, '') AS state,
        r.confidence / 10000.0::float8 AS confidence, r.detail, c.camera_id, d.batch_id, d.received_at, d.engine,
        d.pack, r.place, r.photograph_hash
    FROM ({found}) r
    JOIN archive_camera c ON c.number = r.camera
    CROSS JOIN LATERAL (
        SELECT * FROM archive_delivery WHERE day = (r.captured_at AT TIME ZONE 'UTC')::date AND number = r.delivery
            AND day BETWEEN %s AND %s
        OFFSET 0
    ) d
    ORDER BY r.captured_at DESC, r.id DESC
"""
_DAYS: Final = "SELECT day, closed_at IS NOT NULL FROM archive_day WHERE day BETWEEN %s AND %s ORDER BY day DESC"
_OPEN: Final = (
    "SELECT DISTINCT plate FROM archive_read WHERE captured_at >= %s AND captured_at < %s AND plate = ANY(%s)"
)
_NUMBERS: Final = "SELECT number FROM archive_camera WHERE camera_id = ANY(%s)"


@dataclass(frozen=True)
class _Look:
    """One look: a window, conditions that hold for each read, and how many are wanted at most."""

    window: Window
    limit: int
    conditions: tuple[str, ...] = ()
    values: tuple[Any, ...] = ()
    cameras: tuple[int, ...] | None = None

    def where(self, condition: str, *values: object) -> "_Look":
        return replace(self, conditions=(*self.conditions, condition), values=(*self.values, *values))

    def within(self, start: datetime, end: datetime) -> "_Look":
        return replace(self, window=Window(max(self.window.start, start), min(self.window.end, end)))


def found(wanted: Wanted, *, limit: int, after: Seen | None = None) -> list[Read]:
    """So many reads that are wanted, newest first, from after a read that was seen already."""
    reads: list[Read] = []
    cameras = numbers(wanted.cameras)
    for window in wanted.windows:
        if len(reads) < limit and cameras != ():
            look = _Look(window, limit - len(reads), cameras=cameras)
            look = look.where("state = %s", wanted.state) if wanted.state else look
            for each in wanted.stated:
                condition, values = each.condition
                look = look.where(condition, *values)
            reads += _in_window(wanted.plates, _after(look, after) if after else look)
    return reads


def one(wanted: Wanted, captured_at: datetime, read_id: UUID) -> Read | None:
    """The read of this time and id, if it is wanted."""
    moment = Window(captured_at, captured_at + timedelta(microseconds=1))
    if not any(window.start <= captured_at < window.end for window in wanted.windows):
        return None
    # All that were captured in that moment: they are few.
    return next((read for read in found(replace(wanted, windows=(moment,)), limit=MANY) if read.id == read_id), None)


def _after(look: _Look, after: Seen) -> _Look:
    captured_at, _ = after
    cut = look.within(look.window.start, captured_at + timedelta(microseconds=1))
    return cut.where("(captured_at, id) < (%s, %s)", *after)


def _in_window(plates: Sequence[Plate], look: _Look) -> list[Read]:
    if look.window.start >= look.window.end:
        return []
    if not plates:
        return _by_camera(look) if look.cameras is not None else _rows(look)
    found_by = [_of_plate(each, look) for each in plates]
    both = merge(*found_by, key=lambda read: (read.captured_at, read.id), reverse=True)
    return list(islice(_once(both), look.limit))


def _of_plate(plate: Plate, look: _Look) -> list[Read]:
    match plate:
        case Exact():
            return _rows(look.where("plate = %s", plate.plate))
        case LookAlike():
            return _rows(look.where(f"{FOLDED} = %s", plate.folded))
        case Near():
            return _by_days(plate, look, sizes=())
        case Pattern():
            return _by_days(plate, look, sizes=_GROUPS)


def _by_days(plate: Near | Pattern, look: _Look, *, sizes: Sequence[int]) -> list[Read]:
    reads: list[Read] = []
    for days in _groups(look.window, sizes):
        if len(reads) < look.limit:
            rest = replace(look, limit=look.limit - len(reads))
            reads += _of_days(plate, days, rest)
    return reads


def _of_days(plate: Near | Pattern, days: Sequence[tuple[date, bool]], look: _Look) -> list[Read]:
    """Reads of a run of days, newest first. Either all of them are closed, or it is one that is not."""
    newest, oldest = days[0][0], days[-1][0]
    here = look.within(_midnight(oldest), _midnight(newest + timedelta(days=1)))
    if days[0][1]:
        known = _dictionary(plate, oldest, newest)
        if len(known) <= MANY:
            return _rows(here.where("plate = ANY(%s)", known)) if known else []
        if len(days) > 1:
            # Frequent: the days one by one, as far as it takes.
            return list(islice((read for day in days for read in _of_days(plate, [day], here)), look.limit))
    if isinstance(plate, Near):
        return _rows(here.where("plate = ANY(%s)", plate.plates))
    with _several_processes():
        return _rows(here.where(f"{FOLDED if plate.folded else 'plate'} LIKE %s", plate.like))


@contextmanager
def _several_processes() -> Iterator[None]:
    """Who looks through a whole day may start further processes; for what an index finds, starting them takes longer.

    After an error the setting goes with the transaction, or stays on a connection where it does no harm.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 2")
        yield
        cursor.execute("RESET max_parallel_workers_per_gather")


def stored_near(plate: Near, window: Window) -> list[str]:
    """The plates one edit away that were read on the days of a window, or all that there could be if those are many."""
    known: set[str] = set()
    for days in _groups(window, sizes=()):
        newest, oldest = days[0][0], days[-1][0]
        if days[0][1]:
            fitting = _dictionary(plate, oldest, newest)
            if len(fitting) > MANY:
                return plate.plates
            known.update(fitting)
        else:
            with connection.cursor() as cursor:
                cursor.execute(_OPEN, [_midnight(oldest), _midnight(newest + timedelta(days=1)), plate.plates])
                known.update(row[0] for row in cursor.fetchall())
    return sorted(known)


def _groups(window: Window, sizes: Sequence[int]) -> Iterator[list[tuple[date, bool]]]:
    """The days of a window that hold reads, each with whether it is closed, in runs that are looked at together."""
    last = (window.end - timedelta(microseconds=1)).astimezone(UTC).date()
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, [window.start.astimezone(UTC).date(), last])
        days = cursor.fetchall()
    each = iter(sizes)
    while days:
        size = next(each, len(days)) if days[0][1] else 1
        # A run ends where an open day stands between closed ones.
        run = days[: next((place for place, day in enumerate(days[:size]) if day[1] != days[0][1]), size)]
        yield run
        days = days[len(run) :]


def _dictionary(plate: Near | Pattern, oldest: date, newest: date) -> list[str]:
    """The plates of closed days that fit, one more than `MANY` at most."""
    looks = _fitting(plate)
    each = "SELECT plate FROM archive_plate WHERE day BETWEEN %s AND %s AND "
    statement = " UNION ".join(each + condition for condition, _ in looks) + " LIMIT %s"
    values: list[Any] = [value for _, fit in looks for value in (oldest, newest, *fit)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT plate FROM ({statement}) fitting", [*values, MANY + 1])  # noqa: S608 - our own conditions
        return [row[0] for row in cursor.fetchall()]


def _fitting(plate: Near | Pattern) -> list[tuple[str, tuple[str, ...]]]:
    """Conditions of which a plate of the dictionary must fulfil one, each written so that the trigrams answer it.

    The expression of what is near is a function's, so that it is asked only of those that the trigrams let through.
    """
    if isinstance(plate, Near):
        return [("plate LIKE %s AND regexp_like(plate, %s)", (half, plate.regex)) for half in plate.halves]
    if plate.folded:
        return [("plate ~ %s", (plate.regex,))]
    return [("plate LIKE %s", (plate.like,))]


def _rows(look: _Look) -> list[Read]:
    conditions = ["captured_at >= %s", "captured_at < %s", *look.conditions]
    values = [*look.window, *look.values]
    if look.cameras is not None:
        conditions.append("camera = ANY(%s)")
        values.append(list(look.cameras))
    return _shown(_newest(conditions), values, look)


def _by_camera(look: _Look) -> list[Read]:
    """The newest of each camera, and of these the newest: a camera's index gives its own in order."""
    conditions = ["camera = wanted", "captured_at >= %s", "captured_at < %s", *look.conditions]
    each = f"unnest(%s::smallint[]) wanted CROSS JOIN LATERAL ({_newest(conditions)} LIMIT %s) r"
    newest = f"SELECT r.* FROM {each} ORDER BY r.captured_at DESC, r.id DESC"  # noqa: S608 - our own conditions
    return _shown(newest, [list(look.cameras or ()), *look.window, *look.values, look.limit], look)


def _newest(conditions: Sequence[str]) -> str:
    return f"SELECT * FROM archive_read WHERE {' AND '.join(conditions)} ORDER BY captured_at DESC, id DESC"  # noqa: S608 - the same


def _shown(newest: str, values: list[Any], look: _Look) -> list[Read]:
    # The days are said once more, so that deliveries of no other are even planned for; OFFSET keeps the planner from
    # reading all deliveries for the sake of fifty.
    days = [moment.astimezone(UTC).date() for moment in look.window]
    with connection.cursor() as cursor:
        cursor.execute(_SHOWN.format(found=f"{newest} LIMIT %s"), [*values, look.limit, *days])
        names = [column.name for column in cursor.description]
        return [Read(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def numbers(cameras: tuple[UUID, ...] | None) -> tuple[int, ...] | None:
    """The archive's numbers of cameras; one that never delivered has none."""
    if cameras is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, [list(cameras)])
        return tuple(row[0] for row in cursor.fetchall())


def _once(reads: Iterator[Read]) -> Iterator[Read]:
    last = None
    for read in reads:
        if read.id != last:
            yield read
        last = read.id


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
