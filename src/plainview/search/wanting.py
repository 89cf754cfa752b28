"""What a search that was run wants of the archive."""

import msgspec

from plainview.archive.wanted import Wanted
from plainview.cameras import queries as cameras
from plainview.search import area
from plainview.search.analysis import OnlyHere, Scenes, Together
from plainview.search.area import Corner
from plainview.search.models import Search
from plainview.search.plan import plan
from plainview.search.request import SearchRequest


def request_of(search: Search) -> SearchRequest:
    """The request as it was asked."""
    return msgspec.convert(search.request, SearchRequest)


def wanted(request: SearchRequest) -> Wanted:
    """What the archive is asked; an area and a corridor mean the cameras that stand in them now."""
    if not request.area and request.corridor is None:
        return plan(request)
    placed = cameras.placed().items()
    return plan(request, inside=tuple(camera for camera, place in placed if _drawn(request, place)))


def _drawn(request: SearchRequest, place: Corner) -> bool:
    """Whether a camera at this place stands in all that was drawn."""
    inside = not request.area or area.contains(request.area, place)
    return inside and (request.corridor is None or request.corridor.contains(place))


def asks_for_vehicles(request: SearchRequest) -> bool:
    """Whether it finds vehicles, and not the reads of what was asked for."""
    return isinstance(request.analysis, Scenes | Together | OnlyHere)
