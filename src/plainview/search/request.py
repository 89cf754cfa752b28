"""What a person must say before a search may run (F.a.1). Pure."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Annotated, Final
from uuid import UUID

import msgspec

from plainview.archive.wanted import Window
from plainview.policy import clauses, parameters
from plainview.policy.decisions import Refused
from plainview.policy.enforcement import enforces
from plainview.policy.matters import Statement, unpermitted
from plainview.terms import plate as plates
from plainview.terms.purpose import Purpose

LONGEST_SPAN: Final = timedelta(days=31)
LEAST_KNOWN: Final = 2
"""Characters of the plate that must be known where no camera is chosen: less is every read of the city."""
LEAST_NAMED: Final = 4
"""Characters of the plate from which offence and case number must not hold them."""
_PATTERN: Final = re.compile(r"^[A-Z0-9?*]{0,12}$")

Aware = Annotated[datetime, msgspec.Meta(tz=True)]


class SearchRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A search as it was asked. `plate` may hold `?` for one character and `*` for any number of them.

    `concern` answers whether it touches a prohibited matter (a `Concern`); `exception` is the Trust Act's, where it
    does. `entry` is the hot list entry whose vehicle is looked for, where there is one.
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

    @property
    def windows(self) -> list[Window]:
        """The spans of time that are asked for."""
        return [Window(self.start, self.end)]

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
    if not request.start < request.end <= request.start + LONGEST_SPAN:
        yield Refused(clauses.F_A_1_I, "the time span is not valid", "End after the start, within 31 days.", "end")


_NOT_SAID: Final = {
    "offence": Refused(clauses.F_A_1_II, "the offence type is missing", "State the offence.", "offence"),
    "case_number": Refused(
        clauses.F_A_1_III, "the case number is missing", "Enter the case or incident.", "case_number"
    ),
    "parameters": Refused(
        clauses.F_A_1_I,
        "neither two characters of the plate nor a camera is given",
        "Enter what is known of the plate, or choose cameras.",
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
        said = len(request.pattern.replace("?", "").replace("*", "")) >= LEAST_KNOWN or bool(request.cameras)
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
