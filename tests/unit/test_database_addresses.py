"""The database's addresses, its note and its passwords, without a server."""

from pathlib import Path

import pytest

from plainview.database import connection, passwords, places
from plainview.database.connection import AddressError
from plainview.database.passwords import NotPrepared
from plainview.database.places import Note, PlaceError

OWN = "postgresql://chief:made-up@db.city.example:6432/city?sslmode=verify-full"


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAINVIEW_DATA", str(tmp_path))
    monkeypatch.delenv("PLAINVIEW_DATABASE_URL", raising=False)
    monkeypatch.delenv(connection.APP_URL, raising=False)


def _prepare(data: Path) -> None:
    for holder in ("admin", "owner", "app"):
        (data / "secrets").mkdir(exist_ok=True)
        (data / "secrets" / f"postgres-{holder}").write_text(f"{holder}-password\n")
    places.write_note(data, Note(socket_folder="/run/here", port=5433))


def test_an_unprepared_database_names_the_command_that_prepares_it(tmp_path: Path) -> None:
    with pytest.raises(NotPrepared, match="plainview db start"):
        connection.settings()
    passwords.ensure(tmp_path, "app")
    with pytest.raises(NotPrepared, match="plainview db start"):
        connection.conninfo("app")


def test_the_embedded_address_is_a_socket(tmp_path: Path) -> None:
    _prepare(tmp_path)
    assert connection.settings("app") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "plainview",
        "USER": "plainview_app",
        "PASSWORD": "app-password",
        "HOST": "/run/here",
        "PORT": "5433",
        "OPTIONS": {},
    }
    assert connection.settings("owner")["USER"] == "plainview_owner"


def test_your_own_address_keeps_its_options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAINVIEW_DATABASE_URL", OWN)
    owner = connection.settings("owner")
    assert (owner["HOST"], owner["PORT"], owner["NAME"], owner["USER"]) == ("db.city.example", "6432", "city", "chief")
    assert owner["OPTIONS"] == {"sslmode": "verify-full"}
    with pytest.raises(NotPrepared):
        connection.settings("app")
    made = passwords.ensure(tmp_path, "external-app")
    app = connection.settings("app")
    assert (app["HOST"], app["USER"], app["PASSWORD"]) == ("db.city.example", "plainview_app", made)
    monkeypatch.setenv(connection.APP_URL, "postgresql://clerk:theirs@db.city.example/city")
    assert connection.settings("app")["USER"] == "clerk"
    assert connection.app_role() == "clerk"


@pytest.mark.parametrize("url", ["postgresql://chief:made-up@[", "chief made-up", "postgresql://db.city.example/city"])
def test_an_address_that_cannot_be_used_is_refused_without_repeating_it(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAINVIEW_DATABASE_URL", url)
    with pytest.raises(AddressError, match="PLAINVIEW_DATABASE_URL") as refusal:
        connection.conninfo("owner")
    assert "made-up" not in str(refusal.value)
    assert "city" not in str(refusal.value)


def test_the_applications_role_on_the_embedded_server_has_a_fixed_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(connection.APP_URL, "postgresql://clerk@elsewhere/city")
    assert connection.app_role() == "plainview_app"


def test_a_password_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    first = passwords.ensure(tmp_path, "owner")
    assert len(first) >= 43
    assert passwords.ensure(tmp_path, "owner") == passwords.read(tmp_path, "owner") == first
    assert passwords.ensure(tmp_path, "app") != first
    file = passwords.path_of(tmp_path, "owner")
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert sorted(found.name for found in file.parent.iterdir()) == ["postgres-app", "postgres-owner"]


def test_an_empty_password_file_counts_as_absent(tmp_path: Path) -> None:
    file = passwords.path_of(tmp_path, "app")
    file.parent.mkdir()
    file.touch()
    with pytest.raises(NotPrepared):
        passwords.read(tmp_path, "app")


def test_a_note_comes_back_as_it_was_written(tmp_path: Path) -> None:
    assert places.read_note(tmp_path) == Note()
    assert places.home_of(tmp_path) == tmp_path
    note = Note(home="/var/lib/plainview/x", socket_folder="/run/y", port=5439)
    places.write_note(tmp_path, note)
    assert places.read_note(tmp_path) == note
    assert places.home_of(tmp_path) == Path("/var/lib/plainview/x")
    assert [found.name for found in tmp_path.iterdir()] == [places.NOTE]


@pytest.mark.parametrize("words", [b"", b"{", b"[]", b'{"port": "many"}'])
def test_a_damaged_note_is_named(tmp_path: Path, words: bytes) -> None:
    (tmp_path / places.NOTE).write_bytes(words)
    with pytest.raises(PlaceError, match="damaged"):
        connection.conninfo("app")
