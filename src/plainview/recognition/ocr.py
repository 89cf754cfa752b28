"""What a plate says: the reader's network on one band of it after another."""

from typing import Final, Protocol

import numpy as np

from plainview.recognition import views
from plainview.recognition.calibration import Calibration
from plainview.recognition.ctc import Decoder, Line
from plainview.recognition.engine import Image
from plainview.recognition.rectify import WORDS, Band, Corners, as_input, straightened
from plainview.recognition.states import PrintedState, state_of
from plainview.recognition.weights import Network
from plainview.terms.read import Alternate, Character

ALPHABET_NOTE: Final = "character"
"""The note in the network's file that lists its characters, one a line."""
CHARACTER_NOTE: Final = "calibration of characters"
PLATE_NOTE: Final = "calibration of plates"
"""The notes that hold slope and offset of a `Calibration`; without them confidences stay as the network states them."""
_OTHER_LOOKS: Final[tuple[Band, ...]] = ((0.08, 0.92), (0.19, 0.82))
"""Bands that are read too where the first look is unsure, closely cut."""
_SURE: Final = 0.9
"""Confidence of a first look from which no other one is taken."""
_WORDS_WIDTHS: Final = (192, 256)  # pixels to which the words of small and of large plates are brought
_LARGE_FROM: Final = 150.0  # pixels of a plate's width
_LEGIBLE: Final = 0.5  # sureness of the upper words of a small plate, below which the lower ones are a blur too
_WORDS_FROM: Final = 90.0  # pixels of a plate's width; in smaller ones the printed words are a blur


class SecondReader(Protocol):
    """Somebody else who may be asked."""

    def __call__(self, image: Image, corners: Corners, first: Line | None) -> Line | None:
        """The line that both together make of the plate at those corners; `first` is what was read before."""


class PlateReader:
    """Reads the characters of a plate, and its state from the words around them."""

    def __init__(self, network: Network, second: SecondReader | None = None) -> None:
        self._network = network
        self._second = second
        self._decoder = Decoder(network.note(ALPHABET_NOTE).splitlines())
        self._of_characters = _calibration(network.note(CHARACTER_NOTE))
        self._of_plates = _calibration(network.note(PLATE_NOTE))

    def characters(self, image: Image, corners: Corners) -> Line | None:
        """The large characters of the plate at those corners, or None where none is seen.

        An unsure first look is followed by two more; what they disagree on becomes a lower confidence. Where that is
        still unsure, the second reader is asked, if there is one.
        """
        first = self._look(straightened(image, corners))
        if first.confidence >= _SURE:
            return first
        line = views.agreed(
            [first, *(self._look(straightened(image, corners, band, margin=0)) for band in _OTHER_LOOKS)]
        )
        if self._second is not None and (line is None or line.confidence < _SURE):
            line = self._second(image, corners, line)
        return line

    def calibrated(self, line: Line) -> tuple[float, tuple[Character, ...]]:
        """Confidence of the whole line and its characters with theirs, as often right as they say.

        The whole is never surer than its least sure character.
        """
        characters = tuple(
            Character(each.char, told := self._of_characters(each.confidence), _within(each, told))
            for each in line.characters
        )
        return min([self._of_plates(line.confidence), *(each.confidence for each in characters)]), characters

    def state(self, image: Image, corners: Corners) -> PrintedState | None:
        """The issuing state, or None where no words that name one are legible."""
        across = float(np.linalg.norm(corners[1] - corners[0]))
        if across < _WORDS_FROM:
            return None
        large = across >= _LARGE_FROM
        lines: list[tuple[str, float]] = []
        for band in WORDS:
            line = self._look(straightened(image, corners, band, width=_WORDS_WIDTHS[large]))
            lines.append((line.text, line.sureness))
            if state := state_of(lines):
                return state
            if not large and line.sureness < _LEGIBLE:
                return None
        return None

    def _look(self, shown: Image) -> Line:
        return self._decoder(self._network(as_input(shown))[0])


def _calibration(note: str) -> Calibration:
    return Calibration(*map(float, note.split())) if note else Calibration()


def _within(character: Character, confidence: float) -> tuple[Alternate, ...]:
    """The alternates, scaled into what the character's own confidence leaves."""
    share = (1 - confidence) / max(1 - character.confidence, 1e-6)
    return tuple(Alternate(each.char, min(1 - confidence, each.confidence * share)) for each in character.alternates)
