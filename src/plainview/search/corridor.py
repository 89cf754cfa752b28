"""A corridor drawn on the map: a line of latitudes and longitudes in degrees, and a width in metres. Pure.

A city is small enough to be flat, if a degree of longitude counts as long as it is at the middle of the line: over ten
kilometres that is wrong by two metres at most.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import cos, hypot, radians
from typing import Final

import msgspec

from plainview.policy import clauses
from plainview.policy.decisions import Refused
from plainview.search.area import Corner

LEAST_POINTS: Final = 2
MOST_POINTS: Final = 20
NARROWEST: Final = 50
"""Metres from side to side."""
WIDEST: Final = 2_000
USUAL_WIDTH: Final = 300
METRES_A_DEGREE: Final = 111_195.0
"""Of latitude, on a sphere of the earth's mean radius, 6,371 km."""


class Corridor(msgspec.Struct, frozen=True):
    """The points of the line in order, and its width in metres from side to side."""

    line: tuple[Corner, ...]
    width: int

    def contains(self, place: Corner) -> bool:
        """Whether a place lies no farther from the line than half the width."""
        return distance(self.line, place) <= self.width / 2


def objections(corridor: Corridor | None) -> Iterator[Refused]:
    """What stands against looking along this line; nothing if none is drawn."""
    if corridor is None:
        return
    points = len(corridor.line)
    if not LEAST_POINTS <= points <= MOST_POINTS:
        yield Refused(
            clauses.F_A_1_I,
            f"the corridor has {points} point{'s' * (points != 1)}",
            f"Draw a line of {LEAST_POINTS} to {MOST_POINTS} points.",
            "corridor",
        )
    if not NARROWEST <= corridor.width <= WIDEST:
        yield Refused(
            clauses.F_A_1_I,
            f"the corridor is {corridor.width} metres wide",
            f"Give {NARROWEST} to {WIDEST} metres from side to side.",
            "corridor_width",
        )


def distance(line: Sequence[Corner], place: Corner) -> float:
    """Metres from a place to the nearest point of a line of one point or more."""
    latitudes = [latitude for latitude, _ in line]
    narrower = cos(radians((min(latitudes) + max(latitudes)) / 2))

    def flat(corner: Corner) -> tuple[float, float]:
        north, east = corner[0] - place[0], corner[1] - place[1]
        return east * METRES_A_DEGREE * narrower, north * METRES_A_DEGREE

    points = [flat(corner) for corner in line]
    return min((_from_the_middle(*side) for side in pairwise(points)), default=hypot(*points[0]))


def _from_the_middle(start: tuple[float, float], end: tuple[float, float]) -> float:
    """How far a straight line between two points in metres comes from 0, 0."""
    along = end[0] - start[0], end[1] - start[1]
    length = along[0] ** 2 + along[1] ** 2
    share = -(start[0] * along[0] + start[1] * along[1]) / length if length else 0.0
    share = min(1.0, max(0.0, share))
    return hypot(start[0] + share * along[0], start[1] + share * along[1])
