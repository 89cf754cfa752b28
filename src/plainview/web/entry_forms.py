"""The forms of entries to what the rules take. Pure."""

from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from django.utils.datastructures import MultiValueDict

from plainview.hotlists.rules import DESCRIPTORS, FAST, Proposal
from plainview.policy import clauses
from plainview.terms.entry import Handling, MatchBy, Priority
from plainview.web.typed import Typed

Chosen = TypeVar("Chosen", bound=StrEnum)

WAYS: Final = (
    (MatchBy.PLATE.value, "The whole plate"),
    (MatchBy.NEAR.value, "The plate, one character may be wrong"),
    (MatchBy.PATTERN.value, "Part of the plate, with ? and *"),
    (MatchBy.DESCRIPTION.value, "No plate, the description alone"),
)
HANDLINGS: Final = (
    (Handling.STOP.value, "May be stopped"),
    (Handling.CAUTION.value, "Approach with caution"),
    (Handling.NOTIFY_ONLY.value, "Do not stop, notify"),
)
PRIORITIES: Final = (
    (Priority.HIGH.value, "High: loud, and red until it is verified"),
    (Priority.NORMAL.value, "Normal"),
    (Priority.LOW.value, "Low: quiet"),
)
PLATE_TYPES: Final = (
    ("PC", "PC passenger car"),
    ("TK", "TK truck"),
    ("CO", "CO commercial"),
    ("MC", "MC motorcycle"),
    ("TL", "TL trailer"),
    ("BU", "BU bus"),
    ("DL", "DL dealer"),
    ("FM", "FM farm"),
    ("TM", "TM temporary"),
)
ALERTS: Final = tuple((each, f"{each.title() if each != 'AMBER' else each} alert") for each in FAST)
_MAY_BE_UNKNOWN: Final = (*DESCRIPTORS, "state")


def proposal(sent: MultiValueDict[str, str], zone: ZoneInfo, *, at: datetime) -> tuple[Proposal, Typed]:
    """The proposal as it was typed, and the form with its faults.

    A form with a fault gets an expiry that has come already: the rule then refuses it, and the attempt stands in
    the log.
    """
    typed = Typed(sent, clauses.F_B_1_I)
    expires_at = typed.when("expires_at", zone)
    unknown = tuple(name for name in _MAY_BE_UNKNOWN if name in sent.getlist("unknown"))
    proposal = Proposal(
        plate=typed.text("plate", longest=20),
        state=typed.text("state", longest=2).upper(),
        offence=typed.text("offence", longest=100),
        purpose=typed.text("purpose", longest=8),
        case_number=typed.text("case_number", longest=40),
        expires_at=at,
        colour=typed.text("colour", longest=30),
        make=typed.text("make", longest=30),
        model=typed.text("model", longest=30),
        year=typed.text("year", longest=4),
        body=typed.text("body", longest=30),
        plate_type=typed.text("plate_type", longest=2).upper(),
        record_type=typed.text("record_type", longest=32),
        suspicion=typed.text("suspicion", longest=500),
        caution=typed.text("caution", longest=200),
        match_by=_chosen(typed, "match_by", MatchBy.PLATE),
        priority=_chosen(typed, "priority", Priority.HIGH),
        handling=_chosen(typed, "handling", Handling.STOP),
        audience=typed.ids("audience"),
        covert=typed.checked("covert"),
        unknown=unknown,
        fast_lane=typed.checked("fast_lane"),
    )
    if expires_at is None or typed.faults:
        return proposal, typed
    return replace(proposal, expires_at=expires_at.astimezone(UTC)), typed


def typed_values(sent: MultiValueDict[str, str]) -> dict[str, object]:
    """What was typed, to be shown once more."""
    return dict(sent.items()) | {"unknown": sent.getlist("unknown"), "audience": sent.getlist("audience")}


def _chosen(typed: Typed, name: str, otherwise: Chosen) -> Chosen:
    """One of a closed list; nothing chosen is the first, anything else a fault."""
    text = typed.text(name, longest=40)
    try:
        return type(otherwise)(text) if text else otherwise
    except ValueError:
        typed.fault(name, "this choice is not one of those offered", "Reload the page and choose again.")
        return otherwise
