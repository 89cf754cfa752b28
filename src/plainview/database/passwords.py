"""The database's passwords: made by chance, kept in files of mode 0600, never on a command line."""

import secrets
from pathlib import Path
from typing import Final, Literal

from plainview.database.places import own_as_parent, write_whole
from plainview.database.trouble import DatabaseError

FOLDER: Final = "secrets"
_BYTES: Final = 32

Holder = Literal["admin", "owner", "app", "external-app"]
"""Whose password: the embedded server's superuser, the owner, the application, the application on another server."""


class NotPrepared(DatabaseError):
    """The database has not been set up in this data folder."""


def path_of(data: Path, holder: Holder) -> Path:
    return data / FOLDER / f"postgres-{holder}"


def embedded_paths(data: Path) -> list[Path]:
    """The files of the embedded server's passwords."""
    return [path_of(data, "admin"), path_of(data, "owner"), path_of(data, "app")]


def read(data: Path, holder: Holder) -> str:
    """A password made earlier.

    Raises:
        NotPrepared: it was not made yet, or its file is empty.
    """
    path = path_of(data, holder)
    try:
        password = path.read_text("ascii").strip()
    except FileNotFoundError:
        password = ""
    if not password:
        raise NotPrepared(f"The database in {data} is not prepared ({path} is absent): run 'plainview db start'.")
    return password


def present(data: Path, holder: Holder) -> bool:
    """Whether a password is stored."""
    try:
        return bool(read(data, holder))
    except NotPrepared:
        return False


def ensure(data: Path, holder: Holder) -> str:
    """A password, made and stored if it is absent."""
    if not present(data, holder):
        store(data, holder, generate())
    return read(data, holder)


def generate() -> str:
    """A password of 256 bits in letters, digits, - and _, which need no quotes anywhere."""
    return secrets.token_urlsafe(_BYTES)


def store(data: Path, holder: Holder, password: str) -> None:
    """Keeps a password in a file that only its owner can read."""
    path = path_of(data, holder)
    if not path.parent.exists():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        own_as_parent(path.parent)
    write_whole(path, f"{password}\n".encode("ascii"))
