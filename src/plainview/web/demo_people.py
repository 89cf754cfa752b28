"""The demo's people: made up, marked on every page, and shown on the sign-in page with all that it takes to be them.

Exists only while `plainview demo` runs (settings.DEMO), on an instance that the demo made.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyotp
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings

from plainview.accounts import actions, appointments, queries
from plainview.terms.actor import Actor, Role
from plainview.training import course, imports
from plainview.training import queries as training
from plainview.training.csv_format import WHOLE_COURSE

PASSWORD: Final = "plainview-demo-only"  # noqa: S105 - printed on the sign-in page; of no use outside a demo
NOT_TRAINED: Final = "demo; not a real training"
"""What the certificates of the demo's people say of where they come from."""
CAST: Final = (
    ("officer@demo.invalid", "Officer R. Diaz", Role.OPERATOR),
    ("dispatch@demo.invalid", "Dispatcher K. Osei", Role.DISPATCHER),
    ("supervisor@demo.invalid", "Sergeant M. Novak", Role.SUPERVISOR),
    ("second.supervisor@demo.invalid", "Lieutenant A. Grant", Role.SUPERVISOR),
    ("administrator@demo.invalid", "ALPR Administrator J. Lind", Role.ADMINISTRATOR),
    ("chief@demo.invalid", "Chief T. Whitfield", Role.CHIEF),
    ("auditor@demo.invalid", "Auditor P. Marsh", Role.AUDITOR),
)


@dataclass(frozen=True)
class LogIn:
    """What the sign-in page shows of one of them. `code` is the second factor's present code."""

    name: str
    role: str
    email: str
    password: str
    code: str


def make(*, actor: Actor, at: datetime) -> None:
    """Invite and join each of them, unless they exist, and let the Chief appoint the administrator."""
    for email, name, role in CAST:
        if queries.by_email(email) is None:
            token = actions.invite(email, name=name, role=role, is_demo=True, actor=actor, at=at)
            person = actions.join(token, password=PASSWORD, actor=actions.stranger(email), at=at)
            TOTP.activate(person, pyotp.random_base32())
    chief, administrator = queries.by_email("chief@demo.invalid"), queries.by_email("administrator@demo.invalid")
    if chief and administrator and not queries.standing_appointments(at):
        appointments.appoint(administrator, actor=chief.actor(at), at=at)
    _train(actor=actor, at=at)


def _train(*, actor: Actor, at: datetime) -> None:
    """Put a made-up class on record for each of them whose training does not stand, by the import that anybody uses."""
    today = training.local_day(at)
    wanting = [person for person, standing in training.standings(today) if person.is_demo and standing.lapses]
    if not wanting:
        return
    newest = max(topic.version for topic in course.current().topics)
    lines = ["email,topic,version,date,instructor,source"]
    lines += [f"{person.email},{WHOLE_COURSE},{newest},{today},nobody,{NOT_TRAINED}" for person in wanting]
    imports.import_csv("\n".join(lines).encode(), actor=actor, at=at)


def sheet() -> list[LogIn]:
    """The log-ins, or nothing outside a demo."""
    if not settings.DEMO:
        return []
    return [
        LogIn(person.name, person.role, person.email, PASSWORD, pyotp.TOTP(_secret(person.pk)).now())
        for person in queries.people()
        if person.is_demo
    ]


def _secret(person_id: object) -> str:
    authenticator = Authenticator.objects.get(user_id=person_id, type=Authenticator.Type.TOTP)
    secret: str = get_adapter().decrypt(authenticator.data["secret"])
    return secret
