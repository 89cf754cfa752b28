"""A video file in a camera's place. Each frame bears the time at which it was taken, however late it is read."""

import logging
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from plainview.edge.frame import MOVING_FROM, Clock, Frame, SourceError
from plainview.recognition.media import video

log = logging.getLogger(__name__)


class Film:
    """A video file, played at the speed at which it was taken, or at once where it was taken earlier."""

    dropped = 0

    def __init__(
        self,
        path: Path,
        *,
        now: Clock,
        fps: float | None = None,
        loop: bool = False,
        captured_at: datetime | None = None,
    ) -> None:
        """Bind the parts; nothing is opened yet.

        Args:
            path: of the video.
            now: the clock.
            fps: look at no more frames of a second of film than this; None leaves it to the recognition's default.
            loop: begin again after the end.
            captured_at: when the first frame was taken. Without it the film counts as taken while it is played.
        """
        self.last_error: str | None = None
        self._path = path
        self._now = now
        self._fps = fps or video.FRAMES_A_SECOND
        self._loop = loop
        self._captured_at = captured_at

    @property
    def moving(self) -> bool:
        return self._fps >= MOVING_FROM

    def frames(self, stopping: threading.Event) -> Iterator[Frame]:
        """The frames; where the film is damaged, those before the damage, and `last_error` says so.

        Raises:
            SourceError: it gives no frame at all.
        """
        while True:
            begun = self._captured_at or self._now()
            came = False
            for frame in self._decoded():
                came = True
                captured_at = begun + timedelta(seconds=frame.seconds)
                # No frame comes before its time; when recognition is slow, frames come late but keep their own time.
                if stopping.wait(max(0.0, (captured_at - self._now()).total_seconds())):
                    return
                yield Frame(frame.image, captured_at, f"{frame.seconds:.3f} s")
            if not came:
                raise SourceError(str(self.last_error))
            if not self._loop:
                return

    def _decoded(self) -> Iterator[video.Frame]:
        try:
            yield from video.frames(self._path, at_most_a_second=self._fps)
        except (video.VideoRejected, OSError) as error:
            reason = (isinstance(error, OSError) and error.strerror) or error
            self.last_error = f"{self._path}: {reason}."
            log.warning("%s", self.last_error)
