"""A place for one thing between two threads, where a newer thing replaces an older one."""

import threading
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Newest(Generic[Thing]):
    """Holds the newest thing that nobody took yet, and counts those that were replaced untaken."""

    def __init__(self) -> None:
        self.dropped = 0
        self._thing: Thing | None = None
        self._came = threading.Condition()

    def put(self, thing: Thing) -> None:
        with self._came:
            if self._thing is not None:
                self.dropped += 1
            self._thing = thing
            self._came.notify()

    def take(self, seconds: float) -> Thing | None:
        """The newest thing, waiting for one for so many seconds; None where none came."""
        with self._came:
            self._came.wait_for(lambda: self._thing is not None, seconds)
            thing, self._thing = self._thing, None
            return thing
