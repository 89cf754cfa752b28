"""What an entry asks for: how a read meets it, how urgently it is told, and what an officer may do about it."""

from enum import StrEnum


class MatchBy(StrEnum):
    """How a read comes to mean the entry. Lists of states and of the nation know `PLATE` alone."""

    PLATE = "plate"
    NEAR = "one edit"
    """The plate, or one with one character read wrongly, lacking or too many: a witness was not sure."""
    PATTERN = "pattern"
    """`?` stands for one character and `*` for any number of them."""
    DESCRIPTION = "description"
    """No plate is known: state, colour, make and body alone."""


class Priority(StrEnum):
    """How urgently people are told. Only an unverified hit of `HIGH` is drawn in red."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class Handling(StrEnum):
    """What the owner of an entry allows an officer who meets the vehicle."""

    STOP = "stop"
    CAUTION = "approach with caution"
    NOTIFY_ONLY = "do not stop, notify"
