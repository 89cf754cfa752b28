"""Drawing walls to scale: what they reflect, and what shines through their windows."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from plainview.recognition.synthesis.pixels import Colour, Field, filled, polygon
from plainview.recognition.synthesis.street.panel import Span

SCALE: Final = 48
"""Pixels a metre."""


@dataclass(frozen=True)
class Wall:
    """A flat drawing of a wall: reflectance, and light that it gives off itself (lit windows); both linear."""

    colour: Field
    glow: Field


class Sketch:
    """A wall in the making; places are metres from its lower left corner."""

    def __init__(self, width: float, height: float, base: Colour) -> None:
        self.width, self.height = width, height
        self.colour = filled((round(height * SCALE), round(width * SCALE)), base)
        self.glow = np.zeros_like(self.colour)

    def paint(self, where: Span, tone: Colour, soft: float = 0.0, share: float = 1.0) -> None:
        window, cover = self._cover(where, soft)
        self.colour[window] += (np.asarray(tone, np.float32) - self.colour[window]) * (cover * np.float32(share))

    def shade(self, where: Span, factor: float, soft: float = 0.0) -> None:
        window, cover = self._cover(where, soft)
        self.colour[window] *= 1 + (np.float32(factor) - 1) * cover

    def shine(self, where: Span, tone: Colour, strength: float, *, falling: bool = False) -> None:
        """Light from inside; `falling` is brightest at the top."""
        window, cover = self._cover(where, 0.01)
        if falling:
            cover = cover * (np.linspace(0.72, 0.30, cover.shape[0], dtype=np.float32) ** 1.5)[:, None, None]
        self.glow[window] += cover * (np.asarray(tone, np.float32) * np.float32(strength))

    def dim(self, where: Span, factor: float) -> None:
        window, cover = self._cover(where, 0.02)
        self.glow[window] *= 1 + (np.float32(factor) - 1) * cover

    def _cover(self, where: Span, soft: float) -> tuple[tuple[slice, slice], Field]:
        """The window that a rectangle touches, and its coverage there with a third axis for the colours."""
        left, right, low, high = where
        margin = 3 * soft + 2 / SCALE
        tall, wide = self.colour.shape[:2]
        rows = slice(
            _within((self.height - high - margin) * SCALE, tall), _within((self.height - low + margin) * SCALE, tall)
        )
        columns = slice(_within((left - margin) * SCALE, wide), _within((right + margin) * SCALE, wide))
        size = (max(rows.stop - rows.start, 1), max(columns.stop - columns.start, 1))
        points = [
            (x * SCALE - columns.start, (self.height - y) * SCALE - rows.start)
            for x, y in ((left, low), (right, low), (right, high), (left, high))
        ]
        cover = polygon(size, points, soft * SCALE)[: rows.stop - rows.start, : columns.stop - columns.start]
        return (rows, columns), cover[..., None]


def _within(place: float, end: int) -> int:
    return min(max(int(place), 0), end)
