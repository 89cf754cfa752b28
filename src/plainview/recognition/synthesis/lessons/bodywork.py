"""What surrounds a plate when no photograph is at hand: paint, plastic, bumper lines, lamps and their shadows."""

from typing import Final

import cv2
import numpy as np

from plainview.recognition.synthesis.chance import happens, picked
from plainview.recognition.synthesis.optics.illumination import uneven
from plainview.recognition.synthesis.pixels import Field, Pixels, clouded

_PAINTS: Final = (
    (232, 232, 230),
    (205, 205, 205),
    (158, 156, 152),
    (96, 94, 92),
    (34, 33, 32),
    (22, 21, 24),
    (28, 26, 132),
    (32, 28, 88),
    (124, 70, 30),
    (84, 48, 24),
    (60, 78, 44),
    (120, 160, 178),
    (34, 140, 214),
)
"""Blue, green, red of car paint, as many light and dark ones as on the road."""
_PLASTIC: Final = (38, 37, 36)


def bodywork(width: int, height: int, rng: np.random.Generator) -> Pixels:
    """A piece of a car's rear or front, of that size in pixels."""
    paint = np.asarray(picked(rng, _PAINTS), np.float32) * np.float32(rng.uniform(0.7, 1.1))
    down = np.linspace(0, 1, height, dtype=np.float32)
    shine = 1 + _waves(down, rng) + np.float32(rng.uniform(-0.4, 0.2)) * (down - 0.5)
    panel = np.repeat((paint * shine[:, None])[:, None], width, axis=1)
    for _ in range(int(rng.integers(0, 4))):
        _seam(panel, rng)
    if happens(rng, 0.5):
        _recess(panel, rng)
    panel += clouded(rng, height, width, width / 3, 2)[..., None] * np.float32(rng.uniform(0, 5))
    picture = np.asarray(np.clip(panel, 0, 255), np.uint8)
    if happens(rng, 0.3):
        _lamp(picture, rng)
    return uneven(picture, rng, float(rng.uniform(0, 0.8)))


def _waves(down: Field, rng: np.random.Generator) -> Field:
    """Sky and ground mirrored in a curved panel: bands of light and dark."""
    total = np.zeros_like(down)
    for _ in range(3):
        middle, size = rng.uniform(-0.1, 1.1), rng.uniform(0.03, 0.4)
        total += np.float32(rng.uniform(-0.3, 0.35)) * np.exp(-(((down - np.float32(middle)) / np.float32(size)) ** 2))
    return np.asarray(total, np.float32)


def _seam(panel: Field, rng: np.random.Generator) -> None:
    """A gap between two panels, or an edge from which on all is plastic."""
    height, width = panel.shape[:2]
    at = int(rng.uniform(0.02, 0.98) * height)
    thick = max(1, round(height * float(rng.uniform(0.005, 0.03))))
    if happens(rng, 0.2):
        panel[at:] = panel[at:] * 0.1 + np.asarray(_PLASTIC, np.float32)
    tilt = float(rng.normal(0, 0.03)) * width
    ends = (0, round(at - tilt)), (width, round(at + tilt))
    cv2.line(panel, *ends, tuple(float(part) * 0.25 for part in panel[min(at, height - 1), 0]), thick, cv2.LINE_AA)


def _recess(panel: Field, rng: np.random.Generator) -> None:
    """The hollow that the plate sits in, darker at its upper edge."""
    height, width = panel.shape[:2]
    left, top = int(rng.uniform(0.0, 0.14) * width), int(rng.uniform(0.0, 0.16) * height)
    right, bottom = width - int(rng.uniform(0.0, 0.14) * width), height - int(rng.uniform(0.0, 0.16) * height)
    ramp = np.linspace(float(rng.uniform(0.25, 0.7)), float(rng.uniform(0.8, 1.05)), max(1, bottom - top))
    panel[top:bottom, left:right] *= ramp.astype(np.float32)[: bottom - top, None, None]


def _lamp(picture: Pixels, rng: np.random.Generator) -> None:
    """Part of a tail lamp or reflector that reaches in from a side."""
    height, width = picture.shape[:2]
    tone = picked(rng, ((30, 24, 150), (40, 40, 215), (200, 205, 210), (40, 130, 235)))
    side = int(rng.choice((0, width)))
    middle = (side, int(rng.uniform(-0.1, 0.9) * height))
    axes = (max(2, int(width * rng.uniform(0.05, 0.16))), max(2, int(height * rng.uniform(0.1, 0.4))))
    cv2.ellipse(picture, middle, axes, float(rng.uniform(-20, 20)), 0, 360, tone, -1, cv2.LINE_AA)
