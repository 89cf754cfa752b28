"""The embedded server starts, survives kills, is adopted, and stops."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from psycopg import errors

from plainview.database import connection, places, postmaster, sockets
from plainview.database.accounts import account_for
from plainview.database.launch import StartError
from plainview.database.life import alive, wait_gone
from plainview.database.server import EmbeddedServer, Status
from plainview.database.sockets import PortsBusyError

FAST = {"fsync": "off", "max_connections": "20", "shared_buffers": "16MB"}
"""For servers whose durability is not what is tested."""
SUPERVISE = "import sys, time; from pathlib import Path; from plainview.database.server import EmbeddedServer\n"


@pytest.fixture(scope="module")
def folders() -> Iterator[list[Path]]:
    """Folders in /tmp, because pytest's own are closed to the account under which root's server runs."""
    made: list[Path] = []
    yield made
    for folder in made:
        EmbeddedServer(folder).erase()
        shutil.rmtree(folder)


@pytest.fixture
def data(folders: list[Path]) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="pv-", dir="/tmp"))
    folders.append(folder)
    return folder


@pytest.fixture(scope="module")
def shared(folders: list[Path]) -> EmbeddedServer:
    folder = Path(tempfile.mkdtemp(prefix="pv-", dir="/tmp"))
    folders.append(folder)
    return EmbeddedServer(folder, settings=FAST)


@pytest.fixture
def running(shared: EmbeddedServer) -> EmbeddedServer:
    shared.start()
    return shared


def _admin(server: EmbeddedServer) -> str:
    return connection.embedded(server.data, "admin", "postgres")


def _pid(server: EmbeddedServer) -> int:
    pid = server.status().pid
    assert pid is not None
    return pid


def _kill(server: EmbeddedServer) -> None:
    process = psutil.Process(_pid(server))
    process.kill()
    assert wait_gone([process], 10)


def _python(code: str, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen([sys.executable, "-c", SUPERVISE + code, *arguments], env=environment, text=True)


def test_a_server_that_was_killed_loses_no_committed_row(data: Path) -> None:
    server = EmbeddedServer(data, settings={"max_connections": "20"})
    server.start()
    with psycopg.connect(_admin(server), autocommit=True) as made:
        made.execute("CREATE TABLE reads (id integer)")
    acknowledged = []

    def write() -> None:
        with psycopg.connect(_admin(server), autocommit=True) as writer:
            for number in range(1_000_000):
                writer.execute("INSERT INTO reads VALUES (%s)", [number])
                acknowledged.append(number)

    def write_until_killed() -> None:
        with pytest.raises(psycopg.OperationalError):
            write()

    thread = threading.Thread(target=write_until_killed)
    thread.start()
    while len(acknowledged) < 200:
        time.sleep(0.01)
    _kill(server)
    thread.join()
    server.start()
    with psycopg.connect(_admin(server)) as found:
        kept = {row[0] for row in found.execute("SELECT id FROM reads")}
    assert kept >= set(acknowledged)


def test_children_that_outlive_a_killed_server_are_ended_before_the_next_start(
    running: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = postmaster.end_leftovers
    monkeypatch.setattr(postmaster, "end_leftovers", lambda cluster: end(cluster, grace_s=0.3))
    with psycopg.connect(_admin(running)) as session:
        backend = psutil.Process(session.info.backend_pid)
        backend.suspend()
        _kill(running)
        assert alive(backend)
        running.start()
        assert not alive(backend)
    with psycopg.connect(_admin(running)) as session:
        assert session.execute("SELECT 1").fetchone() == (1,)


def test_a_server_outlives_its_killed_supervisor_and_is_adopted(running: EmbeddedServer) -> None:
    running.stop()
    supervisor = _python("EmbeddedServer(Path(sys.argv[1])).start(); time.sleep(60)", str(running.data))
    while not running.status().running:
        time.sleep(0.02)
    pid = _pid(running)
    supervisor.kill()
    supervisor.wait()
    running.start()
    assert _pid(running) == pid
    with psycopg.connect(_admin(running)) as session:
        assert session.execute("SELECT 1").fetchone() == (1,)


def test_a_supervisor_killed_while_it_makes_the_cluster_leaves_nothing_half_done(data: Path) -> None:
    supervisor = _python("EmbeddedServer(Path(sys.argv[1])).start()", str(data))
    while not any((found / "cluster" / "base").exists() for found in data.glob("postgres.new-*")):
        assert supervisor.poll() is None
        time.sleep(0.005)
    supervisor.kill()
    supervisor.wait()
    server = EmbeddedServer(data, settings=FAST)
    assert not (data / "postgres").exists()
    server.start()
    assert not list(data.glob("postgres.new-*"))
    with psycopg.connect(_admin(server)) as session:
        assert session.execute("SHOW data_checksums").fetchone() == ("on",)


def test_two_starts_at_once_find_one_server(data: Path) -> None:
    code = "EmbeddedServer(Path(sys.argv[1])).start()"
    starts = [_python(code, str(data)) for _ in range(2)]
    assert [start.wait(60) for start in starts] == [0, 0]
    parents = [found for found in postmaster.members(data / "postgres") if "-D" in found.cmdline()]
    assert [found.pid for found in parents] == [_pid(EmbeddedServer(data))]


def test_pid_files_that_name_other_programs_do_not_stop_a_start(running: EmbeddedServer) -> None:
    running.stop()
    account = account_for(running.data, running.cluster)
    stranger = subprocess.Popen(["sleep", "60"], **account.switch())
    try:
        folder = running.data / places.SOCKET_FOLDER
        for file in (running.cluster / postmaster.PID_FILE, folder / ".s.PGSQL.5432.lock"):
            file.write_text(f"{stranger.pid}\n{running.cluster}\n1\n5432\n{folder}\n\n1 1\nready\n")
            account.take(file)
        assert not running.status().running
        running.start()
        assert stranger.poll() is None
        assert _pid(running) != stranger.pid
        assert running.status().port == 5432
    finally:
        stranger.kill()
        stranger.wait()


def test_a_pid_file_that_names_the_server_of_another_cluster_is_not_believed(
    running: EmbeddedServer, data: Path
) -> None:
    other = EmbeddedServer(data, settings=FAST)
    other.start()
    other.stop()
    file = other.cluster / postmaster.PID_FILE
    file.write_text((running.cluster / postmaster.PID_FILE).read_text())
    account_for(data, other.cluster).take(file)
    assert not other.status().running
    other.start()
    pids = {_pid(running), _pid(other)}
    assert len(pids) == 2
    with psycopg.connect(_admin(running)) as one, psycopg.connect(_admin(other)) as two:
        assert one.execute("SHOW cluster_name").fetchone() != two.execute("SHOW cluster_name").fetchone()


def test_a_name_that_is_taken_is_passed_over_and_a_full_range_is_explained(running: EmbeddedServer) -> None:
    running.stop()
    folder = running.data / places.SOCKET_FOLDER
    listeners = []
    for port in sockets.PORTS:
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(str(folder / f".s.PGSQL.{port}"))
        listener.listen(0)
        listeners.append(listener)
    with pytest.raises(PortsBusyError, match="choose another data folder"):
        running.start()
    listeners[3].close()
    running.start()
    assert running.status().port == sockets.PORTS[3]
    with psycopg.connect(_admin(running)) as session:
        assert session.execute("SELECT 1").fetchone() == (1,)
    running.stop()
    for listener in listeners:
        listener.close()


def test_a_data_folder_with_a_long_path_gets_its_socket_elsewhere() -> None:
    top = Path(tempfile.mkdtemp(prefix="pv-", dir="/tmp"))
    folder = top / ("long" * 25) / "data"
    folder.mkdir(parents=True)
    for opened in (top, folder.parent):
        opened.chmod(0o755)
    server = EmbeddedServer(folder, settings=FAST)
    try:
        server.start()
        where = server.status().socket_folder
        assert where is not None
        assert where.parent == places.SHORT
        assert where.stat().st_mode & 0o077 == 0
        with psycopg.connect(_admin(server)) as session:
            assert session.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.erase()
        shutil.rmtree(top)


def test_a_wrong_password_is_refused_and_there_is_no_tcp(running: EmbeddedServer) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(_admin(running), password="guess")
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        psycopg.connect(_admin(running), password="")
    with psycopg.connect(_admin(running)) as session:
        rules = session.execute("SELECT DISTINCT type, auth_method FROM pg_hba_file_rules").fetchall()
        stored = session.execute("SELECT rolpassword FROM pg_authid WHERE rolcanlogin").fetchall()
        addresses = session.execute("SHOW listen_addresses").fetchone()
    assert rules == [("local", "scram-sha-256")]
    assert all(row[0].startswith("SCRAM-SHA-256$") for row in stored)
    assert addresses == ("",)
    with contextlib.suppress(psutil.AccessDenied):  # a container may forbid even root to look
        assert psutil.Process(_pid(running)).net_connections(kind="inet") == []


def test_the_password_is_in_no_log_and_no_argument(running: EmbeddedServer) -> None:
    password = (running.data / "secrets" / "postgres-admin").read_text().strip()
    assert (running.data / "secrets" / "postgres-admin").stat().st_mode & 0o777 == 0o600
    arguments = [" ".join(found.cmdline()) for found in postmaster.members(running.cluster)]
    assert len(arguments) > 1
    assert password not in " ".join(arguments)
    assert password not in running.log.read_text()


def test_the_log_holds_no_plate_from_a_failed_statement(running: EmbeddedServer) -> None:
    with psycopg.connect(_admin(running)) as session:
        session.execute("CREATE TEMPORARY TABLE entries (plate text UNIQUE)")
        session.execute("INSERT INTO entries VALUES ('AB12345')")
        with pytest.raises(errors.UniqueViolation):
            session.execute("INSERT INTO entries VALUES ('AB12345')")
    written = running.log.read_text()
    assert "duplicate key" in written
    assert "AB12345" not in written


def test_a_stop_is_harmless_when_repeated_and_disconnects_clients(running: EmbeddedServer) -> None:
    with psycopg.connect(_admin(running)) as session:
        assert running.stop() is True
        with pytest.raises(psycopg.OperationalError):
            session.execute("SELECT 1")
    assert running.stop() is False
    found = running.status()
    assert (found.running, found.pid, found.started_at) == (False, None, None)
    assert found.size_bytes > 10_000_000


def test_a_server_that_cannot_start_shows_the_end_of_its_log(running: EmbeddedServer) -> None:
    running.stop()
    with pytest.raises(StartError, match="unrecognized configuration parameter"):
        EmbeddedServer(running.data, settings={"no_such_setting": "1"}).start()


def test_a_running_server_whose_socket_was_deleted_is_named(running: EmbeddedServer) -> None:
    found = running.status()
    assert found.socket_folder is not None
    (found.socket_folder / f".s.PGSQL.{found.port}").unlink()
    with pytest.raises(StartError, match="plainview db stop"):
        running.start()
    running.stop()
    running.start()
    assert running.status().running


def test_a_slow_server_is_left_alone_and_found_by_the_next_start(running: EmbeddedServer) -> None:
    process = psutil.Process(_pid(running))
    process.suspend()
    try:
        with pytest.raises(StartError, match="waits again"):
            EmbeddedServer(running.data, timeout_s=0.2).start()
    finally:
        process.send_signal(signal.SIGCONT)
    running.start()
    assert _pid(running) == process.pid


def _closed_to_others(status: Status) -> bool:
    return status.cluster.stat().st_mode & 0o077 == 0


def test_the_cluster_and_its_socket_are_closed_to_other_users(running: EmbeddedServer) -> None:
    found = running.status()
    assert found.socket_folder is not None
    assert _closed_to_others(found)
    assert found.socket_folder.stat().st_mode & 0o077 == 0
