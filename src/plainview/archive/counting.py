"""How many reads are wanted: exactly while they are few, and beyond that by the roll-up or not at all."""

from dataclasses import dataclass
from datetime import UTC
from typing import Any, Final

from django.db import connection

from plainview.archive.finding import FOLDED, numbers, stored_near
from plainview.archive.wanted import Exact, LookAlike, Near, Pattern, Plate, Wanted, Window

COUNTED: Final = 1_000
"""Reads that are counted one by one."""
# Of an hour that a window holds in part, that part.
_BY_HOUR: Final = """
    SELECT coalesce(sum(reads * greatest(0, extract(epoch FROM least(start + interval '1 hour', %(end)s)
        - greatest(start, %(start)s))) / 3600), 0)
    FROM (
        SELECT reads, (day + make_interval(hours => hour)) AT TIME ZONE 'UTC' AS start
        FROM archive_hour WHERE day BETWEEN %(first)s AND %(last)s AND (%(cameras)s::smallint[] IS NULL
            OR camera = ANY(%(cameras)s))
    ) hours
"""


@dataclass(frozen=True)
class Count:
    """A number of reads. It is exact, or `about` so many, or `more` than so many."""

    number: int
    about: bool = False
    more: bool = False


def counted(wanted: Wanted) -> Count | None:
    """How many reads are wanted; None of a pattern that nobody has counted."""
    if any(isinstance(each, Pattern) for each in wanted.plates):
        return None
    cameras = numbers(wanted.cameras)
    few = 0
    for window in wanted.windows:
        few += _few(wanted, window, cameras, COUNTED + 1 - few)
    if few <= COUNTED:
        return Count(few)
    if wanted.plates or wanted.state or wanted.stated:
        return Count(COUNTED, more=True)
    return Count(round(sum(_by_hour(window, cameras) for window in wanted.windows)), about=True)


def _few(wanted: Wanted, window: Window, cameras: tuple[int, ...] | None, most: int) -> int:
    conditions = ["captured_at >= %s", "captured_at < %s"]
    values: list[Any] = [*window]
    said: list[tuple[str, Any]] = [condition(each, window) for each in wanted.plates]
    if said:
        conditions.append(f"({' OR '.join(each for each, _ in said)})")
        values += [value for _, value in said]
    for said_so, value in (
        ("state = %s", wanted.state),
        ("camera = ANY(%s)", None if cameras is None else list(cameras)),
    ):
        if value is not None:
            conditions.append(said_so)
            values.append(value)
    for each in wanted.stated:
        stating, found = each.condition
        conditions.append(stating)
        values += found
    statement = f"SELECT count(*) FROM (SELECT 1 FROM archive_read WHERE {' AND '.join(conditions)} LIMIT %s) few"  # noqa: S608 - our own conditions
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, most])
        return int(cursor.fetchone()[0])


def condition(plate: Plate, window: Window) -> tuple[str, Any]:
    """What a read of such a plate in that window fulfils, with the value in it."""
    match plate:
        case Exact():
            return "plate = %s", plate.plate
        case LookAlike():
            return f"{FOLDED} = %s", plate.folded
        case Near():
            # Not all that there could be: estimating hundreds of plates for each day takes longer than finding them.
            return "plate = ANY(%s)", stored_near(plate, window)
        case Pattern():
            return "plate LIKE %s", plate.like


def _by_hour(window: Window, cameras: tuple[int, ...] | None) -> float:
    asked: dict[str, Any] = {
        "start": window.start,
        "end": window.end,
        "first": window.start.astimezone(UTC).date(),
        "last": window.end.astimezone(UTC).date(),
        "cameras": None if cameras is None else list(cameras),
    }
    with connection.cursor() as cursor:
        cursor.execute(_BY_HOUR, asked)
        return float(cursor.fetchone()[0])
