"""What remains on a day, as lines that are signed and published. Pure.

Reads and files of pictures stand with their number for each day. Of alerts, searches and deliveries only the oldest
unheld one's day is said: how many there are on a day is nobody's business outside, and their age is what the limit is
about.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from plainview.audit.verify_inventory import NOTE, overdue_in

COUNTED: Final = ("reads", "pictures")
"""What is counted by day."""


@dataclass(frozen=True)
class Remains:
    """What there is at a moment.

    `counted` has for "reads" and "pictures" the number of each day; `oldest` has for other kinds the day of the oldest
    one that no case holds, or None where there is none. `preserved` are reads copied to a case; `backup` is the day of
    the oldest backup that the server knows, or None.
    """

    counted: Mapping[str, Mapping[date, int]]
    oldest: Mapping[str, date | None]
    preserved: int
    backup: date | None = None


@dataclass(frozen=True)
class Bound:
    """The limit in force: in days, the first day that may be there, clause and pack."""

    days: int
    first: date
    clause: str
    pack: str


def written(remains: Remains, bound: Bound, *, at: datetime) -> tuple[str, int]:
    """The inventory as whole lines, and how many of them are past the limit."""
    lines = [
        NOTE,
        f"taken {at.astimezone(UTC).isoformat(timespec='seconds')}",
        f"limit {bound.days} days by {bound.clause} of {bound.pack}",
        f"first {bound.first.isoformat()}",
    ]
    for kind in COUNTED:
        days = remains.counted.get(kind, {})
        lines += [f"{kind} {day.isoformat()} {count}" for day, count in sorted(days.items()) if count]
    lines += [f"oldest {kind} {day.isoformat() if day else 'none'}" for kind, day in sorted(remains.oldest.items())]
    lines.append(f"preserved {remains.preserved}")
    lines.append(f"backup {remains.backup.isoformat() if remains.backup else 'none'}")
    overdue = len(overdue_in(lines))
    return "\n".join([*lines, f"overdue {overdue}", ""]), overdue
