"""The box at work: pictures in, acknowledged reads out, and nothing lost on the way."""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import cv2
import msgspec
import numpy as np
import pytest

from plainview.edge import keys, status
from plainview.edge.agent import Agent
from plainview.edge.camera import Pictures
from plainview.edge.fakes import FakeEngine, FakeServer, Reply, captured_read, grey, refused
from plainview.edge.forward import Forwarder, reads_address
from plainview.edge.frame import Frame, SourceError
from plainview.edge.pause import Pause
from plainview.edge.spool import Spool, SpoolError
from plainview.recognition.engine import Engine, Image
from plainview.terms.read import BatchAnswer, ReadBatch, Reading

pytestmark = pytest.mark.enable_socket

CAMERA = UUID(int=7)
ENGINE = FakeEngine({5: "AB12345", 20: "XYZ789"})


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer() as running:
        yield running


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    opened = Spool(tmp_path / "spool.sqlite3")
    yield opened
    opened.close()


@dataclass
class Moments:
    """A source of frames given as seconds after its start and a step of grey, without waiting; it may stay open."""

    steps: list[tuple[float, int]]
    stays: bool = False
    moving: bool = False
    dropped: int = 3
    last_error: str | None = None

    def frames(self, stopping: threading.Event) -> Iterator[Frame | None]:
        start = now() - timedelta(hours=1)
        for seconds, step in self.steps:
            yield Frame(grey(step), start + timedelta(seconds=seconds), f"{seconds} s")
        while self.stays and not stopping.wait(0.01):
            pass


@pytest.fixture
def box(server: FakeServer, spool: Spool, tmp_path: Path) -> Iterator[Callable[..., Agent]]:
    key = keys.make(tmp_path / "device.pem")
    made: list[Forwarder] = []

    def build(source: Any, *, engine: Engine = ENGINE, spool: Spool = spool, **options: Any) -> Agent:
        forwarder = Forwarder(
            spool,
            reads_address(server.address),
            key,
            now=now,
            passing=Pause(first=0.01, longest=0.05),
            standing=Pause(first=0.01, longest=0.05),
        )
        made.append(forwarder)
        return Agent(source=source, engine=engine, spool=spool, forwarder=forwarder, camera=CAMERA, now=now, **options)

    yield build
    for forwarder in made:
        forwarder.close()


def shown(jpeg: bytes) -> Image:
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    return image  # type: ignore[return-value]


def test_what_nobody_can_be_sure_of_is_counted_and_not_sent(
    server: FakeServer, spool: Spool, box: Callable[..., Agent]
) -> None:
    last = box(Moments([(0, 5), (0.5, 5), (1, 0)]), stated_from=0.99).run(patience=1)
    assert (last.reads, last.unsure) == (0, 1)
    assert "1 too unsure to be read" in last.line()
    assert not server.reads
    assert spool.counts().waiting == 0


def test_each_vehicle_arrives_once_with_its_pictures_and_the_time_of_its_frame(
    server: FakeServer, spool: Spool, box: Callable[..., Agent]
) -> None:
    source = Moments([(0, 5), (0.5, 5), (1, 0), (10, 20), (10.5, 20), (11, 0)])
    began = now()
    last = box(source).run(patience=10)
    assert status.read(spool.path) == last
    reads = sorted(server.reads.values(), key=lambda read: read.captured_at)
    assert [read.reading.plate for read in reads] == ["AB12345", "XYZ789"]
    assert abs((reads[1].captured_at - reads[0].captured_at).total_seconds() - 10) < 0.001
    assert abs(began - timedelta(hours=1) - reads[0].captured_at) < timedelta(seconds=5)
    assert {read.engine for read in reads} == {"fake 1"}
    assert shown(reads[0].photograph).shape == (240, 320, 3)
    assert shown(reads[0].crop).shape == (52, 104, 3)
    assert abs(float(shown(reads[1].photograph).mean()) - 200) < 3
    assert {request.batch.camera for request in server.requests} == {CAMERA}
    assert (last.reads, last.frames, last.waiting, last.acknowledged) == (2, 6, 0, 2)
    assert (last.dropped_frames, last.last_error, last.running) == (3, None, False)
    assert spool.counts().waiting == 0


