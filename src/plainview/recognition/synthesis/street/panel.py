"""A side of a vehicle as a drawing to scale: what it is made of at each point, before any light falls on it.

The drawing is flat, seen square on. `across` and `up` are metres; for rear and front `across` is 0 in the middle, for
the flank it runs from the rear bumper to the nose.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from plainview.recognition.synthesis.pixels import Colour, Field, blurred, filled, polygon, smoothstep

Outline = Sequence[tuple[float, float]]
Span = tuple[float, float, float, float]
"""Left, right, lower and upper edge in metres."""

WIDE: Final = 1.1
"""Half the width of the drawing of a vehicle's end, in metres; no vehicle is wider."""
SCALE: Final = 440
"""Pixels a metre of the drawing of an end."""

MATT: Final = 0.12
SATIN: Final = 0.4
LACQUER: Final = 1.0


@dataclass(frozen=True)
class Stuff:
    """What a part is made of. `gloss` is how much of a mirror it is (1: lacquer); `metal` mirrors in its own colour.

    `glow` is light that it gives off itself, as a multiple of its colour.
    """

    colour: Colour
    gloss: float = LACQUER
    metal: float = 0.0
    glow: float = 0.0


@dataclass(frozen=True)
class Patch:
    """Coverage of a part of a panel: rows and columns of the window, and 0 to 1 inside it."""

    rows: slice
    columns: slice
    cover: Field


class Panel:
    """The drawing. Layers: `stuff` (blue, green, red, gloss), `more` (metal, glow) and `relief` (metres outward)."""

    def __init__(self, span: Span, scale: float, paint: Stuff) -> None:
        left, right, bottom, top = span
        self.left, self.top, self.scale = left, top, scale
        self.width, self.height = round((right - left) * scale), round((top - bottom) * scale)
        self.stuff = np.empty((self.height, self.width, 4), np.float32)
        self.stuff[:] = (*paint.colour, paint.gloss)
        self.more = np.empty((self.height, self.width, 2), np.float32)
        self.more[:] = (paint.metal, paint.glow)
        self.relief = filled((self.height, self.width), 0.0)

    def patch(self, outline: Outline, *, rounded: float = 0.0, soft: float = 0.0) -> Patch:
        """The inside of an outline in metres; `rounded` is the radius of its corners, `soft` the width of its edge."""
        points = (np.asarray(outline, np.float64) - (self.left, self.top)) * (self.scale, -self.scale)
        margin = int(max(3 * rounded, 3 * soft) * self.scale) + 3
        low = np.clip(np.floor(points.min(axis=0)) - margin, 0, (self.width, self.height)).astype(int)
        high = np.clip(np.ceil(points.max(axis=0)) + margin, 0, (self.width, self.height)).astype(int)
        size = (max(int(high[1] - low[1]), 1), max(int(high[0] - low[0]), 1))
        cover = polygon(size, points - low)
        if rounded:
            cover = smoothstep(0.42, 0.58, blurred(cover, rounded * self.scale * 0.6))
        if soft:
            cover = blurred(cover, soft * self.scale)
        return Patch(slice(low[1], low[1] + size[0]), slice(low[0], low[0] + size[1]), cover)

    def mirrored(self, patch: Patch) -> Patch:
        """The same part on the other side of the middle line."""
        columns = slice(self.width - patch.columns.stop, self.width - patch.columns.start)
        return Patch(patch.rows, columns, np.ascontiguousarray(patch.cover[:, ::-1]))

    def fill(self, patch: Patch, stuff: Stuff, share: float = 1.0) -> None:
        """Makes a part of something else."""
        cover = (patch.cover * np.float32(share))[..., None]
        window = self.stuff[patch.rows, patch.columns]
        window += (np.asarray((*stuff.colour, stuff.gloss), np.float32) - window) * cover
        more = self.more[patch.rows, patch.columns]
        more += (np.asarray((stuff.metal, stuff.glow), np.float32) - more) * cover

    def shade(self, patch: Patch, factor: float) -> None:
        """Darkens (below 1) or lightens a part and its own light, as a shadow in a gap does."""
        share = 1 + (np.float32(factor) - 1) * patch.cover
        self.stuff[patch.rows, patch.columns, :3] *= share[..., None]
        self.more[patch.rows, patch.columns, 1] *= share

    def raise_(self, patch: Patch, metres: float) -> None:
        """Moves a part outward, or inward when negative; light then falls on its edges."""
        self.relief[patch.rows, patch.columns] += patch.cover * np.float32(metres)

    def both(self, outline: Outline, *, rounded: float = 0.0, soft: float = 0.0) -> tuple[Patch, Patch]:
        """A part and its twin on the other side."""
        one = self.patch(outline, rounded=rounded, soft=soft)
        return one, self.mirrored(one)

    def layers(self) -> tuple[Field, Field]:
        """For looking up: (blue, green, red, gloss) and (metal, glow, slope across, slope up)."""
        relief = blurred(self.relief, 0.004 * self.scale)
        down, across = np.gradient(relief)
        slopes = np.stack([across * self.scale, -down * self.scale], axis=2).astype(np.float32)
        return self.stuff, np.concatenate([self.more, slopes], axis=2)


def box(left: float, right: float, bottom: float, top: float) -> Outline:
    """The four corners of an upright rectangle."""
    return ((left, bottom), (right, bottom), (right, top), (left, top))
