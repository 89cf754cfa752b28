"""Sessions: one a person, thirty minutes without a request, a shift at an exempt workstation (CJIS AC-10, AC-11)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import transaction

from plainview.accounts import lock
from plainview.accounts.models import Person, SignedIn, Workstation
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.policy import clauses
from plainview.policy.enforcement import enforces

SHIFT: Final = timedelta(hours=12)
_KEPT: Final = timedelta(days=30)


class Given(StrEnum):
    """What somebody signed in with."""

    CODE = "password and code"
    PASSKEY = "passkey"
    PASSWORD = "password"  # noqa: S105 - a kind, not a secret
    PROVIDER = "single sign-on"
    PROVIDER_ALONE = "single sign-on, one factor"
    RECOVERY_CODE = "password and recovery code"


class Because(StrEnum):
    """Why a session ended."""

    ANOTHER_SIGN_IN = "another sign-in"
    DEACTIVATED = "the log-in has ended"
    IDLE = "no request"
    LOCKED = "wrong codes"
    REVOKED = "the workstation's exemption ended"
    SHIFT_OVER = "the shift is over"
    SIGNED_OUT = "signed out"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Over:
    """A session that is over: why, and since when where that is known."""

    because: Because
    at: datetime | None


@enforces(clauses.F_A, clauses.I)
def begin(person: Person, key: str, *, by: Given, workstation: Workstation | None = None, at: datetime) -> SignedIn:
    """Note that somebody is in, all factors given, and end what other session they had (CJIS AC-10, AU-2).

    Args:
        person: who came in.
        key: Django's key of the new session.
        by: what was given; one factor alone only before a second one is set up.
        workstation: the exempt workstation at which it began; the session then ends with the shift.
        at: now.
    """
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)  # two sign-ins at once follow each other
        _end_others(person, key, at=at)
        facts = {"by": by} | ({"workstation": workstation.place} if workstation else {})
        audit.append(Event.LOGIN_SUCCEEDED, actor=person.actor(), at=at, subject=f"person:{person.pk}", facts=facts)
        lock.clear(person.email)
        return SignedIn.objects.create(
            key=key,
            person=person,
            by=by,
            since=at,
            workstation=workstation,
            ends_at=at + SHIFT if workstation else None,
        )


def _end_others(person: Person, key: str, *, at: datetime) -> None:
    for session in SignedIn.objects.filter(person=person, ended_at=None).exclude(pk=key):
        if not _alive(session, at=at):
            _close(session, Because.IDLE, at=at)
            continue
        _close(session, Because.ANOTHER_SIGN_IN, at=at)
        audit.append(
            Event.SESSION_ENDED,
            actor=person.actor(),
            at=at,
            subject=f"person:{person.pk}",
            facts={"because": Because.ANOTHER_SIGN_IN, "since": session.since.isoformat()},
        )
    SignedIn.objects.filter(pk=key).delete()


@enforces(clauses.F, clauses.F_A)
def over(key: str | None, person: Person, *, at: datetime) -> Over | None:
    """Why this session may not go on, or None where it may. A session that nobody noted is over."""
    session = SignedIn.objects.filter(pk=key, person=person).first()
    if session is None:
        return Over(Because.UNKNOWN, None)
    if session.ended_at is not None:
        return Over(Because(session.ended_because), session.ended_at)
    if session.ends_at is not None and session.ends_at <= at:
        end(session.key, Because.SHIFT_OVER, at=at)
        return Over(Because.SHIFT_OVER, session.ends_at)
    return None


def lost(key: str | None, *, at: datetime) -> Over | None:
    """Why a session is over that the browser still names and Django has forgotten; None if nobody ever noted it."""
    session = SignedIn.objects.filter(pk=key).select_related("person").first()
    if session is not None and session.ended_at is None:
        end(key, Because.IDLE if session.person.is_active else Because.DEACTIVATED, at=at)
        session.refresh_from_db()
    return Over(Because(session.ended_because), session.ended_at) if session is not None else None


def standing(key: str | None, person_id: UUID, *, at: datetime) -> Person | None:
    """The person of a session that goes on at this moment, looked up anew; None where it is over."""
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    running = Session.objects.filter(pk=key, expire_date__gt=at).exists()
    return person if person is not None and running and over(key, person, at=at) is None else None


def gave_both_elsewhere(key: str | None) -> bool:
    """Whether this session began at an identity provider that asked for both factors and is trusted in that."""
    return SignedIn.objects.filter(pk=key, ended_at=None, by=Given.PROVIDER).exists()


def expires(key: str | None) -> datetime | None:
    """When a session ends if nobody asks for anything; None where there is none."""
    return Session.objects.filter(pk=key).values_list("expire_date", flat=True).first()


@enforces(clauses.I)
def end(key: str | None, because: Because, *, at: datetime) -> None:
    """End a session and log why. One that has ended stays as it is."""
    with transaction.atomic():
        session = SignedIn.objects.select_for_update().filter(pk=key, ended_at=None).select_related("person").first()
        if session is None:
            return
        _close(session, because, at=at)
        event = Event.LOGOUT if because is Because.SIGNED_OUT else Event.SESSION_ENDED
        audit.append(
            event,
            actor=session.person.actor(),
            at=at,
            subject=f"person:{session.person_id}",
            facts={} if because is Because.SIGNED_OUT else {"because": because},
        )


def end_of(person: Person, *, at: datetime) -> None:
    """End somebody's session because their log-in has ended; the log has the entry of that."""
    for session in SignedIn.objects.select_for_update().filter(person=person, ended_at=None):
        _close(session, Because.DEACTIVATED, at=at)


def end_at(workstation: Workstation, *, at: datetime) -> None:
    """End every session at a workstation, because its exemption is no more."""
    for key in SignedIn.objects.filter(workstation=workstation, ended_at=None).values_list("pk", flat=True):
        end(key, Because.REVOKED, at=at)


def forget(*, at: datetime) -> None:
    """Remove what is known of sessions that began more than thirty days ago; the log keeps the sign-ins."""
    SignedIn.objects.filter(since__lt=at - _KEPT).delete()
    Session.objects.filter(expire_date__lt=at).delete()


def _alive(session: SignedIn, *, at: datetime) -> bool:
    if session.ends_at is not None and session.ends_at <= at:
        return False
    return Session.objects.filter(pk=session.key, expire_date__gt=at).exists()


def _close(session: SignedIn, because: Because, *, at: datetime) -> None:
    session.ended_at, session.ended_because = at, because
    session.save(update_fields=["ended_at", "ended_because"])
