"""What must be true before an alert may be closed as it is asked to be (F.c, I.6). Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from plainview.policy import clauses
from plainview.policy.decisions import Refused
from plainview.policy.enforcement import enforces


@dataclass(frozen=True)
class Standing:
    """What is known of the alert so far. `answer` is dispatch's word, empty while there is none."""

    verified: bool
    all_matches: bool
    answer: str


@dataclass(frozen=True)
class Closing:
    """What the officer wants to write down. `exigency` is the justification of a stop that could not wait."""

    disposition: str
    stopped: bool
    outcome: str = ""
    exigency: str = ""


@enforces(clauses.F_C_1_I, clauses.F_C_1_II, clauses.I_6)
def objections(standing: Standing, closing: Closing) -> Iterator[Refused]:
    """Everything that stands against closing the alert this way."""
    if not closing.disposition:
        yield Refused(clauses.J_1, "the disposition is missing", "Choose what came of the alert.", "disposition")
    exigent = bool(closing.exigency.strip())
    if closing.stopped and not exigent and not (standing.verified and standing.all_matches):
        yield Refused(
            clauses.F_C_1_I,
            "plate, state and vehicle were not confirmed by eye before the stop",
            "Confirm them, or state the exigent circumstances.",
            "stopped",
        )
    if closing.stopped and not exigent and standing.answer != "active":
        yield Refused(
            clauses.I_6,
            "dispatch has not confirmed that the entry is still active",
            "Ask dispatch to confirm, or state the exigent circumstances.",
            "stopped",
        )
    if closing.disposition == "true" and not (standing.verified and standing.all_matches):
        yield Refused(
            clauses.F_C_1_I,
            "a true hit needs plate, state and vehicle confirmed by eye",
            "Confirm them first, or choose another disposition.",
            "disposition",
        )
