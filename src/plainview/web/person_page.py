"""One person: what they hold, what was asked about them, what the log tells, and what an administrator may change."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plainview.access import actions as access
from plainview.access import queries as requests
from plainview.accounts import actions, grants, queries
from plainview.accounts.invitations import subject_of
from plainview.accounts.models import Person, VendorGrant
from plainview.accounts.permissions import Permission
from plainview.audit import queries as audit
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.terms.actor import Role
from plainview.web.acting import actor, granted, person
from plainview.web.audit import Line, line
from plainview.web.choices import ROLES
from plainview.web.onward import onward
from plainview.web.people import role_of, rows
from plainview.web.typed import Typed

LONGEST_WHY: Final = 200
HISTORY: Final = 100


def one(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """One person."""
    return _draw(request, _person(person_id))


def release(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Let somebody try again after five failures."""
    somebody = _person(person_id)
    actions.release(somebody, actor=actor(request), at=timezone.now())
    messages.success(request, f"{somebody.name} may try again.")
    return onward("person", person_id)


def deactivate(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """End somebody's access."""

    def act(somebody: Person, why: str) -> str:
        actions.deactivate(somebody, reason=why, actor=actor(request), at=timezone.now())
        return f"{somebody.name} has no access from their next request on."

    return _with_reason(request, person_id, "deactivate", act)


def change_role(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Give somebody another role, or ask the Chief for it."""
    typed = Typed(request.POST, clauses.D_3)
    role = role_of(typed)

    def act(somebody: Person, why: str) -> str:
        if role is None:
            raise PolicyRefusal(*typed.faults)
        done = access.change_role(somebody, role, why=why, actor=actor(request), at=timezone.now())
        return f"{somebody.name} is {role} from now on." if done else f"The Chief is asked to make them {role}."

    return _with_reason(request, person_id, "role", act)


def reset(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Ask that both factors of somebody's log-in end."""

    def act(somebody: Person, why: str) -> str:
        access.ask_reset(somebody, why=why, actor=actor(request), at=timezone.now())
        return "A supervisor or the Chief is asked. Then you make the link on the page People."

    return _with_reason(request, person_id, "reset", act)


def bring_back(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Ask that somebody who was deactivated may return."""

    def act(somebody: Person, why: str) -> str:
        access.ask_return(somebody, why=why, actor=actor(request), at=timezone.now())
        return "A second person is asked. Then you make the link on the page People."

    return _with_reason(request, person_id, "return", act)


def admit(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Admit a vendor's person for a purpose and a time."""
    somebody, typed = _person(person_id), Typed(request.POST, clauses.M_1)
    purpose = typed.text("purpose", longest=LONGEST_WHY)
    until = typed.when("until", ZoneInfo(settings.DISPLAY_ZONE))
    if until is None or typed.faults:
        return _draw(request, somebody, form="admit", refusals=typed.with_faults())
    try:
        grants.admit(somebody, purpose=purpose, until=until, actor=actor(request), at=timezone.now())
    except PolicyRefusal as refusal:
        return _draw(request, somebody, form="admit", refusals=refusal.refusals)
    messages.success(request, f"{somebody.name} is admitted. They see the cameras' register and nothing else.")
    return onward("person", person_id)


def end_grant(request: HttpRequest, person_id: UUID, grant_id: UUID) -> HttpResponse:
    """End a vendor's grant before its time."""
    try:
        grants.end(grant_id, actor=actor(request), at=timezone.now())
    except VendorGrant.DoesNotExist as none:
        raise Http404 from none
    messages.success(request, "The grant has ended.")
    return onward("person", person_id)


def _with_reason(request: HttpRequest, person_id: UUID, form: str, act: Callable[[Person, str], str]) -> HttpResponse:
    """Do what a form with a reason asks, and say what was done."""
    somebody, typed = _person(person_id), Typed(request.POST, clauses.D_3)
    why = typed.text("why", longest=LONGEST_WHY)
    if not why and not typed.faults:
        typed.fault("why", "the reason is missing", "Say why.")
    if typed.faults:
        return _draw(request, somebody, form=form, refusals=typed.with_faults())
    try:
        messages.success(request, act(somebody, why))
    except PolicyRefusal as refusal:
        return _draw(request, somebody, form=form, refusals=refusal.refusals)
    return onward("person", person_id)


def _person(person_id: UUID) -> Person:
    try:
        return queries.person(person_id)
    except Person.DoesNotExist as none:
        raise Http404 from none


def _draw(request: HttpRequest, somebody: Person, *, form: str = "", refusals: Sequence[Refused] = ()) -> HttpResponse:
    at, may_change = timezone.now(), granted(request, Permission.PEOPLE_CHANGE)
    vendor = somebody.role == Role.VENDOR
    zone = ZoneInfo(settings.DISPLAY_ZONE)
    context = {
        "row": next(each for each in rows(at) if each.person.pk == somebody.pk),
        "asked": requests.lately(at, person_id=somebody.pk),
        "grants": queries.grants_of(somebody) if vendor else [],
        "at": at,
        "history": _history(somebody),
        "roles": [pair for pair in ROLES if pair[0] != somebody.role],
        "may_change": may_change and somebody.pk != person(request).pk,
        "may_admit": vendor and somebody.is_active and granted(request, Permission.VENDORS_ADMIT),
        "until": (at + timedelta(days=1)).astimezone(zone).strftime("%Y-%m-%dT%H:%M"),
        "form": form,
        "form_prefix": f"{form}-" if form else "",
        "refusals": refusals,
        "values": request.POST.dict(),
    }
    return render(request, "people/one.html", context, status=422 if refusals else 200)


def _history(somebody: Person) -> list[Line]:
    """What the log tells about them, newest first: before they joined under their address, then under their id."""
    found = [
        *audit.latest(subject=f"person:{somebody.pk}", count=HISTORY),
        *audit.latest(subject=subject_of(somebody.email), count=HISTORY),
    ]
    return [line(each) for each in sorted(found, key=lambda each: -each.seq)[:HISTORY]]
