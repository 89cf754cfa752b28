"""Retention: the limit in force with its source, what is stored, and whether anything is older than it may be."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date
from typing import Final

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plainview.evidence import queries as evidence
from plainview.evidence.models import HeldRead
from plainview.policy import parameters
from plainview.retention import queries

CONFIDENCE: Final = {
    "A": "read in a summary that cites the official text",
    "B": "read in one secondary source",
    "C": "our own reading",
}
"""What the packs' letters mean, for the page."""


@dataclass(frozen=True)
class StoredDay:
    """A day of UTC with its reads; `held` of them wait to be copied to a case before the day goes."""

    day: date
    count: int
    held: int
    overdue: bool


def overview(request: HttpRequest) -> HttpResponse:
    """What is kept, and for how long: the page that everyone with a log-in may see."""
    at = timezone.now()
    remaining = queries.remaining(at=at)
    reads = _reads_in_force()
    held = Counter(read.captured_at.astimezone(UTC).date() for read in reads if read.preserved_at is None)
    overdue, today = set(remaining.overdue), at.astimezone(UTC).date()
    # Days are made ahead of time, so that no batch waits at midnight; an empty day to come says nothing.
    days = [
        StoredDay(day, count, held[day], overdue=day in overdue)
        for day, count in remaining.days
        if count or day <= today
    ]
    context = {
        "limit": remaining.limit,
        "confidence_words": CONFIDENCE[remaining.limit.confidence],
        "days": days,
        "total": sum(day.count for day in days),
        "largest": max((day.count for day in days), default=0),
        "oldest": min((day.day for day in days if day.count), default=None),
        "overdue": [day for day in days if day.overdue and day.count],
        "first_kept": parameters.first_day_kept(at),
        "waiting": held.total(),
        "preserved": len(reads) - held.total(),
    }
    return render(request, "retention/overview.html", context)


def _reads_in_force() -> list[HeldRead]:
    """The reads of every hold that is not released."""
    holds = [hold for hold in evidence.holds() if hold.released_at is None]
    prefetch_related_objects(holds, "reads")
    return [read for hold in holds for read in hold.reads.all()]
