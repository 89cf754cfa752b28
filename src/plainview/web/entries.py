"""Entries made by hand: which there are, and what waits for whom; proposing one."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plainview.accounts.permissions import Permission
from plainview.hotlists import actions, queries, reminding, seeing
from plainview.hotlists.models import Entry
from plainview.hotlists.rules import DESCRIPTORS, FAST_LANE
from plainview.policy import parameters
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.web import entry_forms
from plainview.web.acting import actor, granted
from plainview.web.choices import PURPOSES, STATES
from plainview.web.onward import onward

EXPIRES_SOON: Final = reminding.REMIND_BEFORE
DEFAULT_PERIOD: Final = timedelta(days=7)
_LIVE: Final = (Entry.Status.PROPOSED, Entry.Status.APPROVED, Entry.Status.ACTIVE)


def overview(request: HttpRequest) -> HttpResponse:
    """The department's own entries, and first those of the person that need something."""
    at, me = timezone.now(), actor(request)
    entries = queries.manual_entries(me)
    status = request.GET.get("status", "")
    status = status if status in Entry.Status.values else ""
    counts = Counter(entry.status for entry in entries)
    context = {
        "entries": [entry for entry in entries if status in {"", entry.status}],
        "needed": [entry for entry in entries if entry.proposed_by == str(me) and _needs_someone(entry, at)],
        "statuses": [(value, label, counts[value]) for value, label in Entry.Status.choices],
        "status": status,
        "count": len(entries),
        "soon": at + EXPIRES_SOON,
        "may_propose": granted(request, Permission.ENTRIES_PROPOSE),
    }
    return render(request, "entries/overview.html", context)


def propose(request: HttpRequest) -> HttpResponse:
    """Ask for a manual entry."""
    at, zone = timezone.now(), ZoneInfo(settings.DISPLAY_ZONE)
    limit = parameters.entry_period(at.date())
    values: dict[str, object] = {
        "state": "CT",
        "expires_at": (at + min(DEFAULT_PERIOD, limit.period)).astimezone(zone).strftime("%Y-%m-%dT%H:%M"),
    }
    refusals: tuple[Refused, ...] = ()
    if request.method == "POST":
        proposal, typed = entry_forms.proposal(request.POST, zone, at=at)
        try:
            entry = actions.propose(proposal, actor=actor(request), at=at)
        except PolicyRefusal as refusal:
            values, refusals = entry_forms.typed_values(request.POST), typed.with_faults(refusal.refusals)
        else:
            messages.success(request, _said(entry))
            return onward("entry", entry.pk)
    minutes = int(FAST_LANE.total_seconds()) // 60
    context = {
        "values": values,
        "refusals": refusals,
        "states": STATES,
        "purposes": PURPOSES,
        "descriptors": DESCRIPTORS,
        "ways": entry_forms.WAYS,
        "handlings": entry_forms.HANDLINGS,
        "priorities": entry_forms.PRIORITIES,
        "plate_types": entry_forms.PLATE_TYPES,
        "alert_types": entry_forms.ALERTS,
        "told": seeing.may_be_told(at),
        "may_hurry": granted(request, Permission.ENTRIES_HURRY),
        "fast_minutes": minutes,
        "expiry_help": f"Local time, within {limit.days} days ({limit.clause.id}).",
    }
    return render(request, "entries/propose.html", context, status=422 if refusals else 200)


def _said(entry: Entry) -> str:
    if entry.on_trial:
        return "In force now. It ends by itself unless a supervisor approves it and CJIS is checked in time."
    return "Proposed. It alerts nobody until a supervisor approves it and CJIS is checked."


def _needs_someone(entry: Entry, at: datetime) -> bool:
    """Whether its proposer has something to do about it, or to wait for with an eye on the clock."""
    if entry.status not in _LIVE:
        return False
    unchecked = entry.approved_at is not None and entry.verified_at is None
    return unchecked or entry.on_trial or entry.expires_at <= at + EXPIRES_SOON
