"""Plates compared over places and times: at several scenes, near another vehicle, or at one place alone.

Each goes in two steps. The first reads plates and times only, by the index of cameras or of plates, and keeps the
few vehicles that will be shown; the second takes their reads. Every place is given by its cameras and its time, so
that the days of no other time are looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection

from plainview.archive.counting import condition
from plainview.archive.finding import keyed, numbers
from plainview.archive.models import Read
from plainview.archive.wanted import Wanted, Window
from plainview.terms.read import ReadKey


class Spot(NamedTuple):
    """A time at some cameras."""

    window: Window
    cameras: tuple[UUID, ...]


class Company(NamedTuple):
    """What counts as travelling together: how far apart at most, at how many different cameras at least.

    `shown` is how many meetings of each vehicle are taken along.
    """

    within: timedelta
    least: int
    shown: int


class Moment(NamedTuple):
    """When and where a read was, and no more; `number` is the archive's of its camera."""

    plate: str
    captured_at: datetime
    id: UUID
    camera_id: UUID
    number: int


@dataclass(frozen=True)
class Seen:
    """A read of a vehicle with the number of the spot or of the other vehicle's read that it belongs to.

    `reads` is how many there were of this vehicle there; this is the first of them, or the nearest.
    """

    number: int
    read: Read
    reads: int


@dataclass(frozen=True)
class Met:
    """A vehicle and where it was met, in the order of the numbers.

    `times` is how often in all, at `cameras` different ones; `seen` may hold fewer.
    """

    plate: str
    seen: tuple[Seen, ...]
    times: int
    cameras: int


class _Known(NamedTuple):
    """A vehicle that will be shown."""

    plate: str
    times: int
    cameras: int


_MOMENTS: Final = """
    SELECT r.plate, r.captured_at, r.id, c.camera_id, r.camera FROM (
        SELECT plate, captured_at, id, camera FROM archive_read WHERE {conditions}
        ORDER BY captured_at DESC, id DESC LIMIT %s
    ) r JOIN archive_camera c ON c.number = r.camera ORDER BY r.captured_at DESC, r.id DESC
"""
_AT_SPOT: Final = """
    SELECT plate, max(captured_at) AS last FROM archive_read
    WHERE camera = ANY(%s) AND captured_at >= %s AND captured_at < %s{of_plate} GROUP BY plate
"""
_AT_LEAST: Final = """
    SELECT plate, count(*) FROM ({spots}) spots GROUP BY plate HAVING count(*) >= %s
    ORDER BY count(*) DESC, max(last) DESC, plate LIMIT %s
"""
_FIRST: Final = """
    (SELECT DISTINCT ON (plate) %s::int AS number, plate, captured_at, id, count(*) OVER (PARTITION BY plate) AS reads
    FROM archive_read WHERE plate = ANY(%s) AND camera = ANY(%s) AND captured_at >= %s AND captured_at < %s
    ORDER BY plate, captured_at, id)
"""
_NEAR: Final = """
    SELECT o.number, o.camera, r.plate, r.captured_at, r.id,
        greatest(r.captured_at - o.moment, o.moment - r.captured_at) AS apart
    FROM unnest(%s::int[], %s::smallint[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[])
        o(number, camera, moment, low, high)
    CROSS JOIN LATERAL (
        SELECT plate, captured_at, id FROM archive_read
        WHERE camera = o.camera AND captured_at >= o.low AND captured_at <= o.high AND {condition} OFFSET 0
    ) r
"""
# To each read of the other vehicle the nearest of a plate, and of those each once: where it was nearest.
_MEETINGS: Final = """
    SELECT DISTINCT ON (plate, id) * FROM (
        SELECT DISTINCT ON (plate, number) *, count(*) OVER (PARTITION BY plate, number) AS reads
        FROM near ORDER BY plate, number, apart, captured_at, id
    ) nearest ORDER BY plate, id, apart, number
"""
_OFTEN: Final = f"""
    WITH every AS MATERIALIZED ({_NEAR}),
    near AS (
        SELECT * FROM every
        WHERE plate IN (SELECT plate FROM every GROUP BY plate HAVING count(DISTINCT camera) >= %s)
    )
    SELECT plate, count(*), count(DISTINCT camera) FROM ({_MEETINGS}) meetings GROUP BY plate
    HAVING count(DISTINCT camera) >= %s
    ORDER BY count(*) DESC, count(DISTINCT camera) DESC, max(captured_at) DESC, plate LIMIT %s
"""  # noqa: S608 - our own statements
_LATEST: Final = f"""
    WITH near AS ({_NEAR})
    SELECT number, plate, captured_at, id, reads FROM (
        SELECT *, row_number() OVER (PARTITION BY plate ORDER BY captured_at DESC, id) AS place
        FROM ({_MEETINGS}) meetings
    ) placed WHERE place <= %s
"""  # noqa: S608 - the same
_NEWEST_HERE: Final = """
    SELECT plate FROM archive_read WHERE camera = ANY(%s) AND captured_at >= %s AND captured_at < %s{of_plate}
    GROUP BY plate ORDER BY max(captured_at) DESC, plate LIMIT %s
"""
_NOT_ELSEWHERE: Final = """
    SELECT c.plate FROM unnest(%s::text[]) WITH ORDINALITY c(plate, place)
    WHERE NOT EXISTS (
        SELECT 1 FROM archive_read r
        WHERE r.plate = c.plate AND r.captured_at >= %s AND r.captured_at < %s AND r.camera <> ALL(%s)
    )
    ORDER BY c.place LIMIT %s
"""


