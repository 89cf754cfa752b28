"""A photograph's own plates taken off and US plates screwed on in their place, lit as they were."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np
import numpy.typing as npt

from plainview.recognition.synthesis.chance import happens
from plainview.recognition.synthesis.lessons.framing import EUROPEAN
from plainview.recognition.synthesis.optics.illumination import infrared
from plainview.recognition.synthesis.optics.pasting import Decal, Flat, Light, laid, ratio_of
from plainview.recognition.synthesis.optics.pose import likely
from plainview.recognition.synthesis.pixels import Pixels, Points

if TYPE_CHECKING:
    from plainview.recognition.synthesis.plates.specimens import Specimen

Box = npt.NDArray[np.floating]
"""x, y, width, height in pixels."""
Shade = npt.NDArray[np.float64]
"""Blue, green, red levels."""

_BRIGHT: Final = 85.0
"""The percentile of a plate's pixels that its ground has, whatever is written on it."""


@dataclass(frozen=True)
class Eye:
    """How a picture was taken: its blur in pixels, and whether by a camera's own infrared lamp at night."""

    softness: float
    night: bool = False


def upright(box: Box) -> Points:
    """The corners of a box."""
    x, y, wide, high = (float(part) for part in box)
    return np.array([[x, y], [x + wide, y], [x + wide, y + high], [x, y + high]], np.float64)


def window_of(picture: Pixels, box: Box, grown: float = 0.0) -> Pixels:
    """The pixels of a box, grown by parts of its size; a view, which may be empty."""
    x, y, wide, high = (float(part) for part in box)
    left, right = round(x - grown * wide), round(x + wide * (1 + grown))
    top, bottom = round(y - grown * high), round(y + high * (1 + grown))
    return picture[max(0, top) : max(0, bottom), max(0, left) : max(0, right)]


def bright(picture: Pixels) -> Shade:
    """The level of the brightest parts, a channel each; 0 for no pixels."""
    if not picture.size:
        return np.zeros(3)
    step = max(1, picture.shape[0] // 24)
    return np.asarray(np.percentile(picture[::step, ::step].reshape(-1, 3), _BRIGHT, axis=0), np.float64)


def effaced(picture: Pixels, box: Box, rng: np.random.Generator) -> None:
    """Paints a plate over, in place, with what is above and below it, grain included."""
    x, y, right, bottom = _grown(picture, box)
    window = picture[y:bottom, x:right]
    tall, wide = window.shape[:2]
    if tall < 3 or wide < 3:  # noqa: PLR2004 - nothing to paint between
        return
    reach = max(2, tall // 5)
    above = picture[max(0, y - reach) : max(1, y), x : x + wide].mean(axis=0)
    under = picture[y + tall : y + tall + reach, x : x + wide]
    below = under.mean(axis=0) if len(under) else above
    edges = np.stack([above, below]).astype(np.float32)
    smooth = cv2.blur(edges, (max(3, wide // 6), 1))
    share = np.linspace(0, 1, tall, dtype=np.float32)[:, None, None]
    fill = smooth[0] * (1 - share) + smooth[1] * share
    grain = rng.normal(0, 2.0, (tall, wide, 1)).astype(np.float32)
    soft = np.zeros((tall, wide), np.float32)
    edge = max(1, round(tall * 0.05))
    soft[edge:-edge, edge:-edge] = 1
    mask = cv2.blur(soft, (2 * edge + 1, 2 * edge + 1))[..., None]
    window[:] = np.clip(window * (1 - mask) + (fill + grain) * mask, 0, 255).astype(np.uint8)


def _grown(picture: Pixels, box: Box) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of a plate with its rim, as far as they lie in the picture."""
    x, y, wide, high = (float(part) for part in box)
    across, down = 0.05 * wide + 1.5, 0.12 * high + 1.5
    tall, broad = picture.shape[:2]
    left, top = max(0, round(x - across)), max(0, round(y - down))
    return left, top, min(broad, round(x + wide + across)), min(tall, round(y + high + down))


def replaced(picture: Pixels, box: Box, plate: "Specimen", rng: np.random.Generator, eye: Eye) -> Points:
    """Puts a plate in place of another, in place.

    Args:
        picture: BGR uint8; changed.
        box: the plate that is there.
        plate: the one that shall be.
        rng: chance.
        eye: how the picture was taken.

    Returns:
        The new plate's corners.
    """
    old = bright(window_of(picture, box))
    long = bool(box[2] > EUROPEAN * box[3])
    ratio = ratio_of(plate)
    covers = long and happens(rng, 0.12)
    share = rng.uniform(0.98, 1.08) if covers else _share(rng, box, ratio)
    if not covers or ratio > EUROPEAN:
        effaced(picture, box, rng)
    middle = box[:2] + box[2:] / 2 + (0, rng.normal(0, 0.04) * box[2])
    corners = np.asarray(likely(rng, ratio, spread=0.75) * (float(box[2]) * share) + middle, np.float64)
    shown, light = as_seen(plate, old, rng, eye)
    laid(picture, shown, corners, light)
    return corners


def _share(rng: np.random.Generator, box: Box, ratio: float) -> float:
    """How wide the new plate is for each pixel of the old one's width."""
    if bool(box[2] > EUROPEAN * box[3]) == (ratio > EUROPEAN):
        return float(rng.uniform(0.92, 1.06))
    return float(rng.uniform(1.2, 1.7) if ratio > EUROPEAN else rng.uniform(0.5, 0.8))


def as_seen(plate: "Specimen", old: Shade, rng: np.random.Generator, eye: Eye) -> tuple[Flat, Light]:
    """A plate and its light where the ground of plates is as bright as `old`."""
    if eye.night:
        return Decal(infrared(plate.picture, plate.returns, rng), plate.cover, plate.corners), Light(
            softness=eye.softness
        )
    return plate, _light_like(old, plate, rng, eye.softness)


def _light_like(old: Shade, flat: Flat, rng: np.random.Generator, softness: float) -> Light:
    """The light under which the drawing's ground is about as bright as what it covers, and of its colour."""
    own = np.maximum(bright(flat.picture), 40)
    level = float(old.mean()) / float(own.mean())
    tint = (old + 12) / (float(old.mean()) + 12)
    gain = np.clip(level, 0.12, 1.15) * np.clip(tint, 0.65, 1.4) * np.exp(rng.normal(0, 0.12))
    return Light(
        gain=(float(gain[0]), float(gain[1]), float(gain[2])),
        haze=float(rng.uniform(0, 0.1) * old.mean()),
        softness=softness * float(rng.uniform(0.7, 1.3)),
        shadow=float(rng.uniform(0.15, 0.7)),
    )
