"""People of each role, given access as a department gives it, and a browser's session for them."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pyotp
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from factories.devices import CONSOLE
from factories.training import certify
from plainview.access import actions as access
from plainview.access import decisions
from plainview.access import queries as asked
from plainview.accounts import actions, appointments, grants, queries, sessions
from plainview.accounts.models import Person
from plainview.accounts.rules import DECIDING
from plainview.accounts.sessions import Given
from plainview.terms.actor import Role

PASSWORD = "long enough to be one 7"
_numbers = count(1)


def person(role: Role = Role.OPERATOR, *, second_factor: bool = True, trained: bool = True) -> Person:
    """Somebody new of this role. The Chief and the administrator whom that takes are made where there are none."""
    giver = _giver(role)
    number = next(_numbers)
    email, name = f"{role.replace(' ', '.')}{number}@example.test", f"{role.title()} {number}"
    now = datetime.now(UTC)
    token = _token(email, name, role, giver, now)
    joined = actions.join(token, password=PASSWORD, actor=actions.stranger(email), at=now)
    if role is Role.VENDOR:
        until = now + timedelta(days=1)
        grants.admit(joined, purpose="Clean the lenses.", until=until, actor=administrator().actor(now), at=now)
    if second_factor:
        TOTP.activate(joined, pyotp.random_base32())
    if trained:
        certify(joined)
    return joined


def chief() -> Person:
    """The Chief of this instance."""
    return Person.objects.filter(role=Role.CHIEF, is_active=True).first() or person(Role.CHIEF)


def administrator() -> Person:
    """An ALPR Administrator of this instance, appointed by the Chief."""
    standing = queries.standing_appointments(datetime.now(UTC))
    return queries.person(standing[0].person_id) if standing else person(Role.ADMINISTRATOR)


def client_of(someone: Person) -> Client:
    """A session in which both factors were given."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(someone, "allauth.account.auth_backends.AuthenticationBackend")
    sessions.begin(someone, client.session.session_key or "", by=Given.CODE, at=datetime.now(UTC))
    return client


def _giver(role: Role) -> Person | None:
    """Who gives access to this role: nobody for the first Chief, whom the console invites."""
    if role is Role.ADMINISTRATOR:
        return chief()
    return None if role is Role.CHIEF and not queries.chief_stands() else administrator()


def _token(email: str, name: str, role: Role, giver: Person | None, now: datetime) -> str:
    if giver is None:
        return actions.invite(email, name=name, role=role, actor=CONSOLE, at=now)
    by = giver.actor(now)
    if role is Role.ADMINISTRATOR:
        return appointments.appoint_by_invitation(email, name=name, actor=by, at=now)
    if role not in DECIDING:
        return actions.invite(email, name=name, role=role, actor=by, at=now)
    access.invite(email, name=name, role=role, why="Leads the shift.", actor=by, at=now)
    request = next(each.request for each in asked.lately(now) if each.request.email == email)
    decisions.decide(request.approval_id, approved=True, actor=chief().actor(now), at=now)
    return access.make_link(request.pk, actor=by, at=now)
