"""Which second factors a person has, as the guard counts them and their own page shows them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled

from plainview.accounts.models import Person

SECOND: Final = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What is a second factor. Recovery codes stand in for one and are none."""


@dataclass(frozen=True)
class Passkey:
    """One passkey, by the name that its owner gave it."""

    id: int
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class Factors:
    """All that a person can show at the second step."""

    app: bool
    app_used_at: datetime | None
    passkeys: tuple[Passkey, ...]
    recovery_codes: int

    @property
    def may_remove(self) -> bool:
        """Whether another second factor would be left."""
        return self.app + len(self.passkeys) > 1


def has_one(person: Person) -> bool:
    """Whether the person has a second factor."""
    return bool(is_mfa_enabled(person, SECOND))


def holders() -> set[object]:
    """The ids of everyone who has a second factor."""
    return set(Authenticator.objects.filter(type__in=SECOND).values_list("user_id", flat=True))


def count(person: Person) -> int:
    """How many second factors the person has; nobody else removes one until this transaction ends."""
    own = Authenticator.objects.select_for_update().filter(user=person, type__in=SECOND)
    return len(own.values_list("pk", flat=True))


def of(person: Person) -> Factors:
    """Everything that the person has."""
    own = list(Authenticator.objects.filter(user=person).order_by("created_at"))
    app = next((each for each in own if each.type == Authenticator.Type.TOTP), None)
    codes = next((each for each in own if each.type == Authenticator.Type.RECOVERY_CODES), None)
    passkeys = (each for each in own if each.type == Authenticator.Type.WEBAUTHN)
    return Factors(
        app=app is not None,
        app_used_at=app.last_used_at if app else None,
        passkeys=tuple(Passkey(each.pk, each.wrap().name, each.created_at, each.last_used_at) for each in passkeys),
        recovery_codes=len(codes.wrap().get_unused_codes()) if codes else 0,
    )
