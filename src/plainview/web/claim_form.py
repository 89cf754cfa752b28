"""The form by which reads are held or a hold goes on: what is typed there, and what it offers."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from django.http import HttpRequest

from plainview.accounts.permissions import Permission
from plainview.documents.attached import LARGEST, Attached, look_at
from plainview.evidence.rules import USUAL_REVIEW, Claim, Ground
from plainview.policy import clauses, parameters
from plainview.terms.matter import Authority, Matter, ground
from plainview.web.acting import granted
from plainview.web.typed import Typed

MATTERS: Final = [(each.value, each.value.title()) for each in Matter]


def read(typed: Typed, *, at: datetime) -> Claim:
    """What was typed about the case. What cannot be read is a fault of the form."""
    return Claim(
        case_number=typed.text("case_number", longest=40),
        ground=read_ground(typed),
        scope=typed.text("scope", longest=500),
        reason=typed.text("reason", longest=500),
        review_on=typed.day("review_on", at.date()),
    )


def read_ground(typed: Typed) -> Ground:
    """Why the law lets the reads stand past the limit."""
    return Ground(
        matter=typed.text("matter", longest=16),
        authority=typed.text("authority", longest=16),
        reference=typed.text("reference", longest=80),
        active=typed.checked("active"),
    )


def attached(request: HttpRequest) -> Attached | None:
    """The paper that was sent, if one was.

    Raises:
        PolicyRefusal: it is none that can be kept.
    """
    upload = request.FILES.get("document")
    return None if upload is None else look_at(upload.name or "document", upload.read(LARGEST + 1), clauses.K_1)


def offered(at: datetime) -> Mapping[str, object]:
    """What the form offers on a day: the authorities that the law accepts in some matter, and the usual review."""
    permits = parameters.hold_grounds(at.date()).permits
    accepted = [each for each in Authority if any(permits(ground(matter, each)) for matter in Matter)]
    return {
        "matters": MATTERS,
        "authorities": [(each.value, each.label) for each in accepted],
        "must_be_active": parameters.hold_must_be_active(at.date()),
        "usual_review": usual_review(at.date()),
    }


def keeping(request: HttpRequest, at: datetime) -> Mapping[str, object]:
    """What a page of results needs to offer the form: whether it holds, or asks a supervisor to, and what it offers."""
    holds = granted(request, Permission.HOLDS_CHANGE)
    return {
        "may_keep": holds or granted(request, Permission.HOLDS_ASK),
        "asks": not holds,
        "not_kept": "The hold was not placed" if holds else "Nothing was asked for",
        **offered(at),
    }


def usual_review(today: date) -> str:
    """The day that the form proposes for the next review, as `<input type="date">` takes it."""
    return (today + USUAL_REVIEW).isoformat()
