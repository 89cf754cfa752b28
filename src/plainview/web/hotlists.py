"""Hot lists: what is wanted, since when and until when; proposing, approving, checking and ending an entry."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plainview.accounts.permissions import Permission
from plainview.approvals import queries as approved
from plainview.approvals.actions import AlreadyDecided
from plainview.audit import queries as audit
from plainview.csv_files import HeaderRejected
from plainview.hotlists import actions, csv_format, imports, queries
from plainview.hotlists.imports import ImportStopped
from plainview.hotlists.models import Entry
from plainview.policy import clauses, parameters
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.web import hotlist_forms
from plainview.web.acting import actor, granted
from plainview.web.audit import line
from plainview.web.choices import PURPOSES, STATES
from plainview.web.onward import onward
from plainview.web.typed import Typed

MAX_FILE_BYTES: Final = 32 * 1024 * 1024
FAULTS_SHOWN: Final = 200
EXPIRES_SOON: Final = timedelta(hours=24)
DEFAULT_PERIOD: Final = timedelta(days=7)


def overview(request: HttpRequest) -> HttpResponse:
    """The lists with their age, and the department's own entries."""
    at, entries = timezone.now(), queries.manual_entries()
    status = request.GET.get("status", "")
    status = status if status in Entry.Status.values else ""
    counts = Counter(entry.status for entry in entries)
    context = {
        "lists": queries.lists(),
        "entries": [entry for entry in entries if status in {"", entry.status}],
        "statuses": [(value, label, counts[value]) for value, label in Entry.Status.choices],
        "status": status,
        "count": len(entries),
        "soon": at + EXPIRES_SOON,
        "may_propose": granted(request, Permission.ENTRIES_PROPOSE),
        "may_import": granted(request, Permission.LISTS_IMPORT),
    }
    return render(request, "hotlists/overview.html", context)


def import_list(request: HttpRequest) -> HttpResponse:
    """Replace a list by a file. A file with bad lines changes nothing until somebody says to keep the good ones."""
    if request.method != "POST":
        return _draw_import(request)
    typed = Typed(request.POST, clauses.E_B)
    name, content = typed.text("name", longest=100), _content(request, typed)
    if not name and not typed.faults:
        typed.fault("name", "the list's name is missing", "Enter the name under which its alerts appear.")
    if typed.faults or content is None:
        return _draw_import(request, typed.with_faults())
    keep_good = typed.checked("keep_good")
    try:
        done = imports.import_csv(name, content, keep_good=keep_good, actor=actor(request), at=timezone.now())
    except HeaderRejected as trouble:
        typed.fault("file", str(trouble), "Correct the file and choose it again.")
        return _draw_import(request, typed.with_faults())
    except ImportStopped as stopped:
        return _draw_import(request, stopped=stopped)
    except PolicyRefusal as refusal:
        return _draw_import(request, refusal.refusals)
    messages.success(request, _said(name, done))
    return onward("hotlists")


def propose(request: HttpRequest) -> HttpResponse:
    """Ask for a manual entry."""
    at, zone = timezone.now(), ZoneInfo(settings.DISPLAY_ZONE)
    limit = parameters.entry_period(at.date())
    values: dict[str, object] = {
        "state": "CT",
        "expires_at": (at + min(DEFAULT_PERIOD, limit.period)).astimezone(zone).strftime("%Y-%m-%dT%H:%M"),
    }
    refusals: Sequence[Refused] = ()
    if request.method == "POST":
        proposal, typed = hotlist_forms.proposal(request.POST, zone, at=at)
        try:
            entry = actions.propose(proposal, actor=actor(request), at=at)
        except PolicyRefusal as refusal:
            values, refusals = dict(request.POST.items()), typed.with_faults(refusal.refusals)
        else:
            messages.success(request, "Proposed. It alerts nobody until a supervisor approves it and CJIS is checked.")
            return onward("entry", entry.pk)
    context = {
        "values": values,
        "refusals": refusals,
        "states": STATES,
        "purposes": PURPOSES,
        "expiry_help": f"Local time, within {limit.days} days ({limit.clause.id}).",
    }
    return render(request, "hotlists/propose.html", context, status=422 if refusals else 200)


