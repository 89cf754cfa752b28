"""What an entry must say before anyone may approve it (F.b). Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from plainview.hotlists import width
from plainview.policy import clauses, parameters
from plainview.policy.decisions import Refused
from plainview.policy.enforcement import enforces
from plainview.policy.matters import prohibited, unpermitted
from plainview.terms.entry import Handling, MatchBy, Priority
from plainview.terms.purpose import Purpose

_POSTAL_CODES: Final = """
    AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA
    RI SC SD TN TX UT VT VA WA WV WI WY PR
"""
STATES: Final = frozenset(_POSTAL_CODES.split())
DESCRIPTORS: Final = ("colour", "make", "model", "year", "body")
"""What is said of a vehicle, or said not to be known: empty never means that nobody looked (F.b.1.v)."""
FAST: Final = ("AMBER", "SILVER")
"""The alerts that may be in force before a supervisor's word, and only until its deadline."""
FAST_LANE: Final = timedelta(hours=1)
"""How long such an entry stands without that word (F.b.1)."""
FAST_LANE_AGAIN: Final = timedelta(days=30)
"""How long a plate that stood there, and that no supervisor approved, does not come back there."""
_YEAR: Final = re.compile(r"19\d\d|20\d\d")
_PLATE_TYPE: Final = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True)
class Proposal:
    """What a person writes on the form of a manual entry. `expires_at` carries its time zone.

    `unknown` names what was looked for and is not known: descriptors, and the state of a pattern or a description.
    `fast_lane` puts an AMBER or Silver alert (`record_type`) in force before it is approved.
    """

    plate: str
    state: str
    offence: str
    purpose: str
    case_number: str
    expires_at: datetime
    colour: str = ""
    make: str = ""
    model: str = ""
    year: str = ""
    suspicion: str = ""
    caution: str = ""
    body: str = ""
    plate_type: str = ""
    record_type: str = ""
    match_by: MatchBy = MatchBy.PLATE
    priority: Priority = Priority.HIGH
    handling: Handling = Handling.STOP
    audience: tuple[UUID, ...] = ()
    covert: bool = False
    unknown: tuple[str, ...] = ()
    fast_lane: bool = False


_NOT_SAID: Final = {
    "offence": Refused(clauses.F_B_1_I, "the offence type is missing", "State the offence.", "offence"),
    "description": Refused(clauses.F_B_1_I, "the vehicle is not described", "Enter colour, make or model.", "colour"),
    "case_number": Refused(
        clauses.F_A_1_III, "the case number is missing", "Enter the case or incident.", "case_number"
    ),
    "suspicion": Refused(clauses.E_B, "the facts that give suspicion are missing", "State the facts.", "suspicion"),
    "year": Refused(clauses.F_B_1_V, "the vehicle's year is missing", "Enter it as the registration has it.", "year"),
}
"""What a pack may require of an entry, by the name that it uses; its expiry is looked at apart."""


@enforces(clauses.F_B_1_I, clauses.E_B, clauses.I_2, clauses.I_3, clauses.G_3, clauses.G_4, clauses.G_5)
def missing(proposal: Proposal, *, at: datetime) -> Iterator[Refused]:
    """Everything that stands against the proposal at that moment."""
    on = at.date()
    yield from _of_the_plate(proposal)
    yield from (replace(refusal, clause=clauses.E_B) for refusal in unpermitted(proposal.purpose, on))
    required = [*parameters.entry_fields(on), *(["suspicion"] * (proposal.purpose == Purpose.CRIMINAL_OFFENCE))]
    for name in dict.fromkeys(required):
        if name in _NOT_SAID and not _said(name, proposal):
            yield _NOT_SAID[name]
    yield from _descriptors(proposal, latest=on.year + 2)
    yield from _what_officers_do(proposal)
    yield from fast_lane(proposal)
    # What a word leaves in doubt, the supervisor decides who approves every entry.
    yield from prohibited((proposal.offence, proposal.suspicion, proposal.caution), on)
    yield from expiry(proposal.expires_at, at=at)


