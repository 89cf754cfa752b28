"""The shapes of vehicles: saloons, hatchbacks, SUVs, pickups and vans, from tables of a few dozen numbers.

Each table is a stack of rounded rectangles (see `shapes.stacked`): height above the road, rear end, front end
measured back from the nose, half the width, radius of the corners. No make is copied.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from plainview.recognition.synthesis.street.shapes import Ring, Shape, blob, stacked, turned

PAINT: Final = 1
GLASSHOUSE: Final = 2
TYRE: Final = 3
MIRROR: Final = 4

Table = Sequence[Ring]


@dataclass(frozen=True)
class Body:
    """One kind of vehicle, in metres.

    `lower` is the body up to the windows, `upper` the part with the windows; `axles` are measured from the rear
    bumper; `mirror` is a place on the flank; `bed` is where an open load bed begins and ends, or None.
    """

    name: str
    length: float
    half: float
    height: float
    lower: Table
    upper: Table
    axles: tuple[float, float]
    wheel: float
    mirror: tuple[float, float]
    bed: tuple[float, float] | None = None

    def rear_at(self, height: float) -> float:
        """How far from the rear bumper's end the back stands at that height."""
        return float(np.interp(height, [row[0] for row in self.lower], [row[1] for row in self.lower]))

    def nose_at(self, height: float) -> float:
        """How far back from the nose the front stands at that height."""
        return float(np.interp(height, [row[0] for row in self.lower], [row[2] for row in self.lower]))

    def window_ends(self, height: float) -> tuple[float, float]:
        """Where the glasshouse begins and ends at that height, measured from the rear."""
        heights = [row[0] for row in self.upper]
        rear = np.interp(height, heights, [row[1] for row in self.upper])
        front = np.interp(height, heights, [row[2] for row in self.upper])
        return float(rear), float(self.length - front)


