"""People of each role, and a browser's session for them."""

from datetime import UTC, datetime
from itertools import count

import pyotp
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from factories.devices import CONSOLE
from plainview.accounts import actions, sessions
from plainview.accounts.models import Person
from plainview.accounts.sessions import Given
from plainview.terms.actor import Role

PASSWORD = "long enough to be one 7"
_numbers = count(1)


def person(role: Role = Role.OPERATOR, *, second_factor: bool = True) -> Person:
    number = next(_numbers)
    email, now = f"{role}{number}@example.test", datetime.now(UTC)
    token = actions.invite(email, name=f"{role.title()} {number}", role=role, actor=CONSOLE, at=now)
    joined = actions.join(token, password=PASSWORD, actor=actions.stranger(email), at=now)
    if second_factor:
        TOTP.activate(joined, pyotp.random_base32())
    return joined


def client_of(someone: Person) -> Client:
    """A session in which both factors were given."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(someone, "allauth.account.auth_backends.AuthenticationBackend")
    sessions.begin(someone, client.session.session_key or "", by=Given.CODE, at=datetime.now(UTC))
    return client
