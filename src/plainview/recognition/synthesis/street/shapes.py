"""Closed shapes of metal: rings of points stacked from the bottom to the top, with a normal at each point.

Lengths are metres. A vehicle's own axes: x to its right, y up, z forward, the origin on the ground under the middle
of the rear bumper.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from plainview.recognition.synthesis.pixels import Points

Ring = tuple[float, float, float, float, float]
"""Height, rear end, front end, half the width, radius of the corners."""

_ACROSS: Final = 18
_CORNER: Final = 9
_ALONG: Final = 22


@dataclass(frozen=True, eq=False)
class Shape:
    """A surface of triangles. `points` and `normals` are n x 3, `triangles` m x 3, `part` names the material."""

    points: Points
    normals: Points
    triangles: npt.NDArray[np.int64]
    part: int


def stacked(rows: Sequence[Ring], part: int, *, rings: int = 44, bow: float = 0.05, taper: float = 0.05) -> Shape:
    """A body from rounded rectangles, one a row, lowest first.

    `bow` is how far the middle of rear and front stands out from their corners; `taper` the share by which the body
    is narrower at its ends.
    """
    fine = _refined(np.asarray(rows, np.float64), rings)
    outlines = np.stack([_outline(row, bow, taper) for row in fine])
    return _skinned(outlines, part)


def turned(
    rows: Sequence[tuple[float, float]], centre: tuple[float, float, float], part: int, steps: int = 40
) -> Shape:
    """A wheel: circles around the x axis. Each row is a place on the axis and a radius, from left to right."""
    angle = np.linspace(0, 2 * np.pi, steps, endpoint=False)
    outlines = np.stack(
        [np.stack([np.full(steps, x), np.cos(angle) * radius, np.sin(angle) * radius], axis=1) for x, radius in rows]
    )
    return _skinned(outlines + np.asarray(centre), part)


def blob(centre: tuple[float, float, float], radii: tuple[float, float, float], part: int) -> Shape:
    """An ellipsoid, for mirrors and the like."""
    rise = np.linspace(-np.pi / 2, np.pi / 2, 11)
    turn = np.linspace(0, 2 * np.pi, 20, endpoint=False)
    outlines = np.stack(
        [np.stack([np.cos(turn) * np.cos(a), np.full(20, np.sin(a)), np.sin(turn) * np.cos(a)], axis=1) for a in rise]
    )
    return _skinned(outlines * np.asarray(radii) + np.asarray(centre), part)


def _refined(rows: Points, count: int) -> Points:
    """More rows, evenly spaced along the profile, with the kinks rounded."""
    steps = np.linalg.norm(np.diff(rows[:, :4], axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(np.sqrt(steps))])
    even = np.linspace(0, along[-1], count)
    fine = np.stack([np.interp(even, along, rows[:, column]) for column in range(rows.shape[1])], axis=1)
    for _ in range(2):
        fine[1:-1] = (fine[:-2] + 2 * fine[1:-1] + fine[2:]) / 4
    return fine


def _outline(row: Points, bow: float, taper: float) -> Points:
    """One rounded rectangle, from the middle of the rear round by the right side."""
    height, rear, front, half, radius = row
    radius = min(radius, half * 0.9, (front - rear) * 0.45)
    quarter = np.linspace(0, np.pi / 2, _CORNER, endpoint=False)
    across = np.linspace(-(half - radius), half - radius, _ACROSS, endpoint=False)
    along = np.linspace(rear + radius, front - radius, _ALONG, endpoint=False)
    arc_x, arc_z = np.sin(quarter) * radius, (1 - np.cos(quarter)) * radius
    side = np.full(_ALONG, half)
    x = np.concatenate(
        [across, half - radius + arc_x, side, half - arc_z, -across, -(half - radius) - arc_x, -side, -half + arc_z]
    )
    z = np.concatenate(
        [
            np.full(_ACROSS, rear),
            rear + arc_z,
            along,
            front - radius + arc_x,
            np.full(_ACROSS, front),
            front - arc_z,
            front + rear - along,
            rear + radius - arc_x,
        ]
    )
    end = (2 * z - front - rear) / max(front - rear, 1e-6)
    z = z - np.sign(end) * bow * (x / max(half, 1e-6)) ** 2 * np.abs(end) ** 3
    return np.stack([x * (1 - taper * np.abs(end) ** 4), np.full_like(x, height), z], axis=1)


def _skinned(outlines: Points, part: int) -> Shape:
    """Triangles between neighbouring rings, facing outward, and smooth normals."""
    rings, around, _ = outlines.shape
    up = np.gradient(outlines, axis=0)
    along = np.roll(outlines, -1, axis=1) - np.roll(outlines, 1, axis=1)
    normals = np.cross(up, along)
    lengths = np.linalg.norm(normals, axis=2, keepdims=True)
    poles = lengths[..., 0] < 1e-9  # noqa: PLR2004 - a ring that is a single point
    normals /= np.where(poles[..., None], 1, lengths)
    first = np.arange(rings - 1)[:, None] * around + np.arange(around)[None, :]
    second = np.arange(rings - 1)[:, None] * around + (np.arange(around)[None, :] + 1) % around
    one = np.stack([first, first + around, second], axis=2).reshape(-1, 3)
    two = np.stack([second, first + around, second + around], axis=2).reshape(-1, 3)
    points = outlines.reshape(-1, 3)
    outward = float(np.mean(np.sum((points - points.mean(axis=0)) * normals.reshape(-1, 3), axis=1)))
    normals *= 1.0 if outward >= 0 else -1.0
    middle = outlines.mean(axis=(0, 1))
    normals[poles] = (outlines[poles] - middle) / np.linalg.norm(outlines[poles] - middle, axis=1, keepdims=True)
    return Shape(points, normals.reshape(-1, 3), np.concatenate([one, two]), part)
