"""Who is called to an alert and how, and which sighting is told only as a repeat. Pure.

Telling too often makes people stop looking; telling too seldom loses a vehicle. So a sighting counts as a repeat only
where it says nothing that the first card did not say, and nothing is ever counted across two cameras.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from plainview.matching.rules import Tier
from plainview.terms.entry import Priority

MATTERS_AGAIN: Final = frozenset({"true", "cannot verify"})
"""Dispositions after which the same vehicle is news: it was the wanted one, or nobody could tell."""


@dataclass(frozen=True)
class Sighting:
    """A read that met an entry. `says` is what the card tells of the entry beside its plate."""

    camera: UUID
    entry: UUID
    plate: str
    captured_at: datetime
    tier: str
    says: tuple[str, ...]


def is_repeat(new: Sighting, first: Sighting, *, disposition: str, within: timedelta) -> bool:
    """Whether the new sighting is counted on the first one's alert. `disposition` is empty while that is open.

    The minutes run from the first sighting, not from the last, so that a vehicle that passes for an hour calls people
    more than once. A read that comes late, captured before the first, is a repeat like one captured after it.
    """
    same = (new.camera, new.entry, new.plate, new.says) == (first.camera, first.entry, first.plate, first.says)
    # The same number of another state is another vehicle: it is no repeat of a hit, and a hit is none of it.
    alike = (new.tier == Tier.OTHER_STATE) == (first.tier == Tier.OTHER_STATE)
    near = abs(new.captured_at - first.captured_at) < within
    surer = new.tier == Tier.EXACT != first.tier
    return same and alike and near and not surer and disposition not in MATTERS_AGAIN


@dataclass(frozen=True)
class Urgency:
    """What of an alert decides whom it calls."""

    priority: str
    tier: str
    covert: bool
    audience: frozenset[UUID]
    escalated: bool


@dataclass(frozen=True)
class Listener:
    """A person who may know of the alert. `supervises`: approves entries, and is called where nobody takes an alert."""

    person: UUID
    supervises: bool
    muted: bool


@dataclass(frozen=True)
class Call:
    """How a person is called. `sound` and `frame` are a priority or empty; each sound has the frame as its twin."""

    sound: str = ""
    frame: str = ""
    push: bool = False


def call(alert: Urgency, listener: Listener) -> Call:
    """How this alert calls this person; a card is drawn in any case.

    A vehicle of another state is no hit and calls nobody. A covert alert makes no sound and no light, only a push whose
    words tell nothing. Whoever is muted still sees the frame of an urgent one.
    """
    if alert.tier == Tier.OTHER_STATE or not _is_addressed(alert, listener):
        return Call()
    if alert.covert:
        return Call(push=not listener.muted)
    loud = loudness(alert)
    if listener.muted:
        return Call(frame=loud if alert.priority == Priority.HIGH else "")
    return Call(sound=loud, frame=loud, push=alert.priority != Priority.LOW)


def loudness(alert: Urgency) -> str:
    """The priority by which an alert sounds: what may not be the vehicle never sounds as the most urgent."""
    return str(Priority.NORMAL if alert.priority == Priority.HIGH and alert.tier != Tier.EXACT else alert.priority)


def _is_addressed(alert: Urgency, listener: Listener) -> bool:
    if not alert.audience or listener.person in alert.audience:
        return True
    return alert.escalated and listener.supervises
