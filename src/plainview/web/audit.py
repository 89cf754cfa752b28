"""The log: what was done, by whom, when and why. Reading it is itself logged, and its chain can be checked here."""

import json
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plainview.audit import actions, queries
from plainview.audit.chain import Broken
from plainview.audit.events import Event
from plainview.audit.models import Entry
from plainview.web.acting import actor
from plainview.web.onward import onward

PAGE = 50


@dataclass(frozen=True)
class Line:
    """An entry as the page draws it: the facts in pairs. The sealed part is named and never shown."""

    entry: Entry
    facts: tuple[tuple[str, str], ...]
    sealed: bool


def line(entry: Entry) -> Line:
    """An entry without its sealed part."""
    facts = tuple((name.replace("_", " "), _said(fact)) for name, fact in json.loads(entry.facts).items())
    return Line(entry, facts, sealed=entry.private is not None)


def _said(fact: object) -> str:
    if isinstance(fact, bool):
        return "yes" if fact else "no"
    return str(fact) if fact not in (None, "") else "none"


def log(request: HttpRequest) -> HttpResponse:
    """A page of the log, newest first."""
    event, before = request.GET.get("event", ""), _number(request.GET.get("before", ""))
    event = event if event in set(Event) else ""
    _note_reading(request, {name: asked for name, asked in (("event", event), ("before", before)) if asked})
    lines = [line(entry) for entry in queries.latest(before=before, count=PAGE, event=event)]
    context = {
        "lines": lines,
        "event": event,
        "events": list(Event),
        "before": before,
        "older": lines[-1].entry.seq if len(lines) == PAGE else None,
    }
    return render(request, "audit/log.html", context)


def check(request: HttpRequest) -> HttpResponse:
    """Walk the whole chain and say whether it holds."""
    found = queries.verify()
    if isinstance(found, Broken):
        _note_reading(request, {"checked": found.seq, "holds": False})
        messages.error(request, f"The chain breaks at entry {found.seq}: {found.reason}. Tell the Chief.")
    else:
        _note_reading(request, {"checked": found, "holds": True})
        messages.success(request, f"The chain holds: all {found:,} entries follow from one another, none was changed.")
    return onward("log")


def _note_reading(request: HttpRequest, facts: dict[str, object]) -> None:
    with transaction.atomic():
        actions.append(Event.AUDIT_READ, actor=actor(request), at=timezone.now(), facts=facts)


def _number(text: str) -> int | None:
    # A longer number than the column's would be an error of the database.
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= 18 else None  # noqa: PLR2004 - bigint