SEDAN: Final = Body(
    name="sedan",
    length=4.78,
    half=0.92,
    height=1.45,
    lower=(
        (0.17, 0.40, 0.40, 0.80, 0.20),
        (0.21, 0.10, 0.12, 0.875, 0.24),
        (0.30, 0.025, 0.03, 0.905, 0.26),
        (0.45, 0.0, 0.0, 0.92, 0.26),
        (0.57, 0.005, 0.01, 0.925, 0.26),
        (0.615, 0.035, 0.02, 0.922, 0.24),
        (0.72, 0.05, 0.06, 0.922, 0.24),
        (0.80, 0.055, 0.16, 0.918, 0.24),
        (0.88, 0.06, 0.46, 0.91, 0.22),
        (0.97, 0.065, 0.98, 0.888, 0.20),
        (1.02, 0.08, 1.22, 0.862, 0.20),
        (1.04, 0.16, 1.32, 0.84, 0.20),
        (1.052, 0.36, 1.38, 0.815, 0.18),
        (1.075, 0.66, 1.44, 0.79, 0.18),
    ),
    upper=(
        (0.95, 0.46, 1.16, 0.845, 0.25),
        (1.05, 0.60, 1.36, 0.80, 0.25),
        (1.15, 0.85, 1.62, 0.755, 0.22),
        (1.28, 1.16, 1.94, 0.69, 0.20),
        (1.37, 1.40, 2.17, 0.635, 0.20),
        (1.415, 1.58, 2.32, 0.59, 0.20),
        (1.44, 1.78, 2.45, 0.49, 0.20),
        (1.452, 1.94, 2.60, 0.30, 0.10),
        (1.455, 2.04, 2.68, 0.05, 0.03),
    ),
    axles=(1.02, 3.86),
    wheel=0.335,
    mirror=(3.08, 1.02),
)
HATCHBACK: Final = Body(
    name="hatchback",
    length=4.25,
    half=0.89,
    height=1.49,
    lower=(
        (0.18, 0.36, 0.36, 0.77, 0.20),
        (0.22, 0.10, 0.12, 0.845, 0.24),
        (0.31, 0.02, 0.03, 0.875, 0.26),
        (0.46, 0.0, 0.0, 0.89, 0.26),
        (0.60, 0.01, 0.01, 0.895, 0.26),
        (0.645, 0.05, 0.02, 0.892, 0.25),
        (0.75, 0.065, 0.06, 0.892, 0.25),
        (0.84, 0.085, 0.16, 0.885, 0.24),
        (0.93, 0.115, 0.50, 0.875, 0.24),
        (1.00, 0.15, 0.92, 0.855, 0.24),
        (1.05, 0.19, 1.10, 0.83, 0.22),
        (1.08, 0.24, 1.20, 0.80, 0.20),
    ),
    upper=(
        (0.97, 0.12, 1.00, 0.84, 0.25),
        (1.05, 0.19, 1.14, 0.81, 0.25),
        (1.16, 0.28, 1.36, 0.765, 0.24),
        (1.28, 0.39, 1.60, 0.71, 0.22),
        (1.37, 0.47, 1.78, 0.665, 0.20),
        (1.40, 0.44, 1.84, 0.655, 0.20),
        (1.43, 0.42, 1.95, 0.62, 0.20),
        (1.46, 0.50, 2.10, 0.56, 0.20),
        (1.48, 0.80, 2.30, 0.45, 0.20),
        (1.49, 1.50, 2.50, 0.05, 0.03),
    ),
    axles=(0.78, 3.38),
    wheel=0.325,
    mirror=(2.86, 1.03),
)
SUV: Final = Body(
    name="SUV",
    length=4.70,
    half=0.94,
    height=1.70,
    lower=(
        (0.23, 0.42, 0.40, 0.82, 0.20),
        (0.27, 0.10, 0.12, 0.90, 0.22),
        (0.37, 0.025, 0.04, 0.925, 0.24),
        (0.52, 0.0, 0.0, 0.94, 0.24),
        (0.66, 0.005, 0.01, 0.945, 0.24),
        (0.71, 0.05, 0.03, 0.94, 0.23),
        (0.84, 0.065, 0.06, 0.94, 0.23),
        (0.97, 0.085, 0.15, 0.935, 0.22),
        (1.06, 0.10, 0.50, 0.92, 0.22),
        (1.13, 0.12, 0.98, 0.895, 0.22),
        (1.17, 0.145, 1.15, 0.87, 0.22),
        (1.20, 0.20, 1.28, 0.84, 0.20),
    ),
    upper=(
        (1.10, 0.105, 1.10, 0.88, 0.25),
        (1.17, 0.14, 1.24, 0.855, 0.25),
        (1.30, 0.21, 1.48, 0.81, 0.24),
        (1.45, 0.29, 1.76, 0.76, 0.22),
        (1.56, 0.35, 1.96, 0.715, 0.20),
        (1.59, 0.32, 2.02, 0.705, 0.20),
        (1.63, 0.29, 2.14, 0.675, 0.20),
        (1.67, 0.36, 2.30, 0.62, 0.20),
        (1.69, 0.70, 2.50, 0.50, 0.20),
        (1.70, 1.60, 2.70, 0.05, 0.03),
    ),
    axles=(0.95, 3.72),
    wheel=0.37,
    mirror=(3.16, 1.18),
)
PICKUP: Final = Body(
    name="pickup",
    length=5.75,
    half=0.99,
    height=1.90,
    lower=(
        (0.36, 0.50, 0.45, 0.84, 0.16),
        (0.40, 0.12, 0.14, 0.93, 0.18),
        (0.47, 0.01, 0.03, 0.97, 0.20),
        (0.56, 0.0, 0.0, 0.985, 0.20),
        (0.68, 0.005, 0.0, 0.99, 0.20),
        (0.715, 0.09, 0.02, 0.985, 0.13),
        (0.85, 0.105, 0.03, 0.985, 0.12),
        (1.05, 0.11, 0.06, 0.985, 0.12),
        (1.16, 0.115, 0.16, 0.98, 0.12),
        (1.23, 0.115, 0.60, 0.97, 0.12),
        (1.295, 0.115, 1.20, 0.955, 0.12),
        (1.33, 0.14, 1.42, 0.93, 0.12),
        (1.338, 0.40, 1.50, 0.90, 0.10),
        (1.342, 1.60, 1.58, 0.86, 0.10),
    ),
    upper=(
        (1.22, 1.92, 1.40, 0.92, 0.18),
        (1.33, 1.95, 1.56, 0.885, 0.18),
        (1.50, 1.99, 1.84, 0.82, 0.18),
        (1.68, 2.04, 2.14, 0.755, 0.18),
        (1.79, 2.08, 2.32, 0.715, 0.18),
        (1.84, 2.12, 2.44, 0.675, 0.18),
        (1.875, 2.22, 2.60, 0.60, 0.18),
        (1.89, 2.45, 2.80, 0.48, 0.18),
        (1.90, 2.90, 2.84, 0.05, 0.03),
    ),
    axles=(1.22, 4.82),
    wheel=0.41,
    mirror=(3.92, 1.36),
    bed=(0.17, 1.90),
)
VAN: Final = Body(
    name="van",
    length=5.15,
    half=0.99,
    height=1.98,
    lower=(
        (0.22, 0.38, 0.40, 0.86, 0.16),
        (0.26, 0.08, 0.12, 0.945, 0.18),
        (0.36, 0.015, 0.04, 0.975, 0.20),
        (0.50, 0.0, 0.0, 0.99, 0.20),
        (0.60, 0.005, 0.01, 0.99, 0.20),
        (0.64, 0.05, 0.03, 0.99, 0.17),
        (0.80, 0.06, 0.08, 0.99, 0.17),
        (0.95, 0.065, 0.20, 0.985, 0.17),
        (1.05, 0.07, 0.50, 0.98, 0.17),
        (1.14, 0.075, 0.80, 0.97, 0.17),
        (1.20, 0.085, 0.95, 0.955, 0.17),
        (1.24, 0.12, 1.05, 0.93, 0.17),
    ),
    upper=(
        (1.12, 0.075, 0.82, 0.955, 0.18),
        (1.22, 0.085, 0.98, 0.945, 0.18),
        (1.40, 0.11, 1.22, 0.91, 0.18),
        (1.60, 0.15, 1.50, 0.865, 0.18),
        (1.78, 0.19, 1.76, 0.82, 0.18),
        (1.86, 0.21, 1.90, 0.79, 0.18),
        (1.92, 0.27, 2.10, 0.73, 0.18),
        (1.96, 0.48, 2.40, 0.62, 0.18),
        (1.98, 1.60, 2.60, 0.05, 0.03),
    ),
    axles=(0.98, 4.10),
    wheel=0.36,
    mirror=(3.98, 1.24),
)
BODIES: Final = {body.name: body for body in (SEDAN, HATCHBACK, SUV, PICKUP, VAN)}


