"""The roles on the embedded server and on one of your own, and the commands that prepare them."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from plainview.commands.db import db
from plainview.database import connection, roles
from plainview.database.connection import ConnectError
from plainview.database.launch import StartError
from plainview.database.passwords import path_of
from plainview.database.restoring import restore
from plainview.database.roles import RoleError
from plainview.database.server import EmbeddedServer, ensure_running

FAST = {"fsync": "off", "max_connections": "20", "shared_buffers": "16MB"}


def _server() -> Iterator[EmbeddedServer]:
    folder = Path(tempfile.mkdtemp(prefix="pv-", dir="/tmp"))
    server = EmbeddedServer(folder, settings=FAST)
    server.start()
    yield server
    server.erase()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def embedded() -> Iterator[EmbeddedServer]:
    yield from _server()


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[EmbeddedServer]:
    """A server that stands for one of your own: nothing is prepared on it."""
    yield from _server()


@pytest.fixture
def data(embedded: EmbeddedServer, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PLAINVIEW_DATA", str(embedded.data))
    monkeypatch.delenv("PLAINVIEW_DATABASE_URL", raising=False)
    monkeypatch.delenv(connection.APP_URL, raising=False)
    ensure_running()
    return embedded.data


@pytest.fixture
def admin(elsewhere: EmbeddedServer) -> Iterator[psycopg.Connection]:
    """Your own server's administrator, on a server with the database `city` of an owner who may make roles."""
    with psycopg.connect(connection.embedded(elsewhere.data, "admin", "postgres"), autocommit=True) as session:
        session.execute("CREATE ROLE chief LOGIN CREATEROLE CREATEDB PASSWORD 'made-up'")
        session.execute("CREATE DATABASE city OWNER chief")
        yield session
        session.execute("DROP DATABASE city WITH (FORCE)")
        session.execute("DROP ROLE IF EXISTS plainview_app, clerk")
        session.execute("DROP ROLE chief")


