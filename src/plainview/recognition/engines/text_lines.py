"""Find lines of text in a picture with the differentiable-binarisation network of PP-OCRv6.

The network answers with a map of how much each pixel belongs to the heart of a text line; the hearts are outlined,
boxed and grown back to the size of the line (Liao et al., "Real-time Scene Text Detection with Differentiable
Binarization", 2020). A grown rectangle is again a rectangle, so no polygon library is needed.
"""

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from plainview.recognition.engine import Image
from plainview.recognition.rectify import as_input
from plainview.recognition.weights import Network

_STRIDE: Final = 32  # the network halves its input five times
_HEART_FROM: Final = 0.3  # a pixel at least this sure belongs to the heart of a line
_GROWTH: Final = 1.6  # how far a heart is grown back
_SMALLEST_HEART: Final = 3.0  # pixels of the map; thinner ones are noise
_DIAGONAL: Final = 45.0  # degrees; a box that is turned further is one that stands on its side
_MARGIN: Final = 3  # pixels around a line that its scaling looks at
WIDEST: Final = 1600
"""Pixels of a cut-out line; a longer one is squeezed, so that no picture makes the recogniser's input huge."""

Pixels = NDArray[np.float32]
Corners = NDArray[np.float32]
"""N x 2 points, x and y."""


@dataclass(frozen=True)
class TextLine:
    """A rectangle around a line of text: centre, width along the line, height across it, all in pixels.

    `angle` is the line's slope in degrees, clockwise positive, within 45 of level; `score` is the network's mean
    confidence over the heart of the line, 0 to 1.
    """

    x: float
    y: float
    width: float
    height: float
    angle: float
    score: float

    @property
    def shape(self) -> float:
        """Width to height."""
        return self.width / self.height

    def corners(self, across: float = 1.0, along: float = 1.0) -> Corners:
        """Top left, top right, bottom right, bottom left as 4x2 float32, stretched `across` and `along` the line."""
        turn = math.radians(self.angle)
        right = np.array([math.cos(turn), math.sin(turn)]) * self.width * along / 2
        down = np.array([-math.sin(turn), math.cos(turn)]) * self.height * across / 2
        centre = np.array([self.x, self.y])
        return np.array(
            [centre - right - down, centre + right - down, centre + right + down, centre - right + down], np.float32
        )


def straightened(image: Image, line: TextLine, height: int, across: float = 1.0, along: float = 1.0) -> Image:
    """The line cut out, turned level and scaled to `height` pixels. Outside the picture the edge is repeated."""
    width = min(WIDEST, max(8, round(height * line.width * along / (line.height * across))))
    corners = line.corners(across, along)
    left, top = np.maximum(np.floor(corners.min(axis=0)).astype(int) - _MARGIN, 0)
    right, bottom = np.ceil(corners.max(axis=0)).astype(int) + _MARGIN
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    turn = cv2.getPerspectiveTransform((corners - (left, top)).astype(np.float32), target)
    near = image[top:bottom, left:right]
    level = cv2.warpPerspective(near, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(level, np.uint8)


class TextFinder:
    """Finds lines of text. `network` takes 1x3xHxW pictures scaled to -1..1 and returns a 1x1xHxW map."""

    def __init__(self, network: Network, *, sure_from: float = 0.3) -> None:
        self._network = network
        self._sure_from = sure_from

    def find(self, image: Image, scale: float) -> tuple[TextLine, ...]:
        """Lines of text, in pixels of `image`, which the network sees enlarged or reduced by `scale`."""
        height, width = image.shape[:2]
        seen = (_whole_strides(width * scale), _whole_strides(height * scale))
        small = cv2.resize(image, seen, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
        sureness = self._network(as_input(np.asarray(small, np.uint8)))[0, 0]
        hearts = cv2.dilate((sureness > _HEART_FROM).astype(np.uint8), np.ones((2, 2), np.uint8))
        outlines, _ = cv2.findContours(hearts, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        back = np.array([width / seen[0], height / seen[1]], np.float32)
        lines = (self._line(np.asarray(outline, np.int32), sureness, back) for outline in outlines)
        return tuple(line for line in lines if line is not None)

    def _line(self, outline: NDArray[np.int32], sureness: Pixels, back: Corners) -> TextLine | None:
        centre, (long, short), angle = cv2.minAreaRect(outline)
        if min(long, short) < _SMALLEST_HEART:
            return None
        score = _mean_inside(sureness, np.asarray(cv2.boxPoints((centre, (long, short), angle)), np.float32))
        if score < self._sure_from:
            return None
        growth = 2 * _GROWTH * long * short / (2 * (long + short))  # on both sides: the area by the circumference
        corners = cv2.boxPoints((centre, (long + growth, short + growth), angle)) * back
        (x, y), (width, height), angle = cv2.minAreaRect(corners.astype(np.float32))
        if abs(angle) > _DIAGONAL:  # OpenCV 4 counts from 0 to 90, OpenCV 5 from -90 to 0
            width, height, angle = height, width, angle - math.copysign(90, angle)
        return TextLine(x, y, width, height, angle, score)


def _whole_strides(pixels: float) -> int:
    return max(_STRIDE, round(pixels / _STRIDE) * _STRIDE)


def _mean_inside(sureness: Pixels, corners: Corners) -> float:
    left, top = np.maximum(np.floor(corners.min(axis=0)).astype(int), 0)
    right, bottom = np.minimum(np.ceil(corners.max(axis=0)).astype(int) + 1, sureness.shape[::-1])
    inside = np.zeros((bottom - top, right - left), np.uint8)
    cv2.fillPoly(inside, [np.round(corners - (left, top)).astype(np.int32)], 1)
    return float(cv2.mean(np.ascontiguousarray(sureness[top:bottom, left:right]), inside)[0])
