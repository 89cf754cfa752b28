"""The lock of a log-in: five failures within fifteen minutes, until an administrator releases it (CJIS AC-7).

A failure is a wrong password or a wrong code of the second factor. Failures are counted by the address that was
typed, whether it belongs to somebody or not, so that the answer does not tell who has a log-in.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from plainview.accounts.models import FailedSignIn, Person, SignInLock
from plainview.audit import actions as audit
from plainview.audit.events import Event, Outcome
from plainview.policy import clauses
from plainview.policy.decisions import Refused
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor, ActorKind

LIMIT: Final = 5
WINDOW: Final = timedelta(minutes=15)
_STRANGERS_LOCK: Final = timedelta(days=1)
_SHOWN: Final = 100
"""Characters of a mistyped address that the log keeps."""
_KEPT: Final = 254


@enforces(clauses.I)
def fail(address: str, *, what: str = "password", at: datetime) -> bool:
    """Log one failure and count it; return whether the log-in is locked now (CJIS AU-2, AC-7).

    `what` was wrong: "password", "code" or "passkey".
    """
    counted = spelled(address)
    with transaction.atomic():
        # The log's own lock makes attempts that come at once follow each other, so that none is missed in the count.
        _log(Event.LOGIN_FAILED, address, at=at, facts={"wrong": what})
        if SignInLock.objects.filter(pk=counted).exists():
            return True
        FailedSignIn.objects.create(address=counted, at=at)
        if FailedSignIn.objects.filter(address=counted, at__gt=at - WINDOW, at__lte=at).count() < LIMIT:
            return False
        SignInLock.objects.create(address=counted, locked_at=at)
        _log(Event.LOGIN_LOCKED, address, at=at, facts={"failures": LIMIT, "minutes": WINDOW.seconds // 60})
        return True


@enforces(clauses.I)
def turn_away(address: str, *, at: datetime) -> None:
    """Log an attempt on a log-in that is locked."""
    with transaction.atomic():
        _log(Event.LOGIN_LOCKED, address, at=at, facts={})


@enforces(clauses.I)
def note_unknown_passkey(*, at: datetime) -> None:
    """Log a passkey that nobody has. Whose it should be is not known, so that nobody's failures are counted."""
    with transaction.atomic():
        _log(Event.LOGIN_FAILED, "an unknown passkey", at=at, facts={"wrong": "passkey"})


@enforces(clauses.D_3)
def note_refused_elsewhere(address: str, *, why: str, at: datetime) -> None:
    """Log that somebody came from the department's identity provider and was refused here, and why."""
    with transaction.atomic():
        _log(Event.LOGIN_FAILED, address, at=at, facts={"wrong": "single sign-on", "reason": why})


@enforces(clauses.F)
def turn_away_ended(person: Person, *, at: datetime) -> None:
    """Log an attempt on a log-in that was ended."""
    reason = Refused(clauses.F, "the log-in was ended", "Ask the ALPR Administrator.")
    audit.refused(Event.LOGIN_FAILED, reason, actor=person.actor(), at=at, subject=f"person:{person.pk}")


def is_locked(address: str) -> bool:
    """Whether an administrator must release this address."""
    return SignInLock.objects.filter(pk=spelled(address)).exists()


def locked() -> set[str]:
    """Every locked address, in one spelling."""
    return set(SignInLock.objects.values_list("address", flat=True))


def clear(address: str) -> None:
    """Forget the failures of an address and its lock: somebody came in, or an administrator released it."""
    FailedSignIn.objects.filter(address=spelled(address)).delete()
    SignInLock.objects.filter(pk=spelled(address)).delete()


def forget(*, at: datetime) -> None:
    """Remove failures that count no more, and day-old locks of addresses that belong to nobody."""
    FailedSignIn.objects.filter(at__lte=at - WINDOW).delete()
    known = {spelled(each) for each in Person.objects.values_list("email", flat=True)}
    SignInLock.objects.filter(locked_at__lte=at - _STRANGERS_LOCK).exclude(pk__in=known).delete()


def spelled(address: str) -> str:
    """An address in the one spelling under which failures are counted."""
    return address.replace("\0", "").strip().lower()[:_KEPT]


def _log(event: Event, address: str, *, at: datetime, facts: dict[str, str | int]) -> None:
    shown = address.replace("\0", "")[:_SHOWN]
    reason = "five attempts failed" if event is Event.LOGIN_LOCKED else "the log-in was refused"
    audit.append(
        event,
        actor=Actor(ActorKind.PERSON, "anonymous", shown),
        at=at,
        subject=f"email:{shown}",
        outcome=Outcome.REFUSED,
        clause=clauses.F,
        facts={"reason": reason, **facts},
    )
