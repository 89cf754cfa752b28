"""Masks of characters and words, and laying a colour on a picture through a mask: fast, in uint8.

A mask is uint8, height x width, 255 where something is.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

import cv2
import numpy as np
from PIL import Image, ImageDraw

from plainview.recognition.synthesis.pixels import Pixels
from plainview.recognition.synthesis.street.plates import lettering

Tone = Sequence[int]
"""Blue, green, red; or one value for a picture of one channel."""
_MASTER: Final = 128
"""Pixels of a character's height before it is brought to size."""
_WORDS: Final = 40
"""The same of words, which are smaller on the plate."""


def stamp(picture: Pixels, mask: Pixels, tone: Tone, at: tuple[int, int], strength: float = 1.0) -> None:
    """Lays `tone` on `picture` in place where `mask` is, its corner `at` x, y; what hangs over is cut off."""
    left, top = at
    height, width = picture.shape[:2]
    across = slice(max(left, 0), min(left + mask.shape[1], width))
    down = slice(max(top, 0), min(top + mask.shape[0], height))
    if across.start >= across.stop or down.start >= down.stop:
        return
    part = mask[down.start - top : down.stop - top, across.start - left : across.stop - left]
    picture[down, across] = laid(picture[down, across], part, tone, strength)


def laid(under: Pixels, mask: Pixels, tone: Tone, strength: float = 1.0) -> Pixels:
    """`under` with `tone` over it where `mask` is; of the same shape."""
    share = mask if strength >= 1 else cv2.convertScaleAbs(mask, alpha=strength)
    inverse = cv2.bitwise_not(share)
    if under.ndim == 2:  # noqa: PLR2004 - one channel
        over = cv2.convertScaleAbs(share, alpha=tone[0] / 255)
    else:
        over = cv2.merge([cv2.convertScaleAbs(share, alpha=part / 255) for part in tone])
        inverse = cv2.merge([inverse, inverse, inverse])
    return np.asarray(cv2.add(cv2.multiply(under, inverse, scale=1 / 255), over), np.uint8)


def ramped(cells: Pixels, start: float, slope: float) -> Pixels:
    """0 up to the value `start`, from there on rising by `slope`."""
    values = np.clip((np.arange(256) - start) * slope, 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(cells, values), np.uint8)


def glyph(character: str, face: str, weight: int, width: int, height: int) -> Pixels:
    """One character filling `width` x `height`; `weight` -2 to 2 makes its strokes thinner or thicker."""
    return np.asarray(
        cv2.resize(_master(character, face, weight), (width, height), interpolation=cv2.INTER_AREA), np.uint8
    )


def slenderness(character: str, face: str) -> float:
    """A character's width as a share of its height, as its designer drew it."""
    master = _master(character, face, 0)
    return float(master.shape[1] / master.shape[0])


def word(text: str, face: str, height: int, widest: int) -> Pixels:
    """Words with capitals `height` pixels tall, pressed together where they would be wider than `widest`."""
    master = _word(text, face)
    scale = height / _capital(face)
    width = max(1, min(round(master.shape[1] * scale), widest))
    squeezed = width / max(1.0, master.shape[1] * scale)
    tall = max(2, round(master.shape[0] * scale * (max(squeezed, 0.55) if squeezed < 1 else 1)))
    return np.asarray(cv2.resize(master, (width, tall), interpolation=cv2.INTER_AREA), np.uint8)


@cache
def _master(character: str, face: str, weight: int) -> Pixels:
    mask = _cut_out(character, face, round(_MASTER * 1.4))
    if weight:
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * abs(weight) + 1, 2 * abs(weight) + 1))
        padded = cv2.copyMakeBorder(mask, 6, 6, 6, 6, cv2.BORDER_CONSTANT, value=(0,))
        turned = cv2.dilate(padded, kernel) if weight > 0 else cv2.erode(padded, kernel)
        x, y, width, height = cv2.boundingRect(turned)
        mask = np.asarray(turned[y : y + height, x : x + width], np.uint8)
    return mask


@lru_cache(maxsize=4000)
def _word(text: str, face: str) -> Pixels:
    return _cut_out(text, face, round(_WORDS * 1.4))


@cache
def _capital(face: str) -> int:
    return int(_cut_out("E", face, round(_WORDS * 1.4)).shape[0])


def _cut_out(text: str, face: str, size: int) -> Pixels:
    font = lettering(f"{face}.woff", size)
    left, top, right, bottom = (int(part) for part in font.getbbox(text))
    canvas = Image.new("L", (max(right - left, 1) + 8, max(bottom - top, 1) + 8), 0)
    ImageDraw.Draw(canvas).text((4 - left, 4 - top), text, fill=255, font=font)
    cells = np.asarray(canvas, np.uint8)
    x, y, width, height = cv2.boundingRect(cells)
    return np.ascontiguousarray(cells[y : y + max(height, 1), x : x + max(width, 1)])
