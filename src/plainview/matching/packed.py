"""Millions of entries that are met by their plate, in little memory and without a further library.

A column each, as the database sends it: the ids as one run of bytes, the plates as one text, the states as another,
the expiries as an array. Only the way to a row is made of Python's objects, its folded plate and its number. Nothing
here is a container that the garbage collector would walk through again and again.
"""

import sys
from array import array
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Final
from uuid import UUID

from plainview.hotlists.matchable import Columns
from plainview.matching.rules import Wanted
from plainview.terms import plate as plates

_POSTGRES_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
_ID_BYTES: Final = 16
_STATE_CHARS: Final = 2
_AT_ONCE: Final = 100_000
"""Characters of plates that are taken apart at a time, so that other threads get their turn in between."""
_NO_ENTRIES: Final = Columns(b"", "", "", b"")


class ColumnsDiffer(Exception):
    """The columns of the entries have not one length: nothing of them can be trusted, and nothing is taken in."""


class Packed:
    """Folded plate to entries. Never changed; a reload makes a new one.

    `rows` has the first row of each folded plate; `find` knows the others.
    """

    def __init__(self, columns: Columns = _NO_ENTRIES) -> None:
        self._ids, self._plates, self._states = columns.ids, columns.plates, columns.states
        self._expires = array("q", columns.expires)
        if sys.byteorder == "little":
            self._expires.byteswap()
        self.rows: dict[str, int] = {}
        self._further: dict[str, tuple[int, ...]] = {}
        # How many characters of plates stand before each row; the commas before it are as many as the rows.
        self._before = array("q", [0])
        for keys in _folded(columns.plates) if columns.ids else ():
            self._take_in(keys)
        counts = {len(self), len(self._ids) / _ID_BYTES, len(self._states) / _STATE_CHARS, len(self._expires)}
        if len(counts) > 1:
            raise ColumnsDiffer

    def __len__(self) -> int:
        return len(self._before) - 1

    def find(self, folded: str) -> Iterator[Wanted]:
        """Every entry whose plate folds to this."""
        first = self.rows.get(folded)
        if first is not None:
            yield from map(self._wanted, (first, *self._further.get(folded, ())))

    def _take_in(self, keys: list[str]) -> None:
        first_row_of, begin = self.rows.setdefault, len(self)
        for row, key in enumerate(keys, start=begin):
            if first_row_of(key, row) != row:
                self._further[key] = (*self._further.get(key, ()), row)
        lengths = accumulate(map(len, keys), initial=self._before.pop())
        self._before.extend(lengths)

    def _wanted(self, row: int) -> Wanted:
        return Wanted(
            UUID(bytes=self._ids[row * _ID_BYTES : (row + 1) * _ID_BYTES]),
            self._plates[self._before[row] + row : self._before[row + 1] + row],
            self._states[row * _STATE_CHARS : (row + 1) * _STATE_CHARS].rstrip(),
            _POSTGRES_EPOCH + timedelta(microseconds=self._expires[row]),
        )


def _folded(listed: str) -> Iterator[list[str]]:
    """The folded plates of a list divided by commas, some at a time."""
    begin = 0
    while begin <= len(listed):
        end = listed.find(",", begin + _AT_ONCE)
        end = len(listed) if end < 0 else end
        yield plates.fold(listed[begin:end]).split(",")
        begin = end + 1
