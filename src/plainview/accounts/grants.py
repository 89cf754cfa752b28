"""A vendor sees no ALPR data, and the cameras' register only while the ALPR Administrator admits them (M.1)."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from plainview.accounts.doors import door
from plainview.accounts.models import Person, VendorGrant
from plainview.accounts.permissions import Permission
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.policy import clauses
from plainview.policy.decisions import ALLOWED, Refused, require
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor, Role

LONGEST: Final = timedelta(days=30)


@door(Event.VENDOR_ADMITTED, needs=Permission.VENDORS_ADMIT)
@enforces(clauses.M_1)
def admit(person: Person, *, purpose: str, until: datetime, actor: Actor, at: datetime) -> VendorGrant:
    """Let a vendor's person see the cameras' register and health until a moment, for a purpose.

    Raises:
        PolicyRefusal: the actor may not, this is no vendor, the purpose is missing, or the time is over 30 days.
    """
    timely = at < until <= at + LONGEST
    require(
        ALLOWED
        if person.role == Role.VENDOR and person.is_active
        else Refused(clauses.M_1, "this is no vendor with a log-in", "Invite them as vendor.", "person"),
        ALLOWED
        if purpose.strip()
        else Refused(clauses.M_1, "the purpose is missing", "Say what the vendor will do.", "purpose"),
        ALLOWED
        if timely
        else Refused(clauses.M_1, "a grant lasts at most 30 days", "Choose an earlier day, not past.", "until"),
    )
    grant = VendorGrant.objects.create(
        person=person,
        purpose=purpose.strip(),
        starts_at=at,
        until=until,
        granted_by_name=actor.name,
        granted_at=at,
    )
    facts = {"purpose": grant.purpose, "until": until.isoformat(timespec="minutes")}
    audit.append(Event.VENDOR_ADMITTED, actor=actor, at=at, subject=f"person:{person.pk}", facts=facts)
    return grant


@door(Event.VENDOR_ENDED, needs=Permission.VENDORS_ADMIT)
@enforces(clauses.M_1)
def end(grant_id: UUID, *, actor: Actor, at: datetime) -> VendorGrant:
    """End a grant before its time.

    Raises:
        PolicyRefusal: the actor may not.
        VendorGrant.DoesNotExist: there is none of this id.
    """
    grant = VendorGrant.objects.select_for_update().get(pk=grant_id)
    if grant.ended_at is None:
        grant.ended_at, grant.ended_by_name = at, actor.name
        grant.save()
        audit.append(Event.VENDOR_ENDED, actor=actor, at=at, subject=f"person:{grant.person_id}")
    return grant
