"""The two JPEG pictures that go with a read: the vehicle in its surroundings and the plate."""

from typing import Final, cast

import cv2

from plainview.recognition.engine import Image
from plainview.terms.read import MAX_IMAGE_BYTES, Box

_WIDEST: Final = 1280
_SCENE_QUALITY: Final = 82
_CROP_QUALITY: Final = 90
_MARGIN: Final = 0.15  # of the plate's width and height, on each side
_SMALLEST: Final = 16


def photograph(image: Image) -> bytes:
    """The whole frame as JPEG, at most 1280 pixels wide and never larger than a batch may hold."""
    return _within_limit(_narrowed(image, _WIDEST), _SCENE_QUALITY)


def on_photograph(image: Image, box: Box) -> Box:
    """A box of the frame in the pixels of its photograph, which may be smaller."""
    share = min(1.0, _WIDEST / image.shape[1])
    return (round(box[0] * share), round(box[1] * share), round(box[2] * share), round(box[3] * share))


def crop(image: Image, box: Box) -> bytes:
    """The plate with a margin of 15 %, at least 16 pixels each way where the frame has them, as JPEG."""
    height, width = image.shape[:2]
    left, right = _span(box[0], box[2], width)
    top, bottom = _span(box[1], box[3], height)
    return _within_limit(image[top:bottom, left:right], _CROP_QUALITY)


def _span(start: int, length: int, end: int) -> tuple[int, int]:
    """From where to where to cut along one side of a frame of `end` pixels."""
    first = max(0, round(start - length * _MARGIN))
    last = min(end, round(start + length * (1 + _MARGIN)))
    if last - first < _SMALLEST:  # a tiny plate, or one at the edge: the cut moves inward and keeps its size
        smallest = min(_SMALLEST, end)
        first = min(max(0, (first + last - smallest) // 2), end - smallest)
        last = first + smallest
    return first, last


def _narrowed(image: Image, widest: int) -> Image:
    width = image.shape[1]
    if width <= widest:
        return image
    return _scaled(image, widest / width)


def _within_limit(image: Image, quality: int) -> bytes:
    """Encode; a picture so tall or noisy that it passes the limit is made half as large until it fits."""
    while True:
        encoded = _jpeg(image, quality)
        if len(encoded) <= MAX_IMAGE_BYTES:
            return encoded
        image = _scaled(image, 0.5)


def _scaled(image: Image, factor: float) -> Image:
    height, width = image.shape[:2]
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return cast("Image", cv2.resize(image, size, interpolation=cv2.INTER_AREA))


def _jpeg(image: Image, quality: int) -> bytes:
    encoded, content = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not encoded:
        raise ValueError(f"OpenCV cannot encode an image of shape {image.shape}")
    return content.tobytes()
