"""An engine on labelled pictures: what it made of each, beside what its labels say, and how long it took.

Texts and boxes are compared by the rule of `score.py`. A picture whose plates have boxes is a photograph and is read
with `Engine.read`; one whose only plate has none is a crop and is read with `Engine.read_crop`.
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol, runtime_checkable

from plainview.recognition.engine import Engine, Image, ImageRejected
from plainview.recognition.measuring.score import LabelledPicture, LabelledPlate, folded, spokesman
from plainview.recognition.measuring.spelling import distance
from plainview.recognition.media.pictures import read_file
from plainview.terms.read import Reading


@runtime_checkable
class StagedEngine(Protocol):
    """What an engine may offer besides `Engine`, where it can say how long each of its stages takes."""

    def read_timed(self, image: Image) -> tuple[tuple[Reading, ...], Mapping[str, float]]:
        """What `Engine.read` gives, and the milliseconds of each stage by its name: "find", "read", "state"."""


@dataclass(frozen=True)
class Look:
    """What an engine made of one picture. Times are in milliseconds, without reading and decoding the file."""

    picture: LabelledPicture
    readings: tuple[Reading, ...]
    milliseconds: float
    crop: bool = False
    """Whether the whole picture was taken for one plate."""
    stages: Mapping[str, float] | None = None

    @cached_property
    def answers(self) -> tuple["Answer", ...]:
        """The labelled plates, each with the reading that speaks for it."""
        if self.crop:
            return tuple(Answer(label, next(iter(self.readings), None)) for label in self.picture.plates)
        boxed = ((label, label.box) for label in self.picture.plates)
        return tuple(Answer(label, spokesman(self.readings, box)) for label, box in boxed if box is not None)


@dataclass(frozen=True)
class Answer:
    """A labelled plate with what was read for it, None where nothing was."""

    label: LabelledPlate
    reading: Reading | None

    @property
    def right(self) -> bool:
        """Whether the texts are equal after folding; False where either is missing."""
        if self.reading is None or self.label.text is None:
            return False
        return folded(self.reading.plate) == folded(self.label.text)

    @property
    def edits(self) -> int:
        """Characters of the label that are wrong, as changes between the folded texts, at most its length."""
        label = folded(self.label.text or "")
        return min(len(label), distance(folded(self.reading.plate), label) if self.reading else len(label))


@dataclass(frozen=True)
class Unreadable:
    """A picture that could not be opened or decoded. It is left out of every figure."""

    path: Path
    reason: str


def looks(engine: Engine, pictures: Iterable[LabelledPicture], *, crops: bool = False) -> Iterator[Look | Unreadable]:
    """Read each picture, one after another; `crops` takes each for one plate, whatever its labels say."""
    for picture in pictures:
        try:
            image = read_file(picture.path)
        except ImageRejected as reason:
            yield Unreadable(picture.path, str(reason))
        except OSError as reason:
            yield Unreadable(picture.path, f"the file cannot be opened: {reason.strerror}")
        else:
            yield look(engine, picture, image, crop=crops or is_crop(picture))


def look(engine: Engine, picture: LabelledPicture, image: Image, *, crop: bool) -> Look:
    """Read one picture that has been decoded already."""
    readings: tuple[Reading, ...]
    stages = None
    started = time.perf_counter()
    if crop:
        reading = engine.read_crop(image)
        readings = () if reading is None else (reading,)
    elif isinstance(engine, StagedEngine):
        readings, stages = engine.read_timed(image)
    else:
        readings = engine.read(image)
    return Look(picture, readings, (time.perf_counter() - started) * 1000, crop, stages)


def is_crop(picture: LabelledPicture) -> bool:
    """Whether its labels say that the picture is one plate and nothing else. A street without a plate is none."""
    return bool(picture.plates) and not picture.boxes
