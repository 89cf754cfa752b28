"""What a hold must state, when it is reviewed, and what a hand-over must say. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from plainview.policy import clauses, matters, parameters
from plainview.policy.decisions import Refused
from plainview.policy.enforcement import enforces
from plainview.policy.matters import Statement
from plainview.terms.matter import Authority, Matter, ground

LONGEST_REVIEW: Final = timedelta(days=180)
"""No hold stands longer without a person who says that the case still needs it."""
USUAL_REVIEW: Final = timedelta(days=90)
HURRIED: Final = timedelta(hours=24)
"""A request of which a read goes within this time says so, in words and colour."""
_STATED: Final = "State it, so that the hold can be reviewed."


@dataclass(frozen=True)
class Ground:
    """Why the law lets reads stand past the limit: the matter, and on whose word.

    `reference` is the number of the warrant, order or subpoena; `active`: a criminal investigation is going on.
    """

    matter: str
    authority: str
    reference: str = ""
    active: bool = False


@dataclass(frozen=True)
class Claim:
    """What somebody says of a case when they hold reads for it. `scope` says which reads, and from when to when."""

    case_number: str
    ground: Ground
    scope: str
    reason: str
    review_on: date


@enforces(clauses.K_1, clauses.J_2)
def objections(claim: Claim, *, documented: bool, on: date) -> Iterator[Refused]:
    """What stands against a hold on this claim. `documented`: the paper of its authority is attached."""
    yield from _missing(claim.case_number, "case_number", "the case number is missing")
    yield from _missing(claim.reason, "reason", "the reason is missing")
    yield from _missing(claim.scope, "scope", "which reads the case needs is not said")
    yield from unlawful(claim.ground, documented=documented, on=on)
    yield from _unreviewed(claim.review_on, on)
    yield from matters.prohibited((claim.reason, claim.scope), on)


@enforces(clauses.K_1)
def unlawful(stated: Ground, *, documented: bool, on: date) -> Iterator[Refused]:
    """What stands against a ground, as the law is on a day: of all packs that bind, the strictest."""
    if stated.matter not in set(Matter):
        yield Refused(clauses.K_1, "the kind of matter is missing", _STATED, "matter")
    if stated.authority not in set(Authority):
        yield Refused(clauses.K_1, "on whose word it is held is missing", _STATED, "authority")
    if stated.matter not in set(Matter) or stated.authority not in set(Authority):
        return
    authority = Authority(stated.authority)
    if not parameters.hold_grounds(on).permits(ground(stated.matter, authority)):
        yield Refused(
            clauses.K_1,
            f"in a matter that is {stated.matter}, {authority.label.lower()} does not keep reads past the limit",
            f"Bring a warrant or court order ({parameters.hold_source(on)}).",
            "authority",
        )
    if authority.documented:
        yield from _missing(stated.reference, "reference", "the number of the document is missing")
        if not documented:
            yield Refused(clauses.K_1, "the document is missing", "Attach it: PDF, JPEG or PNG.", "document")
    elif stated.matter == Matter.CRIMINAL and not stated.active and parameters.hold_must_be_active(on):
        yield Refused(
            clauses.K_1,
            "it is not said that the investigation is active",
            "Without a warrant or court order only an active criminal investigation keeps reads.",
            "active",
        )


@enforces(clauses.J_2)
def review_objections(finding: str, next_on: date, on: date) -> Iterator[Refused]:
    """What stands against a review that lets a hold go on."""
    yield from _missing(finding, "finding", "what the review found is missing")
    yield from _unreviewed(next_on, on)
    yield from matters.prohibited((finding,), on)


@enforces(clauses.F_A_1_II, clauses.F_A_2, clauses.I_7)
def taking_objections(reason: str, on: date, *, field: str = "reason") -> Iterator[Refused]:
    """What stands against the reason for which something of a case is taken along: it is asked anew each time."""
    for each in (*matters.nothing_said(Statement("", (), reason=reason), on), *matters.prohibited((reason,), on)):
        yield Refused(each.clause, each.reason, each.remedy, field)


def next_review(asked: date, on: date) -> date:
    """The review of a hold that was asked for: the day that was asked, or tomorrow where it has passed meanwhile.

    What waited long must not be lost over its own date; it is looked at again at once.
    """
    return max(asked, on + timedelta(days=1))


def _unreviewed(review_on: date, on: date) -> Iterator[Refused]:
    if not on < review_on <= on + LONGEST_REVIEW:
        yield Refused(
            clauses.J_2,
            "the review is not on a day to come within half a year",
            f"Choose a day from {on + timedelta(days=1)} to {on + LONGEST_REVIEW}.",
            "review_on",
        )


def _missing(text: str, field: str, reason: str) -> Iterator[Refused]:
    if not text.strip():
        yield Refused(clauses.K_1, reason, _STATED, field)
