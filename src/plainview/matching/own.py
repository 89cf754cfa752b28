"""The department's own entries that are met by more than their plate: few, each looked for in its own way.

What is found here may be the entry; `rules.tier` has the word. Nothing that a rule would accept is left out. Pure.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from plainview.matching.rules import Seen, Wanted, compiled
from plainview.terms import plate as plates
from plainview.terms.entry import MatchBy

if TYPE_CHECKING:
    from uuid import UUID


class Own:
    """Entries met by a near plate, a pattern or a description. Never changed; a change makes a new one."""

    def __init__(self, entries: Iterable[Wanted] = ()) -> None:
        self.entries: Mapping[UUID, Wanted] = MappingProxyType({each.entry: each for each in entries})
        ways: dict[MatchBy, list[Wanted]] = defaultdict(list)
        for each in self.entries.values():
            ways[each.match_by].append(each)
        self._near = _Near(ways[MatchBy.NEAR])
        self._patterns = [(compiled(each.plate), each) for each in ways[MatchBy.PATTERN]]
        # One expression for all of them first: most plates fit none.
        every = "|".join(f"(?:{pattern.pattern})" for pattern, _ in self._patterns)
        self._fits_any = re.compile(every).fullmatch if every else None
        self._described = ways[MatchBy.DESCRIPTION]

    def __bool__(self) -> bool:
        return bool(self.entries)

    @property
    def describes(self) -> bool:
        """Whether one of them is met by a description alone, so that it matters what reads state of the vehicle."""
        return bool(self._described)

    def may_meet(self, folded: str) -> bool:
        """Whether a read of this folded plate may be one of those with a plate. Quick: it is asked of every read."""
        return self._near.may_meet(folded) or (self._fits_any is not None and self._fits_any(folded) is not None)

    def find(self, folded: str, seen: Seen) -> Iterator[Wanted]:
        """The entries that a read may be. `folded` is its folded plate."""
        yield from self._near.find(folded)
        yield from (each for pattern, each in self._patterns if pattern.fullmatch(folded))
        if seen.vehicle is not None:
            yield from self._described


class _Near:
    """Plates up to one edit away, in the folded spelling: folding makes no two plates more different.

    One edit leaves the first half of a plate whole or the second. So a read that is one edit away begins as the entry
    does up to its middle, or ends as it does from there: two look-ups for each length, whatever the number of entries.
    """

    def __init__(self, entries: Iterable[Wanted]) -> None:
        self._starts: dict[str, list[Wanted]] = defaultdict(list)
        self._ends: dict[str, list[Wanted]] = defaultdict(list)
        for each in entries:
            folded = plates.folded(each.plate)
            self._starts[folded[: len(folded) // 2]].append(each)
            self._ends[folded[len(folded) // 2 :]].append(each)
        self._start_lengths = sorted({len(start) for start in self._starts})
        self._end_lengths = sorted({len(end) for end in self._ends})

    def may_meet(self, folded: str) -> bool:
        for length in self._start_lengths:
            if folded[:length] in self._starts:
                return True
        for length in self._end_lengths:  # noqa: SIM110 - a generator for any() would cost more than the look-ups
            if folded[-length:] in self._ends:
                return True
        return False

    def find(self, folded: str) -> Iterable[Wanted]:
        found: list[Wanted] = []
        for length in self._start_lengths:
            found += self._starts.get(folded[:length], ())
        for length in self._end_lengths:
            found += self._ends.get(folded[-length:], ())
        return {each.entry: each for each in found}.values()
