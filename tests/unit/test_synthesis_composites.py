"""Scenes for the detector: made-up streets, and what the targets promise about them."""

from collections.abc import Callable

import numpy as np
import pytest

from plainview.recognition.synthesis.lessons import decoys, overlays, roadside
from plainview.recognition.synthesis.lessons.clutter import cluttered
from plainview.recognition.synthesis.lessons.composites import Canvas, Photograph, Scene, composite
from plainview.recognition.synthesis.lessons.framing import american, framed, mirrored, widths
from plainview.recognition.synthesis.lessons.replating import Eye, effaced, replaced
from plainview.recognition.synthesis.lessons.sheets import scene_sheet
from plainview.recognition.synthesis.optics.pasting import Decal
from plainview.recognition.synthesis.plates.specimens import Specimen

SIZE = (320, 192)
EUROPEAN_BOX = (280.0, 250.0, 90.0, 24.0)


@pytest.fixture(scope="module")
def draw() -> Callable[[], Specimen]:
    """12 x 6 inches at 10 pixels with a margin of 5, three bars in place of letters."""
    picture = np.full((70, 130, 3), 230, np.uint8)
    for left in (20, 50, 80):
        picture[25:48, left : left + 14] = 10
    cover = np.zeros((70, 130), np.uint8)
    cover[5:65, 5:125] = 255
    corners = np.array([[5, 5], [125, 5], [125, 65], [5, 65]], np.float64)
    plate = Specimen("ABC123", "CT", ("CONNECTICUT", ""), picture, cover, corners, cover)
    return lambda: plate


@pytest.fixture(scope="module")
def street() -> Photograph:
    """A grey street of 640 x 360 with a long white plate, and one that the picture's edge cuts."""
    picture = np.full((360, 640, 3), 90, np.uint8)
    picture += np.random.default_rng(0).integers(0, 12, picture.shape, dtype=np.uint8)
    picture[250:274, 280:370] = 225
    picture[200:212, 600:640] = 225
    return Photograph(picture, np.array([EUROPEAN_BOX, (600.0, 200.0, 40.0, 12.0)], np.float32))


@pytest.fixture(scope="module")
def scenes(street: Photograph, draw: Callable[[], Specimen]) -> list[Scene]:
    rng = np.random.default_rng(11)
    return [composite(street, draw, rng, Canvas.of(SIZE)) for _ in range(80)]


def test_a_scene_has_exactly_the_asked_size(
    scenes: list[Scene], street: Photograph, draw: Callable[[], Specimen]
) -> None:
    assert {each.picture.shape for each in scenes} == {(192, 320, 3)}
    odd = composite(street, draw, np.random.default_rng(1), Canvas.of((577, 321)))
    assert odd.picture.shape == (321, 577, 3)
    assert odd.picture.dtype == np.uint8


def test_targets_lie_in_the_picture_and_are_wide_enough_to_be_learned(scenes: list[Scene]) -> None:
    asked = [plate for each in scenes for plate in each.plates if not plate.ignore]
    assert len(asked) > 40
    for plate in asked:
        assert plate.corners.shape == (4, 2)
        assert plate.corners.dtype == np.float32
        wide = float(np.ptp(plate.corners[:, 0]))
        assert wide >= 10
        assert (plate.corners >= -0.1 * wide).all()
        assert (plate.corners <= np.array(SIZE) + 0.1 * wide).all()


def test_some_plates_stay_and_about_as_many_become_ours(scenes: list[Scene]) -> None:
    exact = [plate.exact for each in scenes for plate in each.plates if not plate.ignore]
    assert 0.3 < float(np.mean(exact)) < 0.8


def test_the_photograph_itself_is_left_as_it_was(street: Photograph, draw: Callable[[], Specimen]) -> None:
    before = street.picture.copy()
    composite(street, draw, np.random.default_rng(4), Canvas.of(SIZE))
    assert (street.picture == before).all()


def test_the_same_seed_gives_the_same_scene(street: Photograph, draw: Callable[[], Specimen]) -> None:
    one, same, other = (composite(street, draw, np.random.default_rng(seed), Canvas.of(SIZE)) for seed in (6, 6, 7))
    assert (one.picture == same.picture).all()
    assert [plate.corners.tolist() for plate in one.plates] == [plate.corners.tolist() for plate in same.plates]
    assert (one.picture != other.picture).any()


def test_a_photograph_without_plates_gives_scenes_too(draw: Callable[[], Specimen]) -> None:
    empty = Photograph(np.full((300, 300, 3), 120, np.uint8), np.zeros((0, 4), np.float32))
    rng = np.random.default_rng(2)
    found = [len(composite(empty, draw, rng, Canvas.of(SIZE)).plates) for _ in range(24)]
    assert 0 < float(np.mean(found)) < 0.6


