"""Which read counts as which entry. Pure.

Only the exact plate of the right state is a hit. A look-alike, or a state that the camera could not read, is possible:
it is shown, and says that it must be verified first. The same number of another state is no hit at all: a family was
once held at gunpoint on one.
"""

from enum import StrEnum

from plainview.policy import clauses
from plainview.policy.enforcement import enforces


class Tier(StrEnum):
    EXACT = "exact"
    STATE_UNREAD = "state not read"
    LOOK_ALIKE = "look-alike"


@enforces(clauses.B)
def tier(plate: str, state: str | None, entry_plate: str, entry_state: str) -> Tier | None:
    """How a canonical plate with its state stands to an entry of the same folded plate; None: it is another vehicle."""
    if state is not None and state != entry_state:
        return None
    if plate != entry_plate:
        return Tier.LOOK_ALIKE
    return Tier.EXACT if state is not None else Tier.STATE_UNREAD
