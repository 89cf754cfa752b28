"""Plates of one's own and of one's household, declared so that a search for them is flagged (G.2, G.4).

A plate is kept as a hash under a key of the instance and the person's own id. Colleagues cannot read it, two people
with the same plate cannot be told, and whoever steals the database without the folder of secrets can try no plates.
"""

import hmac
import os
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final
from uuid import UUID

from plainview.accounts.doors import door
from plainview.accounts.models import DeclaredPlate
from plainview.accounts.permissions import Unasked
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.configuration import data_folder
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.policy.enforcement import enforces
from plainview.secret_files import made_once, secret_path
from plainview.terms import plate as plates
from plainview.terms.actor import Actor

Whose = DeclaredPlate.Whose
KEY_BYTES: Final = 32
MOST: Final = 20
"""Plates of one person. More is no household."""


@door(Event.DECLARED_PLATES_CHANGED, needs=Unasked("about plates of one's own"))
@enforces(clauses.G_2, clauses.G_4)
def declare(plate: str, *, whose: Whose, actor: Actor, at: datetime) -> DeclaredPlate:
    """Declare one plate of the actor's own. The log says that one was declared, and not which.

    Raises:
        PolicyRefusal: this is no plate, or the person has declared twenty.
    """
    canonical = plates.canonical(plate)
    if whose is Whose.NONE or not 0 < len(canonical) <= plates.MAX_LENGTH:
        raise PolicyRefusal(Refused(clauses.G_4, "this is no plate", "Enter it as it stands on the vehicle.", "plate"))
    mine = DeclaredPlate.objects.filter(person_id=actor.id)
    if mine.count() >= MOST:
        raise PolicyRefusal(Refused(clauses.G_4, f"{MOST} plates are declared", "Withdraw one first.", "plate"))
    mine.filter(whose=Whose.NONE).delete()
    declared, new = DeclaredPlate.objects.get_or_create(
        person_id=actor.id, mac=mac(actor.id, canonical), defaults={"whose": whose, "declared_at": at}
    )
    if new:
        _log("declared", whose, actor=actor, at=at)
    return declared


@door(Event.DECLARED_PLATES_CHANGED, needs=Unasked("about plates of one's own"))
@enforces(clauses.G_4)
def declare_none(*, actor: Actor, at: datetime) -> None:
    """State that there is no vehicle to declare.

    Raises:
        PolicyRefusal: some are declared.
    """
    mine = DeclaredPlate.objects.filter(person_id=actor.id)
    if mine.exclude(whose=Whose.NONE).exists():
        raise PolicyRefusal(Refused(clauses.G_4, "you have declared a plate", "Withdraw it first.", "plate"))
    if not mine.exists():
        DeclaredPlate.objects.create(person_id=actor.id, whose=Whose.NONE, mac=b"", declared_at=at)
        _log("declared", Whose.NONE, actor=actor, at=at)


@door(Event.DECLARED_PLATES_CHANGED, needs=Unasked("about plates of one's own"))
def withdraw(declaration_id: UUID, *, actor: Actor, at: datetime) -> None:
    """Take one's own declaration back: the vehicle was sold. One of somebody else is left as it is."""
    declared = DeclaredPlate.objects.filter(pk=declaration_id, person_id=actor.id).first()
    if declared is not None:
        declared.delete()
        _log("withdrawn", Whose(declared.whose), actor=actor, at=at)


@door(Event.DECLARED_PLATE_SEARCHED, needs=Unasked("joins a search"))
@enforces(clauses.G_2, clauses.G_4)
def flag_search(subject: str, *, actor: Actor, at: datetime) -> None:
    """Tell the auditor that somebody searched for a plate that they had declared. `subject` names the search."""
    audit.append(Event.DECLARED_PLATE_SEARCHED, actor=actor, at=at, subject=subject)


def mac(person_id: object, plate: str) -> bytes:
    """What is kept of a plate: 32 bytes. Look-alikes are one, for a search finds them too."""
    return hmac.digest(_key(data_folder()), f"{person_id}:{plates.folded(plate)}".encode(), "sha256")


def _log(change: str, whose: Whose, *, actor: Actor, at: datetime) -> None:
    facts = {"change": change, "whose": whose.value}
    audit.append(Event.DECLARED_PLATES_CHANGED, actor=actor, at=at, subject=str(actor), facts=facts)


@cache
def _key(folder: Path) -> bytes:
    path = secret_path("declared-plates.key", folder)
    key = made_once(path, lambda: os.urandom(KEY_BYTES))
    if len(key) != KEY_BYTES:
        raise ValueError(f"{path} is not a key: it has {len(key)} bytes, not {KEY_BYTES}")
    return key
