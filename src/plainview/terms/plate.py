"""A plate in its three spellings: raw as it was read, canonical, and folded so that look-alikes meet."""

import re
from typing import Final

MAX_LENGTH: Final = 10
"""Characters in the longest canonical plate that any US state issues, with room to spare."""

_NOT_PLATE: Final = re.compile(r"[^A-Z0-9]")
LOOK_ALIKES: Final = ("ODQILBSZG", "000118526")
"""Characters that cameras and people confuse, and below each the one that stands for its family."""

_FOLD: Final = str.maketrans(*LOOK_ALIKES)
_FAMILIES: Final = {"0": "0ODQ", "1": "1IL", "8": "8B", "5": "5S", "2": "2Z", "6": "6G"}


def canonical(raw: str) -> str:
    """Upper case, letters and digits of ASCII only: the spelling under which plates are compared."""
    return _NOT_PLATE.sub("", raw.upper())


def folded(plate: str) -> str:
    """The canonical spelling with look-alikes made one (O/0/D/Q, I/1/L, B/8, S/5, Z/2, G/6)."""
    return fold(canonical(plate))


def fold(text: str) -> str:
    """Text in which every plate is canonical already, with look-alikes made one; all else stays as it is."""
    return text.translate(_FOLD)


def family(char: str) -> str:
    """Every character that folds as this one does."""
    one = fold(char)
    return _FAMILIES.get(one, one)
