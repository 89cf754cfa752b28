"""What a store of packs can do, whichever kind it is: the file system (`disk.py`) or an object store (`bucket.py`)."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from plainview.archive.packs import Opened


class Store(Protocol):
    """Packs of pictures by day of UTC, each under its own id. They come sealed; a store never sees a key."""

    def put(self, day: date, pack: UUID, parts: Sequence[bytes]) -> None:
        """Keep a pack. When this returns, it is there for good. The same pack may be put again.

        Raises:
            NotStored: the disk does not take it.
            StoreAway: the object store does not.
        """

    def opened(self, day: date, pack: UUID) -> Opened:
        """A pack, to read from. Whoever reads gets FileNotFoundError where it is not here."""

    def days(self) -> list[date]:
        """The days of which something is here, oldest first."""

    def count(self) -> dict[date, int]:
        """How many packs of each day are here."""

    def remove(self, day: date) -> None:
        """Delete whatever is here of a day. What fails half-way can be asked for again."""
