"""The live alerts, and the card and the pictures of each."""

from typing import Final, Literal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plainview.alerts import opening, queries
from plainview.alerts.models import Alert
from plainview.web import alert_drawing as drawing
from plainview.web import pictures
from plainview.web.acting import actor

SHOWN: Final = 60
"""Cards on the live page."""
SHOWS: Final = ("open", "closed", "all")


def live(request: HttpRequest) -> HttpResponse:
    """The stream of alerts, newest first; `?show=` open (as it begins), closed or all."""
    at = timezone.now()
    show = request.GET.get("show", "open")
    show = show if show in SHOWS else "open"
    wanted = queries.latest(viewer=actor(request), count=SHOWN + 1, closed={"open": False, "closed": True}.get(show))
    context = {
        "show": show,
        "shows": SHOWS,
        "after": queries.last_position(viewer=actor(request)),
        "drawn": [drawing.draw(each, at=at) for each in wanted[:SHOWN]],
        "more": len(wanted) > SHOWN,
        "shown": SHOWN,
    }
    return render(request, "alerts/live.html", context)


def card(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """One card, for a page that is open already."""
    return render(
        request, "alerts/card.html", {"each": drawing.draw(_alert(request, alert_id), at=timezone.now()), "fresh": True}
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
