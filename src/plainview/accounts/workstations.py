"""Workstations that are exempt from the thirty-minute lock: a patrol car's terminal, a dispatch console (CJIS AC-11).

The exemption is for a device in a secure place, so it belongs to one browser there: whoever administers log-ins names
the place and opens the link in that browser. Signing in needs both factors there as everywhere.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from plainview.accounts import sessions
from plainview.accounts.doors import door
from plainview.accounts.models import Workstation
from plainview.accounts.permissions import Permission, Unasked
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.policy import clauses
from plainview.policy.decisions import Refused, require
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor

LINK_PERIOD: Final = timedelta(hours=24)


class LinkInvalid(Exception):
    """The link was used, is over or never existed."""


@door(Event.WORKSTATION_NAMED, needs=Permission.PEOPLE_CHANGE)
@enforces(clauses.I)
def name(place: str, *, reason: str, actor: Actor, at: datetime) -> str:
    """Exempt one browser at a place from the lock; return the secret of the link to open in it.

    Args:
        place: the vehicle or room, as in "Car 12" or "Dispatch, console 2".
        reason: why it may stay unlocked: who else can reach it.
        actor: who administers log-ins.
        at: now.

    Raises:
        PolicyRefusal: the actor may not, or place or reason is missing.
    """
    require(*_missing(place, reason))
    token = secrets.token_urlsafe(32)
    workstation = Workstation.objects.create(
        place=place.strip(),
        reason=reason.strip(),
        named_by=actor.name,
        named_at=at,
        link_hash=_hash(token),
        link_ends_at=at + LINK_PERIOD,
    )
    audit.append(
        Event.WORKSTATION_NAMED,
        actor=actor,
        at=at,
        subject=f"workstation:{workstation.pk}",
        facts={"place": workstation.place, "reason": workstation.reason},
    )
    return token


@door(Event.WORKSTATION_ENROLLED, needs=Unasked("the link says which browser"))
@enforces(clauses.I)
def enrol(token: str, *, actor: Actor, at: datetime) -> str:
    """Turn a link into the secret that the browser keeps as its cookie.

    Raises:
        LinkInvalid: the token is not that of an open link.
    """
    workstation = Workstation.objects.select_for_update().filter(link_hash=_hash(token)).first()
    if workstation is None or not _link_is_open(workstation, at):
        raise LinkInvalid
    secret = secrets.token_urlsafe(32)
    workstation.cookie_hash, workstation.enrolled_at = _hash(secret), at
    workstation.save(update_fields=["cookie_hash", "enrolled_at"])
    audit.append(
        Event.WORKSTATION_ENROLLED,
        actor=actor,
        at=at,
        subject=f"workstation:{workstation.pk}",
        facts={"place": workstation.place},
    )
    return secret


@door(Event.WORKSTATION_REVOKED, needs=Permission.PEOPLE_CHANGE)
@enforces(clauses.I)
def revoke(workstation_id: UUID, *, because: str, actor: Actor, at: datetime) -> None:
    """End an exemption, and the sessions that stand on it at their next request.

    Raises:
        PolicyRefusal: the actor may not, or says no reason.
    """
    no_reason = Refused(clauses.I, "the reason is missing", "Say why the exemption ends.", "because")
    require(*([] if because.strip() else [no_reason]))
    workstation = Workstation.objects.select_for_update().get(pk=workstation_id)
    if workstation.revoked_at is not None:
        return
    workstation.revoked_at, workstation.revoked_because = at, because.strip()
    workstation.save(update_fields=["revoked_at", "revoked_because"])
    audit.append(
        Event.WORKSTATION_REVOKED,
        actor=actor,
        at=at,
        subject=f"workstation:{workstation.pk}",
        facts={"place": workstation.place, "because": workstation.revoked_because},
    )
    sessions.end_at(workstation, at=at)


def offered(token: str, at: datetime) -> Workstation | None:
    """The workstation whose link this is, while the link is open."""
    workstation = Workstation.objects.filter(link_hash=_hash(token)).first()
    return workstation if workstation is not None and _link_is_open(workstation, at) else None


def known(secret: str | None) -> Workstation | None:
    """The exempt workstation of a browser's cookie."""
    return Workstation.objects.filter(cookie_hash=_hash(secret), revoked_at=None).first() if secret else None


def listed() -> list[Workstation]:
    """Every exemption, those that ended last."""
    return sorted(Workstation.objects.order_by("place"), key=lambda each: each.revoked_at is not None)


def found(workstation_id: UUID) -> Workstation | None:
    """One exemption."""
    return Workstation.objects.filter(pk=workstation_id).first()


def _missing(place: str, reason: str) -> list[Refused]:
    wanted = (
        (place, "place", "the place is missing", "Name the vehicle or the room, as in Car 12."),
        (reason, "reason", "the reason is missing", "Say why nobody else can reach this screen."),
    )
    return [Refused(clauses.I, what, remedy, field) for text, field, what, remedy in wanted if not text.strip()]


def _link_is_open(workstation: Workstation, at: datetime) -> bool:
    return workstation.enrolled_at is None and workstation.revoked_at is None and workstation.link_ends_at > at


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
