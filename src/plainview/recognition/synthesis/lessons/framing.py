"""Which part of a photograph a scene shows, and how large: chosen by the width that its plates shall have."""

from dataclasses import dataclass, field, replace
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from plainview.recognition.synthesis.chance import happens
from plainview.recognition.synthesis.optics.illumination import balanced
from plainview.recognition.synthesis.optics.pose import wide_log
from plainview.recognition.synthesis.pixels import Pixels

Boxes = npt.NDArray[np.float32]
"""N x 4: x, y, width, height in pixels."""
Place = npt.NDArray[np.float32]
"""x and y in pixels, or factors for them."""

EUROPEAN: Final = 2.6
"""Width over height from which on a plate is one of the long ones."""
SHORTER: Final = 0.59
"""A US plate is 12 inches wide, a long European one 520 mm."""
_SMALL: Final = 1.9
_BLURRIEST: Final = 2.4
"""A photograph is not enlarged more than this: no camera is so soft."""


@dataclass(frozen=True)
class Photograph:
    """A photograph with the boxes of its plates.

    Attributes:
        picture: BGR uint8.
        boxes: of the plates that somebody marked, N x 4: x, y, width, height in pixels.
        doubtful: of what may be plates that nobody marked; they are never changed and never learned either way.
    """

    picture: Pixels
    boxes: npt.NDArray[np.floating]
    doubtful: npt.NDArray[np.floating] = field(default_factory=lambda: np.zeros((0, 4), np.float32))


@dataclass(frozen=True)
class View:
    """A part of a photograph in the size of a scene.

    `zoom` is pixels of the scene a pixel of the photograph; `window` is left, top, right and bottom of what is no
    border. Boxes may reach beyond it.
    """

    picture: Pixels
    boxes: Boxes
    doubtful: Boxes
    zoom: float
    window: tuple[int, int, int, int]


def widths(size: tuple[int, int]) -> tuple[float, float]:
    """The narrowest and the widest plates, in pixels, of scenes of this width and height."""
    low = float(np.interp(size[0], (640, 1280), (14, 40)))
    return low * min(1.0, size[0] / 640), float(np.interp(size[0], (320, 640, 1280), (170, 250, 330)))


def american(boxes: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """How wide a US plate would be in place of each plate, in pixels."""
    return np.asarray(np.where(boxes[:, 2] > EUROPEAN * boxes[:, 3], boxes[:, 2] * SHORTER, boxes[:, 2]))


def framed(
    photograph: Photograph, rng: np.random.Generator, size: tuple[int, int], limits: tuple[float, float]
) -> View:
    """A view on the photograph in which one of its plates is about as wide as chance wants it.

    Args:
        photograph: what to look at.
        rng: chance.
        size: width and height of the view in pixels.
        limits: the narrowest and widest plate, in pixels.
    """
    boxes = np.asarray(photograph.boxes, np.float64).reshape(-1, 4)
    tall, wide = photograph.picture.shape[:2]
    whole = max(size[0] / wide, size[1] / tall)
    middle = rng.uniform(0.2, 0.8, 2) * (wide, tall)
    zoom = whole * float(np.exp(rng.uniform(0, 0.9)))
    if len(boxes):
        anchor = int(rng.integers(len(boxes)))
        middle = boxes[anchor, :2] + boxes[anchor, 2:] / 2
        zoom = wide_log(rng, *limits, _SMALL) / max(float(american(boxes)[anchor]), 2.0)
    least = whole * float(rng.uniform(0.5, 0.9)) if happens(rng, 0.2) else whole
    zoom = float(np.clip(zoom, least, max(_BLURRIEST, least)))
    view = _cut(photograph, middle, zoom, size, rng)
    if happens(rng, 0.5):
        return replace(view, picture=balanced(view.picture, float(rng.uniform(0.4, 1.0))))
    return view


def mirrored(view: View) -> View:
    """Left for right."""
    wide = view.picture.shape[1]
    boxes, doubtful = view.boxes.copy(), view.doubtful.copy()
    for each in (boxes, doubtful):
        each[:, 0] = wide - each[:, 0] - each[:, 2]
    left, top, right, bottom = view.window
    window = (wide - right, top, wide - left, bottom)
    return View(np.ascontiguousarray(view.picture[:, ::-1]), boxes, doubtful, view.zoom, window)


def _cut(
    photograph: Photograph,
    middle: npt.NDArray[np.floating],
    zoom: float,
    size: tuple[int, int],
    rng: np.random.Generator,
) -> View:
    """The part around `middle` at that zoom, with the boxes in it; beyond the photograph lies a plain border."""
    picture = photograph.picture
    tall, wide = picture.shape[:2]
    stretch = float(np.exp(rng.normal(0, 0.04)))
    span = np.minimum(np.array(size) / (zoom * stretch, zoom / stretch), (wide, tall))
    least = np.maximum(np.rint(span), 8).astype(int)
    start = np.clip(middle - least * rng.uniform(0.1, 0.9, 2), 0, np.array((wide, tall)) - least).astype(int)
    part = picture[start[1] : start[1] + least[1], start[0] : start[0] + least[0]]
    shown = np.minimum(np.rint(least * (zoom * stretch, zoom / stretch)), size).astype(int)
    # Nearly the whole size is the whole size: rounding shall leave no seam of a pixel.
    shown = np.where(np.array(size) - shown <= np.array(size) * 0.03, size, shown)
    way = cv2.INTER_AREA if zoom < 1 else cv2.INTER_LINEAR
    seen = np.asarray(cv2.resize(part, (int(shown[0]), int(shown[1])), interpolation=way), np.uint8)
    offset = (rng.uniform(0, 1, 2) * (np.array(size) - shown)).astype(int)
    low, high = offset, offset + shown
    canvas = np.full((size[1], size[0], 3), rng.integers(0, 200) if happens(rng, 0.5) else 0, np.uint8)
    canvas[low[1] : high[1], low[0] : high[0]] = seen
    begin, scale, first, last = (np.asarray(each, np.float32) for each in (start, shown / least, low, high))
    boxes = _moved(photograph.boxes, begin, scale, (first, last))
    doubtful = _moved(photograph.doubtful, begin, scale, (first, last))
    return View(canvas, boxes, doubtful, zoom, (int(low[0]), int(low[1]), int(high[0]), int(high[1])))


def _moved(boxes: npt.NDArray[np.floating], start: Place, scale: Place, window: tuple[Place, Place]) -> Boxes:
    """Boxes of a photograph in the window of a view that begins at `start`, without those that lie wholly beyond it."""
    low, high = window
    moved = np.array(boxes, np.float32).reshape(-1, 4)
    moved[:, :2] = (moved[:, :2] - start) * scale + low
    moved[:, 2:] *= scale
    inside = (moved[:, :2] < high).all(axis=1) & (moved[:, :2] + moved[:, 2:] > low).all(axis=1)
    return np.asarray(moved[inside], np.float32)
