"""The department's entries on the disk of a box in a car, and which of them it met. For the eyes of whoever sits there.

The server alone raises alerts. What is met here is shown in the car, so that an officer out of reach is not blind. The
file is its owner's alone, is replaced whole, and is emptied when nothing was heard of the server for half a day.
"""

import os
import threading
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec

from plainview.terms import plate as plates
from plainview.terms.carried import LAPSES, CarriedEntry, Changes
from plainview.terms.read import CapturedRead

SHOWN: Final = 20
"""How many of the newest meetings are kept to be shown."""
_OWNER_ONLY: Final = 0o600


class Met(msgspec.Struct, frozen=True, kw_only=True):
    """A read that may be an entry's vehicle. `sure`: the whole plate of the right state; else look first."""

    at: datetime
    entry: UUID
    read_plate: str
    read_state: str | None
    sure: bool


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    revision: int = 0
    heard_at: datetime | None = None
    entries: tuple[CarriedEntry, ...] = ()
    met: tuple[Met, ...] = ()


def cache_path(spool: Path) -> Path:
    """Where the box with this spool keeps its copy."""
    return spool.with_name(spool.name + ".entries")


class HotCache:
    """A copy that is on the disk whenever a call has returned. It may be used from several threads."""

    def __init__(self, path: Path) -> None:
        """Open the copy; a file that cannot be understood is an empty one, and the server sends everything anew."""
        self.path = path
        self._lock = threading.Lock()
        self._kept = _read(path)
        self._by_folded = _by_folded(self._kept)

    @property
    def revision(self) -> int:
        """Every change up to this number of the server's is on the disk."""
        return self._kept.revision

    @property
    def entries(self) -> tuple[CarriedEntry, ...]:
        return self._kept.entries

    @property
    def heard_at(self) -> datetime | None:
        """When the server last answered."""
        return self._kept.heard_at

    def take(self, changes: Changes, *, at: datetime) -> None:
        """Apply what the server said. What is recalled goes, and with it every meeting with it."""
        with self._lock:
            held = {} if changes.whole else {each.id: each for each in self._kept.entries}
            held |= {each.id: each for each in changes.entries}
            for gone in changes.gone:
                held.pop(gone, None)
            met = tuple(each for each in self._kept.met if each.entry in held)
            self._keep(_Kept(revision=changes.revision, heard_at=at, entries=tuple(held.values()), met=met))

    def lapse(self, *, at: datetime) -> bool:
        """Forget everything if the server was not heard for too long; returns whether that was so."""
        with self._lock:
            heard = self._kept.heard_at
            if heard is None or at - heard < LAPSES:
                return False
            self._keep(_Kept())
            return True

    def see(self, read: CapturedRead, *, at: datetime) -> list[CarriedEntry]:
        """Note which entries a read may be. An entry past its expiry is met no more, whatever the server has said."""
        reading = read.reading
        with self._lock:
            heard = self._kept.heard_at
            if heard is None or at - heard >= LAPSES:
                return []
            found = [
                entry
                for entry in self._by_folded.get(plates.folded(reading.plate), ())
                if entry.expires_at > at and reading.state in {None, entry.state}
            ]
            if found:
                new = [
                    Met(
                        at=read.captured_at,
                        entry=entry.id,
                        read_plate=reading.canonical,
                        read_state=reading.state,
                        sure=reading.canonical == entry.plate and reading.state == entry.state,
                    )
                    for entry in found
                ]
                self._keep(msgspec.structs.replace(self._kept, met=(*new, *self._kept.met)[:SHOWN]))
            return found

    def shown(self, *, at: datetime) -> list[tuple[Met, CarriedEntry]]:
        """The newest meetings with entries that still stand, newest first; none of a copy that should have lapsed."""
        heard = self._kept.heard_at
        if heard is None or at - heard >= LAPSES:
            return []
        held = {each.id: each for each in self._kept.entries if each.expires_at > at}
        return [(each, held[each.entry]) for each in self._kept.met if each.entry in held]

    def _keep(self, kept: _Kept) -> None:
        half = self.path.with_name(self.path.name + ".new")
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY), "wb") as file:
            file.write(msgspec.msgpack.encode(kept))
            file.flush()
            os.fsync(file.fileno())
        half.replace(self.path)
        self._kept, self._by_folded = kept, _by_folded(kept)


def _read(path: Path) -> _Kept:
    try:
        return msgspec.msgpack.decode(path.read_bytes(), type=_Kept)
    except (OSError, msgspec.DecodeError):
        return _Kept()


def _by_folded(kept: _Kept) -> dict[str, list[CarriedEntry]]:
    found: dict[str, list[CarriedEntry]] = {}
    for entry in kept.entries:
        found.setdefault(plates.folded(entry.plate), []).append(entry)
    return found
