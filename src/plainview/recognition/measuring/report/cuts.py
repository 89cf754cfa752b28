"""The part of a picture in which something was missed, small enough to stand in a page."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from plainview.recognition.engine import Image
from plainview.recognition.measuring.misses import Kind, Miss
from plainview.recognition.measuring.score import Rectangle

WIDTH: Final = 420
"""Pixels of the widest cut."""
_ENLARGED_AT_MOST: Final = 4.0
_AROUND: Final = 0.3  # of the boxes' width, on each side
_AROUND_WITHOUT_COMPARISON: Final = 1.0  # where only one of label and reading is there, more of the street says why
_PROPORTION: Final = 1.8
"""Width to height, where the picture is large enough, so that cuts stand in rows."""
_QUALITY: Final = 82


@dataclass(frozen=True)
class Cut:
    """A JPEG of `width` x `height` pixels, with label and reading in its own pixels; None where they have no box."""

    jpeg: bytes
    width: int
    height: int
    label: Rectangle | None
    reading: Rectangle | None


def cut(image: Image, miss: Miss) -> Cut:
    """Cut out the labelled plate and what was read for it, with a little around them; a crop is taken whole."""
    label = miss.label.box if miss.label and not miss.crop else None
    reading: Rectangle | None = miss.reading.box if miss.reading and not miss.crop else None
    boxes = [box for box in (label, reading) if box is not None]
    alone = miss.kind in {Kind.ALARM, Kind.NOT_READ}
    x, y, width, height = _around(boxes, image, _AROUND_WITHOUT_COMPARISON if alone else _AROUND)
    scale = min(_ENLARGED_AT_MOST, WIDTH / max(width, height * _PROPORTION))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(
        image[y : y + height, x : x + width], size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    )
    done, encoded = cv2.imencode(".jpg", np.asarray(small), [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    if not done:
        raise ValueError(f"a cut of {width} x {height} pixels could not be encoded")
    return Cut(encoded.tobytes(), *size, _moved(label, (x, y), scale), _moved(reading, (x, y), scale))


def _around(boxes: list[Rectangle], image: Image, share: float) -> tuple[int, int, int, int]:
    """The boxes with a margin, inside the picture; the whole picture where there are none."""
    height, width = image.shape[:2]
    if not boxes:
        return 0, 0, width, height
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[0] + box[2] for box in boxes), max(box[1] + box[3] for box in boxes)
    margin = share * (right - left) + 4
    left, top, right, bottom = left - margin, top - margin, right + margin, bottom + margin
    wider, higher = (bottom - top) * _PROPORTION - (right - left), (right - left) / _PROPORTION - (bottom - top)
    left, right = left - max(0, wider) / 2, right + max(0, wider) / 2
    top, bottom = top - max(0, higher) / 2, bottom + max(0, higher) / 2
    # A box may lie outside the picture by a slip of whoever labelled it; one pixel is always left.
    x, y = int(np.clip(left, 0, width - 1)), int(np.clip(top, 0, height - 1))
    return x, y, int(np.clip(right, x + 1, width)) - x, int(np.clip(bottom, y + 1, height)) - y


def _moved(box: Rectangle | None, origin: tuple[int, int], scale: float) -> Rectangle | None:
    if box is None:
        return None
    return (box[0] - origin[0]) * scale, (box[1] - origin[1]) * scale, box[2] * scale, box[3] * scale
