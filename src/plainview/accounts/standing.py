"""Which duties a person has at a moment: their role, where it is in force, and an emergency's elevation.

Everything here is asked for a moment. What could begin or end with time counts only where the caller says when it is;
whoever asks without a moment gets what stands whatever the time, so that a forgotten moment opens nothing.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import F, Q, QuerySet

from plainview.accounts.granted import Appointment, Elevation, VendorGrant
from plainview.policy import clauses
from plainview.policy.decisions import ALLOWED, Decision, Refused
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor, Role

NOT_APPOINTED: Final = Refused(
    clauses.D,
    "no appointment as ALPR Administrator stands for you",
    "The Chief appoints the ALPR Administrator on the page Appointment.",
)
NOT_ADMITTED: Final = Refused(
    clauses.M_1,
    "no grant stands for you",
    "The ALPR Administrator admits a vendor for a purpose and a time.",
)


@enforces(clauses.D, clauses.M_1)
def role_in_force(person_id: UUID | str, role: Role, at: datetime | None) -> Role | None:
    """The role, or None where it needs an appointment or a grant and none stands."""
    if role is Role.ADMINISTRATOR and not appointments(at).filter(person_id=person_id).exists():
        return None
    if role is Role.VENDOR and not grants(at).filter(person_id=person_id).exists():
        return None
    return role


def elevation(person_id: UUID | str, at: datetime | None) -> Role | None:
    """The role of an emergency's duties. Without a moment there is none: an elevation always ends."""
    if at is None:
        return None
    standing = elevations(at).filter(person_id=person_id).values_list("role", flat=True).first()
    return Role(standing) if standing else None


def without(role: Role) -> Decision:
    """Why somebody of this role, whose role is not in force, has no duties."""
    return {Role.ADMINISTRATOR: NOT_APPOINTED, Role.VENDOR: NOT_ADMITTED}.get(role, ALLOWED)


def appointments(at: datetime | None) -> QuerySet[Appointment]:
    """The appointments that stand. Without a moment: those without an end that had begun when they were made."""
    # An active person of this role: one who was deactivated, or has another role now, is no administrator.
    made = Appointment.objects.filter(ended_at=None, person__is_active=True, person__role=Role.ADMINISTRATOR)
    if at is None:
        return made.filter(until=None, starts_at__lte=F("made_at"))
    return made.filter(_inside(at))


def grants(at: datetime | None) -> QuerySet[VendorGrant]:
    """The vendors' grants that stand. Without a moment there are none: a grant always ends."""
    if at is None:
        return VendorGrant.objects.none()
    return VendorGrant.objects.filter(_inside(at), ended_at=None)


def elevations(at: datetime) -> QuerySet[Elevation]:
    """The elevations that stand."""
    return Elevation.objects.filter(ended_at=None, opened_at__lte=at, until__gt=at, person__is_active=True)


def end_all(person_id: UUID | str, *, by: Actor, because: str, at: datetime) -> None:
    """End what a person held for a time, when they leave or change their role. It does not come back with them."""
    Appointment.objects.filter(person_id=person_id, ended_at=None).update(
        ended_at=at, ended_by_name=by.name, ended_because=because
    )
    end_duties(person_id, by=by, at=at)


def end_duties(person_id: UUID | str, *, by: Actor, at: datetime) -> None:
    """End what was lent to a person for a while: an emergency's duties, a vendor's grant."""
    Elevation.objects.filter(person_id=person_id, ended_at=None).update(ended_at=at, ended_by_name=by.name)
    VendorGrant.objects.filter(person_id=person_id, ended_at=None).update(ended_at=at, ended_by_name=by.name)


def _inside(at: datetime) -> Q:
    return Q(starts_at__lte=at) & (Q(until=None) | Q(until__gt=at))
