"""An engine for tests and rehearsals: it says what it was told to say."""

from collections.abc import Iterable

from plainview.recognition.engine import Image, check
from plainview.terms.read import Character, Reading


class ScriptedEngine:
    """Answers every picture with the same readings, after the same check as a real engine."""

    name = "scripted"
    version = "1"

    def __init__(self, readings: Iterable[Reading] = (), *, threads: int = 1) -> None:
        self.threads = threads
        self._readings = tuple(readings)

    def read(self, image: Image) -> tuple[Reading, ...]:
        check(image)
        return self._readings

    def read_crop(self, image: Image) -> Reading | None:
        check(image)
        return self._readings[0] if self._readings else None


def reading(plate: str, *, confidence: float = 0.9, box: tuple[int, int, int, int] = (10, 20, 120, 60)) -> Reading:
    """A reading of `plate` (letters and digits) whose characters are all as sure as the whole."""
    return Reading(
        plate=plate, confidence=confidence, box=box, characters=tuple(Character(char, confidence) for char in plate)
    )
