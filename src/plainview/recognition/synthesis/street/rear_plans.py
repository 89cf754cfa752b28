"""Where lamps, lid, window and plate are on the backs of the bodies."""

from dataclasses import dataclass
from typing import Final

from plainview.recognition.synthesis.street.bodies import HATCHBACK, PICKUP, SEDAN, SUV, VAN
from plainview.recognition.synthesis.street.panel import WIDE, Outline, box


@dataclass(frozen=True)
class RearPlan:
    """Where things are on one body's back, in metres from the middle and from the road.

    Outlines are those of the right side. `lid` is half the width and the lower edge of the boot lid, `recess` half the
    width, lower and upper edge of the hollow for the plate. Of the window, half the width and the height of each edge.
    """

    plate: float
    lamp: Outline
    bar: Outline
    reverse: Outline
    lid: tuple[float, float]
    recess: tuple[float, float, float] | None
    sill: float
    window: tuple[tuple[float, float], tuple[float, float]]
    strip: float | None
    badge: float
    stop: float
    exhausts: bool = False
    wiper: bool = False
    chrome_bumper: tuple[float, float] | None = None


PLANS: Final = {
    SEDAN.name: (
        RearPlan(
            plate=0.79,
            lamp=((0.40, 0.80), (0.44, 0.765), (WIDE, 0.73), (WIDE, 0.925), (0.62, 0.955), (0.43, 0.91)),
            bar=((0.43, 0.86), (WIDE, 0.85), (WIDE, 0.90), (0.62, 0.928), (0.45, 0.90)),
            reverse=box(0.46, 0.60, 0.795, 0.835),
            lid=(0.64, 0.602),
            recess=(0.31, 0.69, 0.895),
            sill=0.345,
            window=((0.72, 1.095), (0.585, 1.385)),
            strip=0.905,
            badge=0.965,
            stop=1.37,
            exhausts=True,
        ),
        RearPlan(
            plate=0.78,
            lamp=((0.50, 0.74), (WIDE, 0.68), (WIDE, 0.95), (0.56, 0.945), (0.51, 0.89)),
            bar=((0.53, 0.765), (0.66, 0.75), (0.66, 0.92), (0.57, 0.925), (0.535, 0.88)),
            reverse=box(0.55, 0.72, 0.70, 0.735),
            lid=(0.66, 0.602),
            recess=(0.36, 0.68, 0.885),
            sill=0.30,
            window=((0.72, 1.095), (0.585, 1.385)),
            strip=None,
            badge=0.945,
            stop=1.37,
        ),
    ),
    HATCHBACK.name: (
        RearPlan(
            plate=0.80,
            lamp=((0.55, 0.82), (0.60, 0.78), (WIDE, 0.76), (WIDE, 1.0), (0.62, 1.0), (0.56, 0.94)),
            bar=((0.58, 0.90), (WIDE, 0.88), (WIDE, 0.955), (0.64, 0.965)),
            reverse=box(0.61, 0.74, 0.80, 0.845),
            lid=(0.58, 0.615),
            recess=(0.27, 0.695, 0.895),
            sill=0.39,
            window=((0.66, 1.045), (0.60, 1.355)),
            strip=None,
            badge=0.955,
            stop=1.425,
            wiper=True,
        ),
    ),
    SUV.name: (
        RearPlan(
            plate=0.90,
            lamp=((0.50, 0.99), (0.54, 0.955), (0.74, 0.92), (WIDE, 0.80), (WIDE, 1.09), (0.66, 1.10), (0.52, 1.06)),
            bar=((0.53, 1.03), (WIDE, 0.99), (WIDE, 1.045), (0.66, 1.075), (0.55, 1.055)),
            reverse=box(0.60, 0.74, 0.955, 0.99),
            lid=(0.66, 0.69),
            recess=(0.30, 0.79, 1.005),
            sill=0.47,
            window=((0.735, 1.19), (0.65, 1.52)),
            strip=1.02,
            badge=1.085,
            stop=1.615,
            exhausts=True,
            wiper=True,
        ),
        RearPlan(
            plate=0.88,
            lamp=((0.66, 0.80), (0.72, 0.77), (WIDE, 0.77), (WIDE, 1.14), (0.74, 1.14), (0.68, 1.08)),
            bar=((0.69, 0.82), (0.78, 0.82), (0.82, 1.10), (0.745, 1.11), (0.70, 1.06)),
            reverse=box(0.80, 0.90, 0.80, 0.86),
            lid=(0.70, 0.69),
            recess=(0.29, 0.775, 0.985),
            sill=0.52,
            window=((0.735, 1.19), (0.65, 1.52)),
            strip=None,
            badge=1.06,
            stop=1.615,
            wiper=True,
        ),
    ),
    PICKUP.name: (
        RearPlan(
            plate=0.605,
            lamp=((0.80, 0.80), (0.82, 0.78), (WIDE, 0.78), (WIDE, 1.22), (0.82, 1.22), (0.80, 1.20)),
            bar=((0.82, 1.03), (WIDE, 1.03), (WIDE, 1.19), (0.835, 1.19)),
            reverse=box(0.83, 0.95, 0.90, 1.0),
            lid=(0.775, 0.735),
            recess=None,
            sill=0.47,
            window=((0.77, 1.39), (0.66, 1.74)),
            strip=None,
            badge=1.10,
            stop=1.80,
            chrome_bumper=(0.475, 0.70),
        ),
    ),
    VAN.name: (
        RearPlan(
            plate=0.86,
            lamp=((0.78, 0.80), (0.82, 0.78), (WIDE, 0.78), (WIDE, 1.26), (0.86, 1.26), (0.80, 1.20)),
            bar=((0.81, 0.98), (WIDE, 0.98), (WIDE, 1.20), (0.87, 1.21), (0.825, 1.17)),
            reverse=box(0.83, 0.95, 0.84, 0.93),
            lid=(0.76, 0.62),
            recess=(0.32, 0.755, 0.965),
            sill=0.40,
            window=((0.75, 1.25), (0.68, 1.74)),
            strip=0.985,
            badge=1.08,
            stop=1.85,
            wiper=True,
        ),
    ),
}
"""For each body the backs that it comes with."""
