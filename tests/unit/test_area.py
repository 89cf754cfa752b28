"""An area on the map: corners as text, what is inside, and outlines that cross themselves."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from plainview.search import area

SQUARE = ((41.7, -72.7), (41.8, -72.7), (41.8, -72.6), (41.7, -72.6))
BOW = ((41.7, -72.7), (41.8, -72.6), (41.8, -72.7), (41.7, -72.6))
PLACES = st.tuples(st.integers(0, 20), st.integers(0, 20)).map(lambda at: (41 + at[0] / 100, -72 + at[1] / 100))


def test_corners_are_read_as_they_are_written() -> None:
    assert area.read("41.7,-72.7  41.8,-72.7 41.8,-72.6 41.7,-72.6") == SQUARE
    assert area.read(area.written(SQUARE)) == SQUARE
    assert area.read("") == ()


@pytest.mark.parametrize(
    "text", ["here", "41.7", "41.7;-72.7", "41.7,-72.7'--", "1e9,2", "nan,nan", "41.7,-72.7 41.8", "٤١,٧٢", "4" * 400]
)
def test_what_is_no_corner_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="corners"):
        area.read(text)


def test_an_outline_that_crosses_itself_is_refused_with_its_field() -> None:
    assert list(area.objections(SQUARE)) == []
    assert list(area.objections(())) == []
    (refused,) = area.objections(BOW)
    assert (refused.field, refused.clause.id) == ("area", "F.a.1.i")
    assert "crosses itself" in refused.reason


@pytest.mark.parametrize(
    "corners",
    [
        SQUARE[:2],
        SQUARE * 11,
        (*SQUARE, SQUARE[0]),
        ((41.7, -72.7), (41.8, -72.7), (41.75, -72.7), (41.7, -72.6)),
    ],
    ids=["two corners", "too many", "a corner twice", "a side that goes back over another"],
)
def test_what_is_no_area_is_refused(corners: tuple[area.Corner, ...]) -> None:
    (refused,) = area.objections(corners)
    assert refused.field == "area"


def test_a_place_is_inside_or_outside() -> None:
    assert area.contains(SQUARE, (41.75, -72.65))
    assert not area.contains(SQUARE, (41.75, -72.55))
    notched = ((41.7, -72.7), (41.8, -72.7), (41.75, -72.65), (41.8, -72.6), (41.7, -72.6))
    assert not area.contains(notched, (41.79, -72.65))
    assert area.contains(notched, (41.71, -72.65))


@given(st.lists(PLACES, min_size=3, max_size=7, unique=True), PLACES, st.integers(1, 6))
def test_where_one_begins_and_which_way_one_goes_changes_nothing(
    corners: list[area.Corner], place: area.Corner, turned: int
) -> None:
    other = [*corners[turned:], *corners[:turned]][::-1]
    assert area.crosses_itself(corners) == area.crosses_itself(other)
    assume(not area.crosses_itself(corners))
    # A place on the outline may count as either.
    inner = (place[0] + 0.0037, place[1] + 0.0041)
    assert area.contains(corners, inner) == area.contains(other, inner)
