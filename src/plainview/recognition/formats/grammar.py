"""The language in which a state's way of numbering is written down, and what can be asked of one way.

In a pattern `A` stands for a letter, `9` for a digit, `[ABC]` or `[1-9]` for one of those, a small letter for itself
(`x999` begins with an X), and a space for the gap that the plate shows. `(CO)` are small stacked letters, which are
not part of the number. A pattern of stars is a vanity plate of that many characters at most.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np

LETTERS: Final = "ABCDEFGHJKLMNPRSTUVWXYZ"
"""Letters that pass for digits (I, O, Q) are left out of serial numbers, as most states do."""
ALL_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CONSONANTS: Final = "BCDFGHJKLMNPRSTVWXYZ"
"""For three letters and more in a row, so that chance writes no word."""
DIGITS: Final = "0123456789"
VANITY_WORDS: Final = (
    "MYSTIC", "SEAGULL", "OYSTER", "HARBOR", "SKIPPER", "MAPLE", "NUTMEG", "FIDDLE", "BIGTOP",
    "SUNDAY", "TUBA", "KAYAK", "PIZZA", "WHALER", "GRANDMA", "HUSKY", "PUMPKIN", "TEACHER", "CYCLIST",
)  # fmt: skip
"""Harmless words of seven letters at most."""

_PART: Final = re.compile(r"\((?P<stack>[A-Z0-9]+)\)|\[(?P<set>[A-Z0-9-]+)\]|(?P<one>[A-Za-z0-9 ])")


@dataclass(frozen=True)
class Format:
    """One way of numbering.

    Attributes:
        state: two letters.
        name: what the plates are for, or when they were issued.
        pattern: in the language of this module.
        share: how often it is met, as a weight within its state.
        letters: what `A` stands for; without it the letters that a number of this pattern commonly has.
    """

    state: str
    name: str
    pattern: str
    share: float
    letters: str = ""

    @property
    def vanity(self) -> bool:
        return self.pattern.startswith("*")

    @property
    def stacked(self) -> str:
        """The small letters beside the number, none mostly."""
        found = re.search(r"\(([A-Z0-9]+)\)", self.pattern)
        return found.group(1) if found else ""

    @cached_property
    def slots(self) -> tuple[str, ...]:
        """For each character of the number what may stand there; empty for vanity plates."""
        if self.vanity:
            return ()
        kinds = {"A": self.letters or (CONSONANTS if "AAA" in self.pattern else LETTERS), "9": DIGITS}
        slots: list[str] = []
        for part in _PART.finditer(self.pattern):
            if part["set"]:
                slots.append(_spelled(part["set"]))
            elif part["one"] and part["one"] != " ":
                slots.append(kinds.get(part["one"], part["one"].upper()))
        return tuple(slots)

    @cached_property
    def gaps(self) -> tuple[int, ...]:
        """After how many characters the plate shows a gap."""
        plain = re.sub(r"\[[^]]+\]", "9", re.sub(r"\([A-Z0-9]+\)", "", self.pattern)).strip()
        before = [len(plain[:at].replace(" ", "")) for at, each in enumerate(plain) if each == " "]
        return tuple(sorted(set(before)))

    @cached_property
    def _matcher(self) -> re.Pattern[str]:
        if self.vanity:
            return re.compile(rf"[A-Z0-9]{{2,{len(self.pattern)}}}")
        kinds = {"A": "[A-Z]", "9": "[0-9]"}
        wanted: list[str] = []
        for part in _PART.finditer(self.pattern):
            if part["set"]:
                wanted.append(f"[{part['set']}]")
            elif part["one"] and part["one"] != " ":
                wanted.append(kinds.get(part["one"], part["one"].upper()))
        return re.compile("".join(wanted))

    def matches(self, plate: str) -> bool:
        """Whether a canonical plate can be of this format."""
        return self._matcher.fullmatch(plate) is not None

    def spaced(self, plate: str) -> str:
        """The canonical plate with the gaps that the metal shows."""
        shown = plate
        for gap in reversed(self.gaps):
            shown = f"{shown[:gap]} {shown[gap:]}"
        return shown

    def draw(self, rng: "np.random.Generator") -> str:
        """A plate of this format, canonical."""
        if self.vanity:
            return _vanity(rng, len(self.pattern))
        return "".join(slot[int(rng.integers(len(slot)))] for slot in self.slots)


def listed(lines: str) -> tuple[Format, ...]:
    """Formats written one a line as `state | pattern | weight | name`, with `| letters` where they are special."""
    found: list[Format] = []
    for line in filter(None, map(str.strip, lines.splitlines())):
        state, pattern, share, name, *letters = (part.strip() for part in line.split("|"))
        found.append(Format(state, name, pattern, float(share), *letters))
    return tuple(found)


def _spelled(characters: str) -> str:
    """`1-4X` as 1234X."""
    spelled = re.sub(
        r"(.)-(.)", lambda ends: "".join(map(chr, range(ord(ends.group(1)), ord(ends.group(2)) + 1))), characters
    )
    return "".join(dict.fromkeys(spelled))


def _vanity(rng: "np.random.Generator", length: int) -> str:
    word = VANITY_WORDS[int(rng.integers(len(VANITY_WORDS)))]
    room = length - len(word)
    if room and rng.random() < 0.5:  # noqa: PLR2004 - every other one has a number after it
        return f"{word}{int(rng.integers(1, 10 ** min(room, 2)))}"
    return word
