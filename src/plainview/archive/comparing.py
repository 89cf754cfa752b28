"""Plates compared over places and times: at several scenes, near another vehicle, or at one place alone.

Plates and times are read by the index of cameras or of plates, and of the few vehicles that will be shown when and
where they were. What else a read holds is looked up when somebody opens it. Every place is given by its cameras and its
time, so that the days of no other time are looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection

from plainview.archive.counting import condition
from plainview.archive.finding import numbers
from plainview.archive.wanted import Wanted, Window


class Spot(NamedTuple):
    """A time at some cameras."""

    window: Window
    cameras: tuple[UUID, ...]


class Company(NamedTuple):
    """What counts as travelling together: how far apart at most, at how many different cameras at least.

    `shown` is how many meetings of each vehicle are taken along, `until` the moment after which nothing is looked at.
    """

    within: timedelta
    least: int
    shown: int
    until: datetime | None = None


class Moment(NamedTuple):
    """When and where a read was, and no more; `number` is the archive's of its camera, `state` None where not read."""

    plate: str
    captured_at: datetime
    id: UUID
    state: str | None
    camera_id: UUID
    number: int


class Encounter(NamedTuple):
    """A read of a vehicle with the number of the spot or of the other vehicle's read that it belongs to.

    `reads` is how many there were of this vehicle there; this is the first of them, or the nearest.
    """

    number: int
    reads: int
    read: Moment


@dataclass(frozen=True)
class Met:
    """A vehicle and where it was met, in the order of the numbers.

    It is known by its number alone: reads of the same number of two states are one, and each says its own state.
    `times` is how often in all, at `cameras` different ones; `seen` may hold fewer.
    """

    plate: str
    seen: tuple[Encounter, ...]
    times: int
    cameras: int


