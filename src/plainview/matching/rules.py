"""Which read counts as which entry. Pure.

Only the exact plate of the right state is an exact hit. A look-alike, or a state that the camera could not read, is
possible: it is shown, and says that it must be verified first. The same number of another state is no hit at all: a
family was once held at gunpoint on one.

What is met by more than its plate is on the department's own lists. A national list of two million entries would meet a
majority of all reads if one wrong character were allowed.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple
from uuid import UUID

from plainview.policy import clauses
from plainview.policy.enforcement import enforces
from plainview.terms import plate as plates
from plainview.terms.entry import MatchBy
from plainview.terms.vehicle import agree


class Tier(StrEnum):
    EXACT = "exact"
    STATE_UNREAD = "state not read"
    LOOK_ALIKE = "look-alike"
    ONE_EDIT = "one edit"
    PATTERN = "pattern"
    DESCRIPTION = "description"
    OTHER_STATE = "other state"

    @property
    def is_hit(self) -> bool:
        """Whether the read may be the entry's vehicle. If not, it is shown as a mismatch and counts as no hit."""
        return self is not Tier.OTHER_STATE

    @property
    def is_possible(self) -> bool:
        """Whether it is a hit only once somebody has looked."""
        return self not in {Tier.EXACT, Tier.OTHER_STATE}


class Vehicle(NamedTuple):
    """What is known of a vehicle beside its plate, as words; empty: not known."""

    colour: str = ""
    make: str = ""
    body: str = ""


class Seen(NamedTuple):
    """What matching looks at of a read. `plate` is canonical; `vehicle` is None where nothing stated it."""

    plate: str
    state: str | None
    vehicle: Vehicle | None = None


class Wanted(NamedTuple):
    """What matching must know of an active entry. `plate` is canonical, of a pattern with its `?` and `*`."""

    entry: UUID
    plate: str
    state: str
    expires_at: datetime
    match_by: MatchBy = MatchBy.PLATE
    vehicle: Vehicle = Vehicle()


@enforces(clauses.E_B)
def way(match_by: MatchBy, *, manual: bool) -> MatchBy:
    """How an entry is met. A list that somebody else keeps is met by its plates alone, whatever it says."""
    return match_by if manual else MatchBy.PLATE


@enforces(clauses.F_B_1_II, clauses.F_B_1_III)
def in_force(wanted: Wanted, *, at: datetime) -> bool:
    """Whether an active entry still counts at that moment. The clock marks it later; it does not match meanwhile."""
    return wanted.expires_at > at


@enforces(clauses.B)
def tier(seen: Seen, wanted: Wanted) -> Tier | None:
    """How a read stands to an entry; None: it is another vehicle."""
    return _WAYS[wanted.match_by](seen, wanted)


def one_edit(one: str, other: str) -> bool:
    """Whether one character was changed, left out or added, and no more."""
    short, long = sorted((one, other), key=len)
    if short == long:
        return False
    same = next((place for place, char in enumerate(short) if char != long[place]), len(short))
    changed = len(short) == len(long)
    return short[same + changed :] == long[same + 1 :]


@lru_cache(maxsize=10_000)
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern for `fullmatch` on a folded plate. Only `?` and `*` mean more than themselves."""
    stars = re.sub(r"\*+", "*", pattern)
    return re.compile("".join(_WILD.get(char) or re.escape(plates.folded(char)) for char in stars))


_WILD: Final = {"?": "[A-Z0-9]", "*": "[A-Z0-9]*"}


def _by_plate(seen: Seen, wanted: Wanted) -> Tier | None:
    if not wanted.plate or plates.folded(seen.plate) != plates.folded(wanted.plate):
        return None
    same = seen.plate == wanted.plate
    if _of_another_state(seen, wanted):
        return Tier.OTHER_STATE if same else None
    if not same:
        return Tier.LOOK_ALIKE
    return Tier.EXACT if seen.state and wanted.state else Tier.STATE_UNREAD


def _by_near_plate(seen: Seen, wanted: Wanted) -> Tier | None:
    found = _by_plate(seen, wanted)
    if found is None and one_edit(seen.plate, wanted.plate) and not _of_another_state(seen, wanted):
        return Tier.ONE_EDIT
    return found


def _by_pattern(seen: Seen, wanted: Wanted) -> Tier | None:
    if _of_another_state(seen, wanted) or not compiled(wanted.plate).fullmatch(plates.folded(seen.plate)):
        return None
    return Tier.PATTERN


def _by_description(seen: Seen, wanted: Wanted) -> Tier | None:
    """Nothing but the description speaks for it, so the read must state all of it, the state included."""
    if seen.vehicle is None or not any(wanted.vehicle) or (wanted.state and seen.state != wanted.state):
        return None
    pairs = zip(wanted.vehicle, seen.vehicle, strict=True)
    return Tier.DESCRIPTION if all(agree(said, found) for said, found in pairs if said) else None


_WAYS: Final[Mapping[MatchBy, Callable[[Seen, Wanted], Tier | None]]] = {
    MatchBy.PLATE: _by_plate,
    MatchBy.NEAR: _by_near_plate,
    MatchBy.PATTERN: _by_pattern,
    MatchBy.DESCRIPTION: _by_description,
}


def _of_another_state(seen: Seen, wanted: Wanted) -> bool:
    return bool(seen.state and wanted.state and seen.state != wanted.state)
