"""Finding plates apart from reading them: what a film needs, where one finds in every frame and reads in few.

An engine may offer this beside `Engine.read`. For one that does not, `AtOnce` stands in: it finds by reading
everything, which is right but as dear as before.
"""

from dataclasses import dataclass, replace
from typing import Final, Protocol, runtime_checkable

import cv2
import msgspec
import numpy as np

from plainview.recognition.engine import Engine, Image
from plainview.recognition.rectify import Corners, upright
from plainview.terms.read import Box, Reading

_LARGE: Final = 160.0  # pixels of a plate's width; more add nothing to what can be read
_HEIGHT: Final = 32  # pixels to which a plate is brought before its sharpness is measured
_SHARP: Final = 400.0  # variance of the Laplacian at which a plate counts as half sharp
_MARGIN: Final = 0.15  # of a plate's width and height, on each side


@dataclass(frozen=True, eq=False)  # corners are an array, which does not compare to one truth
class Found:
    """A plate in a frame, not read yet: its corners, the upright box around it, and how sure the finder is (0 to 1)."""

    corners: Corners
    box: Box
    score: float


@dataclass(frozen=True, eq=False)
class FoundRead(Found):
    """A plate that was read when it was found."""

    reading: Reading


@runtime_checkable
class Finder(Protocol):
    """Finds plates and reads one that was found. It keeps no state between frames and never writes on them."""

    @property
    def name(self) -> str:
        """As `Engine.name`."""

    @property
    def version(self) -> str:
        """As `Engine.version`."""

    def find(self, image: Image) -> tuple[Found, ...]:
        """The plates in a frame (BGR, uint8, height x width x 3), the surest first; often none.

        Raises:
            ImageRejected: the array is no such picture.
        """

    def look(self, image: Image, found: Found) -> Reading | None:
        """The reading of a plate that was found in this frame, its box in the frame's pixels; None: illegible."""


class AtOnce:
    """A finder made of an engine that can only read whole pictures."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def name(self) -> str:
        return self._engine.name

    @property
    def version(self) -> str:
        return self._engine.version

    def find(self, image: Image) -> tuple[FoundRead, ...]:
        return tuple(
            FoundRead(upright(reading.box), reading.box, reading.confidence, reading)
            for reading in self._engine.read(image)
        )

    def look(self, image: Image, found: Found) -> Reading | None:  # noqa: ARG002 - it was read when it was found
        return found.reading if isinstance(found, FoundRead) else None


def finder(engine: Engine) -> Finder:
    """The engine itself where it can find and look, otherwise one that stands in for it."""
    return engine if isinstance(engine, Finder) else AtOnce(engine)


def cut(image: Image, box: Box, margin: float = _MARGIN) -> Image:
    """The part of a picture around a box, without copying it; one pixel at least."""
    x, y, width, height = box
    left, top = max(0, round(x - width * margin)), max(0, round(y - height * margin))
    left, top = min(left, image.shape[1] - 1), min(top, image.shape[0] - 1)
    right, bottom = round(x + width * (1 + margin)), round(y + height * (1 + margin))
    return image[top : max(top + 1, bottom), left : max(left + 1, right)]


def legibility(image: Image, box: Box) -> float:
    """How large and sharp a plate is in a picture, from 0 to 1; for comparing pictures of one plate."""
    plate = cv2.cvtColor(cut(image, box, 0), cv2.COLOR_BGR2GRAY)
    width = max(1, round(plate.shape[1] * _HEIGHT / plate.shape[0]))
    way = cv2.INTER_AREA if plate.shape[0] > _HEIGHT else cv2.INTER_LINEAR
    level = cv2.resize(plate, (width, _HEIGHT), interpolation=way)
    edges = float(cv2.Laplacian(level, cv2.CV_32F).var())
    return min(1.0, box[2] / _LARGE) * edges / (edges + _SHARP)


def moved(found: Found, across: int, down: int) -> Found:
    """What was found in a part of a frame, in the frame's pixels."""
    x, y, width, height = found.box
    box: Box = (x + across, y + down, width, height)
    shifted = replace(found, box=box, corners=found.corners + np.array([across, down], np.float32))
    if isinstance(shifted, FoundRead):
        return replace(shifted, reading=msgspec.structs.replace(shifted.reading, box=box))
    return shifted
