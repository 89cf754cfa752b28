"""A video file in a camera's place."""

import logging
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2
import pytest

from plainview.edge.camera import open_source
from plainview.edge.fakes import grey
from plainview.edge.film import Film
from plainview.edge.frame import Frame, SourceError

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Time:
    """A clock that moves on by waiting."""

    def __init__(self) -> None:
        self.now = START
        self.waited = 0.0
        self.stopping = threading.Event()
        self.stopping.wait = self._wait  # type: ignore[method-assign]

    def _wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        self.waited += timeout
        self.now += timedelta(seconds=timeout)
        return self.stopping.is_set()


@pytest.fixture
def clock() -> Time:
    return Time()


def filmed(path: Path) -> Path:
    """Ten frames, four a second, each ten steps of brightness above the one before."""
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*"mp4v"), 4, (320, 240))
    for number in range(10):
        writer.write(grey(number * 2))
    writer.release()
    return path


@pytest.fixture
def video(tmp_path: Path) -> Path:
    return filmed(tmp_path / "film.mp4")


def played(film: Film, clock: Time, pause: float = 0.0) -> list[Frame]:
    """The frames, each taking so many seconds to recognise."""
    out = []
    for frame in film.frames(clock.stopping):
        out.append(frame)
        assert frame.captured_at <= clock.now
        clock.now += timedelta(seconds=pause)
    return out


def test_a_video_is_played_at_the_speed_at_which_it_was_taken(video: Path, clock: Time) -> None:
    frames = played(Film(video, now=lambda: clock.now), clock)
    assert [frame.captured_at - START for frame in frames] == [timedelta(seconds=n / 4) for n in range(10)]
    assert clock.waited == 2.25
    assert frames[3].position == "0.750 s"
    assert abs(float(frames[9].image.mean()) - 180) < 4


def test_slow_recognition_drops_no_frame_and_each_keeps_its_own_time(video: Path, clock: Time) -> None:
    frames = played(Film(video, now=lambda: clock.now), clock, pause=1.0)
    assert [frame.captured_at - START for frame in frames] == [timedelta(seconds=n / 4) for n in range(10)]
    assert clock.waited == 0


def test_a_video_taken_earlier_is_played_at_once(video: Path, clock: Time) -> None:
    taken = START - timedelta(hours=3)
    frames = played(Film(video, now=lambda: clock.now, captured_at=taken), clock)
    assert [frame.captured_at - taken for frame in frames] == [timedelta(seconds=n / 4) for n in range(10)]
    assert clock.waited == 0


def test_fewer_frames_a_second_may_be_looked_at(video: Path, clock: Time) -> None:
    frames = played(Film(video, now=lambda: clock.now, fps=2), clock)
    assert [frame.position for frame in frames] == ["0.000 s", "0.500 s", "1.000 s", "1.500 s", "2.000 s"]


def test_a_loop_begins_again_at_the_time_that_it_is_then(video: Path, clock: Time) -> None:
    moments = []
    for frame in Film(video, now=lambda: clock.now, loop=True).frames(clock.stopping):
        moments.append((frame.captured_at - START).total_seconds())
        if len(moments) == 11:
            clock.stopping.set()
    assert moments[9:] == [2.25, 2.25]


def test_a_video_that_was_cut_off_is_named_and_played_up_to_there(
    clock: Time, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    whole = filmed(tmp_path / "whole.mkv")
    content = whole.read_bytes()
    short = tmp_path / "short.mkv"
    short.write_bytes(content[: len(content) // 2])
    film = Film(short, now=lambda: clock.now)
    with caplog.at_level(logging.WARNING):
        assert 1 <= len(played(film, clock)) < 10
    assert f"{short}: the video" in caplog.text
    assert film.last_error is not None
    complete = Film(whole, now=lambda: clock.now)
    assert len(played(complete, clock)) == 10
    assert complete.last_error is None


@pytest.mark.parametrize("content", [b"", b"no video at all" * 100], ids=["empty", "text"])
def test_what_is_no_video_is_named(content: bytes, clock: Time, tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(content)
    source = open_source(
        str(tmp_path / "film.mp4"), now=lambda: clock.now, fps=None, loop=True, once=False, captured_at=None
    )
    with pytest.raises(SourceError, match=r"film\.mp4: [^N]"):
        list(source.frames(clock.stopping))
