"""Holds for a case, through the doors."""

from datetime import UTC, datetime, timedelta

from factories.people import person
from plainview.accounts.models import Person
from plainview.archive.models import Read
from plainview.audit.models import Entry as LogEntry
from plainview.documents.attached import Attached
from plainview.evidence import actions, asking
from plainview.evidence.models import Hold, HoldRequest
from plainview.evidence.placing import Found
from plainview.evidence.rules import Claim, Ground
from plainview.terms.actor import Actor, Role
from plainview.terms.read import ReadKey

ACTIVE = Ground("criminal", "supervisor", active=True)
WARRANT = Attached("warrant.pdf", b"%PDF-1.7 a warrant", "application/pdf")


def claim(*, at: datetime | None = None, **changed: object) -> Claim:
    """A claim that the law accepts, on its day."""
    on = (at or datetime.now(UTC)).date()
    fields: dict[str, object] = {
        "case_number": "26-1",
        "ground": ACTIVE,
        "scope": "The stolen vehicle, the night of the theft.",
        "reason": "Shown at the scene of the theft.",
        "review_on": on + timedelta(days=30),
    }
    return Claim(**{**fields, **changed})


def key(read: Read) -> ReadKey:
    return ReadKey(read.plate, read.captured_at, read.id)


def held(
    *reads: Read,
    by: Actor | None = None,
    at: datetime | None = None,
    document: Attached | None = None,
    **changed: object,
) -> Hold:
    """A hold on these reads."""
    at = at or datetime.now(UTC)
    actor = by or person(Role.SUPERVISOR).actor()
    return actions.hold([key(read) for read in reads], claim(at=at, **changed), document=document, actor=actor, at=at)


def asked(
    *reads: Read, by: Person, at: datetime | None = None, document: Attached | None = None, **changed: object
) -> HoldRequest:
    """A request that these reads be held."""
    at = at or datetime.now(UTC)
    keys = [key(read) for read in reads]
    return asking.ask(keys, claim(at=at, **changed), document=document, found=Found(), actor=by.actor(), at=at)


def log_of(request: HoldRequest) -> list[str]:
    """What the log holds of a request, in order."""
    subject = asking.subject_of(request.pk)
    return list(LogEntry.objects.filter(subject=subject).order_by("seq").values_list("event", flat=True))
