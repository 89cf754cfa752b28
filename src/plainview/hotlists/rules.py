"""What an entry must say before anyone may approve it (F.b). Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from plainview.policy import clauses, parameters
from plainview.policy.decisions import Refused
from plainview.policy.enforcement import enforces
from plainview.policy.matters import prohibited, unpermitted
from plainview.terms import plate as plates
from plainview.terms.entry import Handling, MatchBy, Priority
from plainview.terms.purpose import Purpose

_POSTAL_CODES: Final = """
    AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA
    RI SC SD TN TX UT VT VA WA WV WI WY PR
"""
STATES: Final = frozenset(_POSTAL_CODES.split())


@dataclass(frozen=True)
class Proposal:
    """What a person writes on the form of a manual entry. `expires_at` carries its time zone."""

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


@enforces(
    clauses.F_B_1_I, clauses.F_B_1_II, clauses.E_B, clauses.I_2, clauses.I_3, clauses.G_3, clauses.G_4, clauses.G_5
)
def missing(proposal: Proposal, *, at: datetime) -> Iterator[Refused]:
    """Everything that stands against the proposal at that moment."""
    on = at.date()
    plate = plates.canonical(proposal.plate)
    if not 2 <= len(plate) <= plates.MAX_LENGTH:  # noqa: PLR2004 - the shortest plate in use
        yield Refused(clauses.F_B_1_IV, "this is not a plate", "Enter two to ten letters and digits.", "plate")
    if proposal.state not in STATES:
        yield Refused(clauses.F_B_1_IV, "the issuing state is missing", "Choose the state.", "state")
    yield from (replace(refusal, clause=clauses.E_B) for refusal in unpermitted(proposal.purpose, on))
    required = [*parameters.entry_fields(on), *(["suspicion"] * (proposal.purpose == Purpose.CRIMINAL_OFFENCE))]
    for name in dict.fromkeys(required):
        if name in _NOT_SAID and not _said(name, proposal):
            yield _NOT_SAID[name]
    # What a word leaves in doubt, the supervisor decides who approves every entry.
    yield from prohibited((proposal.offence, proposal.suspicion, proposal.caution), on)
    limit = parameters.entry_period(on)
    if not at < proposal.expires_at <= at + limit.period:
        yield Refused(
            limit.clause,
            f"the expiry must lie within the next {limit.days} days",
            "Choose an earlier date; an entry can be proposed anew.",
            "expires_at",
        )


def _said(name: str, proposal: Proposal) -> bool:
    if name == "description":
        return any(part.strip() for part in (proposal.colour, proposal.make, proposal.model))
    return bool(getattr(proposal, name).strip())
