"""Refusals of senders that are not believed, so many a minute one by one and the rest as a number.

Whoever knows an address of a device's door could otherwise fill the log, each of whose entries is kept for years.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

EACH: Final = 20
"""Refusals of one minute that are logged one by one."""
_MINUTE: Final = timedelta(minutes=1)


@dataclass
class _Count:
    """Of one sender: since when this minute runs, and what was logged and only counted."""

    since: datetime
    logged: int = 0
    only_counted: int = 0


class Strangers:
    """Those of one door. Safe to share between threads; each process counts its own.

    A registered box, or whoever names its key, is counted by itself, so that no stranger's noise hides that its clock
    is off. What was only counted is told with the next refusal of that sender that is logged, and is lost if the
    process ends before.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: dict[str, _Count] = {}

    def said(self, reason: str, *, at: datetime, key_id: str = "") -> str | None:
        """What to log now: the reason, with how many were only counted before it; None for one more of those.

        `key_id` is the registered key that the sender names, empty for all others together. It must be a registered
        one: each is remembered.
        """
        with self._lock:
            count = self._counts.setdefault(key_id, _Count(at))
            if at - count.since >= _MINUTE:
                count.since, count.logged = at, 0
            if count.logged >= EACH:
                count.only_counted += 1
                return None
            count.logged += 1
            more, count.only_counted = count.only_counted, 0
        return f"{reason}; before it {more} more of {_whom(key_id)}" if more else reason


def _whom(key_id: str) -> str:
    return f"the key {key_id}" if key_id else "unknown senders"
