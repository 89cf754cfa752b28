"""A film in, one pass for each vehicle out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from plainview.recognition.engine import Image
from plainview.recognition.fakes import ScriptedEngine, reading
from plainview.recognition.finder import AtOnce, Found, FoundRead, cut, finder, legibility, moved
from plainview.recognition.media.video import Frame, VideoRejected
from plainview.recognition.rectify import upright
from plainview.recognition.synthesis import Frame as Drawn
from plainview.recognition.synthesis import Passage, drive_past
from plainview.recognition.vehicles.watch import Watch, vehicles
from plainview.terms.read import Box, Reading

STREET = np.random.default_rng(2).integers(60, 160, (9, 16, 3)).repeat(40, axis=0).repeat(40, axis=1).astype(np.uint8)
PLATE = np.array([[20, 230] * 16] * 24, np.uint8).repeat(2, axis=1)[..., None].repeat(3, axis=2)  # 64 x 24, stripes
WIDTH, HEIGHT = 64, 24


def street(*plates: tuple[int, int]) -> Image:
    """A street with a dark vehicle around a striped plate at each of these places."""
    picture = STREET.copy()
    for x, y in plates:
        picture[max(0, y - 60) : y + 40, max(0, x - 50) : x + 114] = 25
        picture[y : y + HEIGHT, x : x + WIDTH] = PLATE[:, : max(0, 640 - x)]
    return picture


@dataclass
class StripeFinder:
    """Finds striped plates; reads what it was told to, one text after another, the last again and again."""

    texts: list[str] = field(default_factory=lambda: ["AB12345"])
    confidence: float = 0.95
    finds: int = 0
    looks: int = 0
    name: str = "stripes"
    version: str = "1"

    def find(self, image: Image) -> tuple[Found, ...]:
        self.finds += 1
        bright = (image > 220).all(axis=2)
        rows, columns = np.nonzero(bright)
        if not len(rows):
            return ()
        box = (int(columns.min()) - 2, int(rows.min()), WIDTH, int(rows.max() - rows.min()) + 1)
        return (Found(upright(box), box, 0.9),)

    def look(self, image: Image, found: Found) -> Reading | None:  # noqa: ARG002 - it knows already
        text = self.texts[min(self.looks, len(self.texts) - 1)]
        self.looks += 1
        return reading(text, confidence=self.confidence, box=found.box) if text else None


def film(places: Sequence[int | None], *, start: float = 0.0) -> Iterator[Frame]:
    """Thirty frames a second with the plate this far from the left, or nobody in view."""
    for number, x in enumerate(places):
        yield Frame(street() if x is None else street((x, 200)), start + number / 30)


PASSING = [None] * 15 + list(range(20, 500, 16)) + [None] * 120


def test_a_vehicle_that_passes_is_one_pass_with_the_frames_that_agreed() -> None:
    (seen,) = vehicles(film(PASSING), StripeFinder())
    assert (seen.reading.plate, seen.corrects) == ("AB12345", None)
    assert seen.frames_agreed == seen.looks >= 2
    assert seen.reading.frames == seen.frames_agreed
    assert 0.5 <= seen.first_seen <= seen.best_seconds <= seen.last_seen <= 1.6
    x, y, width, height = seen.reading.box
    assert (seen.picture[y : y + height, x : x + width] == PLATE).all()


def test_in_a_hurry_it_is_told_while_it_is_in_view() -> None:
    watch = Watch(StripeFinder())
    told = [(frame.seconds, one) for frame in film(PASSING) for one in watch.see(frame.image, frame.seconds)]
    assert [one.reading.plate for _, one in told] == ["AB12345"]
    assert told[0][0] < 1
    assert watch.finish() == []


def test_an_empty_road_is_looked_at_once_and_then_hardly() -> None:
    engine = StripeFinder()
    watch = Watch(engine)
    for frame in film([None] * 330):
        assert watch.see(frame.image, frame.seconds) == []
    assert (watch.frames, watch.finds, engine.finds) == (330, 2, 2)  # the second after ten seconds


def test_a_sure_plate_is_not_read_in_every_frame() -> None:
    engine = StripeFinder()
    list(vehicles(film(PASSING), engine))
    assert 2 <= engine.looks <= 6 < engine.finds


def test_while_all_that_drives_is_sure_each_second_frame_is_looked_at() -> None:
    driving = list(range(20, 500, 16))
    sure, illegible = StripeFinder(), StripeFinder([""])
    for engine in (sure, illegible):
        list(vehicles(film(driving), engine))
    assert illegible.finds > 0.9 * len(driving)
    assert 0.4 * len(driving) < sure.finds < 0.7 * len(driving)


def test_an_unsure_plate_is_read_again_and_the_misread_is_outvoted() -> None:
    engine = StripeFinder(["AB12845", "AB12345"], confidence=0.7)
    (seen,) = vehicles(film(PASSING), engine)
    assert (seen.reading.plate, seen.looks - seen.frames_agreed) == ("AB12345", 1)
    assert engine.looks > 3


def test_an_illegible_plate_is_no_pass() -> None:
    assert list(vehicles(film(PASSING), StripeFinder([""]))) == []


def test_a_vehicle_that_parks_is_told_once_and_soon_costs_nothing() -> None:
    engine = StripeFinder()
    watch = Watch(engine)
    arriving = list(range(20, 300, 16))
    told = [one for frame in film(arriving + [300] * 270) for one in watch.see(frame.image, frame.seconds)]
    finds, looks = engine.finds, engine.looks
    told += [one for frame in film([300] * 600, start=9.6) for one in watch.see(frame.image, frame.seconds)]
    assert (engine.finds - finds, engine.looks - looks) == (2, 0)  # only the looks of every ten seconds
    leaving = film([*range(300, 560, 16), *[None] * 30], start=29.6)
    told += [one for frame in leaving for one in watch.see(frame.image, frame.seconds)]
    assert [one.reading.plate for one in told + watch.finish()] == ["AB12345"]


def test_two_vehicles_one_after_the_other_are_two_passes() -> None:
    class Two(StripeFinder):
        def look(self, image: Image, found: Found) -> Reading | None:
            self.texts = ["AB12345"] if self.first else ["XYZ789"]
            return super().look(image, found)

    engine = Two()
    engine.first = True  # type: ignore[attr-defined]

    def frames() -> Iterator[Frame]:
        yield from film(PASSING)
        engine.first = False  # type: ignore[attr-defined]
        yield from film(PASSING, start=6)

    assert [one.reading.plate for one in vehicles(frames(), engine)] == ["AB12345", "XYZ789"]


def test_half_a_plate_at_the_edge_is_not_read() -> None:
    engine = StripeFinder()
    list(vehicles(film([0] * 20), engine))
    assert engine.looks == 0


def test_what_was_seen_of_a_damaged_film_is_told_before_the_error() -> None:
    def damaged() -> Iterator[Frame]:
        yield from film(PASSING[:40])
        raise VideoRejected("cut short")

    told = []
    with pytest.raises(VideoRejected, match="cut short"):
        told.extend(one.reading.plate for one in vehicles(damaged(), StripeFinder()))
    assert told == ["AB12345"]


def test_a_frame_that_the_finder_cannot_take_does_not_end_the_watch() -> None:
    class Fragile(StripeFinder):
        def find(self, image: Image) -> tuple[Found, ...]:
            if self.finds == 3:
                self.finds += 1
                raise RuntimeError("the network gave out")
            return super().find(image)

    watch = Watch(Fragile())
    told, failed = [], 0
    for frame in film(PASSING):
        try:
            told += watch.see(frame.image, frame.seconds)
        except RuntimeError:
            failed += 1
    assert (failed, [one.reading.plate for one in told]) == (1, ["AB12345"])


def test_an_engine_that_only_reads_stands_in_as_a_finder() -> None:
    engine = ScriptedEngine([reading("AB12345", box=(10, 20, 120, 60))])
    at_once = finder(engine)
    assert isinstance(at_once, AtOnce)
    assert (at_once.name, at_once.version) == ("scripted", "1")
    (found,) = at_once.find(street())
    assert at_once.look(street(), found) == reading("AB12345", box=(10, 20, 120, 60))
    there = moved(found, 5, 7)
    assert isinstance(there, FoundRead)
    assert there.box == there.reading.box == (15, 27, 120, 60)
    assert there.corners[0].tolist() == [15, 27]
    stripes = StripeFinder()
    assert finder(stripes) is stripes  # type: ignore[comparison-overlap, arg-type]


def test_a_larger_and_a_sharper_plate_are_more_legible() -> None:
    sharp = street((100, 200))
    box: Box = (100, 200, WIDTH, HEIGHT)
    blurred = sharp.copy()
    blurred[200 : 200 + HEIGHT, 100 : 100 + WIDTH] = PLATE.mean()
    larger = np.ascontiguousarray(sharp.repeat(2, axis=0).repeat(2, axis=1))
    assert 0 <= legibility(blurred, box) < legibility(sharp, box) < legibility(larger, (200, 400, 128, 48)) <= 1


def test_a_cut_stays_inside_the_picture() -> None:
    assert cut(street(), (600, 350, 100, 50)).shape == (18, 55, 3)
    assert cut(street(), (900, 900, 1, 1)).size > 0


def test_rendered_vehicles_are_told_once_each_with_their_plate() -> None:
    first = Passage("AB12345", "CT", "blue", "sedan", 0.0)
    passages = [first, replace(first, plate="XYZ789", state="NY", colour="white", at_seconds=40.0)]
    drawn = list(drive_past(passages, camera="Main Street", seed=1, frames_per_passage=5, size=(960, 540)))

    def shown(image: Image) -> Drawn:
        return next(frame for frame in drawn if np.shares_memory(frame.image, image))

    class Knowing(StripeFinder):
        def find(self, image: Image) -> tuple[Found, ...]:
            return tuple(Found(upright(each.box), each.box, 0.9) for each in shown(image).truth)

        def look(self, image: Image, found: Found) -> Reading | None:
            plate = next(each.plate for each in shown(image).truth if each.box == found.box)
            return reading(plate, confidence=0.9, box=found.box)

    # Five frames in half a second: a vehicle that drives, then four seconds of nobody, then the next.
    moments = [number / 10 + (4 if number >= 5 else 0) for number in range(len(drawn))]
    frames = [Frame(each.image, seconds) for each, seconds in zip(drawn, moments, strict=True)]
    told = list(vehicles(frames, Knowing(), cuts=False))
    assert [one.reading.plate for one in told] == ["AB12345", "XYZ789"]
    assert all(one.frames_agreed >= 2 for one in told)
