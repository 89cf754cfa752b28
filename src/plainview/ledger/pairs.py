"""Which character was read for which. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Confusion:
    """A character of entries and the one that was read in its place.

    `right` counts the hits that were true: the plate has what the entry has, so the read was wrong in this place.
    `false` counts those closed as a misread: the two were taken for one another, and should not have been.
    """

    entry: str
    read: str
    right: int
    false: int


def confusions(closed: Iterable[tuple[str, str, str]]) -> tuple[Confusion, ...]:
    """Of closed alerts as (the entry's plate, the plate as read, the disposition); the most frequent pair first.

    Plates of another length are left out: nothing says which character stands for which.
    """
    found: dict[tuple[str, str], Counter[str]] = {}
    for entry, read, disposition in closed:
        if len(entry) == len(read) and disposition in {"true", "misread"}:
            for pair in zip(entry, read, strict=True):
                if pair[0] != pair[1]:
                    found.setdefault(pair, Counter())[disposition] += 1
    confused = (Confusion(*pair, right=by["true"], false=by["misread"]) for pair, by in found.items())
    return tuple(sorted(confused, key=lambda each: (-each.right - each.false, each.entry, each.read)))
