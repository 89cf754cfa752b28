"""Search equals a plain scan of the same rows, on random rows and random questions."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest

from factories import devices
from factories.instance import Instance
from factories.reads import read as one_read
from factories.reads import vehicle
from plainview.archive import actions as archive
from plainview.archive import queries
from plainview.archive.models import Read
from plainview.archive.queries import Count
from plainview.archive.wanted import Exact, LookAlike, Near, Pattern, Plate, Stating, Wanted, Window, in_order
from plainview.matching.rules import compiled, one_edit
from plainview.terms import plate as plates
from plainview.terms.read import ReadBatch
from plainview.terms.vehicle import StatedVehicle, Trait

START = datetime(2026, 11, 1, tzinfo=UTC)
DAYS = 6
FIELDS = ("plate", "captured_at", "folded", "raw", "state", "confidence", "detail", "camera_id", "batch_id", "engine")
FIELDS += ("received_at", "pack", "place", "photograph_hash")
LETTERS = "AB8O0D1I2"
"""Few characters, most of them look-alikes, so that by chance much is near to much."""


def some_plate(chance: Random) -> str:
    return "".join(chance.choice(LETTERS) for _ in range(chance.choice((1, 3, 4, 4, 5))))


def some_vehicle(chance: Random) -> StatedVehicle:
    words = (("", "", "blue", "dark blue", "red"), ("", "", "Honda", "Land Rover"), ("", "", "", "SUV", "sedan"))
    return vehicle(*map(chance.choice, words))


@pytest.fixture
def cameras(instance: Instance) -> list[UUID]:
    """Three cameras with reads of six days, of which the first four are closed, and some came late."""
    chance = Random(5)  # noqa: S311 - a sample, not a secret
    found = [devices.box(name).camera.pk for name in ("North", "South", "West")]
    moments = [START + timedelta(minutes=chance.randrange(DAYS * 1440)) for _ in range(700)]
    kept, late = moments[:550], moments[550:]
    for times, closes in ((kept, True), (late, False)):
        for place in range(0, len(times), 50):
            reads = tuple(
                one_read(
                    some_plate(chance),
                    chance.choice(("CT", "MA", None)),
                    captured_at=each,
                    vehicle=some_vehicle(chance),
                )
                for each in times[place : place + 50]
            )
            batch = ReadBatch(id=_uuid(chance), camera=chance.choice(found), reads=reads)
            archive.store(batch, at=START + timedelta(days=DAYS))
        if closes:
            archive.close_days(at=START + timedelta(days=4, hours=2))
    return found


def _uuid(chance: Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def fits(read: Read, wanted: Wanted) -> bool:
    return (
        any(window.start <= read.captured_at < window.end for window in wanted.windows)
        and (not wanted.plates or any(fits_plate(read.plate, each) for each in wanted.plates))
        and (wanted.state is None or read.state == wanted.state)
        and (wanted.cameras is None or read.camera_id in wanted.cameras)
        and all(fits_stated(read.vehicle, each) for each in wanted.stated)
    )


def fits_stated(stated: StatedVehicle | None, wanted: Stating) -> bool:
    word = getattr(stated, wanted.trait, None)
    return wanted.unstated if word is None else word.word in wanted.words


def fits_plate(plate: str, wanted: Plate) -> bool:
    match wanted:
        case Exact(text):
            return plate == text
        case LookAlike(folded):
            return plates.folded(plate) == folded
        case Near(text):
            return plate == text or one_edit(plate, text)
        case Pattern(text, folded=True):
            return compiled(text).fullmatch(plates.folded(plate)) is not None
        case Pattern(text):
            wild = text.replace("?", "[A-Z0-9]").replace("*", "[A-Z0-9]*")
            return re.fullmatch(wild, plate) is not None


def some_windows(chance: Random) -> tuple[Window, ...]:
    def window() -> Window:
        start = START + timedelta(minutes=chance.randrange(DAYS * 1440))
        return Window(start, start + timedelta(minutes=chance.choice((30, 600, 3000, 9000))))

    return in_order([window() for _ in range(chance.choice((1, 1, 1, 3)))])


def some_plates(chance: Random) -> tuple[Plate, ...]:
    text = some_plate(chance)
    wild = "".join(chance.choice((char, char, "?", "*")) for char in text)
    return chance.choice(
        (
            (Exact(text),),
            (LookAlike(plates.folded(text)),),
            (Near(text),),
            (LookAlike(plates.folded(text)), Near(text)),
            (Pattern(wild),),
            (Pattern(wild, folded=True),),
            (Pattern(f"*{text[-2:]}"),),
            (Pattern(f"{text[:2]}*"),),
            (),
        )
    )


def some_stating(chance: Random) -> tuple[Stating, ...]:
    asked = (
        (Trait.COLOUR, chance.choice(((), ("blue", "dark blue"), ("red",), ("tan",)))),
        (Trait.MAKE, chance.choice(((), (), ("Honda",), ("Honda", "Land Rover")))),
        (Trait.BODY, chance.choice(((), (), (), ("SUV",)))),
    )
    unstated = chance.choice((True, False))
    return tuple(Stating(trait, words, unstated=unstated) for trait, words in asked if words)


def some_question(chance: Random, cameras: Sequence[UUID]) -> Wanted:
    return Wanted(
        some_windows(chance),
        some_plates(chance),
        chance.choice((None, None, "CT", "MA")),
        chance.choice((None, None, (cameras[0],), tuple(cameras[:2]))),
        chance.choice((some_stating(chance), ())),
    )


@pytest.mark.parametrize("seed", range(6))
def test_what_is_found_is_what_a_scan_of_all_rows_finds(
    cameras: list[UUID], seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Half of the runs with a dictionary from which few plates are taken, so that days are looked through as well.
    monkeypatch.setattr("plainview.archive.finding.MANY", 1000 if seed % 2 else 5)
    chance = Random(seed)  # noqa: S311 - a sample, not a secret
    stored = sorted(Read.objects.all(), key=lambda read: (read.captured_at, read.id), reverse=True)
    assert len(stored) == 700
    whole = {read.id: {name: getattr(read, name) for name in FIELDS} for read in stored}
    for _ in range(60):
        wanted = some_question(chance, cameras)
        expected = [read.id for read in stored if fits(read, wanted)]
        assert [read.id for read in queries.found(wanted, limit=1000)] == expected, wanted
        counted = queries.counted(wanted)
        assert counted == (None if any(isinstance(each, Pattern) for each in wanted.plates) else Count(len(expected)))
        for read in queries.found(wanted, limit=3):
            assert read.__dict__.items() >= whole[read.id].items(), read
        assert paged(wanted, size=chance.choice((1, 7, 40))) == expected, wanted


def paged(wanted: Wanted, *, size: int) -> list[UUID]:
    seen, after = [], None
    while page := queries.found(wanted, limit=size, after=after):
        seen += [read.id for read in page]
        after = (page[-1].captured_at, page[-1].id)
        if len(seen) > 60 and size == 1:
            # One by one is slow; the beginning is enough.
            return seen + [read.id for read in queries.found(wanted, limit=1000, after=after)]
    return seen
