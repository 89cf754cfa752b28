"""Training pictures for the reader: one plate each, as somebody or a detector has cut it out of a picture."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np
import numpy.typing as npt

from plainview.recognition.synthesis.chance import happens, weighted
from plainview.recognition.synthesis.lessons.bodywork import bodywork
from plainview.recognition.synthesis.optics.illumination import balanced, exposed, faded, infrared
from plainview.recognition.synthesis.optics.pasting import Decal, Light, laid, ratio_of
from plainview.recognition.synthesis.optics.pose import likely, wide_log
from plainview.recognition.synthesis.optics.taking import taken
from plainview.recognition.synthesis.pixels import Pixels, Points

if TYPE_CHECKING:
    from plainview.recognition.synthesis.plates.specimens import Specimen

Corners = npt.NDArray[np.float32]
"""4 x 2: top left, top right, bottom right, bottom left, x and y in pixels."""

NARROWEST: Final = 45.0
WIDEST: Final = 330.0
"""Pixels of a plate's width."""
_SMALL: Final = 1.2
"""Above 1, narrow plates come more often than in a log-uniform choice."""
_PITCH: Final = 9.0
"""A plate is as wide as about nine characters with their gaps."""
_CONTRAST: Final = 42.0
"""Levels between the letters and the ground of a plate below which people give up."""
_NIGHT: Final = 0.09
"""The share of plates under an infrared lamp."""
_TIGHT: Final = 0.12
"""The share with hardly any margin, as people cut plates out."""


@dataclass(frozen=True)
class Crop:
    """A plate in a little of its surroundings: BGR uint8, its metal's corners in it, and what stands on it."""

    picture: Pixels
    corners: Corners
    text: str
    state: str | None
    words: tuple[str, ...]


def crop(plate: "Specimen", rng: np.random.Generator, backdrop: Pixels | None = None) -> Crop:
    """The plate as some camera saw it.

    Args:
        plate: the flat drawing.
        rng: chance; the same state gives the same crop.
        backdrop: a piece of a photograph to lay it on; without one it hangs on drawn bodywork.
    """
    wide = wide_log(rng, NARROWEST, WIDEST, _SMALL)
    corners, (width, height) = _placed(likely(rng, ratio_of(plate)) * wide, rng)
    picture = _ground(width, height, rng, backdrop)
    night = happens(rng, _NIGHT)
    shown = Decal(infrared(plate.picture, plate.returns, rng), plate.cover, plate.corners) if night else plate
    if night:
        picture = exposed(faded(picture, 1.0), gain=float(rng.uniform(0.08, 0.5)))
    laid(picture, shown, corners, _light(rng, night=night))
    picture = _legible(taken(picture, rng, _hardness(rng, wide), blur=_blur(corners)), corners)
    return Crop(picture, corners.astype(np.float32), plate.text, plate.state, plate.words)


def detected(corners: npt.NDArray[np.floating], rng: np.random.Generator) -> Corners:
    """The corners as a detector or a person would give them: a little off, at times a box, at times loose."""
    wide = float(np.linalg.norm(corners[1] - corners[0]))
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    box = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64)
    kind = weighted(rng, {"near": 0.66, "off": 0.14, "box": 0.12, "loose": 0.08})
    if kind == "box":
        return _jittered(box, wide * 0.012, rng)
    if kind == "loose":
        grown = box + rng.uniform(0, 0.13, (4, 2)).mean(axis=0) * (right - left) * np.sign(box - box.mean(axis=0))
        return _jittered(grown, wide * 0.015, rng)
    return _jittered(corners, wide * (0.02 if kind == "near" else 0.047), rng)


def _jittered(corners: npt.NDArray[np.floating], spread: float, rng: np.random.Generator) -> Corners:
    """Each corner a little off; half of that is common to all four, as detectors err."""
    own, common = rng.normal(0, spread * 0.8, (4, 2)), rng.normal(0, spread * 0.6, 2)
    return np.asarray(corners + own + common, np.float32)


def _placed(outline: Points, rng: np.random.Generator) -> tuple[Points, tuple[int, int]]:
    """The corners with a margin around them, and the width and height of the picture."""
    size = np.ptp(outline, axis=0)
    low, high = (0.02, 0.1) if happens(rng, _TIGHT) else (0.15, 0.4)
    before, after = rng.uniform(low, high, 2) * size, rng.uniform(low, high, 2) * size
    whole = np.ceil(size + before + after).astype(int) + 1
    return outline - outline.min(axis=0) + before, (int(whole[0]), int(whole[1]))


def _ground(width: int, height: int, rng: np.random.Generator, backdrop: Pixels | None) -> Pixels:
    if backdrop is None or min(backdrop.shape[:2]) < 2:  # noqa: PLR2004 - too little to enlarge
        return bodywork(width, height, rng)
    way = cv2.INTER_AREA if backdrop.shape[1] > width else cv2.INTER_LINEAR
    ground = np.asarray(cv2.resize(backdrop, (width, height), interpolation=way), np.uint8)
    # Many of the photographs at hand are tinted by their camera; a plate's surroundings must not always be.
    return balanced(ground, float(rng.uniform(0.4, 1.0))) if happens(rng, 0.6) else ground


def _light(rng: np.random.Generator, *, night: bool) -> Light:
    level = 1.0 if night else float(np.clip(rng.normal(0.92, 0.18), 0.45, 1.15))
    tint = np.clip(rng.normal(1, 0.04, 3), 0.85, 1.15) * level
    return Light(
        gain=(float(tint[0]), float(tint[1]), float(tint[2])),
        haze=float(rng.uniform(0, 30)) if happens(rng, 0.3) else 0.0,
        softness=float(rng.uniform(0, 0.5)),
        shadow=float(rng.uniform(0.1, 0.7)),
    )


def _legible(picture: Pixels, corners: Points) -> Pixels:
    """The picture with more contrast where chance has left the plate hardly any, as a camera's own gain would."""
    middle, half = corners.mean(axis=0), np.ptp(corners, axis=0) * (0.3, 0.18)
    low, high = (middle - half).astype(int), (middle + half).astype(int) + 1
    light = picture[max(0, low[1]) : high[1], max(0, low[0]) : high[0]].max(axis=2)
    dark, bright = (float(level) for level in np.percentile(light, (8, 92)))
    if bright - dark >= _CONTRAST:
        return picture
    contrast = min(_CONTRAST / max(bright - dark, 1.0), 3.0)
    centre = min(max((dark + bright) / 2, 40.0), 215.0)
    stretched = (picture.astype(np.float32) - (dark + bright) / 2) * contrast + centre
    return np.asarray(np.clip(stretched, 0, 255), np.uint8)


def _hardness(rng: np.random.Generator, wide: float) -> float:
    """0 to 1. Plates of few pixels are hard as they are."""
    return float(rng.beta(1.3, 1.7)) * float(np.clip(0.45 + (wide - NARROWEST) / 150, 0.45, 1.0))


def _blur(corners: Points) -> float:
    """Pixels of blur that the characters bear: a share of their distance, which a slanting view shortens."""
    along = min(np.linalg.norm(corners[1] - corners[0]), np.linalg.norm(corners[2] - corners[3]))
    down = min(np.linalg.norm(corners[3] - corners[0]), np.linalg.norm(corners[2] - corners[1]))
    return max(0.15, 0.15 * min(float(along), 2.2 * float(down)) / _PITCH - 0.15)
