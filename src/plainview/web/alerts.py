"""The live alerts, and the card and the pictures of each."""

from collections.abc import Sequence
from typing import Final, Literal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plainview.alerts import muting, opening, queries
from plainview.alerts.audience import supervises
from plainview.alerts.models import Alert
from plainview.policy.decisions import Refused
from plainview.web import alert_drawing as drawing
from plainview.web import pictures
from plainview.web.acting import actor

SHOWN: Final = 60
"""Cards on the live page."""
SHOWS: Final = ("open", "closed", "all")
SILENCES: Final = {"15": "15 minutes", "30": "30 minutes", "60": "1 hour", "120": "2 hours", "480": "8 hours"}
"""Minutes that a silence may be chosen for, with their words."""
_UNPROCESSABLE: Final = 422


def live(request: HttpRequest) -> HttpResponse:
    """The stream of alerts, newest first; `?show=` open (as it begins), closed or all."""
    return draw(request)


def draw(request: HttpRequest, *, refusals: Sequence[Refused] = ()) -> HttpResponse:
    """The live page, with what stands against a silence that was asked for."""
    at, viewer = timezone.now(), actor(request)
    show = request.GET.get("show", "open")
    show = show if show in SHOWS else "open"
    # The position is taken first: what comes in between is told once too often rather than never.
    after = queries.last_position(viewer=viewer)
    wanted = queries.latest(viewer=viewer, count=SHOWN + 1, closed={"open": False, "closed": True}.get(show))
    context = {
        "show": show,
        "shows": SHOWS,
        "after": after,
        "drawn": [drawing.draw(each, at=at) for each in wanted[:SHOWN]],
        "more": len(wanted) > SHOWN,
        "shown": SHOWN,
        "silence": muting.own(viewer, at=at),
        "silent": muting.everyone(at=at) if supervises(viewer) else (),
        "silences": SILENCES.items(),
        "refusals": refusals,
        "typed": request.POST,
    }
    return render(request, "alerts/live.html", context, status=_UNPROCESSABLE if refusals else None)


def card(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """One card, for a page that is open already."""
    return render(
        request,
        "alerts/card.html",
        {"each": drawing.draw(_alert(request, alert_id), at=timezone.now())},
    )


def picture(request: HttpRequest, alert_id: UUID, which: str) -> HttpResponse:
    """The photograph or the crop of the read; 404 when it is gone."""
    alert = _alert(request, alert_id)

    def opened(wanted: Literal["photograph", "crop"]) -> bytes:
        jpeg = opening.open_picture(alert.pk, wanted, actor=actor(request), at=timezone.now())
        if jpeg is None:
            raise Http404
        return jpeg

    response = pictures.jpeg(which, opened)
    response["Cache-Control"] = "private, no-store"
    return response


def _alert(request: HttpRequest, alert_id: UUID) -> Alert:
    try:
        return queries.alert(alert_id, viewer=actor(request))
    except Alert.DoesNotExist as gone:
        raise Http404 from gone
