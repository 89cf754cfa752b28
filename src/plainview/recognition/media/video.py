"""Frames of a video file, a few a second, with the time at which each was filmed."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from plainview.recognition.engine import Image, ImageRejected, check_size
from plainview.recognition.media import containers
from plainview.recognition.media.capture import opened
from plainview.recognition.media.containers import Container

SUFFIXES: Final = frozenset({".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".ts", ".mts", ".m2ts", ".mpg", ".mpeg"})
"""Endings, in lower case, by which videos are found in a folder."""
FRAMES_A_SECOND: Final = 4.0
"""How many frames of a second are analysed unless the caller says otherwise."""

_SHORTFALL: Final = 0.5  # seconds that may be missing at the end, as they are in sloppy but whole files
_USUAL_RATE: Final = 25.0  # frames a second, where the file does not say
_HIGHEST_RATE: Final = 1000.0  # what is above was not measured but is the unit of the file's clock
_ROUNDING: Final = 0.0005  # seconds by which a frame may be early, since containers round their times
_PATIENCE: Final = 250  # frames in a row that cannot be decoded before the rest is given up


class VideoRejected(ValueError):
    """The file is no video that can be read, or not to its end."""


@dataclass(frozen=True)
class Frame:
    """One picture of a video: BGR, uint8, and the seconds since the first one."""

    image: Image
    seconds: float


def frames(path: Path, *, at_most_a_second: float = FRAMES_A_SECOND) -> Iterator[Frame]:
    """The frames of a video, upright, thinned to `at_most_a_second`.

    What can be decoded is handed out before an error is raised, so that a damaged video is read as far as it goes.
    The end of an MPEG stream is not checked: it states none.

    Raises:
        VideoRejected: no video, frames empty or above `engine.MAX_PIXELS`, damaged, or cut short.
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        container = containers.recognised(file)
        if container is None:
            raise VideoRejected("the video cannot be decoded: it does not begin as a video does")
        with opened(file) as capture:
            if capture is None:
                raise VideoRejected("the video cannot be decoded: there is no picture in it, or its index is missing")
            _check(capture.get(cv2.CAP_PROP_FRAME_WIDTH), capture.get(cv2.CAP_PROP_FRAME_HEIGHT))
            reel = _Reel(capture)
            yield from reel.thinned(1 / at_most_a_second)
            reel.check_end(container)


class _Reel:
    """Runs through a video once, counting the frames that can be decoded and those that cannot."""

    def __init__(self, capture: cv2.VideoCapture) -> None:
        self._capture = capture
        # Asked now: at the end of some files, OpenCV no longer knows.
        self._stated = capture.get(cv2.CAP_PROP_FRAME_COUNT)  # below zero where the file says nothing
        rate = capture.get(cv2.CAP_PROP_FPS)
        self._frame_length = 1 / (rate if 0 < rate <= _HIGHEST_RATE else _USUAL_RATE)
        self._decoded = 0
        self._lost = 0
        self._seconds = 0.0

    def thinned(self, interval: float) -> Iterator[Frame]:
        """The first frame and then each that is `interval` seconds or more after the one before."""
        due = 0.0
        for at in self._times():
            late = at - due + _ROUNDING
            if late < 0:
                continue
            due += interval * (1 + late // interval)
            good, image = self._capture.retrieve()
            if not good:
                self._lost += 1
                continue
            _check(image.shape[1], image.shape[0])  # some videos change their size on the way
            yield Frame(np.ascontiguousarray(image, np.uint8), at)

    def _times(self) -> Iterator[float]:
        """Take one frame after another without developing it; yields its seconds since the first."""
        first = previous = -math.inf
        failures = 0
        while failures < _PATIENCE:
            if not self._capture.grab():
                failures += 1  # the end, or a frame that is damaged: only what follows tells
                continue
            at = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
            if self._decoded == 0:
                first = at if math.isfinite(at) else 0.0
            elif not at > previous:  # the file gives no times, or wrong ones
                at = previous + self._frame_length
            previous = at if math.isfinite(at) else first
            self._lost += failures
            failures = 0
            self._decoded += 1
            self._seconds = previous - first + self._frame_length
            yield previous - first

    def check_end(self, container: Container) -> None:
        """Compare what was decoded with what the header says.

        Raises:
            VideoRejected: nothing was decoded, the end is missing, or frames on the way.
        """
        if not self._decoded:
            raise VideoRejected("the video holds no frame that can be decoded")
        stated = self._stated * self._frame_length
        if container.states_end and self._decoded < self._stated and stated - self._seconds > _SHORTFALL:
            raise VideoRejected(
                f"the video is cut short: it should last {stated:.1f} s and ends at {self._seconds:.1f} s"
            )
        missing = self._stated - self._decoded if container.counts_frames else 0
        if lost := max(self._lost, round(missing)):
            raise VideoRejected(f"the video is damaged: {lost} of its frames cannot be decoded")


def _check(width: float, height: float) -> None:
    try:
        check_size(int(width), int(height))
    except ImageRejected as reason:
        raise VideoRejected(f"the video's frames cannot be read: {reason}") from reason
