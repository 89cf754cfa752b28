"""A whole number as it stands in an address."""

from typing import Final

_DIGITS: Final = 18
"""A longer number than the database's columns take would be an error there."""


def whole_number(text: str) -> int | None:
    """The number, or None where the text is none."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= _DIGITS else None
