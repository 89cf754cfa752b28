"""Rates of hits that were false, never without the sample and how far it may mislead. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Final

from plainview.terms.tally import Tally

TRUE: Final = "true"
OF_THE_CAMERA: Final = ("misread", "wrong state")
"""What a camera is answerable for."""
OF_THE_LIST: Final = ("stale", "wrong vehicle")
"""What a list is answerable for."""
FALSE: Final = (*OF_THE_CAMERA, *OF_THE_LIST)
CANNOT_VERIFY: Final = "cannot verify"
"""Neither right nor false: nobody could tell."""
NOT_CLOSED: Final = ""
_Z: Final = 1.959963984540054
"""Of the normal distribution, for 95 per cent."""


@dataclass(frozen=True)
class Rate:
    """`part` of `whole`, with Wilson's interval in which the true share lies, 95 times of 100."""

    part: int
    whole: int

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where there is nothing to judge by."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float]:
        """The lower and the upper end; of an empty sample anything is possible."""
        return wilson(self.part, self.whole)


@dataclass(frozen=True)
class Group:
    """The alerts of one camera, list, state or whatever `key` is, by their disposition."""

    key: str
    by: Mapping[str, int]

    @property
    def hits(self) -> int:
        return sum(self.by.values())

    @property
    def judged(self) -> int:
        """Those of which somebody could say whether they were right."""
        return sum(self.by.get(each, 0) for each in (TRUE, *FALSE))

    @property
    def false(self) -> Rate:
        return self.rate(FALSE)

    @property
    def cannot_verify(self) -> int:
        return self.by.get(CANNOT_VERIFY, 0)

    @property
    def not_closed(self) -> int:
        return self.by.get(NOT_CLOSED, 0)

    def rate(self, reasons: Iterable[str]) -> Rate:
        """How many of the judged ones were false for these reasons."""
        return Rate(sum(self.by.get(each, 0) for each in reasons), self.judged)


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Wilson's score interval at 95 per cent. https://doi.org/10.1080/01621459.1927.10502953 has it."""
    if not whole:
        return 0.0, 1.0
    share, square = part / whole, _Z * _Z
    middle = share + square / (2 * whole)
    reach = _Z * sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    scale = 1 + square / whole
    # At the very ends rounding would leave a trace below 0 or above 1.
    low = 0.0 if part == 0 else (middle - reach) / scale
    high = 1.0 if part == whole else (middle + reach) / scale
    return low, high


def grouped(tallies: Iterable[Tally], key: Callable[[Tally], str]) -> list[Group]:
    """A group for each key, that with most hits first."""
    found: dict[str, Counter[str]] = {}
    for tally in tallies:
        found.setdefault(key(tally), Counter())[tally.disposition] += tally.count
    groups = [Group(name, dict(by)) for name, by in found.items()]
    return sorted(groups, key=lambda group: (-group.hits, group.key))


def whole(tallies: Iterable[Tally]) -> Group:
    """All of them as one."""
    found = grouped(tallies, lambda _tally: "")
    return found[0] if found else Group("", {})
