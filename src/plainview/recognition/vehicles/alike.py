"""How far two texts and two places of a plate are apart: what decides whether two readings are of one vehicle."""

from typing import Final

from plainview.terms.read import Box

REACH: Final = 1.5
"""Widths of the plate that a vehicle may move between two frames and still be the same one."""


def one_edit(one: str, other: str) -> bool:
    """Whether two texts are equal or differ by one character changed, added or left out."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    same = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    rest = one[same + 1 :] if len(one) == len(other) else one[same:]
    return rest == other[same + 1 :]


def edits(one: str, other: str) -> int:
    """The fewest characters to change, add or leave out that make one text of the other (Levenshtein's distance)."""
    before = list(range(len(other) + 1))
    for row, mine in enumerate(one, start=1):
        now = [row]
        for column, theirs in enumerate(other, start=1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (mine != theirs)))
        before = now
    return before[-1]


def near(one: Box, other: Box, reach: float = REACH) -> bool:
    """Whether the middles of two boxes lie within `reach` widths of the wider one."""
    across = one[0] + one[2] / 2 - other[0] - other[2] / 2
    down = one[1] + one[3] / 2 - other[1] - other[3] / 2
    return max(abs(across), abs(down)) <= reach * max(one[2], other[2])


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share any pixel."""
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return across > 0 and down > 0
