"""Crops for the reader: what the labels promise about them."""

from dataclasses import replace

import numpy as np
import pytest

from plainview.recognition.synthesis.lessons.crops import NARROWEST, WIDEST, Crop, crop, detected
from plainview.recognition.synthesis.lessons.sheets import crop_sheet
from plainview.recognition.synthesis.optics.pose import turned
from plainview.recognition.synthesis.plates.specimens import Specimen


@pytest.fixture(scope="module")
def plate() -> Specimen:
    """12 x 6 inches at 10 pixels with a margin of 5, three bars in place of letters."""
    picture = np.full((70, 130, 3), 235, np.uint8)
    for left in (20, 50, 80):
        picture[25:48, left : left + 14] = 10
    cover = np.zeros((70, 130), np.uint8)
    cover[5:65, 5:125] = 255
    corners = np.array([[5, 5], [125, 5], [125, 65], [5, 65]], np.float64)
    return Specimen("ABC123", "CT", ("CONNECTICUT", ""), picture, cover, corners, cover)


@pytest.fixture(scope="module")
def crops(plate: Specimen) -> list[Crop]:
    rng = np.random.default_rng(5)
    return [crop(plate, rng) for _ in range(120)]


def test_the_corners_lie_inside_the_picture_in_their_order(crops: list[Crop]) -> None:
    for each in crops:
        height, width = each.picture.shape[:2]
        assert each.picture.dtype == np.uint8
        assert each.corners.dtype == np.float32
        assert (each.corners >= 0).all()
        assert (each.corners <= (width, height)).all()
        assert each.corners[0, 0] < each.corners[1, 0]
        assert each.corners[3, 0] < each.corners[2, 0]
        assert each.corners[0, 1] < each.corners[3, 1]
        assert each.corners[1, 1] < each.corners[2, 1]


def test_plates_are_of_all_widths_and_most_are_small(crops: list[Crop]) -> None:
    wide = np.array([float(np.ptp(each.corners[:, 0])) for each in crops])
    assert wide.min() >= NARROWEST - 0.1
    assert wide.max() <= WIDEST + 0.1
    assert np.mean(wide < 140) > 0.5
    assert np.mean(wide > 200) > 0.1


def test_a_long_plate_stays_long(plate: Specimen) -> None:
    long = replace(plate, corners=np.array([[5, 5], [125, 5], [125, 35], [5, 35]], np.float64))
    rng = np.random.default_rng(6)
    made = [crop(long, rng).corners for _ in range(40)]
    ratios = [np.linalg.norm(each[1] - each[0]) / np.linalg.norm(each[3] - each[0]) for each in made]
    assert 3.5 < float(np.median(ratios)) < 4.5


def test_the_label_goes_with_the_picture(plate: Specimen) -> None:
    made = crop(plate, np.random.default_rng(1))
    assert (made.text, made.state, made.words) == ("ABC123", "CT", ("CONNECTICUT", ""))


def test_the_same_seed_gives_the_same_crop_and_another_seed_another(plate: Specimen) -> None:
    one, same, other = (crop(plate, np.random.default_rng(seed)) for seed in (8, 8, 9))
    assert (one.picture == same.picture).all()
    assert (one.corners == same.corners).all()
    assert one.picture.shape != other.picture.shape


def test_a_plate_is_brighter_than_the_dark_photograph_that_it_hangs_on(plate: Specimen) -> None:
    backdrop = np.full((120, 200, 3), 20, np.uint8)
    rng = np.random.default_rng(3)
    brighter = 0
    for _ in range(60):
        made = crop(plate, rng, backdrop)
        x, y = (int(part) for part in (made.corners[0] * 0.93 + made.corners[2] * 0.07))
        brighter += int(made.picture[y, x].mean()) > int(np.median(made.picture[0]))
    assert brighter > 50


def test_a_backdrop_may_be_of_any_size(plate: Specimen) -> None:
    for shape in ((1, 1, 3), (3, 900, 3), (500, 2, 3)):
        made = crop(plate, np.random.default_rng(2), np.full(shape, 90, np.uint8))
        assert made.picture.shape[2] == 3


def test_a_detector_is_a_little_off_and_sometimes_gives_an_upright_box() -> None:
    corners = turned((20.0, 5.0, 8.0), away=8.0) * 100 + 200
    rng = np.random.default_rng(4)
    found = [detected(corners, rng) for _ in range(300)]
    away = np.array([float(np.linalg.norm(each - corners, axis=1).mean()) for each in found])
    assert 1.0 < float(np.median(away)) < 5.0
    assert away.max() < 30
    level = [abs(float(each[0, 1] - each[1, 1])) < 3 for each in found]
    assert 0.08 < float(np.mean(level)) < 0.4
    assert found[0].dtype == np.float32


def test_the_far_side_of_a_turned_plate_is_shorter() -> None:
    corners = turned((40.0, 0.0, 0.0), away=5.0)
    left, right = np.linalg.norm(corners[3] - corners[0]), np.linalg.norm(corners[2] - corners[1])
    assert right < 0.95 * left
    assert float(np.ptp(corners[:, 0])) == pytest.approx(1.0)


def test_a_sheet_shows_every_crop(crops: list[Crop]) -> None:
    assert crop_sheet(crops[:7], columns=3).shape == (3 * 172, 3 * 244, 3)
    with pytest.raises(ValueError, match="at least one"):
        crop_sheet([])
