"""A vehicle's way from read to read: how long, how far, gaps, and what cannot be."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from plainview.search.route import GAP, by_camera, kilometres, stretches
from plainview.web.analysis_results import span_words

NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)
HARTFORD, NEW_HAVEN, NEXT_DOOR = uuid4(), uuid4(), uuid4()
PLACED = {HARTFORD: (41.7637, -72.6851), NEW_HAVEN: (41.3083, -72.9279), NEXT_DOOR: (41.7637, -72.6731)}


@dataclass(frozen=True)
class Seen:
    camera_id: UUID
    captured_at: datetime


def way(*reads: tuple[UUID, float]) -> list[Seen]:
    return [Seen(camera, NOON + timedelta(minutes=minutes)) for camera, minutes in reads]


def test_the_straight_line_from_hartford_to_new_haven_is_some_fifty_four_kilometres() -> None:
    assert kilometres(PLACED[HARTFORD], PLACED[NEW_HAVEN]) == pytest.approx(54.5, abs=0.5)
    assert kilometres(PLACED[HARTFORD], PLACED[HARTFORD]) == 0
    assert kilometres((0, 0), (0, 1)) == pytest.approx(111.19, abs=0.01)


def test_a_stretch_says_how_long_how_far_and_how_fast_at_least() -> None:
    (drive,) = stretches(way((HARTFORD, 0), (NEW_HAVEN, 60)), PLACED)
    assert (drive.elapsed, drive.gap, drive.moved, drive.impossible) == (timedelta(hours=1), False, True, False)
    assert drive.speed == pytest.approx(54.5, abs=0.5)
    assert stretches(way((HARTFORD, 0)), PLACED) == []


@pytest.mark.parametrize(
    ("reads", "impossible"),
    [
        (((HARTFORD, 0), (NEW_HAVEN, 16)), True),
        (((HARTFORD, 0), (NEW_HAVEN, 17)), False),
        (((HARTFORD, 0), (NEW_HAVEN, 0)), True),
        (((HARTFORD, 0), (NEXT_DOOR, 0)), False),
        (((HARTFORD, 0), (HARTFORD, 0)), False),
        (((HARTFORD, 0), (uuid4(), 0)), False),
    ],
    ids=[
        "at 204 km/h",
        "at 192 km/h",
        "at once",
        "one kilometre at once",
        "the same camera",
        "a camera without a place",
    ],
)
def test_what_no_vehicle_drives_is_marked(reads: tuple[tuple[UUID, float], ...], impossible: bool) -> None:  # noqa: FBT001 - a case
    (stretch,) = stretches(way(*reads), PLACED)
    assert stretch.impossible == impossible


def test_a_gap_is_longer_than_four_hours() -> None:
    hours = GAP.total_seconds() / 60
    just, longer = stretches(way((HARTFORD, 0), (NEW_HAVEN, hours), (HARTFORD, 2 * hours + 0.1)), PLACED)
    assert (just.gap, longer.gap) == (False, True)


def test_each_camera_has_its_first_and_its_last_the_most_recent_camera_first() -> None:
    found = by_camera(way((HARTFORD, 0), (NEW_HAVEN, 5), (HARTFORD, 9), (NEW_HAVEN, 7)))
    assert [(each.camera_id, each.first, each.last, each.reads) for each in found] == [
        (HARTFORD, NOON, NOON + timedelta(minutes=9), 2),
        (NEW_HAVEN, NOON + timedelta(minutes=5), NOON + timedelta(minutes=7), 2),
    ]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (12, "12 s"), (250, "4 min 10 s"), (3_600, "1 h"), (3_905, "1 h 5 min"), (183_600, "2 d 3 h")],
)
def test_a_length_of_time_in_words(seconds: int, words: str) -> None:
    assert span_words(timedelta(seconds=seconds)) == words
