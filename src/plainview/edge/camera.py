"""Where frames come from: a folder of pictures, a video file, or a live camera at an address."""

import logging
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from plainview.edge.film import Film
from plainview.edge.frame import Clock, Frame, Source, SourceError
from plainview.edge.stream import SCHEMES, Stream
from plainview.recognition.engine import Image, ImageRejected
from plainview.recognition.media import pictures

log = logging.getLogger(__name__)

PICTURES_A_SECOND: Final = 2.0
"""How fast a folder is played where nothing else is said."""


def open_source(  # noqa: PLR0913 - the options of the command line, each by name
    text: str, *, now: Clock, fps: float | None, loop: bool, once: bool, captured_at: datetime | None
) -> Source:
    """The source that the text names.

    Args:
        text: a folder, a picture, a video file, or an address with its scheme.
        now: the clock.
        fps: of a folder, its pictures a second; otherwise the most frames a second that are looked at.
        loop: play a folder or file again and again.
        once: play to the end, and fail where a camera cannot be opened.
        captured_at: when the first picture of a folder or file was taken; None means now.

    Raises:
        SourceError: there is no such thing, or an option does not fit it.
    """
    scheme, separator, _ = text.partition("://")
    if separator:
        if scheme.lower() not in SCHEMES:
            raise SourceError(f"No camera can be reached by {scheme}://; there is {', '.join(sorted(SCHEMES))}.")
        if loop or captured_at is not None:
            raise SourceError("A live camera's time is now, and it is not played again.")
        return Stream(text, now=now, fps=fps, once=once)
    path = Path(text)
    if path.is_dir():
        paths = sorted(one for one in path.iterdir() if one.suffix.lower() in pictures.SUFFIXES and one.is_file())
        if not paths:
            raise SourceError(f"The folder {path} holds no pictures ({', '.join(sorted(pictures.SUFFIXES))}).")
        return Pictures(paths, now=now, fps=fps or PICTURES_A_SECOND, loop=loop, captured_at=captured_at)
    if not path.is_file():
        raise SourceError(f"{path} does not exist.")
    if path.suffix.lower() in pictures.SUFFIXES:
        return Pictures([path], now=now, fps=fps or PICTURES_A_SECOND, loop=loop, captured_at=captured_at)
    return Film(path, now=now, fps=fps, loop=loop, captured_at=captured_at)


class Pictures:
    """A folder of pictures, played in real time and in the order of their names. None is dropped."""

    moving: Final = False
    dropped: Final = 0

    def __init__(
        self, paths: list[Path], *, now: Clock, fps: float, loop: bool = False, captured_at: datetime | None = None
    ) -> None:
        """Bind the parts.

        Args:
            paths: of the pictures.
            now: the clock.
            fps: pictures a second.
            loop: begin again after the last.
            captured_at: the first picture's time, the others following at `fps`. Without it a picture's time is the
                moment at which it is played.
        """
        self.last_error: str | None = None
        self._paths = paths
        self._now = now
        self._interval = timedelta(seconds=1 / fps)
        self._loop = loop
        self._captured_at = captured_at

    def frames(self, stopping: threading.Event) -> Iterator[Frame]:
        """The pictures; a damaged one is named and left out.

        Raises:
            SourceError: not one of them can be read.
        """
        due = self._captured_at or self._now()
        while True:
            readable = 0
            for path in self._paths:
                image = self._image(path)
                if image is None:
                    continue
                readable += 1
                # No picture comes before its time: a folder of now plays in real time, one of yesterday at once.
                if stopping.wait(max(0.0, (due - self._now()).total_seconds())):
                    return
                yield Frame(image, due if self._captured_at else self._now(), path.name)
                due = due + self._interval if self._captured_at else max(due + self._interval, self._now())
            if not readable:
                raise SourceError(f"None of the {len(self._paths)} pictures can be read. {self.last_error}")
            if not self._loop:
                return

    def _image(self, path: Path) -> Image | None:
        try:
            return pictures.read_file(path)
        except (ImageRejected, OSError) as error:
            reason = (isinstance(error, OSError) and error.strerror) or error
            self.last_error = f"{path} is left out: {reason}."
            log.warning("%s", self.last_error)
            return None
