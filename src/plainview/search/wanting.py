"""What a search that was run wants of the archive."""

from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec import structs

from plainview.archive.wanted import Wanted, Window
from plainview.cameras import queries as cameras
from plainview.search import area
from plainview.search.analysis import Analysed, OnlyHere, Scenes, Together
from plainview.search.area import Corner
from plainview.search.models import Search
from plainview.search.plan import plan
from plainview.search.request import SearchRequest

AHEAD: Final = timedelta(minutes=1)
"""How far beyond the moment of asking a search looks: the clocks of cameras differ, and a form counts whole minutes."""


def request_of(search: Search) -> SearchRequest:
    """The request as it was asked."""
    return msgspec.convert(search.request, SearchRequest)


def last_moment(search: Search) -> datetime:
    """Up to when a search looks, whatever end was asked for; one that waited, from when it began."""
    return search.run_at + AHEAD


def looked_at(search: Search) -> SearchRequest:
    """The request with no time beyond the moment of asking.

    Results are looked up anew at each view for a whole shift. An end that lies ahead would make of one search a vehicle
    that is followed as it drives, which is another thing than looking up what was stored.
    """
    asked, last = request_of(search), last_moment(search)
    span, *more = (_until(each, last) for each in asked.windows)
    return structs.replace(
        asked, start=span.start, end=span.end, more=tuple(more), analysis=_analysed_until(asked.analysis, last)
    )


def _until(window: Window, last: datetime) -> Window:
    """The window up to a moment; one that lies wholly after it holds nothing."""
    return Window(window.start, max(window.start, min(window.end, last)))


def _analysed_until(analysed: Analysed | None, last: datetime) -> Analysed | None:
    match analysed:
        case Scenes(scenes=scenes):
            cut = (structs.replace(each, end=_until(Window(each.start, each.end), last).end) for each in scenes)
            return structs.replace(analysed, scenes=tuple(cut))
        case OnlyHere(start=start, end=end):
            return structs.replace(analysed, end=_until(Window(start, end), last).end)
        case _:
            return analysed


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
