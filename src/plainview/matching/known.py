"""What is wanted, as of one change: entries packed at the last load, what changed since, the department's own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from plainview.hotlists.matchable import Matchable
from plainview.matching.own import Own
from plainview.matching.packed import Packed
from plainview.matching.rules import Seen, Tier, Vehicle, Wanted, in_force, tier, way
from plainview.terms import plate as plates
from plainview.terms.entry import MatchBy
from plainview.terms.read import CapturedRead, Reading


class Candidate(NamedTuple):
    """A read, the entry that it may be, and how sure that is."""

    read: CapturedRead
    entry: UUID
    tier: Tier


@dataclass(frozen=True)
class Known:
    """Never changed: whoever matches holds one to the end, and a change makes a new one.

    `revision` is the number of the last change that is in it. `changed` holds the entries that changed since the load,
    None for one that does not match any more; each hides what `packed` says of it. `by_folded` has those of them that
    are met by their plate.
    """

    revision: int = 0
    packed: Packed = field(default_factory=Packed)
    own: Own = field(default_factory=Own)
    changed: Mapping[UUID, Wanted | None] = field(default_factory=dict)
    by_folded: Mapping[str, tuple[Wanted, ...]] = field(default_factory=dict)

    def after(self, changes: Iterable[Matchable], *, revision: int) -> "Known":
        """The same with these changes."""
        new = {each.entry: wanted(each) if each.active else None for each in changes}
        by_folded = dict(self.by_folded)
        for entry, now in new.items():
            before = self.changed.get(entry)
            if before is not None:
                _drop(by_folded, before)
            if now is not None and now.match_by is MatchBy.PLATE:
                key = plates.folded(now.plate)
                by_folded[key] = (*by_folded.get(key, ()), now)
        return replace(
            self,
            revision=revision,
            own=_own(self.own, new),
            changed={**self.changed, **new},
            by_folded=by_folded,
        )

    def candidates(self, reads: Sequence[CapturedRead], *, at: datetime) -> Iterator[Candidate]:
        """What the reads may be, among the entries that have not expired at that moment."""
        packed, changed, may_be_own = self.packed.rows, self.by_folded, self.own.may_meet if self.own else _never
        described = self.own.describes
        for read in reads:
            folded = plates.folded(read.reading.plate)
            if folded in packed or folded in changed or may_be_own(folded) or (described and read.reading.stated):
                vehicle = _vehicle(read.reading) if described else None
                seen = Seen(read.reading.canonical, read.reading.state, vehicle)
                for entry, found in self.find(seen, folded, at=at):
                    yield Candidate(read, entry.entry, found)

    def find(self, seen: Seen, folded: str, *, at: datetime) -> Iterator[tuple[Wanted, Tier]]:
        """The entries that what was seen may be. `folded` is its folded plate."""
        for entry in self._near(seen, folded):
            found = tier(seen, entry)
            if found is not None and in_force(entry, at=at):
                yield entry, found

    def _near(self, seen: Seen, folded: str) -> Iterator[Wanted]:
        yield from (each for each in self.packed.find(folded) if each.entry not in self.changed)
        yield from self.by_folded.get(folded, ())
        yield from self.own.find(folded, seen)


def _vehicle(reading: Reading) -> Vehicle | None:
    """What a reading states of the vehicle; None where that is nothing that counts."""
    stated = reading.stated
    vehicle = Vehicle(*stated.sure) if stated is not None else None
    return vehicle if vehicle is not None and any(vehicle) else None


def _never(_folded: str) -> bool:
    return False


def wanted(entry: Matchable) -> Wanted:
    """An entry as the rules look at it."""
    met_by = way(entry.match_by, manual=entry.manual)
    vehicle = Vehicle(entry.colour, entry.make, entry.body)
    return Wanted(entry.entry, entry.plate, entry.state, entry.expires_at, met_by, vehicle)


def _drop(by_folded: dict[str, tuple[Wanted, ...]], entry: Wanted) -> None:
    key = plates.folded(entry.plate)
    rest = tuple(each for each in by_folded.pop(key, ()) if each.entry != entry.entry)
    if rest:
        by_folded[key] = rest


def _own(own: Own, changes: Mapping[UUID, Wanted | None]) -> Own:
    added = [each for each in changes.values() if each is not None and each.match_by is not MatchBy.PLATE]
    if not added and own.entries.keys().isdisjoint(changes):
        return own
    return Own([*(each for entry, each in own.entries.items() if entry not in changes), *added])
