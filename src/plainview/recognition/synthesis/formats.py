"""How states number their plates: Connecticut's four ways, and the common one of each neighbour.

In a pattern `A` stands for a letter, `9` for a digit and a space for the gap that the plate shows; a pattern of stars
is a vanity plate of that many characters at most. Letters that pass for digits (I, O, Q) are left out of serial
numbers, as most states do.
"""

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from plainview.terms.plate import canonical

LETTERS: Final = "ABCDEFGHJKLMNPRSTUVWXYZ"
CONSONANTS: Final = "BCDFGHJKLMNPRSTVWXYZ"
"""For three letters and more in a row, so that chance writes no word."""
DIGITS: Final = "0123456789"
VANITY_WORDS: Final = (
    "MYSTIC", "SEAGULL", "OYSTER", "HARBOR", "SKIPPER", "MAPLE", "NUTMEG", "FIDDLE", "BIGTOP",
    "SUNDAY", "TUBA", "KAYAK", "PIZZA", "WHALER", "GRANDMA", "HUSKY", "PUMPKIN", "TEACHER", "CYCLIST",
)  # fmt: skip
"""Harmless words of seven letters at most."""


class Issued(NamedTuple):
    """A plate that a state could have issued: the canonical text and the state's two letters."""

    plate: str
    state: str


@dataclass(frozen=True)
class Format:
    """One way of numbering. `share` is how often it is met, as a weight within its state."""

    state: str
    name: str
    pattern: str
    share: float

    @property
    def vanity(self) -> bool:
        return self.pattern.startswith("*")

    def matches(self, plate: str) -> bool:
        """Whether a canonical plate can be of this format."""
        if self.vanity:
            return re.fullmatch(rf"[A-Z0-9]{{2,{len(self.pattern)}}}", plate) is not None
        kinds = {"A": "[A-Z]", "9": "[0-9]"}
        return re.fullmatch("".join(kinds[each] for each in self.pattern.replace(" ", "")), plate) is not None

    def spaced(self, plate: str) -> str:
        """The canonical plate with the gap that the metal shows."""
        gap = self.pattern.find(" ")
        return plate if gap < 0 else f"{plate[:gap]} {plate[gap:]}"

    def draw(self, rng: np.random.Generator) -> str:
        """A plate of this format, canonical."""
        if self.vanity:
            return _vanity(rng, len(self.pattern))
        kinds = {"A": CONSONANTS if "AAA" in self.pattern else LETTERS, "9": DIGITS}
        return "".join(kinds[each][int(rng.integers(len(kinds[each])))] for each in self.pattern.replace(" ", ""))


FORMATS: Final = (
    Format("CT", "main, since 2015", "AA 99999", 0.70),
    Format("CT", "1980 to 2013", "999 AAA", 0.14),
    Format("CT", "2013 to 2015", "9AAAA9", 0.08),
    Format("CT", "vanity", "*******", 0.08),
    Format("MA", "common", "9AAA 99", 1.0),
    Format("NY", "common", "AAA 9999", 1.0),
    Format("RI", "common", "9AA 999", 1.0),
    Format("NJ", "common", "A99 AAA", 1.0),
)
STATES: Final = {"CT": 0.78, "MA": 0.08, "NY": 0.07, "RI": 0.04, "NJ": 0.03}
"""State: how often its plates are met in Connecticut, as a share."""


def format_of(plate: str, state: str) -> Format:
    """The format of a plate; a text that fits no serial number of its state is taken for a vanity plate."""
    text = canonical(plate)
    for each in FORMATS:
        if each.state == state and not each.vanity and each.matches(text):
            return each
    return Format(state, "vanity", "*******", 0.0)


def plates_for(seed: int, count: int) -> tuple[Issued, ...]:
    """That many different plates by the grammar of their states, always the same for the same seed."""
    rng = np.random.default_rng([seed, 0x9A7E])
    drawn: dict[Issued, None] = {}
    while len(drawn) < count:
        state = str(rng.choice(list(STATES), p=list(STATES.values())))
        formats = [each for each in FORMATS if each.state == state]
        chosen = formats[int(rng.choice(len(formats), p=[each.share for each in formats]))]
        drawn[Issued(chosen.draw(rng), state)] = None
    return tuple(drawn)


def _vanity(rng: np.random.Generator, length: int) -> str:
    word = VANITY_WORDS[int(rng.integers(len(VANITY_WORDS)))]
    room = length - len(word)
    if room and rng.random() < 0.5:  # noqa: PLR2004 - every other one has a number after it
        return f"{word}{int(rng.integers(1, 10 ** min(room, 2)))}"
    return word
