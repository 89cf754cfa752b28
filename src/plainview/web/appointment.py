"""The Chief's page: who is the ALPR Administrator, who was, and appointing one (D)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from plainview.accounts import appointments, queries
from plainview.accounts.actions import INVITATION_PERIOD
from plainview.accounts.models import Appointment, Person
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.terms.actor import Role
from plainview.web.acting import actor, person
from plainview.web.onward import onward
from plainview.web.people import Invited, check_address
from plainview.web.typed import Typed

NOT_APPOINTABLE = {Role.CHIEF, Role.VENDOR}


def overview(request: HttpRequest) -> HttpResponse:
    """The appointments. A POST appoints somebody who has a log-in, or invites somebody and appoints them."""
    if request.method != "POST":
        return _draw(request)
    typed, at = Typed(request.POST, clauses.D), timezone.now()
    until = typed.when("until", ZoneInfo(settings.DISPLAY_ZONE)) if request.POST.get("until") else None
    try:
        if request.POST.get("way") == "invite":
            return _invite(request, typed, until, at)
        somebody = _chosen(typed)
        if somebody is None or typed.faults:
            return _draw(request, typed.with_faults())
        appointments.appoint(somebody, until=until, actor=actor(request), at=at)
    except PolicyRefusal as refusal:
        return _draw(request, typed.with_faults(refusal.refusals))
    messages.success(request, f"{somebody.name} is the ALPR Administrator and can give others access.")
    return onward("appointment")


def end(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """End an appointment."""
    typed = Typed(request.POST, clauses.D)
    because = typed.text("because", longest=200)
    if typed.faults:
        return _draw(request, typed.with_faults(), ending=appointment_id)
    try:
        ended = appointments.end(appointment_id, because=because, actor=actor(request), at=timezone.now())
    except Appointment.DoesNotExist as none:
        raise Http404 from none
    except PolicyRefusal as refusal:
        return _draw(request, refusal.refusals, ending=appointment_id)
    messages.success(request, f"The appointment of {ended.name} has ended.")
    return onward("appointment")


def _invite(request: HttpRequest, typed: Typed, until: datetime | None, at: datetime) -> HttpResponse:
    email, name = typed.text("email", longest=254), typed.text("name", longest=100)
    badge = typed.text("badge", longest=20)
    check_address(email, typed)
    if not name:
        typed.fault("name", "the name is missing", "Enter it as it stands on the badge.")
    if typed.faults:
        return _draw(request, typed.with_faults())
    token = appointments.appoint_by_invitation(email, name=name, badge=badge, until=until, actor=actor(request), at=at)
    link = request.build_absolute_uri(reverse("join", args=[token]))
    return _draw(request, invited=Invited(name, link, INVITATION_PERIOD.days))


def _chosen(typed: Typed) -> Person | None:
    ids = typed.ids("person") if typed.text("person", longest=40) else ()
    somebody = next((each for each in queries.people() if each.pk in ids), None)
    if somebody is None and not typed.faults:
        typed.fault("person", "nobody is chosen", "Choose somebody, or invite them below.")
    return somebody


def _draw(
    request: HttpRequest,
    refusals: Sequence[Refused] = (),
    *,
    ending: UUID | None = None,
    invited: Invited | None = None,
) -> HttpResponse:
    at, made = timezone.now(), queries.appointments()
    standing = {each.pk for each in queries.standing_appointments(at)}
    open_ones = [each for each in made if each.ended_at is None and (each.until is None or each.until > at)]
    people = [each for each in queries.people() if each.is_active and Role(each.role) not in NOT_APPOINTABLE]
    inviting = request.POST.get("way") == "invite"
    context = {
        "open": [(each, each.pk in standing) for each in open_ones],
        "past": [each for each in made if each not in open_ones],
        "appointed": bool(standing),
        "people": [(str(each.pk), f"{each.name}, {each.role}") for each in people if each.pk != person(request).pk],
        "invited": invited,
        "ending": ending,
        "refusals": refusals,
        "form_prefix": f"{ending.hex}-" if ending else "invite-" if inviting else "",
        # Three forms stand on the page: what was refused in one is not shown in the others.
        "pick_refusals": () if inviting or ending else refusals,
        "invite_refusals": refusals if inviting and not ending else (),
        "values": request.POST.dict() if refusals else {},
    }
    return render(request, "appointment/overview.html", context, status=422 if refusals else 200)
