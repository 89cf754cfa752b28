"""OpenCV's decoder of moving pictures: opened without its chatter and without more trust than it needs."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final, cast

import cv2

# What an address may lead to. `file` is missing: no answer of a camera and no video may point at files of this machine.
_PROTOCOLS: Final = "rtsp,rtsps,rtp,rtcp,srtp,udp,tcp,tls,http,https,httpproxy,crypto"
# Over UDP a lost packet smears the plate; a camera that is a little late does no harm.
_OPTIONS: Final = f"rtsp_transport;tcp|protocol_whitelist;{_PROTOCOLS}"
_QUIET: Final = "-8"  # FFmpeg's word for: say nothing
_THREADS: Final = 2  # of a live camera's decoder: each further one hands out every picture one picture later

# OpenCV reads the first once, when anything first asks for FFmpeg, so it is set before anything can.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", _QUIET)
os.environ.setdefault("OPENCV_FFMPEG_CAPTURE_OPTIONS", _OPTIONS)


@contextmanager
def opened(source: str | BinaryIO, *, timeout: float | None = None) -> Iterator[cv2.VideoCapture | None]:
    """A video or a camera, released at the end; None where FFmpeg finds no video in it.

    A capture belongs to one thread: releasing it while another thread reads frees memory under the reader.

    Args:
        source: an address with its scheme, or an open file. Give files opened, never by name: FFmpeg would take some
            names for addresses.
        timeout: seconds to wait for an address to open, and for each frame of it. None for files.
    """
    # Complaints would go to standard error past our logging, a camera's address with its password among them.
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    # That a capture takes open files is missing in OpenCV's types.
    capture = cv2.VideoCapture(cast("str", source), cv2.CAP_FFMPEG, [] if timeout is None else _live(timeout))
    try:
        yield capture if capture.isOpened() else None
    finally:
        capture.release()


def _live(timeout: float) -> list[int]:
    thousandths = int(timeout * 1000)
    return [
        *(cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, thousandths),
        *(cv2.CAP_PROP_READ_TIMEOUT_MSEC, thousandths),
        *(cv2.CAP_PROP_N_THREADS, _THREADS),
    ]
