"""What a person must say before a search may run (F.a.1). Pure."""

import re
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import Annotated, Final
from uuid import UUID

import msgspec

from plainview.archive.wanted import Window
from plainview.policy import clauses, parameters
from plainview.policy.decisions import Refused
from plainview.policy.enforcement import enforces
from plainview.policy.matters import Statement, unpermitted
from plainview.policy.rules import Rule
from plainview.search import area, corridor, described
from plainview.search.analysis import Analysed, OnlyHere, Scenes
from plainview.search.area import Corner
from plainview.search.corridor import Corridor
from plainview.search.described import Described
from plainview.terms import plate as plates
from plainview.terms.purpose import Purpose

LONGEST_SPAN: Final = timedelta(days=31)
MOST_SPANS: Final = 6
"""Spans of time in one search."""
LEAST_KNOWN: Final = 2
"""Characters of the plate that must be known where no camera is chosen: less is every read of the city."""
LEAST_NAMED: Final = 4
"""Characters of the plate from which offence and case number must not hold them."""
_PATTERN: Final = re.compile(r"^[A-Z0-9?*]{0,12}$")

Aware = Annotated[datetime, msgspec.Meta(tz=True)]


class SearchRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A search as it was asked. `plate` may hold `?` for one character and `*` for any number of them.

    `concern` answers whether it touches a prohibited matter (a `Concern`); `exception` is the Trust Act's, where it
    does. `entry` is the hot list entry whose vehicle is looked for, where there is one. `near` asks for what is one
    edit away as well. `more` are further spans of time, `area` is a polygon drawn on the map (area.py), `corridor` a
    line with a width (corridor.py), `vehicle` what cameras must have stated of the vehicle (described.py).
    `analysis` asks for more than the reads themselves (analysis.py).
    """

    purpose: str
    offence: str
    case_number: str
    reason: str
    start: Aware
    end: Aware
    plate: str = ""
    look_alikes: bool = False
    near: bool = False
    state: str = ""
    cameras: tuple[UUID, ...] = ()
    concern: str = ""
    suspicion: str = ""
    exception: str = ""
    entry: UUID | None = None
    more: tuple[Window, ...] = ()
    area: tuple[Corner, ...] = ()
    corridor: Corridor | None = None
    vehicle: Described = Described()
    analysis: Analysed | None = None

    @property
    def placed(self) -> bool:
        """Whether it says where: cameras, an area, a corridor, or an analysis' own places."""
        return bool(self.cameras or self.area or self.corridor or isinstance(self.analysis, Scenes | OnlyHere))

    @property
    def windows(self) -> list[Window]:
        """The spans of time that are asked for."""
        return [Window(self.start, self.end), *self.more]

    @property
    def pattern(self) -> str:
        """The plate as typed, without what separates its parts."""
        return re.sub(r"[\s\-.]", "", self.plate).upper()


@enforces(clauses.F_A, clauses.F_A_1_I, clauses.F_A_1_II, clauses.F_A_1_III)
def missing(request: SearchRequest, on: date) -> Iterator[Refused]:
    """Everything that the request does not say, or says wrongly, by the packs in force on that day."""
    yield from unpermitted(request.purpose, on)
    about_crime = ["suspicion"] * (request.purpose == Purpose.CRIMINAL_OFFENCE)
    for name in dict.fromkeys([*parameters.search_fields(on), *about_crime]):
        yield from _said(name, request)
    if _names_the_plate(request):
        yield Refused(
            clauses.J_1,
            "offence or case number names the plate",
            "They stand in the open part of the log. Leave the plate to its own field.",
            "offence",
        )
    if not _PATTERN.match(request.pattern):
        yield Refused(
            clauses.F_A_1_I,
            "this is not a plate",
            "Use up to twelve letters, digits, ? for one character and * for several.",
            "plate",
        )
    elif request.placed and re.fullmatch(r"[?*]+", request.pattern):
        yield Refused(
            clauses.F_A_1_I,
            "wildcards alone are every plate",
            "Enter what is known of the plate, or leave it empty and choose cameras, an area or a corridor.",
            "plate",
        )
    yield from _spans(request)
    yield from area.objections(request.area)
    yield from corridor.objections(request.corridor)
    yield from described.objections(request.vehicle)


@enforces(clauses.F_A)
def too_long_for(roles: Collection[str], request: SearchRequest, on: date) -> Iterator[Refused]:
    """A span of time that is longer than a pack lets somebody in these roles look over."""
    limit = parameters.search_limit(Rule.SEARCH_DAYS, roles, on)
    if limit is not None and _whole(request) > timedelta(days=limit[0]):
        yield Refused(
            limit[1],
            f"a search in this role spans at most {limit[0]} days",
            "Choose a shorter time, or ask somebody whose role may look further.",
            "end",
        )


def _whole(request: SearchRequest) -> timedelta:
    return max(each.end for each in request.windows) - min(each.start for each in request.windows)


def _spans(request: SearchRequest) -> Iterator[Refused]:
    if not request.start < request.end or _whole(request) > LONGEST_SPAN:
        yield Refused(clauses.F_A_1_I, "the time span is not valid", "End after the start, within 31 days.", "end")
    if any(each.start >= each.end for each in request.more):
        yield Refused(clauses.F_A_1_I, "a further time span is not valid", "End each after its start.", "more")
    if len(request.windows) > MOST_SPANS:
        yield Refused(clauses.F_A_1_I, f"{len(request.windows)} time spans", f"Give at most {MOST_SPANS}.", "more")


_NOT_SAID: Final = {
    "offence": Refused(clauses.F_A_1_II, "the offence type is missing", "State the offence.", "offence"),
    "case_number": Refused(
        clauses.F_A_1_III, "the case number is missing", "Enter the case or incident.", "case_number"
    ),
    "parameters": Refused(
        clauses.F_A_1_I,
        "neither two characters of the plate nor a camera is given",
        "Enter what is known of the plate, choose cameras, or draw an area or a corridor.",
        "plate",
    ),
    "suspicion": Refused(
        clauses.E_A_1,
        "the facts that give reasonable suspicion are missing",
        "State them in a sentence.",
        "suspicion",
    ),
}
"""What a pack may require of a search, by the name that it uses. The reason is weighed by `policy.matters`."""


def _said(name: str, request: SearchRequest) -> Iterator[Refused]:
    if name == "parameters":
        said = len(request.pattern.replace("?", "").replace("*", "")) >= LEAST_KNOWN or request.placed
    else:
        said = bool(getattr(request, name).strip())
    if not said and name in _NOT_SAID:
        yield _NOT_SAID[name]


def _names_the_plate(request: SearchRequest) -> bool:
    known = max(re.split(r"[?*]+", request.pattern), key=len)
    said = plates.canonical(f"{request.offence} {request.case_number}")
    return len(known) >= LEAST_NAMED and known in said


def statement(request: SearchRequest, *, documented: bool, earlier: tuple[tuple[str, str], ...]) -> Statement:
    """What the request says of its reasons, to be weighed. `earlier` are the person's last reasons and their cases."""
    return Statement(
        concern=request.concern,
        texts=(request.reason, request.offence, request.suspicion),
        reason=request.reason,
        case_number=request.case_number,
        exception=request.exception,
        documented=documented,
        earlier=earlier,
    )
