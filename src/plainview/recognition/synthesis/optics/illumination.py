"""What light makes of a picture that is already taken: exposure, casts, shadows, glare, lamps, infrared at night.

Every function takes BGR uint8 and gives a new picture of the same size.
"""

from typing import Final

import cv2
import numpy as np

from plainview.recognition.synthesis.chance import picked
from plainview.recognition.synthesis.pixels import Field, Pixels

_CASTS: Final = (
    (0.72, 0.92, 1.16),  # tungsten
    (0.42, 0.80, 1.20),  # sodium
    (1.22, 0.98, 0.84),  # blue dusk
    (0.95, 1.08, 0.93),  # green fluorescent tubes
    (1.10, 0.82, 1.12),  # a camera without its infrared filter
)
"""Factors for blue, green and red."""
_CURVE: Final = np.linspace(0, 1, 256, dtype=np.float32)


def exposed(picture: Pixels, *, gain: float = 1.0, gamma: float = 1.0, contrast: float = 1.0) -> Pixels:
    """Brighter or darker; `gamma` above 1 darkens the middle, `contrast` is about the picture's own mean."""
    mean = float(np.mean(cv2.mean(picture)[:3])) / 255
    pivot = min(mean * gain, 1.0) ** gamma
    curve = (np.minimum(_CURVE * gain, 1) ** gamma - pivot) * contrast + pivot
    table = np.asarray(np.clip(curve * 255, 0, 255), np.uint8)
    return np.asarray(cv2.LUT(picture, table), np.uint8)


def tinted(picture: Pixels, rng: np.random.Generator, strength: float = 1.0) -> Pixels:
    """The colour of a lamp or of an hour over everything."""
    cast = np.asarray(picked(rng, _CASTS), np.float32)
    factors = 1 + (cast - 1) * np.float32(strength * rng.uniform(0.2, 1.0))
    table = np.clip(_CURVE[:, None] * factors * 255, 0, 255).astype(np.uint8)[:, None]
    return np.asarray(cv2.LUT(picture, table), np.uint8)


def balanced(picture: Pixels, strength: float) -> Pixels:
    """Takes a cast out, as a camera's white balance does; `strength` 1 makes the mean grey."""
    means = np.asarray(cv2.mean(picture)[:3], np.float32) + 1
    factors = np.clip(means.mean() / means, 0.6, 1.6) ** np.float32(strength)
    table = np.clip(_CURVE[:, None] * factors * 255, 0, 255).astype(np.uint8)[:, None]
    return np.asarray(cv2.LUT(picture, table), np.uint8)


def faded(picture: Pixels, share: float) -> Pixels:
    """Less colour; `share` 1 leaves grey."""
    grey = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    return np.asarray(cv2.addWeighted(picture, 1 - share, grey, share, 0), np.uint8)


def shaded(picture: Pixels, rng: np.random.Generator, depth: float) -> Pixels:
    """The edge of a shadow anywhere across; the dark side keeps `1 - depth` of its light."""
    height, width = picture.shape[:2]
    away = _slope(picture.shape[:2], float(rng.uniform(0, 2 * np.pi)), rng.uniform(0.2, 0.8, 2))
    soft = float(rng.uniform(0.004, 0.08)) * max(height, width)
    return lit(picture, 1 - np.float32(depth) * np.clip(away / soft + 0.5, 0, 1))


def uneven(picture: Pixels, rng: np.random.Generator, strength: float) -> Pixels:
    """Light that falls off from one side to the other."""
    away = _slope(picture.shape[:2], float(rng.uniform(0, 2 * np.pi)), np.array((0.5, 0.5)))
    return lit(picture, 1 + away * np.float32(strength / max(picture.shape[:2])))


def glared(picture: Pixels, rng: np.random.Generator, strength: float) -> Pixels:
    """A hot spot: the sun on metal, or a lens that flares; may lie outside the picture."""
    height, width = picture.shape[:2]
    spot = _spot((height, width), rng.uniform(-0.1, 1.1, 2), rng.uniform(0.08, 0.5, 2), float(rng.uniform(0, np.pi)))
    tone = np.asarray(picked(rng, ((255, 255, 255), (225, 245, 255), (255, 240, 225))), np.float32)
    return _added(picture, spot * np.float32(strength), tone)


