"""What an analysis found, as its page draws it: a route with its stretches, or vehicles with where they were met."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from plainview.archive.comparing import Encounter, Moment
from plainview.cameras.models import Camera
from plainview.policy.decisions import Refused
from plainview.search import actions, comparing, queries, route
from plainview.search.analysis import OnlyHere, Route, Scenes, Together, name_of
from plainview.search.models import Search
from plainview.search.plan import resembles
from plainview.search.request import SearchRequest
from plainview.search.route import GAP, AtCamera, Position, Sighting, Stretch
from plainview.terms.analysis import Analysis
from plainview.web import claim_form
from plainview.web.analysis_forms import ROUTES
from plainview.web.search_forms import Values, key
from plainview.web.search_rows import Row, known_cameras, row

_MILES: Final = 0.621371
"""In a kilometre."""
_MARKS: Final = 3
"""Numbers that a mark on the map holds."""

Known = Mapping[UUID, Camera]


@dataclass(frozen=True)
class Way:
    """A stretch in words: how long, how far, and what is odd about it."""

    stretch: Stretch
    elapsed: str
    distance: str
    speed: str


@dataclass(frozen=True)
class Stop:
    """One read of a route, numbered from 1, with the way to it."""

    number: int
    row: Row
    way: Way | None


@dataclass(frozen=True)
class OfCamera:
    """First and last read of a vehicle at a camera."""

    seen: AtCamera
    camera: Camera | None


@dataclass(frozen=True)
class Mark:
    """A camera on the map: what stands in its mark, and what it says when it is opened."""

    camera: Camera
    text: str
    more: str


@dataclass(frozen=True)
class Line:
    """A straight line on the map from one read to the next."""

    start: Position
    end: Position
    gap: bool


@dataclass(frozen=True)
class Meeting:
    """One read of a vehicle and to which scene or read of the other vehicle it belongs."""

    number: int
    read: Moment
    key: str
    camera: Camera | None
    reads: int
    apart: str = ""


@dataclass(frozen=True)
class Vehicle:
    """A vehicle that was found, with its reads. It was met so many `times` in all, at so many different cameras.

    `states` are those that its reads state, one empty where none does. `doubt` says that its plate may be that of the
    known vehicle, misread.
    """

    plate: str
    states: tuple[str, ...]
    meetings: tuple[Meeting, ...]
    times: int
    cameras: int
    doubt: bool


def draw(
    request: HttpRequest,
    search: Search,
    *,
    refusals: Sequence[Refused] = (),
    values: Values | None = None,
) -> HttpResponse:
    """The page of an analysis that may be seen."""
    asked, known = queries.request_of(search), known_cameras()
    drawn = _route(search, known) if isinstance(asked.analysis, Route) else _vehicles(search, asked, known)
    template, more = drawn
    context = {
        "search": search,
        "asked": asked,
        "analysis": name_of(asked.analysis) if asked.analysis else "",
        "again": again(search),
        "open_until": search.run_at + actions.OPEN_FOR,
        "chosen_cameras": [known[camera] for camera in asked.cameras if camera in known],
        "tiles": settings.MAP_TILES,
        **claim_form.keeping(request, timezone.now()),
        "refusals": refusals,
        "values": values or {"case_number": asked.case_number},
        "chosen": set(request.POST.getlist("read")),
        **more,
    }
    response = render(request, template, context, status=422 if refusals else 200)
    if settings.MAP_TILES is not None:
        response["Content-Security-Policy"] = settings.MAP_TILES.policy()
    return response


def again(search: Search) -> str:
    """The address of the form on which a search is changed and asked anew."""
    analysed = queries.request_of(search).analysis
    return f"{reverse('search' if analysed is None else ROUTES[name_of(analysed)])}?again={search.pk}"


def _route(search: Search, known: Known) -> tuple[str, dict[str, object]]:
    reads, cut = comparing.route(search)
    placed = _placed(known)
    ways = [None, *(_way(each) for each in route.stretches(reads, placed))]
    return "search/route.html", {
        "stops": [
            Stop(number, row(read, known), way) for number, (read, way) in enumerate(zip(reads, ways, strict=False), 1)
        ],
        "first": reads[0] if reads else None,
        "last": reads[-1] if reads else None,
        "by_camera": [OfCamera(each, known.get(each.camera_id)) for each in route.by_camera(reads)],
        "cut": cut,
        "states": _states(each.state for each in reads),
        "shown": len(reads),
        "gap_hours": int(GAP.total_seconds()) // 3600,
        "marks": _numbered(reads, known, placed),
        "lines": [
            Line(placed[one.camera_id], placed[other.camera_id], gap=way is not None and way.stretch.gap)
            for one, other, way in zip(reads, reads[1:], ways[1:], strict=False)
            if one.camera_id in placed and other.camera_id in placed and one.camera_id != other.camera_id
        ],
    }


def _vehicles(search: Search, asked: SearchRequest, known: Known) -> tuple[str, dict[str, object]]:
    found = comparing.vehicles(search)
    placed = _placed(known)
    vehicles = [
        Vehicle(
            met.plate,
            _states(seen.read.state for seen in met.seen) or ("",),
            tuple(
                Meeting(
                    seen.number + 1,
                    seen.read,
                    key(seen.read.captured_at, seen.read.id),
                    known.get(seen.read.camera_id),
                    seen.reads,
                    _apart(found.others, seen),
                )
                for seen in met.seen
            ),
            met.times,
            met.cameras,
            isinstance(asked.analysis, Together) and resembles(asked, met.plate),
        )
        for met in found.met
    ]
    context: dict[str, object] = {"found": found, "vehicles": vehicles}
    match asked.analysis:
        case Scenes(scenes=scenes):
            said = [[known[camera] for camera in each.cameras if camera in known] for each in scenes]
            at = _at_scenes(vehicles)
            context |= {
                "scenes": [
                    (number, each, cameras) for number, (each, cameras) in enumerate(zip(scenes, said, strict=True), 1)
                ],
                "marks": [
                    Mark(known[camera], text, f"Scene {text}") for camera, text in at.items() if camera in placed
                ],
            }
        case Together():
            context |= {
                "marks": _numbered(found.others, known, placed),
                "own_states": _states(each.state for each in found.others),
            }
        case OnlyHere():
            cameras = {meeting.read.camera_id for vehicle in vehicles for meeting in vehicle.meetings}
            context |= {
                "marks": [Mark(known[each], "", "") for each in cameras if each in placed],
                "compared": comparing.MOST_COMPARED,
            }
    return _TEMPLATES[name_of(asked.analysis)] if asked.analysis else "", context


_TEMPLATES: Final = {
    Analysis.SCENES: "search/scenes.html",
    Analysis.TOGETHER: "search/together.html",
    Analysis.ONLY_HERE: "search/only_here.html",
}


def _states(stated: Iterable[str | None]) -> tuple[str, ...]:
    """The different states that reads state, in the order of the alphabet."""
    return tuple(sorted({each for each in stated if each}))


def _at_scenes(vehicles: Sequence[Vehicle]) -> dict[UUID, str]:
    """The numbers of the scenes at which each camera read one of the vehicles."""
    numbers: dict[UUID, set[int]] = {}
    for vehicle in vehicles:
        for each in vehicle.meetings:
            numbers.setdefault(each.read.camera_id, set()).add(each.number)
    return {camera: ", ".join(map(str, sorted(at))) for camera, at in numbers.items()}


def _numbered(reads: Sequence[Sighting], known: Known, placed: Mapping[UUID, Position]) -> list[Mark]:
    """A mark at each camera with the first numbers of the reads there."""
    numbers: dict[UUID, list[int]] = {}
    for number, read in enumerate(reads, 1):
        numbers.setdefault(read.camera_id, []).append(number)
    return [
        Mark(
            known[camera],
            ", ".join(map(str, at[:_MARKS])) + ("…" if len(at) > _MARKS else ""),
            f"{len(at)} read{'' if len(at) == 1 else 's'}",
        )
        for camera, at in numbers.items()
        if camera in placed
    ]


def _placed(known: Known) -> dict[UUID, Position]:
    """Where cameras stand that stand still: one in a car was somewhere else."""
    return {
        each.pk: (each.latitude, each.longitude)
        for each in known.values()
        if each.latitude is not None and each.longitude is not None and not each.mobile
    }


def _way(stretch: Stretch) -> Way:
    miles = None if stretch.km is None else stretch.km * _MILES
    speed = stretch.speed
    return Way(
        stretch,
        span_words(stretch.elapsed),
        "" if miles is None or not stretch.moved else f"{miles:.1f} mi",
        "" if speed is None or stretch.gap else f"{speed * _MILES:.0f} mph",
    )


def _apart(others: Sequence[Sighting], seen: Encounter) -> str:
    """How long before or after the other vehicle's read this one was."""
    if not others:
        return ""
    past = seen.read.captured_at - others[seen.number].captured_at
    if not past:
        return "at the same moment"
    return f"{span_words(abs(past))} {'after' if past > timedelta() else 'before'}"


def span_words(span: timedelta) -> str:
    """A length of time: "2 d 3 h", "1 h 5 min", "4 min 10 s", "12 s"."""
    seconds = int(span.total_seconds())
    sizes = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))
    at = next((place for place, (size, _) in enumerate(sizes) if seconds >= size), len(sizes) - 1)
    parts: list[str] = []
    for size, name in sizes[at : at + 2]:
        count, seconds = divmod(seconds, size)
        if count or not parts:
            parts.append(f"{count} {name}")
    return " ".join(parts)
