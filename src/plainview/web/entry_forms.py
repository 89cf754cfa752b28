"""The forms of entries to what the rules take. Pure."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils.datastructures import MultiValueDict

from plainview.hotlists.rules import Proposal
from plainview.policy import clauses
from plainview.web.typed import Typed


def proposal(sent: MultiValueDict[str, str], zone: ZoneInfo, *, at: datetime) -> tuple[Proposal, Typed]:
    """The proposal as it was typed, and the form with its faults.

    A form with a fault gets an expiry that has come already: the rule then refuses it, and the attempt stands in
    the log.
    """
    typed = Typed(sent, clauses.F_B_1_I)
    expires_at = typed.when("expires_at", zone)
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
        suspicion=typed.text("suspicion", longest=500),
        caution=typed.text("caution", longest=200),
    )
    if expires_at is None or typed.faults:
        return proposal, typed
    return replace(proposal, expires_at=expires_at.astimezone(UTC)), typed
