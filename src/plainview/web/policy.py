"""The policy as the program keeps it: the values of a day, what a day changes, the matrix, and how things stand now."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plainview.policy import parameters, traceability
from plainview.policy.book import InForce
from plainview.policy.evidence import LOOKS, Look, Shown
from plainview.policy.packing import CONFIDENCES

ANNOUNCED: Final = timedelta(days=90)
"""How long before it takes effect a pack announces itself on the administrator's page."""


@dataclass(frozen=True)
class Held:
    """A rule as the page draws it."""

    rule: InForce
    confidence: str


@dataclass(frozen=True)
class Seen:
    """A look and what it saw just now."""

    look: Look
    shown: Shown


def overview(request: HttpRequest) -> HttpResponse:
    """The rules in force on a day, `?on=` or today, and what that day changes."""
    today = timezone.now().date()
    on, fault = _day(request.GET.get("on", ""), today)
    book = parameters.book()
    context = {
        "on": on,
        "today": today,
        "asked": request.GET.get("on", ""),
        "fault": fault,
        "held": [Held(rule, CONFIDENCES[rule.deciding.confidence]) for rule in book.rules(on)],
        "changes": book.changes(on),
        "packs": [(pack, pack in book.own) for pack in book.all],
        "days": book.days,
    }
    return render(request, "policy/overview.html", context, status=422 if fault else 200)


def matrix(request: HttpRequest) -> HttpResponse:
    """Clause, control, proof, live evidence."""
    rows = traceability.packaged()
    context = {
        "rows": rows,
        "built": sum(row.built for row in rows),
        "total": len(rows),
    }
    return render(request, "policy/matrix.html", context)


def compliance(request: HttpRequest) -> HttpResponse:
    """How things stand: compliant, or what is not, each with its clause and the page where it can be mended."""
    at = timezone.now()
    seen = [Seen(look, look.look(at)) for look in LOOKS]
    book, today = parameters.book(), at.date()
    context = {
        "at": at,
        "failing": [each for each in seen if not each.shown.kept],
        "kept": [each for each in seen if each.shown.kept],
        "missing": [row for row in traceability.packaged() if not row.built],
        "ahead": [(day, book.changes(day)) for day in book.ahead(today) if day <= today + ANNOUNCED],
    }
    return render(request, "policy/compliance.html", context)


def _day(text: str, today: date) -> tuple[date, str]:
    if not text:
        return today, ""
    try:
        return date.fromisoformat(text), ""
    except ValueError:
        return today, "This is not a date. Enter it as in 2026-10-01."
