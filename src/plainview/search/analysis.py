"""What may be asked of stored reads beyond looking a plate up: a part of a search's request, under its rules. Pure.

An analysis never runs beside the search: it is a request that says one thing more, so that purpose, screen, second
person, limits and log are those of every search.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import TYPE_CHECKING, Annotated, Final
from uuid import UUID

import msgspec

from plainview.policy import clauses, parameters
from plainview.policy.decisions import Refused
from plainview.policy.enforcement import enforces
from plainview.search import area
from plainview.search.area import Corner
from plainview.terms.analysis import Analysis

if TYPE_CHECKING:
    from plainview.search.request import SearchRequest

LEAST_SCENES: Final = 2
MOST_SCENES: Final = 6
LONGEST_SCENE: Final = timedelta(hours=12)
"""How long one scene, or the time at a place, may last: what is looked through grows with it."""
MOST_CAMERAS: Final = 50
"""Cameras of one scene or place."""
MOST_APART: Final = 30
"""Minutes that two vehicles may be apart and still count as together."""
MOST_MET: Final = 20
"""Different cameras that may be asked of vehicles that travel together."""

Aware = Annotated[datetime, msgspec.Meta(tz=True)]
Placed = Mapping[UUID, tuple[float, float]]
"""Where each camera stands: latitude and longitude in degrees."""


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """A time at chosen cameras, at those of an area, or where both are said at those of both."""

    start: Aware
    end: Aware
    cameras: tuple[UUID, ...] = ()
    area: tuple[Corner, ...] = ()

    def at(self, placed: Placed) -> tuple[UUID, ...]:
        """The cameras of this scene."""
        return within(self.cameras, self.area, placed)


class Route(msgspec.Struct, frozen=True, tag=Analysis.ROUTE.value):
    """Every read of the request's plate, in order of time."""


class Scenes(msgspec.Struct, frozen=True, tag=Analysis.SCENES.value, kw_only=True):
    """Plates that were read at `least` of the scenes or more."""

    scenes: tuple[Scene, ...]
    least: int


class Together(msgspec.Struct, frozen=True, tag=Analysis.TOGETHER.value, kw_only=True):
    """Vehicles read within so many minutes of the request's plate, at `least` different cameras or more."""

    minutes: int
    least: int


class OnlyHere(msgspec.Struct, frozen=True, tag=Analysis.ONLY_HERE.value, kw_only=True):
    """Plates read at the request's cameras and area from `start` to `end`, and nowhere else in the request's time."""

    start: Aware
    end: Aware


Analysed = Route | Scenes | Together | OnlyHere
_NAMES: Final[dict[type[Analysed], Analysis]] = {
    Route: Analysis.ROUTE,
    Scenes: Analysis.SCENES,
    Together: Analysis.TOGETHER,
    OnlyHere: Analysis.ONLY_HERE,
}


def name_of(analysed: Analysed) -> Analysis:
    """What a pack, the log and the pages call it."""
    return _NAMES[type(analysed)]


def within(chosen: Sequence[UUID], drawn: Sequence[Corner], placed: Placed) -> tuple[UUID, ...]:
    """The chosen cameras, those inside the area, or where both are said those of both."""
    if not drawn:
        return tuple(chosen)
    inside = (camera for camera, place in placed.items() if area.contains(drawn, place))
    return tuple(camera for camera in inside if not chosen or camera in chosen)


@enforces(clauses.F_A)
def switched_off(analysis: Analysis, on: date) -> Refused | None:
    """The refusal of an analysis that a pack does not permit on that day; None where it may be asked for."""
    barred = parameters.analysis_barred(analysis, on)
    if barred is None:
        return None
    said = barred.deciding
    return Refused(
        said.clause,
        f"this agency's policy does not permit the analysis “{analysis.label}”",
        f"It is switched off by {said.source}. Search by plate or camera instead, or ask the ALPR Administrator.",
        "analysis",
    )


@enforces(clauses.F_A, clauses.F_A_1_I)
def against(request: "SearchRequest", placed: Placed, on: date) -> Iterator[Refused]:
    """Everything that stands against the analysis of a request, where it has one."""
    analysed = request.analysis
    if analysed is None:
        return
    if barred := switched_off(name_of(analysed), on):
        yield barred
    match analysed:
        case Route():
            yield from _whole_plate(request)
        case Scenes():
            yield from _of_scenes(analysed, request, placed)
        case Together():
            yield from _whole_plate(request)
            yield from _of_together(analysed)
        case OnlyHere():
            yield from _of_place(analysed, request, placed)


