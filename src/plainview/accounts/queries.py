"""Looks at people and invitations."""

import hashlib
from datetime import datetime

from plainview.accounts.models import Invitation, Person


def people() -> list[Person]:
    """Everyone who has a log-in, by name."""
    return list(Person.objects.order_by("name"))


def open_invitations(at: datetime) -> list[Invitation]:
    """Invitations that may still be accepted."""
    return list(Invitation.objects.filter(accepted_at=None, expires_at__gt=at).order_by("invited_at"))


def invitation(token: str, at: datetime) -> Invitation | None:
    """The open invitation of a token, if there is one."""
    token_hash = hashlib.sha256(token.encode()).digest()
    return Invitation.objects.filter(token_hash=token_hash, accepted_at=None, expires_at__gt=at).first()


def by_email(email: str) -> Person | None:
    """The person with this address."""
    return Person.objects.filter(email__iexact=email).first()
