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
    """A version against the one in force: entries `before` and `after`; `bad` of `lines` could not be read."""

    before: int
    after: int
    lines: int
    bad: int


@dataclass(frozen=True)
class Limits:
    """Percent by which a version may shrink or grow, and of its lines that may be bad, without a second person."""

    shrink: int
    grow: int
    bad: int


@enforces(clauses.F_B_1, clauses.E_B)
def doubts(counts: Counts, limits: Limits, *, first: bool, second_look: bool) -> Iterator[str]:
    """Why the version may not take over by itself, a sentence each; none: it may.

    Args:
        counts: the version against the one in force.
        limits: the source's own.
        first: the list is made by this version.
        second_look: the source's settings have changed, or somebody went back to an earlier version.
    """
    before, after = counts.before, counts.after
    if first:
        yield "A supervisor agrees before a new list alerts anybody."
    elif second_look:
        yield "The source's settings have changed, or somebody went back to an earlier version."
    if not after and before:
        yield f"Not one of {before:,} entries is left."
    elif before - after > max(SLACK, before * limits.shrink / 100):
        yield f"It has {before - after:,} entries fewer than before, {_percent(before - after, before)} of {before:,}."
    elif not first and after - before > max(SLACK, before * limits.grow / 100):
        more = f", {_percent(after - before, before)} of {before:,}" if before else ""
        yield f"It has {after - before:,} entries more than before{more}."
    if counts.bad > counts.lines * limits.bad / 100:
        yield f"{counts.bad:,} of {counts.lines:,} lines could not be read."


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %"