def test_each_of_many_vehicles_that_show_in_one_frame_only_arrives(
    server: FakeServer, spool: Spool, box: Callable[..., Agent]
) -> None:
    plates = {step: f"{step:02d}" * 3 for step in range(1, 26)}  # no two within one edit
    steps = [(lap * 100 + step * pause, step) for lap, pause in enumerate([0.2, 1, 2, 3, 3.9]) for step in plates]
    last = box(Moments(steps), engine=FakeEngine(plates)).run(patience=10)
    assert (last.frames, last.readings, last.reads, last.acknowledged) == (125, 125, 125, 125)
    arrived = sorted(read.reading.plate for read in server.reads.values())
    assert arrived == sorted(list(plates.values()) * 5)
    assert spool.counts().waiting == 0


def test_a_film_is_followed_and_each_vehicle_arrives_once_with_the_frames_that_agreed(
    server: FakeServer, box: Callable[..., Agent]
) -> None:
    steps = [*[(number / 10, 5) for number in range(10)], *[(1 + number / 10, 0) for number in range(60)]]
    source = Moments([*steps, *[(10 + number / 10, 20) for number in range(10)]], moving=True)
    last = box(source).run(patience=10)
    reads = sorted(server.reads.values(), key=lambda read: read.captured_at)
    assert [read.reading.plate for read in reads] == ["AB12345", "XYZ789"]
    assert all((read.reading.frames or 0) >= 2 for read in reads)
    assert abs(float(shown(reads[1].photograph).mean()) - 200) < 3
    assert (last.frames, last.reads, last.acknowledged) == (80, 2, 2)
    assert last.readings < 20  # a plate that is sure is not read in every frame


def test_the_status_is_written_beside_the_spool_and_names_no_plate(
    spool: Spool, box: Callable[..., Agent], tmp_path: Path
) -> None:
    agent = box(Moments([(0, 5)], stays=True), report_every=0.02)
    thread = threading.Thread(target=agent.run)
    thread.start()
    path = spool.path.with_name("spool.sqlite3.status.json")
    assert wait_for(path.exists)
    running = json.loads(path.read_bytes())
    agent.stop()
    thread.join(20)
    stopped = json.loads(path.read_bytes())
    assert (running["running"], stopped["running"]) == (True, False)
    assert (stopped["reads"], stopped["acknowledged"], stopped["camera"]) == (1, 1, str(CAMERA))
    assert stopped["device"] == keys.load(tmp_path / "device.pem").id
    assert b"AB12345" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert not path.with_name(path.name + ".new").exists()


def test_a_stop_finishes_the_pass_spools_it_and_forwards_a_last_time(
    server: FakeServer, box: Callable[..., Agent]
) -> None:
    agent = box(Moments([(0, 5)], stays=True))
    thread = threading.Thread(target=agent.run)
    thread.start()
    time.sleep(0.1)
    assert server.requests == []  # the vehicle is still in view
    agent.stop()
    thread.join(20)
    assert [read.reading.plate for read in server.reads.values()] == ["AB12345"]


def test_what_a_server_that_is_away_did_not_take_arrives_with_the_next_run(
    server: FakeServer, box: Callable[..., Agent]
) -> None:
    server.script = [refused(503, "busy")] * 1000
    last = box(Moments([(0, 5)])).run(patience=0.1)
    assert (last.waiting, last.acknowledged) == (1, 0)
    assert last.last_error is not None
    assert "503 busy" in last.last_error
    server.script = []
    last = box(Moments([(0, 20)])).run(patience=10)
    assert (last.waiting, last.acknowledged, last.last_error) == (0, 2, None)
    assert {read.reading.plate for read in server.reads.values()} == {"AB12345", "XYZ789"}


class Fragile(FakeEngine):
    """An engine that cannot take black pictures."""

    def read(self, image: Image) -> tuple[Reading, ...]:
        if not image.any():
            raise RuntimeError("the network gave out")
        return super().read(image)


