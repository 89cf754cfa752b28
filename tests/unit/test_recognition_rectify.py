import cv2
import numpy as np
import pytest

from plainview.recognition.rectify import HEIGHT, WIDTH, as_input, straightened, upright, widened


def ramp(width: int = 400, height: int = 200) -> np.ndarray:
    """A picture whose red grows to the right and whose green grows downward, 0 to 200."""
    across, down = np.meshgrid(np.linspace(0, 200, width), np.linspace(0, 200, height))
    return np.stack([np.zeros_like(across), down, across], axis=2).astype(np.uint8)


def test_a_band_has_the_size_that_the_reader_wants() -> None:
    assert straightened(ramp(), upright((100, 50, 200, 100))).shape == (HEIGHT, WIDTH, 3)


def test_a_band_shows_the_part_of_the_plate_that_was_asked_for() -> None:
    band = straightened(ramp(), upright((100, 50, 200, 100)), (0.25, 0.75))
    assert band[0, :, 1].mean() == pytest.approx(75, abs=3)
    assert band[-1, :, 1].mean() == pytest.approx(125, abs=3)
    assert band[:, 0, 2].mean() == pytest.approx(48, abs=3)
    assert band[:, -1, 2].mean() == pytest.approx(152, abs=3)


def test_a_turned_plate_comes_out_level() -> None:
    image = ramp()
    turn = cv2.getRotationMatrix2D((200, 100), 20, 1)
    turned = np.asarray(cv2.warpAffine(image, turn, (400, 200)), np.uint8)
    corners = (np.hstack([upright((150, 75, 100, 50)), np.ones((4, 1))]) @ turn.T).astype(np.float32)
    level, wanted = straightened(turned, corners), straightened(image, upright((150, 75, 100, 50)))
    assert np.abs(level.astype(int) - wanted).mean() < 2


def test_a_plate_at_the_edge_is_read_with_the_edge_repeated() -> None:
    band = straightened(ramp(), upright((-20, -10, 100, 50)))
    assert band.shape == (HEIGHT, WIDTH, 3)
    assert band[:, 0, 2].mean() == pytest.approx(0, abs=1)


@pytest.mark.parametrize("box", [(0, 0, 1, 1), (399, 199, 1, 1), (500, 300, 40, 20), (-90, -90, 10, 5)])
def test_no_box_is_too_small_or_too_far_out_to_be_cut(box: tuple[float, float, float, float]) -> None:
    assert straightened(ramp(), upright(box)).shape == (HEIGHT, WIDTH, 3)


def test_a_large_plate_is_averaged_and_not_sampled() -> None:
    stripes = np.zeros((600, 1200, 3), np.uint8)
    stripes[:, ::2] = 200
    band = straightened(stripes, upright((50, 50, 1100, 500)))
    assert np.abs(band.astype(int) - 100).max() <= 10


def test_the_picture_that_was_given_is_not_written_on() -> None:
    image = ramp()
    before = image.copy()
    straightened(image, upright((100, 50, 200, 100)))
    assert np.array_equal(image, before)


def test_a_widened_band_is_a_little_wider_than_the_plate() -> None:
    edges = widened(upright((100, 50, 200, 100)), (0, 1), margin=0.05)
    assert edges[:, 0].tolist() == pytest.approx([90, 310, 310, 90])
    assert edges[:, 1].tolist() == pytest.approx([50, 50, 150, 150])


def test_networks_are_given_pictures_from_minus_one_to_one() -> None:
    seen = as_input(np.array([[[0, 127, 255]]], np.uint8))
    assert seen.shape == (1, 3, 1, 1)
    assert seen.ravel().tolist() == pytest.approx([-1, 0, 1], abs=0.01)
