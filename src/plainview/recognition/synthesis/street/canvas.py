"""A street in the making: walls, cut-outs and posts laid one over the other, the farthest first."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from plainview.recognition.synthesis.pixels import (
    Colour,
    Field,
    Points,
    homography,
    mixed,
    polygon,
    resized,
    smoothstep,
    warped,
)
from plainview.recognition.synthesis.street.light import LAMP_TONE, Hour, Light, sunwards
from plainview.recognition.synthesis.street.sketch import Wall
from plainview.recognition.synthesis.street.trees import Cutout
from plainview.recognition.synthesis.street.view import View

HALF: Final = 0.5
"""A pixel belongs to the thing that covers at least so much of it."""


@dataclass(frozen=True)
class Stand:
    """Where a thing stands that is seen square on: the middle of its foot, and its size; metres."""

    across: float
    away: float
    wide: float
    tall: float

    def corners(self) -> Points:
        """Lower left, lower right, upper right, upper left."""
        left, right = self.across - self.wide / 2, self.across + self.wide / 2
        return np.asarray(
            [
                (left, 0, self.away),
                (right, 0, self.away),
                (right, self.tall, self.away),
                (left, self.tall, self.away),
            ]
        )


@dataclass
class Canvas:
    """A picture in the making: linear light, and how far away each pixel's thing is (metres)."""

    view: View
    light: Light
    picture: Field
    depth: Field

    def wall(self, corners: Points, wall: Wall, normal: tuple[float, float, float], cover: Field | None = None) -> None:
        """Lays on a flat wall.

        Args:
            corners: lower left, lower right, upper right, upper left as one faces it; 4 x 3 metres.
            wall: its drawing.
            normal: where it faces.
            cover: which part of the drawing there is; all of it if not given.
        """
        lit = wall.colour * falling(normal, self.light) + wall.glow
        height, width = lit.shape[:2]
        metres = np.float32(np.linalg.norm(corners[3] - corners[0]))
        rise = np.linspace(1, 0, height, dtype=np.float32)[:, None] * metres
        lit *= (0.55 + 0.45 * smoothstep(0, 1.0, rise))[..., None]
        if self.light.hour is Hour.NIGHT:
            wash = smoothstep(7.0, 0.0, rise)[..., None] * np.asarray(LAMP_TONE, np.float32)
            lit += wall.colour * wash * np.float32(0.16)
        self._lay(corners, lit, np.ones((height, width), np.float32) if cover is None else cover)

    def cutout(self, stand: Stand, thing: Cutout) -> None:
        """Lays on a thing seen square on."""
        light = 0.8 * falling((0.3, 0.4, -0.8), self.light)
        if self.light.hour is Hour.NIGHT:
            light = light + np.asarray(LAMP_TONE, np.float32) * np.float32(0.05)
        self._lay(stand.corners(), thing.colour * light, thing.cover)

    def post(self, stand: Stand, tone: Colour) -> None:
        """Lays on an upright post."""
        screen, _ = self.view.project(stand.corners())
        window, low = self._window(screen)
        cover = polygon((window[0].stop - window[0].start, window[1].stop - window[1].start), screen - low)
        light = np.asarray(tone, np.float32) * 0.8 * falling((0.3, 0.3, -0.9), self.light)
        self.picture[window] = mixed(self.picture[window], light, cover)
        self.depth[window][cover > HALF] = stand.away

    def _lay(self, corners: Points, lit: Field, cover: Field) -> None:
        screen, depth = self.view.project(corners)
        window, low = self._window(screen)
        tall, wide = window[0].stop - window[0].start, window[1].stop - window[1].start
        if depth.min() < 1 or tall < 2 or wide < 2:  # noqa: PLR2004 - out of the picture, or too small to see
            return
        across = max(_length(screen, 0, 1), _length(screen, 3, 2))
        up = max(_length(screen, 0, 3), _length(screen, 1, 2))
        width, height = int(np.clip(across * 1.3, 4, lit.shape[1])), int(np.clip(up * 1.3, 4, lit.shape[0]))
        matrix = homography([(0, height), (width, height), (width, 0), (0, 0)], screen - low)
        laid = warped(resized(lit * cover[..., None], width, height), matrix, wide, tall)
        share = np.clip(warped(resized(cover, width, height), matrix, wide, tall), 0, 1)
        self.picture[window] = self.picture[window] * (1 - share[..., None]) + np.maximum(laid, 0)
        self.depth[window][share > HALF] = float(depth.mean())

    def _window(self, screen: Points) -> tuple[tuple[slice, slice], Points]:
        """The part of the picture around some points, one pixel at least, and its upper left corner."""
        edge = (self.view.width, self.view.height)
        low = np.clip(np.floor(screen.min(axis=0)) - 2, 0, (edge[0] - 1, edge[1] - 1)).astype(int)
        high = np.maximum(np.clip(np.ceil(screen.max(axis=0)) + 3, 0, edge).astype(int), low + 1)
        return (slice(int(low[1]), int(high[1])), slice(int(low[0]), int(high[0]))), low.astype(np.float64)


def falling(normal: tuple[float, float, float], light: Light) -> Field:
    """Light that falls on a flat thing that faces so."""
    facing = max(0.0, float(np.dot(np.asarray(normal) / np.linalg.norm(normal), sunwards(light))))
    ambient = 0.5 * light.above + 0.5 * np.asarray(light.ground, np.float32)
    return np.asarray(ambient + facing * np.asarray(light.sunlight, np.float32), np.float32)


def _length(screen: Points, one: int, other: int) -> float:
    return float(np.linalg.norm(screen[one] - screen[other]))
