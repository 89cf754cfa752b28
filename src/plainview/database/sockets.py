"""Which socket the server listens on. It has no TCP port: the number is only a part of the socket's file name."""

import os
import socket
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from plainview.database.life import alive
from plainview.database.trouble import DatabaseError

PORTS: Final = range(5432, 5442)
_WAIT_S: Final = 2.0


class PortsBusyError(DatabaseError):
    """Other programs hold every socket name that the server could take."""


@dataclass(frozen=True)
class Socket:
    """A server's address: the folder of its socket, and the number in the socket's name."""

    folder: Path
    port: int

    @property
    def path(self) -> Path:
        return self.folder / f".s.PGSQL.{self.port}"


def free_socket(folder: Path) -> Socket:
    """The first of ten socket names in `folder` that nobody uses; what dead servers left there is removed.

    The folder is the cluster's own and no server of the cluster lives when this is called. PostgreSQL would remove a
    leftover too, but not one whose lock file names a number that another program of the same user has by now.

    Raises:
        PortsBusyError: all ten are in use.
    """
    for port in PORTS:
        candidate = Socket(folder, port)
        lock = folder / f"{candidate.path.name}.lock"
        if not _served(lock) and not _answers(candidate.path):
            candidate.path.unlink(missing_ok=True)
            lock.unlink(missing_ok=True)
            return candidate
    raise PortsBusyError(
        f"Other programs hold all socket names from {Socket(folder, PORTS[0]).path} to .{PORTS[-1]}. "
        "Stop them and remove these files, or choose another data folder with --data."
    )


def _served(lock: Path) -> bool:
    """Whether the lock file beside a socket names a living PostgreSQL server."""
    try:
        first = lock.read_text().partition("\n")[0].strip()
        process = psutil.Process(int(first))
        return process.name() == "postgres" and alive(process)
    except (OSError, ValueError, OverflowError, psutil.NoSuchProcess):
        return False


def _answers(path: Path) -> bool:
    """Whether something listens on a socket, or the name is a file that is no socket and not ours to remove."""
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return False
    if not stat.S_ISSOCK(mode):
        return True
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as attempt:
        attempt.settimeout(_WAIT_S)
        try:
            attempt.connect(str(path))
        except ConnectionRefusedError:
            return False
        except OSError:
            # A full queue or a closed door: somebody is behind it.
            return True
    return True