def at_scenes(scenes: Sequence[Spot], *, least: int, limit: int, plate: str | None = None) -> list[Met]:
    """Vehicles read at `least` of the scenes or more: most scenes first, then the last seen.

    `seen` has the first read at each scene, numbered from 0. With `plate` that vehicle alone is looked at.
    """
    spots = [(list(numbers(each.cameras) or ()), each.window) for each in scenes]
    of_plate, values = ("" if plate is None else " AND plate = %s"), []
    for cameras, window in spots:
        values += [cameras, *window, *([] if plate is None else [plate])]
    each = " UNION ALL ".join(_AT_SPOT.format(of_plate=of_plate) for _ in spots)
    known = [_Known(name, times, 0) for name, times in _rows(_AT_LEAST.format(spots=each), [*values, least, limit])]
    return _first(known, spots)


def _first(known: Sequence[_Known], spots: Sequence[tuple[list[int], Window]]) -> list[Met]:
    """The vehicles with their first read at each spot."""
    if not known:
        return []
    plates = [each.plate for each in known]
    firsts = " UNION ALL ".join(_FIRST for _ in spots)
    asked = [value for number, (at, window) in enumerate(spots) for value in (number, plates, at, *window)]
    return _met(known, _rows(firsts, asked))


def moments(wanted: Wanted, *, limit: int) -> list[Moment]:
    """So many reads that are wanted of one plate, newest first, without what a page shows of them."""
    found: list[Moment] = []
    cameras = numbers(wanted.cameras)
    for window in wanted.windows:
        said: list[tuple[str, Sequence[Any]]] = [("captured_at >= %s AND captured_at < %s", window)]
        said += [(fits, [value]) for fits, value in map(condition, wanted.plates)]
        said += [("state = %s", [wanted.state])] if wanted.state else []
        said += [("camera = ANY(%s)", [list(cameras)])] if cameras is not None else []
        said += [each.condition for each in wanted.stated]
        statement = _MOMENTS.format(conditions=" AND ".join(each for each, _ in said))
        values = [value for _, each in said for value in each]
        found += map(Moment._make, _rows(statement, [*values, limit - len(found)]))
    return found


def alongside(others: Sequence[Moment], company: Company, *, limit: int, plate: str | None = None) -> list[Met]:
    """Vehicles read so soon before or after these reads of another, at as many different cameras as is asked, or more.

    Each read of the other is met by the nearest of theirs, and each of theirs counts once: those with the most come
    first. `seen` has the latest of them, each with the number of the read in `others`.
    """
    if not others:
        return []
    near: list[Any] = [
        list(range(len(others))),
        [each.number for each in others],
        [each.captured_at for each in others],
        [each.captured_at - company.within for each in others],
        [each.captured_at + company.within for each in others],
    ]
    itself = sorted({each.plate for each in others})
    plates, which = (
        ("plate <> ALL(%s)", itself) if plate is None else ("plate = ANY(%s)", sorted({plate} - set(itself)))
    )
    known = [
        _Known(*row)
        for row in _rows(_OFTEN.format(condition=plates), [*near, which, company.least, company.least, limit])
    ]
    latest = _LATEST.format(condition="plate = ANY(%s)")
    return _met(known, _rows(latest, [*near, [each.plate for each in known], company.shown]) if known else [])


def only_at(here: Spot, *, span: Window, compared: int, limit: int, plate: str | None = None) -> tuple[list[Met], bool]:
    """Vehicles read here that no other camera has read in the span, the last seen first, each with its first read here.

    So many of the newest are compared at most; whether there were more is said as well.
    """
    cameras = list(numbers(here.cameras) or ())
    of_plate, own = ("", []) if plate is None else (" AND plate = %s", [plate])
    asked = [cameras, *here.window, *own, compared + 1]
    plates = [row[0] for row in _rows(_NEWEST_HERE.format(of_plate=of_plate), asked)]
    alone = [row[0] for row in _rows(_NOT_ELSEWHERE, [plates[:compared], *span, cameras, limit])]
    return _first([_Known(each, 1, 0) for each in alone], [(cameras, here.window)]), len(plates) > compared


def _met(known: Sequence[_Known], rows: Sequence[tuple[Any, ...]]) -> list[Met]:
    """The vehicles with their reads; rows are number, plate, time, id and how many there were."""
    reads = {read.id: read for read in keyed([ReadKey(plate, at, each) for _, plate, at, each, _ in rows])}
    seen: dict[str, list[Seen]] = {each.plate: [] for each in known}
    for number, plate, _, each, count in sorted(rows, key=lambda row: row[0]):
        if each in reads:
            seen[plate].append(Seen(number, reads[each], count))
    return [
        Met(plate, tuple(seen[plate]), times, cameras or len({each.read.camera_id for each in seen[plate]}))
        for plate, times, cameras in known
        if seen[plate]
    ]


def _rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
