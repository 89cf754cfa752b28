"""Where lamps, grille, windscreen and plate are on the fronts of the bodies."""

from dataclasses import dataclass
from typing import Final

from plainview.recognition.synthesis.street.bodies import HATCHBACK, PICKUP, SEDAN, SUV, VAN
from plainview.recognition.synthesis.street.panel import WIDE, Outline


@dataclass(frozen=True)
class FrontPlan:
    """Where things are on one body's front, in metres; outlines are those of the right side or symmetric."""

    plate: float
    lamp: Outline
    drl: Outline
    beam: tuple[float, float, float]
    grille: Outline
    intake: Outline
    fog: Outline
    badge: float
    window: tuple[tuple[float, float], tuple[float, float]]
    chrome: bool = True
    bars: int = 5


PLANS: Final = {
    SEDAN.name: (
        FrontPlan(
            plate=0.47,
            lamp=((0.46, 0.66), (0.52, 0.625), (WIDE, 0.66), (WIDE, 0.80), (0.70, 0.765), (0.48, 0.70)),
            drl=((0.50, 0.637), (WIDE, 0.675), (WIDE, 0.69), (0.50, 0.652)),
            beam=(0.68, 0.705, 0.042),
            grille=((-0.43, 0.58), (0.43, 0.58), (0.46, 0.69), (0.38, 0.725), (-0.38, 0.725), (-0.46, 0.69)),
            intake=((-0.52, 0.24), (0.52, 0.24), (0.46, 0.36), (-0.46, 0.36)),
            fog=((0.60, 0.30), (0.84, 0.33), (0.82, 0.44), (0.66, 0.38)),
            badge=0.66,
            window=((0.73, 1.09), (0.60, 1.385)),
        ),
    ),
    HATCHBACK.name: (
        FrontPlan(
            plate=0.48,
            lamp=((0.46, 0.70), (0.50, 0.66), (WIDE, 0.68), (WIDE, 0.85), (0.62, 0.80), (0.48, 0.75)),
            drl=((0.50, 0.672), (WIDE, 0.695), (WIDE, 0.71), (0.50, 0.687)),
            beam=(0.64, 0.745, 0.045),
            grille=((-0.42, 0.68), (0.42, 0.68), (0.44, 0.735), (-0.44, 0.735)),
            intake=((-0.50, 0.25), (0.50, 0.25), (0.56, 0.55), (-0.56, 0.55)),
            fog=((0.64, 0.33), (0.80, 0.34), (0.80, 0.44), (0.66, 0.44)),
            badge=0.745,
            window=((0.74, 1.09), (0.62, 1.385)),
            bars=2,
        ),
    ),
    SUV.name: (
        FrontPlan(
            plate=0.56,
            lamp=((0.52, 0.84), (0.56, 0.80), (WIDE, 0.83), (WIDE, 0.97), (0.70, 0.945), (0.53, 0.89)),
            drl=((0.55, 0.812), (WIDE, 0.845), (WIDE, 0.862), (0.55, 0.829)),
            beam=(0.70, 0.88, 0.045),
            grille=((-0.44, 0.66), (0.44, 0.66), (0.52, 0.80), (0.50, 0.90), (-0.50, 0.90), (-0.52, 0.80)),
            intake=((-0.60, 0.30), (0.60, 0.30), (0.54, 0.45), (-0.54, 0.45)),
            fog=((0.66, 0.46), (0.86, 0.48), (0.86, 0.66), (0.72, 0.60)),
            badge=0.80,
            window=((0.78, 1.22), (0.68, 1.575)),
        ),
    ),
    PICKUP.name: (
        FrontPlan(
            plate=0.60,
            lamp=((0.60, 0.92), (0.62, 0.90), (WIDE, 0.90), (WIDE, 1.14), (0.64, 1.14), (0.60, 1.11)),
            drl=((0.63, 0.915), (WIDE, 0.915), (WIDE, 0.94), (0.63, 0.94)),
            beam=(0.78, 1.03, 0.055),
            grille=((-0.58, 0.80), (0.58, 0.80), (0.60, 1.12), (0.56, 1.15), (-0.56, 1.15), (-0.60, 1.12)),
            intake=((-0.62, 0.42), (0.62, 0.42), (0.56, 0.51), (-0.56, 0.51)),
            fog=((0.68, 0.52), (0.86, 0.54), (0.86, 0.64), (0.68, 0.62)),
            badge=0.98,
            window=((0.81, 1.39), (0.70, 1.765)),
            bars=4,
        ),
    ),
    VAN.name: (
        FrontPlan(
            plate=0.50,
            lamp=((0.52, 0.80), (0.56, 0.76), (WIDE, 0.78), (WIDE, 0.98), (0.72, 0.94), (0.54, 0.86)),
            drl=((0.56, 0.772), (WIDE, 0.795), (WIDE, 0.812), (0.56, 0.789)),
            beam=(0.72, 0.855, 0.05),
            grille=((-0.48, 0.66), (0.48, 0.66), (0.52, 0.80), (-0.52, 0.80)),
            intake=((-0.60, 0.28), (0.60, 0.28), (0.54, 0.40), (-0.54, 0.40)),
            fog=((0.68, 0.36), (0.86, 0.38), (0.86, 0.48), (0.70, 0.46)),
            badge=0.73,
            window=((0.87, 1.27), (0.75, 1.80)),
            bars=3,
        ),
    ),
}
"""For each body the fronts that it comes with."""
