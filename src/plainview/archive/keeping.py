"""Where the packs of this server are kept: on the disk, or in an object store with the disk as the spool before it.

With an object store every pack is written to the disk first, and its batch acknowledged; `moving.py` takes it from
there. So both are looked at in that order, and what leaves the disk is in the object store by then.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings

from plainview.archive import pairs
from plainview.archive.bucket import Bucket, bucket
from plainview.archive.disk import Disk, pictures
from plainview.archive.packs import At, NotStored, StoreAway
from plainview.archive.pairs import Pair, Place
from plainview.archive.stores import Store

_COUNTED_AGAIN_S: Final = 30.0
_FULL_AGAIN_S: Final = 5.0
_ASKING: Final = 4
"""Who may ask the object store at a time. Whoever asks holds a connection to the database, and there are twenty."""
_PLACE_S: Final = 2.0
"""How long one waits for that: a page of crops asks for more than four, and a store that answers is soon through."""
_AWAY_S: Final = 10.0
"""How long a store that did not answer is not asked again."""


def object_store() -> Bucket | None:
    """The object store, where there is one."""
    return bucket(settings.PICTURES) if settings.PICTURES is not None else None


def stores() -> tuple[Store, ...]:
    """Everything that may have a pack, in the order in which one is looked for."""
    beyond = object_store()
    return (pictures(),) if beyond is None else (pictures(), beyond)


def pictures_folder(day: date) -> Path:
    """Where a day's packs are written."""
    return pictures().folder(day)


@contextmanager
def opened(day: date, pack: UUID) -> Iterator[At]:
    """A pack, wherever it lies. A store that hangs is asked by few, and then by nobody for a while."""
    with ExitStack() as entered:
        try:
            at = entered.enter_context(pictures().opened(day, pack))
        except FileNotFoundError:
            if (beyond := object_store()) is None:
                raise
            entered.enter_context(_asking.place())
            at = entered.enter_context(beyond.opened(day, pack))
        yield at


@contextmanager
def writing(day: date, key: bytes, pack: UUID, given: Sequence[Pair]) -> Iterator[list[Place]]:
    """Write a pack of pairs beside what the block does; see `pairs.writing`.

    Raises:
        NotStored: the disk is full, or fails, or the spool is as large as it may get.
    """
    if settings.PICTURES is not None:
        _room.take(sum(len(each) for pair in given for each in pair), settings.PICTURES.spool_bytes)
    with pairs.writing(pictures_folder(day), key, pack, given) as places:
        yield places


class Asking:
    """Who asks the object store: so many at a time, and nobody for a while after it did not answer."""

    def __init__(self, most: int) -> None:
        self._free = threading.Semaphore(most)
        self._again = 0.0

    @contextmanager
    def place(self) -> Iterator[None]:
        """Ask, in the block.

        Raises:
            StoreAway: it did not answer a moment ago, or nobody who asks it gets through.
        """
        if time.monotonic() < self._again:
            raise StoreAway("the store did not answer a moment ago")
        if not self._free.acquire(timeout=_PLACE_S):
            raise StoreAway("the store is slow, and others wait for it already")
        try:
            yield
        except StoreAway:
            self._again = time.monotonic() + _AWAY_S
            raise
        finally:
            self._free.release()


class Room:
    """How much room the spool has. This process alone writes there, so between two looks it counts what it wrote.

    Where more lies there at first than it may hold, as where an object store was named only now, that is let be: what
    may lie there is then so much more, and as it goes, less. Otherwise no batch would be taken until it had moved.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._size, self._looked, self._before = 0, 0.0, 0

    def take(self, size: int, most: int) -> None:
        """Count so many bytes more.

        Raises:
            NotStored: that would be more than `most` in all.
        """
        with self._lock:
            folder = pictures()
            age = time.monotonic() - self._looked if self._folder == folder.root else float("inf")
            full = self._size + size > most + self._before
            if age > _COUNTED_AGAIN_S or (full and age > _FULL_AGAIN_S):
                self._look(folder, most)
            if self._size + size > most + self._before:
                raise NotStored(
                    f"the spool of pictures has its {most / 1e9:g} GB: the object store must take some of it first"
                )
            self._size += size

    def _look(self, folder: Disk, most: int) -> None:
        first, self._folder = self._folder != folder.root, folder.root
        self._size, self._looked = folder.size(), time.monotonic()
        over = self._size if self._size > most else 0
        self._before = over if first else min(self._before, over)


_asking: Final = Asking(_ASKING)
_room: Final = Room()
