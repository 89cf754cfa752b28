"""People: who has a log-in, and one's own page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from plainview.access import actions as access
from plainview.access import queries as requests
from plainview.accounts import lock, queries
from plainview.accounts.actions import INVITATION_PERIOD
from plainview.accounts.models import Appointment, Elevation, Person, VendorGrant
from plainview.accounts.permissions import Permission
from plainview.accounts.rules import DECIDING
from plainview.approvals.models import State
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.terms.actor import Role
from plainview.web import declared_plates, own_factors, push, workstations
from plainview.web.acting import actor, granted, person
from plainview.web.choices import ROLES
from plainview.web.onward import onward
from plainview.web.typed import Typed

THEMES: Final = ("light", "dark", "auto")
_A_YEAR_S: Final = 365 * 24 * 3600


@dataclass(frozen=True)
class Row:
    """A person as the page draws them."""

    person: Person
    second_factor: bool
    locked: bool
    declared: bool
    appointment: Appointment | None
    elevation: Elevation | None
    grant: VendorGrant | None

    @property
    def idle(self) -> str:
        """Why the role is not in force, in a word; empty where it is."""
        if not self.person.is_active:
            return "deactivated"
        if self.person.role == Role.ADMINISTRATOR and self.appointment is None:
            return "not appointed"
        return "not admitted" if self.person.role == Role.VENDOR and self.grant is None else ""


@dataclass(frozen=True)
class Invited:
    """An invitation that was just made. `link` holds the secret: it is shown on this one answer and kept nowhere."""

    name: str
    link: str
    days: int


def overview(request: HttpRequest) -> HttpResponse:
    """Everyone with a log-in."""
    return _draw(request)


def invite(request: HttpRequest) -> HttpResponse:
    """Invite one person and show the link once, or ask the Chief first."""
    typed = Typed(request.POST, clauses.D_3)
    email, name = typed.text("email", longest=254), typed.text("name", longest=100)
    role, badge, why = role_of(typed), typed.text("badge", longest=20), typed.text("why", longest=200)
    check_address(email, typed)
    if not name:
        typed.fault("name", "the name is missing", "Enter it as it stands on the badge.")
    if typed.faults or role is None:
        return _draw(request, refusals=typed.with_faults())
    try:
        token = access.invite(
            email, name=name, role=role, badge=badge, why=why, actor=actor(request), at=timezone.now()
        )
    except PolicyRefusal as refusal:
        return _draw(request, refusals=refusal.refusals)
    if token is None:
        messages.success(request, f"The Chief is asked. Once {name} is approved, you make the link here.")
        return onward("people")
    return _draw(request, invited=_invited(request, name, token))


def make_link(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The link of a request that a second person approved, shown once."""
    at = timezone.now()
    asked = next((each.request for each in requests.lately(at) if each.request.pk == request_id), None)
    if asked is None:
        raise Http404
    try:
        token = access.make_link(request_id, actor=actor(request), at=at)
    except PolicyRefusal as refusal:
        return _draw(request, refusals=refusal.refusals)
    return _draw(request, invited=_invited(request, asked.name, token))


def me(request: HttpRequest) -> HttpResponse:
    """One's own page: role, second factor, recovery codes, light or dark."""
    context = {
        "themes": THEMES,
        "factors": own_factors.of(person(request)),
        "session_minutes": settings.SESSION_COOKIE_AGE // 60,
        **declared_plates.shown(request),
        "workstation": workstations.of(request),
        **push.shown(request),
    }
    return render(request, "people/me.html", context)


def theme(request: HttpRequest) -> HttpResponse:
    """Keep the choice between light, dark and the device's own, in a cookie of this browser."""
    back = request.POST.get("next", "")
    here = {request.get_host()}
    allowed = url_has_allowed_host_and_scheme(back, allowed_hosts=here, require_https=request.is_secure())
    response = HttpResponse(status=303, headers={"Location": back if allowed else reverse("mfa_index")})
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(
            "theme", chosen, max_age=_A_YEAR_S, samesite="Lax", secure=settings.BEHIND_TLS, httponly=True
        )
    return response


def _draw(request: HttpRequest, *, refusals: Sequence[Refused] = (), invited: Invited | None = None) -> HttpResponse:
    at, may_change = timezone.now(), granted(request, Permission.PEOPLE_CHANGE)
    appointed = queries.standing_appointments(at)
    context = {
        "rows": rows(at),
        "invitations": queries.open_invitations(at),
        "asked": [each for each in requests.lately(at) if each.linkable or each.state is State.OPEN],
        "roles": ROLES,
        "deciding": " and ".join(sorted(role.value for role in DECIDING)),
        "appointed": appointed,
        "may_change": may_change,
        "declaring": settings.DECLARATIONS_REQUIRED,
        "invited": invited,
        "refusals": refusals,
        "values": request.POST.dict() if refusals else {},
    }
    return render(request, "people/overview.html", context, status=422 if refusals else 200)


def rows(at: datetime) -> list[Row]:
    """Everyone, with what the overview says about each."""
    with_factor, locked, declared = own_factors.holders(), lock.locked(), queries.have_declared()
    appointed = {each.person_id: each for each in queries.standing_appointments(at)}
    elevated = {each.person_id: each for each in queries.elevations(at)}
    admitted = {each.person_id: each for each in queries.standing_grants(at)}
    return [
        Row(
            each,
            each.pk in with_factor,
            lock.spelled(each.email) in locked,
            each.pk in declared,
            appointed.get(each.pk),
            elevated.get(each.pk),
            admitted.get(each.pk),
        )
        for each in queries.people()
    ]


def _invited(request: HttpRequest, name: str, token: str) -> Invited:
    return Invited(name, request.build_absolute_uri(reverse("join", args=[token])), INVITATION_PERIOD.days)


def role_of(typed: Typed) -> Role | None:
    """The role that was chosen; None with a fault."""
    try:
        return Role(typed.text("role", longest=20))
    except ValueError:
        typed.fault("role", "the role is missing", "Choose one.")
        return None


def check_address(email: str, typed: Typed) -> None:
    """A fault where this is no address."""
    try:
        validate_email(email)
    except ValidationError:
        typed.fault("email", "this is not an e-mail address", "Enter the person's work address.")
