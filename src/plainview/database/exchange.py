"""Putting a restored database in the place of the old one, and back. Renames are one transaction: a kill leaves no gap.

A database called NAME has up to three neighbours, and their presence is all that is known of a restore's progress:

- NAME_restoring: a backup is being read into it, or was when the program was killed. It is dropped.
- NAME_before: the old database. NAME is the restored one, closed to the application until the purge has run. If nobody
  is at work on it, the restore was cut off, and the old one takes its name again.
- NAME_replaced: the old database of a restore that succeeded. It is dropped.
"""

from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg import errors, sql

from plainview.database.trouble import DatabaseError

LONGEST_NAME: Final = 50
"""Bytes of a database's name that leave room for the neighbours' within PostgreSQL's 63."""
_LOCK: Final = 7_526_412
_TRIES: Final = 5
_LEAVE_MS: Final = 5_000

Connection = psycopg.Connection[Any]


class ExchangeError(DatabaseError):
    """A database cannot be put in another's place."""


@dataclass(frozen=True)
class Names:
    """A database and its neighbours."""

    current: str

    @property
    def restoring(self) -> str:
        return f"{self.current}_restoring"

    @property
    def before(self) -> str:
        return f"{self.current}_before"

    @property
    def replaced(self) -> str:
        return f"{self.current}_replaced"


def claim(server: Connection, names: Names) -> bool:
    """Whether this connection, to the database `postgres`, is now the only one that may exchange NAME.

    The server ends the claim with the connection, so a killed restore holds nothing.
    """
    row = server.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", [_LOCK, names.current]).fetchone()
    return bool(row and row[0])


def release(server: Connection, names: Names) -> None:
    server.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [_LOCK, names.current])


def present(server: Connection, name: str) -> bool:
    return bool(server.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchall())


def neighbours(server: Connection, names: Names) -> bool:
    """Whether a restore is under way or was cut off."""
    return any(present(server, name) for name in (names.restoring, names.before, names.replaced))


def undo_interrupted(server: Connection, names: Names) -> None:
    """Brings a restore that was cut off back to its beginning. Does nothing while one is under way.

    Raises:
        ExchangeError: sessions that we may not end hold the databases.
    """
    if neighbours(server, names) and claim(server, names):
        try:
            undo(server, names)
        finally:
            release(server, names)


def undo(server: Connection, names: Names) -> None:
    """The same for the holder of the claim. The old database stays closed until it is admitted."""
    if present(server, names.before):
        if present(server, names.current):
            _rename(server, (names.current, names.restoring), (names.before, names.current))
        else:
            _rename(server, (names.before, names.current))
    for name in (names.restoring, names.replaced):
        drop(server, name)


def put_in_place(server: Connection, names: Names, app: str) -> None:
    """NAME_restoring becomes NAME, closed to the application; NAME becomes NAME_before."""
    shut(server, names.current, app)
    _rename(server, (names.current, names.before), (names.restoring, names.current))


def accept(server: Connection, names: Names, app: str) -> None:
    """Opens the restored NAME to the application and drops the old one."""
    with server.transaction():
        admit(server, names.current, app)
        _rename(server, (names.before, names.replaced))
    drop(server, names.replaced)


def admit(server: Connection, name: str, app: str) -> None:
    """Lets the application connect."""
    server.execute(
        sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(sql.Identifier(name), sql.Identifier(app))
    )


def shut(server: Connection, name: str, app: str) -> None:
    """Lets nobody but the owner connect. Sessions that are open stay."""
    server.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC, {}").format(*map(sql.Identifier, (name, app))))


def drop(server: Connection, name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _rename(server: Connection, *pairs: tuple[str, str]) -> None:
    for _ in range(_TRIES):
        for name in {name for pair in pairs for name in pair}:
            _end_sessions(server, name)
        try:
            with server.transaction():
                for old, new in pairs:
                    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (old, new))))
        except errors.ObjectInUse:
            # Somebody connected in between; the owner may always.
            continue
        return
    raise ExchangeError(f"Programs keep connecting to the database {pairs[0][0]}: stop them, then try again.")


def _end_sessions(server: Connection, name: str) -> None:
    try:
        server.execute(
            "SELECT pg_terminate_backend(pid, %s) FROM pg_stat_activity WHERE datname = %s", [_LEAVE_MS, name]
        )
    except errors.InsufficientPrivilege as error:
        raise ExchangeError(
            f"Sessions in the database {name} are open that {server.info.user} may not end: "
            "stop 'plainview serve' and other programs that use it, then try again."
        ) from error
