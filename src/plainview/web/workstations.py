"""Workstations that are exempt from the thirty-minute lock: their list, the link that enrols a browser, its cookie."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from plainview.accounts import actions, sessions, workstations
from plainview.accounts.models import Workstation
from plainview.accounts.workstations import LINK_PERIOD, LinkInvalid
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.web.acting import actor
from plainview.web.onward import onward
from plainview.web.typed import Typed

_COOKIE: Final = "workstation"
_SALT: Final = "plainview.workstation"
_KEPT_S: Final = 400 * 24 * 3600
"""As long as browsers keep a cookie at most; each sign-in of the workstation does not renew it, a new link does."""


def of(request: HttpRequest) -> Workstation | None:
    """The exempt workstation that this browser is, if it is one."""
    return workstations.known(request.get_signed_cookie(_COOKIE, default=None, salt=_SALT))


def overview(request: HttpRequest) -> HttpResponse:
    """Every exemption. A POST names one more, and shows its link once."""
    if request.method != "POST":
        return _draw(request)
    typed = Typed(request.POST, clauses.I)
    place, reason = typed.text("place", longest=100), typed.text("reason", longest=200)
    if typed.faults:
        return _draw(request, refusals=typed.with_faults())
    try:
        token = workstations.name(place, reason=reason, actor=actor(request), at=timezone.now())
    except PolicyRefusal as refusal:
        return _draw(request, refusals=refusal.refusals)
    return _draw(request, link=request.build_absolute_uri(reverse("workstation-enrol", args=[token])), place=place)


def revoke(request: HttpRequest, workstation_id: UUID) -> HttpResponse:
    """End an exemption."""
    workstation = workstations.found(workstation_id)
    if workstation is None:
        raise Http404
    typed = Typed(request.POST, clauses.I)
    because = typed.text("because", longest=200)
    try:
        if not typed.faults:
            workstations.revoke(workstation_id, because=because, actor=actor(request), at=timezone.now())
    except PolicyRefusal as refusal:
        return _draw(request, opened=workstation_id, refusals=refusal.refusals)
    if typed.faults:
        return _draw(request, opened=workstation_id, refusals=typed.with_faults())
    messages.success(request, f"{workstation.place} locks after thirty minutes again.")
    return onward("people-workstations")


def enrol(request: HttpRequest, token: str) -> HttpResponse:
    """In the browser of the workstation: take the exemption. The link works once."""
    at = timezone.now()
    workstation = workstations.offered(token, at)
    if workstation is None:
        return _link_over(request)
    if request.method != "POST":
        hours = int(sessions.SHIFT.total_seconds() // 3600)
        return render(request, "people/workstation_enrol.html", {"workstation": workstation, "hours": hours})
    try:
        secret = workstations.enrol(token, actor=actions.stranger(workstation.place), at=at)
    except LinkInvalid:
        return _link_over(request)
    messages.success(request, f"This browser is {workstation.place}. Who signs in here stays signed in for a shift.")
    answer = onward("account_login")
    answer.set_signed_cookie(
        _COOKIE,
        secret,
        salt=_SALT,
        max_age=_KEPT_S,
        httponly=True,
        secure=settings.BEHIND_TLS,
        samesite="Lax",
    )
    return answer


def _link_over(request: HttpRequest) -> HttpResponse:
    words = {
        "what": "This link is no longer valid",
        "remedy": "It was used or is over. The ALPR Administrator makes a new one on the page Workstations.",
        "status": 404,
    }
    return render(request, "plain.html", words, status=404)


def _draw(
    request: HttpRequest,
    *,
    opened: UUID | None = None,
    refusals: Sequence[Refused] = (),
    link: str = "",
    place: str = "",
) -> HttpResponse:
    here = of(request)
    context = {
        "workstations": workstations.listed(),
        "here": here.pk if here else None,
        "now": timezone.now(),
        "link": link,
        "place": place,
        "link_hours": int(LINK_PERIOD.total_seconds() // 3600),
        "shift_hours": int(sessions.SHIFT.total_seconds() // 3600),
        "opened": opened,
        "opened_prefix": f"{opened.hex}-" if opened else "",
        "refusals": refusals,
        "values": request.POST.dict() if refusals else {},
        "named": request.POST.dict() if refusals and opened is None else {},
        "name_refusals": refusals if opened is None else (),
    }
    return render(request, "people/workstations.html", context, status=422 if refusals else 200)
