"""Pictures from what a person names: photographs, folders of them, and videos."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from plainview.recognition.engine import Image, ImageRejected
from plainview.recognition.media import headers, pictures, video

_START: Final = 16  # bytes by which a picture is told from a video


class SourceRejected(ValueError):
    """A path leads to nothing that can be read, or not to its end. `path` says which."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(reason)
        self.path = path


@dataclass(frozen=True)
class Picture:
    """A photograph, or a frame of a video, named after its file (and for a frame its time: `file.mp4#00:00:01.500`)."""

    name: str
    image: Image


def files(paths: Iterable[Path]) -> Iterator[Path | SourceRejected]:
    """The files that the paths lead to, in their order; a folder is searched to its depths, in order of the alphabet.

    A path that leads to no file comes back as the error that it is, in its place, so that the others can be read.
    In folders, hidden files and files with another ending than a photograph's or a video's are passed over.
    """
    for path in paths:
        if path.is_dir():
            empty = True
            for file in _inside(path):
                empty = False
                yield file
            if empty:
                yield SourceRejected(path, "there is no photograph or video in this folder")
        elif path.is_file():
            yield path
        else:
            yield SourceRejected(path, "this is no file" if path.exists() else "there is no such file")


def pictures_in(file: Path, *, frames_a_second: float = video.FRAMES_A_SECOND) -> Iterator[Picture]:
    """The photograph in a file, or the frames of a video.

    Raises:
        SourceRejected: it cannot be decoded, is empty or too large, or is damaged; frames that could be decoded have
            been handed out before.
    """
    with _rejecting(file):
        if is_picture(file):
            yield Picture(named(file), pictures.read_file(file))
            return
    for frame in frames_in(file, frames_a_second=frames_a_second):
        yield Picture(named(file, frame.seconds), frame.image)


def frames_in(file: Path, *, frames_a_second: float) -> Iterator[video.Frame]:
    """The frames of a video, thinned.

    Raises:
        SourceRejected: as `pictures_in`.
    """
    with _rejecting(file):
        yield from video.frames(file, at_most_a_second=frames_a_second)


def is_picture(file: Path) -> bool:
    """Whether the file holds a photograph rather than a video.

    Raises:
        SourceRejected: it cannot be opened.
    """
    with _rejecting(file), file.open("rb") as opened:
        start = opened.read(_START)
    # The ending decides only where the content does not, so that a damaged photograph is called that.
    return headers.is_picture(start) or file.suffix.lower() in pictures.SUFFIXES


def named(file: Path, seconds: float | None = None) -> str:
    """What a picture is called: after its file, and a frame also after its time."""
    name = os.fsencode(file).decode(errors="replace")
    return name if seconds is None else f"{name}#{_clock(seconds)}"


@contextmanager
def _rejecting(file: Path) -> Iterator[None]:
    """Turn what can be wrong with a file into `SourceRejected`."""
    try:
        yield
    except (ImageRejected, video.VideoRejected) as reason:
        raise SourceRejected(file, str(reason)) from reason
    except OSError as reason:
        raise SourceRejected(file, f"the file cannot be opened: {reason.strerror}") from reason


def _inside(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent, name)
            if (
                not name.startswith(".")
                and path.suffix.lower() in pictures.SUFFIXES | video.SUFFIXES
                and path.is_file()
            ):
                yield path


def _clock(seconds: float) -> str:
    thousandths = round(seconds * 1000)
    minutes, thousandths = divmod(thousandths, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{thousandths // 1000:02}.{thousandths % 1000:03}"
