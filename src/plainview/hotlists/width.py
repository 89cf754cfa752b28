"""How many vehicles an entry may mean. What fits too many would stop strangers, and is refused with a hint. Pure."""

import re
from collections.abc import Iterator
from typing import Final

from plainview.policy import clauses
from plainview.policy.decisions import Refused
from plainview.policy.enforcement import enforces
from plainview.terms import plate as plates
from plainview.terms.entry import MatchBy
from plainview.terms.vehicle import WORDS, Trait, agreeing, meant

SHORTEST: Final = {MatchBy.PLATE: 2, MatchBy.NEAR: 5, MatchBy.PATTERN: 3}
"""Characters that must be stated. One edit of a plate of four fits every fortieth plate of four."""
STATED_OF_A_DESCRIPTION: Final = 2
"""Of colour, make and body, which are what matching compares."""
_NOT_IN_A_PATTERN: Final = re.compile(r"[^A-Z0-9?*]")
_STARS: Final = re.compile(r"\*+")


def wanted_plate(plate: str, match_by: MatchBy) -> str:
    """The plate as an entry keeps it: canonical, of a pattern with its `?` and `*`, of a description nothing."""
    if match_by is MatchBy.DESCRIPTION:
        return ""
    if match_by is MatchBy.PATTERN:
        return _STARS.sub("*", _NOT_IN_A_PATTERN.sub("", plate.upper()))
    return plates.canonical(plate)


_WORDS: Final = {
    Trait.COLOUR: f"Use one of: {', '.join(sorted(WORDS[Trait.COLOUR]))}.",
    Trait.MAKE: "Write the make in full, as in Chevrolet, or tick that it is not known.",
    Trait.BODY: f"Use one of: {', '.join(sorted(WORDS[Trait.BODY], key=str.lower))}.",
}


@enforces(clauses.F_B_1_IV)
def too_wide(plate: str, match_by: MatchBy, described: tuple[str, ...]) -> Iterator[Refused]:
    """What stands against meeting reads in this way. `described` is colour, make and body, empty where not known."""
    wanted = wanted_plate(plate, match_by)
    if match_by is MatchBy.DESCRIPTION:
        if plates.canonical(plate):
            yield _refused("an entry by description has no plate", "Leave it out, or choose how the plate is met.")
        if sum(bool(part.strip()) for part in described) < STATED_OF_A_DESCRIPTION:
            yield _refused(
                "this description fits too many vehicles", "State two of colour, make and body at least.", "colour"
            )
        yield from _never_stated(described)
        yield from _several(described)
        return
    stated = sum(char not in "?*" for char in wanted)
    needed = SHORTEST[match_by] + (match_by is MatchBy.PATTERN and wanted.count("*") > 1)
    if len(wanted) > plates.MAX_LENGTH or (match_by is MatchBy.PLATE and stated < needed):
        yield _refused("this is not a plate", "Enter two to ten letters and digits.")
    elif match_by is MatchBy.PATTERN and stated == len(wanted):
        yield _refused("this pattern has neither ? nor *", "Put ? for one character and * for any number of them.")
    elif stated < needed:
        yield _refused(
            "this fits too many vehicles",
            f"State {needed} characters at least; a pattern with two * needs one more.",
        )


def _never_stated(described: tuple[str, ...]) -> Iterator[Refused]:
    """Words that no camera can state: an entry with one of them would wait for ever, and nobody would know."""
    for trait, word in zip(Trait, described, strict=True):
        if word.strip() and not agreeing(trait, word):
            yield _refused(f"no camera can state the {trait} “{word.strip()}”", _WORDS[trait], trait.value)


def _several(described: tuple[str, ...]) -> Iterator[Refused]:
    """Words of several colours, makes or bodies: a list of them all would state two traits and fit most vehicles."""
    for trait, word in zip(Trait, described, strict=True):
        if agreeing(trait, word) and not meant(trait, word):
            yield _refused(
                f"this {trait} fits too many vehicles", f"State one {trait} alone. {_WORDS[trait]}", trait.value
            )


def _refused(reason: str, remedy: str, field: str = "plate") -> Refused:
    return Refused(clauses.F_B_1_IV, reason, remedy, field)
