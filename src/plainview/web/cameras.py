"""The camera register: where each stands, who attested that it sees only what the public can see, when it last read."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plainview.accounts.permissions import Permission
from plainview.cameras import actions, queries
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.web.acting import actor, granted
from plainview.web.onward import onward
from plainview.web.typed import Typed


def register(request: HttpRequest) -> HttpResponse:
    """Every camera."""
    return _draw(request)


def attest(request: HttpRequest, camera_id: UUID) -> HttpResponse:
    """State that a camera sees only what the public can see."""
    camera = next((each for each in queries.register() if each.pk == camera_id), None)
    if camera is None:
        raise Http404
    typed = Typed(request.POST, clauses.G_1)
    statement = typed.text("statement", longest=500)
    try:
        actions.attest(camera_id, statement, actor=actor(request), at=timezone.now())
    except PolicyRefusal as refusal:
        return _draw(request, opened=camera_id, refusals=typed.with_faults(refusal.refusals))
    messages.success(request, f"{camera.name} is attested. Its reads are accepted from now on.")
    return onward("cameras")


def _draw(request: HttpRequest, *, opened: UUID | None = None, refusals: Sequence[Refused] = ()) -> HttpResponse:
    cameras = queries.register()
    context = {
        "cameras": cameras,
        "in_service": sum(camera.retired_at is None for camera in cameras),
        "not_attested": [camera for camera in cameras if camera.retired_at is None and camera.attested_at is None],
        "may_change": granted(request, Permission.CAMERAS_CHANGE),
        "opened": opened,
        "opened_prefix": f"{opened.hex}-" if opened else "",
        "refusals": refusals,
        "values": request.POST.dict(),
    }
    return render(request, "cameras/register.html", context, status=422 if refusals else 200)
