"""Under whose name the server runs. PostgreSQL refuses to run as root, so root must choose somebody else."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from plainview.database.trouble import DatabaseError

PREFERRED: Final = ("plainview", "postgres", "nobody")
"""Accounts that root tries in this order.

An administrator who wants a separate account makes a system user `plainview`. `nobody` comes last because other
services may share it; it lets a bare container work at once.
"""
NOWHERE: Final = "/"
"""Working folder of the programs we start: the caller's own may be closed to the account."""


class AccountError(DatabaseError):
    """No account that PostgreSQL accepts can be used."""


@dataclass(frozen=True)
class Account:
    """A user of the operating system that owns the database's files and runs its server."""

    name: str
    uid: int
    gid: int

    @property
    def is_ourselves(self) -> bool:
        return self.uid == os.geteuid()

    def switch(self) -> dict[str, Any]:
        """Arguments for `subprocess` that start a program as this account; none are needed for ourselves.

        They are used in place of `preexec_fn`, which is not safe once threads run.
        """
        return {} if self.is_ourselves else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def may(self, access: str, path: Path) -> bool:
        """Whether the account may read ("r") or enter or run ("x") a path.

        The system is asked by a small program run as that account, because mode bits alone miss access lists,
        read-only mounts and closed parent folders.
        """
        command = ["/bin/sh", "-c", 'test -"$1" "$2"', "sh", access, str(path)]
        try:
            return subprocess.run(command, cwd=NOWHERE, check=False, **self.switch()).returncode == 0  # noqa: S603 - fixed program
        except OSError as error:
            raise AccountError(
                f"Cannot start programs as the account {self.name!r} ({error.strerror}). PostgreSQL does not run as "
                "root: run Plainview as an ordinary user."
            ) from error

    def take(self, path: Path) -> None:
        """Makes the account the owner of one file or folder; only root needs to."""
        if not self.is_ourselves:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def take_tree(self, folder: Path) -> None:
        """Makes the account the owner of a folder with all that it holds."""
        if self.is_ourselves:
            return
        for parent, _, files in os.walk(folder):
            self.take(Path(parent))
            for name in files:
                self.take(Path(parent, name))


def account_for(data: Path, cluster: Path) -> Account:
    """The account for a data folder: ourselves, or as root the one whose files they already are.

    An existing cluster keeps its owner, whatever accounts are added later; a new one in somebody's own data folder
    becomes that person's. Root's own folder falls to the first account of `PREFERRED`.

    Raises:
        AccountError: an ordinary user meets another user's cluster, or the system has none of the accounts.
    """
    owner = cluster.stat().st_uid if cluster.exists() else None
    if os.geteuid() != 0:
        if owner not in (None, os.geteuid()):
            raise AccountError(
                f"The database in {cluster} belongs to {_name(owner)}: run Plainview as that user or as root."
            )
        return Account(name=_name(os.geteuid()), uid=os.geteuid(), gid=os.getegid())
    found = [_entry(uid) for uid in (owner, data.stat().st_uid) if uid]
    found += [_named(name) for name in PREFERRED]
    for entry in found:
        if entry is not None:
            return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)
    raise AccountError(
        "PostgreSQL does not run as root and this system has no account for it: make one with "
        "'useradd --system plainview', or run Plainview as an ordinary user."
    )


def _entry(uid: int) -> pwd.struct_passwd | None:
    # initdb looks its own user up by number and fails on one without a name, as containers often have.
    try:
        return pwd.getpwuid(uid)
    except KeyError:
        return None


def _named(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _name(uid: int | None) -> str:
    entry = _entry(uid) if uid is not None else None
    return entry.pw_name if entry else f"user {uid}"
