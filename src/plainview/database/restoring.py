"""Restore: a backup becomes the database, or everything stays as it was. See `exchange` for what a kill leaves."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from psycopg import errors, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from plainview import configuration
from plainview.database import backup, connection, exchange
from plainview.database.backup import BadBackupError
from plainview.database.connection import connect
from plainview.database.exchange import Connection, Names
from plainview.database.roles import arrange
from plainview.database.trouble import DatabaseError

_TABLES: Final = """
    SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind IN ('r', 'p') AND nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%' LIMIT 1
"""


class RestoreError(DatabaseError):
    """A backup cannot be restored here."""


class NotEmptyError(DatabaseError):
    """The database holds something, and nobody said that it may be replaced."""


def restore(file: Path, *, replace: bool = False, before_use: Callable[[], None] | None = None) -> None:
    """Makes a backup the database. The server runs and its roles are prepared when this is called.

    The backup is read into a new database, which takes the old one's name when it is whole. From then until
    `before_use` has returned only the owner can connect, so that reads whose day has passed are purged before anybody
    can see them. Whatever fails, `before_use` included, the old database is back in its place, untouched.

    Args:
        file: what `backup` wrote.
        replace: a database with tables in it is given up for the backup.
        before_use: called when the restored database has its name; it connects as the owner.

    Raises:
        BadBackupError: the file is not a whole backup.
        NotEmptyError: the database has tables and `replace` is False.
        RestoreError: another restore is at work, or the owner may not make databases.
    """
    backup.check(file)
    owner = connection.conninfo("owner")
    app = connection.app_role()
    names = Names(str(conninfo_to_dict(owner)["dbname"]))
    if not replace and _holds_tables(owner):
        raise NotEmptyError(
            f"The database {names.current} is not empty. Save it with 'plainview db backup FILE', "
            "then restore with --replace."
        )
    with connect(_server_address(owner)) as server:
        if not exchange.claim(server, names):
            raise RestoreError("Another restore is at work: wait for it to end.")
        exchange.undo(server, names)
        exchange.admit(server, names.current, app)
        try:
            _fill(server, names, file, owner)
            exchange.put_in_place(server, names, app)
            if before_use is not None:
                before_use()
            exchange.accept(server, names, app)
        except BaseException:
            # A Ctrl-C counts too.
            exchange.undo(server, names)
            exchange.admit(server, names.current, app)
            raise


def _holds_tables(owner: str) -> bool:
    with connect(owner) as current:
        return bool(current.execute(_TABLES).fetchall())


def _fill(server: Connection, names: Names, file: Path, owner: str) -> None:
    _create(server, names.restoring, str(conninfo_to_dict(owner)["user"]))
    exchange.shut(server, names.restoring, connection.app_role())
    address = make_conninfo(owner, dbname=names.restoring)
    done = backup.run("pg_restore", address, "--no-owner", "--exit-on-error", str(file.absolute()))
    if done.returncode != 0:
        raise BadBackupError(f"{file} could not be restored: {backup.complaint(done)}")
    with connect(address) as restored:
        arrange(restored, connection.app_role())


def _create(server: Connection, name: str, owner: str) -> None:
    try:
        server.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(*map(sql.Identifier, (name, owner)))
        )
    except errors.InsufficientPrivilege as error:
        raise RestoreError(
            f"{server.info.user} may not make databases. Let an administrator run: "
            f"ALTER ROLE {server.info.user} CREATEDB;"
        ) from error


def _server_address(owner: str) -> str:
    """Who may rename databases, connected to another one than those that are renamed."""
    if configuration.database_url() is None:
        return connection.embedded(configuration.data_folder(), "admin", "postgres")
    return make_conninfo(owner, dbname="postgres")
