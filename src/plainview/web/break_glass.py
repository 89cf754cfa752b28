"""Break-glass: opening an emergency with a second person, those that stand, and those that were."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plainview.access import break_glass as actions
from plainview.access import queries as requests
from plainview.accounts import queries
from plainview.accounts.models import Elevation, Person
from plainview.accounts.permissions import Permission, may
from plainview.accounts.rules import ELEVATED_FROM, ELEVATED_TO
from plainview.approvals import queries as approvals
from plainview.approvals.models import Approval
from plainview.policy import clauses
from plainview.policy.decisions import Allowed, PolicyRefusal, Refused
from plainview.terms.actor import Role
from plainview.web.acting import actor
from plainview.web.onward import onward
from plainview.web.typed import Typed

DUTIES: Final = tuple((role.value, role.value.capitalize()) for role in sorted(ELEVATED_TO))
HOURS: Final = tuple(
    (str(hours), f"{hours} hour" if hours == 1 else f"{hours} hours") for hours in range(1, actions.LONGEST_HOURS + 1)
)


@dataclass(frozen=True)
class Past:
    """An emergency that has ended, with its review. `state` is how the review stands, in words."""

    elevation: Elevation
    review: Approval | None
    state: str


def overview(request: HttpRequest) -> HttpResponse:
    """The emergencies."""
    return _draw(request)


def ask(request: HttpRequest) -> HttpResponse:
    """Ask for one. It is open once a second person says so on the page of approvals."""
    typed = Typed(request.POST, clauses.F)
    somebody, role, hours = _chosen(typed), _duties(typed), _hours(typed)
    why = typed.text("why", longest=500)
    if typed.faults or somebody is None or role is None:
        return _draw(request, typed.with_faults())
    try:
        actions.ask(somebody, role=role, hours=hours, why=why, actor=actor(request), at=timezone.now())
    except PolicyRefusal as refusal:
        return _draw(request, refusal.refusals)
    messages.success(request, "Asked. A second person opens it on the page Approvals within thirty minutes.")
    return onward("break-glass")


def end(request: HttpRequest, elevation_id: UUID) -> HttpResponse:
    """End an emergency before its time."""
    try:
        ended = actions.end(elevation_id, actor=actor(request), at=timezone.now())
    except Elevation.DoesNotExist as none:
        raise Http404 from none
    messages.success(request, f"The emergency has ended. {ended.person.name} has their own duties alone.")
    sees = isinstance(may(actor(request), Permission.BREAK_GLASS_SEE), Allowed)
    return onward("break-glass" if sees else "home")


def _chosen(typed: Typed) -> Person | None:
    ids = typed.ids("person") if typed.text("person", longest=40) else ()
    somebody = next((each for each in queries.people() if each.pk in ids), None)
    if somebody is None and not typed.faults:
        typed.fault("person", "nobody is chosen", "Choose who takes the duties.")
    return somebody


def _duties(typed: Typed) -> Role | None:
    try:
        return Role(typed.text("role", longest=20))
    except ValueError:
        typed.fault("role", "the duties are missing", "Choose which.")
        return None


def _hours(typed: Typed) -> int:
    text = typed.text("hours", longest=2)
    return int(text) if text.isdecimal() and text.isascii() else 0


def _draw(request: HttpRequest, refusals: Sequence[Refused] = ()) -> HttpResponse:
    at, me = timezone.now(), actor(request)
    people = [each for each in queries.people() if each.is_active and Role(each.role) in ELEVATED_FROM]
    context = {
        "standing": [(each, actions.may_end(each, me)) for each in queries.elevations(at)],
        "asked": requests.emergencies_asked(at),
        "past": _past(at),
        "may_open": isinstance(may(me.without_elevation(), Permission.BREAK_GLASS_OPEN), Allowed),
        "people": [(str(each.pk), f"{each.name}, {each.role}") for each in people],
        "duties": DUTIES,
        "hours": HOURS,
        "refusals": refusals,
        "values": request.POST.dict() if refusals else {"hours": "1"},
    }
    return render(request, "people/break_glass.html", context, status=422 if refusals else 200)


def _past(at: datetime) -> list[Past]:
    past = queries.past_elevations(at)
    reviews = approvals.of_each(f"elevation:{each.pk}" for each in past)
    found = []
    for each in past:
        review = reviews.get(f"elevation:{each.pk}")
        words = {
            "open": "review waits",
            "approved": "justified",
            "refused": "not justified",
            "expired": "never reviewed",
        }
        found.append(Past(each, review, words[review.state(at)] if review else "never reviewed"))
    return found
