"""Refusals of senders that nobody knows, so many a minute one by one and the rest as a number.

Whoever knows an address of a device's door could otherwise fill the log, each of whose entries is kept for years.
"""

from datetime import datetime, timedelta
from threading import Lock
from typing import Final

EACH: Final = 20
"""Refusals of one minute that are logged one by one."""
_MINUTE: Final = timedelta(minutes=1)


class Strangers:
    """Those of one door. Safe to share between threads; each process counts its own."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._since: datetime | None = None
        self._logged = self._only_counted = 0

    def said(self, reason: str, *, at: datetime) -> str | None:
        """What to log now: the reason, with how many were only counted before it; None for one more of those."""
        with self._lock:
            if self._since is None or at - self._since >= _MINUTE:
                self._since, self._logged = at, 0
            if self._logged >= EACH:
                self._only_counted += 1
                return None
            self._logged += 1
            more, self._only_counted = self._only_counted, 0
        return f"{reason}; before it {more} more of unknown senders" if more else reason
