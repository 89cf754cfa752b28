"""Flat drawings laid into photographs so that they belong there: in perspective, as soft and lit as what they cover."""

from dataclasses import dataclass
from typing import Final, Protocol

import cv2
import numpy as np

from plainview.recognition.synthesis.pixels import Pixels, Points, homography

_FINER: Final = 1.5
"""A drawing this much finer than its place is averaged down first, or its letters would break up."""


class Flat(Protocol):
    """What can be laid into a picture: BGR pixels, how much of each is there (0 to 255), and four corners in pixels."""

    @property
    def picture(self) -> Pixels: ...
    @property
    def cover(self) -> Pixels: ...
    @property
    def corners(self) -> Points: ...


@dataclass(frozen=True)
class Decal:
    """A flat drawing that is no plate."""

    picture: Pixels
    cover: Pixels
    corners: Points


@dataclass(frozen=True)
class Light:
    """How a drawing is lit: factors for blue, green, red; haze in levels; blur in pixels; depth of its shadow."""

    gain: tuple[float, float, float] = (1.0, 1.0, 1.0)
    haze: float = 0.0
    softness: float = 0.0
    shadow: float = 0.0


def ratio_of(flat: Flat) -> float:
    """Width over height; plates of motorcycles and of other countries are not twice as wide as high."""
    wide, high = np.ptp(flat.corners, axis=0)
    return float(wide / high)


def decal(picture: Pixels, cover: Pixels | None = None) -> Decal:
    """A drawing whose corners are those of its picture."""
    height, width = picture.shape[:2]
    whole = np.full((height, width), 255, np.uint8) if cover is None else cover
    return Decal(picture, whole, np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64))


def laid(picture: Pixels, flat: Flat, corners: Points, light: Light) -> None:
    """Lays a drawing on a picture, in place, with its corners at these places in pixels; parts outside are lost."""
    layer, matrix = _prepared(flat, corners)
    height, width = layer.shape[:2]
    frame = np.array([[[0, 0], [width, 0], [width, height], [0, height]]], np.float64)
    outline = np.asarray(cv2.perspectiveTransform(frame, matrix), np.float64)[0]
    reach = 2 + 3 * light.softness + (0.08 * float(np.ptp(outline[:, 0])) if light.shadow else 0)
    size = np.array(picture.shape[1::-1])
    low = np.clip(np.floor(outline.min(axis=0) - reach), 0, size).astype(int)
    high = np.clip(np.ceil(outline.max(axis=0) + reach), 0, size).astype(int)
    if (high - low < 1).any():
        return
    shift = np.array([[1.0, 0, -low[0]], [0, 1.0, -low[1]], [0, 0, 1]])
    place = (int(high[0] - low[0]), int(high[1] - low[1]))
    warped = cv2.warpPerspective(layer, shift @ matrix, place, flags=cv2.INTER_LINEAR)
    if light.softness > 0.2:  # noqa: PLR2004 - less cannot be seen
        warped = cv2.GaussianBlur(warped, (0, 0), light.softness)
    window = picture[low[1] : high[1], low[0] : high[0]]
    window[:] = _blended(window, np.asarray(warped, np.uint8), light)


def _prepared(flat: Flat, corners: Points) -> tuple[Pixels, Points]:
    """The drawing with its coverage as a fourth channel, not finer than needed, and the way to its place."""
    own, picture, cover = flat.corners, flat.picture, flat.cover
    finer = float(np.ptp(own[:, 0]) / max(np.ptp(corners[:, 0]), 1.0))
    if finer > _FINER:
        share = 1.2 / finer
        tall, wide = picture.shape[:2]
        small = (max(2, round(wide * share)), max(2, round(tall * share)))
        picture = np.asarray(cv2.resize(picture, small, interpolation=cv2.INTER_AREA), np.uint8)
        cover = np.asarray(cv2.resize(cover, small, interpolation=cv2.INTER_AREA), np.uint8)
        own = own * (np.array(small) / (wide, tall))
    # Multiplied beforehand, so that what lies outside the drawing does not bleed into its edge.
    there = np.asarray(cv2.multiply(picture, cv2.merge([cover] * 3), scale=1 / 255), np.uint8)
    layer = cv2.merge([*cv2.split(there), cover])
    return np.asarray(layer, np.uint8), homography(own, corners)


def _blended(under: Pixels, layer: Pixels, light: Light) -> Pixels:
    cover = layer[..., 3:].astype(np.float32) * np.float32(1 / 255)
    ground = under.astype(np.float32)
    if light.shadow:
        wide = max(layer.shape[1] * 0.02, 0.6)
        fallen = cv2.GaussianBlur(layer[..., 3], (0, 0), wide).astype(np.float32) * np.float32(light.shadow / 255)
        ground *= 1 - np.roll(fallen, max(1, round(wide)), axis=0)[..., None]
    lit = layer[..., :3].astype(np.float32) * np.asarray(light.gain, np.float32)
    return np.asarray(np.clip(ground * (1 - cover) + lit + cover * np.float32(light.haze), 0, 255), np.uint8)
