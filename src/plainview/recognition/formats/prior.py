"""How likely a number is by the ways its state numbers: what tells alternates of a reading apart."""

import math
from collections import defaultdict
from functools import cache
from typing import Final

from plainview.recognition.formats.connecticut import CONNECTICUT
from plainview.recognition.formats.grammar import ALL_LETTERS, DIGITS, Format
from plainview.recognition.formats.midwest import MIDWEST
from plainview.recognition.formats.northeast import NORTHEAST
from plainview.recognition.formats.south import SOUTH
from plainview.recognition.formats.west import WEST

FORMATS: Final = CONNECTICUT + NORTHEAST + SOUTH + MIDWEST + WEST
MET: Final = {
    "CT": 60.0, "NY": 9.0, "MA": 8.0, "NJ": 4.0, "RI": 3.0, "FL": 2.5, "PA": 2.5, "NH": 1.2, "ME": 1.2, "VT": 1.0,
    "VA": 1.0, "MD": 1.0, "NC": 1.0, "CA": 0.8, "TX": 0.8, "GA": 0.8, "OH": 0.6, "IL": 0.6, "MI": 0.5, "SC": 0.5,
    "TN": 0.5, "DE": 0.4, "AZ": 0.4, "IN": 0.4,
}  # fmt: skip
"""How often a state's plates are met in Connecticut, as weights: an estimate. Those not named have `_SELDOM`."""
_SELDOM: Final = 0.25
_FREE: Final = 0.06
"""The share of plates that follow no way of numbering: vanity plates, and what this package does not know."""
_ODD: Final = 0.01
"""The share of serial characters that are letters which the state is said to leave out."""
_KINDS: Final = str.maketrans(ALL_LETTERS + DIGITS, "A" * 26 + "9" * 10)
_LENGTHS: Final = (0.0, 0.005, 0.02, 0.06, 0.11, 0.17, 0.24, 0.30, 0.07, 0.015, 0.01)
"""How often a free text has that many characters, from none to ten."""
_LETTER: Final = math.log(0.8 / 26)
_DIGIT: Final = math.log(0.2 / 10)
_Slots = tuple[dict[str, float], ...]


def formats_of(state: str) -> tuple[Format, ...]:
    """The ways in which a state (two letters) has numbered its plates; none for a state that is not known."""
    return tuple(each for each in FORMATS if each.state == state)


def fits(text: str, state: str | None) -> float:
    """The natural logarithm of how likely a plate of that state carries this text.

    A mixture: the state's formats by their weights, each drawing its characters evenly, and with 6 % of the weight a
    free text (vanity plates), so that the answer is never minus infinity. Probabilities over all texts of a state sum
    to 1 nearly, so answers for one state can be compared, also between lengths. Add them, weighted, to the logarithms
    of a reader's own confidence to rank alternates. A reader is even over 36 characters before it looks; what a text
    has above chance is `fits(text, state) + len(text) * log(36)`.

    Args:
        text: canonical, A-Z and 0-9.
        state: two letters; None or an unknown one takes all states as often as they are met in Connecticut.
    """
    free = _free(text)
    total = 0.0
    for weight, slots in _by_shape(state if state in MET or state in _states() else None).get(
        text.translate(_KINDS), ()
    ):
        share = weight
        for character, slot in zip(text, slots, strict=True):
            share *= slot[character]
        total += share
    return math.log(_FREE * free + (1 - _FREE) * total)


def _free(text: str) -> float:
    length = len(text)
    often = _LENGTHS[length] if 0 < length < len(_LENGTHS) else 1e-6
    letters = sum(character.isalpha() for character in text)
    return often * math.exp(letters * _LETTER + (length - letters) * _DIGIT)


@cache
def _states() -> frozenset[str]:
    return frozenset(each.state for each in FORMATS)


@cache
def _by_shape(state: str | None) -> dict[str, tuple[tuple[float, _Slots], ...]]:
    """For each shape (`AA99999`) the formats that have it: weight, and per character how likely it is there."""
    states = [state] if state else sorted(_states())
    met = {each: MET.get(each, _SELDOM) for each in states}
    gathered: dict[str, dict[tuple[str, ...], float]] = defaultdict(lambda: defaultdict(float))
    for each in states:
        formats = [one for one in formats_of(each) if not one.vanity]
        whole = sum(one.share for one in formats)
        for one in formats:
            weight = met[each] / sum(met.values()) * one.share / whole
            for shape in _shapes(one):
                gathered[shape][one.slots] += weight
    return {
        shape: tuple((weight, tuple(map(_chances, slots))) for slots, weight in ways.items())
        for shape, ways in gathered.items()
    }


def _shapes(one: Format) -> tuple[str, ...]:
    """The shapes that a format's texts have; only a set of letters and digits together gives more than one."""
    shapes = [""]
    for slot in one.slots:
        kinds = sorted(set(slot.translate(_KINDS)))
        shapes = [shape + kind for shape in shapes for kind in kinds]
    return tuple(shapes)


@cache
def _chances(slot: str) -> dict[str, float]:
    """Of every character how likely it stands in a place where these stand."""
    kind = DIGITS if slot[0] in DIGITS else ALL_LETTERS
    odd = [each for each in kind if each not in slot]
    left = _ODD if odd and len(slot) > 1 else 1e-4
    inside = (1 - left if odd else 1.0) / len(slot)
    return {each: inside if each in slot else left / len(odd) if odd else 0.0 for each in ALL_LETTERS + DIGITS}
