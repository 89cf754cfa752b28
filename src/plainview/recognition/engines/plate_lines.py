"""Which lines of text in a street are plates, and how far a plate reaches beyond its line.

Most bounds come from the plates themselves: a US plate is 12 x 6 inches with six or seven characters about 2.6 inches
high, a European one 520 x 110 mm with characters about 75 mm high.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from plainview.recognition.ctc import Line
from plainview.recognition.engines.text_lines import TextLine
from plainview.recognition.states import is_printed_word
from plainview.terms.read import Box, Reading

STEEPEST: Final = 30.0
"""Degrees; a plate on a car that is driven does not hang more askew."""
SHORTEST: Final = 4
"""Characters; shorter vanity plates exist, but street text of that length is everywhere."""
LONGEST: Final = 8
"""Characters."""
_ROUNDEST: Final = 1.3
_FLATTEST: Final = 5.2
_LOWEST: Final = 9.0  # pixels; below that even a person guesses
_EUROPEAN_FROM: Final = 3.05  # width to height of the line
_TALLEST: Final = 1.3  # height of a plate to that of its line, where the line may be European
_WITHOUT_LETTERS_UP_TO: Final = 3.4  # longer lines of digits are clocks, telephone numbers and unit numbers
_WITHOUT_DIGITS_UP_TO: Final = 3.2  # longer lines of letters are words on a frame, a van or a shop
_SEPARATORS_AT_MOST: Final = 2


def could_be_plate(line: TextLine) -> bool:
    """Whether the line has the shape of a plate's line. Costs nothing, so it is asked before reading."""
    return _ROUNDEST <= line.shape <= _FLATTEST and line.height >= _LOWEST and abs(line.angle) <= STEEPEST


def reads_like_plate(read: Line, shape: float) -> bool:
    """Whether what was read on a line whose width is `shape` times its height is a plate rather than street text."""
    text = read.text
    if not SHORTEST <= len(text) <= LONGEST or read.separators > _SEPARATORS_AT_MOST:
        return False
    if read.digits == len(text):
        return 5 <= len(text) <= 7 and shape <= _WITHOUT_LETTERS_UP_TO and read.separators < 2  # noqa: PLR2004 - the same
    if read.digits == 0:
        return shape <= _WITHOUT_DIGITS_UP_TO and read.small == 0 and not is_printed_word(text)
    return read.small <= len(text) // 2


def outline(line: TextLine) -> TextLine:
    """The plate around its line of characters."""
    if line.shape < _EUROPEAN_FROM:
        # A short European line looks the same, so the height stays where both fit.
        return replace(line, height=min(line.width / 2, line.height * _TALLEST))
    return replace(line, width=line.width * 1.07, height=line.height * 1.08)


def box(plate: TextLine, width: int, height: int) -> Box:
    """The upright box around a plate, inside a picture of `width` x `height` pixels, at least one pixel large."""
    left = min(max(0, round(plate.x - plate.width / 2)), width - 1)
    top = min(max(0, round(plate.y - plate.height / 2)), height - 1)
    right = min(max(left + 1, round(plate.x + plate.width / 2)), width)
    bottom = min(max(top + 1, round(plate.y + plate.height / 2)), height)
    return left, top, right - left, bottom - top


def without_doubles(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """One reading for each place, the most confident first: two plates do not overlap in a picture.

    Of two, the larger is kept unless it is much less sure, since slogans and dealers' names stand inside a plate's box.
    """
    kept: list[Reading] = []
    for reading in sorted(readings, key=lambda reading: -reading.confidence * reading.box[3]):
        if not any(_centre_inside(reading.box, other.box) or _centre_inside(other.box, reading.box) for other in kept):
            kept.append(reading)
    return tuple(sorted(kept, key=lambda reading: -reading.confidence))


def _centre_inside(one: Box, other: Box) -> bool:
    x, y = one[0] + one[2] / 2, one[1] + one[3] / 2
    return other[0] <= x <= other[0] + other[2] and other[1] <= y <= other[1] + other[3]
