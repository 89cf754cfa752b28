"""Backup and restore: a whole copy comes back, and whatever fails leaves the database as it was."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from plainview.database import backup as backups
from plainview.database import connection, roles
from plainview.database.backup import BackupError, BadBackupError, backup
from plainview.database.restoring import NotEmptyError, RestoreError, restore
from plainview.database.server import EmbeddedServer, ensure_running

FAST = {"fsync": "off", "max_connections": "20", "shared_buffers": "16MB"}
RESTORE = """
import sys, time
from pathlib import Path
from plainview.database.restoring import restore

def wait():
    Path(sys.argv[2]).touch()
    time.sleep(60)

restore(Path(sys.argv[1]), replace=True, before_use=wait)
"""


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="pv-", dir="/tmp"))
    server = EmbeddedServer(folder, settings=FAST)
    server.start()
    yield folder
    server.erase()
    shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def database(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The prepared database with one table of two rows, which the application may read."""
    monkeypatch.setenv("PLAINVIEW_DATA", str(data))
    monkeypatch.delenv("PLAINVIEW_DATABASE_URL", raising=False)
    ensure_running()
    with psycopg.connect(connection.conninfo("owner")) as owner:
        owner.execute("DROP TABLE IF EXISTS reads, later")
        owner.execute("CREATE TABLE reads (plate text)")
        owner.execute("COMMENT ON TABLE reads IS 'what cameras saw'")
        owner.execute("GRANT SELECT ON reads TO plainview_app")
        owner.execute("CREATE INDEX ON reads USING gin (plate gin_trgm_ops)")
        owner.execute("INSERT INTO reads VALUES ('AB12345'), ('CD67890')")


def _plates(role: connection.Role = "app") -> list[str]:
    with psycopg.connect(connection.conninfo(role)) as session:
        return [row[0] for row in session.execute("SELECT plate FROM reads ORDER BY plate")]


def _change() -> None:
    with psycopg.connect(connection.conninfo("owner")) as owner:
        owner.execute("DELETE FROM reads WHERE plate = 'AB12345'")


def _databases(data: Path) -> set[str]:
    with psycopg.connect(connection.embedded(data, "admin", "postgres")) as admin:
        return {row[0] for row in admin.execute("SELECT datname FROM pg_database")}


def test_a_backup_comes_back_with_its_rows_grants_and_indexes(tmp_path: Path, data: Path) -> None:
    saved = backup(tmp_path / "monday.dump")
    assert saved.size_bytes == saved.file.stat().st_size > 0
    assert saved.file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [saved.file]
    _change()
    restore(saved.file, replace=True)
    assert _plates() == ["AB12345", "CD67890"]
    assert _databases(data) == {"postgres", "template0", "template1", "plainview"}
    with psycopg.connect(connection.conninfo("owner")) as owner:
        assert owner.execute("SELECT tableowner FROM pg_tables WHERE tablename = 'reads'").fetchone() == (
            "plainview_owner",
        )
        assert owner.execute("SELECT count(*) FROM pg_indexes WHERE tablename = 'reads'").fetchone() == (1,)
    with psycopg.connect(connection.conninfo("app")) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("CREATE TABLE mine (id integer)")


def test_a_restore_into_an_empty_database_needs_no_permission(tmp_path: Path) -> None:
    saved = backup(tmp_path / "monday.dump")
    with psycopg.connect(connection.conninfo("owner")) as owner:
        owner.execute("DROP TABLE reads")
    restore(saved.file)
    assert _plates() == ["AB12345", "CD67890"]


def test_a_database_with_tables_is_not_given_up_unasked(tmp_path: Path) -> None:
    saved = backup(tmp_path / "monday.dump")
    _change()
    with pytest.raises(NotEmptyError, match="--replace"):
        restore(saved.file)
    assert _plates() == ["CD67890"]


def test_a_file_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear Sir or Madam")
    with pytest.raises(BadBackupError, match="not a backup"):
        restore(file, replace=True)
    with pytest.raises(BadBackupError, match="no file"):
        restore(tmp_path / "absent.dump", replace=True)
    assert _plates() == ["AB12345", "CD67890"]


