"""The embedded server's supervisor: start, stop, status. The server outlives the program that starts it."""

import contextlib
import os
import shutil
import signal
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
import psutil

from plainview import configuration
from plainview.database import binaries, clusters, launch, passwords, places, postmaster, roles, sockets
from plainview.database.accounts import Account, account_for
from plainview.database.binaries import Binaries
from plainview.database.launch import Site, StartError
from plainview.database.life import alive, wait_gone
from plainview.database.locks import exclusive
from plainview.database.sockets import Socket
from plainview.database.trouble import DatabaseError

LOG: Final = "postgres.log"
LOCK: Final = "postgres.lock"
SMART_S: Final = 1.0
"""Seconds in which clients may leave by themselves before a stop closes their connections."""
STOP_S: Final = 120.0
_LOCK_MARGIN_S: Final = 60.0
_POLL_S: Final = 0.05


class StopError(DatabaseError):
    """The server does not end, or belongs to somebody whom we may not stop."""


@dataclass(frozen=True)
class Status:
    """What is known of the embedded server without starting it.

    `version` is of the server's programs, as 18.6. `size_bytes` is what the cluster takes on disk. `pid` and
    `started_at` are None when it does not run; `port` and `socket_folder` when it never ran.
    """

    running: bool
    pid: int | None
    version: str
    port: int | None
    socket_folder: Path | None
    size_bytes: int
    started_at: datetime | None
    cluster: Path


