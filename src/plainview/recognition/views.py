"""Several looks at one plate, brought to one reading.

A recogniser that errs on one cut of a plate is often right on another, so each plate is looked at three ways: the line
alone, stretched because plate characters are narrower than print, and two bands across the whole plate. Each look votes
with its confidence for a number of characters; the looks that agree on it are averaged place by place. What they
disagree on becomes a lower confidence and an alternate, which is what a person who verifies the read needs to see.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from plainview.recognition.ctc import ALTERNATES_AT_MOST, ALTERNATES_FROM, Line
from plainview.recognition.engine import Image
from plainview.recognition.engines.text_lines import WIDEST
from plainview.terms.plate import MAX_LENGTH
from plainview.terms.read import Alternate, Character

BANDS: Final = ((0.2, 0.85), (0.25, 0.8))
"""From and to, in parts of a plate's height: where its large characters stand."""


def bands(plate: Image) -> tuple[Image, ...]:
    """The bands of a levelled picture of a plate, without its slogans and its frame."""
    height = plate.shape[0]
    return tuple(plate[int(height * top) : max(int(height * top) + 1, int(height * bottom))] for top, bottom in BANDS)


def scaled(image: Image, height: int, stretch: float = 1.0) -> Image:
    """The picture at `height` pixels, its width `stretch` times what that height would give."""
    width = min(WIDEST, max(8, round(image.shape[1] * height / image.shape[0] * stretch)))
    way = cv2.INTER_AREA if height < image.shape[0] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, (width, height), interpolation=way), np.uint8)


def agreed(looks: Sequence[Line], *, shortest: int = 1, longest: int = MAX_LENGTH) -> Line | None:
    """One line from several looks at the same plate, or None where none has a fitting number of characters.

    `trust` of the answer is the share of the looks that saw that number of characters.
    """
    votes: dict[int, float] = defaultdict(float)
    for look in looks:
        if shortest <= len(look.characters) <= longest:
            votes[len(look.characters)] += look.confidence
    if not votes:
        return None
    length = max(votes, key=lambda length: votes[length])
    agreeing = [look for look in looks if len(look.characters) == length]
    places = zip(*(look.characters for look in agreeing), strict=True)
    return Line(
        tuple(_averaged(place) for place in places),
        separators=max(look.separators for look in agreeing),
        small=min(look.small for look in agreeing),
        trust=len(agreeing) / len(looks),
    )


def _averaged(place: Sequence[Character]) -> Character:
    chances: dict[str, float] = defaultdict(float)
    for character in place:
        for said in (Alternate(character.char, character.confidence), *character.alternates):
            chances[said.char] += said.confidence / len(place)
    (char, confidence), *others = sorted(chances.items(), key=lambda chance: -chance[1])[: 1 + ALTERNATES_AT_MOST]
    likely = tuple(Alternate(other, chance) for other, chance in others if chance >= ALTERNATES_FROM)
    return Character(char, min(1.0, confidence), likely)
