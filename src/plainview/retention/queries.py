"""Which days have to go, and what remains."""

from dataclasses import dataclass
from datetime import date, datetime

from plainview.archive import queries as archive
from plainview.policy import clauses, parameters
from plainview.policy.enforcement import enforces
from plainview.policy.evidence import Shown, shows
from plainview.policy.parameters import Limit


@dataclass(frozen=True)
class Remaining:
    """What is kept at a moment: the rule in force, each day with its reads, and the days that should be gone."""

    limit: Limit
    days: tuple[tuple[date, int], ...]
    overdue: tuple[date, ...]


@enforces(clauses.K_1)
def days_due(*, at: datetime) -> list[date]:
    """The stored days that may no longer exist at that moment, oldest first."""
    first_kept = parameters.first_day_kept(at)
    return [day for day in archive.days() if day < first_kept]


def remaining(*, at: datetime) -> Remaining:
    """For the page: what remains, and whether anything unheld is older than it may be."""
    return Remaining(parameters.retention(at.date()), tuple(archive.count_by_day()), tuple(days_due(at=at)))


@shows("the oldest read that no case holds", clauses.K_1, route="retention")
def _oldest(at: datetime) -> Shown:
    limit, due = parameters.retention(at.date()), days_due(at=at)
    if due:
        return Shown(f"{len(due)} days should be gone, the oldest {due[0].isoformat()}", kept=False)
    return Shown(f"nothing is older than {limit.days} days", kept=True)
