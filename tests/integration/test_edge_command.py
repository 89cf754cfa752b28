"""`plainview edge` as its users call it."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import cv2
import pytest
from click.testing import CliRunner, Result

from plainview.cli import main
from plainview.edge import keys
from plainview.edge.claim import sole_use
from plainview.edge.fakes import FakeEngine, FakeServer, captured_read, grey, refused
from plainview.edge.spool import Spool
from plainview.recognition import engine as engines

pytestmark = pytest.mark.enable_socket

CAMERA = "00000000-0000-0000-0000-000000000007"
PLATES = {5: "AB12345", 20: "XYZ789"}


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer() as running:
        yield running


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a key and a folder of pictures of two vehicles; the engine is a fake."""
    monkeypatch.setattr(engines, "load", lambda _name: FakeEngine(PLATES))
    keys.make(tmp_path / "device.pem")
    (tmp_path / "pictures").mkdir()
    for number, step in enumerate([5, 5, 0, 20]):
        cv2.imwrite(str(tmp_path / "pictures" / f"{number}.jpg"), grey(step))
    return tmp_path


def plainview(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["edge", *(str(one) for one in arguments)])


def run(place: Path, server: str, *more: object, source: object = None) -> Result:
    chosen = ["--server", server, "--camera", CAMERA, "--key", place / "device.pem", "--spool", place / "spool.sqlite3"]
    return plainview("run", *chosen, "--source", source or place / "pictures", "--fps", 50, *more)


def test_a_new_key_prints_its_id_and_its_public_half_only(tmp_path: Path) -> None:
    path = tmp_path / "device.pem"
    made = plainview("keygen", "--key", path)
    assert made.exit_code == 0
    key = keys.load(path)
    assert made.stdout == f"Key id: {key.id}\n{key.public_pem}"
    assert "PRIVATE" not in made.output
    again = plainview("keygen", "--key", path)
    assert (again.exit_code, again.stdout) == (2, "")
    assert "exists already" in again.stderr


def test_a_source_played_once_arrives_and_the_command_ends_with_0(place: Path, server: FakeServer) -> None:
    done = run(place, server.address, "--once", "--patience", 10)
    assert done.exit_code == 0, done.output
    assert {read.reading.plate for read in server.reads.values()} == {"AB12345", "XYZ789"}
    assert done.stdout.startswith(
        "2 reads from 3 readings in 4 frames (0 dropped, 0 failed); spool: 0 waiting, 2 acknowledged"
    )


def test_reads_that_stay_unacknowledged_end_the_command_with_3_and_stay_in_the_spool(
    place: Path, server: FakeServer
) -> None:
    server.script = [refused(403, "camera_not_attested")] * 100
    done = run(place, server.address, "--once", "--patience", 0.2)
    assert done.exit_code == 3
    assert "2 reads are not acknowledged and stay in the spool. 403 camera_not_attested" in done.stderr
    server.script = []
    assert run(place, server.address, "--once", "--patience", 10).exit_code == 0
    assert len(server.reads) == 4


def test_a_rejected_read_ends_the_command_with_3_in_the_run_that_saw_it(place: Path, server: FakeServer) -> None:
    server.script = [refused(400, "invalid_read", item=0)]
    done = run(place, server.address, "--once", "--patience", 10)
    assert done.exit_code == 3
    assert "1 reads were rejected for good" in done.stderr
    assert run(place, server.address, "--once", "--patience", 10).exit_code == 0


def test_frames_that_no_engine_can_take_end_the_command_with_2(
    place: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = FakeEngine(PLATES)
    engine.read = lambda _: 1 / 0  # type: ignore[method-assign, assignment, return-value]
    monkeypatch.setattr(engines, "load", lambda _name: engine)
    done = run(place, server.address, "--once", "--patience", 10)
    assert done.exit_code == 2
    assert "Not one of 4 frames could be read" in done.stderr


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--source", "/no/such/folder"], "/no/such/folder does not exist"),
        (["--source", "rtsp://admin:secret@127.0.0.1:9/live"], "rtsp://127.0.0.1:9/live cannot be opened"),
        (["--key", "/no/such/key"], "plainview edge keygen"),
        (["--server", "alpr"], "no server's address"),
        (["--server", "http://alpr.example.gov"], "not encrypted"),
        (["--spool", "/no/such/folder/spool"], "cannot be opened: No such file"),
        (["--loop"], "Choose one"),
        (["--captured-at", "2026-03-01T12:00:00"], "has no time zone"),
        (["--captured-at", "2999-03-01T12:00:00Z"], "lies in the future"),
        (["--captured-at", "yesterday"], "is no moment"),
        (["--captured-at", "2020-03-01T12:00:00Z"], "may not be kept"),
        (["--keep-days", "31"], "31 is not in the range"),
        (["--camera", "7"], "not a valid UUID"),
    ],
)
def test_what_cannot_start_ends_with_2_and_says_why(
    place: Path, server: FakeServer, more: list[str], words: str
) -> None:
    done = run(place, server.address, "--once", *more)
    assert done.exit_code == 2
    assert words in done.stderr
    assert "secret" not in done.output
    assert server.requests == []


