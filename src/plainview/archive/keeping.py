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
from plainview.archive.disk import pictures
from plainview.archive.packs import At, NotStored
from plainview.archive.pairs import Pair, Place
from plainview.archive.stores import Store

_COUNTED_AGAIN_S: Final = 30.0
_FULL_AGAIN_S: Final = 5.0


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
    """A pack, wherever it lies."""
    with ExitStack() as entered:
        for store in stores():
            try:
                at = entered.enter_context(store.opened(day, pack))
            except FileNotFoundError:
                continue
            yield at
            return
        raise FileNotFoundError(f"pack {pack} is nowhere")


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


class Room:
    """How much room the spool has. This process alone writes there, so between two looks it counts what it wrote."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._size, self._looked = 0, 0.0

    def take(self, size: int, most: int) -> None:
        """Count so many bytes more.

        Raises:
            NotStored: that would be more than `most` in all.
        """
        with self._lock:
            folder = pictures()
            age = time.monotonic() - self._looked if self._folder == folder.root else float("inf")
            if age > _COUNTED_AGAIN_S or (self._size + size > most and age > _FULL_AGAIN_S):
                self._folder, self._size, self._looked = folder.root, folder.size(), time.monotonic()
            if self._size + size > most:
                raise NotStored(
                    f"the spool of pictures has its {most / 1e9:g} GB: the object store must take some of it first"
                )
            self._size += size


_room: Final = Room()
