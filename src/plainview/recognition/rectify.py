"""A plate cut out of a picture and pulled straight, as the reader's network wants it."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from plainview.recognition.engine import Image

Corners = NDArray[np.float32]
"""4 x 2: top left, top right, bottom right, bottom left, x and y in pixels of the picture."""

HEIGHT: Final = 48
WIDTH: Final = 160
"""Pixels of a straightened line; 160 for 12 inches, so characters come out wider than on the metal."""

Band = tuple[float, float]
"""From and to, in parts of a plate's height."""

CHARACTERS: Final[Band] = (0.13, 0.87)
"""Where the large characters stand on a plate."""
WORDS: Final[tuple[Band, Band]] = ((-0.04, 0.27), (0.74, 1.04))
"""Where the state's name and the slogan stand, the upper line first."""
MARGIN: Final = 0.02
"""Of the plate's width, on either side, where nothing else is said."""
_FINER: Final = 1.4  # times finer than wanted: from there on, pixels are averaged before the picture is turned


def straightened(
    image: Image, corners: Corners, band: Band = CHARACTERS, *, width: int = WIDTH, margin: float = MARGIN
) -> Image:
    """The band of the plate as `HEIGHT` x `width` x 3. Outside the picture its edge is repeated."""
    outline = widened(corners, band, margin)
    near, outline = _near(image, outline)
    across = max(np.linalg.norm(outline[1] - outline[0]), np.linalg.norm(outline[2] - outline[3]))
    down = max(np.linalg.norm(outline[3] - outline[0]), np.linalg.norm(outline[2] - outline[1]))
    finer = min(across / width, down / HEIGHT)
    if finer > _FINER:
        small = (max(1, round(near.shape[1] / finer)), max(1, round(near.shape[0] / finer)))
        outline = np.asarray(outline * (np.array(small) / (near.shape[1], near.shape[0])), np.float32)
        near = np.asarray(cv2.resize(near, small, interpolation=cv2.INTER_AREA), np.uint8)
    target = np.array([[0, 0], [width, 0], [width, HEIGHT], [0, HEIGHT]], np.float32)
    turn = cv2.getPerspectiveTransform(outline.astype(np.float32), target)
    level = cv2.warpPerspective(near, turn, (width, HEIGHT), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(level, np.uint8)


def widened(corners: Corners, band: Band, margin: float = MARGIN) -> Corners:
    """The corners of a band across the plate, a little wider than the plate."""
    left, right = corners[3] - corners[0], corners[2] - corners[1]
    lines = [(corners[0] + left * part, corners[1] + right * part) for part in band]
    edges = [(start - (end - start) * margin, end + (end - start) * margin) for start, end in lines]
    return np.array([edges[0][0], edges[0][1], edges[1][1], edges[1][0]], np.float32)


def upright(box: tuple[float, float, float, float]) -> Corners:
    """The corners of a box of x, y, width and height."""
    x, y, width, height = box
    return np.array([[x, y], [x + width, y], [x + width, y + height], [x, y + height]], np.float32)


def as_input(image: Image) -> NDArray[np.float32]:
    """The picture as the networks take it: 1 x 3 x height x width, -1 to 1."""
    pixels = np.ascontiguousarray(image.transpose(2, 0, 1)[None], np.float32)
    pixels /= np.float32(127.5)
    pixels -= np.float32(1)
    return pixels


def _near(image: Image, outline: Corners) -> tuple[Image, Corners]:
    """The part of the picture around the outline, and the outline in it."""
    height, width = image.shape[:2]
    left, top = np.clip(np.floor(outline.min(axis=0)).astype(int) - 2, 0, (width - 1, height - 1))
    right, bottom = np.clip(np.ceil(outline.max(axis=0)).astype(int) + 3, (left + 1, top + 1), (width, height))
    return image[top:bottom, left:right], (outline - (left, top)).astype(np.float32)
