"""Frames of a video file, a few a second, with the time at which each was filmed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import numpy as np

from plainview.recognition.engine import Image, ImageRejected, check_size

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

SUFFIXES: Final = frozenset({".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".ts", ".mts", ".m2ts", ".mpg", ".mpeg"})
"""Endings, in lower case, by which videos are found in a folder."""
FRAMES_A_SECOND: Final = 4.0
"""How many frames of a second are analysed unless the caller says otherwise."""

# FFmpeg also knows play lists and scripts, which may name other files and addresses. None of these does.
_CONTAINERS: Final = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg"
_SHORTFALL: Final = 0.5  # seconds that may be missing at the end, as they are in sloppy but whole files
_USUAL_RATE: Final = 25  # frames a second, where the file does not say
_CLOCK: Final = re.compile(r"(\d+):(\d+):(\d+(?:\.\d+)?)")


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
    The end of an MPEG transport stream is not checked: it states none.

    Raises:
        VideoRejected: no video, frames empty or above `engine.MAX_PIXELS`, damaged, or cut short.
        OSError: the file cannot be read.
    """
    with path.open("rb") as file, _opened(file) as container:
        if not container.streams.video:
            raise VideoRejected("the file holds no video")
        stream = container.streams.video[0]
        reel = _Reel(container, stream)
        yield from reel.thinned(1 / at_most_a_second)
        stated = _stated_seconds(container, stream)
        if reel.seconds is None:
            raise VideoRejected("the video holds no frame that can be decoded")
        if stated is not None and stated - reel.seconds > _SHORTFALL:
            raise VideoRejected(
                f"the video is cut short: it should last {stated:.1f} s and ends at {reel.seconds:.1f} s"
            )
        if reel.damaged:
            raise VideoRejected(f"the video is damaged: {reel.damaged} of its frames cannot be decoded")


@contextmanager
def _opened(file: BinaryIO) -> Iterator["InputContainer"]:
    try:
        import av  # noqa: PLC0415 - who reads photographs alone may do without it (docs/adr/0005-video-by-pyav.md)
    except ImportError as missing:
        raise VideoRejected("videos are read with the package av, which is not installed") from missing
    # Handing over the open file rather than its name keeps FFmpeg from taking the name for an address.
    try:
        with av.open(file, "r", options={"format_whitelist": _CONTAINERS, "protocol_whitelist": "file"}) as container:
            yield container
    except (av.FFmpegError, OSError) as reason:  # of an empty file, av passes on what seeking in it raises
        raise VideoRejected(f"the video cannot be decoded: {reason.strerror}") from reason


class _Reel:
    """Runs through a video once. Afterwards `seconds` is its length (None: no frame) and `damaged` the frames lost."""

    def __init__(self, container: "InputContainer", stream: "VideoStream") -> None:
        self._packets = container.demux(stream)
        self._frame_length = 1 / float(stream.average_rate or _USUAL_RATE)
        self.seconds: float | None = None
        self.damaged = 0

    def thinned(self, interval: float) -> Iterator[Frame]:
        """The first frame and then each that is `interval` seconds or more after the one before."""
        first = due = 0.0
        for number, frame in enumerate(self._decoded()):
            _check(frame)
            at = frame.time if frame.time is not None else number * self._frame_length
            if number == 0:
                first = due = at
            self.seconds = max(self.seconds or 0.0, at - first + self._frame_length)
            if at >= due:
                due += interval * (1 + (at - due) // interval)
                yield Frame(_upright(frame), at - first)

    def _decoded(self) -> Iterator["VideoFrame"]:
        for packet in self._packets:
            try:
                yield from packet.decode()
            except ValueError:  # av.InvalidDataError is one
                self.damaged += 1


def _check(frame: "VideoFrame") -> None:
    try:
        check_size(frame.width, frame.height)
    except ImageRejected as reason:
        raise VideoRejected(f"the video's frames are too large: {reason}") from reason


def _upright(frame: "VideoFrame") -> Image:
    image = frame.to_ndarray(format="bgr24").astype(np.uint8, copy=False)
    # Phones film sideways and note by how much the picture is to be turned.
    return np.ascontiguousarray(np.rot90(image, round(frame.rotation / 90)))


def _stated_seconds(container: "InputContainer", stream: "VideoStream") -> float | None:
    """How long the video should last by what its header says; None where it says nothing."""
    if container.format.name == "mpegts":
        return None
    stated = [float(stream.frames / stream.average_rate)] if stream.frames and stream.average_rate else []
    if stream.duration is not None and stream.time_base is not None:
        stated.append(float(stream.duration * stream.time_base))
    if clock := _CLOCK.match(stream.metadata.get("DURATION", "")):
        hours, minutes, seconds = clock.groups()
        stated.append(int(hours) * 3600 + int(minutes) * 60 + float(seconds))
    return max(stated, default=None)
