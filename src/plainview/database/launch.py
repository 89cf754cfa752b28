"""Starting a server that outlives us, and waiting until it answers."""

import os
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil
from psycopg import pq
from psycopg.conninfo import make_conninfo

from plainview.database.accounts import NOWHERE, Account
from plainview.database.binaries import Binaries
from plainview.database.clusters import environment
from plainview.database.life import alive
from plainview.database.places import own_as_parent, write_whole
from plainview.database.postmaster import cluster_name
from plainview.database.sockets import Socket
from plainview.database.trouble import DatabaseError

TIMEOUT_S: Final = 120.0
"""A replay of the write-ahead log after kill -9 was seen to take 36 seconds."""
LARGEST_LOG: Final = 8 * 1024 * 1024
_POLL_S: Final = 0.05
_TAIL_LINES: Final = 12
_TAIL_BYTES: Final = 16 * 1024

# The shell puts the server into the background and leaves, so that the server belongs to init: a child of ours would
# stay as a zombie when it dies before us. Its own session keeps a Ctrl-C at our terminal from it.
_DETACHED: Final = '"$@" >&2 </dev/null & echo $!'


class StartError(DatabaseError):
    """The server ended while it started, or does not answer yet."""


@dataclass(frozen=True)
class Site:
    """Where one server runs: its cluster, the account that owns it, its socket, and the log that gets its words.

    The log is opened by us, so it may lie where the account cannot go.
    """

    cluster: Path
    account: Account
    socket: Socket
    log: Path


def launch(site: Site, binaries: Binaries, extra: Mapping[str, str]) -> psutil.Process:
    """Starts a server on a whole cluster that no process serves, without TCP. It need not answer yet.

    Args:
        site: where it runs.
        binaries: programs that the account can run.
        extra: further settings of PostgreSQL, by name.

    Raises:
        StartError: it ended at once.
    """
    options = [part for name, setting in _settings(site, extra).items() for part in ("-c", f"{name}={setting}")]
    command = ["/bin/sh", "-c", _DETACHED, "sh", binaries.program("postgres"), "-D", str(site.cluster), *options]
    site.log.touch(mode=0o600)
    own_as_parent(site.log)
    with site.log.open("ab") as words:
        started = subprocess.run(  # noqa: S603 - a fixed program with our own arguments
            command,
            cwd=NOWHERE,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=words,
            text=True,
            check=True,
            start_new_session=True,
            **site.account.switch(),
        )
    try:
        return psutil.Process(int(started.stdout))
    except psutil.NoSuchProcess as error:
        raise StartError(died(site.log)) from error


def wait_ready(process: psutil.Process, socket: Socket, *, log: Path, timeout_s: float) -> None:
    """Waits until the server accepts connections, for as long as it lives and at most `timeout_s` seconds.

    Raises:
        StartError: it ended, and the message holds the last lines of its log; or it is still at work, for instance
            replaying its write-ahead log, and a later start goes on waiting for it.
    """
    address = make_conninfo(host=str(socket.folder), port=socket.port, dbname="postgres", connect_timeout=2).encode()
    deadline = time.monotonic() + timeout_s
    while pq.PGconn.ping(address) != pq.Ping.OK:
        if not alive(process):
            raise StartError(died(log))
        if time.monotonic() > deadline:
            raise StartError(slow(process, log, timeout_s))
        time.sleep(_POLL_S)


def bound_log(log: Path) -> None:
    """Empties a log of more than 8 MiB and keeps the end of it beside it as `….1`. Each start calls this.

    A server that is at work goes on writing at the end of the file (it was opened for appending), so emptying it in
    place is safe.
    """
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        write_whole(log.with_name(f"{log.name}.1"), _end_of(log, LARGEST_LOG))
        os.truncate(log, 0)


def died(log: Path) -> str:
    """The message about a server that ended, with the last lines that it wrote."""
    lines = _end_of(log, _TAIL_BYTES).decode("utf-8", "replace").splitlines()[-_TAIL_LINES:]
    return "\n".join([f"The database server ended while it started. The end of {log}:", *lines])


def slow(process: psutil.Process, log: Path, timeout_s: float) -> str:
    """The message about a server that lives and does not answer yet."""
    return (
        f"The database server (pid {process.pid}) does not answer after {timeout_s:g} s. It goes on by itself: "
        f"'plainview db start' waits again, and {log} says what it does."
    )


def _settings(site: Site, extra: Mapping[str, str]) -> dict[str, str]:
    # On the command line they beat every file in the cluster, so that no edit there opens a TCP port.
    return {
        **extra,
        "listen_addresses": "",
        "port": str(site.socket.port),
        "unix_socket_directories": _quoted(site.socket.folder),
        "unix_socket_permissions": "0700",
        "cluster_name": cluster_name(site.cluster),
        "password_encryption": "scram-sha-256",
        "logging_collector": "off",
        "log_destination": "stderr",
        "log_line_prefix": "%m [%p] ",
        # Statements and the details of errors hold plates, and the purge does not reach a log.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
    }


def _end_of(file: Path, size: int) -> bytes:
    with file.open("rb") as opened:
        opened.seek(max(0, file.stat().st_size - size))
        return opened.read(size)


def _quoted(folder: Path) -> str:
    # The setting is a list with commas, so a folder's name is quoted.
    return '"' + str(folder).replace('"', '""') + '"'
