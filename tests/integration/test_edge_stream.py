"""A live camera over HTTP: the newest frame wins, and a camera that breaks off is waited for."""

import logging
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import cv2
import pytest

from plainview.edge.fakes import grey
from plainview.edge.frame import Frame, SourceError
from plainview.edge.pause import Pause
from plainview.edge.stream import Stream

pytestmark = pytest.mark.enable_socket

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def film(frames: int) -> bytes:
    """A short video whose frame number n has the brightness of `grey(n % 25)`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "film.ts")
        writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*"mp4v"), 25, (320, 240))
        for number in range(frames):
            writer.write(grey(number % 25))
        writer.release()
        return path.read_bytes()


class CameraServer:
    """Serves one answer after another, the last for ever. None is a refusal; `held` keeps the line open after it."""

    def __init__(self, answers: list[bytes | None], held: threading.Event | None, kind: str) -> None:
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
                self.send_header("Content-Type", kind)
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

    def start(*answers: bytes | None, held: threading.Event | None = None, kind: str = "video/mp2t") -> CameraServer:
        servers.append(CameraServer(list(answers), held, kind))
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
    with pytest.raises(SourceError, match="cannot be opened: it answers, but not with a video"):
        list(source.frames(threading.Event()))


def test_a_camera_cannot_lead_to_the_files_of_this_machine(camera: Callable[..., CameraServer], tmp_path: Path) -> None:
    private = tmp_path / "private.ts"
    private.write_bytes(film(5))
    script = f"ffconcat version 1.0\nfile file:{private}\n".encode()
    source = Stream(camera(script).address, now=now, once=True)
    with pytest.raises(SourceError, match="cannot be opened"):
        list(source.frames(threading.Event()))


def test_a_camera_that_falls_silent_is_not_taken_for_a_stream_that_ended(camera: Callable[..., CameraServer]) -> None:
    held = threading.Event()
    source = Stream(camera(film(30), held=held).address, now=now, once=True, timeout=0.5)
    came = [frame for frame in source.frames(threading.Event()) if frame is not None]
    held.set()
    assert came
    assert str(source.last_error).endswith("broke off: it fell silent.")


def test_the_decoder_says_nothing_and_the_password_is_not_on_standard_error(
    camera: Callable[..., CameraServer], capfd: pytest.CaptureFixture[str]
) -> None:
    server = camera(film(20)[:-5000], b"nothing")
    capfd.readouterr()  # what making the film had to say
    assert any(Stream(server.address, now=now, once=True).frames(threading.Event()))
    with pytest.raises(SourceError):
        list(Stream(server.address, now=now, once=True).frames(threading.Event()))
    said = capfd.readouterr().err
    assert "secret" not in said
    assert all("plainview.edge.stream" in line for line in said.splitlines())


def test_a_camera_that_sends_one_photograph_after_another_is_read(camera: Callable[..., CameraServer]) -> None:
    photographs = [cv2.imencode(".jpg", grey(number))[1].tobytes() for number in range(10)]
    parts = b"".join(b"--next\r\nContent-Type: image/jpeg\r\n\r\n" + one + b"\r\n" for one in photographs)
    server = camera(parts, kind="multipart/x-mixed-replace; boundary=next")
    source = Stream(server.address, now=now, once=True)
    seen = [frame for frame in source.frames(threading.Event()) if frame is not None]
    assert len(seen) + source.dropped in {9, 10}  # the last photograph lacks the line after it
    assert seen[-1].image.shape == (240, 320, 3)
