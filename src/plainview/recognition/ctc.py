"""From what a text recogniser sees, step by step, to characters with their confidence and their alternates.

A recogniser trained by connectionist temporal classification (Graves et al., 2006) gives each narrow step of a line a
probability for each character it knows and for "nothing here". Here the thousands of characters that it knows are
brought down to the 36 of a plate: lower case counts for upper case, every space, dash or ornament is a separator, and
what is left over is lost confidence, so that a line in another script reads badly instead of well.
"""

import math
import string
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plainview.terms.read import Alternate, Character

PLATE_CHARACTERS: Final = string.digits + string.ascii_uppercase
_SEPARATORS: Final = " -\u2013\u2014.\u00b7\u2022:*'\"`,_~|/\\=\u2606\u2605\u2665\u2661+#&"
_SEPARATOR: Final = 1
_FIRST: Final = 2
_FIRST_SMALL: Final = _FIRST + len(PLATE_CHARACTERS)
_KINDS: Final = _FIRST_SMALL + len(string.ascii_lowercase)
ALTERNATES_FROM: Final = 0.01
ALTERNATES_AT_MOST: Final = 4

Steps = NDArray[np.float32]
"""Probabilities, T steps x classes."""


@dataclass(frozen=True)
class Line:
    """A line as it was read: its characters in upper case, the separators among them, and how many letters were small.

    `trust` is below 1 where something other than its characters speaks against the line.
    """

    characters: tuple[Character, ...]
    separators: int = 0
    small: int = 0
    trust: float = 1.0

    @property
    def text(self) -> str:
        return "".join(character.char for character in self.characters)

    @property
    def sureness(self) -> float:
        """How sure its characters are on average (the geometric mean), which long lines do not suffer from."""
        return self.confidence ** (1 / len(self.characters)) if self.characters else 0.0

    @property
    def digits(self) -> int:
        return sum(character.char.isdigit() for character in self.characters)

    @property
    def is_mixed(self) -> bool:
        """Whether it holds letters and digits both."""
        return 0 < self.digits < len(self.characters)

    @property
    def confidence(self) -> float:
        """The chance that every character is right, were they independent; 0 for an empty line."""
        if not self.characters:
            return 0.0
        return self.trust * math.prod(character.confidence for character in self.characters)


class Decoder:
    """Reads the answers of a recogniser whose class 0 is "nothing" and whose class i + 1 is `classes[i]`."""

    def __init__(self, classes: Sequence[str]) -> None:
        kinds = {place: _kind(character) for place, character in enumerate(classes, start=1)}
        known = [(0, 0), *((place, kind) for place, kind in kinds.items() if kind is not None)]
        self._classes, self._kinds = (np.array(column) for column in zip(*known, strict=True))

    def __call__(self, steps: Steps) -> Line:
        """The likeliest line; each character speaks from the step at which it was seen best."""
        kinds = np.zeros((_KINDS, len(steps)), np.float32)
        np.add.at(kinds, self._kinds, steps[:, self._classes].T)
        letters = kinds[_FIRST + len(string.digits) : _FIRST_SMALL]
        small = kinds[_FIRST_SMALL:] > letters
        letters += kinds[_FIRST_SMALL:]
        likeliest = kinds[:_FIRST_SMALL].argmax(axis=0)
        found: list[Character] = []
        separators = small_letters = 0
        for start, end in _runs(likeliest):
            kind = likeliest[start]
            if kind == _SEPARATOR:
                separators += bool(found) and end < len(likeliest)
            elif kind >= _FIRST:
                best = start + int(kinds[kind, start:end].argmax())
                found.append(_character(kinds[_FIRST:_FIRST_SMALL, best]))
                letter = kind - _FIRST - len(string.digits)
                small_letters += letter >= 0 and bool(small[letter, best])
        return Line(tuple(found), separators, small_letters)


def _kind(character: str) -> int | None:
    if len(character) != 1:
        return None
    if character in PLATE_CHARACTERS:
        return _FIRST + PLATE_CHARACTERS.index(character)
    if character in string.ascii_lowercase:
        return _FIRST_SMALL + string.ascii_lowercase.index(character)
    return _SEPARATOR if character in _SEPARATORS else None


def _runs(likeliest: NDArray[np.intp]) -> list[tuple[int, int]]:
    """Start and end of each run of equal steps."""
    edges = [0, *(np.flatnonzero(np.diff(likeliest)) + 1).tolist(), len(likeliest)]
    return list(pairwise(edges))


def _character(chances: NDArray[np.float32]) -> Character:
    first, *others = (
        Alternate(PLATE_CHARACTERS[place], min(1.0, float(chances[place])))
        for place in np.argsort(-chances)[: 1 + ALTERNATES_AT_MOST]
    )
    likely = tuple(other for other in others if other.confidence >= ALTERNATES_FROM)
    return Character(first.char, first.confidence, likely)
