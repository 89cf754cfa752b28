"""What a lens, a sensor and a codec make of a picture: blur, noise, over-sharp edges, combing, blocks.

Every function takes BGR uint8 and gives a new picture of the same size.
"""

from functools import cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from plainview.recognition.synthesis.chance import picked
from plainview.recognition.synthesis.pixels import Pixels

_GRAIN: Final = 512
"""Pixels of the side of the tile that noise is cut from."""
_UPWARD: Final = (cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_LINEAR, cv2.INTER_LANCZOS4, cv2.INTER_NEAREST)


def coarsened(picture: Pixels, rng: np.random.Generator, factor: float) -> Pixels:
    """Fewer pixels by `factor` and back, as when a small or digitally zoomed picture is enlarged."""
    height, width = picture.shape[:2]
    small = (max(4, round(width / factor)), max(4, round(height / factor)))
    way = picked(rng, (cv2.INTER_AREA, cv2.INTER_AREA, cv2.INTER_LINEAR))
    reduced = cv2.resize(picture, small, interpolation=way)
    return np.asarray(cv2.resize(reduced, (width, height), interpolation=picked(rng, _UPWARD)), np.uint8)


def defocused(picture: Pixels, sigma: float, *, disc: bool) -> Pixels:
    """A soft lens, or with `disc` one that is out of focus; `sigma` in pixels."""
    if not disc:
        return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.uint8)
    reach = max(1, int(np.ceil(2 * sigma)))
    rows, columns = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    kernel = np.clip(2 * sigma + 0.5 - np.hypot(rows, columns), 0, 1)
    return np.asarray(cv2.filter2D(picture, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REPLICATE), np.uint8)


def smeared(picture: Pixels, length: float, angle: float) -> Pixels:
    """Motion by `length` pixels in a direction (radians) while the shutter was open."""
    reach = int(np.ceil(length / 2)) + 1
    rows, columns = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(np.float64)
    along = columns * np.cos(angle) + rows * np.sin(angle)
    beside = rows * np.cos(angle) - columns * np.sin(angle)
    kernel = np.clip(length / 2 + 0.5 - np.abs(along), 0, 1) * np.clip(1 - np.abs(beside), 0, 1)
    return np.asarray(cv2.filter2D(picture, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REPLICATE), np.uint8)


def noisy(picture: Pixels, rng: np.random.Generator, read: float, shot: float, colour: float) -> Pixels:
    """Sensor noise.

    Args:
        picture: what fell on the sensor.
        rng: chance.
        read: deviation in levels that is there in the dark too.
        shot: deviation in levels of a white pixel; grows with the root of the light.
        colour: how much of it differs between the channels, 0 to 1.
    """
    height, width = picture.shape[:2]
    grain = _cut(rng, height, width)
    if colour > 0:
        parts = [cv2.addWeighted(grain, 1 - colour, _cut(rng, height, width), colour, 0) for _ in range(3)]
        grain = np.asarray(cv2.merge(parts), np.float32)
    else:
        grain = grain[..., None]
    spread = _spread(round(read * 4), round(shot * 4))
    return np.asarray(np.clip(picture + grain * spread[picture] + np.float32(0.5), 0, 255), np.uint8)


def oversharpened(picture: Pixels, sigma: float, amount: float) -> Pixels:
    """Bright and dark halos around edges, as cheap dashcams draw them."""
    soft = cv2.GaussianBlur(picture, (0, 0), sigma)
    return np.asarray(cv2.addWeighted(picture, 1 + amount, soft, -amount, 0), np.uint8)


def interlaced(picture: Pixels, shift: int) -> Pixels:
    """Every second line is from a moment later, `shift` pixels aside."""
    combed = picture.copy()
    combed[1::2] = np.roll(picture[1::2], shift, axis=1)
    return combed


def jpeg(picture: Pixels, quality: int) -> Pixels:
    """Written as JPEG (1 to 100) and read again."""
    done, code = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError("the picture cannot be written as JPEG")
    return np.asarray(cv2.imdecode(code, cv2.IMREAD_COLOR), np.uint8)


def blocky(picture: Pixels, rng: np.random.Generator, share: float) -> Pixels:
    """Video at too low a rate: some blocks of 8 pixels hold little but their mean, others stay."""
    height, width = picture.shape[:2]
    rows, columns = -(-height // 8), -(-width // 8)
    coarse = cv2.resize(cv2.resize(picture, (columns * 2, rows * 2), interpolation=cv2.INTER_AREA), (width, height))
    lost = (rng.random((rows, columns)) < share).astype(np.uint8)
    where = cv2.resize(lost, (width, height), interpolation=cv2.INTER_NEAREST)[..., None]
    return np.asarray(np.where(where, cv2.addWeighted(picture, 0.4, coarse, 0.6, 0), picture), np.uint8)


@cache
def _tile() -> npt.NDArray[np.float32]:
    """Noise of deviation 1, of which half is a little coarser than a pixel, as demosaicing leaves it."""
    chance = np.random.default_rng(20240)
    fine, coarse = (chance.standard_normal((_GRAIN * 2, _GRAIN * 2), dtype=np.float32) for _ in range(2))
    both = fine * np.float32(0.6) + cv2.GaussianBlur(coarse, (0, 0), 0.8).astype(np.float32) * 2
    return np.asarray(both / both.std(), np.float32)


def _cut(rng: np.random.Generator, height: int, width: int) -> npt.NDArray[np.float32]:
    """A piece of the tile; drawing new numbers for each picture would take longer than all the rest."""
    tile = _tile()
    down, across = (int(number) for number in rng.integers(0, _GRAIN, 2))
    if height > _GRAIN or width > _GRAIN:
        tall, wide = -(-(height + down) // tile.shape[0]), -(-(width + across) // tile.shape[1])
        tile = np.tile(tile, (tall, wide))
    return tile[down : down + height, across : across + width]


@cache
def _spread(read: int, shot: int) -> npt.NDArray[np.float32]:
    levels = np.arange(256, dtype=np.float32) / 255
    return np.asarray(np.sqrt((read / 4) ** 2 + (shot / 4) ** 2 * levels), np.float32)
