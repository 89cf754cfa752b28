"""Looks at people and invitations."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from plainview.accounts import declarations, standing
from plainview.accounts.invitations import token_hash
from plainview.accounts.models import Appointment, DeclaredPlate, Elevation, Invitation, Person, VendorGrant
from plainview.policy import clauses
from plainview.policy.decisions import Decision
from plainview.policy.evidence import Shown, shows
from plainview.terms import plate as plates
from plainview.terms.actor import Actor, Role


def people() -> list[Person]:
    """Everyone who has a log-in, by name."""
    return list(Person.objects.order_by("name"))


def open_invitations(at: datetime) -> list[Invitation]:
    """Invitations that may still be accepted."""
    return list(Invitation.objects.filter(accepted_at=None, expires_at__gt=at).order_by("invited_at"))


def invitation(token: str, at: datetime) -> Invitation | None:
    """The open invitation of a token, if there is one."""
    return Invitation.objects.filter(token_hash=token_hash(token), accepted_at=None, expires_at__gt=at).first()


def by_email(email: str) -> Person | None:
    """The person with this address."""
    return Person.objects.filter(email__iexact=email).first()


def person(person_id: UUID | str) -> Person:
    """One person.

    Raises:
        Person.DoesNotExist: there is none of this id.
    """
    return Person.objects.get(pk=person_id)


def chief_stands() -> bool:
    """Whether the instance has a Chief with a log-in."""
    return Person.objects.filter(role=Role.CHIEF, is_active=True).exists()


def standing_appointments(at: datetime) -> list[Appointment]:
    """The appointments that stand at a moment. Without one nobody can be given access (D)."""
    return list(standing.appointments(at).order_by("made_at"))


def appointments() -> list[Appointment]:
    """Every appointment that was ever made, newest first."""
    return list(Appointment.objects.select_related("person"))


def elevations(at: datetime) -> list[Elevation]:
    """The emergencies that stand at a moment."""
    return list(standing.elevations(at).select_related("person"))


def elevation(elevation_id: UUID) -> Elevation:
    """One emergency.

    Raises:
        Elevation.DoesNotExist: there is none of this id.
    """
    return Elevation.objects.select_related("person").get(pk=elevation_id)


def past_elevations(at: datetime, *, count: int = 20) -> list[Elevation]:
    """The latest emergencies that have ended, newest first."""
    now = standing.elevations(at).values("pk")
    return list(Elevation.objects.exclude(pk__in=now).select_related("person")[:count])


def elevations_shown_to(actor: Actor, at: datetime) -> list[Elevation]:
    """The emergencies of which every page tells this person: their own, and to Chief and auditor all."""
    found = standing.elevations(at).select_related("person")
    return list(found if actor.role in {Role.CHIEF, Role.AUDITOR} else found.filter(person_id=actor.id))


def grants_of(someone: Person) -> list[VendorGrant]:
    """A vendor's grants, newest first."""
    return list(VendorGrant.objects.filter(person=someone))


def standing_grants(at: datetime) -> list[VendorGrant]:
    """The grants that stand at a moment."""
    return list(standing.grants(at))


def declared(person_id: UUID | str, asked: Collection[str]) -> bool:
    """Whether one of these plates is declared by the person as theirs; they may be hundreds, wildcards have none."""
    macs = {declarations.mac(person_id, each) for each in asked if plates.canonical(each)}
    return bool(macs) and DeclaredPlate.objects.filter(person_id=person_id, mac__in=macs).exists()


def declared_by(someone: Person) -> list[DeclaredPlate]:
    """What somebody declared, without the plates, which nobody can read."""
    return list(DeclaredPlate.objects.filter(person=someone))


def have_declared() -> frozenset[UUID]:
    """Who has declared something, or that there is nothing."""
    return frozenset(DeclaredPlate.objects.values_list("person_id", flat=True))


def accepted_since(email: str, since: datetime) -> bool:
    """Whether an invitation of this address that was made at that moment or later has been accepted."""
    made = Invitation.objects.filter(email__iexact=email, invited_at__gte=since)
    return made.exclude(accepted_at=None).exists()


def why_without_duties(role: Role) -> Decision:
    """Why somebody whose role is not in force may do nothing: no appointment (D), no grant (M.1)."""
    return standing.without(role)


@shows("who is appointed ALPR Administrator", clauses.D, clauses.D_3, route="people")
def _appointed(at: datetime) -> Shown:
    names = [each.name for each in standing_appointments(at)]
    if not names:
        return Shown("nobody, so nobody can be given access; the Chief appoints one", kept=False)
    return Shown(", ".join(sorted(names)), kept=True)
