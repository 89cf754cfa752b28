"""The map: cameras with their health, and to whoever sees alerts the open ones. The table is its twin."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plainview.accounts.permissions import Permission
from plainview.alerts import queries as alerts
from plainview.alerts.models import Alert
from plainview.cameras import queries as cameras
from plainview.cameras.health import Health, health
from plainview.cameras.models import Camera
from plainview.cameras.positions import bearing
from plainview.terms.actor import Actor
from plainview.web import alert_drawing
from plainview.web.acting import actor, granted
from plainview.web.alert_drawing import Drawn

SHOWN: Final = 200
"""Open alerts on the map, the newest."""
_LOOK: Final = {
    Health.READING: ("good", "check"),
    Health.QUIET: ("quiet", "clock"),
    Health.SILENT: ("caution", "alert-triangle"),
    Health.NEW: ("quiet", "clock"),
    Health.NOT_ATTESTED: ("caution", "alert-triangle"),
}


@dataclass(frozen=True)
class Spot:
    """A camera as the map draws it: `bearing` in degrees from north, or None."""

    camera: Camera
    health: Health
    bearing: int | None

    @property
    def tone(self) -> str:
        return _LOOK[self.health][0]

    @property
    def icon(self) -> str:
        return _LOOK[self.health][1]

    @property
    def placed(self) -> bool:
        return self.camera.latitude is not None and self.camera.longitude is not None


@dataclass(frozen=True)
class Placed:
    """An open alert where its camera stands."""

    drawn: Drawn
    spot: Spot | None


def overview(request: HttpRequest) -> HttpResponse:
    """The page; a page that is open already fetches it again and takes the tables out of it."""
    at, sees_alerts = timezone.now(), granted(request, Permission.ALERTS_SEE)
    # The position is taken first: what comes in between is told once too often rather than never.
    after = alerts.last_position(viewer=actor(request)) if sees_alerts else None
    spots = _spots(at)
    found = _open_alerts(actor(request)) if sees_alerts else []
    by_camera = {spot.camera.pk: spot for spot in spots}
    context = {
        "at": at,
        "after": after,
        "sees_alerts": sees_alerts,
        "spots": spots,
        "placed": [Placed(alert_drawing.draw(each, at=at), by_camera.get(each.camera_id)) for each in found[:SHOWN]],
        "more": len(found) > SHOWN,
        "shown": SHOWN,
        "silent": sum(spot.health in {Health.SILENT, Health.NOT_ATTESTED} for spot in spots),
        "unplaced": sum(not spot.placed for spot in spots),
        "tiles": settings.MAP_TILES,
    }
    response = render(request, "map/overview.html", context)
    if settings.MAP_TILES is not None:
        response["Content-Security-Policy"] = settings.MAP_TILES.policy()
    return response


def _open_alerts(viewer: Actor) -> list[Alert]:
    """The alerts that this page shows: the one place where it asks for them."""
    return alerts.latest(viewer=viewer, count=SHOWN + 1, closed=False)


def _spots(at: datetime) -> list[Spot]:
    """The cameras in service, by name."""
    return [
        Spot(
            each,
            health(attested=each.attested_at is not None, last_read_at=each.last_read_at, at=at),
            bearing(each.direction),
        )
        for each in cameras.register()
        if each.retired_at is None
    ]
