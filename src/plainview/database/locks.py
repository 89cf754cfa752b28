"""One start or stop of a cluster at a time. The others wait, and find the work done."""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from plainview.database.places import own_as_parent
from plainview.database.trouble import DatabaseError

_POLL_S: Final = 0.05


class LockError(DatabaseError):
    """Another program has been starting or stopping the same cluster for too long."""


@contextlib.contextmanager
def exclusive(path: Path, timeout_s: float) -> Iterator[None]:
    """Holds a lock file, waiting for it as long as `timeout_s` seconds.

    The system lets go of the lock when its holder dies, however it dies. The file stays: removing it would let two
    programs hold two files of one name.

    Raises:
        LockError: somebody else held it all that time.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        own_as_parent(path)
        deadline = time.monotonic() + timeout_s
        while not _taken(handle):
            if time.monotonic() > deadline:
                raise LockError(
                    f"Another program has been starting or stopping the database for {timeout_s:g} s "
                    f"(it holds {path}): wait for it or end it, then try again."
                )
            time.sleep(_POLL_S)
        yield
    finally:
        os.close(handle)


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
