"""What a camera gives: frames, each with the moment of its capture."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from plainview.recognition.engine import Image

Clock = Callable[[], datetime]
"""The time now, with its zone."""

MOVING_FROM: Final = 2.0
"""Frames a second from which a vehicle is followed from one to the next."""


class SourceError(Exception):
    """A source of frames cannot be used; the message names it and says why. It never holds a camera's password."""


@dataclass(frozen=True, eq=False)  # an image does not compare to one truth
class Frame:
    """A picture, BGR uint8 height x width x 3. `position` says where in the source it stands, for people."""

    image: Image
    captured_at: datetime
    position: str


class Source(Protocol):
    """A camera, or what stands in for one."""

    @property
    def moving(self) -> bool:
        """Whether frames follow one another so closely that a plate can be followed from one to the next."""

    @property
    def dropped(self) -> int:
        """Frames that a live camera gave and nobody looked at, because recognition was slower."""

    @property
    def last_error(self) -> str | None:
        """What is wrong with the source now or was with its last damaged picture; None while all is well."""

    def frames(self, stopping: threading.Event) -> Iterator[Frame | None]:
        """Frames in the order of their capture, until the source ends or `stopping` is set.

        None stands for a moment without a frame: a live camera that is silent still lets time pass.

        Raises:
            SourceError: the source cannot be opened or gave nothing at all.
        """
