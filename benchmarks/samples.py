"""Made-up plates and reads, the same in every run."""

import os
from collections.abc import Sequence
from datetime import datetime
from random import Random
from string import ascii_uppercase, digits
from typing import Final
from uuid import UUID

from plainview.terms import plate as plates
from plainview.terms.read import CapturedRead, Character, Reading

STATES: Final = ("CT", "MA", "NY", "RI", "NJ", "PA", "VT", "NH")
# Connecticut's format since 2015, and the one that most other states have.
_FORMATS: Final = ("LLDDDDD", "LLLDDDD")


def plate(chance: Random) -> str:
    """A canonical plate of seven characters."""
    return "".join(chance.choice(ascii_uppercase if each == "L" else digits) for each in chance.choice(_FORMATS))


def uuid(chance: Random) -> UUID:
    """A random identifier, from the run's own chance."""
    return UUID(int=chance.getrandbits(128), version=4)


def read(
    chance: Random, text: str, state: str, *, captured_at: datetime, pictures: Sequence[bytes] = (b"", b"")
) -> CapturedRead:
    """A read of this plate; `pictures` are the photograph and the crop."""
    photograph, crop = pictures
    return CapturedRead(
        id=uuid(chance),
        captured_at=captured_at,
        reading=Reading(
            plate=text,
            confidence=0.95,
            box=(600, 400, 120, 60),
            characters=tuple(Character(char, 0.95) for char in plates.canonical(text)),
            state=state,
            state_confidence=0.9,
        ),
        photograph=photograph,
        crop=crop,
        engine="benchmark 1",
    )


def picture(size: int) -> bytes:
    """Bytes that begin as a JPEG does and cannot be compressed, as those of a JPEG cannot."""
    start = b"\xff\xd8\xff"
    return start + os.urandom(size - len(start))
