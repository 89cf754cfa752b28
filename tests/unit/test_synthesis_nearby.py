"""Looks from near for the detector: cut where it would look, plates where they then stand."""

import numpy as np
import pytest

from plainview.recognition.detect import NEAR, around
from plainview.recognition.synthesis.lessons.composites import Photograph, Scene
from plainview.recognition.synthesis.lessons.nearby import looks_from_near
from plainview.recognition.synthesis.plates.specimens import Specimen


@pytest.fixture(scope="module")
def street() -> Photograph:
    """A dark street with a white plate of 90 x 45 pixels, and nothing else that is white."""
    picture = np.full((360, 640, 3), 40, np.uint8)
    picture[200:245, 280:370] = 225
    return Photograph(picture, np.array([(280.0, 200.0, 90.0, 45.0)], np.float32))


@pytest.fixture(scope="module")
def white() -> Specimen:
    """12 x 6 inches of white."""
    picture, cover = np.full((60, 120, 3), 230, np.uint8), np.full((60, 120), 255, np.uint8)
    corners = np.array([[0, 0], [120, 0], [120, 60], [0, 60]], np.float64)
    return Specimen("ABC123", "CT", ("CONNECTICUT", ""), picture, cover, corners, cover)


@pytest.fixture(scope="module")
def looks(street: Photograph, white: Specimen) -> list[Scene]:
    rng = np.random.default_rng(3)
    return [look for _ in range(60) for look in looks_from_near(street, lambda: white, rng, lambda: street)]


def test_each_look_is_as_large_as_the_detector_looks(looks: list[Scene]) -> None:
    assert len(looks) > 60
    assert {each.picture.shape for each in looks} == {(NEAR[1], NEAR[0], 3)}


def test_most_looks_show_a_whole_plate_and_some_show_none(looks: list[Scene]) -> None:
    whole = [any(not plate.ignore for plate in each.plates) for each in looks]
    assert 0.5 < sum(whole) / len(whole) < 0.95
    assert any(not each.plates for each in looks)


def test_a_plate_is_brighter_than_what_surrounds_it_where_the_corners_say(looks: list[Scene]) -> None:
    brighter = []
    for look in looks:
        for plate in (each for each in look.plates if not each.ignore):
            (left, top), (right, bottom) = plate.corners.min(axis=0), plate.corners.max(axis=0)
            middle = look.picture[int(top + 4) : int(bottom - 4), int(left + 6) : int(right - 6)]
            above = look.picture[max(0, int(top) - 12) : max(1, int(top) - 4), max(0, int(left)) : int(right)]
            brighter.append(middle.mean() > above.mean())
    # Other plates, boards and glare may stand beside one.
    assert sum(brighter) / len(brighter) > 0.8


def test_plates_lie_in_the_look_and_what_is_cut_off_is_not_asked_for(looks: list[Scene]) -> None:
    for look in looks:
        for plate in look.plates:
            if plate.ignore:
                continue
            seen = np.clip(plate.corners, 0, NEAR)
            assert np.prod(np.ptp(seen, axis=0)) >= 0.9 * np.prod(np.ptp(plate.corners, axis=0))


def test_a_find_in_the_middle_is_seen_with_room_around_it_and_one_at_the_edge_is_cut() -> None:
    window, shown = around(np.array([400.0, 300.0, 500.0, 350.0], np.float32), 1280, 720)
    assert shown == NEAR
    assert window == (370, 285, 530, 365)
    (left, top, right, bottom), shown = around(np.array([0.0, 300.0, 100.0, 350.0], np.float32), 1280, 720)
    assert (left, top, right, bottom) == (0, 285, 130, 365)
    assert shown == (160, NEAR[1])