@pytest.fixture
def owner_url(admin: psycopg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = make_conninfo(host=admin.info.host, port=admin.info.port, dbname="city", user="chief", password="made-up")
    monkeypatch.setenv("PLAINVIEW_DATA", str(tmp_path))
    monkeypatch.setenv("PLAINVIEW_DATABASE_URL", url)
    monkeypatch.delenv(connection.APP_URL, raising=False)
    return url


@pytest.mark.usefixtures("data")
def test_the_application_can_make_no_table_and_take_no_other_role() -> None:
    with psycopg.connect(connection.conninfo("app"), autocommit=True) as app:
        for statement in (
            "CREATE TABLE mine (id integer)",
            "CREATE SCHEMA mine",
            "CREATE ROLE mine",
            "CREATE DATABASE mine",
            "SET ROLE plainview_owner",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                app.execute(statement)
        app.execute("CREATE TEMPORARY TABLE staging (id integer)")
        assert app.execute("SELECT similarity('AB12345', 'AB12345')").fetchone() == (1.0,)


@pytest.mark.usefixtures("data")
def test_the_owner_makes_tables_and_is_no_superuser() -> None:
    with psycopg.connect(connection.conninfo("owner")) as owner:
        owner.execute("CREATE TABLE theirs (id integer)")
        found = owner.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        owner.rollback()
    assert found == (False, False, False)


def test_preparing_again_changes_nothing_and_mends_lost_passwords(data: Path) -> None:
    address = connection.conninfo("app")
    assert roles.prepare_embedded(data) == address
    path_of(data, "app").unlink()
    path_of(data, "owner").unlink()
    ensure_running()
    assert connection.conninfo("app") != address
    with psycopg.connect(connection.conninfo("app")), psycopg.connect(connection.conninfo("owner")):
        pass
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(address)


def test_a_lost_secrets_folder_is_made_again_and_the_rows_are_still_there(embedded: EmbeddedServer, data: Path) -> None:
    with psycopg.connect(connection.conninfo("owner")) as owner:
        owner.execute("CREATE TABLE kept AS SELECT 'AB12345' AS plate")
    shutil.rmtree(data / "secrets")
    with pytest.raises(StartError, match="plainview db stop"):
        ensure_running()
    embedded.stop()
    ensure_running()
    with psycopg.connect(connection.conninfo("owner")) as owner:
        assert owner.execute("SELECT plate FROM kept").fetchall() == [("AB12345",)]


@pytest.mark.usefixtures("data")
def test_djangos_settings_lead_to_the_same_database() -> None:
    found = connection.settings("owner")
    assert found["ENGINE"] == "django.db.backends.postgresql"
    address = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    with psycopg.connect(**{name: found[key] for name, key in address.items()}) as session:
        assert session.execute("SELECT current_user").fetchone() == ("plainview_owner",)


def test_your_own_server_gets_the_applications_role_from_its_owner(owner_url: str, admin: psycopg.Connection) -> None:
    ensure_running()
    app = roles.prepare(owner_url)
    assert app == connection.conninfo("app")
    with psycopg.connect(app, autocommit=True) as session:
        assert session.execute("SELECT current_user, current_database()").fetchone() == ("plainview_app", "city")
        with pytest.raises(errors.InsufficientPrivilege):
            session.execute("CREATE TABLE mine (id integer)")
    found = admin.execute("SELECT rolsuper FROM pg_roles WHERE rolname = 'plainview_app'").fetchone()
    assert found == (False,)


def test_an_owner_who_may_not_make_roles_is_told_what_to_run(owner_url: str, admin: psycopg.Connection) -> None:
    admin.execute("ALTER ROLE chief NOCREATEROLE")
    with pytest.raises(RoleError, match=connection.APP_URL) as refusal:
        roles.prepare(owner_url)
    statement = next(line for line in str(refusal.value).splitlines() if "CREATE ROLE" in line)
    admin.execute(statement.encode())
    assert admin.execute("SELECT FROM pg_roles WHERE rolname = 'plainview_app'").fetchall()


def test_an_administrators_role_is_used_and_one_with_the_owners_rights_is_refused(
    owner_url: str, admin: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin.execute("CREATE ROLE clerk LOGIN PASSWORD 'made-up'")
    clerk = make_conninfo(owner_url, user="clerk")
    monkeypatch.setenv(connection.APP_URL, clerk)
    assert conninfo_to_dict(roles.prepare(owner_url))["user"] == "clerk"
    assert connection.app_role() == "clerk"
    admin.execute("GRANT chief TO clerk")
    with pytest.raises(RoleError, match="owner's rights"):
        roles.prepare(owner_url)
    monkeypatch.setenv(connection.APP_URL, owner_url)
    with pytest.raises(RoleError, match="owner's rights"):
        roles.prepare(owner_url)


def test_a_role_of_another_installation_keeps_its_password(
    owner_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = roles.prepare(owner_url)
    (tmp_path / "second").mkdir()
    monkeypatch.setenv("PLAINVIEW_DATA", str(tmp_path / "second"))
    with pytest.raises(RoleError, match="does not take the password"):
        roles.prepare(owner_url)
    psycopg.connect(first).close()


def test_an_application_that_may_make_tables_is_refused(owner_url: str) -> None:
    roles.prepare(owner_url)
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute("GRANT CREATE ON SCHEMA public TO plainview_app")
    with pytest.raises(RoleError, match="can make tables"):
        roles.prepare(owner_url)


def test_a_backup_of_your_own_server_is_restored_there(owner_url: str, tmp_path: Path) -> None:
    roles.prepare(owner_url)
    with psycopg.connect(owner_url) as owner:
        owner.execute("CREATE TABLE reads AS SELECT 'AB12345' AS plate")
        owner.execute("GRANT SELECT ON reads TO plainview_app")
    done = CliRunner().invoke(db, ["backup", str(tmp_path / "monday.dump")])
    assert done.exit_code == 0, done.output
    with psycopg.connect(owner_url) as owner:
        owner.execute("DROP TABLE reads")
    restore(tmp_path / "monday.dump")
    with psycopg.connect(connection.conninfo("app")) as app:
        assert app.execute("SELECT plate FROM reads").fetchall() == [("AB12345",)]


def test_a_server_that_does_not_answer_is_named_without_its_password(owner_url: str) -> None:
    with pytest.raises(ConnectError) as refusal:
        roles.prepare(make_conninfo(owner_url, port=6000))
    assert ".s.PGSQL.6000" in str(refusal.value)
    assert "made-up" not in str(refusal.value)


def test_the_commands_say_in_one_line_what_happened(data: Path, tmp_path: Path) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(db, ["--data", str(data), *arguments])
        return done.exit_code, done.output.strip()

    code, words = run("start")
    assert (code, words[:20]) == (0, "The database server ")
    code, words = run("status")
    assert code == 0
    assert words.startswith("Running since ")
    assert len(words.splitlines()) == 1
    assert run("backup", str(tmp_path / "monday.dump"))[0] == 0
    code, words = run("restore", str(tmp_path / "monday.dump"), "--replace")
    assert code == 2, "a backup without Plainview's tables cannot be purged"
    assert "the old database is back" in words
    (tmp_path / "letter.txt").write_text("Dear Sir or Madam")
    code, words = run("restore", str(tmp_path / "letter.txt"))
    assert code == 2
    assert words.startswith("Error: ")
    assert run("stop") == (0, "The database server has stopped.")
    assert run("stop") == (0, "The database server was not running.")
    assert run("status")[1].startswith("Stopped. ")


def test_the_commands_leave_your_own_server_alone(owner_url: str) -> None:
    assert owner_url
    assert "database city" in CliRunner().invoke(db, ["status"]).output
    assert "Its roles are prepared" in CliRunner().invoke(db, ["start"]).output
    done = CliRunner().invoke(db, ["stop"])
    assert done.exit_code == 2
    assert "not Plainview's to stop" in done.output


def test_migrate_makes_tables_that_belong_to_the_owner_and_a_log_that_the_application_cannot_change(
    data: Path,
) -> None:
    code = "from plainview.commands.db import db; db()"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code, "--data", str(data), "migrate"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    with psycopg.connect(connection.conninfo("app"), autocommit=True) as app:
        owners = app.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'").fetchall()
        assert owners == [("plainview_owner",)]
        app.execute("SELECT FROM audit_entry")
        with pytest.raises(errors.InsufficientPrivilege):
            app.execute("DELETE FROM audit_entry")
