"""People of each role, and a browser's session for them."""

from datetime import UTC, datetime
from itertools import count

import pyotp
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from factories.devices import CONSOLE
from factories.training import certify
from plainview.accounts import actions
from plainview.accounts.models import Person
from plainview.terms.actor import Role

PASSWORD = "long enough to be one 7"
_numbers = count(1)


def person(role: Role = Role.OPERATOR, *, second_factor: bool = True, trained: bool = True) -> Person:
    number = next(_numbers)
    email, now = f"{role}{number}@example.test", datetime.now(UTC)
    token = actions.invite(email, name=f"{role.title()} {number}", role=role, actor=CONSOLE, at=now)
    joined = actions.join(token, password=PASSWORD, actor=actions.stranger(email), at=now)
    if second_factor:
        TOTP.activate(joined, pyotp.random_base32())
    if trained:
        certify(joined)
    return joined


def client_of(someone: Person) -> Client:
    """A session in which both factors were given."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(someone, "allauth.account.auth_backends.AuthenticationBackend")
    return client
