"""What distance, light, lens, sensor and codec make of a picture, composed at random.

The single steps stand in `illumination`, `weather` and `sensing`.
"""

from collections.abc import Callable
from typing import Final

import numpy as np

from plainview.recognition.synthesis.chance import happens, weighted
from plainview.recognition.synthesis.optics.illumination import (
    exposed,
    faded,
    glared,
    headlit,
    shaded,
    tinted,
    uneven,
    veiled,
)
from plainview.recognition.synthesis.optics.sensing import (
    blocky,
    coarsened,
    defocused,
    interlaced,
    jpeg,
    noisy,
    oversharpened,
    smeared,
)
from plainview.recognition.synthesis.optics.weather import dropped, foggy, raining, snowing
from plainview.recognition.synthesis.pixels import Pixels

Step = Callable[[Pixels, np.random.Generator, float], Pixels]

_LEAST: Final = 0.25
"""Pixels of blur below which nothing is seen."""
_DIM: Final = 45.0
"""Mean level below which a picture is not darkened further."""
_WEATHERS: Final[dict[Step, float]] = {foggy: 0.35, raining: 0.3, snowing: 0.15, dropped: 0.2}
_FLARES: Final[dict[Step, float]] = {glared: 0.4, veiled: 0.35, headlit: 0.25}


def taken(picture: Pixels, rng: np.random.Generator, hardness: float, *, blur: float = 1.0) -> Pixels:
    """The picture as some camera would have delivered it.

    Args:
        picture: BGR uint8.
        rng: chance.
        hardness: 0 for a good camera in good light, 1 for the worst that a careful person still reads.
        blur: the deviation in pixels that all blurs together have at hardness 1.

    Returns:
        A new picture of the same size; nothing in it has moved by more than a pixel or two.
    """
    picture = lighted(picture, rng, hardness)
    if happens(rng, 0.06 + 0.1 * hardness):
        picture = weighted(rng, _WEATHERS)(picture, rng, float(rng.uniform(0.1, 0.15 + 0.3 * hardness)))
    picture = blurred(picture, rng, blur * hardness)
    return delivered(picture, rng, hardness, fine=blur)


def lighted(picture: Pixels, rng: np.random.Generator, hardness: float) -> Pixels:
    """Exposure, colour, shadows and stray light."""
    if happens(rng, 0.22):
        picture = shaded(picture, rng, float(rng.uniform(0.15, 0.3 + 0.4 * hardness)))
    if happens(rng, 0.4):
        picture = uneven(picture, rng, float(rng.uniform(0.1, 0.3 + 0.6 * hardness)))
    if happens(rng, 0.35):
        picture = tinted(picture, rng, 0.5 + 0.5 * hardness)
    if happens(rng, 0.25):
        picture = faded(picture, float(rng.uniform(0.2, 1.0)))
    gain = float(np.exp(rng.normal(0, 0.12 + 0.3 * hardness)))
    gamma = float(np.exp(rng.normal(0, 0.1 + 0.22 * hardness)))
    if float(picture[::4, ::4].mean()) < _DIM:  # nobody keeps pictures in which there is nothing to see
        gain, gamma = max(gain, 0.95), min(gamma, 1.0)
    contrast = float(np.clip(rng.normal(1.0 - 0.1 * hardness, 0.15), 0.65, 1.4))
    picture = exposed(picture, gain=float(np.clip(gain, 0.4, 1.5)), gamma=gamma, contrast=contrast)
    if happens(rng, 0.08 + 0.12 * hardness):
        picture = weighted(rng, _FLARES)(picture, rng, float(rng.uniform(0.12, 0.22 + 0.33 * hardness)))
    return picture


def blurred(picture: Pixels, rng: np.random.Generator, sigma: float) -> Pixels:
    """Motion, lens and too few pixels, which share a deviation of up to `sigma` pixels in their squares."""
    motion, lens, pixels = np.sqrt(rng.dirichlet((0.5, 0.7, 0.7))) * sigma
    if motion > _LEAST:
        picture = smeared(
            picture, float(motion * np.sqrt(12)), float(rng.choice((0, 0.5)) * np.pi + rng.normal(0, 0.4))
        )
    if lens > _LEAST:
        picture = defocused(picture, float(lens), disc=happens(rng, 0.4))
    factor = float(pixels) / 0.4  # averaging over n pixels and interpolating blurs by about 0.4 n
    if factor > 1.2:  # noqa: PLR2004 - less only softens
        picture = coarsened(picture, rng, factor)
    return picture


def delivered(picture: Pixels, rng: np.random.Generator, hardness: float, *, fine: float = 1.0) -> Pixels:
    """Noise, sharpening and compression; `fine` below 1 is kinder, for plates of few pixels."""
    kind = min(1.0, 0.35 + 0.65 * fine)
    if happens(rng, 0.75):
        read, shot = rng.exponential((1.0 + 3.5 * hardness * kind, 1.5 + 5.0 * hardness * kind))
        picture = noisy(picture, rng, min(float(read), 12 * kind), min(float(shot), 16 * kind), float(rng.beta(1, 2)))
    if happens(rng, 0.35):
        picture = oversharpened(picture, float(rng.uniform(0.6, 1.8)), float(rng.uniform(0.3, 0.8 + 1.2 * hardness)))
    if happens(rng, 0.03):
        picture = interlaced(picture, int(rng.integers(1, 2 + int(fine))))
    if happens(rng, 0.08 * hardness * kind):
        picture = blocky(picture, rng, float(rng.uniform(0.1, 0.6)))
    for chance in (0.85, 0.3):
        if happens(rng, chance):
            worst = 88 - 68 * hardness * kind
            picture = jpeg(picture, int(rng.uniform(worst, 96)))
    return picture
