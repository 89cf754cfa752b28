"""What a second person must look at before a version takes over. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from plainview.policy import clauses
from plainview.policy.enforcement import enforces

SLACK: Final = 5
"""Entries by which a short list may change in number, whatever the share: of five, one is twenty percent."""


@dataclass(frozen=True)
class Counts:
    """A version against the one in force: of `before` entries `removed` go and `added` come; `bad` of `lines` are bad.

    Both count by themselves: another list of the same length is not the same list.
    """

    before: int
    added: int
    removed: int
    lines: int
    bad: int


@dataclass(frozen=True)
class Limits:
    """Percent of the entries that may go or come, and of the lines that may be bad, without a second person."""

    shrink: int
    grow: int
    bad: int


@enforces(clauses.F_B_1, clauses.E_B)
def doubts(counts: Counts, limits: Limits, *, first: bool, second_look: bool, by_hand: int) -> Iterator[str]:
    """Why the version may not take over by itself, a sentence each; none: it may.

    Args:
        counts: the version against the one in force.
        limits: the source's own.
        first: the list is made by this version.
        second_look: the source's settings have changed, or somebody went back to an earlier version.
        by_hand: entries that a person brought, new or changed; one person's word makes none of them alert.
    """
    before, added, removed = counts.before, counts.added, counts.removed
    if first:
        yield "A supervisor agrees before a new list alerts anybody."
    elif second_look:
        yield "The source's settings have changed, or somebody went back to an earlier version."
    elif by_hand:
        yield f"A person brought the file: {by_hand:,} new or changed."
    if before and before == removed and not added:
        yield f"Not one of {before:,} entries is left."
    elif removed > max(SLACK, before * limits.shrink / 100):
        yield f"{removed:,} entries are no longer in it, {_percent(removed, before)} of {before:,}."
    if not first and added > max(SLACK, before * limits.grow / 100):
        more = f", {_percent(added, before)} of {before:,}" if before else ""
        yield f"{added:,} entries are new in it{more}."
    if counts.bad > counts.lines * limits.bad / 100:
        yield f"{counts.bad:,} of {counts.lines:,} lines could not be read."


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %"
