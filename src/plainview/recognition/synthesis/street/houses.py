"""Wooden houses behind lawns: a long wall to the street, a gable to the camera, a roof."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from plainview.recognition.synthesis.pixels import Field, Points, colour, filled, polygon
from plainview.recognition.synthesis.street import facades
from plainview.recognition.synthesis.street.canvas import Canvas
from plainview.recognition.synthesis.street.light import Light
from plainview.recognition.synthesis.street.sketch import Wall

EAVES: Final = 5.6
"""Metres."""
RIDGE: Final = 8.6


@dataclass(frozen=True)
class House:
    """The walls of one kind of house; `deep` along the street and `wide` across it, in metres."""

    deep: float
    wide: float
    long: Wall
    gable: Wall


@dataclass(frozen=True)
class Piece:
    """A part of a house: how far away it is laid, and how."""

    away: float
    lay: Callable[[Canvas], None]


def house(light: Light, rng: np.random.Generator) -> House:
    """A kind of house, to be built wherever it is wanted."""
    deep, wide = float(rng.uniform(9, 13)), float(rng.uniform(7, 9))
    seed = int(rng.integers(1 << 30))  # both walls are of the same boards
    long = facades.boards(deep, EAVES, light, np.random.default_rng(seed))
    gable = facades.boards(wide, RIDGE, light, np.random.default_rng(seed), door=False)
    return House(deep, wide, long, gable)


def built(kind: House, front: float, near: float) -> Iterator[Piece]:
    """The parts of a house: its wall to the street `front` metres across, its gable `near` metres away."""
    side = -1 if front < 0 else 1
    street = _upright((front, near), (front, near + kind.deep), EAVES, turned=side > 0)
    left, right = sorted((front, front + side * kind.wide))
    end = _upright((left, near), (right, near), RIDGE)
    roof = _roof(front - side * 0.4, front + side * kind.wide / 2, near - 0.3, near + kind.deep + 0.3)
    yield Piece(near + kind.deep / 2 + 0.2, lambda canvas: canvas.wall(street, kind.long, (-side, 0, 0)))
    yield Piece(near + kind.deep / 2, lambda canvas: canvas.wall(roof, _slate(), (-0.6 * side, 0.8, 0)))
    yield Piece(near, lambda canvas: canvas.wall(end, kind.gable, (0, 0, -1), _gable_shape(kind.gable)))


def _upright(one: tuple[float, float], other: tuple[float, float], height: float, *, turned: bool = False) -> Points:
    """Corners of a wall between two places (across, away); `turned` swaps left and right."""
    (a, b), (c, d) = (other, one) if turned else (one, other)
    return np.asarray([(a, 0, b), (c, 0, d), (c, height, d), (a, height, b)])


def _roof(eave: float, ridge: float, near: float, far: float) -> Points:
    first, second = (near, far) if eave < 0 else (far, near)
    return np.asarray(
        [(eave, EAVES - 0.2, first), (eave, EAVES - 0.2, second), (ridge, RIDGE, second), (ridge, RIDGE, first)]
    )


def _gable_shape(wall: Wall) -> Field:
    height, width = wall.colour.shape[:2]
    slope = (RIDGE - EAVES) / RIDGE * height
    return polygon((height, width), [(0, height), (width, height), (width, slope), (width / 2, 0), (0, slope)])


def _slate() -> Wall:
    tone = filled((120, 400), colour("#55565a"))
    courses = (np.mod(np.arange(120), 8) > 1).astype(np.float32)
    tone *= (0.9 + 0.15 * courses)[:, None, None]
    return Wall(tone, np.zeros_like(tone))
