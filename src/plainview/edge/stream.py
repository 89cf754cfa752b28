"""A live camera over the network. The newest frame wins: those that recognition misses are dropped and counted."""

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

import av
import numpy as np

from plainview.edge.frame import Clock, Frame, SourceError
from plainview.edge.newest import Newest
from plainview.edge.pause import Pause

log = logging.getLogger(__name__)

SCHEMES: Final = {"rtsp", "rtsps", "http", "https"}
_TIMEOUT: Final = (10.0, 10.0)  # seconds to open, and to wait for the next bytes
_ENDED: Final = "the stream ended"
_LOOK: Final = 0.25  # seconds between looks at the stop sign


@dataclass(frozen=True)
class _Undeveloped:
    """A decoded frame before its colours are converted, which is done only for those that somebody looks at."""

    picture: av.VideoFrame
    captured_at: datetime
    position: str


class Stream:
    """A camera at an RTSP or HTTP address. A second thread decodes, so that no queue grows stale behind recognition."""

    def __init__(
        self, address: str, *, now: Clock, fps: float | None = None, once: bool = False, pause: Pause | None = None
    ) -> None:
        """Bind the parts; nothing is opened yet.

        Args:
            address: with its scheme; a name and password in it are used and never shown.
            now: the clock; a frame's time is that of its decoding.
            fps: look at no more frames a second than this; the ones between do not count as dropped.
            once: stop when the stream ends, and fail where it cannot be opened. Otherwise reconnect for ever.
            pause: between two tries.
        """
        self.last_error: str | None = None
        self._address = address
        self._name = shown(address)
        self._now = now
        self._interval = 1 / fps if fps else 0.0
        self._once = once
        self._pause = pause or Pause(first=1, longest=60)
        self._newest: Newest[_Undeveloped] = Newest()

    @property
    def dropped(self) -> int:
        return self._newest.dropped

    def frames(self, stopping: threading.Event) -> Iterator[Frame | None]:
        """The newest frame each time one is asked for, None where none came in a while.

        Ends when `stopping` is set or, with `once`, when the stream ends.

        Raises:
            SourceError: with `once`, the stream gave nothing.
        """
        over = threading.Event()
        # A daemon: when we stop, the library may still sit in a system call until its time-out.
        threading.Thread(target=self._read, args=(stopping, over), name="camera", daemon=True).start()
        came = False
        while not stopping.is_set():
            ended = over.is_set()  # asked before the look, so that the last frame is not left behind
            taken = self._newest.take(_LOOK)
            if taken is not None:
                came = True
                image = np.asarray(taken.picture.to_ndarray(format="bgr24"), np.uint8)
                yield Frame(image, taken.captured_at, taken.position)
            elif ended:
                break
            else:
                yield None
        if self._once and not came and self.last_error is not None:
            raise SourceError(self.last_error)

    def _read(self, stopping: threading.Event, over: threading.Event) -> None:
        try:
            while not stopping.is_set():
                count, reason = self._play(stopping)
                if stopping.is_set():
                    break  # a line that breaks while we leave is no news
                if not (self._once and reason == _ENDED):  # the end of a stream that was to be played once is no error
                    self._tell(f"The camera {self._name} {'broke off' if count else 'cannot be opened'}: {reason}.")
                if self._once:
                    break
                stopping.wait(self._pause.next())
        finally:
            over.set()

    def _play(self, stopping: threading.Event) -> tuple[int, str]:
        """Decode until the stream ends or breaks; returns how many frames came and why it is over."""
        count, due = 0, 0.0
        try:
            with av.open(self._address, timeout=_TIMEOUT, options=_options(self._address)) as container:
                if not container.streams.video:
                    return 0, "it sends no video"
                for picture in container.decode(video=0):
                    if stopping.is_set():
                        break
                    moment = self._now()
                    if moment.timestamp() < due:
                        continue
                    due = moment.timestamp() + self._interval
                    count += 1
                    self._pause.reset()
                    self.last_error = None
                    self._newest.put(_Undeveloped(picture, moment, f"frame {count}"))
        except av.error.FFmpegError as error:
            return count, error.strerror or type(error).__name__  # its full text would show the password
        return count, _ENDED if count else "it sends no picture"

    def _tell(self, problem: str) -> None:
        if problem != self.last_error:
            log.warning("%s", problem)
        self.last_error = problem


def shown(address: str) -> str:
    """The address without what may be secret in it: name, password and query."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _options(address: str) -> dict[str, str]:
    # Over UDP a lost packet smears the plate; a camera that is a little late does no harm.
    return {"rtsp_transport": "tcp"} if address.startswith("rtsp") else {}
