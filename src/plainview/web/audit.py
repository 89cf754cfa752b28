"""The log: what was done, by whom, when and why. Reading, checking and taking it along is itself logged."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from plainview.audit import actions, checking, checkpoints, exports, queries, stamps, witness
from plainview.audit.events import Event
from plainview.audit.models import Entry
from plainview.audit.signing_key import KeyDamaged
from plainview.policy import clauses
from plainview.web.acting import actor
from plainview.web.onward import onward
from plainview.web.typed import Typed
from plainview.web.whole_number import whole_number

PAGE: Final = 50
_FOUND_SHOWN: Final = 5
_YEARS: Final = range(2000, 2100)


@dataclass(frozen=True)
class Line:
    """An entry as the page draws it: the facts in pairs. The sealed part is named and never shown."""

    entry: Entry
    facts: tuple[tuple[str, str], ...]
    sealed: bool


def line(entry: Entry) -> Line:
    """An entry without its sealed part."""
    facts = tuple((name.replace("_", " "), _said(fact)) for name, fact in json.loads(entry.facts).items())
    return Line(entry, facts, sealed=entry.seal is not None)


def _said(fact: object) -> str:
    if isinstance(fact, bool):
        return "yes" if fact else "no"
    return str(fact) if fact not in (None, "") else "none"


def log(request: HttpRequest) -> HttpResponse:
    """A page of the log, newest first, and how it stands with its checkpoints."""
    typed = Typed(request.GET, clauses.D_9)
    asked, before = _asked(typed), whole_number(request.GET.get("before", ""))
    values = {name: request.GET.get(name, "") for name in ("event", "who", "since", "until")}
    values["event"] = asked["event"]
    told = {name: value for name, value in {**values, "before": before}.items() if value}
    actions.note_reading(told, actor=actor(request), at=timezone.now())
    lines = [] if typed.faults else [line(each) for each in queries.latest(**asked, before=before, count=PAGE)]
    filters = urlencode({name: value for name, value in values.items() if value})
    context = {
        "lines": lines,
        "values": values,
        "refusals": typed.faults,
        "filters": filters,
        "events": [(each.value, each.value) for each in Event],
        "before": before,
        "older": lines[-1].entry.seq if len(lines) == PAGE else None,
    }
    return render(request, "audit/log.html", {**context, **_standing()})


def _standing() -> dict[str, object]:
    """How the log stands with its checkpoints, its witness and its key."""
    newest = queries.newest_checkpoint()
    return {
        "checkpoint": newest,
        "stamped_at": stamps.stamped_at(bytes(newest.stamp)) if newest and newest.stamp else None,
        "size": queries.size(),
        "trouble": checkpoints.trouble(),
        "witness": witness.state(),
    }


def one(request: HttpRequest, seq: int) -> HttpResponse:
    """One entry: all that it says, its leaf, and the proof that it is in the log that was signed."""
    entry = queries.one(seq)
    if entry is None:
        raise Http404
    actions.note_reading({"entry": seq}, actor=actor(request), at=timezone.now())
    context = {
        "line": line(entry),
        "leaf": queries.leaf_of(entry).written().decode(),
        "hash": bytes(entry.nodes)[:32].hex(),
        "proof": _proof(seq),
        "checkpoint": queries.newest_checkpoint(),
    }
    return render(request, "audit/one.html", context)


def proof(request: HttpRequest, seq: int) -> HttpResponse:
    """The proof of an entry as a file that `plainview-verify` reads."""
    found = _proof(seq)
    if found is None:
        raise Http404
    actions.note_reading({"proof_of": seq}, actor=actor(request), at=timezone.now())
    return HttpResponse(found, content_type="text/plain; charset=utf-8", headers=_named(f"entry-{seq}.tlog-proof"))


def check(request: HttpRequest) -> HttpResponse:
    """Check the whole log and say whether it holds."""
    found = checking.verify()
    facts = {"checked": found.entries, "holds": found.holds}
    actions.note_reading(facts, actor=actor(request), at=timezone.now())
    for each in found.findings[:_FOUND_SHOWN]:
        messages.error(request, f"The log fails at {each.where}: {each.what}. Tell the Chief.")
    for words in found.warnings[:_FOUND_SHOWN]:
        kind, _, said = words.partition(": ")
        (messages.info if kind == "NOTE" else messages.warning)(request, said.capitalize())
    if found.holds:
        messages.success(
            request,
            f"The log holds: none of {found.entries:,} entries was changed, and {found.checkpoints:,} checkpoints fit.",
        )
    return onward("log")


def export(request: HttpRequest) -> HttpResponseBase:
    """The log to take along, without its sealed parts. It ends with the entry that says who took it."""
    as_csv, at = request.POST.get("form") == "csv", timezone.now()
    size = actions.note_export("csv" if as_csv else "jsonl", actor=actor(request), at=at)
    try:
        size = checkpoints.make(actor=actor(request), at=at).size  # so that the whole of it is signed for
    except (checkpoints.LogDiverged, KeyDamaged) as trouble:
        messages.error(request, f"No checkpoint was made: {trouble}. Tell the Chief.")
        if isinstance(trouble, KeyDamaged):
            return onward("log")
    name = f"plainview-log-{at:%Y-%m-%d}.{'csv' if as_csv else 'jsonl'}"
    first = exports.csv_header() if as_csv else exports.header(size)
    body = _in_steps(first, exports.csv_lines if as_csv else exports.lines, size)
    kind = "text/csv; charset=utf-8" if as_csv else "application/jsonl"
    return StreamingHttpResponse(body, content_type=kind, headers=_named(name))


async def _in_steps(first: bytes, part: Callable[[int, int], bytes], size: int) -> AsyncIterator[bytes]:
    """So many entries at once as fit the memory, whatever the log's size."""
    yield first
    for begin in range(1, size + 1, exports.STEP):
        yield await sync_to_async(part)(begin, min(size, begin + exports.STEP - 1))


def _proof(seq: int) -> str | None:
    try:
        return queries.proof(seq)
    except queries.EntryMissing:
        return None


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _asked(typed: Typed) -> queries.Asked:
    """What was typed above the log. `until` is the last day that counts."""
    event, who = typed.text("event", longest=64), typed.text("who", longest=100)
    since, until = _day(typed, "since"), _day(typed, "until")
    return queries.Asked(
        event=event if event in set(Event) else "",
        who=who,
        since=_midnight(since),
        until=_midnight(until + timedelta(days=1) if until else None),
    )


def _day(typed: Typed, name: str) -> date | None:
    text = typed.text(name, longest=10)
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = date.min
    if found.year not in _YEARS:
        typed.fault(name, "this is not a day", "Enter it as in 2026-10-05.")
        return None
    return found


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(settings.DISPLAY_ZONE)) if day else None
