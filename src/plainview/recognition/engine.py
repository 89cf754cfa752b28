"""What every engine offers, what it may be given, and how engines are found.

An engine is announced under the entry point group `plainview.engines`: the entry point is a class or function that is
called with the keyword `threads` and answers with an `Engine`. A police department can so add its own without a change
here.
"""

from importlib.metadata import EntryPoint, entry_points
from typing import Final, Protocol, cast, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from plainview.terms.read import Reading

GROUP: Final = "plainview.engines"
DEFAULT: Final = "plainview"
STATED_FROM: Final = 0.3
"""Confidence below which a box at a camera keeps a reading to itself: it would more often be wrong than right."""
MAX_PIXELS: Final = 50_000_000
"""Pixels in the largest picture that is read."""

MAX_SIDE: Final = 30_000
"""Pixels in the longest side of a picture that is read."""

Image = NDArray[np.uint8]
"""A colour picture: BGR, uint8, height x width x 3."""


class ImageRejected(ValueError):
    """The array is not a picture that an engine may be given."""


class UnknownEngine(LookupError):
    """No engine of this name is installed."""


class EngineUnavailable(RuntimeError):
    """The engine is installed but cannot start: a package or its weights are missing."""


@runtime_checkable
class Engine(Protocol):
    """Reads plates. An engine keeps no state between pictures and never writes on the caller's array."""

    @property
    def name(self) -> str:
        """The name of its entry point."""

    @property
    def version(self) -> str:
        """Code and weights; stored with every read. `name` and `version` together have 64 characters at most."""

    def read(self, image: Image) -> tuple[Reading, ...]:
        """The plates in a photograph (BGR, uint8, height x width x 3), the most confident first; often none.

        Raises:
            ImageRejected: the array is no such picture.
        """

    def read_crop(self, image: Image) -> Reading | None:
        """The plate in a picture that shows one plate and little else, or None where no text is found.

        Raises:
            ImageRejected: the array is no such picture.
        """


class EngineFactory(Protocol):
    """What an entry point leads to."""

    def __call__(self, *, threads: int) -> Engine:
        """Start the engine on so many threads of the processor."""


def check(image: object) -> Image:
    """The same array, if it is a picture that may be read.

    Raises:
        ImageRejected: not an array, not uint8, not height x width x 3, empty, or above `MAX_PIXELS` or `MAX_SIDE`.
    """
    if not isinstance(image, np.ndarray):
        raise ImageRejected(f"a picture is a numpy array, not {type(image).__name__}")
    if image.dtype != np.uint8:
        raise ImageRejected(f"a picture has 8 bits a channel (uint8), not {image.dtype}")
    if image.ndim != 3 or image.shape[2] != 3:  # noqa: PLR2004 - height, width and three channels
        raise ImageRejected(f"a picture is height x width x 3 (BGR), not {' x '.join(map(str, image.shape))}")
    check_size(image.shape[1], image.shape[0])
    return image


def check_size(width: int, height: int) -> None:
    """Refuse a picture by its size in pixels, before anything is spent on it.

    Raises:
        ImageRejected: empty, or above `MAX_PIXELS` or `MAX_SIDE`.
    """
    if width < 1 or height < 1:
        raise ImageRejected(f"the picture is empty ({width} x {height} pixels)")
    if width * height > MAX_PIXELS:
        raise ImageRejected(
            f"{width} x {height} is {width * height / 1e6:.0f} megapixels; at most {MAX_PIXELS / 1e6:.0f} are read"
        )
    if max(width, height) > MAX_SIDE:
        raise ImageRejected(f"{width} x {height} pixels; at most {MAX_SIDE} on a side are read")


def engines() -> tuple[str, ...]:
    """The names of the installed engines, in order of the alphabet."""
    return tuple(sorted(_announced()))


def load(name: str = DEFAULT, *, threads: int = 1) -> Engine:
    """Start an engine by name.

    Raises:
        UnknownEngine: no engine of this name is installed; the message lists those that are.
        EngineUnavailable: it is installed but lacks a package or its weights.
    """
    announced = _announced()
    if name not in announced:
        raise UnknownEngine(f"no engine {name!r} is installed; there is {', '.join(sorted(announced)) or 'none'}")
    try:
        factory = cast("EngineFactory", announced[name].load())
    except ImportError as missing:
        raise EngineUnavailable(f"engine {name!r} cannot start: {missing}") from missing
    return factory(threads=threads)


def _announced() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=GROUP)}
