"""The Chief appoints the ALPR Administrator, and ends it (D). Without a standing appointment nobody is given access."""

from datetime import datetime
from uuid import UUID

from plainview.accounts import invitations, rules, standing
from plainview.accounts.actions import is_last_chief
from plainview.accounts.doors import door
from plainview.accounts.models import Appointment, Invitation, Person
from plainview.accounts.permissions import Permission
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.policy import clauses
from plainview.policy.decisions import ALLOWED, Decision, Refused, require
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor, Role


@door(Event.APPOINTMENT_MADE, needs=Permission.APPOINTMENTS_CHANGE)
@enforces(clauses.D)
def appoint(
    person: Person, *, starts_at: datetime | None = None, until: datetime | None = None, actor: Actor, at: datetime
) -> Appointment:
    """Make somebody the ALPR Administrator, from now or from a day to come, for good or until a day.

    Their role becomes administrator: whoever administers does not look at reads (D.1). An appointment that stands for
    them ends. Several people may be appointed, as an administrator and a deputy.

    Raises:
        PolicyRefusal: the actor is not the Chief, or this person or time cannot be.
    """
    role = Role(person.role)
    require(
        rules.not_oneself(person.pk, actor, "be appointed"),
        rules.chief_remains(leaving=is_last_chief(person)),
        _can_be_appointed(person, role),
        _ends_later(until, starts_at or at),
    )
    standing.end_duties(person.pk, by=actor, at=at)
    made = _make(person, email=person.email, name=person.name, starts_at=starts_at, until=until, actor=actor, at=at)
    Person.objects.filter(pk=person.pk).update(role=Role.ADMINISTRATOR)
    person.role = Role.ADMINISTRATOR
    return made


@door(Event.APPOINTMENT_MADE, needs=Permission.APPOINTMENTS_CHANGE)
@enforces(clauses.D)
def appoint_by_invitation(  # noqa: PLR0913 - a person has this many names
    email: str, *, name: str, badge: str = "", until: datetime | None = None, actor: Actor, at: datetime
) -> str:
    """Appoint somebody who has no log-in yet, and return the secret token of their invitation.

    The appointment stands as soon as they have joined.

    Raises:
        PolicyRefusal: the actor is not the Chief, the address has a log-in, or the time cannot be.
    """
    require(_ends_later(until, at))
    _make(None, email=email.lower(), name=name, until=until, actor=actor, at=at)
    return invitations.make(email, name=name, role=Role.ADMINISTRATOR, badge=badge, actor=actor, at=at)


@door(Event.APPOINTMENT_ENDED, needs=Permission.APPOINTMENTS_CHANGE)
@enforces(clauses.D)
def end(appointment_id: UUID, *, because: str, actor: Actor, at: datetime) -> Appointment:
    """End an appointment. From the next request on the person administers nothing.

    Raises:
        PolicyRefusal: the actor is not the Chief, or says no reason.
        Appointment.DoesNotExist: there is none of this id.
    """
    reasoned = because.strip()
    require(
        ALLOWED if reasoned else Refused(clauses.D, "the reason is missing", "Say why it ends.", "because"),
    )
    appointment = Appointment.objects.select_for_update().get(pk=appointment_id)
    if appointment.ended_at is None:
        _close(appointment, because=reasoned, actor=actor, at=at)
        Invitation.objects.filter(email=appointment.email, role=Role.ADMINISTRATOR, accepted_at=None).update(
            expires_at=at
        )
    return appointment


def _make(  # noqa: PLR0913 - an appointment says who, from when, until when and by whom
    person: Person | None,
    *,
    email: str,
    name: str,
    starts_at: datetime | None = None,
    until: datetime | None,
    actor: Actor,
    at: datetime,
) -> Appointment:
    for earlier in Appointment.objects.select_for_update().filter(email=email, ended_at=None):
        _close(earlier, because="appointed anew", actor=actor, at=at)
    made = Appointment.objects.create(
        person=person,
        email=email,
        name=name,
        starts_at=starts_at or at,
        until=until,
        made_by=str(actor),
        made_by_name=actor.name,
        made_at=at,
    )
    facts = {"name": name, "from": _day(made.starts_at), "until": _day(until)}
    if person is not None and person.role != Role.ADMINISTRATOR:
        facts["was"] = person.role
    audit.append(Event.APPOINTMENT_MADE, actor=actor, at=at, subject=_subject(made), facts=facts)
    return made


def _close(appointment: Appointment, *, because: str, actor: Actor, at: datetime) -> None:
    appointment.ended_at, appointment.ended_by_name, appointment.ended_because = at, actor.name, because
    appointment.save()
    facts = {"name": appointment.name, "because": because}
    audit.append(Event.APPOINTMENT_ENDED, actor=actor, at=at, subject=_subject(appointment), facts=facts)


def _can_be_appointed(person: Person, role: Role) -> Decision:
    if not person.is_active:
        return Refused(clauses.D, "this person has no access", "They must return first.", "person")
    if role is Role.VENDOR:
        return Refused(clauses.M_1, "a vendor cannot administer", "Appoint somebody of the department.", "person")
    return ALLOWED


def _ends_later(until: datetime | None, starts_at: datetime) -> Decision:
    if until is None or until > starts_at:
        return ALLOWED
    return Refused(clauses.D, "it would end before it begins", "Choose a later day, or none.", "until")


def _subject(appointment: Appointment) -> str:
    return f"person:{appointment.person_id}" if appointment.person_id else invitations.subject_of(appointment.email)


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else "open"