@cache
def shapes(body: Body) -> tuple[tuple[Shape, ...], ...]:
    """The surfaces of a body in its own axes, in layers: inside a layer nothing cuts through anything else."""
    wheels = [_wheel(side * (body.half - 0.14), axle, body.wheel) for axle in body.axles for side in (-1.0, 1.0)]
    mirror_z, mirror_y = body.mirror
    mirrors = [blob((side * (body.half + 0.035), mirror_y, mirror_z), (0.125, 0.072, 0.06), MIRROR) for side in (-1, 1)]
    return (
        (stacked(_measured(body.lower, body), PAINT, rings=60), *mirrors),
        (stacked(_measured(body.upper, body), GLASSHOUSE, rings=44, bow=0.06, taper=0.03), *wheels),
    )


def _measured(table: Table, body: Body) -> list[Ring]:
    return [(height, rear, body.length - front, half, radius) for height, rear, front, half, radius in table]


def _wheel(across: float, axle: float, radius: float) -> Shape:
    """A tyre with a slightly sunken disc on both sides, so that no hole is seen."""
    half = [(0.07, 0.02), (0.075, 0.60), (0.105, 0.66), (0.113, 0.9), (0.09, 0.985), (0.06, 1.0)]
    rows = [(-x, share * radius) for x, share in half] + [(x, share * radius) for x, share in reversed(half)]
    return turned(rows, (across, radius, axle), TYRE)
