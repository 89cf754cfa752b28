"""Whether anything moves before the camera, and where: what keeps an empty road from costing anything.

The frame is brought down to 160 pixels across. A cell moves when it differs both from the last moments and from the
background, a slow average: a thing that stops is soon like its last moments, and the ground that it uncovered is like
the background. A change of exposure is divided out. Cells that are never still, such as leaves and flickering lamps,
become less sensitive up to a limit; what moves there all the same opens the gate for two glimpses a second, unless a
plate was found there lately, so that a stream of traffic is not taken for leaves.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from plainview.recognition.engine import Image
from plainview.terms.read import Box

CELLS_ACROSS: Final = 160
"""Cells to which a frame's width is brought; its height follows."""
GLIMPSE: Final = 0.5
"""Seconds between two looks at what never stops moving."""

_COARSE: Final = 3  # samples of a cell along each side; more are not worth their time
_RECENT: Final = 0.3  # seconds to which the last moments fade
_BACKGROUND: Final = 10.0  # the same of the background,
_BACKGROUND_MOVING: Final = 60.0  # and of it where something moves, so that traffic does not wash into it
_RESTLESS: Final = 20.0  # seconds over which it is known how often a cell moves
_NEVER_STILL: Final = 0.2  # of the time; a lane without plates may be as busy, and is then glimpsed at
_FAINT: Final = 6.0  # levels of 255: a smaller change is noise at any place
_NOISE_AT_MOST: Final = 6.0  # levels; above that a place is not noisy but busy
_TIMES_NOISE: Final = 4.0
_BRANCH: Final = 3  # cells
_CELLS_AT_LEAST: Final = 4  # a plate's vehicle covers dozens
_MARGIN: Final = 3  # cells around what moves
_EXPOSURE: Final = (0.4, 2.5)  # a larger step is no exposure but another scene
_DARK: Final = 16.0  # levels added before dividing, so that black cells say nothing about exposure

Cells = NDArray[np.float32]
"""Brightness 0 to 255, rows x columns of cells."""
Mask = NDArray[np.bool_]


@dataclass
class _Memory:
    """What is known of each cell: its last moments, its background, its noise, how often it moves."""

    recent: Cells
    background: Cells
    noise: Cells
    restless: Cells
    seconds: float
    glimpse: float = -math.inf


class Gate:
    """Watches one camera. Frames come in the order of their capture, at any pace."""

    def __init__(self) -> None:
        self._memory: _Memory | None = None
        self._scale = (1.0, 1.0)

    def look(self, image: Image, seconds: float) -> tuple[Box, ...]:
        """Where something moves (boxes in the frame's pixels, with room around); nothing where all is still.

        The first frame, and the first of another size, counts as moving all over.
        """
        cells = _reduced(image)
        self._scale = (image.shape[1] / cells.shape[1], image.shape[0] / cells.shape[0])
        memory = self._memory
        if memory is None or memory.recent.shape != cells.shape:
            zero = np.zeros_like(cells)
            self._memory = _Memory(cells.copy(), cells.copy(), zero, zero.copy(), seconds)
            return ((0, 0, image.shape[1], image.shape[0]),)
        passed = max(0.0, seconds - memory.seconds)
        moved = _remembered(memory, cells, passed)
        memory.seconds = seconds
        return self._regions(memory, moved)

    def keep_open(self, boxes: Iterable[Box]) -> None:
        """Say that plates were found there: around them, much movement is traffic."""
        if self._memory is None:
            return
        for x, y, width, height in boxes:
            left, top = x / self._scale[0], y / self._scale[1]
            across, down = 3 * width / self._scale[0], 6 * height / self._scale[1]
            rows = slice(max(0, int(top - down)), int(top + 2 * down) + 1)
            columns = slice(max(0, int(left - across)), int(left + 2 * across) + 1)
            self._memory.restless[rows, columns] = 0

    def _regions(self, memory: _Memory, moved: Mask) -> tuple[Box, ...]:
        if np.count_nonzero(moved) < _CELLS_AT_LEAST:
            return ()
        # A branch does not pass every cell as often: the most restless one around speaks for its neighbours.
        lively = moved & (cv2.dilate(memory.restless, _square(2 * _BRANCH + 1)) < _NEVER_STILL)
        if np.count_nonzero(lively) < _CELLS_AT_LEAST:
            if memory.seconds - memory.glimpse < GLIMPSE:
                return ()
            memory.glimpse = memory.seconds
            lively = moved
        return tuple(self._in_frame(box, moved.shape) for box in _groups(lively))

    def _in_frame(self, box: Box, shape: tuple[int, ...]) -> Box:
        """A box of cells in the frame's pixels."""
        x, y, width, height = box
        right, bottom = min(shape[1], x + width), min(shape[0], y + height)
        across, down = self._scale
        left, top = int(x * across), int(y * down)
        return left, top, math.ceil(right * across) - left, math.ceil(bottom * down) - top


