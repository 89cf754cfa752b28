"""The two pictures that go with a read."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview.edge.fakes import grey
from plainview.edge.photographs import crop, on_photograph, photograph
from plainview.terms.read import MAX_IMAGE_BYTES, Box


def size(jpeg: bytes) -> tuple[int, int]:
    """Width and height of a JPEG."""
    assert jpeg[:3] == b"\xff\xd8\xff"
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    return image.shape[1], image.shape[0]


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [(640, 480, (640, 480)), (1280, 720, (1280, 720)), (2560, 1440, (1280, 720)), (4000, 10, (1280, 3))],
)
def test_a_photograph_is_narrowed_to_1280_pixels_and_keeps_its_shape(
    width: int, height: int, expected: tuple[int, int]
) -> None:
    assert size(photograph(grey(5, width, height))) == expected


def test_a_photograph_that_would_not_fit_in_a_batch_is_made_smaller() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (4000, 1280, 3), np.uint8)
    small = photograph(noise)
    assert len(small) <= MAX_IMAGE_BYTES
    assert size(small) == (640, 2000)


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ((100, 100, 80, 40), (104, 52)),
        ((0, 0, 80, 40), (92, 46)),
        ((300, 220, 80, 40), (32, 26)),
        ((100, 100, 4, 2), (16, 16)),
        ((0, 0, 1, 1), (16, 16)),
        ((318, 238, 2, 2), (16, 16)),
        ((-50, -50, 20, 20), (16, 16)),
        ((400, 300, 80, 40), (16, 16)),
    ],
    ids=["inside", "corner", "beyond the edge", "tiny", "tiny in a corner", "tiny at the end", "before", "behind"],
)
def test_a_crop_has_a_margin_of_15_percent_and_16_pixels_at_least(box: Box, expected: tuple[int, int]) -> None:
    assert size(crop(grey(5), box)) == expected


def test_a_crop_shows_the_plate() -> None:
    image = grey(2)
    image[100:140, 100:180] = 200
    seen = cv2.imdecode(np.frombuffer(crop(image, (100, 100, 80, 40)), np.uint8), cv2.IMREAD_COLOR)
    assert seen is not None
    assert abs(float(seen[12:40, 18:86].mean()) - 200) < 5
    assert abs(float(seen[:2].mean()) - 20) < 15


@given(
    st.integers(1, 50),
    st.integers(1, 50),
    st.tuples(st.integers(-60, 60), st.integers(-60, 60), st.integers(0, 80), st.integers(0, 80)),
)
def test_any_box_gives_a_crop_of_16_pixels_or_what_the_frame_has(width: int, height: int, box: Box) -> None:
    across, down = size(crop(grey(5, width, height), box))
    assert min(16, width) <= across <= width
    assert min(16, height) <= down <= height


def test_a_box_of_a_wide_frame_lies_in_the_same_place_on_its_smaller_photograph() -> None:
    wide = np.zeros((1080, 1920, 3), np.uint8)
    assert on_photograph(wide, (960, 540, 150, 75)) == (640, 360, 100, 50)
    assert on_photograph(wide[:, :640], (10, 20, 30, 40)) == (10, 20, 30, 40)
