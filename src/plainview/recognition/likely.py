"""What the states' formats say about a doubtful character: a prior over its alternates, never a rewrite.

What was read stays as it was read, and so does its confidence. Only what else a character might be is put into the
order in which a person should try it: in `AB 12345` of Connecticut, a doubtful third character is rather 1 than I.
"""

import math
from collections.abc import Sequence
from typing import Final

from plainview.recognition.formats import fits
from plainview.terms.read import Alternate, Character

_WEIGHT: Final = 0.5
"""How much the formats count beside the picture; their shares are estimates."""
_STRONGEST: Final = 4.0
"""The factor by which formats may raise or lower an alternate, at most."""


def reranked(characters: Sequence[Character], state: str | None) -> tuple[Character, ...]:
    """The same characters, each with its alternates by picture and format together.

    The alternates of a character keep the sum of their confidences.
    """
    text = "".join(each.char for each in characters)
    return tuple(
        _reranked(text, place, each, state) if len(each.alternates) > 1 else each
        for place, each in enumerate(characters)
    )


def _reranked(text: str, place: int, character: Character, state: str | None) -> Character:
    known = [fits(text[:place] + each.char + text[place + 1 :], state) for each in character.alternates]
    middle = sum(known) / len(known)
    weights = [
        each.confidence * min(_STRONGEST, max(1 / _STRONGEST, math.exp(_WEIGHT * (fit - middle))))
        for each, fit in zip(character.alternates, known, strict=True)
    ]
    share = sum(each.confidence for each in character.alternates) / sum(weights)
    told = [Alternate(each.char, min(1.0, w * share)) for each, w in zip(character.alternates, weights, strict=True)]
    return Character(character.char, character.confidence, tuple(sorted(told, key=lambda each: -each.confidence)))
