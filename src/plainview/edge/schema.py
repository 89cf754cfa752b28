"""The tables of the spool, and opening its file."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_OURS: Final = 0x50564544  # "PVED": tells our file from anybody else's SQLite file
_VERSION: Final = 1
_WAIT_MS: Final = 10_000
_OWNER_ONLY: Final = 0o600

_TABLES: Final = (
    # A read waits while rejected_at is null. The camera stands with the read: a box that is moved to another camera
    # still sends the old reads as the old camera's.
    """
    CREATE TABLE reads (
        seq INTEGER PRIMARY KEY,
        camera TEXT NOT NULL,
        captured_at INTEGER NOT NULL,  -- microseconds since 1970, UTC
        size INTEGER NOT NULL,
        batch TEXT,
        rejected_at INTEGER,
        reason TEXT
    ) STRICT
    """,
    "CREATE INDEX reads_batch ON reads (batch) WHERE batch IS NOT NULL",
    "CREATE INDEX reads_captured_at ON reads (captured_at)",
    # The CapturedRead as MessagePack, both pictures in it. It stands apart, because SQLite writes the whole row again
    # when a small column of it changes.
    """
    CREATE TABLE bodies (
        seq INTEGER PRIMARY KEY REFERENCES reads (seq) ON DELETE CASCADE,
        body BLOB NOT NULL
    ) STRICT
    """,
    # What the spool has done in its life, so that every read ever captured is accounted for.
    "CREATE TABLE totals (name TEXT PRIMARY KEY, amount INTEGER NOT NULL) STRICT, WITHOUT ROWID",
)


class SpoolError(Exception):
    """The spool's file cannot be used; the message names the file and what to do."""


class SpoolFullError(Exception):
    """There is no room for another read, by the spool's limit or on the disk."""


def connect(path: Path) -> sqlite3.Connection:
    """Open the spool's file, made with access for its owner only where there is none.

    Every commit is on the disk before it returns, and what is deleted is overwritten with zeros.

    Raises:
        SpoolError: the file is damaged, is something else, or cannot be opened.
    """
    with naming(path):
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, _OWNER_ONLY))
        except OSError as error:
            raise SpoolError(f"The spool {path} cannot be opened: {error.strerror}.") from error
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            _prepare(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours, which say what to do.

    Raises:
        SpoolFullError: the disk is full.
        SpoolError: anything else that SQLite could not do.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_FULL:
            raise SpoolFullError(f"The disk that holds the spool {path} is full.") from error
        if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            raise SpoolError(
                f"The spool {path} is damaged ({error}). Move the file aside, keep it for rescue, and start again: "
                "a new spool is made."
            ) from error
        raise SpoolError(f"The spool {path} failed: {error}.") from error


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing, and on the disk once it ends."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute(f"PRAGMA busy_timeout = {_WAIT_MS}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    if _number(connection, "application_id") == 0 and not _number(connection, "schema_version"):
        with transaction(connection):
            if not _number(connection, "schema_version"):  # nobody else made it while we waited
                for statement in _TABLES:
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {_OURS}")
                connection.execute(f"PRAGMA user_version = {_VERSION}")
    if _number(connection, "application_id") != _OURS:
        raise SpoolError(f"{path} is a database, but no spool of Plainview. Choose another file.")
    if _number(connection, "user_version") != _VERSION:
        raise SpoolError(f"The spool {path} was made by another version of Plainview.")


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])
