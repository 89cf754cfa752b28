"""Which days have to go, and what remains."""

from dataclasses import dataclass
from datetime import date, datetime

from plainview.archive import queries as archive
from plainview.policy import clauses, parameters
from plainview.policy.enforcement import enforces
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
