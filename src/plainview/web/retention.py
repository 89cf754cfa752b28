"""Retention: what remains by kind and day, what goes next, the last proofs, and whether a backup is past the limit."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plainview.alerts import queries as alerts
from plainview.evidence import queries as evidence
from plainview.ingest import queries as deliveries
from plainview.policy import parameters
from plainview.retention import queries
from plainview.search import queries as searches

CONFIDENCE: Final = {
    "A": "read in a summary that cites the official text",
    "B": "read in one secondary source",
    "C": "our own reading",
}
"""What the packs' letters mean, for the page."""
PROOFS: Final = 8


@dataclass(frozen=True)
class StoredDay:
    """A day of UTC with its reads; `held` of them wait to be copied to a case before the day goes."""

    day: date
    count: int
    held: int
    files: int
    overdue: bool


@dataclass(frozen=True)
class Kind:
    """A kind of what is kept, with the day of its oldest one that no case holds, and what becomes of it."""

    name: str
    oldest: date | None
    goes: str
    overdue: bool


def overview(request: HttpRequest) -> HttpResponse:
    """What is kept, and for how long: the page that everyone with a log-in may see."""
    at = timezone.now()
    first_kept, held = parameters.first_day_kept(at), {day: counts for day, *counts in evidence.held_by_day()}
    days = _days({day: waiting for day, (waiting, _) in held.items()}, first_kept)
    context = {
        "limit": parameters.retention(at.date()),
        "confidence_words": CONFIDENCE[parameters.retention(at.date()).confidence],
        "sealed": parameters.sealed_period(at.date()),
        "days": days,
        "total": sum(day.count for day in days),
        "largest": max((day.count for day in days), default=0),
        "kinds": _kinds(days, first_kept),
        "overdue": [day for day in days if day.overdue],
        "first_kept": first_kept,
        "next": queries.next_purge(at=at),
        "waiting": sum(waiting for waiting, _ in held.values()),
        "preserved": sum(copied for _, copied in held.values()),
        "proofs": queries.proofs(count=PROOFS),
        "backups": queries.backups(at=at),
        "store": queries.pictures_waiting(),
    }
    return render(request, "retention/overview.html", context)


def _days(waiting: dict[date, int], first_kept: date) -> list[StoredDay]:
    """The stored days, newest first. Days made ahead of time are empty, and say nothing."""
    reads, files = queries.reads_by_day(at=timezone.now()), queries.pictures_known()
    some = {day for day, count in files.items() if count}
    return [
        StoredDay(day, reads.get(day, 0), waiting.get(day, 0), files.get(day, 0), overdue=day < first_kept)
        for day in sorted({*reads, *some}, reverse=True)
    ]


def _kinds(days: list[StoredDay], first_kept: date) -> list[Kind]:
    held = evidence.held_ids()
    found = (
        ("Reads", min((each.day for each in days if each.count), default=None), "with their day"),
        (
            "Photographs",
            min((each.day for each in days if each.files), default=None),
            "with their day, whose key goes too",
        ),
        ("Hits and alerts", alerts.oldest_day(held=held), "counted, then deleted; one that a case holds stays"),
        ("Searches", searches.oldest_day(), "what was asked stays in the log, sealed"),
        ("Answers to cameras", deliveries.oldest_day(), "counts without a plate"),
    )
    return [
        Kind(name, oldest, goes, overdue=oldest is not None and oldest < first_kept) for name, oldest, goes in found
    ]