def test_what_may_be_a_plate_is_neither_changed_nor_learned(street: Photograph, draw: Callable[[], Specimen]) -> None:
    doubtful = Photograph(street.picture, np.zeros((0, 4), np.float32), street.boxes)
    rng = np.random.default_rng(12)
    plates = [
        plate for _ in range(30) for plate in composite(doubtful, draw, rng, Canvas.of(SIZE)).plates if not plate.exact
    ]
    assert len(plates) > 15
    assert all(plate.ignore for plate in plates)


def test_a_mosaic_takes_its_other_parts_from_beside(street: Photograph, draw: Callable[[], Specimen]) -> None:
    asked = []

    def beside() -> Photograph:
        asked.append(1)
        return street

    rng = np.random.default_rng(3)
    for _ in range(15):
        composite(street, draw, rng, Canvas.of(SIZE), beside=beside)
    assert asked


def test_a_replaced_plate_is_ours_and_nothing_of_the_long_one_is_left(
    street: Photograph, draw: Callable[[], Specimen]
) -> None:
    for seed in range(20):
        picture = street.picture.copy()
        corners = replaced(picture, street.boxes[0], draw(), np.random.default_rng(seed), Eye(0.5))
        low, high = corners.min(axis=0), corners.max(axis=0)
        x, y = (int(part) for part in (low + high) / 2)
        assert (picture[y - 3 : y + 4, x - 20 : x + 21].astype(int).std()) > 20  # the bars
        outside = picture[258:266, 280 : max(280, int(low[0]) - 8)]
        assert outside.size == 0 or outside.mean() < 150


def test_a_plate_that_is_taken_off_leaves_the_colour_around_it(street: Photograph) -> None:
    picture = street.picture.copy()
    effaced(picture, street.boxes[0], np.random.default_rng(0))
    assert abs(float(picture[250:274, 280:370].mean()) - 95) < 8


def test_a_view_shows_the_plate_where_its_box_says(street: Photograph) -> None:
    for seed in range(20):
        view = framed(street, np.random.default_rng(seed), SIZE, (14.0, 120.0))
        for x, y, wide, high in view.boxes:
            middle = (int(x + wide / 2), int(y + high / 2))
            if 0 <= middle[0] < SIZE[0] and 0 <= middle[1] < SIZE[1]:
                assert view.picture[middle[1], middle[0]].mean() > 180
        turned = mirrored(mirrored(view))
        assert (turned.picture == view.picture).all()
        assert turned.boxes == pytest.approx(view.boxes, abs=1e-3)


def test_a_us_plate_is_narrower_than_the_long_one_on_the_same_car() -> None:
    assert american(np.array([EUROPEAN_BOX, (0.0, 0.0, 60.0, 30.0)])).tolist() == pytest.approx([53.1, 60.0])


def test_larger_pictures_have_larger_plates() -> None:
    assert widths((640, 384)) == (14, 250)
    assert widths((1280, 720)) == (40, 330)


def test_clutter_never_touches_a_plate() -> None:
    plate = np.array([[100, 80], [180, 80], [180, 120], [100, 120]], np.float32)
    picture = np.full((192, 320, 3), 77, np.uint8)
    for seed in range(30):
        cluttered(picture, [plate], np.random.default_rng(seed), 0.5)
    assert (picture[84:117, 104:177] == 77).mean() > 0.97
    assert (picture != 77).mean() > 0.2


@pytest.mark.parametrize("draw_piece", [roadside.sign, decoys.decoy])
def test_every_sign_and_decoy_has_a_cover_of_its_own_size(draw_piece: Callable[[np.random.Generator], Decal]) -> None:
    rng = np.random.default_rng(1)
    for _ in range(150):
        piece = draw_piece(rng)
        assert piece.picture.shape[:2] == piece.cover.shape
        assert piece.cover.max() > 100
        assert piece.picture.dtype == np.uint8


def test_captions_stay_at_the_upper_and_lower_edges() -> None:
    picture = np.full((240, 400, 3), 100, np.uint8)
    for seed in range(30):
        shown = overlays.captioned(picture, np.random.default_rng(seed))
        assert (shown != 100).any()
        assert (shown[60:180] == 100).all()


def test_a_sheet_shows_scenes_with_their_targets(scenes: list[Scene]) -> None:
    assert scene_sheet(scenes[:5], columns=2).shape == (3 * 192, 2 * 320, 3)
