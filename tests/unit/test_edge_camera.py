"""Folders of pictures as a camera, and what no source is."""

import logging
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2
import pytest

from plainview.edge.camera import Pictures, open_source
from plainview.edge.fakes import grey
from plainview.edge.frame import Frame, Source, SourceError
from plainview.edge.newest import Newest
from plainview.edge.pause import Pause
from plainview.edge.stream import Stream, shown

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Time:
    """A clock and a stop sign in one: waiting moves the clock on, and stops after so many waits."""

    def __init__(self) -> None:
        self.now = START
        self.stopping = threading.Event()
        self.waits: list[float] = []
        self.stopping.wait = self._wait  # type: ignore[method-assign]

    def _wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        self.waits.append(timeout)
        self.now += timedelta(seconds=timeout)
        return self.stopping.is_set()


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for step in range(3):
        cv2.imwrite(str(tmp_path / f"{step}.jpg"), grey(step))
    (tmp_path / "notes.txt").write_text("not a picture")
    return tmp_path


def opened(text: str, clock: Time, **options: object) -> Source:
    chosen = {"fps": None, "loop": False, "once": True, "captured_at": None, **options}
    return open_source(text, now=lambda: clock.now, **chosen)  # type: ignore[arg-type]


def played(source: Source, clock: Time) -> list[Frame]:
    return [frame for frame in source.frames(clock.stopping) if frame is not None]


def test_a_folder_is_played_in_real_time_and_in_the_order_of_its_names(folder: Path, clock: Time) -> None:
    frames = played(opened(str(folder), clock, fps=4.0), clock)
    assert [frame.position for frame in frames] == ["0.jpg", "1.jpg", "2.jpg"]
    assert [frame.captured_at - START for frame in frames] == [timedelta(seconds=n / 4) for n in range(3)]
    assert frames[2].image.shape == (240, 320, 3)


def test_slow_recognition_drops_no_picture_and_each_bears_the_time_at_which_it_was_played(
    folder: Path, clock: Time
) -> None:
    moments = []
    for frame in opened(str(folder), clock, fps=4.0).frames(clock.stopping):
        assert frame is not None
        moments.append((frame.captured_at - START).total_seconds())
        clock.now += timedelta(seconds=1)
    assert moments == [0, 1, 2]


def test_pictures_taken_earlier_bear_their_own_time_and_are_played_at_once(folder: Path, clock: Time) -> None:
    taken = START - timedelta(days=1)
    frames = played(opened(str(folder), clock, fps=2.0, captured_at=taken), clock)
    assert [frame.captured_at - taken for frame in frames] == [timedelta(seconds=n / 2) for n in range(3)]
    assert sum(clock.waits) == 0


def test_no_picture_bears_a_time_in_the_future(folder: Path, clock: Time) -> None:
    for frame in opened(str(folder), clock, fps=0.1, captured_at=START - timedelta(seconds=5)).frames(clock.stopping):
        assert frame is not None
        assert frame.captured_at <= clock.now


def test_a_loop_goes_on_until_it_is_stopped(folder: Path, clock: Time) -> None:
    names = []
    for frame in opened(str(folder), clock, loop=True, once=False).frames(clock.stopping):
        assert frame is not None
        names.append(frame.position)
        if len(names) == 7:
            clock.stopping.set()
    assert names == ["0.jpg", "1.jpg", "2.jpg"] * 2 + ["0.jpg"]


def test_a_stop_does_not_wait_for_the_next_picture(folder: Path) -> None:
    stopping = threading.Event()
    source = Pictures(sorted(folder.glob("*.jpg")), now=lambda: datetime.now(UTC), fps=0.01)
    begun = time.monotonic()
    for _ in source.frames(stopping):
        threading.Timer(0.05, stopping.set).start()
    assert time.monotonic() - begun < 10


def test_a_damaged_picture_is_named_and_the_others_are_played(
    folder: Path, clock: Time, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "1.jpg").write_bytes(b"\xff\xd8 broken")
    (folder / "3.jpg").write_bytes(b"")
    source = opened(str(folder), clock)
    with caplog.at_level(logging.WARNING):
        assert [frame.position for frame in played(source, clock)] == ["0.jpg", "2.jpg"]
    assert "1.jpg is left out: the picture cannot be decoded" in caplog.text
    assert source.last_error is not None
    assert "3.jpg" in source.last_error


def test_a_folder_of_damaged_pictures_is_no_source_even_in_a_loop(tmp_path: Path, clock: Time) -> None:
    (tmp_path / "1.jpg").write_bytes(b"broken")
    with pytest.raises(SourceError, match="None of the 1 pictures can be read"):
        played(opened(str(tmp_path), clock, loop=True, once=False), clock)


def test_one_picture_is_a_source(folder: Path, clock: Time) -> None:
    assert [frame.position for frame in played(opened(str(folder / "1.jpg"), clock), clock)] == ["1.jpg"]


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        ("/no/such/thing", {}, "does not exist"),
        ("ftp://camera/stream", {}, "No camera can be reached by ftp"),
        ("rtsp://camera/stream", {"loop": True}, "not played again"),
        ("rtsp://camera/stream", {"captured_at": START}, "time is now"),
    ],
)
def test_what_is_no_source_is_named(text: str, options: dict[str, object], words: str, clock: Time) -> None:
    with pytest.raises(SourceError, match=words):
        opened(text, clock, **options)


def test_an_empty_folder_is_named(tmp_path: Path, clock: Time) -> None:
    with pytest.raises(SourceError, match="holds no pictures"):
        opened(str(tmp_path), clock)


def test_a_cameras_password_is_never_shown() -> None:
    assert shown("rtsp://admin:se@cret@10.0.0.5:554/live?token=abc") == "rtsp://10.0.0.5:554/live"


def test_an_address_becomes_a_live_camera(clock: Time) -> None:
    assert isinstance(opened("rtsp://camera/stream", clock), Stream)


def test_the_newest_thing_wins_and_the_replaced_ones_are_counted() -> None:
    newest: Newest[int] = Newest()
    for number in range(5):
        newest.put(number)
    assert (newest.take(0), newest.dropped) == (4, 4)
    assert newest.take(0) is None
    threading.Timer(0.02, newest.put, [9]).start()
    assert (newest.take(5), newest.dropped) == (9, 4)


def test_pauses_double_up_to_the_longest_with_jitter_and_begin_again() -> None:
    pause = Pause(first=1, longest=8)
    drawn = [pause.next() for _ in range(200)]
    for number, (low, high) in enumerate([(0.5, 1), (1, 2), (2, 4), (4, 8)]):
        assert low <= drawn[number] <= high
    assert all(4 <= one <= 8 for one in drawn[4:])
    assert len(set(drawn[4:])) > 100
    pause.reset()
    assert pause.next() <= 1
