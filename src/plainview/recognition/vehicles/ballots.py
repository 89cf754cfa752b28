"""What votes on a plate: readings with their moment and how legible they were, and how loud each of them speaks.

Frames are no independent witnesses: what blurs one blurs the next. So a reading shares its voice with those taken
around the same moment, and ten frames of one moment count like three. Legibility counts squared, so that ten frames
that are a third as legible do not outshout a sharp one.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from plainview.terms.plate import canonical
from plainview.terms.read import Character, Reading

LASTING: Final = 0.2
"""How much two frames of one vehicle err alike however far apart in time: same plate, same engine (0 to 1)."""
FADING: Final = 0.5
"""Seconds after which what is alike beyond that has fallen to a third."""
_LEAST_WEIGHT: Final = 0.05


@dataclass(frozen=True)
class Ballot:
    """A reading, the second at which it was filmed, and how legible its picture was (0 to 1)."""

    reading: Reading
    seconds: float
    legibility: float = 1.0

    @property
    def text(self) -> str:
        return canonical(self.reading.plate)

    @property
    def characters(self) -> tuple[Character, ...]:
        """The characters of the text; where the engine gave others or none, those of the text as sure as the whole."""
        stated = self.reading.characters
        if "".join(character.char for character in stated) == self.text:
            return stated
        return tuple(Character(char, self.reading.confidence) for char in self.text)


def best(ballots: Sequence[Ballot]) -> Ballot:
    """The most legible ballot that is sure of itself too; of equal ones the earliest."""
    return max(ballots, key=lambda each: (each.legibility * each.reading.confidence, -each.seconds))


def _crowds(ballots: Sequence[Ballot]) -> list[float]:
    """How many ballots speak at the moment of each, itself included and the distant ones in part."""
    return [
        math.fsum(  # exact, so that the order of the ballots changes nothing, not even the last bit
            LASTING + (1 - LASTING) * math.exp(-abs(ballot.seconds - other.seconds) / FADING) for other in ballots
        )
        for ballot in ballots
    ]


def voices(ballots: Sequence[Ballot]) -> list[float]:
    """How much each ballot counts beside the others: by its legibility, shared with those of its moment."""
    return [
        max(_LEAST_WEIGHT, ballot.legibility**2) / math.sqrt(crowd)
        for ballot, crowd in zip(ballots, _crowds(ballots), strict=True)
    ]


def powers(ballots: Sequence[Ballot]) -> list[float]:
    """By how much each ballot's logarithms count; together as much as so many independent ballots, at least one."""
    witnesses = max(1.0, math.fsum(1 / math.sqrt(crowd) for crowd in _crowds(ballots)))
    loud = voices(ballots)
    total = math.fsum(loud)
    return [witnesses * voice / total for voice in loud]
