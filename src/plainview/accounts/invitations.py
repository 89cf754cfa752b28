"""How an invitation is made and found. Who may be invited by whom is decided by those who call this."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from plainview.accounts.models import Invitation, Person
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.terms.actor import Actor, Role

INVITATION_PERIOD: Final = timedelta(days=7)
LONGEST_ADDRESS: Final = 100
"""Characters of an address that the log keeps."""


class InvitationInvalid(Exception):
    """The link was used, has expired or never existed. Which of these is not said to a stranger."""


def make(  # noqa: PLR0913 - a person has this many names
    email: str,
    *,
    name: str,
    role: Role,
    badge: str = "",
    is_demo: bool = False,
    back: Person | None = None,
    actor: Actor,
    at: datetime,
) -> str:
    """Write the invitation and its log entry in the caller's transaction; the secret token of the link.

    Args:
        email: where the person signs in from then on.
        name: as it stands in reports.
        role: what the person will be.
        badge: the badge's number.
        is_demo: made up for a demonstration.
        back: the person whom this brings back.
        actor: who invites.
        at: when.

    Raises:
        PolicyRefusal: the address has a log-in already, and this is not to bring it back.
    """
    if back is None and Person.objects.filter(email__iexact=email).exists():
        raise PolicyRefusal(
            Refused(clauses.D_3, "this address has or had a log-in", "Their page has Return and Reset.", "email")
        )
    token = secrets.token_urlsafe(32)
    Invitation.objects.filter(email__iexact=email, accepted_at=None).update(expires_at=at)
    Invitation.objects.create(
        token_hash=token_hash(token),
        email=email.lower(),
        name=name,
        badge=badge,
        role=role,
        person=back,
        is_demo=is_demo,
        invited_by=str(actor),
        invited_at=at,
        expires_at=at + INVITATION_PERIOD,
    )
    subject = f"person:{back.pk}" if back else subject_of(email)
    audit.append(Event.PERSON_INVITED, actor=actor, at=at, subject=subject, facts={"role": role})
    return token


def locked(token: str, *, at: datetime) -> Invitation:
    """The open invitation of a token, locked for this transaction.

    Raises:
        InvitationInvalid: the token is not that of an open invitation.
    """
    invitation = Invitation.objects.select_for_update().filter(token_hash=token_hash(token), accepted_at=None).first()
    if invitation is None or invitation.expires_at <= at:
        raise InvitationInvalid
    return invitation


def newcomer(invitation: Invitation, *, at: datetime) -> Person:
    """The person of an invitation, not saved yet."""
    return Person(
        email=invitation.email,
        name=invitation.name,
        badge=invitation.badge,
        role=invitation.role,
        is_demo=invitation.is_demo,
        joined_at=at,
    )


def subject_of(email: str) -> str:
    """How the log names somebody who has no log-in yet."""
    return f"email:{email.lower()[:LONGEST_ADDRESS]}"


def token_hash(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).digest()
