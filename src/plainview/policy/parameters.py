"""The value of each rule on a date: of all packs in force that day, the strictest."""

import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Final

from plainview.policy import clauses

PACKS: Final = ("ct-postc", "ct-pa-26-14")
"""The packs that a Connecticut agency runs. Each binds from its date; none loosens another."""


@dataclass(frozen=True)
class Limit:
    """A rule that says "at most this many days". `confidence` is A, B or C, as the pack explains."""

    name: str
    days: int
    clause: clauses.Clause
    source: str
    confidence: str
    pack: str
    effective: date

    @property
    def period(self) -> timedelta:
        return timedelta(days=self.days)


@cache
def _limits() -> tuple[Limit, ...]:
    found = []
    for name in PACKS:
        pack = tomllib.loads(resources.files("plainview.policy").joinpath("packs", f"{name}.toml").read_text("utf-8"))
        found += [
            Limit(
                name=rule,
                days=content["value"],
                clause=clauses.BY_ID[content["clause"]],
                source=content["source"],
                confidence=content["confidence"],
                pack=pack["name"],
                effective=pack["effective"],
            )
            for rule, content in pack.items()
            if isinstance(content, dict)
        ]
    return tuple(found)


def _strictest(name: str, on: date) -> Limit:
    return min((each for each in _limits() if each.name == name and each.effective <= on), key=lambda each: each.days)


def retention(on: date) -> Limit:
    """The longest that a read may be kept, as the law stands on that day (K.1)."""
    return _strictest("retention_days", on)


def entry_period(on: date) -> Limit:
    """The longest that a manual entry may stand before it expires (F.b.1.ii)."""
    return _strictest("entry_days", on)


def first_day_kept(at: datetime) -> date:
    """The oldest day (UTC) of which any unheld read may exist at that moment.

    A day goes whole, as soon as its first read could have reached the limit: no read is ever kept longer than the
    limit, and those of a day's evening go some hours before it.
    """
    return (at.astimezone(UTC) - retention(at.date()).period).date() + timedelta(days=1)


@cache
def in_force(on: date) -> str:
    """The packs that bind on that day, each with its date: `ct-postc@2020-01-01+ct-pa-26-14@2026-10-01`."""
    packs = {limit.pack: limit.effective for limit in _limits() if limit.effective <= on}
    return "+".join(f"{name}@{effective.isoformat()}" for name, effective in packs.items())
