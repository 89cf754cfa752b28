"""Where a camera stands and which way its traffic goes. Pure."""

import math
import re
from collections.abc import Iterator
from typing import Final

from plainview.policy import clauses
from plainview.policy.decisions import Refused
from plainview.policy.enforcement import enforces

SOUTH, NORTH, WEST, EAST = 40.9, 42.2, -73.9, -71.6
"""Around Connecticut, with some miles to spare. A sign left out or two numbers swapped lie outside."""

DIRECTIONS: Final = (
    "northbound",
    "northeastbound",
    "eastbound",
    "southeastbound",
    "southbound",
    "southwestbound",
    "westbound",
    "northwestbound",
)
"""Clockwise from north, an eighth of a turn each."""

_EIGHTH: Final = 45
_SHORT: Final = {"n": 0, "ne": 45, "e": 90, "se": 135, "s": 180, "sw": 225, "w": 270, "nw": 315}
_DEGREES: Final = re.compile(r"\d{1,3}")
_TURN: Final = 360


@enforces(clauses.J_4)
def objections(place: str, latitude: float | None, longitude: float | None) -> Iterator[Refused]:
    """What stands against this place on the register. A camera in a car has a place in words and no position."""
    if not place.strip():
        yield Refused(clauses.J_4, "the place is missing", "Name the street and the nearest crossing.", "place")
    if (latitude is None) != (longitude is None):
        lacking = "latitude" if latitude is None else "longitude"
        yield Refused(clauses.J_4, f"the {lacking} is missing", "Enter both, or neither for a car.", lacking)
    if latitude is not None and not SOUTH <= latitude <= NORTH:
        yield Refused(
            clauses.J_4,
            "this latitude is not in Connecticut",
            f"Enter degrees north as in 41.7627, from {SOUTH} to {NORTH}.",
            "latitude",
        )
    if longitude is not None and not WEST <= longitude <= EAST:
        yield Refused(
            clauses.J_4,
            "this longitude is not in Connecticut",
            f"Enter degrees as in -72.6743, west with a minus, from {WEST} to {EAST}.",
            "longitude",
        )


def degrees(text: str) -> float | None:
    """A latitude or longitude as a person types it.

    Raises:
        ValueError: this is no finite number.
    """
    if not text.strip():
        return None
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def bearing(direction: str) -> int | None:
    """Degrees clockwise from north of a direction in words, in letters or in degrees; None where it says none."""
    word = re.sub(r"[^a-z0-9]", "", direction.lower()).removesuffix("bound")
    if f"{word}bound" in DIRECTIONS:
        return DIRECTIONS.index(f"{word}bound") * _EIGHTH
    if word in _SHORT:
        return _SHORT[word]
    return int(word) % _TURN if _DEGREES.fullmatch(word) else None
