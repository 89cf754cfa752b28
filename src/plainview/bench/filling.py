"""Traffic into the real partitions: what a month of ingest leaves behind, by COPY, in a few minutes.

Pictures are not made: the rows say where they would lie. Everything else is as `archive.store` writes it, the roll-up
included, and days that are over are closed by the archive itself.
"""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Final, NamedTuple
from uuid import UUID

import numpy as np
from django.db import connection, transaction

from plainview.archive import actions as archive
from plainview.archive import detail
from plainview.bench import traffic
from plainview.bench.traffic import City, Passing
from plainview.cameras import actions as cameras
from plainview.terms.actor import Actor
from plainview.terms.read import Alternate, Character, Reading
from plainview.terms.vehicle import Stated, StatedVehicle

_BATCH: Final = 100
_AT_ONCE: Final = 50_000
_DETAILS: Final = 128
"""Different details of each length and colour; a read takes one of them by chance."""
_PICTURES: Final = 90_000
"""Bytes of a pair of pictures, for the place at which it would begin."""
_NEW_CAMERA: Final = "INSERT INTO archive_camera (camera_id) VALUES (%s) RETURNING number"
_NUMBERS: Final = "SELECT nextval(pg_get_serial_sequence('archive_delivery', 'number')) FROM generate_series(1, %s)"
_DELIVERIES: Final = "COPY archive_delivery (day, number, batch_id, pack, received_at, engine) FROM STDIN"
_READS: Final = (
    "COPY archive_read (captured_at, id, delivery, place, camera, confidence, plate, state, raw, detail,"
    " photograph_hash) FROM STDIN"
)
_HOURS: Final = """
    INSERT INTO archive_hour SELECT %(day)s, camera, extract(hour FROM captured_at AT TIME ZONE 'UTC'), count(*)
    FROM archive_read WHERE captured_at >= %(start)s AND captured_at < %(end)s GROUP BY 2, 3
"""


_Details = dict[tuple[int, str], list[str]]


class Registered(NamedTuple):
    """The city's cameras: their ids, and the archive's numbers for them."""

    ids: tuple[UUID, ...]
    numbers: tuple[int, ...]


def register(*, actor: Actor, at: datetime) -> Registered:
    """Put the city's cameras on the register, attested."""
    ids, numbers = [], []
    for number in range(traffic.CAMERAS):
        latitude, longitude = traffic.position(number)
        added = cameras.add(
            f"Corner {number + 1}", place="made up", latitude=latitude, longitude=longitude, actor=actor, at=at
        )
        cameras.attest(added.pk, "Sees made-up traffic only.", actor=actor, at=at)
        ids.append(added.pk)
    with connection.cursor() as cursor:
        for each in ids:
            cursor.execute(_NEW_CAMERA, [each])
            numbers.append(cursor.fetchone()[0])
    return Registered(tuple(ids), tuple(numbers))


def fill(city: City, days: list[date], registered: Registered, *, at: datetime, told: Callable[[str], None]) -> None:
    """Store a city's reads on these days, the last one up to this moment, and close the days that are over."""
    for number, day in enumerate(days, start=1):
        wanted = city.reads // len(days)
        passing = city.day(day, wanted)
        if day == at.date():
            passing = passing.chosen(passing.second < (at - _midnight(day)).total_seconds())
        with transaction.atomic():
            archive.make_day(day, at=at)
            _store(day, passing, registered, at=at)
        told(f"day {number} of {len(days)}: {len(passing.vehicle)} reads")
        archive.close_days(at=at)


def _store(day: date, passing: Passing, registered: Registered, *, at: datetime) -> None:
    chance = Random(day.toordinal())  # noqa: S311 - a sample, not a secret
    count, midnight = len(passing.vehicle), _midnight(day)
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, [-(-count // _BATCH)])
        deliveries = [row[0] for row in cursor.fetchall()]
        with cursor.copy(_DELIVERIES) as copy:
            for number in deliveries:
                copy.write_row((day, number, _uuid(chance), _uuid(chance), min(at, midnight), "plainview 1/1/1"))
        details = {
            (length, colour): [_detail(chance, length, colour) for _ in range(_DETAILS)]
            for length in (6, 7)
            for colour in ("", *traffic.COLOURS)
        }
        for start in range(0, count, _AT_ONCE):
            part = passing.chosen(slice(start, start + _AT_ONCE))
            lines = _lines(part, midnight, deliveries[start // _BATCH :], registered.numbers, details)
            with cursor.copy(_READS) as copy:
                copy.write("".join(lines))
        cursor.execute(_HOURS, {"day": day, "start": midnight, "end": midnight + timedelta(days=1)})


def _lines(
    part: Passing, midnight: datetime, deliveries: list[int], numbers: tuple[int, ...], details: _Details
) -> Iterator[str]:
    count = len(part.vehicle)
    ids, hashes = os.urandom(16 * count).hex(), os.urandom(32 * count).hex()
    chance = np.random.default_rng(int(part.vehicle[0]))
    confidence = np.minimum(9_990, 10_000 - chance.exponential(400, count)).astype(int).clip(3_000).tolist()
    chosen = chance.integers(0, _DETAILS, count).tolist()
    rows = zip(part.vehicle.tolist(), part.camera.tolist(), part.second.tolist(), confidence, chosen, strict=True)
    for number, (vehicle, camera, second, sure, which) in enumerate(rows):
        plate, state = traffic.plate(vehicle)
        colour = traffic.colour(vehicle) if traffic.states_colours(camera) else ""
        yield (
            f"{(midnight + timedelta(seconds=second)).isoformat()}\t{ids[32 * number : 32 * number + 32]}"
            f"\t{deliveries[number // _BATCH]}\t{number % _BATCH * _PICTURES}\t{numbers[camera]}\t{sure}\t{plate}"
            f"\t{state}\t\t{details[len(plate), colour][which]}\t\\\\x{hashes[64 * number : 64 * number + 64]}\n"
        )


def _detail(chance: Random, length: int, colour: str) -> str:
    """A detail as readings have it, with a colour or without: one character in seven might be something else."""
    characters = tuple(
        Character(
            "A",
            round(chance.uniform(0.8, 1), 3),
            tuple(Alternate(other, 0.05) for other in "8"[: chance.randrange(7) == 0]),
        )
        for _ in range(length)
    )
    box = (
        chance.randrange(200, 1500),
        chance.randrange(300, 900),
        chance.randrange(70, 260),
        chance.randrange(30, 110),
    )
    reading = Reading(
        plate="A" * length,
        confidence=0.9,
        box=box,
        characters=characters,
        state_confidence=0.9,
        quality=0.8,
        frames=3,
        vehicle=StatedVehicle(colour=Stated(colour, 0.9) if colour else None),
    )
    return f"\\\\x{detail.encode(reading).hex()}"


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _uuid(chance: Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)
