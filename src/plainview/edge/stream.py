"""A live camera over the network. The newest frame wins: those that recognition misses are dropped and counted."""

import logging
import socket
import threading
import time
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

import cv2
import numpy as np

from plainview.edge.frame import MOVING_FROM, Clock, Frame, SourceError
from plainview.edge.newest import Newest
from plainview.edge.pause import Pause
from plainview.recognition.engine import ImageRejected, check_size
from plainview.recognition.media.capture import opened

log = logging.getLogger(__name__)

SCHEMES: Final = {"rtsp", "rtsps", "http", "https"}
TIMEOUT: Final = 10.0
"""Seconds to wait for a camera to answer, and for each frame."""

_PORTS: Final = {"rtsp": 554, "rtsps": 322, "http": 80, "https": 443}
_ENDED: Final = "the stream ended"
_LOOK: Final = 0.25  # seconds between looks at the stop sign
_FAREWELL: Final = 0.5  # seconds in which a camera that still sends is let go in good order


class Stream:
    """A camera at an RTSP or HTTP address. A second thread decodes, so that no queue grows stale behind recognition."""

    def __init__(  # noqa: PLR0913 - each by its name
        self,
        address: str,
        *,
        now: Clock,
        fps: float | None = None,
        once: bool = False,
        pause: Pause | None = None,
        timeout: float = TIMEOUT,
    ) -> None:
        """Bind the parts; nothing is opened yet.

        Args:
            address: with its scheme; a name and password in it are used and never shown.
            now: the clock; a frame's time is that of its decoding.
            fps: look at no more frames a second than this; the ones between do not count as dropped.
            once: stop when the stream ends, and fail where it cannot be opened. Otherwise reconnect for ever.
            pause: between two tries.
            timeout: seconds to wait for the camera to answer, and for each frame.
        """
        self.last_error: str | None = None
        self._address = address
        self._name = shown(address)
        self._now = now
        self._interval = 1 / fps if fps else 0.0
        self._once = once
        self._timeout = timeout
        self._pause = pause or Pause(first=1, longest=60)
        self._newest: Newest[Frame] = Newest()

    @property
    def moving(self) -> bool:
        return not self._interval or self._interval <= 1 / MOVING_FROM

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
        reader = threading.Thread(target=self._read, args=(stopping, over), name="camera", daemon=True)
        reader.start()
        came = False
        while not stopping.is_set():
            ended = over.is_set()  # asked before the look, so that the last frame is not left behind
            taken = self._newest.take(_LOOK)
            if taken is not None:
                came = True
                yield taken
            elif ended:
                break
            else:
                yield None
        reader.join(_FAREWELL)
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
        with opened(self._address, timeout=self._timeout) as capture:
            if capture is None:
                return 0, _why_not(self._address, self._timeout)
            try:
                check_size(int(capture.get(cv2.CAP_PROP_FRAME_WIDTH)), int(capture.get(cv2.CAP_PROP_FRAME_HEIGHT)))
            except ImageRejected as reason:
                return 0, str(reason)
            return self._watch(capture, stopping)

    def _watch(self, capture: cv2.VideoCapture, stopping: threading.Event) -> tuple[int, str]:
        count, due = 0, 0.0
        while not stopping.is_set():
            asked = time.monotonic()
            came = capture.grab()
            # After its time-out OpenCV may still hand out what it had held back: too late to be stamped with now.
            if time.monotonic() - asked >= self._timeout:
                return count, "it fell silent"
            if not came:
                break
            moment = self._now()
            if moment.timestamp() < due:
                continue  # its colours are never converted
            good, image = capture.retrieve()
            if not good:
                continue
            due = moment.timestamp() + self._interval
            count += 1
            self._pause.reset()
            self.last_error = None
            self._newest.put(Frame(np.asarray(image, np.uint8), moment, f"frame {count}"))
        return count, _ENDED if count else "it sends no picture"

    def _tell(self, problem: str) -> None:
        if problem != self.last_error:
            log.warning("%s", problem)
        self.last_error = problem


def shown(address: str) -> str:
    """The address without what may be secret in it: name, password and query."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _why_not(address: str, timeout: float) -> str:
    """Why nothing could be opened. OpenCV does not say, so knock once more and see how far one comes."""
    parts = urlsplit(address)
    try:
        with socket.create_connection((parts.hostname or "", parts.port or _PORTS[parts.scheme]), timeout):
            return "it answers, but not with a video; are the path, the name and the password right?"
    except TimeoutError:
        return "no answer"
    except (OSError, ValueError) as error:  # ValueError: the port is no number
        return getattr(error, "strerror", None) or "this is no address"
