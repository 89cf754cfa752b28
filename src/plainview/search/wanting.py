"""What a search that was run wants of the archive."""

import msgspec

from plainview.archive.wanted import Wanted
from plainview.cameras import queries as cameras
from plainview.search import area
from plainview.search.analysis import OnlyHere, Scenes, Together
from plainview.search.models import Search
from plainview.search.plan import plan
from plainview.search.request import SearchRequest


def request_of(search: Search) -> SearchRequest:
    """The request as it was asked."""
    return msgspec.convert(search.request, SearchRequest)


def wanted(request: SearchRequest) -> Wanted:
    """What the archive is asked; an area means the cameras that stand in it now."""
    if not request.area:
        return plan(request)
    placed = cameras.placed().items()
    return plan(request, inside=tuple(camera for camera, place in placed if area.contains(request.area, place)))


def asks_for_vehicles(request: SearchRequest) -> bool:
    """Whether it finds vehicles, and not the reads of what was asked for."""
    return isinstance(request.analysis, Scenes | Together | OnlyHere)
