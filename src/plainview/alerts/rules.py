"""What must be true before an alert may be closed as asked, and how long an answer counts (F.c, I.6). Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from plainview.policy import clauses
from plainview.policy.decisions import Refused
from plainview.policy.enforcement import enforces
from plainview.terms.stop import Status

CLOCK: Final = timedelta(minutes=10)
"""How long dispatch has for an answer, and how long an answer then carries a stop (urgent hit confirmation)."""


@dataclass(frozen=True)
class Standing:
    """What is known of the alert so far.

    `answer` is dispatch's word, empty while there is none; `stop_on_record`: a stop was begun on one of its roads.
    """

    verified: bool
    all_matches: bool
    answer: str
    is_hit: bool = True
    stop_on_record: bool = False


@dataclass(frozen=True)
class Closing:
    """What the officer wants to write down. `stopped`: whether the vehicle was stopped in the end."""

    disposition: str
    stopped: bool
    outcome: str = ""


@enforces(clauses.F_C_1_II, clauses.I_6)
def status(answer: str, *, asked: bool, answered_at: datetime | None, at: datetime) -> Status:
    """What dispatch's word is worth at a moment. "Still active" is worth nothing once the clock has run out."""
    if answered_at is None or not answer:
        return Status.WAITING if asked else Status.NOT_ASKED
    if answer != "active":
        return Status.NOT_ACTIVE if answer == "not active" else Status.UNABLE
    return Status.ACTIVE if at - answered_at <= CLOCK else Status.STALE


@enforces(clauses.F_C_1_I, clauses.I_6)
def objections(standing: Standing, closing: Closing) -> Iterator[Refused]:
    """Everything that stands against closing the alert this way."""
    if not closing.disposition:
        yield Refused(clauses.J_1, "the disposition is missing", "Choose what came of the alert.", "disposition")
    if closing.stopped and not standing.stop_on_record:
        yield Refused(
            clauses.F_C_1_I,
            "no stop of this alert is on record",
            "Begin it first: on the confirmed hit, on suspicion of your own, or as exigent.",
            "stopped",
        )
    if closing.disposition == "true" and not standing.is_hit:
        yield Refused(
            clauses.F_C_1_I,
            "the same number of another state is no hit",
            "Close it as wrong state.",
            "disposition",
        )
    elif closing.disposition == "true" and not (standing.verified and standing.all_matches):
        yield Refused(
            clauses.F_C_1_I,
            "a true hit needs plate, state and vehicle confirmed by eye",
            "Confirm them first, or choose another disposition.",
            "disposition",
        )
    if closing.disposition == "true" and standing.answer == "not active":
        yield Refused(
            clauses.I_6,
            "dispatch says that the entry is no longer active",
            "Close it as no longer active.",
            "disposition",
        )
