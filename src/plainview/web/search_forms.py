"""The search form to a request and back, and the keys that name a read without its plate. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from typing import Final, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.datastructures import MultiValueDict
from msgspec import structs

from plainview.archive.wanted import Window
from plainview.policy import clauses
from plainview.search.request import SearchRequest
from plainview.web import drawn_and_described
from plainview.web.typed import Typed

FURTHER: Final = (2, 3, 4)
"""Numbers of the further spans of time that the form has fields for."""
DEFAULT_SPAN: Final = timedelta(hours=24)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_KEY: Final = re.compile(r"^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(\d{1,16})$")
_INPUT: Final = "%Y-%m-%dT%H:%M"

Values = Mapping[str, object]
"""What stands in each field: text, True or False, or a list of chosen ids."""


def read(sent: MultiValueDict[str, str], zone: ZoneInfo, *, at: datetime) -> tuple[SearchRequest, Typed]:
    """The request as it was typed, and the form with its faults.

    A form with a fault gets an empty span of time: the rule then refuses it, and the attempt stands in the log.
    """
    typed = Typed(sent, clauses.F_A_1_I)
    start, end = typed.when("start", zone), typed.when("end", zone, later=True)
    asked = structs.replace(
        why(typed, at),
        plate=typed.text("plate", longest=40),
        look_alikes=typed.checked("look_alikes"),
        near=typed.checked("near"),
        area=drawn_and_described.corners(typed),
        corridor=drawn_and_described.corridor(typed),
        vehicle=drawn_and_described.vehicle(typed),
        state=typed.text("state", longest=2).upper(),
        cameras=typed.ids("cameras"),
        entry=next(iter(typed.ids("entry")), None),
    )
    more = _further(typed, zone)
    if start is None or end is None or typed.faults:
        return asked, typed
    return structs.replace(asked, start=start.astimezone(UTC), end=end.astimezone(UTC), more=more), typed


def why(typed: Typed, at: datetime) -> SearchRequest:
    """A request that says why and nothing else yet, as every form of search has it; its span of time is empty."""
    return SearchRequest(
        purpose=typed.text("purpose", longest=8),
        offence=typed.text("offence", longest=100),
        case_number=typed.text("case_number", longest=40),
        reason=typed.text("reason", longest=500),
        concern=typed.text("concern", longest=16),
        suspicion=typed.text("suspicion", longest=500),
        exception=typed.text("exception", longest=40),
        start=at,
        end=at,
    )


def _further(typed: Typed, zone: ZoneInfo) -> tuple[Window, ...]:
    """The further spans of time that were typed."""
    found = []
    for number in FURTHER:
        if typed.text(f"start{number}", longest=40) or typed.text(f"end{number}", longest=40):
            start, end = typed.when(f"start{number}", zone), typed.when(f"end{number}", zone, later=True)
            if start is not None and end is not None:
                found.append(Window(start.astimezone(UTC), end.astimezone(UTC)))
    return tuple(found)


def typed_values(sent: MultiValueDict[str, str]) -> Values:
    """What was typed, for the form to show again."""
    names = (
        "plate",
        "state",
        "start",
        "end",
        "purpose",
        "offence",
        "case_number",
        "reason",
        "look_alikes",
        "near",
        "suspicion",
        "concern",
        "exception",
        *drawn_and_described.NAMES,
    )
    # The page links to the entry, so it is given back only if it can be one.
    entry = next(iter(Typed(sent, clauses.F_A_1_I).ids("entry")), "")
    typed = [(sent.get(f"start{number}", ""), sent.get(f"end{number}", "")) for number in FURTHER]
    chosen: dict[str, object] = {"cameras": sent.getlist("cameras"), "entry": str(entry), "further": _spans(typed)}
    return {name: sent.get(name, "") for name in names} | chosen


def empty_values(zone: ZoneInfo, *, at: datetime) -> Values:
    """A new form: the last day up to and with this minute, and no purpose."""
    end = at + timedelta(minutes=1)
    times = {"start": local(end - DEFAULT_SPAN, zone), "end": local(end, zone), "further": _spans([])}
    return {**times, "cameras": [], **drawn_and_described.EMPTY}


def repeated_values(request: SearchRequest, zone: ZoneInfo) -> Values:
    """A form with the parameters of an earlier search. Why it is asked must be said anew, so that stays empty."""
    return {
        "plate": request.plate,
        "look_alikes": request.look_alikes,
        "near": request.near,
        **drawn_and_described.values(request),
        "further": _spans([(local(each.start, zone), local(each.end, zone)) for each in request.more]),
        "state": request.state,
        "cameras": [str(camera) for camera in request.cameras],
        "start": local(request.start, zone),
        "end": local(request.end, zone),
        "entry": str(request.entry or ""),
    }


def says_further(values: Values) -> bool:
    """Whether anything stands in the fields of a further span."""
    fields = cast("list[tuple[str, str, str, str]]", values["further"])
    return any(start or end for _, _, start, end in fields)


def _spans(said: Sequence[tuple[str, str]]) -> list[tuple[str, str, str, str]]:
    """The names of the fields of each further span, and what stands in them."""
    pairs = zip_longest(FURTHER, said[: len(FURTHER)], fillvalue=("", ""))
    return [(f"start{number}", f"end{number}", *span) for number, span in pairs]


def key(captured_at: datetime, read_id: UUID) -> str:
    """The name of a read in an address, as `<id>-<microseconds since 1970>`: addresses end in logs, plates do not."""
    return f"{read_id}-{(captured_at - _EPOCH) // _MICROSECOND}"


def parse_key(text: str) -> tuple[datetime, UUID] | None:
    """Capture time and id from a key; None if it is not one."""
    found = _KEY.match(text)
    return (_EPOCH + timedelta(microseconds=int(found[2])), UUID(found[1])) if found else None


def local(moment: datetime, zone: ZoneInfo) -> str:
    """A moment as `<input type="datetime-local">` takes it."""
    return moment.astimezone(zone).strftime(_INPUT)
