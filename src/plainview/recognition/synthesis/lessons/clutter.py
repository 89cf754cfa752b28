"""Signs, lettering, badges and lamps put into a scene as no plates: what a detector must learn to pass by."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from plainview.recognition.synthesis.chance import happens
from plainview.recognition.synthesis.lessons.decoys import decoy
from plainview.recognition.synthesis.lessons.replating import window_of
from plainview.recognition.synthesis.lessons.roadside import sign
from plainview.recognition.synthesis.optics.pasting import Decal, Light, laid
from plainview.recognition.synthesis.optics.pose import likely, wide_log
from plainview.recognition.synthesis.pixels import Pixels, Points

_MOST: Final = 8
_MEAN: Final = 2.8
"""Pieces of clutter in a scene on average."""
_TRIES: Final = 4


def cluttered(
    picture: Pixels, plates: Sequence[npt.NDArray[np.floating]], rng: np.random.Generator, softness: float
) -> None:
    """Adds some pieces, in place, none of them over a plate.

    Args:
        picture: BGR uint8; changed.
        plates: the corners of each plate, 4 x 2 in pixels.
        rng: chance.
        softness: blur of the picture in pixels.
    """
    for _ in range(min(int(rng.poisson(_MEAN)), _MOST)):
        worn = happens(rng, 0.5)
        piece = decoy(rng) if worn else sign(rng)
        outline = _outline(piece, picture, rng)
        for _ in range(_TRIES):
            corners = outline + _place(picture, plates, rng, worn=worn)
            if free(corners, plates):
                laid(picture, piece, corners, _light(picture, corners, rng, softness))
                break


def _outline(piece: Decal, picture: Pixels, rng: np.random.Generator) -> Points:
    """Corners around zero: of any size between a far plate and a third of the picture."""
    height, width = picture.shape[:2]
    tall, wide = piece.picture.shape[:2]
    across = wide_log(rng, 14, max(30.0, 0.32 * width), 1.15)
    across = min(across, 0.4 * height * wide / tall)
    return np.asarray(likely(rng, wide / tall, spread=0.8) * across, np.float64)


def _place(
    picture: Pixels, plates: Sequence[npt.NDArray[np.floating]], rng: np.random.Generator, *, worn: bool
) -> Points:
    """The middle: near a plate for what vehicles carry, in the upper parts for what hangs on poles and walls."""
    height, width = picture.shape[:2]
    if worn and plates and happens(rng, 0.7):
        plate = plates[int(rng.integers(len(plates)))]
        wide = max(float(np.ptp(plate[:, 0])), 12.0)
        return np.asarray(plate.mean(axis=0) + rng.uniform((-2.6, -2.2), (2.6, 1.3)) * wide, np.float64)
    low, high = (0.25, 0.95) if worn else (0.02, 0.8)
    return np.asarray(rng.uniform((0, low * height), (width, high * height)), np.float64)


def free(corners: Points, plates: Sequence[npt.NDArray[np.floating]]) -> bool:
    """Whether the upright boxes stay apart; drawings are a little larger than their corners."""
    low, high = corners.min(axis=0), corners.max(axis=0)
    return not any(
        (plate.min(axis=0) - 0.08 * np.ptp(plate[:, 0]) < high).all()
        and (plate.max(axis=0) + 0.08 * np.ptp(plate[:, 0]) > low).all()
        for plate in plates
    )


def _light(picture: Pixels, corners: Points, rng: np.random.Generator, softness: float) -> Light:
    """As the surroundings are lit, with a share of light of its own."""
    low, high = corners.min(axis=0), corners.max(axis=0)
    around = window_of(picture, np.array([*low, *(high - low)]), 0.4)
    mean = np.asarray(around[::2, ::2].reshape(-1, 3).mean(axis=0) if around.size else np.full(3, 100.0))
    level = np.clip((float(mean.mean()) * 0.8 + 40) / 165 * np.exp(rng.normal(0, 0.25)), 0.15, 1.15)
    tint = np.clip((mean + 60) / (float(mean.mean()) + 60), 0.75, 1.3)
    gain = level * tint
    return Light(
        gain=(float(gain[0]), float(gain[1]), float(gain[2])),
        haze=float(rng.uniform(0, 12)),
        softness=softness * float(rng.uniform(0.7, 1.3)),
        shadow=float(rng.uniform(0, 0.4)),
    )
