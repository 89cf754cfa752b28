"""One entry: what it says and what happened to it; deciding, checking, extending and ending it."""

from collections.abc import Sequence
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
from plainview.approvals.kinds import Kind
from plainview.approvals.models import State
from plainview.audit import queries as audit
from plainview.cameras import queries as cameras
from plainview.hotlists import actions, carrying, checking, extensions, queries, reminding, steps
from plainview.hotlists.models import Check, Entry
from plainview.policy import clauses, parameters
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.web.acting import actor, granted
from plainview.web.audit import line
from plainview.web.entries import EXPIRES_SOON
from plainview.web.onward import onward
from plainview.web.typed import Typed

_SAID_OF_A_CHECK: Final = {
    Check.Outcome.DIFFERS: "The plate is on file for another vehicle. The entry waits: look at what differs.",
    Check.Outcome.NOT_ON_FILE: "The plate is not on file. The entry waits: look at the plate once more.",
    Check.Outcome.NO_ANSWER: "No answer came. The entry waits; ask again, or record a check by hand.",
}


def one(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """One entry with what happened to it."""
    return _draw(request, _entry(request, entry_id))


def decide(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """A supervisor's word on somebody else's proposal."""
    entry, typed = _entry(request, entry_id), Typed(request.POST, clauses.F_B_1)
    word, reason = typed.text("approved", longest=3), typed.text("reason", longest=200)
    if word not in {"yes", "no"}:
        typed.fault("approved", "the decision is missing", "Approve or refuse.")
    if word == "no" and not reason and not typed.faults:
        typed.fault("reason", "the reason of the refusal is missing", "Say what the proposer should know.")
    if typed.faults:
        return _draw(request, entry, typed.with_faults())
    try:
        actions.decide(entry_id, approved=word == "yes", reason=reason, actor=actor(request), at=timezone.now())
    except PolicyRefusal as refusal:
        return _draw(request, entry, refusal.refusals)
    except AlreadyDecided:
        messages.warning(request, "Somebody decided this before you. Nothing was changed.")
    else:
        messages.success(request, "Approved." if word == "yes" else "Refused. The proposer sees your reason.")
    return onward("entry", entry_id)


def check(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Ask CJIS over the line about the plate."""
    entry = _entry(request, entry_id)
    if settings.CJIS_LINE is None:
        raise Http404
    try:
        done = checking.check(entry_id, settings.CJIS_LINE, actor=actor(request), now=timezone.now)
    except PolicyRefusal as refusal:
        return _draw(request, entry, refusal.refusals)
    if done.outcome == Check.Outcome.CONFIRMED:
        messages.success(request, f"The plate is confirmed by {done.source}.{_now_active(request, entry_id)}")
    else:
        messages.warning(request, _SAID_OF_A_CHECK[Check.Outcome(done.outcome)])
    return onward("entry", entry_id)


def verify(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Record a look at CJIS or NCIC that a person took."""
    entry, typed = _entry(request, entry_id), Typed(request.POST, clauses.F_B_1_IV)
    source = typed.text("source", longest=100)
    checked_at = typed.when("checked_at", _zone()) if request.POST.get("checked_at") else None
    if typed.faults:
        return _draw(request, entry, typed.with_faults())
    try:
        actions.verify(entry_id, source=source, checked_at=checked_at, actor=actor(request), at=timezone.now())
    except PolicyRefusal as refusal:
        return _draw(request, entry, refusal.refusals)
    messages.success(request, f"The check is recorded.{_now_active(request, entry_id)}")
    return onward("entry", entry_id)


def extend(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Ask that the entry stand longer."""
    entry, typed = _entry(request, entry_id), Typed(request.POST, clauses.F_B_1_II)
    until, why = typed.when("until", _zone()), typed.text("why", longest=200)
    if until is None or typed.faults:
        return _draw(request, entry, typed.with_faults())
    try:
        extensions.ask(entry_id, until=until, why=why, actor=actor(request), at=timezone.now())
    except PolicyRefusal as refusal:
        return _draw(request, entry, refusal.refusals)
    messages.success(request, "Asked. The entry keeps its expiry until a supervisor agrees.")
    return onward("entry", entry_id)


def remove(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """End an entry: the vehicle is located, or the need has gone."""
    entry, typed = _entry(request, entry_id), Typed(request.POST, clauses.F_B_1_III)
    because = typed.text("because", longest=200)
    if not because and not typed.faults:
        typed.fault("because", "the reason is missing", "Say why the entry ends.")
    if typed.faults:
        return _draw(request, entry, typed.with_faults())
    actions.remove(entry_id, because=because, actor=actor(request), at=timezone.now())
    messages.success(request, f"The entry has ended: {because}. It matches no read any more.")
    return onward("entries") if request.POST.get("back") == "list" else onward("entry", entry_id)


def _entry(request: HttpRequest, entry_id: UUID) -> Entry:
    try:
        return queries.entry(entry_id, seen_by=actor(request))
    except Entry.DoesNotExist as none:
        raise Http404 from none


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.DISPLAY_ZONE)


def _now_active(request: HttpRequest, entry_id: UUID) -> str:
    active = _entry(request, entry_id).status == Entry.Status.ACTIVE
    return " The entry is active now." if active else " It waits for a supervisor."


def _draw(request: HttpRequest, entry: Entry, refusals: Sequence[Refused] = ()) -> HttpResponse:
    at, mine = timezone.now(), entry.proposed_by == str(actor(request))
    asked = approved.of(steps.subject(entry))
    extension = next((each for each in asked if each.kind == Kind.EXTENSION), None)
    waits = entry.waits_for_approval
    may_propose = granted(request, Permission.ENTRIES_PROPOSE) and entry.ended_at is None
    context = {
        "entry": entry,
        "approval": next((each for each in asked if each.kind == Kind.MANUAL_ENTRY), None),
        "extension": extension,
        "extension_state": extension.state(at) if extension else "",
        "history": [line(each) for each in audit.latest(subject=steps.subject(entry))],
        "soon": at + EXPIRES_SOON,
        "checks": queries.checks(entry),
        "check_is_old": entry.ended_at is None
        and entry.verified_at is not None
        and at - entry.verified_at >= reminding.CHECK_AGES,
        "line": settings.CJIS_LINE if checking.has_one_plate(entry) else None,
        "has_one_plate": checking.has_one_plate(entry),
        "told": _told(entry),
        "cars": _cars(entry),
        "is_carried": carrying.is_carried(entry),
        "may_decide": waits and not mine and granted(request, Permission.ENTRIES_APPROVE),
        "mine": waits and mine,
        "may_check": may_propose and entry.hot_list.manual,
        "may_extend": may_propose
        and entry.approved_at is not None
        and not entry.on_trial
        and not (extension and extension.state(at) is State.OPEN),
        "may_remove": may_propose,
        "may_search": granted(request, Permission.SEARCH),
        "limit": parameters.entry_period(at.date()),
        "refusals": refusals,
        "values": request.POST.dict(),
    }
    return render(request, "entries/one.html", context, status=422 if refusals else 200)


def _told(entry: Entry) -> list[str]:
    return [person.name for person in queries.audience(entry)]


def _cars(entry: Entry) -> list[dict[str, object]]:
    """Each box that may hold the entry, by its camera's name, and whether its key still counts."""
    register = {camera.pk: camera for camera in cameras.register()}
    found = []
    for each in carrying.standings(entry, at=timezone.now()):
        camera = register.get(each.camera_id)
        trusted = cameras.device(each.device) is not None
        found.append({"name": camera.name if camera else "a camera that is gone", "standing": each, "trusted": trusted})
    return found
