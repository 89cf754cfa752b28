"""The vehicle as a search describes it: what a camera must have stated of it for a read to be found. Pure."""

from collections.abc import Iterator

import msgspec

from plainview.archive.wanted import Stating
from plainview.policy import clauses
from plainview.policy.decisions import Refused
from plainview.terms.vehicle import NUMBERS, StatedVehicle, Trait, agreeing


class Described(msgspec.Struct, frozen=True, kw_only=True):
    """Words of the lists in `terms/vehicle.py`, empty for any.

    A read whose camera states nothing of a trait is found as well if `unstated`. That is the rule: most cameras state
    nothing, and to leave their reads out unasked would look as if the vehicle had not been there.
    """

    colour: str = ""
    make: str = ""
    body: str = ""
    unstated: bool = True

    def __bool__(self) -> bool:
        return any(word for _, word in self.each())

    def each(self) -> Iterator[tuple[Trait, str]]:
        """Colour, make and body, in this order."""
        yield Trait.COLOUR, self.colour
        yield Trait.MAKE, self.make
        yield Trait.BODY, self.body


def objections(described: Described) -> Iterator[Refused]:
    """What stands against looking for it: words that no camera can state."""
    for trait, word in described.each():
        if word and word not in NUMBERS[trait]:
            yield Refused(
                clauses.F_A_1_I, f"this is no {trait} that a camera can state", "Choose one of the list.", trait.value
            )


def stating(described: Described) -> tuple[Stating, ...]:
    """What is looked for, in the archive's words: of "blue" the dark and the light blue as well."""
    return tuple(
        Stating(trait, agreeing(trait, word), unstated=described.unstated) for trait, word in described.each() if word
    )


def why(described: Described, stated: StatedVehicle | None) -> str:
    """What a result stated of what was described, as in "light blue stated, make not stated"; empty if nothing was."""
    said = dict(stated.each()) if stated else {}
    return ", ".join(
        f"{found.word} stated" if (found := said.get(trait)) else f"{trait} not stated"
        for trait, word in described.each()
        if word
    )
