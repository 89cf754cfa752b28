"""Where and what on the search form: the area, the corridor, the vehicle; from what was typed, and back. Pure."""

from typing import Final

from plainview.search import area
from plainview.search.area import Corner
from plainview.search.corridor import USUAL_WIDTH, Corridor
from plainview.search.described import Described
from plainview.search.request import SearchRequest
from plainview.terms.vehicle import LONGEST, WORDS, Trait
from plainview.web.typed import Typed
from plainview.web.whole_number import whole_number

NAMES: Final = ("area", "corridor", "corridor_width", "colour", "make", "body", "unstated")
"""The fields of the form."""
EMPTY: Final = {"corridor_width": str(USUAL_WIDTH), "unstated": True}
_LONGEST: Final = {"area": 1_200, "corridor": 600}
"""Characters of forty corners and of twenty points, as the map writes them, with room."""


def corners(typed: Typed, name: str = "area") -> tuple[Corner, ...]:
    """The corners of the area that was drawn into a field; none where none was, or with a fault."""
    return _points(typed, name, "this is not an area", "of each corner")


def corridor(typed: Typed) -> Corridor | None:
    """The corridor that was drawn; None where none was, or with a fault."""
    line = _points(typed, "corridor", "this is not a line", "of each point")
    if not line:
        return None
    width = whole_number(typed.text("corridor_width", longest=12))
    if width is None:
        typed.fault("corridor_width", "this is not a number of metres", "Enter a whole number, as in 300.")
        return None
    return Corridor(line, width)


def vehicle(typed: Typed) -> Described:
    """What a camera must have stated; nothing where no word was chosen."""
    colour, make, body = (typed.text(trait.value, longest=LONGEST) for trait in Trait)
    if not (colour or make or body):
        return Described()
    return Described(colour=colour, make=make, body=body, unstated=typed.checked("unstated"))


def values(request: SearchRequest) -> dict[str, object]:
    """What stands in the fields for a request that was made before."""
    line, described = request.corridor, request.vehicle
    return {
        "area": area.written(request.area),
        "corridor": area.written(line.line) if line else "",
        "corridor_width": str(line.width if line else USUAL_WIDTH),
        **{trait.value: word for trait, word in described.each()},
        "unstated": described.unstated,
    }


def words(request: SearchRequest) -> list[tuple[str, str]]:
    """What was asked of the vehicle and on the map, for people to read: each with its name."""
    said = [f"{trait} {word}" for trait, word in request.vehicle.each() if word]
    how = "or not stated" if request.vehicle.unstated else "only where stated"
    line = request.corridor
    return [
        *([("Vehicle", ", ".join([*said, how]))] if said else []),
        *([("Area", f"cameras in an area of {len(request.area)} corners")] if request.area else []),
        *(
            [("Corridor", f"cameras in a corridor {line.width} metres wide along {len(line.line)} points")]
            if line
            else []
        ),
    ]


def offered() -> dict[str, object]:
    """The words to choose from, in the order of the alphabet."""
    return {
        name: [(word, word[0].upper() + word[1:]) for word in sorted(WORDS[trait], key=str.lower)]
        for name, trait in (("colours", Trait.COLOUR), ("makes", Trait.MAKE), ("bodies", Trait.BODY))
    }


def _points(typed: Typed, name: str, reason: str, of_each: str) -> tuple[Corner, ...]:
    try:
        return area.read(typed.text(name, longest=_LONGEST[name.split("-", maxsplit=1)[0]]))
    except ValueError:
        typed.fault(name, reason, f"Draw it on the map, or write latitude,longitude {of_each}.")
        return ()
