"""Plates followed by where they are."""

from plainview.recognition.fakes import reading
from plainview.recognition.finder import Found, FoundRead
from plainview.recognition.rectify import upright
from plainview.recognition.vehicles.track import LOST_AFTER, STILL_AFTER, Tracker
from plainview.terms.read import Box

FRAME: Box = (0, 0, 1920, 1080)


def found(x: int, y: int = 500, width: int = 100) -> Found:
    box = (x, y, width, width // 2)
    return Found(upright(box), box, 0.9)


def says(text: str, x: int, y: int = 500) -> FoundRead:
    box = (x, y, 100, 50)
    return FoundRead(upright(box), box, 0.9, reading(text, box=box))


def test_a_plate_that_moves_is_one_track_and_its_speed_is_known() -> None:
    tracker = Tracker()
    for number in range(30):
        (track,) = tracker.follow([found(100 + 20 * number)], number / 30, FRAME)
    assert track.number == 1
    assert track.speed is not None
    assert abs(track.speed[0] - 600) < 30
    assert not track.is_still
    assert track.foreseen(30 / 30)[0] == 700


def test_two_plates_that_cross_keep_their_tracks() -> None:
    tracker = Tracker()
    for number in range(40):
        plates = [found(100 + 20 * number, 500), found(900 - 20 * number, 560)]
        seen = tracker.follow(plates if number % 2 else plates[::-1], number / 30, FRAME)
    assert {track.number: track.found.box[1] for track in seen} == {
        track.number: (500 if track.speed and track.speed[0] > 0 else 560) for track in seen
    }
    assert len(tracker.tracks) == 2


def test_a_short_gap_is_bridged_and_a_long_one_ends_the_track() -> None:
    tracker = Tracker()
    for number in range(10):
        tracker.follow([found(100 + 20 * number)], number / 30, FRAME)
    for number in range(10, 20):
        tracker.follow([], number / 30, FRAME)
    (again,) = tracker.follow([found(100 + 20 * 20)], 20 / 30, FRAME)
    assert again.number == 1
    for number in range(21, 22 + int(30 * LOST_AFTER) + 1):
        tracker.follow([], number / 30, FRAME)
    assert not tracker.tracks


def test_a_plate_far_away_or_of_another_size_is_another_track() -> None:
    tracker = Tracker()
    tracker.follow([found(100)], 0, FRAME)
    assert [track.number for track in tracker.follow([found(600)], 0.03, FRAME)] == [2]
    assert [track.number for track in tracker.follow([found(100, width=30)], 0.06, FRAME)] == [3]


def test_a_plate_that_says_something_else_is_another_track() -> None:
    tracker = Tracker()
    tracker.follow([says("AB12345", 100)], 0, FRAME)
    assert [track.number for track in tracker.follow([says("AB12395", 110)], 0.1, FRAME)] == [1]
    assert [track.number for track in tracker.follow([says("XYZ789", 120)], 0.2, FRAME)] == [2]


def test_a_plate_stands_still_once_it_has_not_moved_for_a_while() -> None:
    tracker = Tracker()
    for number in range(int(STILL_AFTER * 10) + 1):
        (track,) = tracker.follow([found(100 + number % 3)], number / 10, FRAME)
        assert track.is_still == (number / 10 >= STILL_AFTER)
    (track,) = tracker.follow([found(160)], 2.2, FRAME)
    assert not track.is_still


def test_what_was_not_looked_for_is_not_missed() -> None:
    tracker = Tracker()
    tracker.follow([found(100)], 0, FRAME)
    for number in range(1, 100):
        tracker.follow([], number / 10, (1000, 0, 500, 1080))
    assert [track.misses for track in tracker.tracks] == [0]


def test_a_plate_that_left_the_picture_is_lost_though_nothing_can_be_looked_at_there() -> None:
    tracker = Tracker()
    for number in range(5):
        tracker.follow([found(1500 + 80 * number)], number / 30, FRAME)
    for number in range(5, 60):
        tracker.follow([], number / 30, FRAME)
    assert not tracker.tracks
