"""The camera register: where each stands, who attested that it sees only what the public can see, when it last read."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plainview.accounts.permissions import Permission
from plainview.cameras import actions, positions, queries
from plainview.cameras.models import Camera
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


def locate(request: HttpRequest, camera_id: UUID) -> HttpResponse:
    """Record where a camera stands and which traffic it sees."""
    typed = Typed(request.POST, clauses.J_4)
    place, direction = typed.text("place", longest=200), typed.text("direction", longest=40)
    latitude, longitude = _degrees(typed, "latitude"), _degrees(typed, "longitude")
    if typed.faults:
        return _draw(request, opened=camera_id, form="locate", refusals=typed.with_faults())
    try:
        camera = actions.locate(
            camera_id,
            place=place,
            latitude=latitude,
            longitude=longitude,
            direction=direction,
            actor=actor(request),
            at=timezone.now(),
        )
    except Camera.DoesNotExist as none:
        raise Http404 from none
    except PolicyRefusal as refusal:
        return _draw(request, opened=camera_id, form="locate", refusals=refusal.refusals)
    messages.success(request, f"Recorded where {camera.name} stands.")
    return onward("cameras")


def _directions(cameras: Sequence[Camera]) -> list[str]:
    """Those of the compass, and what was said on the console in other words."""
    others = {camera.direction for camera in cameras} - {"", *positions.DIRECTIONS}
    return [*positions.DIRECTIONS, *sorted(others)]


def _degrees(typed: Typed, name: str) -> float | None:
    try:
        return positions.degrees(typed.text(name, longest=20))
    except ValueError:
        typed.fault(name, "this is not a number of degrees", "Enter it as in 41.7627 or -72.6743.")
        return None


def _draw(
    request: HttpRequest, *, opened: UUID | None = None, form: str = "attest", refusals: Sequence[Refused] = ()
) -> HttpResponse:
    cameras = queries.register()
    context = {
        "cameras": cameras,
        "in_service": sum(camera.retired_at is None for camera in cameras),
        "not_attested": [camera for camera in cameras if camera.retired_at is None and camera.attested_at is None],
        "may_change": granted(request, Permission.CAMERAS_CHANGE),
        "opened": opened,
        "opened_form": form,
        "refused_heading": f"The camera was not {'attested' if form == 'attest' else 'placed'}",
        "opened_prefix": f"{opened.hex}-" if opened else "",
        "directions": [(each, each.capitalize()) for each in _directions(cameras)],
        "refusals": refusals,
        "values": request.POST.dict(),
    }
    return render(request, "cameras/register.html", context, status=422 if refusals else 200)
