"""Vehicles at several scenes, near another and at one place alone: equal to a plain scan of the same reads."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest

from factories import devices
from factories.instance import Instance
from factories.reads import read as one_read
from plainview.archive import actions as archive
from plainview.archive import queries
from plainview.archive.models import Read
from plainview.archive.queries import Company, Met, Moment, Spot
from plainview.archive.wanted import Exact, Wanted, Window
from plainview.terms.read import ReadBatch

START = datetime(2026, 11, 1, tzinfo=UTC)
DAYS = 4
PLATES = [f"AB1{number:02}" for number in range(25)]
ALL = 1_000


@pytest.fixture
def cameras(instance: Instance) -> list[UUID]:
    """Four cameras with reads of few plates in four days, of which two are closed; moments repeat."""
    chance = Random(11)  # noqa: S311 - a sample, not a secret
    found = [devices.box(name).camera.pk for name in ("North", "South", "West", "East")]
    for closes in (True, False):
        for _ in range(10):
            moments = [START + timedelta(minutes=chance.randrange(DAYS * 288) * 5) for _ in range(40)]
            reads = tuple(one_read(chance.choice(PLATES), captured_at=each) for each in moments)
            batch = ReadBatch(id=_uuid(chance), camera=chance.choice(found), reads=reads)
            archive.store(batch, at=START + timedelta(days=DAYS))
        if closes:
            archive.close_days(at=START + timedelta(days=2, hours=2))
    return found


def _uuid(chance: Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def some_spot(chance: Random, cameras: Sequence[UUID]) -> Spot:
    start = START + timedelta(minutes=chance.randrange(DAYS * 288) * 5)
    window = Window(start, start + timedelta(minutes=chance.choice((5, 120, 700))))
    return Spot(window, tuple(chance.sample(cameras, chance.choice((1, 2)))))


def at(spot: Spot, reads: Sequence[Read]) -> dict[str, list[Read]]:
    """The reads of each plate at a spot, oldest first."""
    found: dict[str, list[Read]] = defaultdict(list)
    for read in sorted(reads, key=lambda each: (each.captured_at, each.id)):
        if read.camera_id in spot.cameras and spot.window.start <= read.captured_at < spot.window.end:
            found[read.plate].append(read)
    return found


def drawn(met: Sequence[Met]) -> list[tuple[str, list[tuple[int, UUID, int]]]]:
    return [(each.plate, [(seen.number, seen.read.id, seen.reads) for seen in each.seen]) for each in met]


@pytest.mark.parametrize("seed", range(3))
def test_vehicles_at_scenes_are_those_of_a_scan(cameras: list[UUID], seed: int) -> None:
    chance, stored, many = Random(seed), list(Read.objects.all()), 0  # noqa: S311 - a sample
    assert len(stored) == 800
    for _ in range(25):
        spots = [some_spot(chance, cameras) for _ in range(chance.choice((2, 3, 4)))]
        least = chance.randrange(2, len(spots) + 1)
        by_spot = [at(spot, stored) for spot in spots]
        expected = []
        for plate in PLATES:
            seen = [(number, here[plate]) for number, here in enumerate(by_spot) if here[plate]]
            if len(seen) >= least:
                last = max(read.captured_at for _, reads in seen for read in reads)
                expected.append(((-len(seen), -last.timestamp(), plate), plate, seen))
        wanted = [
            (plate, [(number, reads[0].id, len(reads)) for number, reads in seen])
            for _, plate, seen in sorted(expected)
        ]
        found = queries.at_scenes(spots, least=least, limit=ALL)
        assert drawn(found) == wanted
        assert drawn(queries.at_scenes(spots, least=least, limit=2)) == wanted[:2]
        assert all(drawn(queries.at_scenes(spots, least=least, limit=1, plate=each[0])) == [each] for each in wanted)
        many += len(wanted)
    assert many > 10


def near(
    others: Sequence[Moment], stored: Sequence[Read], within: timedelta, least: int
) -> list[tuple[str, dict[int, UUID]]]:
    """The vehicles near another, and by the number of its read the nearest of theirs, by looking at all."""
    found = []
    own = {each.plate for each in others}
    for plate in (each for each in PLATES if each not in own):
        met: dict[int, list[Read]] = defaultdict(list)
        for read in (each for each in stored if each.plate == plate):
            if (number := nearest(read, others, within)) is not None:
                met[number].append(read)
        places = {others[number].camera_id for number in met}
        if len(places) >= least:
            last = max(others[number].captured_at for number in met)
            shown = {number: first(met[number], others[number].captured_at) for number in sorted(met)}
            found.append(((-len(met), -len(places), -last.timestamp(), plate), plate, shown))
    return [(plate, reads) for _, plate, reads in sorted(found, key=lambda each: each[0])]


def nearest(read: Read, others: Sequence[Moment], within: timedelta) -> int | None:
    """The number of the other's read that this one belongs to; halfway between two it is the later one."""
    away = {
        number: abs(read.captured_at - other.captured_at)
        for number, other in enumerate(others)
        if other.camera_id == read.camera_id
    }
    least = min(away.values(), default=within + timedelta(1))
    if least > within:
        return None
    tied = [number for number, each in away.items() if each == least]
    coming = [number for number in tied if others[number].captured_at > read.captured_at]
    return min(coming) if coming else max(tied)


