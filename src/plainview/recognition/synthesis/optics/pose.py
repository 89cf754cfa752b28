"""How a flat rectangle, a plate or a sign, stands before a camera: four corners in perspective."""

from typing import Final

import numpy as np

from plainview.recognition.synthesis.pixels import Points

_MILD: Final = 0.82
"""The share of plates that somebody photographs from roughly behind."""


Angles = tuple[float, float, float]
"""Degrees about the upright axis (positive turns the right edge away), about the level axis (the upper edge), and
clockwise in the picture."""


def turned(angles: Angles, *, away: float, ratio: float = 2.0, lean: float = 0.0) -> Points:
    """The corners of a rectangle seen through a pinhole.

    Args:
        angles: yaw, pitch and roll in degrees.
        away: distance of the camera, in widths of the rectangle.
        ratio: width over height.
        lean: what a rolling shutter makes of a passing car: pixels to the right for each pixel down.

    Returns:
        4 x 2: top left, top right, bottom right, bottom left; centred on zero and one wide from side to side.
    """
    across, down = 0.5, 0.5 / ratio
    flat = np.array([[-across, -down, 0], [across, -down, 0], [across, down, 0], [-across, down, 0]])
    a, b, c = np.radians(angles)
    about_upright = np.array([[np.cos(a), 0, -np.sin(a)], [0, 1, 0], [np.sin(a), 0, np.cos(a)]])
    about_level = np.array([[1, 0, 0], [0, np.cos(b), np.sin(b)], [0, -np.sin(b), np.cos(b)]])
    stood = flat @ about_upright.T @ about_level.T
    seen = stood[:, :2] / (1 + stood[:, 2:] / away)
    seen = seen @ np.array([[np.cos(c), np.sin(c)], [-np.sin(c), np.cos(c)]])
    seen[:, 0] += lean * seen[:, 1]
    seen -= (seen.min(axis=0) + seen.max(axis=0)) / 2
    return np.asarray(seen / np.ptp(seen[:, 0]), np.float64)


def likely(rng: np.random.Generator, ratio: float = 2.0, *, spread: float = 1.0) -> Points:
    """Corners as `turned` gives them for a likely pose: mostly mild, at times up to 55 degrees from the side.

    `spread` scales the angles: 1 for crops of single plates, less for the traffic ahead.
    """
    if rng.random() < _MILD:
        yaw, pitch, roll = rng.normal(0, 13), rng.normal(4, 6), rng.normal(0, 2.2)
    else:
        yaw, pitch, roll = rng.uniform(-55, 55), rng.uniform(-22, 30), rng.uniform(-12, 12)
    limits = np.array((55.0, 30.0, 12.0))
    yaw, pitch, roll = np.clip(np.array((yaw, pitch, roll)) * spread, -limits, limits)
    lean = float(rng.normal(0, 0.02)) if rng.random() < 0.3 else 0.0  # noqa: PLR2004 - a share
    return turned((float(yaw), float(pitch), float(roll)), away=float(rng.uniform(4, 30)), ratio=ratio, lean=lean)


def wide_log(rng: np.random.Generator, low: float, high: float, small: float = 1.0) -> float:
    """A width between two, equally often in each octave; `small` above 1 prefers the lower ones."""
    return float(low * (high / low) ** rng.beta(1, small))
