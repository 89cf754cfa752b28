"""What a specimen shows: a number by a state's grammar, a wish or anything at all, and the design that it is on."""

from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Final, TypeVar

import numpy as np

from plainview.recognition.formats import Format, formats_of
from plainview.recognition.states import PRINTED
from plainview.recognition.synthesis.chance import happens, picked
from plainview.recognition.synthesis.plates.designs import Look, elsewhere, looks_of, specialty
from plainview.recognition.synthesis.plates.wishes import anything, wish
from plainview.terms.plate import canonical

Option = TypeVar("Option")

_OFTEN: Final = {
    "CT": 8.0, "NY": 3.0, "MA": 3.0, "RI": 2.5, "NJ": 2.5, "NH": 1.6, "VT": 1.6, "ME": 1.6, "PA": 1.6, "FL": 1.6,
}  # fmt: skip
"""How often a state is drawn against 1 for the others."""
_STACKS: Final = ("CO", "DP", "VET", "COM", "MC", "PC", "TRK", "UN", "SR", "AB", "NG", "FF", "DV", "EX", "TX", "A1")
_ABROAD: Final = ("AA 999 AA", "AA-999-AA", "AA 99 AAA", "AAA 9999", "9 AAA 99", "A AA 9999", "AA99 AAA", "99-AAA-9",
                  "9999 AAA", "AA 999 A", "A 999 AA 99")  # fmt: skip
_GROUNDS_ABROAD: Final = (
    ("#f6f7f8", "#15171b"), ("#f6f7f8", "#15171b"), ("#f2f3f0", "#1c2430"), ("#f2c530", "#15171b"),
    ("#15171b", "#f0f0ec"),
)  # fmt: skip
_SMALL: Final = 6
"""The most characters on a plate of 7 inches."""
_KINDS: Final = (("serial", 0.75), ("wish", 0.12), ("anything", 0.08), ("abroad", 0.05))
_SPECIAL: Final = 0.16
"""Of the states' plates have a made-up specialty design."""


@dataclass(frozen=True)
class Subject:
    """What is to be drawn.

    Attributes:
        printed: the number as printed, with blanks, dashes and hearts.
        text: the same, canonical.
        state: two letters or None.
        look: the design.
        stack: small letters beside the number.
        shape: "plate", "motorcycle" or "abroad".
    """

    printed: str
    text: str
    state: str | None
    look: Look
    stack: str
    shape: str


def subject(rng: np.random.Generator) -> Subject:
    """Draws a subject: three in four are serial numbers."""
    kind = _drawn(rng, _KINDS)
    if kind == "abroad":
        return _abroad(rng)
    if kind == "serial":
        return _serial(rng)
    printed = wish(rng) if kind == "wish" else anything(rng)
    if happens(rng, 0.12):
        return _made(printed, None, elsewhere(rng), "", "plate")
    state = _state(rng)
    return _made(printed, state, _look(rng, state), _stack(rng, 0.05), "plate")


def _serial(rng: np.random.Generator) -> Subject:
    state = _state(rng)
    chosen = _drawn(rng, _weighed(state))
    printed = wish(rng) if chosen.vanity else chosen.spaced(chosen.draw(rng))
    if happens(rng, 0.05):  # some states do issue the letters that others leave out
        spots = [at for at, each in enumerate(printed) if each.isalpha()]
        where = picked(rng, spots) if spots else -1
        loose = printed[:where] + picked(rng, "OIQ") + printed[where + 1 :]
        printed = loose if spots and chosen.matches(canonical(loose)) else printed
    small = happens(rng, 0.35 if "cycle" in chosen.name else 0.02) and len(canonical(printed)) <= _SMALL
    shape = "motorcycle" if small else "plate"
    return _made(printed, state, _look(rng, state), chosen.stacked or _stack(rng, 0.04), shape)


def _abroad(rng: np.random.Generator) -> Subject:
    pattern = picked(rng, _ABROAD)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    kinds = {"A": letters, "9": "0123456789"}
    printed = "".join(picked(rng, kinds[each]) if each in kinds else each for each in pattern)
    ground, ink = picked(rng, _GROUNDS_ABROAD)
    made = Look("", "", ink, ground, die=picked(rng, ("round", "plain", "square")))
    return _made(printed, None, made, "", "abroad")


def _made(printed: str, state: str | None, look: Look, stack: str, shape: str) -> Subject:
    return Subject(printed, canonical(printed), state, look, stack, shape)


def _state(rng: np.random.Generator) -> str:
    return _drawn(rng, tuple((state, _OFTEN.get(state, 1.0)) for state in PRINTED))


def _look(rng: np.random.Generator, state: str) -> Look:
    if happens(rng, _SPECIAL):
        return specialty(rng, state, PRINTED[state][0])
    return _drawn(rng, tuple((look, look.share) for look in looks_of(state)))


def _stack(rng: np.random.Generator, share: float) -> str:
    return picked(rng, _STACKS) if happens(rng, share) else ""


@cache
def _weighed(state: str) -> tuple[tuple[Format, float], ...]:
    """A state's formats, the seldom ones raised."""
    return tuple((each, each.share**0.8) for each in formats_of(state))


def _drawn(rng: np.random.Generator, options: tuple[tuple[Option, float], ...]) -> Option:
    sums = list(accumulate(weight for _, weight in options))
    at = int(np.searchsorted(sums, rng.random() * sums[-1], side="right"))
    return options[min(at, len(options) - 1)][0]
