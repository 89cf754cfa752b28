"""The number of a certificate: random, so that nobody can guess another's, in characters that are hard to mistake."""

import secrets
from typing import Final

_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUPS: Final = 2
_LENGTH: Final = 6


def fresh() -> str:
    """A new number, such as `7KQ2MX-B9DR4T`: one of about 5 * 10^17."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH)) for _ in range(_GROUPS))


def typed(text: str) -> str:
    """A number as somebody wrote it, in the spelling in which it is kept."""
    return text.strip().upper()
