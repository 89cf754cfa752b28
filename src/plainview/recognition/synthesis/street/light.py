"""The light of an hour: sun, sky, the ground, lamps; and the surroundings that paint and glass mirror."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import cv2
import numpy as np

from plainview.recognition.synthesis.pixels import (
    Colour,
    Field,
    Pixels,
    Points,
    blurred,
    clouded,
    colour,
    filled,
    looked_up,
    mixed,
    parted,
    resized,
    smoothstep,
)

LAMP_TONE: Final = (0.45, 0.72, 0.95)
"""The colour of street lamps: blue, green, red."""
ENVIRONMENT_WIDTH: Final = 512
ENVIRONMENT_HEIGHT: Final = 256


class Hour(StrEnum):
    """When the pictures are taken."""

    DAY = "day"
    DUSK = "dusk"
    NIGHT = "night"


@dataclass(frozen=True)
class Light:
    """Light of one hour, linear. `sun` points to the sun (or to the street lamp that stands in for it).

    `lamps` is 0 to 1, how brightly the vehicles' own lamps show; `flash` is what a plate throws back of the light
    that a plate camera carries; `exposure` multiplies everything before the tone curve.
    """

    hour: Hour
    sun: tuple[float, float, float]
    sunlight: Colour
    zenith: Colour
    horizon: Colour
    ground: Colour
    exposure: float
    lamps: float
    flash: float
    windows: float

    @property
    def above(self) -> Field:
        """What the whole sky throws down, as three numbers."""
        return np.asarray(self.zenith, np.float32) * 0.55 + np.asarray(self.horizon, np.float32) * 0.45


DAY: Final = Light(
    Hour.DAY,
    (0.40, 0.68, -0.62),
    (2.05, 2.35, 2.6),
    colour("#6c99cc"),
    colour("#cfdfec"),
    (0.20, 0.22, 0.235),
    0.56,
    0.0,
    0.0,
    0.0,
)
DUSK: Final = Light(
    Hour.DUSK,
    (0.85, 0.20, -0.48),
    (0.40, 0.64, 0.98),
    colour("#4f6796"),
    colour("#ebb892"),
    (0.10, 0.11, 0.13),
    0.95,
    0.7,
    0.12,
    0.8,
)
NIGHT: Final = Light(
    Hour.NIGHT,
    (0.45, 0.80, -0.40),
    (0.20, 0.30, 0.37),
    colour("#101a2b"),
    colour("#2b3542"),
    (0.022, 0.030, 0.036),
    1.0,
    1.0,
    0.75,
    1.0,
)
LIGHTS: Final = {light.hour: light for light in (DAY, DUSK, NIGHT)}


@dataclass(frozen=True)
class Atmosphere:
    """The light of an hour, and what polished things mirror of the street: see `environment`."""

    light: Light
    surroundings: Field


def toned(light: Field) -> Pixels:
    """Linear light as a camera shows it: bright parts roll off instead of clipping."""
    bright = np.maximum(light, 0)
    curve = bright * (2.51 * bright + 0.03) / (bright * (2.43 * bright + 0.59) + 0.14)
    return np.asarray(np.clip(curve, 0, 1) ** (1 / 2.2) * 255 + 0.5, dtype=np.uint8)


def bloomed(frame: Field) -> Field:
    """A frame with the glare that a lens makes around lamps."""
    height, width = frame.shape[:2]
    small = np.maximum(resized(frame, width // 4, height // 4) - np.float32(0.9), 0)
    small = np.minimum(small, np.float32(6.0))
    glare = 0.35 * blurred(small, width / 640) + 0.22 * blurred(small, width / 190) + 0.10 * blurred(small, width / 60)
    return np.asarray(frame + cv2.resize(glare, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def sky(light: Light, directions: Field) -> Field:
    """What the open sky shows in each direction (unit vectors)."""
    rise = np.maximum(directions[..., 1], 0)
    base = mixed(filled(rise.shape, light.horizon), light.zenith, np.asarray(rise**0.45, np.float32))
    towards = np.clip(np.tensordot(directions, np.asarray(light.sun, np.float32), axes=(2, 0)), 0, 1)
    glow = (0.10 * towards**6 + 0.5 * towards**60)[..., None] * np.asarray(light.sunlight, np.float32)
    return np.asarray(base + (glow if light.hour is not Hour.NIGHT else 0), dtype=np.float32)


def environment(light: Light, rng: np.random.Generator) -> Field:
    """The surroundings as a strip of 256 x 512: across the compass (middle = ahead), down from zenith to nadir.

    Rows are even in the sine of the elevation, which saves an arcsine a pixel when it is looked up.
    """
    across = (np.arange(ENVIRONMENT_WIDTH, dtype=np.float32) + 0.5) / ENVIRONMENT_WIDTH * 2 * np.pi - np.pi
    rise = 1 - (np.arange(ENVIRONMENT_HEIGHT, dtype=np.float32) + 0.5) / ENVIRONMENT_HEIGHT * 2
    level = np.sqrt(1 - rise**2)
    directions = np.stack(
        [
            level[:, None] * np.sin(across),
            np.repeat(rise[:, None], ENVIRONMENT_WIDTH, 1),
            level[:, None] * np.cos(across),
        ],
        axis=2,
    ).astype(np.float32)
    picture = sky(light, directions)
    roofs = 0.10 + 0.22 * np.abs(np.sin(across)) ** 1.5 + 0.05 * clouded(rng, 1, ENVIRONMENT_WIDTH, 60, 5)[0]
    walls = smoothstep(-0.012, 0.012, np.asarray(roofs[None, :] - rise[:, None], np.float32))
    tint = np.asarray(0.75 + 0.35 * clouded(rng, 1, ENVIRONMENT_WIDTH, 40, 3), np.float32)
    ambient = np.asarray(light.horizon, np.float32) * 0.28 + np.asarray(light.sunlight, np.float32) * 0.05
    picture = mixed(picture, np.repeat(tint[..., None] * ambient, ENVIRONMENT_HEIGHT, 0), walls)
    road = smoothstep(0.01, -0.02, np.repeat(rise[:, None], ENVIRONMENT_WIDTH, 1))
    near = np.asarray(light.ground, np.float32) * (0.75 + 0.35 * np.clip(-rise, 0, 1))[:, None, None]
    picture = mixed(picture, np.broadcast_to(near, picture.shape), road)
    if light.hour is Hour.NIGHT:
        shops = walls * smoothstep(0.0, 0.03, rise[:, None]) * smoothstep(0.16, 0.05, rise[:, None])
        lit = np.clip(clouded(rng, 1, ENVIRONMENT_WIDTH, 24, 2)[0], 0, 1.5)[None, :, None]
        picture = picture + shops[..., None] * lit * np.asarray((0.12, 0.23, 0.34), np.float32)
        picture = picture + _street_lamps(rng)
    return blurred(np.asarray(picture, np.float32), 1.2)


def mirrored(surroundings: Field, directions: Field, turned: float = 1.0) -> Field:
    """What a mirror shows of the surroundings in each direction (unit vectors); `turned` is -1 for a half turn."""
    x, y, z = parted(directions)
    turn = cv2.phase(z * np.float32(turned), x * np.float32(turned))
    across = np.mod(
        turn * np.float32(ENVIRONMENT_WIDTH / (2 * np.pi)) + np.float32(ENVIRONMENT_WIDTH / 2), ENVIRONMENT_WIDTH
    )
    down = (1 - y) * np.float32(ENVIRONMENT_HEIGHT / 2) - np.float32(0.5)
    return looked_up(surroundings, across, np.clip(down, 0, ENVIRONMENT_HEIGHT - 1), wrap=True)


def sunwards(light: Light) -> Points:
    """The unit vector to the sun."""
    direction = np.asarray(light.sun, np.float64)
    return np.asarray(direction / np.linalg.norm(direction))


def _street_lamps(rng: np.random.Generator) -> Field:
    lamps = filled((ENVIRONMENT_HEIGHT, ENVIRONMENT_WIDTH), 0.0)
    for _ in range(9):
        row, column = int(rng.integers(60, 112)), int(rng.integers(0, ENVIRONMENT_WIDTH))
        lamps[row : row + 3, column : column + 5] = rng.uniform(3, 7)
    return np.asarray(blurred(lamps, 2.2)[..., None] * np.asarray((0.55, 0.82, 1.0), np.float32), np.float32)
