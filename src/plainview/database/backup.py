"""Copies of the database in one file: made by pg_dump as the owner, read back by pg_restore.

A backup keeps reads past their day, and a purge does not reach it: whoever keeps one destroys it in time.
"""

import os
import secrets
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from plainview.database import binaries, connection
from plainview.database.trouble import DatabaseError
from plainview.secret_files import sync_folder

_WORDS: Final = 2_000
"""Characters of a program's complaint that are passed on."""


class BackupError(DatabaseError):
    """A backup cannot be written."""


class BadBackupError(DatabaseError):
    """A file is not a backup, or only a part of one."""


@dataclass(frozen=True)
class Backup:
    """A backup that is whole and on disk."""

    file: Path
    size_bytes: int


def backup(file: Path) -> Backup:
    """Writes the database as it is at this moment into one file, readable by its owner only (0600).

    The file has its name only once it is whole; one that was there before is replaced then.

    Raises:
        BackupError: pg_dump cannot read the database or write the file; its own words are in the message.
        NotPrepared: there is no database yet.
    """
    target = file.absolute()
    if not target.parent.is_dir():
        raise BackupError(f"The folder {target.parent} does not exist.")
    unfinished = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        unfinished.touch(mode=0o600, exist_ok=False)
        done = run("pg_dump", connection.conninfo("owner"), "--format=custom", f"--file={unfinished}")
        if done.returncode != 0:
            raise BackupError(f"pg_dump could not save the database: {complaint(done)}")
        check(unfinished)
        unfinished.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise BackupError(f"Cannot write {target}: {error.strerror}.") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return Backup(file=target, size_bytes=target.stat().st_size)


def check(file: Path) -> None:
    """Looks at a backup's table of contents.

    Raises:
        BadBackupError: the file is absent, or has none that pg_restore can read.
    """
    if not file.is_file():
        raise BadBackupError(f"There is no file {file}.")
    done = subprocess.run(  # noqa: S603 - a fixed program
        [binaries.find().program("pg_restore"), "--list", str(file)], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise BadBackupError(f"{file} is not a backup that this version can read: {complaint(done)}")


def run(program: str, address: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs one of PostgreSQL's programs against an address. The password goes by the environment, not the arguments."""
    found = conninfo_to_dict(address)
    password = str(found.pop("password", ""))
    command = [binaries.find().program(program), "--no-password", f"--dbname={make_conninfo('', **found)}", *arguments]
    environment = {**os.environ, "LC_ALL": "C", **({"PGPASSWORD": password} if password else {})}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - the same


def complaint(done: subprocess.CompletedProcess[str]) -> str:
    """What a program said when it failed, with the way out where its version is what stopped it."""
    words = done.stderr.strip()[-_WORDS:]
    if "server version mismatch" in words or "SSL support is not compiled in" in words:
        words += f"\nName the folder of your server's own programs in {binaries.OVERRIDE}."
    return words