def _reduced(image: Image) -> Cells:
    """The frame's green, cell by cell. Most pixels are never touched."""
    height, width = image.shape[:2]
    across = min(CELLS_ACROSS, width)
    down = max(1, round(height * across / width))
    step = max(1, min(width // (across * _COARSE), height // max(1, down)))
    green = np.ascontiguousarray(image[::step, ::step, 1])
    return cv2.resize(green, (across, down), interpolation=cv2.INTER_AREA).astype(np.float32)


def _remembered(memory: _Memory, cells: Cells, passed: float) -> Mask:
    """Compare a frame with what is known, take it into that, and say which cells moved."""
    change = np.abs(cells - memory.recent * _exposure(cells, memory.recent))
    strange = np.abs(cells - memory.background * _exposure(cells, memory.background))
    least = np.maximum(_FAINT, _TIMES_NOISE * memory.noise)
    moved: Mask = (change > least) & (strange > least)
    # A cell that moves alone is noise: insects, rain, compression.
    moved &= cv2.blur(moved.astype(np.float32), (3, 3)) > 2.5 / 9
    share = _share(passed, _BACKGROUND)
    memory.background += (cells - memory.background) * np.where(moved, _share(passed, _BACKGROUND_MOVING), share)
    memory.noise += (np.minimum(change, _NOISE_AT_MOST) - memory.noise) * share
    memory.restless += (moved - memory.restless) * _share(passed, _RESTLESS)
    memory.recent += (cells - memory.recent) * _share(passed, _RECENT)
    return moved


def _share(passed: float, fades: float) -> np.float32:
    """How much of an average is renewed after so many seconds."""
    return np.float32(1 - math.exp(-passed / fades))


def _exposure(cells: Cells, known: Cells) -> np.float32:
    """By how much the whole picture is brighter than what is known of it: the middle one of some cells' ratios."""
    ratios = (cells[::4, ::4] + _DARK) / (known[::4, ::4] + _DARK)
    return np.float32(np.clip(np.median(ratios), *_EXPOSURE))


def _groups(moved: Mask) -> list[Box]:
    """Boxes of cells around what moves together, with a margin; those that touch are one."""
    near = cv2.dilate(moved.astype(np.uint8), _square(2 * _MARGIN + 1))
    count, _, stats, _ = cv2.connectedComponentsWithStats(near)
    return [_box(stats[number]) for number in range(1, count)]


def _square(size: int) -> NDArray[np.uint8]:
    return np.ones((size, size), np.uint8)


def _box(stat: NDArray[np.int32]) -> Box:
    return (
        int(stat[cv2.CC_STAT_LEFT]),
        int(stat[cv2.CC_STAT_TOP]),
        int(stat[cv2.CC_STAT_WIDTH]),
        int(stat[cv2.CC_STAT_HEIGHT]),
    )