def test_a_backup_whose_end_is_missing_leaves_the_database_as_it_was(tmp_path: Path, data: Path) -> None:
    with psycopg.connect(connection.conninfo("owner")) as owner:
        owner.execute("CREATE TABLE later AS SELECT md5(n::text) AS noise FROM generate_series(1, 20000) AS n")
    file = backup(tmp_path / "monday.dump").file
    os.truncate(file, file.stat().st_size - 100_000)
    _change()
    with pytest.raises(BadBackupError, match="could not be restored"):
        restore(file, replace=True)
    assert _plates() == ["CD67890"]
    assert _databases(data) == {"postgres", "template0", "template1", "plainview"}


def test_only_the_owner_can_connect_until_the_purge_has_run(tmp_path: Path) -> None:
    file = backup(tmp_path / "monday.dump").file
    seen = []

    def purge() -> None:
        ensure_running()
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            _plates("app")
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            psycopg.connect(connection.conninfo("app"), dbname="plainview_before")
        seen.extend(_plates("owner"))
        _change()

    with psycopg.connect(connection.conninfo("app")) as session:
        session.execute("SELECT 1")
        restore(file, replace=True, before_use=purge)
        with pytest.raises(psycopg.OperationalError):
            session.execute("SELECT 1")
    assert seen == ["AB12345", "CD67890"]
    assert _plates() == ["CD67890"]


def test_the_application_cannot_look_into_a_database_that_is_being_filled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = backup(tmp_path / "monday.dump").file
    run = backups.run

    def look_then_run(program: str, address: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            psycopg.connect(connection.conninfo("app"), dbname="plainview_restoring")
        return run(program, address, *arguments)

    monkeypatch.setattr(backups, "run", look_then_run)
    restore(file, replace=True)
    assert _plates() == ["AB12345", "CD67890"]


def test_a_purge_that_fails_puts_the_old_database_back(tmp_path: Path, data: Path) -> None:
    file = backup(tmp_path / "monday.dump").file
    _change()

    def purge() -> None:
        raise OSError("the key store is away")

    with pytest.raises(OSError, match="key store"):
        restore(file, replace=True, before_use=purge)
    assert _plates() == ["CD67890"]
    assert _databases(data) == {"postgres", "template0", "template1", "plainview"}


def test_a_restore_that_was_killed_before_its_purge_is_undone_by_the_next_start(tmp_path: Path, data: Path) -> None:
    file = backup(tmp_path / "monday.dump").file
    _change()
    reached = tmp_path / "reached"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen([sys.executable, "-c", RESTORE, str(file), str(reached)], env=environment)
    while not reached.exists():
        assert process.poll() is None
        time.sleep(0.01)
    assert _plates("owner") == ["AB12345", "CD67890"]
    with pytest.raises(RestoreError, match="Another restore"):
        restore(file, replace=True)
    process.kill()
    process.wait()
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        _plates("app")
    _until_undone(data)
    assert _plates("app") == ["CD67890"]
    assert _databases(data) == {"postgres", "template0", "template1", "plainview"}


def _until_undone(data: Path) -> None:
    # The server notices the killed program's death a moment later, and only then is its claim free.
    deadline = time.monotonic() + 10
    while "plainview_before" in _databases(data) and time.monotonic() < deadline:
        roles.prepare_embedded(data)
        time.sleep(0.02)


def test_a_backup_that_fails_leaves_the_file_that_was_there(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BackupError, match="does not exist"):
        backup(tmp_path / "absent" / "monday.dump")
    before = tmp_path / "monday.dump"
    before.write_bytes(b"last week's")
    monkeypatch.setattr(connection, "conninfo", lambda role: connection.embedded(data, role, "nowhere"))
    with pytest.raises(BackupError, match="pg_dump could not save"):
        backup(before)
    assert before.read_bytes() == b"last week's"
    assert list(tmp_path.iterdir()) == [before]