def first(reads: Sequence[Read], moment: datetime) -> UUID:
    """The nearest of several reads, the earlier of two that are as near."""
    return min(reads, key=lambda read: (abs(read.captured_at - moment), read.captured_at, read.id)).id


@pytest.mark.parametrize("seed", range(3))
def test_vehicles_alongside_are_those_of_a_scan(cameras: list[UUID], seed: int) -> None:
    chance, stored, many = Random(seed), list(Read.objects.all()), 0  # noqa: S311 - a sample
    for _ in range(8):
        plate, within, least = (
            chance.choice(PLATES),
            timedelta(minutes=chance.choice((5, 30, 100))),
            chance.choice((1, 2, 3)),
        )
        asked = Wanted((Window(START, START + timedelta(days=DAYS)),), plates=(Exact(plate),))
        others = list(reversed(queries.moments(asked, limit=ALL)))
        own = sorted((each for each in stored if each.plate == plate), key=lambda each: (each.captured_at, each.id))
        assert [(each.id, each.camera_id) for each in others] == [(each.id, each.camera_id) for each in own]
        assert queries.moments(asked, limit=3) == list(reversed(others))[:3]
        expected = near(others, stored, within, least)
        found = queries.alongside(others, Company(within, least, ALL), limit=ALL)
        assert [(each.plate, {seen.number: seen.read.id for seen in each.seen}) for each in found] == expected
        assert [each.times for each in found] == [len(reads) for _, reads in expected]
        for name, reads in expected[:5]:
            (alone,) = queries.alongside(others, Company(within, least, 2), limit=1, plate=name)
            assert {seen.number: seen.read.id for seen in alone.seen} == dict(sorted(reads.items())[-2:])
            assert alone.times == len(reads)
        absent = {each.plate for each in stored} - {name for name, _ in expected}
        assert not queries.alongside(others, Company(within, least, 2), limit=1, plate=min(absent))
        many += len(expected)
    assert many > 10
    assert cameras
    assert queries.alongside([], Company(timedelta(minutes=5), 2, 5), limit=5) == []


@pytest.mark.parametrize("seed", range(3))
def test_vehicles_at_one_place_alone_are_those_of_a_scan(cameras: list[UUID], seed: int) -> None:
    chance, stored, many = Random(seed), list(Read.objects.all()), 0  # noqa: S311 - a sample
    for _ in range(25):
        spot = some_spot(chance, cameras)
        length = timedelta(minutes=chance.choice((0, 200, 600)))
        span = Window(spot.window.start - length, spot.window.end + length)
        here = at(spot, stored)
        elsewhere = {
            each.plate
            for each in stored
            if each.camera_id not in spot.cameras and span.start <= each.captured_at < span.end
        }
        newest = sorted(here, key=lambda plate: (-here[plate][-1].captured_at.timestamp(), plate))
        wanted = [(plate, [(0, here[plate][0].id, len(here[plate]))]) for plate in newest if plate not in elsewhere]
        found, more = queries.only_at(spot, span=span, compared=ALL, limit=ALL)
        assert (drawn(found), more) == (wanted, False)
        compared = max(1, len(newest) - 1)
        some, more = queries.only_at(spot, span=span, compared=compared, limit=ALL)
        assert drawn(some) == [each for each in wanted if each[0] in newest[:compared]]
        assert more == (len(newest) > compared)
        assert all(
            drawn(queries.only_at(spot, span=span, compared=1, limit=1, plate=each[0])[0]) == [each] for each in wanted
        )
        many += len(wanted)
    assert many > 10
