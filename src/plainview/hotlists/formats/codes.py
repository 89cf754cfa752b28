"""NCIC's codes in words: kinds of record and states; colours, makes and body styles are those of `terms`. Pure."""

from functools import lru_cache
from typing import Final

from plainview.hotlists.rules import STATES
from plainview.terms.purpose import Purpose
from plainview.terms.vehicle import BODIES, COLOURS, MAKES

RECORDS: Final[dict[str, tuple[str, Purpose | None]]] = {
    "A": ("AMBER Alert", Purpose.MISSING_PERSON),
    "C": ("Supervised release", None),
    "F": ("Felony vehicle", Purpose.WARRANT_SUSPECT_STOLEN),
    "H": ("Protection order", None),
    "K": ("Protective interest", None),
    "L": ("Violent person", None),
    "M": ("Missing person", Purpose.MISSING_PERSON),
    "P": ("Stolen plate", Purpose.WARRANT_SUSPECT_STOLEN),
    "R": ("Canadian record", None),
    "T": ("Gang or terrorist", None),
    "V": ("Stolen vehicle", Purpose.WARRANT_SUSPECT_STOLEN),
    "W": ("Wanted person", Purpose.WARRANT_SUSPECT_STOLEN),
    "X": ("Sex offender", None),
}
"""NCIC's file code: its words, and the purpose of the policy that it stands for. None: it cannot alert.

Being on supervised release, under a protection order, or on the register of sex offenders is no circumstance of E.a by
itself. `T` mixes the watch list of terrorists (E.a.11) with gangs, which are none: a department decides.
"""

_OTHERWISE: Final = {"NB": "NE"}


@lru_cache(maxsize=4_096)
def state(code: str) -> str:
    """A state as we write it; empty for whatever is none. No state has a digit, so a 0 in it was an O."""
    letters = letters_of(code.strip().upper())
    found = _OTHERWISE.get(letters, letters)
    return found if found in STATES else ""


@lru_cache(maxsize=4_096)
def colour(code: str) -> str:
    """`BLK/WHI` as `black and white`."""
    parts = [letters_of(part) for part in code.strip().upper().split("/") if part.strip()]
    return " and ".join(COLOURS.get(part, part) for part in parts)


@lru_cache(maxsize=4_096)
def make(code: str) -> str:
    """A make by its code, old and new variants alike. A code that we do not know is shown as it came."""
    known = letters_of(code.strip().upper())
    return MAKES.get(known, known)


@lru_cache(maxsize=4_096)
def body(code: str) -> str:
    """A body style by its code."""
    known = code.strip().upper()
    return BODIES.get(known, known)


def letters_of(code: str) -> str:
    """A field that has letters alone, of a source that writes the digit 0 for the letter O."""
    return code.replace("0", "O")
