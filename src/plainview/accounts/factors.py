"""The second factor as the log sees it: set up, renamed, removed (CJIS AU-2). allauth does the rest, in `web/`."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from plainview.accounts.doors import door
from plainview.accounts.models import Person
from plainview.accounts.permissions import Unasked
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor

R = TypeVar("R")


@enforces(clauses.I)
def note_set(person: Person, *, kind: str, name: str = "", at: datetime) -> None:
    """Log that somebody set up a second factor. `kind` is "authenticator app", "passkey" or "recovery codes"."""
    _note(Event.SECOND_FACTOR_SET, person, kind=kind, name=name, at=at)


@enforces(clauses.I)
def note_renamed(person: Person, *, name: str, at: datetime) -> None:
    """Log that somebody gave one of their passkeys another name."""
    _note(Event.SECOND_FACTOR_RENAMED, person, kind="passkey", name=name, at=at)


@door(Event.SECOND_FACTOR_REMOVED, needs=Unasked("one's own"))
@enforces(clauses.I)
def remove(  # noqa: PLR0913 - what, whose, how many stay, and how it is done
    person: Person,
    *,
    kind: str,
    name: str = "",
    others: Callable[[], int],
    take: Callable[[], R],
    actor: Actor,
    at: datetime,
) -> R:
    """Let a person remove one of their own second factors, and return what `take`, which removes it, returned.

    Both are asked inside the transaction: `others` says how many second factors stay.

    Raises:
        PolicyRefusal: it is another person's, or no second factor would be left.
    """
    if actor.id != str(person.pk):
        raise PolicyRefusal(Refused(clauses.I, "this second factor is another person's", "Only they can remove it."))
    if others() < 1:
        raise PolicyRefusal(
            Refused(clauses.I, "this is your only second factor", "Set up another one first, then remove this one.")
        )
    _note(Event.SECOND_FACTOR_REMOVED, person, kind=kind, name=name, at=at)
    return take()


def _note(event: Event, person: Person, *, kind: str, name: str, at: datetime) -> None:
    facts = {"kind": kind} | ({"name": name} if name else {})
    with transaction.atomic():
        audit.append(event, actor=person.actor(), at=at, subject=f"person:{person.pk}", facts=facts)
