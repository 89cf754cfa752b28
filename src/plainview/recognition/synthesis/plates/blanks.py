"""A plate before anything is stamped on it: its metal, the colours of its ground, the pictures screened on it."""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import cv2
import numpy as np

from plainview.recognition.synthesis.chance import numbers
from plainview.recognition.synthesis.pixels import Pixels, Points
from plainview.recognition.synthesis.plates.designs import MOTIFS, Look, Mask, bgr
from plainview.recognition.synthesis.plates.stamps import laid, stamp

MARGIN: Final = 0.5
"""Inches around the metal."""
_CORNER: Final = 0.4  # inches of radius
_BITS: Final = 4


@dataclass(frozen=True)
class Size:
    """Of the metal, in inches, and how many pixels an inch has."""

    width: float
    height: float
    inch: float

    @property
    def cells(self) -> tuple[int, int]:
        """Height and width of the picture in pixels, with the margin."""
        return round((self.height + 2 * MARGIN) * self.inch), round((self.width + 2 * MARGIN) * self.inch)

    def at(self, inches: float) -> int:
        """A place on the metal, from its upper or left edge, as a pixel of the picture."""
        return round((inches + MARGIN) * self.inch)

    def long(self, inches: float) -> int:
        return max(1, round(inches * self.inch))

    def outline(self, inset: float = 0.0, corner: float = _CORNER) -> Points:
        """A rounded rectangle that far inside the metal's edge, in pixels: n x 2."""
        radius = max(corner - max(inset, 0) * 0.6, 0.05)
        turn = np.linspace(0, np.pi / 2, 7)
        arc = np.stack([np.cos(turn), np.sin(turn)], axis=1) * radius
        left, top, right, bottom = inset, inset, self.width - inset, self.height - inset
        spots = np.concatenate(
            [
                arc * (1, 1) + (right - radius, bottom - radius),
                arc[::-1] * (-1, 1) + (left + radius, bottom - radius),
                arc * (-1, -1) + (left + radius, top + radius),
                arc[::-1] * (1, -1) + (right - radius, top + radius),
            ]
        )
        return np.asarray((spots + MARGIN) * self.inch, np.float64)

    def corners(self) -> Points:
        """4 x 2: top left, top right, bottom right, bottom left of the metal."""
        unit = np.array([[0, 0], [self.width, 0], [self.width, self.height], [0, self.height]])
        return np.asarray((unit + MARGIN) * self.inch - 0.5, np.float64)


@dataclass(frozen=True)
class Layers:
    """The pictures of one plate, to be drawn on: its colours (BGR), what it covers, what it throws back."""

    canvas: Pixels
    cover: Pixels
    returns: Pixels

    def lay(self, mask: Pixels, tone: tuple[int, int, int], back: int, strength: float = 1.0) -> None:
        """Lays a colour on, and `back` on what is thrown back."""
        self.canvas[:] = laid(self.canvas, mask, tone, strength)
        self.returns[:] = laid(self.returns, mask, (back,), strength)


def filled_outline(size: Size, inset: float = 0.0, corner: float = _CORNER) -> Pixels:
    """The mask of a rounded rectangle."""
    mask = np.zeros(size.cells, np.uint8)
    spots = np.rint(size.outline(inset, corner) * 2**_BITS).astype(np.int32)
    cv2.fillPoly(mask, [spots], 255, cv2.LINE_AA, _BITS)
    return mask


@cache
def metal(size: Size) -> Pixels:
    """Where the plate is; not to be written on."""
    mask = filled_outline(size)
    mask.flags.writeable = False
    return mask


@cache
def rim(size: Size) -> tuple[Pixels, Pixels]:
    """The raised edge: where it shines and where it is in shadow."""
    ring = cv2.subtract(filled_outline(size, 0.09), filled_outline(size, 0.17))
    light = cv2.subtract(ring, np.roll(ring, 1, axis=0))
    dark = cv2.subtract(np.roll(ring, 1, axis=0), ring)
    return np.asarray(light, np.uint8), np.asarray(dark, np.uint8)


@lru_cache(maxsize=400)
def blank(look: Look, size: Size, variant: int) -> Pixels:
    """A ground from the pool; not to be written on."""
    made = painted(look, size, np.random.default_rng(numbers(look.state, look.name, look.ground, look.scene, variant)))
    made.flags.writeable = False
    return made


def painted(look: Look, size: Size, rng: np.random.Generator) -> Pixels:
    """A ground with its bands and screened pictures, BGR."""
    canvas = _shaded(look.ground, size)
    for scene in look.scene.split():
        motif, tint, strength = scene.split(":")
        cells = np.zeros((round(6 * size.inch), round(12 * size.inch)), np.uint8)
        MOTIFS[motif](Mask(cells, size.inch, rng))
        wide, tall = round(size.width * size.inch), round(size.height * size.inch)
        if cells.shape != (tall, wide):
            cells = np.asarray(cv2.resize(cells, (wide, tall), interpolation=cv2.INTER_AREA), np.uint8)
        stamp(canvas, cells, bgr(tint), (size.at(0), size.at(0)), float(strength) * float(rng.uniform(0.6, 1)))
    for band in look.bands.split():
        _banded(canvas, size, band)
    return canvas


def _shaded(ground: str, size: Size) -> Pixels:
    height, width = size.cells
    stops = np.array([bgr(each) for each in ground.split()], np.float32)
    rows = np.clip((np.arange(height) / size.inch - MARGIN) / size.height, 0, 1)
    places = np.linspace(0, 1, len(stops))
    shades = np.stack([np.interp(rows, places, stops[:, part]) for part in range(3)], axis=1)
    return np.ascontiguousarray(np.broadcast_to(shades[:, None].astype(np.uint8), (height, width, 3)))


def _banded(canvas: Pixels, size: Size, band: str) -> None:
    where, tint, inches = band.split(":")
    deep, (height, width) = float(inches) * size.height / 6, size.cells
    if where == "top":
        canvas[: size.at(deep)] = bgr(tint)
    elif where == "low":
        canvas[size.at(size.height - deep) : height] = bgr(tint)
    elif where == "tri":
        mask = np.zeros((height, width), np.uint8)
        spots = np.array([[size.at(2), 0], [size.at(size.width - 2), 0], [width // 2, size.at(deep * 1.5)]], np.int32)
        cv2.fillPoly(mask, [spots], 255, cv2.LINE_AA)
        canvas[:] = laid(canvas, mask, bgr(tint))
    else:
        ring = cv2.subtract(filled_outline(size, 0.18), filled_outline(size, 0.18 + deep))
        canvas[:] = laid(canvas, np.asarray(ring, np.uint8), bgr(tint))
