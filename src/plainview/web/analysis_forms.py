"""The forms of the analyses to a request and back. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.datastructures import MultiValueDict
from msgspec import structs

from plainview.policy import clauses, parameters
from plainview.search import area
from plainview.search.analysis import MOST_SCENES, Analysed, OnlyHere, Route, Scene, Scenes, Together
from plainview.search.request import LONGEST_SPAN, SearchRequest
from plainview.terms.analysis import Analysis
from plainview.web import drawn_and_described, search_forms
from plainview.web.search_forms import Values, local
from plainview.web.typed import Typed
from plainview.web.whole_number import whole_number

Sent = MultiValueDict[str, str]
NUMBERS: Final = range(1, MOST_SCENES + 1)
"""Of the scenes that the form has fields for."""
_USUAL: Final[dict[str, object]] = {"minutes": 5, "least": 2}
_SCENE: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Form:
    """One analysis' form. `read` makes the request, `shown` its values again, of a request or of nothing."""

    template: str
    read: Callable[[Sent, ZoneInfo, datetime], tuple[SearchRequest, Typed]]
    typed: Callable[[Sent], Values]
    shown: Callable[[SearchRequest | None, ZoneInfo, datetime], Values]


def kept_span(at: datetime) -> tuple[datetime, datetime]:
    """All the time of which reads may be kept, up to and with this minute."""
    end = at + timedelta(minutes=1)
    first = datetime.combine(parameters.first_day_kept(at), time.min, tzinfo=UTC)
    return max(first, end - LONGEST_SPAN), end


def _read_route(sent: Sent, zone: ZoneInfo, at: datetime) -> tuple[SearchRequest, Typed]:
    asked, typed = search_forms.read(sent, zone, at=at)
    return structs.replace(asked, analysis=Route()), typed


def _read_together(sent: Sent, zone: ZoneInfo, at: datetime) -> tuple[SearchRequest, Typed]:
    asked, typed = search_forms.read(sent, zone, at=at)
    together = Together(minutes=_number(typed, "minutes"), least=_number(typed, "least"))
    return structs.replace(asked, analysis=together), typed


def _read_only_here(sent: Sent, zone: ZoneInfo, at: datetime) -> tuple[SearchRequest, Typed]:
    asked, typed = search_forms.read(sent, zone, at=at)
    start, end = typed.when("here_start", zone), typed.when("here_end", zone, later=True)
    if start is None or end is None:
        return structs.replace(asked, start=at, end=at, analysis=OnlyHere(start=at, end=at)), typed
    return structs.replace(asked, analysis=OnlyHere(start=start.astimezone(UTC), end=end.astimezone(UTC))), typed


def _read_scenes(sent: Sent, zone: ZoneInfo, at: datetime) -> tuple[SearchRequest, Typed]:
    typed = Typed(sent, clauses.F_A_1_I)
    said = [number for number in NUMBERS if _says(sent, number)]
    scenes = tuple(_scene(typed, number, zone, at) for number in said)
    least = _number(typed, "least")
    asked = structs.replace(search_forms.why(typed, at), analysis=Scenes(scenes=scenes, least=least))
    if typed.faults or not scenes:
        return asked, typed
    start, end = min(each.start for each in scenes), max(each.end for each in scenes)
    return structs.replace(asked, start=start, end=max(end, start + timedelta(minutes=1))), typed


def _scene(typed: Typed, number: int, zone: ZoneInfo, at: datetime) -> Scene:
    """A scene as it was typed; one with a fault has no time, which the rule refuses."""
    start, end = typed.when(f"start-{number}", zone), typed.when(f"end-{number}", zone, later=True)
    known = start is not None and end is not None
    return Scene(
        start=start.astimezone(UTC) if start and known else at,
        end=end.astimezone(UTC) if end and known else at,
        cameras=typed.ids(f"cameras-{number}"),
        area=drawn_and_described.corners(typed, f"area-{number}"),
    )


def _says(sent: Sent, number: int) -> bool:
    return any(sent.get(f"{name}-{number}") for name in ("start", "end", "cameras", "area"))


