"""People: who has a log-in, and one's own page."""

from collections.abc import Sequence
from dataclasses import dataclass
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

from plainview.accounts import actions, lock, queries
from plainview.accounts.actions import INVITATION_PERIOD
from plainview.accounts.models import Person
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.terms.actor import Role
from plainview.web import own_factors, workstations
from plainview.web.acting import actor, person
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


@dataclass(frozen=True)
class Invited:
    """An invitation that was just made. `link` holds the secret: it is shown on this one answer and kept nowhere."""

    name: str
    link: str
    days: int


def overview(request: HttpRequest) -> HttpResponse:
    """Everyone with a log-in. A POST invites one person and shows the link once."""
    if request.method != "POST":
        return _draw(request)
    typed = Typed(request.POST, clauses.D_3)
    email, name = typed.text("email", longest=254), typed.text("name", longest=100)
    role, badge = _role(typed), typed.text("badge", longest=20)
    _check_address(email, typed)
    if not name:
        typed.fault("name", "the name is missing", "Enter it as it stands on the badge.")
    if typed.faults or role is None:
        return _draw(request, refusals=typed.with_faults())
    try:
        token = actions.invite(email, name=name, role=role, badge=badge, actor=actor(request), at=timezone.now())
    except PolicyRefusal as refusal:
        return _draw(request, refusals=refusal.refusals)
    link = request.build_absolute_uri(reverse("join", args=[token]))
    return _draw(request, invited=Invited(name, link, INVITATION_PERIOD.days))


def release(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Let somebody try again after five failures."""
    somebody = _person(person_id)
    actions.release(somebody, actor=actor(request), at=timezone.now())
    messages.success(request, f"{somebody.name} may try again.")
    return onward("people")


def deactivate(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """End somebody's access."""
    somebody = _person(person_id)
    typed = Typed(request.POST, clauses.D_3)
    reason = typed.text("reason", longest=200)
    if not reason and not typed.faults:
        typed.fault("reason", "the reason is missing", "Say why the access ends.")
    if typed.faults:
        return _draw(request, opened=person_id, refusals=typed.with_faults())
    actions.deactivate(somebody, reason=reason, actor=actor(request), at=timezone.now())
    messages.success(request, f"{somebody.name} has no access from their next request on.")
    return onward("people")


def me(request: HttpRequest) -> HttpResponse:
    """One's own page: role, second factor, recovery codes, light or dark."""
    context = {
        "themes": THEMES,
        "factors": own_factors.of(person(request)),
        "session_minutes": settings.SESSION_COOKIE_AGE // 60,
        "workstation": workstations.of(request),
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


def _draw(
    request: HttpRequest,
    *,
    opened: UUID | None = None,
    refusals: Sequence[Refused] = (),
    invited: Invited | None = None,
) -> HttpResponse:
    with_factor, locked = own_factors.holders(), lock.locked()
    context = {
        "rows": [Row(each, each.pk in with_factor, lock.spelled(each.email) in locked) for each in queries.people()],
        "invitations": queries.open_invitations(timezone.now()),
        "roles": ROLES,
        "invited": invited,
        "opened": opened,
        "opened_prefix": f"{opened.hex}-" if opened else "",
        "refusals": refusals,
        "values": request.POST.dict(),
        # Two forms stand on the page: what was refused in one is not shown in the other.
        "invite": request.POST.dict() if refusals and opened is None else {},
        "invite_refusals": refusals if opened is None else (),
    }
    return render(request, "people/overview.html", context, status=422 if refusals else 200)


def _person(person_id: UUID) -> Person:
    found = next((each for each in queries.people() if each.pk == person_id), None)
    if found is None:
        raise Http404
    return found


def _role(typed: Typed) -> Role | None:
    try:
        return Role(typed.text("role", longest=20))
    except ValueError:
        typed.fault("role", "the role is missing", "Choose one.")
        return None


def _check_address(email: str, typed: Typed) -> None:
    try:
        validate_email(email)
    except ValidationError:
        typed.fault("email", "this is not an e-mail address", "Enter the person's work address.")