_INSTANT: Final = timedelta(microseconds=1)
_MOMENT: Final = "r.plate, r.captured_at, r.id, nullif(r.state, ''), c.camera_id, r.camera"
"""The columns of a `Moment`."""
_MOMENTS: Final = f"""
    SELECT {_MOMENT} FROM (
        SELECT plate, captured_at, id, state, camera FROM archive_read WHERE {{conditions}}
        ORDER BY captured_at DESC, id DESC LIMIT %s
    ) r JOIN archive_camera c ON c.number = r.camera ORDER BY r.captured_at DESC, r.id DESC
"""  # noqa: S608 - our own statements
_AT_SPOT: Final = """
    SELECT plate, max(captured_at) AS last FROM archive_read
    WHERE camera = ANY(%s) AND captured_at >= %s AND captured_at < %s{of_plate} GROUP BY plate
"""
_AT_LEAST: Final = """
    SELECT plate FROM ({spots}) spots GROUP BY plate HAVING count(*) >= %s
    ORDER BY count(*) DESC, max(last) DESC, plate LIMIT %s
"""
_AT_ONE: Final = """
    (SELECT DISTINCT ON (plate) %s::int AS spot, count(*) OVER (PARTITION BY plate) AS reads,
        plate, captured_at, id, state, camera
    FROM archive_read WHERE plate = ANY(%s) AND camera = ANY(%s) AND captured_at >= %s AND captured_at < %s
    ORDER BY plate, captured_at, id)
"""
_FIRST: Final = f"""
    SELECT r.spot, r.reads, {_MOMENT} FROM ({{firsts}}) r JOIN archive_camera c ON c.number = r.camera
    ORDER BY r.spot
"""  # noqa: S608 - the same
# What must be sorted is little: plates are counted by hash, and the nearest read is sought of those that are shown.
_TOGETHER: Final = f"""
    WITH every AS MATERIALIZED (
        SELECT o.number AS spot, o.camera, o.moment, r.*
        FROM unnest(%s::int[], %s::smallint[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[])
            o(number, camera, moment, low, high)
        CROSS JOIN LATERAL (
            SELECT plate, captured_at, id, state FROM archive_read
            WHERE camera = o.camera AND captured_at >= o.low AND captured_at < o.high AND {{condition}} OFFSET 0
        ) r
    ), best AS (
        SELECT plate, sum(times)::int AS times, count(*)::int AS cameras, max(last) AS last FROM (
            SELECT plate, camera, count(*) AS times, max(moment) AS last
            FROM (SELECT DISTINCT plate, camera, spot, moment FROM every) met GROUP BY plate, camera
        ) at_each GROUP BY plate HAVING count(*) >= %s
        ORDER BY times DESC, cameras DESC, last DESC, plate LIMIT %s
    ), nearest AS (
        SELECT DISTINCT ON (plate, spot) *, count(*) OVER (PARTITION BY plate, spot) AS reads
        FROM every JOIN best USING (plate)
        ORDER BY plate, spot, greatest(captured_at - moment, moment - captured_at), captured_at, id
    ), r AS (
        SELECT *, row_number() OVER (PARTITION BY plate ORDER BY moment DESC, spot DESC) AS place FROM nearest
    )
    SELECT r.times, r.cameras, r.spot, r.reads, {_MOMENT} FROM r JOIN archive_camera c ON c.number = r.camera
    WHERE r.place <= %s ORDER BY r.times DESC, r.cameras DESC, r.last DESC, r.plate, r.spot
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
    plates = [row[0] for row in _rows(_AT_LEAST.format(spots=each), [*values, least, limit])]
    return _first(plates, spots)


def _first(plates: list[str], spots: Sequence[tuple[list[int], Window]]) -> list[Met]:
    """The vehicles with their first read at each spot."""
    if not plates:
        return []
    firsts = _FIRST.format(firsts=" UNION ALL ".join(_AT_ONE for _ in spots))
    asked = [value for number, (at, window) in enumerate(spots) for value in (number, plates, at, *window)]
    seen: dict[str, list[Encounter]] = {plate: [] for plate in plates}
    for spot, reads, *moment in _rows(firsts, asked):
        seen[moment[0]].append(Encounter(spot, reads, Moment._make(moment)))
    return [Met(plate, tuple(at), len(at), len({each.read.number for each in at})) for plate, at in seen.items()]


def moments(wanted: Wanted, *, limit: int) -> list[Moment]:
    """So many reads that are wanted of one plate, newest first, without what a page shows of them."""
    found: list[Moment] = []
    cameras = numbers(wanted.cameras)
    for window in wanted.windows:
        said: list[tuple[str, Sequence[Any]]] = [("captured_at >= %s AND captured_at < %s", window)]
        said += [(fits, [value]) for fits, value in (condition(each, window) for each in wanted.plates)]
        said += [("state = %s", [wanted.state])] if wanted.state else []
        said += [("camera = ANY(%s)", [list(cameras)])] if cameras is not None else []
        said += [each.condition for each in wanted.stated]
        statement = _MOMENTS.format(conditions=" AND ".join(each for each, _ in said))
        values = [value for _, each in said for value in each]
        found += map(Moment._make, _rows(statement, [*values, limit - len(found)]))
    return found


def alongside(others: Sequence[Moment], company: Company, *, limit: int, plate: str | None = None) -> list[Met]:
    """Vehicles read so soon before or after these reads of another, at as many different cameras as is asked, or more.

    Each of their reads belongs to the nearest of the other's at that camera, and each of the other's is met by the
    nearest of theirs: those with the most meetings come first. `seen` has the latest, each with the number of the read
    in `others`.
    """
    if not others:
        return []
    cells = _cells(others, company)
    near: list[Any] = [
        list(range(len(others))),
        [each.number for each in others],
        [each.captured_at for each in others],
        [each.start for each in cells],
        [each.end for each in cells],
    ]
    itself = sorted({each.plate for each in others})
    plates, which = (
        ("plate <> ALL(%s)", itself) if plate is None else ("plate = ANY(%s)", sorted({plate} - set(itself)))
    )
    rows = _rows(_TOGETHER.format(condition=plates), [*near, which, company.least, limit, company.shown])
    found: dict[str, list[tuple[int, int, Encounter]]] = {}
    for times, cameras, spot, reads, *moment in rows:
        found.setdefault(moment[0], []).append((times, cameras, Encounter(spot, reads, Moment._make(moment))))
    return [Met(name, tuple(seen for *_, seen in met), met[0][0], met[0][1]) for name, met in found.items()]


def _cells(others: Sequence[Moment], company: Company) -> list[Window]:
    """Around each read the time in which no other at its camera is nearer, as far as the company reaches."""
    latest = company.until or datetime.max.replace(tzinfo=UTC)
    cells: list[Window] = [
        Window(each.captured_at - company.within, min(each.captured_at + company.within + _INSTANT, latest))
        for each in others
    ]
    last_at: dict[int, int] = {}
    for place in sorted(range(len(others)), key=lambda place: others[place].captured_at):
        own = others[place]
        if (before := last_at.get(own.number)) is not None:
            middle = others[before].captured_at + (own.captured_at - others[before].captured_at) / 2
            cells[before] = cells[before]._replace(end=min(cells[before].end, middle))
            cells[place] = cells[place]._replace(start=max(cells[place].start, middle))
        last_at[own.number] = place
    return cells


def only_at(here: Spot, *, span: Window, compared: int, limit: int, plate: str | None = None) -> tuple[list[Met], bool]:
    """Vehicles read here that no other camera has read in the span, the last seen first, each with its first read here.

    So many of the newest are compared at most; whether there were more is said as well.
    """
    cameras = list(numbers(here.cameras) or ())
    of_plate, own = ("", []) if plate is None else (" AND plate = %s", [plate])
    asked = [cameras, *here.window, *own, compared + 1]
    plates = [row[0] for row in _rows(_NEWEST_HERE.format(of_plate=of_plate), asked)]
    alone = [row[0] for row in _rows(_NOT_ELSEWHERE, [plates[:compared], *span, cameras, limit])]
    return _first(alone, [(cameras, here.window)]), len(plates) > compared


def _rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