def _number(typed: Typed, name: str) -> int:
    number = whole_number(typed.text(name, longest=9))
    if number is None:
        typed.fault(name, "this is not a whole number", "Enter one in digits.")
    return number or 0


def _typed(sent: Sent) -> Values:
    names = ("minutes", "least", "here_start", "here_end")
    return {**search_forms.typed_values(sent), **{name: sent.get(name, "") for name in names}}


def _typed_scenes(sent: Sent) -> Values:
    said = [
        (
            sent.get(f"start-{number}", ""),
            sent.get(f"end-{number}", ""),
            sent.getlist(f"cameras-{number}"),
            sent.get(f"area-{number}", ""),
        )
        for number in NUMBERS
        if _says(sent, number)
    ]
    return {**_typed(sent), "scenes": _scenes(said)}


def _shown(request: SearchRequest | None, zone: ZoneInfo, at: datetime) -> Values:
    """A plate's form: of an earlier request its plate and time, otherwise all that is kept."""
    start, end = kept_span(at)
    if request is None:
        return {**_USUAL, "start": local(start, zone), "end": local(end, zone), "cameras": []}
    of = request.analysis
    said = {"minutes": of.minutes, "least": of.least} if isinstance(of, Together) else {}
    return {**search_forms.repeated_values(request, zone), **_USUAL, **said}


def _shown_only_here(request: SearchRequest | None, zone: ZoneInfo, at: datetime) -> Values:
    of = None if request is None else request.analysis
    here = of if isinstance(of, OnlyHere) else OnlyHere(start=at - _SCENE, end=at + timedelta(minutes=1))
    said = {"here_start": local(here.start, zone), "here_end": local(here.end, zone)}
    return {**_shown(request, zone, at), **said}


def _shown_scenes(request: SearchRequest | None, zone: ZoneInfo, _at: datetime) -> Values:
    of = None if request is None else request.analysis
    if not isinstance(of, Scenes):
        return {**_USUAL, "scenes": _scenes([])}
    said = [
        (
            local(each.start, zone),
            local(each.end, zone),
            [str(camera) for camera in each.cameras],
            area.written(each.area),
        )
        for each in of.scenes
    ]
    return {"least": of.least, "scenes": _scenes(said)}


def _scenes(said: Iterable[tuple[str, str, list[str], str]]) -> list[Mapping[str, object]]:
    """The fields of each scene: their names and what stands in them. Those that say something come first."""
    filled = list(said)
    blank: tuple[str, str, list[str], str] = ("", "", [], "")
    return [
        {
            "number": number,
            "names": {name: f"{name}-{number}" for name in ("start", "end", "cameras", "area")},
            "start": start,
            "end": end,
            "cameras": cameras,
            "area": corners,
        }
        for number, (start, end, cameras, corners) in zip(NUMBERS, [*filled, *[blank] * MOST_SCENES], strict=False)
    ]


FORMS: Final[dict[Analysis, Form]] = {
    Analysis.ROUTE: Form("search/route_form.html", _read_route, _typed, _shown),
    Analysis.SCENES: Form("search/scenes_form.html", _read_scenes, _typed_scenes, _shown_scenes),
    Analysis.TOGETHER: Form("search/together_form.html", _read_together, _typed, _shown),
    Analysis.ONLY_HERE: Form("search/only_here_form.html", _read_only_here, _typed, _shown_only_here),
}
ROUTES: Final[dict[Analysis, str]] = {
    Analysis.ROUTE: "search-route",
    Analysis.SCENES: "search-scenes",
    Analysis.TOGETHER: "search-together",
    Analysis.ONLY_HERE: "search-only-here",
}
"""The page of each analysis."""


def words(analysed: Analysed) -> str:
    """What an analysis asks, in words for whoever decides about it."""
    match analysed:
        case Route():
            return "Route: every read of the plate, in order of time"
        case Scenes(scenes=scenes, least=least):
            return f"Vehicles seen at {least} or more of {len(scenes)} scenes"
        case Together(minutes=minutes, least=least):
            return f"Vehicles within {minutes} minutes of the plate at {least} cameras or more"
        case OnlyHere():
            return "Vehicles seen at this place and nowhere else in the whole time"