def _whole_plate(request: "SearchRequest") -> Iterator[Refused]:
    if request.pattern and set(request.pattern) & set("?*"):
        yield _refused(
            "a vehicle is known by its whole plate",
            "Enter every character. Find a part of a plate by a search.",
            "plate",
        )
    if request.near:
        yield _refused("one edit away is another vehicle", "Enter the plate that you know.", "near")
    if not request.pattern and request.placed:  # otherwise the search itself asks for it
        yield _refused("the plate is missing", "Enter the plate of the vehicle.", "plate")
    if request.corridor or request.vehicle:
        yield _refused(
            "a corridor or a described vehicle stands beside the plate", "Say the plate and the time alone.", "plate"
        )


def _of_scenes(asked: Scenes, request: "SearchRequest", placed: Placed) -> Iterator[Refused]:
    count = len(asked.scenes)
    if not LEAST_SCENES <= count <= MOST_SCENES:
        yield _refused(
            f"{count} scene{'' if count == 1 else 's'}", f"Give {LEAST_SCENES} to {MOST_SCENES} scenes.", "scenes"
        )
    elif not LEAST_SCENES <= asked.least <= count:
        yield _refused(
            f"a vehicle cannot be asked for at {asked.least} of {count} scenes",
            f"Choose a number from {LEAST_SCENES} up to how many scenes there are.",
            "least",
        )
    if request.pattern or request.cameras or request.area or request.corridor or request.vehicle:
        yield _refused(
            "a plate or place stands beside the scenes", "Say places and times in the scenes alone.", "plate"
        )
    for number, scene in enumerate(asked.scenes, start=1):
        yield from _of_time(scene.start, scene.end, request, f"start-{number}", f"scene {number}")
        yield from _of_cameras(scene.cameras, scene.area, placed, f"cameras-{number}", f"scene {number}")
    held = [(scene, set(scene.at(placed))) for scene in asked.scenes]
    for (one, (first, at_first)), (other, (second, at_second)) in combinations(enumerate(held, start=1), 2):
        if at_first & at_second and first.start < second.end and second.start < first.end:
            yield _refused(
                f"scenes {one} and {other} overlap: the same camera at the same time",
                "One read would count twice. Part their times or their cameras.",
                f"start-{other}",
            )


def _of_together(asked: Together) -> Iterator[Refused]:
    if not 1 <= asked.minutes <= MOST_APART:
        yield _refused(f"{asked.minutes} minutes apart", f"Choose 1 to {MOST_APART} minutes.", "minutes")
    if not LEAST_SCENES <= asked.least <= MOST_MET:
        yield _refused(
            f"vehicles met at {asked.least} cameras",
            f"Choose {LEAST_SCENES} to {MOST_MET}: at a single camera everybody on the road is together.",
            "least",
        )


def _of_place(asked: OnlyHere, request: "SearchRequest", placed: Placed) -> Iterator[Refused]:
    yield from _of_time(asked.start, asked.end, request, "here_start", "the time at the place")
    if not any(area.objections(request.area)):  # of these the search itself speaks
        yield from _of_cameras(request.cameras, request.area, placed, "cameras", "the place")
    if request.pattern or request.corridor or request.vehicle:
        yield _refused("a plate, corridor or vehicle stands beside the place", "Say cameras or an area alone.", "plate")


def _of_time(start: datetime, end: datetime, request: "SearchRequest", field: str, called: str) -> Iterator[Refused]:
    hours = int(LONGEST_SCENE.total_seconds()) // 3600
    if not start < end or end - start > LONGEST_SCENE:
        yield _refused(f"{called} is not a valid time", f"End it after its start, within {hours} hours.", field)
    elif start < request.start or end > request.end:
        yield _refused(f"{called} lies outside the time that is looked at", "Widen that time, or move it.", field)


def _of_cameras(
    chosen: Sequence[UUID], drawn: Sequence[Corner], placed: Placed, field: str, called: str
) -> Iterator[Refused]:
    if wrong := list(area.objections(drawn)):
        yield from (_refused(each.reason, each.remedy, field.replace("cameras", "area")) for each in wrong)
        return
    held = within(chosen, drawn, placed)
    if not chosen and not drawn:
        yield _refused(f"{called} names no camera", "Choose cameras, or draw an area.", field)
    elif not held:
        yield _refused(f"no camera stands in {called}", "Draw a wider area, or choose cameras.", field)
    elif len(held) > MOST_CAMERAS:
        yield _refused(f"{called} has {len(held)} cameras", f"Choose at most {MOST_CAMERAS}.", field)


def _refused(reason: str, remedy: str, field: str) -> Refused:
    return Refused(clauses.F_A_1_I, reason, remedy, field)
