"""A mask on which the pictures of a design are painted in inches."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from plainview.recognition.synthesis.pixels import Pixels

_BITS: Final = 4
ROUND: Final = np.linspace(0, 2 * np.pi, 40, endpoint=False)
"""The directions of a circle's corners."""


@dataclass(frozen=True)
class Mask:
    """A mask to paint on in inches, with the chance that makes one mountain unlike the next."""

    cells: Pixels
    scale: float
    rng: np.random.Generator

    def fill(self, *points: tuple[float, float], tone: int = 255) -> None:
        spots = np.rint(np.asarray(points, np.float64) * self.scale * 2**_BITS).astype(np.int32)
        cv2.fillPoly(self.cells, [spots], tone, cv2.LINE_AA, _BITS)

    def oval(self, x: float, y: float, wide: float, tall: float, tone: int = 255) -> None:
        self.fill(*zip(x + wide * np.cos(ROUND), y + tall * np.sin(ROUND), strict=True), tone=tone)

    def line(self, *points: tuple[float, float], wide: float = 0.08, tone: int = 255) -> None:
        spots = np.rint(np.asarray(points, np.float64) * self.scale * 2**_BITS).astype(np.int32)
        cv2.polylines(self.cells, [spots], False, tone, max(1, round(wide * self.scale)), cv2.LINE_AA, _BITS)  # noqa: FBT003

    def ridge(self, level: float, rough: float, steps: int, tone: int = 255) -> None:
        """Land below a jagged line."""
        across = np.linspace(0, 12, steps)
        heights = level + rough * self.rng.uniform(-1, 1, steps)
        self.fill((0, 6), *zip(across, heights, strict=True), (12, 6), tone=tone)

    def swell(self, level: float, high: float, length: float, tone: int = 255) -> None:
        """Land or water below a soft line."""
        across = np.linspace(0, 12, 60)
        heights = level + high * np.sin(across * 2 * np.pi / length + self.rng.uniform(0, 6))
        self.fill((0, 6), *zip(across, heights, strict=True), (12, 6), tone=tone)
