"""Changes to people. Log-ins are by invitation only, and an invitation is for one person (D.3)."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.password_validation import validate_password

from plainview.accounts import lock, sessions
from plainview.accounts.models import Invitation, Person
from plainview.accounts.permissions import Permission, may
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused, require
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor, ActorKind, Role

INVITATION_PERIOD: Final = timedelta(days=7)
_LONGEST_ADDRESS: Final = 100
"""Characters of an address that the log keeps."""


class InvitationInvalid(Exception):
    """The link was used, has expired or never existed. Which of these is not said to a stranger."""


@audit.action(Event.PERSON_INVITED)
@enforces(clauses.D_3)
def invite(  # noqa: PLR0913 - a person has this many names
    email: str, *, name: str, role: Role, badge: str = "", is_demo: bool = False, actor: Actor, at: datetime
) -> str:
    """Invite one person and return the secret token of the link. An older invitation of the same address ends.

    Raises:
        PolicyRefusal: the actor may not invite, or the address has a log-in already.
    """
    require(may(actor, Permission.PEOPLE_CHANGE))
    if Person.objects.filter(email__iexact=email).exists():
        raise PolicyRefusal(
            Refused(clauses.D_3, "this address has or had a log-in", "Invite the person under another one.", "email")
        )
    token = secrets.token_urlsafe(32)
    Invitation.objects.filter(email__iexact=email, accepted_at=None).update(expires_at=at)
    Invitation.objects.create(
        token_hash=_hash(token),
        email=email.lower(),
        name=name,
        badge=badge,
        role=role,
        is_demo=is_demo,
        invited_by=str(actor),
        invited_at=at,
        expires_at=at + INVITATION_PERIOD,
    )
    audit.append(
        Event.PERSON_INVITED,
        actor=actor,
        at=at,
        subject=f"email:{email.lower()[:_LONGEST_ADDRESS]}",
        facts={"role": role},
    )
    return token


@audit.action(Event.PERSON_JOINED)
@enforces(clauses.D_3)
def join(token: str, *, password: str, actor: Actor, at: datetime) -> Person:  # noqa: ARG001 - the log's on refusal
    """Turn an invitation into a log-in.

    Raises:
        InvitationInvalid: the token is not that of an open invitation.
        ValidationError: the password does not meet the CJIS rules (IA-5(1)).
    """
    invitation = Invitation.objects.select_for_update().filter(token_hash=_hash(token), accepted_at=None).first()
    if invitation is None or invitation.expires_at <= at:
        raise InvitationInvalid
    person = Person(
        email=invitation.email,
        name=invitation.name,
        badge=invitation.badge,
        role=invitation.role,
        is_demo=invitation.is_demo,
        joined_at=at,
    )
    validate_password(password, person)
    person.set_password(password)
    person.save()
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    audit.append(
        Event.PERSON_JOINED, actor=person.actor(), at=at, subject=f"person:{person.pk}", facts={"role": person.role}
    )
    return person


@audit.action(Event.PERSON_DEACTIVATED)
@enforces(clauses.D_3)
def deactivate(person: Person, *, reason: str, actor: Actor, at: datetime) -> None:
    """End a person's access at their next request.

    Raises:
        PolicyRefusal: the actor may not, or it is their own.
    """
    require(may(actor, Permission.PEOPLE_CHANGE))
    if person.actor().id == actor.id:
        raise PolicyRefusal(
            Refused(clauses.D_3, "this is your own log-in", "Another administrator can deactivate it.", "person")
        )
    person.is_active, person.ended_at, person.ended_because = False, at, reason
    person.save(update_fields=["is_active", "ended_at", "ended_because"])
    sessions.end_of(person, at=at)
    audit.append(Event.PERSON_DEACTIVATED, actor=actor, at=at, subject=f"person:{person.pk}", facts={"reason": reason})


@audit.action(Event.LOGIN_RELEASED)
def release(person: Person, *, actor: Actor, at: datetime) -> None:
    """Let somebody try again after five failures (CJIS AC-7).

    Raises:
        PolicyRefusal: the actor may not.
    """
    require(may(actor, Permission.PEOPLE_CHANGE))
    lock.clear(person.email)
    audit.append(Event.LOGIN_RELEASED, actor=actor, at=at, subject=f"person:{person.pk}")


def stranger(address: str) -> Actor:
    """Whoever stands at the door before signing in."""
    return Actor(ActorKind.PERSON, "anonymous", address)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