class EmbeddedServer:
    """The PostgreSQL server of one data folder.

    Args:
        data: the data folder. It must exist.
        settings: further settings of PostgreSQL by name, as `{"shared_buffers": "2GB"}`.
        timeout_s: seconds to wait for a server that starts.
    """

    def __init__(
        self, data: Path, *, settings: Mapping[str, str] | None = None, timeout_s: float = launch.TIMEOUT_S
    ) -> None:
        self.data = data.resolve()
        self._settings = dict(settings or {})
        self._timeout_s = timeout_s

    @property
    def cluster(self) -> Path:
        """The cluster's folder: `postgres` in the data folder, or in the shelter that the data folder notes."""
        return places.home_of(self.data) / places.CLUSTER

    @property
    def log(self) -> Path:
        return self.data / LOG

    def start(self) -> None:
        """Adopts the server if it lives, else starts it on a cluster made if need be. Returns once it answers.

        Two programs may start at once: the second waits for the first and adopts its server.

        Raises:
            DatabaseError: of the kind that fits; its text says what to do.
        """
        with self._alone():
            launch.bound_log(self.log)
            found = postmaster.running(self.cluster)
            if found and not passwords.present(self.data, "admin"):
                raise StartError(
                    f"The password in {passwords.path_of(self.data, 'admin')} is gone. Put the file back, "
                    "or run 'plainview db stop', then 'plainview db start', which makes a new one."
                )
            process = found.process if found else self._launch()
            socket = self._socket(process)
            launch.wait_ready(process, socket, log=self.log, timeout_s=self._timeout_s)
            before = places.read_note(self.data)
            note = msgspec.structs.replace(before, socket_folder=str(socket.folder), port=socket.port)
            if note != before:
                places.write_note(self.data, note)

    def stop(self, *, timeout_s: float = STOP_S) -> bool:
        """Ends the server: first without new clients, after a second without any. False when none was running.

        Raises:
            StopError: it is still at work after `timeout_s` seconds, or is not ours to stop.
        """
        with self._alone():
            found = postmaster.running(self.cluster)
            if found is None:
                return False
            try:
                found.process.terminate()
                if not wait_gone([found.process], SMART_S):
                    found.process.send_signal(signal.SIGINT)
            except psutil.NoSuchProcess:
                return True
            except psutil.AccessDenied as error:
                raise StopError(f"The database server (pid {found.process.pid}) belongs to another user.") from error
            if not wait_gone([found.process], timeout_s):
                raise StopError(
                    f"The database server (pid {found.process.pid}) is still ending after {timeout_s:g} s: it may be "
                    f"writing to a slow disk. Wait and try again; {self.log} says what it does."
                )
            return True

    def status(self) -> Status:
        """Looks, and changes nothing."""
        note = places.read_note(self.data)
        found = postmaster.running(self.cluster)
        noted = Socket(Path(note.socket_folder), note.port) if note.port else None
        socket = found.socket if found and found.socket else noted
        return Status(
            running=found is not None,
            pid=found.process.pid if found else None,
            version=binaries.find().version,
            port=socket.port if socket else None,
            socket_folder=socket.folder if socket else None,
            size_bytes=_size(self.cluster),
            started_at=found.started_at if found else None,
            cluster=self.cluster,
        )

    def erase(self) -> None:
        """Stops the server and deletes its cluster, socket, log, note and passwords. For samples and tests."""
        self.stop()
        note = places.read_note(self.data)
        for folder in (str(self.cluster), note.socket_folder, note.home):
            if folder and Path(folder).exists():
                shutil.rmtree(folder)
        for path in (*passwords.embedded_paths(self.data), self.log, self.data / f"{LOG}.1", self.data / places.NOTE):
            path.unlink(missing_ok=True)

    def _launch(self) -> psutil.Process:
        programs = binaries.find()
        account = account_for(self.data, self.cluster)
        home = places.settle(self.data, account)
        places.make_home(home, self.data)
        cluster = home / places.CLUSTER
        programs = binaries.within_reach(programs, account, home)
        if clusters.check(cluster, programs):
            self._clear(cluster, account)
            if not passwords.present(self.data, "admin"):
                self._mend(cluster, programs, account)
        else:
            clusters.make(cluster, programs, account, passwords.ensure(self.data, "admin"))
        socket = sockets.free_socket(places.socket_folder(home, account))
        return launch.launch(Site(cluster, account, socket, self.log), programs, self._settings)

    def _clear(self, cluster: Path, account: Account) -> None:
        """Makes a cluster that nobody serves ready for a new server."""
        if cluster.stat().st_uid != account.uid:
            # Root copied the files here; PostgreSQL insists that they are its own.
            account.take_tree(cluster)
        postmaster.end_leftovers(cluster)
        postmaster.forget(cluster)

    def _mend(self, cluster: Path, programs: Binaries, account: Account) -> None:
        """Gives the superuser a new password when the old one was lost: who owns the files may."""
        password = passwords.generate()
        clusters.set_password(cluster, programs, account, password)
        # Stored last: until then the next start sees that it is missing and begins again.
        passwords.store(self.data, "admin", password)

    def _socket(self, process: psutil.Process) -> Socket:
        """The socket of a live server, once it has written it down.

        Raises:
            StartError: it ended before that, or the socket has been deleted since.
        """
        deadline = time.monotonic() + self._timeout_s
        while alive(process) and time.monotonic() < deadline:
            found = postmaster.running(self.cluster)
            if found and found.socket:
                if not found.socket.path.exists():
                    raise StartError(
                        f"The database server (pid {process.pid}) runs, but its socket {found.socket.path} is gone: "
                        "run 'plainview db stop', then 'plainview db start'."
                    )
                return found.socket
            time.sleep(_POLL_S)
        if alive(process):
            raise StartError(launch.slow(process, self.log, self._timeout_s))
        raise StartError(launch.died(self.log))

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        with exclusive(self.data / LOCK, self._timeout_s + _LOCK_MARGIN_S):
            yield


def ensure_running() -> None:
    """The database can be used afterwards: the embedded server runs and is prepared, or your own was looked at.

    Raises:
        DatabaseError: of the kind that fits; its text says what to do.
    """
    url = configuration.database_url()
    data = configuration.data_folder()
    if url is None:
        EmbeddedServer(data).start()
        roles.prepare_embedded(data)
    else:
        roles.prepare(url, data=data)


def _size(folder: Path) -> int:
    """Bytes on disk; files that vanish while they are counted are not counted."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += Path(parent, name).lstat().st_blocks * 512
    return total
