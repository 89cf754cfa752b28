"""Plates compared over places and times: at several scenes, near another vehicle, or at one place alone.

Each goes in two steps. The first reads plates and times only, by the index of cameras or of plates, and keeps the
few vehicles that will be shown; the second takes their reads. Every place is given by its cameras and its time, so
that the days of no other time are looked at.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection

from plainview.archive.finding import keyed, numbers
from plainview.archive.models import Read
from plainview.archive.wanted import Window
from plainview.terms.read import ReadKey


class Spot(NamedTuple):
    """A time at some cameras."""

    window: Window
    cameras: tuple[UUID, ...]


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
    """A vehicle and where it was met, in the order of the numbers."""

    plate: str
    seen: tuple[Seen, ...]


_AT_SPOT: Final = """
    SELECT plate, max(captured_at) AS last FROM archive_read
    WHERE camera = ANY(%s) AND captured_at >= %s AND captured_at < %s{of_plate} GROUP BY plate
"""
_AT_LEAST: Final = """
    SELECT plate FROM ({spots}) spots GROUP BY plate HAVING count(*) >= %s
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
_NEAREST: Final = """
    SELECT DISTINCT ON (plate, number) number, camera, plate, captured_at, id,
        count(*) OVER (PARTITION BY plate, number) AS reads
    FROM near ORDER BY plate, number, apart, captured_at, id
"""
_OFTEN: Final = f"""
    WITH every AS MATERIALIZED ({_NEAR.format(condition="plate <> ALL(%s)")}),
    near AS (
        SELECT * FROM every
        WHERE plate IN (SELECT plate FROM every GROUP BY plate HAVING count(DISTINCT camera) >= %s)
    )
    SELECT plate FROM ({_NEAREST}) nearest GROUP BY plate
    ORDER BY count(DISTINCT id) DESC, count(DISTINCT camera) DESC, max(captured_at) DESC, plate LIMIT %s
"""  # noqa: S608 - our own statements
_NEAREST_OF: Final = f"""
    WITH near AS ({_NEAR.format(condition="plate = ANY(%s)")})
    SELECT number, plate, captured_at, id, reads FROM ({_NEAREST}) nearest
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
    firsts = " UNION ALL ".join(_FIRST for _ in spots)
    asked = [value for number, (at, window) in enumerate(spots) for value in (number, plates, at, *window)]
    return _met(plates, _rows(firsts, asked))


def alongside(
    others: Sequence[Read], *, within: timedelta, least: int, limit: int, plate: str | None = None
) -> list[Met]:
    """Vehicles read so soon before or after these reads of another, at `least` different cameras of them or more.

    Each read of the other is met by the nearest of theirs, and those that met it by most of their reads come first.
    `seen` has each such read once, with the number of the read that it was nearest to, as `others` are numbered.
    """
    if not others:
        return []
    known = _by_id(each.camera_id for each in others)
    near: list[Any] = [
        list(range(len(others))),
        [known[each.camera_id] for each in others],
        [each.captured_at for each in others],
        [each.captured_at - within for each in others],
        [each.captured_at + within for each in others],
    ]
    itself = sorted({each.plate for each in others})
    if plate is None:
        plates = [row[0] for row in _rows(_OFTEN, [*near, itself, least, limit])]
    else:
        plates = [plate] if plate not in itself else []
    found = _met(plates, _rows(_NEAREST_OF, [*near, plates])) if plates else []
    once = [Met(met.plate, _once(met.seen, others)) for met in found]
    return [met for met in once if len({seen.read.camera_id for seen in met.seen}) >= least]


def _once(seen: Sequence[Seen], others: Sequence[Read]) -> tuple[Seen, ...]:
    """Each read once: one that was near several of the other's counts at the nearest of them."""
    by_apart = sorted(seen, key=lambda each: abs(each.read.captured_at - others[each.number].captured_at), reverse=True)
    nearest = {each.read.id: each for each in by_apart}
    return tuple(sorted(nearest.values(), key=lambda each: each.number))


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


def _met(plates: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> list[Met]:
    """The vehicles in the order of `plates` with their reads; rows are number, plate, time, id and how many."""
    reads = {read.id: read for read in keyed([ReadKey(plate, at, each) for _, plate, at, each, _ in rows])}
    seen: dict[str, list[Seen]] = {plate: [] for plate in plates}
    for number, plate, _, each, count in sorted(rows, key=lambda row: row[0]):
        if each in reads:
            seen[plate].append(Seen(number, reads[each], count))
    return [Met(plate, tuple(seen[plate])) for plate in plates if seen[plate]]


def _by_id(cameras: Iterable[UUID]) -> dict[UUID, int]:
    """The archive's number of each of these cameras."""
    return dict(_rows("SELECT camera_id, number FROM archive_camera WHERE camera_id = ANY(%s)", [list(set(cameras))]))


def _rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
