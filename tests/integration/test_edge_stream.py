"""A live camera over HTTP: the newest frame wins, and a camera that breaks off is waited for."""

import io
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import av
import pytest

from plainview.edge.fakes import grey
from plainview.edge.frame import Frame, SourceError
from plainview.edge.pause import Pause
from plainview.edge.stream import Stream

pytestmark = pytest.mark.enable_socket

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def film(frames: int) -> bytes:
    """A short video whose frame number n has the brightness of `grey(n % 25)`."""
    file = io.BytesIO()
    with av.open(file, "w", format="mpegts") as container:
        stream = container.add_stream("mpeg4", rate=25, options={"qscale": "2"})
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for number in range(frames):
            for packet in stream.encode(av.VideoFrame.from_ndarray(grey(number % 25), format="bgr24")):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return file.getvalue()


class CameraServer:
    """Serves one answer after another, the last for ever. None is a refusal; `held` keeps the line open after it."""

    def __init__(self, answers: list[bytes | None], held: threading.Event | None = None) -> None:
        self.asked = 0
        camera = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                content = answers[min(camera.asked, len(answers) - 1)]
                camera.asked += 1
                if content is None:
                    self.send_error(503)
                    return
                self.send_response(200)
                self.send_header("Content-Type", "video/mp2t")
                if held is None:
                    self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
                if held is not None:
                    held.wait(10)

            def log_message(self, *_: Any) -> None:
                """Nothing to say."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        self.address = f"http://admin:secret@127.0.0.1:{self.server.server_port}/live"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def camera() -> Iterator[Callable[..., CameraServer]]:
    servers: list[CameraServer] = []

    def start(*answers: bytes | None, held: threading.Event | None = None) -> CameraServer:
        servers.append(CameraServer(list(answers), held))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def now() -> datetime:
    return datetime.now(UTC)


def quick() -> Pause:
    return Pause(first=0.01, longest=0.02)


def test_every_frame_is_looked_at_or_counted_as_dropped_and_the_last_one_is_seen(
    camera: Callable[..., CameraServer],
) -> None:
    source = Stream(camera(film(40)).address, now=now, once=True)
    seen: list[Frame] = []
    for frame in source.frames(threading.Event()):
        if frame is not None:
            seen.append(frame)
            time.sleep(0.02)
    assert len(seen) < 40
    assert len(seen) + source.dropped == 40
    assert seen[-1].position == "frame 40"
    assert abs(float(seen[-1].image.mean()) - (39 % 25) * 10) < 4
    assert seen[-1].image.shape == (240, 320, 3)
    assert [one.captured_at for one in seen] == sorted(one.captured_at for one in seen)
    assert source.last_error is None


def test_a_camera_that_is_thinned_drops_nothing(camera: Callable[..., CameraServer]) -> None:
    ticks = iter(range(10_000))
    source = Stream(camera(film(20)).address, now=lambda: START + timedelta(seconds=next(ticks)), fps=0.1, once=True)
    seen = [frame for frame in source.frames(threading.Event()) if frame is not None]
    moments = [(frame.captured_at - START).total_seconds() for frame in seen]
    assert len(moments) + source.dropped == 2
    assert set(moments) <= {0.0, 10.0}


def test_a_camera_that_breaks_off_is_opened_again_and_its_error_is_named_and_cleared(
    camera: Callable[..., CameraServer], caplog: pytest.LogCaptureFixture
) -> None:
    server = camera(film(3), None, film(3))
    source = Stream(server.address, now=now, pause=quick())
    stopping = threading.Event()
    errors = set()
    with caplog.at_level(logging.WARNING):
        for _ in source.frames(stopping):
            errors.add(source.last_error)
            if server.asked >= 4 and None in errors:
                stopping.set()
    assert "broke off: the stream ended" in caplog.text
    assert "cannot be opened" in caplog.text
    assert "secret" not in caplog.text


def test_a_silent_camera_lets_time_pass(camera: Callable[..., CameraServer]) -> None:
    held = threading.Event()
    source = Stream(camera(film(1), held=held).address, now=now)
    stopping = threading.Event()
    for frame in source.frames(stopping):
        if frame is None:
            stopping.set()
    held.set()
    assert stopping.is_set()


@pytest.mark.parametrize("scheme", ["http", "rtsp"])
def test_a_camera_that_is_not_there_is_named_without_its_password(scheme: str) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        source = Stream(f"{scheme}://admin:secret@127.0.0.1:{port}/live", now=now, once=True)
        with pytest.raises(SourceError) as caught:
            list(source.frames(threading.Event()))
    assert str(caught.value) == f"The camera {scheme}://127.0.0.1:{port}/live cannot be opened: Connection refused."


def test_what_is_no_video_is_named(camera: Callable[..., CameraServer]) -> None:
    source = Stream(camera(b"<html>Log in</html>" * 50).address, now=now, once=True)
    with pytest.raises(SourceError, match="cannot be opened: Invalid data"):
        list(source.frames(threading.Event()))
