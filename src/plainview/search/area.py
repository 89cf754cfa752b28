"""An area drawn on the map: a polygon of latitudes and longitudes in degrees. Pure.

A city is small enough to be flat: a degree is a degree, and the line between two corners is straight.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

from plainview.policy import clauses
from plainview.policy.decisions import Refused

Corner = tuple[float, float]

MOST_CORNERS: Final = 40
_LEAST_CORNERS: Final = 3
_CORNER: Final = re.compile(r"^(-?\d{1,2}(?:\.\d{1,8})?),(-?\d{1,3}(?:\.\d{1,8})?)$", re.ASCII)


def read(text: str) -> tuple[Corner, ...]:
    """Corners from text as the map writes it: `41.7600,-72.6700 41.7700,-72.6600 …`.

    Raises:
        ValueError: it is something else.
    """
    found = [_CORNER.match(each) for each in text.split()]
    if not all(found):
        raise ValueError("these are not corners of an area")
    return tuple((float(each[1]), float(each[2])) for each in found if each)


def written(corners: Sequence[Corner]) -> str:
    """The text from which `read` makes these corners."""
    return " ".join(f"{latitude:.5f},{longitude:.5f}" for latitude, longitude in corners)


def objections(corners: Sequence[Corner]) -> Iterator[Refused]:
    """What stands against looking inside these corners; nothing if no area is drawn."""
    if not corners:
        return
    if not _LEAST_CORNERS <= len(corners) <= MOST_CORNERS:
        yield _refused(f"the area has {len(corners)} corners", f"Draw one with three to {MOST_CORNERS} corners.")
    elif crosses_itself(corners):
        yield _refused("the outline of the area crosses itself", "Draw it again, going round without crossing a side.")


def crosses_itself(corners: Sequence[Corner]) -> bool:
    """Whether two sides that are not neighbours meet, or a corner lies on another side."""
    count = len(corners)
    sides = [(corners[place], corners[(place + 1) % count]) for place in range(count)]
    return len(set(corners)) < count or any(
        _meet(sides[one], sides[other])
        for one, other in combinations(range(count), 2)
        if other - one > 1 and other - one < count - 1
    )


def contains(corners: Sequence[Corner], place: Corner) -> bool:
    """Whether a place lies inside: a ray from it to the east crosses the outline an odd number of times."""
    latitude, longitude = place
    inside = False
    for place_, (north, east) in enumerate(corners):
        south, west = corners[place_ - 1]
        if (north > latitude) != (south > latitude):
            inside ^= longitude < east + (latitude - north) * (west - east) / (south - north)
    return inside


def _meet(one: tuple[Corner, Corner], other: tuple[Corner, Corner]) -> bool:
    turns = [_turn(*one, each) for each in other], [_turn(*other, each) for each in one]
    if all(min(pair) < 0 < max(pair) for pair in turns):
        return True
    return any(
        turn == 0 and _between(side, each)
        for side, ends, pair in ((one, other, turns[0]), (other, one, turns[1]))
        for each, turn in zip(ends, pair, strict=True)
    )


def _turn(start: Corner, end: Corner, to: Corner) -> int:
    """Whether `to` lies left (1) or right (-1) of the line, or on it (0)."""
    area = (end[0] - start[0]) * (to[1] - start[1]) - (end[1] - start[1]) * (to[0] - start[0])
    return (area > 0) - (area < 0)


def _between(side: tuple[Corner, Corner], place: Corner) -> bool:
    return all(min(ends) <= each <= max(ends) for each, *ends in zip(place, *side, strict=True))


def _refused(reason: str, remedy: str) -> Refused:
    return Refused(clauses.F_A_1_I, reason, remedy, "area")
