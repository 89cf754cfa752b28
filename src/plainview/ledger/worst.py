"""Which camera or list is worse than the others, beyond chance, and what to do about it. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from plainview.ledger.rates import OF_THE_CAMERA, OF_THE_LIST, Group, Rate, grouped
from plainview.matching.rules import Tier
from plainview.terms.tally import Tally

ENOUGH: Final = 20
"""Fewer judged hits than this say nothing about a camera or a list."""
UNSURE_BELOW: Final = 90
"""Per cent: a read less sure than this came of a picture that was hard to read."""
_SPELLED_ALIKE: Final = {Tier.EXACT, Tier.STATE_UNREAD}
"""Matches in which the read has every character of the entry."""


@dataclass(frozen=True)
class Advice:
    """What to do, and what the counts say for it."""

    what: str
    why: str


@dataclass(frozen=True)
class Ranked:
    """One camera or list: what it is answerable for, the same of all others, and the advice if it stands out."""

    group: Group
    own: Rate
    others: Rate
    advice: Advice | None

    @property
    def too_few(self) -> bool:
        return self.own.whole < ENOUGH

    @property
    def stands_out(self) -> bool:
        """Whether its rate is higher than that of all others by more than chance explains: no interval overlaps."""
        return not self.too_few and self.own.interval[0] > self.others.interval[1]


def cameras(tallies: Sequence[Tally]) -> list[Ranked]:
    """Cameras by the plates and states that they misread, the worst first."""
    return _ranked(tallies, lambda tally: str(tally.camera_id), OF_THE_CAMERA, _for_a_camera)


def lists(tallies: Sequence[Tally]) -> list[Ranked]:
    """Lists by the entries that were stale or described another vehicle, the worst first."""
    return _ranked(tallies, lambda tally: tally.hot_list, OF_THE_LIST, _for_a_list)


def _ranked(
    tallies: Sequence[Tally],
    key: Callable[[Tally], str],
    reasons: Sequence[str],
    advise: Callable[[Sequence[Tally]], Advice],
) -> list[Ranked]:
    groups = grouped(tallies, key)
    every = [group.rate(reasons) for group in groups]
    part, whole = sum(rate.part for rate in every), sum(rate.whole for rate in every)
    wrong: dict[str, list[Tally]] = defaultdict(list)
    for tally in tallies:
        if tally.disposition in reasons:
            wrong[key(tally)].append(tally)
    ranked = [
        Ranked(group, own, Rate(part - own.part, whole - own.whole), advise(wrong[group.key]) if own.part else None)
        for group, own in zip(groups, every, strict=True)
    ]
    # By what is surely wrong. A bad share of a small sample does not lead the list.
    return sorted(ranked, key=lambda each: (each.too_few, -each.own.interval[0], -each.own.part, each.group.key))


def _for_a_camera(wrong: Sequence[Tally]) -> Advice:
    states = _count(wrong, lambda each: each.disposition == "wrong state")
    plates = _count(wrong, lambda each: each.disposition == "misread")
    total = states + plates
    if states * 2 > total:
        return Advice(
            "Aim it nearer or more level: the state's name must be in the picture, whole and large enough.",
            f"{states} of {total} were the wrong state",
        )
    unsure = _count(wrong, lambda each: each.disposition == "misread" and each.confidence < UNSURE_BELOW)
    if unsure * 2 > plates:
        return Advice(
            "Clean the lens and look at focus, light and glare, by day and by night.",
            f"{unsure} of {plates} misread plates were less than {UNSURE_BELOW} % sure",
        )
    near = _count(wrong, lambda each: each.disposition == "misread" and each.tier not in _SPELLED_ALIKE)
    if near * 2 > plates:
        return Advice(
            "Look at their pictures first: of a look-alike the reader may have read what the plate says.",
            f"{near} of {plates} misread plates were not spelled like the entry",
        )
    return Advice(
        "Ask the vendor: the reader was sure and wrong. Send the period and these counts with the request.",
        f"{plates - unsure} of {plates} misread plates were at least {UNSURE_BELOW} % sure",
    )


def _for_a_list(wrong: Sequence[Tally]) -> Advice:
    stale = _count(wrong, lambda each: each.disposition == "stale")
    total = _count(wrong, lambda _each: True)
    if stale * 2 > total:
        return Advice(
            "Import it more often, and ask its source how soon it takes out what was recovered.",
            f"{stale} of {total} entries were no longer active",
        )
    return Advice(
        "Ask its owner to check plate and vehicle of the entries against the record.",
        f"{total - stale} of {total} entries met another vehicle",
    )


def _count(tallies: Iterable[Tally], counts: Callable[[Tally], bool]) -> int:
    return sum(each.count for each in tallies if counts(each))
