"""What a person must say before a search may run (F.a.1). Pure."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, Final
from uuid import UUID

import msgspec

from plainview.policy import clauses
from plainview.policy.decisions import Refused
from plainview.policy.enforcement import enforces
from plainview.terms.purpose import Purpose

LONGEST_SPAN: Final = timedelta(days=31)
LEAST_KNOWN: Final = 2
"""Characters of the plate that must be known where no camera is chosen: less is every read of the city."""
_PATTERN: Final = re.compile(r"^[A-Z0-9?*]{0,12}$")
_WORD: Final = re.compile(r"[^\W\d_]{2,}")

Aware = Annotated[datetime, msgspec.Meta(tz=True)]


class SearchRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A search as it was asked. `plate` may hold `?` for one character and `*` for any number of them."""

    purpose: str
    offence: str
    case_number: str
    reason: str
    start: Aware
    end: Aware
    plate: str = ""
    look_alikes: bool = False
    state: str = ""
    cameras: tuple[UUID, ...] = ()

    @property
    def pattern(self) -> str:
        """The plate as typed, without what separates its parts."""
        return re.sub(r"[\s\-.]", "", self.plate).upper()


@enforces(clauses.E_A, clauses.F_A, clauses.F_A_1_I, clauses.F_A_1_II, clauses.F_A_1_III)
def missing(request: SearchRequest) -> Iterator[Refused]:
    """Everything that stands against the request."""
    if request.purpose not in set(Purpose):
        yield Refused(clauses.E_A, "the purpose is missing", "Choose one of E.a.1 to E.a.11.", "purpose")
    if not request.offence.strip():
        yield Refused(clauses.F_A_1_II, "the offence type is missing", "State the offence.", "offence")
    if len(_WORD.findall(request.reason)) < 3:  # noqa: PLR2004 - fewer than three words say nothing
        yield Refused(
            clauses.F_A_1_II, "the reason is missing or too short", "Say in a sentence what you look for.", "reason"
        )
    if not request.case_number.strip():
        yield Refused(clauses.F_A_1_III, "the case number is missing", "Enter the case or incident.", "case_number")
    if len(request.pattern.replace("?", "").replace("*", "")) < LEAST_KNOWN and not request.cameras:
        yield Refused(
            clauses.F_A_1_I,
            "neither two characters of the plate nor a camera is given",
            "Enter what is known of the plate, or choose cameras.",
            "plate",
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
