"""What the supervisor makes of files that it finds: logs, foreign folders, other versions, left-over names."""

import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from plainview.database import binaries, clusters, launch, places, postmaster, sockets
from plainview.database.accounts import Account
from plainview.database.binaries import Binaries, BinariesError
from plainview.database.clusters import ClusterError
from plainview.database.locks import LockError, exclusive
from plainview.database.places import PlaceError
from plainview.database.sockets import PortsBusyError, Socket

OURSELVES = Account("ourselves", os.geteuid(), os.getegid())
EIGHTEEN = Binaries(folder=Path("/nowhere"), major=18, minor=6)


@pytest.fixture
def deep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder whose path is too long for a socket, with a short place of its own for the sockets."""
    folder = tmp_path / ("deep" * 30)
    folder.mkdir()
    with tempfile.TemporaryDirectory() as short:
        monkeypatch.setattr(places, "SHORT", Path(short))
        yield folder


def test_a_large_log_is_emptied_in_place_and_its_end_is_kept(tmp_path: Path) -> None:
    log = tmp_path / "postgres.log"
    log.write_bytes(b"old\n" + b"x" * launch.LARGEST_LOG + b"last\n")
    with log.open("ab") as server:
        launch.bound_log(log)
        server.write(b"new\n")
    assert log.read_bytes() == b"new\n"
    older = tmp_path / "postgres.log.1"
    assert older.stat().st_size == launch.LARGEST_LOG
    assert older.read_bytes().endswith(b"xlast\n")
    assert stat.S_IMODE(older.stat().st_mode) == 0o600


def test_a_small_log_is_left_alone(tmp_path: Path) -> None:
    log = tmp_path / "postgres.log"
    launch.bound_log(log)
    log.write_bytes(b"few words\n")
    launch.bound_log(log)
    assert [found.name for found in tmp_path.iterdir()] == ["postgres.log"]


def test_a_server_that_died_is_explained_by_its_last_lines(tmp_path: Path) -> None:
    log = tmp_path / "postgres.log"
    log.write_text("\n".join(f"line {number}" for number in range(100)))
    words = launch.died(log)
    assert str(log) in words
    assert words.splitlines()[1:] == [f"line {number}" for number in range(88, 100)]


def test_a_cluster_is_known_by_its_version_file(tmp_path: Path) -> None:
    cluster = tmp_path / "postgres"
    assert clusters.check(cluster, EIGHTEEN) is False
    cluster.mkdir()
    assert clusters.check(cluster, EIGHTEEN) is False
    (cluster / "PG_VERSION").write_text("18\n")
    assert clusters.check(cluster, EIGHTEEN) is True


def test_a_cluster_of_another_major_version_is_refused_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "PG_VERSION").write_text("17\n")
    with pytest.raises(ClusterError, match=r"made by PostgreSQL 17 .*PLAINVIEW_POSTGRES_BIN"):
        clusters.check(tmp_path, EIGHTEEN)


def test_a_folder_of_somebody_elses_files_is_not_made_a_cluster(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").touch()
    with pytest.raises(ClusterError, match="not a PostgreSQL folder"):
        clusters.check(tmp_path, EIGHTEEN)


def test_the_servers_environment_holds_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGDATA", "PGPORT", "PGPASSWORD", "PLAINVIEW_DATABASE_URL"):
        monkeypatch.setenv(name, "ours")
    assert "ours" not in clusters.environment().values()


def test_programs_that_are_absent_or_too_old_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(binaries.OVERRIDE, str(tmp_path))
    with pytest.raises(BinariesError, match=binaries.OVERRIDE):
        binaries.find()
    program = tmp_path / "postgres"
    program.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.9 (Debian 14.9-1)'\n")
    program.chmod(0o755)
    with pytest.raises(BinariesError, match="needs PostgreSQL 15 or later"):
        binaries.find()
    program.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 17.2 (Debian 17.2-1)'\n")
    assert binaries.find() == Binaries(folder=tmp_path, major=17, minor=2)


def test_the_wheel_brings_every_program_that_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(binaries.OVERRIDE, raising=False)
    found = binaries.find()
    assert found.major >= 18
    for name in ("postgres", "initdb", "pg_dump", "pg_restore"):
        assert os.access(found.program(name), os.X_OK)


def test_names_that_dead_servers_left_are_used_again(tmp_path: Path) -> None:
    (tmp_path / ".s.PGSQL.5432.lock").write_text("999999999\n/somewhere\n")
    assert sockets.free_socket(tmp_path) == Socket(tmp_path, 5432)
    assert list(tmp_path.iterdir()) == []


def test_a_lock_that_names_a_program_that_is_no_server_is_a_leftover(tmp_path: Path) -> None:
    (tmp_path / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n/somewhere\n")
    assert sockets.free_socket(tmp_path).port == 5432


def test_a_file_that_is_no_socket_is_not_removed(tmp_path: Path) -> None:
    for port in sockets.PORTS:
        (tmp_path / f".s.PGSQL.{port}").write_text("somebody's")
    with pytest.raises(PortsBusyError, match=str(tmp_path)):
        sockets.free_socket(tmp_path)
    assert len(list(tmp_path.iterdir())) == len(sockets.PORTS)


def test_a_socket_lies_beside_its_cluster_or_under_a_short_name(tmp_path: Path, deep: Path) -> None:
    assert places.socket_folder(tmp_path, OURSELVES) == tmp_path / places.SOCKET_FOLDER
    short = places.socket_folder(deep, OURSELVES)
    assert short.parent == places.SHORT
    assert places.socket_folder(deep, OURSELVES) == short
    assert stat.S_IMODE(short.stat().st_mode) == 0o700
    assert len(os.fsencode(Socket(short, 65535).path)) <= places.LONGEST_SOCKET


def test_a_link_that_waits_under_the_short_name_is_not_followed(tmp_path: Path, deep: Path) -> None:
    trap = tmp_path / "trap"
    trap.mkdir(mode=0o755)
    first, second, *_ = places.socket_folders(deep, OURSELVES)
    first.symlink_to(trap)
    assert places.socket_folder(deep, OURSELVES) == second
    assert stat.S_IMODE(trap.stat().st_mode) == 0o755


def test_short_names_that_are_all_taken_are_explained(deep: Path) -> None:
    for taken in places.socket_folders(deep, OURSELVES):
        taken.symlink_to("/nowhere")
    with pytest.raises(PlaceError, match="shorter path"):
        places.socket_folder(deep, OURSELVES)


def test_a_lock_that_somebody_holds_is_waited_for_and_then_explained(tmp_path: Path) -> None:
    lock = tmp_path / "postgres.lock"
    with exclusive(lock, 1), pytest.raises(LockError, match=str(lock)), exclusive(lock, 0.1):
        pytest.fail("two programs held the lock")
    with exclusive(lock, 0.1):
        assert lock.exists()


def test_a_cluster_that_nobody_serves_has_no_server_whatever_its_pid_file_says(tmp_path: Path) -> None:
    for words in ("", "x", "0", "-1", str(os.getpid()), f"{os.getpid()}\n{tmp_path}\n1\n5432\n/tmp\n\n1 1\nready\n"):
        (tmp_path / postmaster.PID_FILE).write_text(words)
        assert postmaster.running(tmp_path) is None
    assert postmaster.running(tmp_path / "absent") is None


def test_two_clusters_have_two_names(tmp_path: Path) -> None:
    assert postmaster.cluster_name(tmp_path / "a") != postmaster.cluster_name(tmp_path / "b")
    assert len(postmaster.cluster_name(Path(tempfile.gettempdir()))) < 64
