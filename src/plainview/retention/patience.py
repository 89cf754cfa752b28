"""A purge waits for whoever reads, but not for ever: it lets go, and tries again."""

import random
import time
from collections.abc import Callable
from typing import Final, TypeVar

from django.db import OperationalError
from psycopg import errors

T = TypeVar("T")

TRIES: Final = 4
_LONGEST_S: Final = 2.0


def patiently(act: Callable[[], T], *, tries: int = TRIES, sleep: Callable[[float], None] = time.sleep) -> T:
    """Do a transaction; where a lock could not be had in time, let everybody else go on and do it again.

    Raises:
        OperationalError: it could not be had in any of the tries, or something else is wrong with the database.
    """
    for number in range(1, tries):
        try:
            return act()
        except OperationalError as trouble:
            if not isinstance(trouble.__cause__, errors.LockNotAvailable | errors.DeadlockDetected):
                raise
            # Not in step with whoever else waits.
            sleep(random.uniform(0.5, 1) * min(_LONGEST_S, 0.2 * 2**number))  # noqa: S311 - no secret
    return act()
