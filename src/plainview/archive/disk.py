"""Packs in a folder of the file system, a folder a day: where they lie for good, or until an object store has them."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID

from plainview.archive import packs
from plainview.archive.packs import Opened
from plainview.configuration import data_folder

_SUFFIX: Final = ".pack"


class Lying(NamedTuple):
    """A pack that lies here: when it was written, its day, its id, and how many bytes it has."""

    since: datetime
    day: date
    pack: UUID
    size: int


@dataclass(frozen=True)
class Disk:
    """Packs below this folder."""

    root: Path

    def folder(self, day: date) -> Path:
        """Where a day's packs lie."""
        return self.root / day.isoformat()

    def put(self, day: date, pack: UUID, parts: Sequence[bytes]) -> None:
        """Write a pack; see `Store`."""
        packs.durable(self.folder(day), f"{pack}{_SUFFIX}", parts)

    def opened(self, day: date, pack: UUID) -> Opened:
        """A pack; see `Store`."""
        return packs.opened(self.folder(day), pack)

    def content(self, lying: Lying) -> bytes:
        """A whole pack as it lies here."""
        return self._path(lying).read_bytes()

    def drop(self, lying: Lying) -> None:
        """Delete a pack; one that is gone already is gone."""
        self._path(lying).unlink(missing_ok=True)

    def days(self) -> list[date]:
        """The days that have a folder, oldest first."""
        return sorted(date.fromisoformat(folder.name) for folder in self.root.glob("????-??-??"))

    def count(self) -> dict[date, int]:
        """How many files lie in each day's folder, whatever the database says of the day."""
        return {day: sum(1 for _ in self.folder(day).iterdir()) for day in self.days()}

    def remove(self, day: date) -> None:
        """Delete a day's folder."""
        shutil.rmtree(self.folder(day))

    def lying(self) -> list[Lying]:
        """Every pack that lies here, oldest first. One that is deleted meanwhile is left out."""
        return sorted(self._lying())

    def size(self) -> int:
        """The bytes of all packs here."""
        return sum(each.size for each in self._lying())

    def _lying(self) -> Iterator[Lying]:
        for day in self.days():
            # A purge or the way to the object store may take a file, or the folder, from under this look.
            with suppress(FileNotFoundError), os.scandir(self.folder(day)) as files:
                for file in files:
                    if file.name.endswith(_SUFFIX):
                        # A file that somebody else put here has no id for a name, and is no pack of ours.
                        with suppress(FileNotFoundError, ValueError):
                            found = file.stat()
                            since = datetime.fromtimestamp(found.st_mtime, UTC)
                            yield Lying(since, day, UUID(file.name.removesuffix(_SUFFIX)), found.st_size)

    def _path(self, lying: Lying) -> Path:
        return self.folder(lying.day) / f"{lying.pack}{_SUFFIX}"


def pictures() -> Disk:
    """The folder of pictures in the data folder."""
    return Disk(data_folder() / "pictures")