@enforces(clauses.F_B_1_II)
def expiry(expires_at: datetime, *, at: datetime) -> Iterator[Refused]:
    """What stands against this end of an entry, counted from that moment."""
    limit = parameters.entry_period(at.date())
    if not at < expires_at <= at + limit.period:
        yield Refused(
            limit.clause,
            f"the expiry must lie within the next {limit.days} days",
            "Choose an earlier date; an entry can be extended once more.",
            "expires_at",
        )


@enforces(clauses.F_B_1)
def fast_lane(proposal: Proposal) -> Iterator[Refused]:
    """Only an AMBER or Silver alert for somebody missing or endangered is in force before a supervisor's word."""
    if not proposal.fast_lane:
        return
    if proposal.record_type not in FAST:
        yield Refused(
            clauses.F_B_1,
            "only an AMBER or Silver alert may be in force before its approval",
            "Choose which of the two it is, or leave the fast lane.",
            "record_type",
        )
    if proposal.purpose != Purpose.MISSING_PERSON:
        yield Refused(
            clauses.E_B,
            "an AMBER or Silver alert is for a missing or endangered person",
            f"Choose {Purpose.MISSING_PERSON.value}, or leave the fast lane.",
            "purpose",
        )
    if proposal.covert:
        yield Refused(
            clauses.F_B_1,
            "what is in force before its approval is not covert",
            "Let everybody see it, or leave the fast lane.",
            "covert",
        )
    if proposal.match_by is not MatchBy.PLATE:
        yield Refused(
            clauses.F_B_1,
            "what is in force before its approval must be met by its whole plate",
            "Choose the plate itself, or leave the fast lane.",
            "match_by",
        )


def _of_the_plate(proposal: Proposal) -> Iterator[Refused]:
    yield from width.too_wide(proposal.plate, proposal.match_by, (proposal.colour, proposal.make, proposal.body))
    may_lack = proposal.match_by in {MatchBy.PATTERN, MatchBy.DESCRIPTION} and "state" in proposal.unknown
    if proposal.state not in STATES and not (may_lack and not proposal.state):
        yield Refused(clauses.F_B_1_IV, "the issuing state is missing", "Choose the state.", "state")
    if proposal.plate_type and not _PLATE_TYPE.fullmatch(proposal.plate_type):
        yield Refused(clauses.F_B_1_IV, "this is no plate type", "Enter NCIC's two letters, as in PC.", "plate_type")


@enforces(clauses.F_B_1_V)
def _descriptors(proposal: Proposal, *, latest: int) -> Iterator[Refused]:
    for name in DESCRIPTORS:
        said = getattr(proposal, name).strip()
        if not said and name not in proposal.unknown:
            yield Refused(
                clauses.F_B_1_V,
                f"nothing is said of the vehicle's {name}",
                "Enter it, or tick that it is not known.",
                name,
            )
        elif said and name in proposal.unknown:
            yield Refused(
                clauses.F_B_1_V, f"the {name} is stated and said to be not known", "Keep one of the two.", name
            )
    if proposal.year.strip() and not (_YEAR.fullmatch(proposal.year) and int(proposal.year) <= latest):
        yield Refused(clauses.F_B_1_V, "this is no year of a vehicle", "Enter four digits, as in 2019.", "year")


@enforces(clauses.F_C_1)
def _what_officers_do(proposal: Proposal) -> Iterator[Refused]:
    if proposal.handling is not Handling.STOP and not proposal.caution.strip():
        yield Refused(
            clauses.F_C_1,
            f"an entry that says “{proposal.handling}” must say why",
            "Write the danger, or whom to notify, under Caution.",
            "caution",
        )
    if proposal.covert and not proposal.audience:
        yield Refused(
            clauses.F_B_1, "nobody would be alerted", "Choose the people who are told of a covert entry.", "audience"
        )


def _said(name: str, proposal: Proposal) -> bool:
    if name == "description":
        return any(part.strip() for part in (proposal.colour, proposal.make, proposal.model))
    return bool(getattr(proposal, name).strip())