def one(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """One entry with what happened to it."""
    return _draw_entry(request, _entry(entry_id))


def decide(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """A supervisor's word on somebody else's proposal."""
    entry, typed = _entry(entry_id), Typed(request.POST, clauses.F_B_1)
    word, reason = typed.text("approved", longest=3), typed.text("reason", longest=200)
    if word not in {"yes", "no"}:
        typed.fault("approved", "the decision is missing", "Approve or refuse.")
    if word == "no" and not reason and not typed.faults:
        typed.fault("reason", "the reason of the refusal is missing", "Say what the proposer should know.")
    if typed.faults:
        return _draw_entry(request, entry, typed.with_faults())
    try:
        actions.decide(entry_id, approved=word == "yes", reason=reason, actor=actor(request), at=timezone.now())
    except PolicyRefusal as refusal:
        return _draw_entry(request, entry, refusal.refusals)
    except AlreadyDecided:
        messages.warning(request, "Somebody decided this before you. Nothing was changed.")
    else:
        messages.success(request, "Approved." if word == "yes" else "Refused. The proposer sees your reason.")
    return onward("entry", entry_id)


def verify(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Record the CJIS or NCIC check."""
    entry, typed = _entry(entry_id), Typed(request.POST, clauses.F_B_1_IV)
    source = typed.text("source", longest=100)
    try:
        done = actions.verify(entry_id, source=source, actor=actor(request), at=timezone.now())
    except PolicyRefusal as refusal:
        return _draw_entry(request, entry, typed.with_faults(refusal.refusals))
    active = done.status == Entry.Status.ACTIVE
    messages.success(request, "The check is recorded." + (" The entry is active now." if active else ""))
    return onward("entry", entry_id)


def remove(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """End an entry: the vehicle is located, or the need has gone."""
    entry, typed = _entry(entry_id), Typed(request.POST, clauses.F_B_1_III)
    because = typed.text("because", longest=200)
    if not because and not typed.faults:
        typed.fault("because", "the reason is missing", "Say why the entry ends.")
    if typed.faults:
        return _draw_entry(request, entry, typed.with_faults())
    actions.remove(entry_id, because=because, actor=actor(request), at=timezone.now())
    messages.success(request, f"The entry has ended: {because}. It matches no read any more.")
    return onward("hotlists") if request.POST.get("back") == "list" else onward("entry", entry_id)


def _entry(entry_id: UUID) -> Entry:
    try:
        return queries.entry(entry_id)
    except Entry.DoesNotExist as none:
        raise Http404 from none


def _draw_entry(request: HttpRequest, entry: Entry, refusals: Sequence[Refused] = ()) -> HttpResponse:
    at, mine = timezone.now(), entry.proposed_by == str(actor(request))
    proposed = entry.status == Entry.Status.PROPOSED
    may_propose = granted(request, Permission.ENTRIES_PROPOSE) and entry.ended_at is None
    context = {
        "entry": entry,
        "approval": next(iter(approved.of(f"entry:{entry.pk}")), None),
        "history": [line(each) for each in audit.latest(subject=f"entry:{entry.pk}")],
        "soon": at + EXPIRES_SOON,
        "may_decide": proposed and not mine and granted(request, Permission.ENTRIES_APPROVE),
        "mine": proposed and mine,
        "may_verify": may_propose and entry.verified_at is None and entry.hot_list.manual,
        "may_remove": may_propose,
        "may_search": granted(request, Permission.SEARCH),
        "refusals": refusals,
        "values": request.POST.dict(),
    }
    return render(request, "hotlists/one.html", context, status=422 if refusals else 200)


def _draw_import(
    request: HttpRequest, refusals: Sequence[Refused] = (), stopped: ImportStopped | None = None
) -> HttpResponse:
    context = {
        "refusals": refusals,
        "stopped": stopped,
        "faults": stopped.faults[:FAULTS_SHOWN] if stopped else (),
        "names": [hot_list.name for hot_list in queries.lists() if not hot_list.manual],
        "required": csv_format.REQUIRED,
        "optional": csv_format.OPTIONAL,
        "file_help": f"At most {MAX_FILE_BYTES // 1024**2} MB; larger ones are imported on the server's console.",
        "sample_expiry": (timezone.now() + DEFAULT_PERIOD).date().isoformat() + "T00:00-05:00",
        "values": request.POST.dict(),
    }
    return render(request, "hotlists/import.html", context, status=422 if refusals or stopped else 200)


def _content(request: HttpRequest, typed: Typed) -> bytes | None:
    upload = request.FILES.get("file")
    if upload is None:
        typed.fault("file", "no file is chosen", "Choose the list's CSV file.")
        return None
    if upload.size is None or upload.size > MAX_FILE_BYTES:
        typed.fault("file", f"the file has over {MAX_FILE_BYTES // 1024**2} MB", "Import it on the server's console.")
        return None
    content: bytes = upload.read()
    return content


def _said(name: str, done: imports.Imported) -> str:
    expired = f" Expired and left out: {done.expired:,}." if done.expired else ""
    bad = f" Bad lines left out: {len(done.faults):,}." if done.faults else ""
    return f"{name} is imported. Active entries: {done.entries:,}; before: {done.replaced:,}.{expired}{bad}"
