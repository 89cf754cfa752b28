"""Whether processes live. Asked of the system by number and time of birth, so a number used again is not mistaken."""

import time
from typing import Final

import psutil

_POLL_S: Final = 0.05


def alive(process: psutil.Process) -> bool:
    """Whether a process runs. One that has ended and waits for its parent to notice (a zombie) does not."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def wait_gone(processes: list[psutil.Process], seconds: float) -> bool:
    """Waits until all have ended; False when some have not after that long."""
    deadline = time.monotonic() + seconds
    while any(alive(process) for process in processes):
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_S)
    return True
