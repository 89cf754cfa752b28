"""A stop in the field's words: the road on which it stands, and what is known of the entry at that moment."""

from enum import StrEnum


class Road(StrEnum):
    """Why a vehicle may be stopped on an alert (F.c.1.i)."""

    CONFIRMED = "confirmed hit"
    """Confirmed by eye, and by dispatch within the last ten minutes."""
    SUSPICION = "own suspicion"
    """Reasonable suspicion that does not rest on the alert."""
    EXIGENT = "exigent circumstances"
    """It could not wait. Justified and reviewed afterwards."""


class Status(StrEnum):
    """What communications say of the entry, at a moment (I.6)."""

    NOT_ASKED = "not asked"
    WAITING = "waiting for dispatch"
    ACTIVE = "still active"
    STALE = "confirmed too long ago"
    NOT_ACTIVE = "no longer active"
    UNABLE = "unable to confirm"
