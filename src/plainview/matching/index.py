"""The entries in memory, by folded plate. Each process holds one and brings it up to date before it matches a batch."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from threading import Lock
from typing import NamedTuple
from uuid import UUID

from plainview.hotlists import queries as hotlists
from plainview.matching.rules import Tier, tier
from plainview.policy import clauses
from plainview.policy.enforcement import enforces
from plainview.terms import plate as plates
from plainview.terms.read import CapturedRead


class Wanted(NamedTuple):
    """What matching must know of an entry."""

    entry: UUID
    plate: str
    state: str
    expires_at: datetime


class Candidate(NamedTuple):
    """A read, the entry that it may be, and how sure that is."""

    read: CapturedRead
    entry: UUID
    tier: Tier


class Index:
    """Folded plate to entries. Safe to share between threads; a change is seen by the next `refresh`."""

    def __init__(self) -> None:
        self._by_folded: dict[str, tuple[Wanted, ...]] = defaultdict(tuple)
        self._folded_of: dict[UUID, str] = {}
        self._revision = 0
        self._lock = Lock()

    def refresh(self) -> None:
        """Take in every change that is committed. Costs one small query when nothing changed."""
        with self._lock:
            # All of it is read before any of it is taken in: a query that breaks off must not leave a part behind.
            for entry in list(hotlists.changed_since(self._revision)):
                self._forget(entry.pk)
                if entry.status == entry.Status.ACTIVE:
                    self._by_folded[entry.folded] += (Wanted(entry.pk, entry.plate, entry.state, entry.expires_at),)
                    self._folded_of[entry.pk] = entry.folded
                self._revision = max(self._revision, entry.revision)

    def _forget(self, entry_id: UUID) -> None:
        folded = self._folded_of.pop(entry_id, None)
        if folded is None:
            return
        rest = tuple(wanted for wanted in self._by_folded[folded] if wanted.entry != entry_id)
        if rest:
            self._by_folded[folded] = rest
        else:
            del self._by_folded[folded]

    @enforces(clauses.F_B_1_III)
    def candidates(self, reads: Sequence[CapturedRead], *, at: datetime) -> list[Candidate]:
        """What the reads may be among the entries that have not expired at that moment."""
        with self._lock:
            return list(self._find(reads, at))

    def _find(self, reads: Sequence[CapturedRead], at: datetime) -> Iterator[Candidate]:
        for read in reads:
            for wanted in self._by_folded.get(plates.folded(read.reading.plate), ()):
                found = tier(read.reading.canonical, read.reading.state, wanted.plate, wanted.state)
                if found is not None and wanted.expires_at > at:
                    yield Candidate(read, wanted.entry, found)


_index = Index()


def match(reads: Sequence[CapturedRead], *, at: datetime) -> list[Candidate]:
    """Match against this process's index, brought up to date first."""
    _index.refresh()
    return _index.candidates(reads, at=at)
