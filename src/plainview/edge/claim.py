"""One box a spool: two that share one would send each other's batches."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plainview.edge.schema import SpoolError


@contextmanager
def sole_use(spool: Path) -> Iterator[None]:
    """Hold the spool for this program alone; the claim ends with the program, however it ends.

    Raises:
        SpoolError: another program holds it, or its folder cannot be written.
    """
    path = spool.with_name(spool.name + ".lock")
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise SpoolError(f"The spool {spool} cannot be opened: {error.strerror}.") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise SpoolError(f"The spool {spool} is in use by another box on this machine.") from error
        yield
    finally:
        os.close(handle)
