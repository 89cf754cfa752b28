"""The addresses under which the database is reached, as owner and as application. Nothing here starts a server.

`PLAINVIEW_DATABASE_URL` is the owner's address of a PostgreSQL of your own; `PLAINVIEW_DATABASE_APP_URL` the
application's on it, where the owner may not make roles. Without the first, both mean the embedded server.
"""

import os
from pathlib import Path
from typing import Any, Final, Literal

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from plainview import configuration
from plainview.database import passwords, places
from plainview.database.passwords import NotPrepared
from plainview.database.trouble import DatabaseError

DATABASE: Final = "plainview"
"""The embedded server's database."""
APP_ROLE: Final = "plainview_app"
OWNER_ROLE: Final = "plainview_owner"
ADMIN_ROLE: Final = "plainview_admin"
"""The embedded server's superuser; the application and the migrations never use it."""
APP_URL: Final = "PLAINVIEW_DATABASE_APP_URL"
_ROLES: Final = {"app": APP_ROLE, "owner": OWNER_ROLE, "admin": ADMIN_ROLE}
_DJANGO_NAMES: Final = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
_PATIENCE: Final[dict[str, Any]] = {"connect_timeout": 20}

Role = Literal["app", "owner"]


class AddressError(DatabaseError):
    """An address in the environment cannot be read or lacks a part."""


class ConnectError(DatabaseError):
    """The database does not let us in, or does not answer."""


def conninfo(role: Role = "app", *, data: Path | None = None) -> str:
    """The address for psycopg, password included: never print it.

    Args:
        role: "app" for everything that the system does, "owner" for migrations, partitions, backups.
        data: the data folder, if it is not the one of the environment.

    Raises:
        NotPrepared: the passwords or the socket are not there yet: run `plainview db start`.
        AddressError: an address in the environment cannot be read.
    """
    folder = data or configuration.data_folder()
    url = configuration.database_url()
    if url is None:
        return embedded(folder, role)
    owner = parts(url, "PLAINVIEW_DATABASE_URL")
    if role == "owner":
        return make_conninfo(**owner)
    if app_url := os.environ.get(APP_URL):
        return make_conninfo(**parts(app_url, APP_URL))
    return make_conninfo(**{**owner, "user": APP_ROLE, "password": passwords.read(folder, "external-app")})


def settings(role: Role = "app", *, data: Path | None = None) -> dict[str, Any]:
    """The same address as Django's `DATABASES["default"]`. Raises what `conninfo` raises."""
    address = conninfo_to_dict(conninfo(role, data=data))
    found = {"ENGINE": "django.db.backends.postgresql", **dict.fromkeys(_DJANGO_NAMES.values(), "")}
    found |= {_DJANGO_NAMES[name]: str(part) for name, part in address.items() if name in _DJANGO_NAMES}
    options = {name: part for name, part in address.items() if name not in _DJANGO_NAMES}
    return {**found, "OPTIONS": options}


def app_role() -> str:
    """The name of the application's role, to which migrations grant."""
    url = os.environ.get(APP_URL) if configuration.database_url() else None
    return str(parts(url, APP_URL)["user"]) if url else APP_ROLE


def embedded(data: Path, holder: Literal["app", "owner", "admin"], database: str = DATABASE) -> str:
    """An address on the embedded server of a data folder."""
    note = places.read_note(data)
    password = passwords.read(data, holder)
    if not note.port:
        raise NotPrepared(f"The database in {data} was never started: run 'plainview db start'.")
    return make_conninfo(
        host=note.socket_folder, port=note.port, dbname=database, user=_ROLES[holder], password=password
    )


def connect(address: str) -> psycopg.Connection:
    """A connection on which each statement is its own transaction, as statements about roles and databases need it.

    Raises:
        ConnectError: with the server's own words, which never hold the password.
    """
    try:
        return psycopg.connect(make_conninfo(**{**_PATIENCE, **conninfo_to_dict(address)}), autocommit=True)
    except psycopg.OperationalError as error:
        raise ConnectError(f"Cannot connect to the database: {str(error).strip()}") from error


def parts(url: str, variable: str) -> dict[str, Any]:
    """The parts of an address, with at least a user and a database.

    Raises:
        AddressError: it cannot be read; the message does not repeat it, because it holds a password.
    """
    try:
        found = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        found = {}
    if "user" not in found:
        raise AddressError(f"{variable} must be an address such as postgresql://user:password@host/database.")
    return {"dbname": found["user"], **found}
