"""Which server, if any, serves a cluster. The process table is believed; the file postmaster.pid is not.

After a crash postmaster.pid names a process that is gone, or one of somebody else's that got its number. PostgreSQL
itself only asks whether the number is alive, and would refuse to start for ever. So a process counts when it is called
postgres, runs as the cluster's owner and shows by its arguments, title or working folder that it is the cluster's.
"""

import contextlib
import hashlib
import os
import signal
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import psutil

from plainview.database.life import alive, wait_gone
from plainview.database.sockets import Socket
from plainview.database.trouble import DatabaseError

PID_FILE: Final = "postmaster.pid"
_PORT_LINE: Final = 3
_FOLDER_LINE: Final = 4


class LeftoverError(DatabaseError):
    """Processes of a server that died hold the cluster and cannot be ended."""


@dataclass(frozen=True)
class Postmaster:
    """A live server. `socket` is None until it has written it down."""

    process: psutil.Process
    started_at: datetime
    socket: Socket | None


def cluster_name(cluster: Path) -> str:
    """The name that a cluster's processes carry in their titles; it tells two clusters of one user apart."""
    return f"plainview-{hashlib.sha256(os.fsencode(cluster)).hexdigest()[:12]}"


def running(cluster: Path) -> Postmaster | None:
    """The server of a cluster, or None. One that is only starting counts."""
    found = _parent(cluster, members(cluster))
    if found is None:
        return None
    started_at = datetime.fromtimestamp(found.create_time(), tz=UTC)
    return Postmaster(process=found, started_at=started_at, socket=_socket(_lines(cluster), found.pid))


def members(cluster: Path) -> list[psutil.Process]:
    """The living processes of a cluster: its server, the server's children, and children that outlived a server."""
    if not cluster.exists():
        return []
    owner = cluster.stat().st_uid
    found = []
    for process in psutil.process_iter():
        # A process may end while it is looked at, and one that we may not look at is not ours.
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            ours = process.name() == "postgres" and process.uids().effective == owner
            if ours and alive(process) and _belongs(process, cluster):
                found.append(process)
    return found


def end_leftovers(cluster: Path, *, grace_s: float = 3.0) -> int:
    """Ends the children of a server that was killed, and returns how many there were.

    They share the dead server's memory, and a new server refuses to start while one of them is attached. Most leave by
    themselves once they miss their parent; the others are asked and then killed. No committed row is lost by that: it
    is in the write-ahead log before its commit is acknowledged.

    Args:
        cluster: the cluster's folder.
        grace_s: seconds to wait after each of the three steps.

    Raises:
        LeftoverError: some are still there, which happens when they wait for a disk that does not answer.
    """
    processes = members(cluster)
    for step in (alive, _ask_to_leave, psutil.Process.kill):
        for process in processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                step(process)
        if wait_gone(processes, grace_s):
            return len(processes)
    pids = ", ".join(str(process.pid) for process in processes if alive(process))
    raise LeftoverError(
        f"Processes of an earlier database server do not end (pid {pids}): restart this machine, then try again."
    )


def forget(cluster: Path) -> None:
    """Removes postmaster.pid. The caller holds the start lock and has seen that no process of the cluster lives."""
    (cluster / PID_FILE).unlink(missing_ok=True)


def _parent(cluster: Path, processes: list[psutil.Process]) -> psutil.Process | None:
    named = _number(_lines(cluster))
    pids = {process.pid for process in processes}
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            # Children give themselves titles, so only a server still shows its arguments; a child that is a moment
            # old shows them too, and is told by its parent.
            if (process.pid == named or _serves(process, cluster)) and process.ppid() not in pids:
                return process
    return None


def _socket(lines: list[str], pid: int) -> Socket | None:
    if len(lines) <= _FOLDER_LINE or _number(lines) != pid:
        return None
    port, folder = lines[_PORT_LINE], lines[_FOLDER_LINE]
    return Socket(Path(folder), int(port)) if port.isdigit() and folder else None


def _belongs(process: psutil.Process, cluster: Path) -> bool:
    title = " ".join(process.cmdline())
    if _serves(process, cluster) or title.startswith(f"postgres: {cluster_name(cluster)}: "):
        return True
    try:
        # This finds servers that somebody started by hand. In a container root may not see it (no SYS_PTRACE).
        return bool(process.cwd() == str(cluster))
    except psutil.AccessDenied:
        return False


def _serves(process: psutil.Process, cluster: Path) -> bool:
    arguments = process.cmdline()
    return "-D" in arguments[:-1] and arguments[arguments.index("-D") + 1] == str(cluster)


def _lines(cluster: Path) -> list[str]:
    try:
        return (cluster / PID_FILE).read_text().splitlines()
    except OSError:
        return []


def _number(lines: list[str]) -> int | None:
    # A server in single-user mode writes its number with a minus sign.
    text = lines[0].strip().lstrip("-") if lines else ""
    return int(text) if text.isdigit() else None


def _ask_to_leave(process: psutil.Process) -> None:
    process.send_signal(signal.SIGQUIT)
    # One that was stopped with SIGSTOP sees nothing until it goes on.
    process.resume()
