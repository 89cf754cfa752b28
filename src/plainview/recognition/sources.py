"""Pictures from what a person names: photographs, folders of them, and videos."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from plainview.recognition import headers, pictures, video
from plainview.recognition.engine import Image, ImageRejected

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
    name = os.fsencode(file).decode(errors="replace")
    try:
        if _is_picture(file):
            yield Picture(name, pictures.read_file(file))
            return
        for frame in video.frames(file, at_most_a_second=frames_a_second):
            yield Picture(f"{name}#{_clock(frame.seconds)}", frame.image)
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


def _is_picture(file: Path) -> bool:
    with file.open("rb") as opened:
        start = opened.read(_START)
    # The ending decides only where the content does not, so that a damaged photograph is called that.
    return headers.is_picture(start) or file.suffix.lower() in pictures.SUFFIXES


def _clock(seconds: float) -> str:
    thousandths = round(seconds * 1000)
    minutes, thousandths = divmod(thousandths, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{thousandths // 1000:02}.{thousandths % 1000:03}"
