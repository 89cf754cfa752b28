"""Entries made by hand: proposing, approving, checking and ending one."""

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
from plainview.hotlists import actions, queries
from plainview.hotlists.models import Entry
from plainview.policy import clauses, parameters
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.web import entry_forms
from plainview.web.acting import actor, granted
from plainview.web.audit import line
from plainview.web.choices import PURPOSES, STATES
from plainview.web.onward import onward
from plainview.web.typed import Typed

EXPIRES_SOON: Final = timedelta(hours=24)
DEFAULT_PERIOD: Final = timedelta(days=7)


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
        proposal, typed = entry_forms.proposal(request.POST, zone, at=at)
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
