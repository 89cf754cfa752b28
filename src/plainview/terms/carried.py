"""The department's entries as a car carries them, for when the server is out of reach: said once for both sides.

A box says which change of the entries it holds, and gets what changed since. What it says next time is its
acknowledgement: it holds that much on its disk.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

LAPSES: Final = timedelta(hours=12)
"""A copy whose box heard nothing of the server for so long is deleted by the box: a recall cannot have reached it."""
MAX_HOLDING_BYTES: Final = 1_024


class Holding(msgspec.Struct, frozen=True):
    """What a box has on its disk: every change up to this number; 0 for nothing."""

    revision: int


class CarriedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What an officer must know of an entry without the server. Its case, suspicion and people stay there."""

    id: UUID
    plate: str
    state: str
    expires_at: datetime
    vehicle: str
    offence: str
    priority: str
    handling: str
    caution: str


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What changed since. `whole`: these are all, and whatever else the box holds must go."""

    revision: int
    whole: bool
    entries: tuple[CarriedEntry, ...] = ()
    gone: tuple[UUID, ...] = ()
