"""The entries in memory. Each process holds one index and brings it up to date before it matches a batch.

A batch asks the database for the number of the last change: one small query. A few changes are taken in at once. Where
very many came, as with an import, all is loaded anew behind the scenes, and until it is there a batch asks the database
for what is new among its own plates and for what has ended among its own candidates. So a batch never waits for a load,
never misses an entry, and never meets one that has ended.
"""

import logging
import threading
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import connections

from plainview.hotlists import matchable as hotlists
from plainview.matching.known import Candidate, Known, wanted
from plainview.matching.own import Own
from plainview.matching.packed import Packed
from plainview.policy import clauses
from plainview.policy.enforcement import enforces
from plainview.terms import plate as plates
from plainview.terms.read import CapturedRead

__all__ = ["Candidate", "Index", "match", "preload"]

MANY: Final = 5_000
"""Changed entries that a batch takes in by itself. More are loaded behind the scenes."""
REPACK: Final = 20_000
"""Entries that changed since the last load, from which on all is loaded anew."""

_log = logging.getLogger("plainview.matching")


class Index:
    """What is wanted. Safe to share between threads."""

    def __init__(self) -> None:
        self._known = Known()
        self._refreshing = threading.Lock()
        self._loading = threading.Lock()

    @property
    def known(self) -> Known:
        """What is in memory, whether or not something newer is committed."""
        return self._known

    @enforces(clauses.F_B_1_III)
    def candidates(self, reads: Sequence[CapturedRead], *, at: datetime) -> list[Candidate]:
        """What the reads may be among all entries that are committed and have not expired at that moment."""
        known = self.refresh() or self._asked_for(reads, at=at)
        return list(known.candidates(reads, at=at))

    def refresh(self) -> Known | None:
        """Take in every change that is committed; None where they are too many, and a load has begun."""
        with self._refreshing:
            newest = hotlists.newest()
            if newest > self._known.revision:
                # What comes in between is taken in now and once more: that changes nothing.
                loading = self._loading.locked()
                changes = None if loading else hotlists.changed_since(self._known.revision, limit=MANY)
                if changes is None:
                    self._load_behind()
                    return None
                self._known = self._known.after(changes, revision=newest)
            if len(self._known.changed) > REPACK:
                self._load_behind()
            return self._known

    def load(self) -> None:
        """Load all entries anew, in the place of those in memory. A second load at the same time does nothing."""
        if not self._loading.acquire(blocking=False):
            return
        try:
            # The number first: what changes while the rows are read is then asked for again.
            revision = hotlists.newest()
            own = Own(wanted(each) for each in hotlists.own())
            loaded = Known(revision, Packed(hotlists.columns()), own)
            with self._refreshing:
                self._known = loaded
        finally:
            self._loading.release()

    def _asked_for(self, reads: Sequence[CapturedRead], *, at: datetime) -> Known:
        """What is known, with what the database says of these reads alone."""
        known = self._known
        changes = hotlists.changed_since_of(
            known.revision,
            entries={each.entry for each in known.candidates(reads, at=at)},
            folded={plates.folded(each.reading.plate) for each in reads},
        )
        return known.after(changes, revision=known.revision)

    def _load_behind(self) -> None:
        if not self._loading.locked():
            threading.Thread(target=self._load_logged, name="entries", daemon=True).start()

    def _load_logged(self) -> None:
        try:
            self.load()
        except Exception:  # noqa: BLE001 - whatever it is, the next batch begins another load
            _log.exception("the entries could not be loaded; batches ask the database meanwhile")
        finally:
            connections.close_all()


_index = Index()


def match(reads: Sequence[CapturedRead], *, at: datetime) -> list[Candidate]:
    """Match against this process's index, brought up to date first."""
    return _index.candidates(reads, at=at)


def preload() -> None:
    """Take in what changed, and wait for a load if one is needed: for whoever is told of a change and has the time."""
    if _index.refresh() is None:
        _index.load()
