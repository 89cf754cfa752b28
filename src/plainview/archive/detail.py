"""What a read says beside its plate, in some twenty-five bytes: the box, the certainties, what else a character may be.

Pure. Certainties are kept in steps of half a percent, one byte each; numbers that are mostly small take as many bytes
as they need, seven bits in each. As JSON and arrays the same took eight times as much, for every read of a month.

What is stated of the vehicle stands in front, where the database looks for it (migration 0004), and only where
something is: a first byte that no certainty has says for how many of colour, make and body, in this order, a number and
a certainty follow.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from plainview.terms.read import Alternate, Box, Character, Reading
from plainview.terms.vehicle import NUMBERS, WORDS, Stated, StatedVehicle

_STEPS: Final = 200
_NOT_SAID: Final = 255
_MORE: Final = 0x80
_ALTERNATE_BYTES: Final = 3
STATED: Final = 240
"""The first byte where something is stated, less one to three: 0 to 200 and 255 are certainties of a state."""


@dataclass(frozen=True)
class Detail:
    """A read's box in the photograph, its characters, and what was said of the state, the picture and the vehicle."""

    box: Box
    characters: tuple[Character, ...]
    state_confidence: float | None
    quality: float | None
    frames: int | None
    vehicle: StatedVehicle | None = None


def encode(reading: Reading) -> bytes:
    """The detail of a reading, for the column `detail`.

    Raises:
        KeyError: what is stated of the vehicle is no word of the lists.
    """
    out = [*_stated(reading.stated), _step(reading.state_confidence), _step(reading.quality)]
    for number in (*reading.box, reading.frames or 0):
        out += _number(number)
    out += [round(each.confidence * _STEPS) for each in reading.characters]
    for place, each in enumerate(reading.characters):
        for other in each.alternates:
            out += (place, ord(other.char), round(other.confidence * _STEPS))
    return bytes(out)


def decode(detail: bytes, plate: str) -> Detail:
    """What `encode` wrote of a read whose canonical plate this is."""
    rest = iter(detail)
    first = next(rest)
    vehicle = None
    if STATED < first < _NOT_SAID:
        vehicle = _vehicle(rest, first - STATED)
        first = next(rest)
    state_confidence, quality = _said(first), _said(next(rest))
    left, top, width, height, frames = (_number_from(rest) for _ in range(5))
    confidences = [next(rest) / _STEPS for _ in plate]
    alternates = _alternates(bytes(rest), len(plate))
    characters = tuple(map(Character, plate, confidences, alternates))
    return Detail((left, top, width, height), characters, state_confidence, quality, frames or None, vehicle)


def _stated(vehicle: StatedVehicle | None) -> list[int]:
    """Number and certainty of colour, make and body, as far as the last of them that is stated."""
    pairs: list[int] = []
    last = 0
    for trait, said in vehicle.each() if vehicle else ():
        pairs += (NUMBERS[trait][said.word], round(said.confidence * _STEPS)) if said else (0, 0)
        last = len(pairs) if said else last
    return [STATED + last // 2, *pairs[:last]] if last else []


def _vehicle(rest: Iterator[int], pairs: int) -> StatedVehicle:
    """What is stated, from so many pairs of a number and a certainty."""
    said = {}
    for trait, _ in zip(WORDS, range(pairs), strict=False):
        number, step = next(rest), next(rest)
        if number:
            said[trait.value] = Stated(WORDS[trait][number - 1], step / _STEPS)
    return StatedVehicle(**said)


def _alternates(written: bytes, characters: int) -> Sequence[tuple[Alternate, ...]]:
    found: list[tuple[Alternate, ...]] = [()] * characters
    for start in range(0, len(written), _ALTERNATE_BYTES):
        place, char, step = written[start : start + _ALTERNATE_BYTES]
        found[place] = (*found[place], Alternate(chr(char), step / _STEPS))
    return found


def _step(confidence: float | None) -> int:
    return _NOT_SAID if confidence is None else round(confidence * _STEPS)


def _said(step: int) -> float | None:
    return None if step == _NOT_SAID else step / _STEPS


def _number(number: int) -> list[int]:
    out = []
    while number >= _MORE:
        out.append(number % _MORE + _MORE)
        number //= _MORE
    return [*out, number]


def _number_from(rest: Iterator[int]) -> int:
    number, shift = 0, 0
    for byte in rest:
        number += (byte % _MORE) << shift
        if byte < _MORE:
            break
        shift += 7
    return number
