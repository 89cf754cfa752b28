"""Making a cluster, PostgreSQL's folder of databases, so that a kill at any moment leaves a whole one or none."""

import contextlib
import os
import secrets
import shutil
import subprocess
import time
from pathlib import Path
from typing import Final

import psutil

from plainview.database import tuning
from plainview.database.accounts import NOWHERE, Account
from plainview.database.binaries import Binaries
from plainview.database.connection import ADMIN_ROLE
from plainview.database.life import wait_gone
from plainview.database.trouble import DatabaseError
from plainview.secret_files import sync_folder

_UNFINISHED: Final = "postgres.new-"
_FIRST_BUILTIN: Final = 17
"""The first version with a locale of its own, which no change of the C library can alter under an index."""
_HBA: Final = "# Every connection gives a password; there is no TCP.\nlocal all all scram-sha-256\n"
_END_S: Final = 10.0
_POLL_S: Final = 0.05


class ClusterError(DatabaseError):
    """A cluster cannot be made, or the one that is there is not ours to use."""


def environment() -> dict[str, str]:
    """What the server's programs see of our environment.

    PG… variables would change where they look and to whom they speak, and a server's environment can be read by its
    account, so nothing else is passed on.
    """
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", **kept}


def check(cluster: Path, binaries: Binaries) -> bool:
    """Whether a cluster is there that these programs can serve; False when there is none yet.

    Raises:
        ClusterError: the folder holds something else, or a cluster of another major version.
    """
    version = cluster / "PG_VERSION"
    if not version.exists():
        if cluster.exists() and any(cluster.iterdir()):
            raise ClusterError(f"{cluster} is not a PostgreSQL folder and not empty: move it away and start again.")
        return False
    made_by = version.read_text().strip()
    if made_by != str(binaries.major):
        raise ClusterError(
            f"{cluster} was made by PostgreSQL {made_by} and cannot be served by {binaries.version}. "
            f"Set PLAINVIEW_POSTGRES_BIN to the programs of version {made_by}, run 'plainview db backup FILE', "
            "then restore that file into a new data folder."
        )
    return True


def make(cluster: Path, binaries: Binaries, account: Account, password: str) -> None:
    """Makes a cluster beside its final place and renames it once it is whole and on disk.

    The caller holds the start lock.

    Args:
        cluster: the final folder, absent or empty.
        binaries: programs that the account can run.
        account: the owner of the files.
        password: of the superuser `plainview_admin`. It reaches initdb in a file that only the account can read.

    Raises:
        ClusterError: initdb failed; its own words are in the message.
    """
    remove_unfinished(cluster)
    workplace = cluster.with_name(f"{_UNFINISHED}{secrets.token_hex(4)}")
    workplace.mkdir(mode=0o700)
    account.take(workplace)
    try:
        _run_initdb(workplace, binaries, account, password)
        fresh = workplace / "cluster"
        (fresh / "pg_hba.conf").write_text(_HBA)
        _sync_file(fresh / "pg_hba.conf")
        with (fresh / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.write(tuning.settings_for(tuning.memory()))
        _sync_file(fresh / "postgresql.conf")
        if cluster.exists():
            cluster.rmdir()
        fresh.rename(cluster)
        sync_folder(cluster.parent)
    finally:
        shutil.rmtree(workplace, ignore_errors=True)


def set_password(cluster: Path, binaries: Binaries, account: Account, password: str) -> None:
    """Gives the superuser of a cluster that nobody serves another password, which goes by standard input.

    Raises:
        ClusterError: PostgreSQL's single-user mode refused; its own words are in the message.
    """
    done = subprocess.run(  # noqa: S603 - a fixed program with our own arguments
        [
            binaries.program("postgres"),
            "--single",
            "-D",
            str(cluster),
            "-c",
            "log_min_error_statement=panic",
            "postgres",
        ],
        cwd=NOWHERE,
        env=environment(),
        input=f"ALTER ROLE {ADMIN_ROLE} PASSWORD '{password}'\n",
        capture_output=True,
        text=True,
        check=False,
        **account.switch(),
    )
    # A statement that fails does not change the exit status of this mode.
    if done.returncode != 0 or "ERROR:" in done.stderr:
        raise ClusterError(f"The superuser's password could not be replaced: {done.stderr.strip()}")


def remove_unfinished(cluster: Path) -> None:
    """Clears away what a killed start left: an initdb that is still at work, its children, and their folder.

    Raises:
        ClusterError: something still writes into the folder after ten seconds, or it cannot be removed.
    """
    for workplace in cluster.parent.glob(f"{_UNFINISHED}*"):
        busy = _at_work(workplace)
        for process in busy:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        wait_gone(busy, _END_S)
        deadline = time.monotonic() + _END_S
        while workplace.exists():
            # A child that we may not recognize ends by itself once initdb is gone, and writes until then.
            shutil.rmtree(workplace, ignore_errors=True)
            if time.monotonic() > deadline:
                raise ClusterError(f"The left-over folder {workplace} cannot be removed: remove it and try again.")
            time.sleep(_POLL_S)


def _at_work(workplace: Path) -> list[psutil.Process]:
    found: list[psutil.Process] = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            if process.name() == "initdb" and str(workplace) in " ".join(process.cmdline()):
                found += [*process.children(recursive=True), process]
            elif process.name() == "postgres" and Path(process.cwd()).is_relative_to(workplace):
                found.append(process)
    return found


def _run_initdb(workplace: Path, binaries: Binaries, account: Account, password: str) -> None:
    password_file = workplace / "password"
    password_file.touch(mode=0o600)
    password_file.write_text(f"{password}\n")
    account.take(password_file)
    builtin = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command = [
        binaries.program("initdb"),
        f"--pgdata={workplace / 'cluster'}",
        f"--username={ADMIN_ROLE}",
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--data-checksums",
        *(builtin if binaries.major >= _FIRST_BUILTIN else ["--locale=C.UTF-8"]),
    ]
    done = subprocess.run(  # noqa: S603 - a fixed program with our own arguments
        command, cwd=NOWHERE, env=environment(), capture_output=True, text=True, check=False, **account.switch()
    )
    if done.returncode != 0:
        words = done.stderr.strip() or done.stdout.strip()
        raise ClusterError(f"PostgreSQL could not make its folder in {workplace.parent}: {words}")


def _sync_file(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
