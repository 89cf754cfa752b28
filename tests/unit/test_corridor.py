"""A corridor along a line: how far a place is from it, and what is no corridor."""

from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview.search import corridor
from plainview.search.area import Corner
from plainview.search.corridor import Corridor, distance

EARTH = 6_371_000
ELM_STREET = ((41.7600, -72.7000), (41.7600, -72.6700), (41.7800, -72.6700))
PLACES = st.tuples(st.integers(0, 900), st.integers(0, 900)).map(lambda at: (41.7 + at[0] / 1e4, -72.7 + at[1] / 1e4))


def sphere(one: Corner, other: Corner) -> float:
    """Metres between two places on a sphere, by the haversine."""
    (north, east), (to_north, to_east) = (map(radians, place) for place in (one, other))
    half = sin((to_north - north) / 2) ** 2 + cos(north) * cos(to_north) * sin((to_east - east) / 2) ** 2
    return 2 * EARTH * asin(sqrt(half))


def walked(line: list[Corner], place: Corner) -> float:
    """The distance by walking along the line in steps and looking each time how far the place is."""
    steps = 400
    return min(
        sphere((start[0] + (end[0] - start[0]) * step / steps, start[1] + (end[1] - start[1]) * step / steps), place)
        for start, end in pairwise(line)
        for step in range(steps + 1)
    )


@given(st.lists(PLACES, min_size=2, max_size=5), PLACES)
def test_the_distance_is_the_one_that_somebody_finds_who_walks_along_the_line(
    line: list[Corner], place: Corner
) -> None:
    # Ten kilometres: steps of thirty metres, of which one may pass the nearest point by half.
    found, plain = distance(line, place), walked(line, place)
    longest = max(sphere(*side) for side in pairwise(line)) / 400
    assert plain == pytest.approx(found, abs=longest + 0.002 * found + 2)


@given(st.lists(PLACES, min_size=2, max_size=6), PLACES)
def test_which_way_one_goes_changes_nothing_and_a_longer_line_is_never_farther(
    line: list[Corner], place: Corner
) -> None:
    assert distance(line, place) == pytest.approx(distance(line[::-1], place), abs=1e-6)
    assert distance([*line, place], place) == 0
    assert distance([line[0], line[0]], line[0]) == 0


@given(st.lists(PLACES, min_size=2, max_size=5).map(tuple), PLACES, st.integers(50, 2_000))
def test_a_corridor_holds_what_is_no_farther_than_half_its_width(
    line: tuple[Corner, ...], place: Corner, width: int
) -> None:
    assert Corridor(line, width).contains(place) == (distance(line, place) <= width / 2)


def test_beside_a_street_and_beyond_its_end() -> None:
    # A ten-thousandth of a degree of latitude is 11.1 metres.
    assert distance(ELM_STREET, (41.7610, -72.6850)) == pytest.approx(111.2, abs=0.2)
    assert distance(ELM_STREET, (41.7590, -72.6690)) == pytest.approx(138.7, abs=0.5)
    assert Corridor(ELM_STREET, 300).contains((41.7610, -72.6850))
    assert not Corridor(ELM_STREET, 200).contains((41.7610, -72.6850))


@pytest.mark.parametrize(
    ("line", "width", "field"),
    [
        (ELM_STREET[:1], 300, "corridor"),
        (ELM_STREET * 7, 300, "corridor"),
        (ELM_STREET, 49, "corridor_width"),
        (ELM_STREET, 2_001, "corridor_width"),
    ],
    ids=["one point", "twenty-one points", "too narrow", "too wide"],
)
def test_what_is_no_corridor_is_refused_at_its_field(line: tuple[Corner, ...], width: int, field: str) -> None:
    (refused,) = corridor.objections(Corridor(line, width))
    assert (refused.field, refused.clause.id) == (field, "F.a.1.i")
    assert refused.remedy


def test_a_corridor_of_two_points_or_twenty_is_one_and_none_is_no_mistake() -> None:
    for line in (ELM_STREET[:2], (ELM_STREET * 7)[:20]):
        for width in (50, 2_000):
            assert list(corridor.objections(Corridor(line, width))) == []
    assert list(corridor.objections(None)) == []