def test_a_frame_that_the_engine_cannot_take_is_counted_and_the_next_is_read(
    server: FakeServer, box: Callable[..., Agent], caplog: pytest.LogCaptureFixture
) -> None:
    last = box(Moments([(0, 0), (1, 5), (2, 0)]), engine=Fragile({5: "AB12345"})).run(patience=10)
    assert (last.failed_frames, last.frames, last.reads) == (2, 3, 1)
    assert last.last_error == "The engine fake failed on 2 s: the network gave out"
    assert [read.reading.plate for read in server.reads.values()] == ["AB12345"]
    assert "the network gave out" in caplog.text


def test_a_full_spool_refuses_aloud_and_says_so_in_the_status(
    server: FakeServer, tmp_path: Path, box: Callable[..., Agent], caplog: pytest.LogCaptureFixture
) -> None:
    server.script = [refused(503, "busy")] * 1000
    small = Spool(tmp_path / "small.sqlite3", limit_bytes=5000)
    source = Moments([(0, 5), (10, 20), (20, 5), (30, 20), (40, 5)])
    last = box(source, spool=small).run()
    small.close()
    assert last.refused > 0
    assert last.refused + last.waiting == last.reads == 5
    assert f"{last.refused} were refused" in caplog.text
    assert last.last_error is not None
    assert "is full" in last.last_error
    assert f"{last.refused} refused" in last.line()


def test_reads_older_than_the_limit_are_deleted_before_anything_is_sent(
    server: FakeServer, spool: Spool, box: Callable[..., Agent], caplog: pytest.LogCaptureFixture
) -> None:
    spool.put(CAMERA, captured_read(now() - timedelta(days=22)), at=now())
    spool.put(CAMERA, captured_read(now() - timedelta(days=20)), at=now())
    last = box(Moments([])).run(patience=10)
    assert (last.expired, last.acknowledged) == (1, 1)
    assert len(server.reads) == 1
    assert "1 reads older than 21 days were deleted" in caplog.text


def test_a_box_keeps_no_read_longer_than_its_server_may(
    server: FakeServer, spool: Spool, box: Callable[..., Agent]
) -> None:
    def stricter(batch: ReadBatch) -> Reply:
        answer = BatchAnswer(batch=batch.id, accepted=len(batch.reads), repeated=0, hits=0, keep_days=10)
        return 200, msgspec.json.encode(answer), {}

    server.script = [stricter]
    spool.put(CAMERA, captured_read(now() - timedelta(days=9)), at=now())
    agent = box(Moments([]))
    assert agent.keep == timedelta(days=21)
    agent.run(patience=10)
    assert agent.keep == timedelta(days=10)
    assert box(Moments([])).keep == timedelta(days=10), "also before the server has answered anew"


def test_a_spool_that_fails_in_the_forwarding_thread_stops_the_box_with_its_reason(
    spool: Spool, box: Callable[..., Agent], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: Any) -> None:
        raise SpoolError("The spool is damaged.")

    monkeypatch.setattr(spool, "next_batch", broken)
    with pytest.raises(SpoolError, match="damaged"):
        box(Moments([], stays=True)).run()


def test_a_source_that_cannot_be_used_stops_the_box_with_its_reason(box: Callable[..., Agent], tmp_path: Path) -> None:
    (tmp_path / "1.jpg").write_bytes(b"broken")
    with pytest.raises(SourceError, match="None of the 1 pictures"):
        box(Pictures([tmp_path / "1.jpg"], now=now, fps=10)).run()


def test_a_status_that_cannot_be_written_is_said_and_stops_nothing(
    spool: Spool, box: Callable[..., Agent], caplog: pytest.LogCaptureFixture
) -> None:
    status.status_path(spool.path).mkdir()
    with caplog.at_level(logging.WARNING):
        last = box(Moments([(0, 5)])).run(patience=10)
    assert last.acknowledged == 1
    assert "The status cannot be written" in caplog.text
    assert status.read(spool.path) is None


def wait_for(condition: Callable[[], bool], seconds: float = 5) -> bool:
    waiting = threading.Event()
    for _ in range(int(seconds / 0.01)):
        if condition():
            return True
        waiting.wait(0.01)
    return condition()