def veiled(picture: Pixels, rng: np.random.Generator, strength: float) -> Pixels:
    """Stray light over everything: the sun in the windscreen, less contrast toward one side."""
    away = _slope(picture.shape[:2], float(rng.uniform(0, 2 * np.pi)), np.array((0.5, 0.5)))
    share = np.clip(0.5 + away / max(picture.shape[:2]), 0, 1) * np.float32(strength)
    return _added(picture, share, np.asarray(rng.uniform(150, 245, 3), np.float32))


def headlit(picture: Pixels, rng: np.random.Generator, strength: float) -> Pixels:
    """The glow of one or two lamps, white or red, that bleeds over what is beside it."""
    shape = picture.shape[:2]
    tone = np.asarray(picked(rng, ((255, 250, 240), (235, 245, 255), (70, 60, 255), (90, 170, 255))), np.float32)
    middle = rng.uniform((0.0, 0.15), (1.0, 0.85))
    size = float(rng.uniform(0.04, 0.14))
    for side in (-1, 1)[: int(rng.integers(1, 3))]:
        where = middle + np.array((side * rng.uniform(0.2, 0.5), 0.0))
        core, halo = _spot(shape, where, np.full(2, size), 0), _spot(shape, where, np.full(2, size * 3), 0)
        picture = _added(picture, halo * np.float32(0.45 * strength), tone)
        picture = _added(picture, np.clip(core * np.float32(1.6 * strength), 0, 1), tone * 0.3 + 178)
    return picture


def infrared(picture: Pixels, returns: Pixels, rng: np.random.Generator) -> Pixels:
    """A plate under a camera's own infrared lamp: the coated ground shines, printed letters are dark or fade into it.

    Args:
        picture: the plate in daylight, BGR.
        returns: how well each pixel throws light back, 0 to 255, of the same size.
        rng: chance.
    """
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32) / 255
    shine = returns.astype(np.float32) / 255
    washed = float(rng.uniform(0, 0.45)) if rng.random() < 0.3 else 0.0  # noqa: PLR2004 - a share
    level = float(rng.uniform(0.55, 1.0))
    seen = level * (shine * (1 - washed) + washed) + float(rng.uniform(0.02, 0.14)) * grey
    tone = np.asarray(picked(rng, ((1, 1, 1), (1, 1, 1), (1.0, 0.93, 0.97))), np.float32)
    return np.asarray(np.clip(seen[..., None] * tone * 255, 0, 255), np.uint8)


def lit(picture: Pixels, share: Field) -> Pixels:
    """Each pixel times its share of light (height x width)."""
    return np.asarray(np.clip(picture * share[..., None], 0, 255), np.uint8)


def _added(picture: Pixels, share: Field, tone: Field) -> Pixels:
    """Pulls each pixel towards a colour by its share."""
    ground = picture.astype(np.float32)
    return np.asarray(ground + (tone - ground) * share[..., None], np.uint8)


def _slope(shape: tuple[int, ...], angle: float, origin: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Field:
    """Pixels from a line through `origin` (parts of the size), negative on one side."""
    height, width = shape[:2]
    across = (np.arange(width, dtype=np.float32) - np.float32(origin[0] * width)) * np.float32(np.cos(angle))
    down = (np.arange(height, dtype=np.float32) - np.float32(origin[1] * height)) * np.float32(np.sin(angle))
    return np.asarray(across[None] + down[:, None], np.float32)


def _spot(
    shape: tuple[int, ...], where: np.ndarray[tuple[int], np.dtype[np.float64]], size: np.ndarray, turn: float
) -> Field:
    """A soft ellipse, 1 in its middle; place and half-axes in parts of the width and of the height."""
    height, width = shape[:2]
    x = (np.arange(width, dtype=np.float32) / width - np.float32(where[0]))[None]
    y = (np.arange(height, dtype=np.float32) / height - np.float32(where[1]))[:, None] * np.float32(height / width)
    cosine, sine = np.float32(np.cos(turn)), np.float32(np.sin(turn))
    one, other = (x * cosine + y * sine) / np.float32(size[0]), (y * cosine - x * sine) / np.float32(size[1])
    return np.asarray(np.exp(-(one * one + other * other)), np.float32)