def test_an_engine_that_is_not_installed_ends_with_2(
    place: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    done = run(place, server.address, "--once", "--engine", "absent")
    assert done.exit_code == 2
    assert "no engine 'absent' is installed" in done.stderr


def test_a_captured_at_without_once_is_refused(place: Path, server: FakeServer) -> None:
    done = run(place, server.address, "--captured-at", datetime.now(UTC).isoformat())
    assert done.exit_code == 2
    assert "needs --once" in done.stderr


def test_pictures_taken_earlier_arrive_with_the_time_at_which_they_were_taken(place: Path, server: FakeServer) -> None:
    taken = datetime.now(UTC) - timedelta(days=2)
    done = run(place, server.address, "--once", "--patience", 10, "--captured-at", taken.isoformat())
    assert done.exit_code == 0, done.output
    times = sorted(read.captured_at - taken for read in server.reads.values())
    assert times == [timedelta(0), timedelta(seconds=3 / 50)]


def test_two_boxes_cannot_share_a_spool(place: Path, server: FakeServer) -> None:
    with sole_use(place / "spool.sqlite3"):
        done = run(place, server.address, "--once")
    assert done.exit_code == 2
    assert "in use by another box" in done.stderr
    assert run(place, server.address, "--once", "--patience", 10).exit_code == 0


def test_a_spool_with_another_cameras_unsent_reads_is_refused(place: Path, server: FakeServer) -> None:
    spool = Spool(place / "spool.sqlite3")
    spool.put(UUID(int=8), captured_read(datetime.now(UTC)), at=datetime.now(UTC))
    spool.close()
    done = run(place, server.address, "--once")
    assert done.exit_code == 2
    assert f"unsent reads of another camera ({UUID(int=8)})" in done.stderr
    assert server.requests == []


def test_the_status_says_what_waits_what_was_rejected_and_how_the_box_does(place: Path, server: FakeServer) -> None:
    server.script = [refused(400, "invalid_read", item=0)]
    run(place, server.address, "--once", "--patience", 10)
    now = datetime.now(UTC)
    spool = Spool(place / "spool.sqlite3")
    spool.put(UUID(CAMERA), captured_read(datetime(2026, 3, 1, 12, 30, tzinfo=UTC)), at=now)
    spool.close()
    said = plainview("status", "--spool", place / "spool.sqlite3")
    assert said.exit_code == 0
    assert "Waiting:      1 reads, the oldest captured 2026-03-01 12:30:00 UTC" in said.stdout
    assert "Acknowledged: 1" in said.stdout
    assert re.search(r"captured \S+ \S+ UTC: 400 invalid_read: so says the test", said.stdout)
    assert f"not running; device key {keys.load(place / 'device.pem').id}, camera {CAMERA}" in said.stdout
    assert "AB12345" not in said.stdout


def test_the_status_of_no_spool_or_a_damaged_one_ends_with_2_and_makes_none(tmp_path: Path) -> None:
    absent = plainview("status", "--spool", tmp_path / "spool.sqlite3")
    assert (absent.exit_code, list(tmp_path.iterdir())) == (2, [])
    (tmp_path / "spool.sqlite3").write_bytes(b"no database" * 500)
    damaged = plainview("status", "--spool", tmp_path / "spool.sqlite3")
    assert damaged.exit_code == 2
    assert "is damaged" in damaged.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_finishes_the_pass_and_forwards_it_before_the_end(
    place: Path, server: FakeServer, number: signal.Signals
) -> None:
    program = (
        "from plainview.cli import main; from plainview.edge.fakes import FakeEngine\n"
        "from plainview.recognition import engine\n"
        f"engine.load = lambda name: FakeEngine({PLATES!r})\nmain()\n"
    )
    source = place / "one"
    source.mkdir()
    cv2.imwrite(str(source / "1.jpg"), grey(5))
    arguments = ["edge", "run", "--server", server.address, "--camera", CAMERA, "--key", str(place / "device.pem")]
    more = ["--source", str(source), "--loop", "--fps", "0.5"]  # one picture is not sure yet
    environment = {**os.environ, "PLAINVIEW_DATA": str(place / "state")}
    with subprocess.Popen(
        [sys.executable, "-c", program, *arguments, *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as box:
        assert box.stderr is not None
        while "starts with the engine" not in box.stderr.readline():
            assert box.poll() is None
        time.sleep(0.5)
        assert server.requests == []  # the vehicle is still in view
        box.send_signal(number)
        out, err = box.communicate(timeout=30)
    assert box.returncode == 0, err
    assert [read.reading.plate for read in server.reads.values()] == ["AB12345"]
    assert "1 acknowledged" in out
    assert (place / "state" / f"spool-{CAMERA}.sqlite3").stat().st_mode & 0o777 == 0o600
