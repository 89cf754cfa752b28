"""Changes to people. Log-ins are by invitation only, and an invitation is for one person (D.3)."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password

from plainview.accounts import invitations, lock, rules, sessions, standing
from plainview.accounts.doors import door
from plainview.accounts.invitations import INVITATION_PERIOD, InvitationInvalid
from plainview.accounts.models import Appointment, Invitation, Person
from plainview.accounts.permissions import Facts, Permission, Unasked, may
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.policy import clauses
from plainview.policy.decisions import Decision, require
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor, ActorKind, Role

__all__ = ["INVITATION_PERIOD", "InvitationInvalid"]


@door(Event.PERSON_INVITED, needs=Permission.PEOPLE_CHANGE)
@enforces(clauses.D_3)
def invite(  # noqa: PLR0913 - a person has this many names
    email: str, *, name: str, role: Role, badge: str = "", is_demo: bool = False, actor: Actor, at: datetime
) -> str:
    """Invite one person and return the secret token of the link. An older invitation of the same address ends.

    What needs the Chief's approval goes through the room `access`, the administrator through `appointments`.

    Raises:
        PolicyRefusal: the actor may not invite, or not to this role, nobody is appointed, or the address has a log-in.
    """
    if actor.kind is ActorKind.CONSOLE:
        permitted = _console_may_invite(role, is_demo=is_demo)
    else:
        permitted = rules.may_be_given(role, approved=False)
        require(rules.appointed(standing.appointments(at).exists()))
    require(permitted)
    return invitations.make(email, name=name, role=role, badge=badge, is_demo=is_demo, actor=actor, at=at)


@door(Event.PERSON_JOINED, needs=Unasked("the invitation says who it is for"))
@enforces(clauses.D_3)
def join(token: str, *, password: str, actor: Actor, at: datetime) -> Person:  # noqa: ARG001 - the log's on refusal
    """Turn an invitation into a log-in. Whoever comes back has their old one again, with no second factor yet.

    Raises:
        InvitationInvalid: the token is not that of an open invitation.
        ValidationError: the password does not meet the CJIS rules (IA-5(1)).
    """
    invitation = invitations.locked(token, at=at)
    back = invitation.person
    person = back or invitations.newcomer(invitation, at=at)
    validate_password(password, person)
    person.set_password(password)
    person.is_active = True
    if back is not None:
        person.ended_at, person.ended_because, person.returned_at = None, "", at
        Authenticator.objects.filter(user=person).delete()
        sessions.end_of(person, at=at)
        lock.clear(person.email)
    person.save()
    Appointment.objects.filter(person=None, email=person.email, ended_at=None).update(person=person)
    Invitation.objects.filter(pk=invitation.pk).update(accepted_at=at)
    event = Event.PERSON_JOINED if back is None else Event.PERSON_RETURNED
    audit.append(event, actor=person.actor(), at=at, subject=f"person:{person.pk}", facts={"role": person.role})
    return person


@door(Event.PERSON_DEACTIVATED, needs=Permission.PEOPLE_CHANGE)
@enforces(clauses.D_3)
def deactivate(person: Person, *, reason: str, actor: Actor, at: datetime) -> None:
    """End a person's access at their next request, with all that they held for a time.

    Raises:
        PolicyRefusal: the actor may not, it is their own, or the last Chief's.
    """
    require(
        may(actor, Permission.PEOPLE_CHANGE, on=Facts(ends_access_of=str(person.actor()))),
        rules.chief_remains(leaving=is_last_chief(person)),
    )
    person.is_active, person.ended_at, person.ended_because = False, at, reason
    person.save(update_fields=["is_active", "ended_at", "ended_because"])
    Invitation.objects.filter(person=person, accepted_at=None).update(expires_at=at)
    standing.end_all(person.pk, by=actor, because="deactivated", at=at)
    sessions.end_of(person, at=at)
    audit.append(Event.PERSON_DEACTIVATED, actor=actor, at=at, subject=f"person:{person.pk}", facts={"reason": reason})


@door(Event.LOGIN_RELEASED, needs=Permission.PEOPLE_CHANGE)
def release(person: Person, *, actor: Actor, at: datetime) -> None:
    """Let somebody try again after five failures (CJIS AC-7).

    Raises:
        PolicyRefusal: the actor may not.
    """
    lock.clear(person.email)
    audit.append(Event.LOGIN_RELEASED, actor=actor, at=at, subject=f"person:{person.pk}")


def stranger(address: str) -> Actor:
    """Whoever stands at the door before signing in."""
    return Actor(ActorKind.PERSON, "anonymous", address)


def _console_may_invite(role: Role, *, is_demo: bool) -> Decision:
    real = Person.objects.filter(is_demo=False)
    return rules.console_may_invite(
        role,
        is_demo=is_demo,
        chief_stands=real.filter(role=Role.CHIEF, is_active=True).exists(),
        real_people=real.exists(),
    )


def is_last_chief(person: Person) -> bool:
    """Whether nobody else could appoint the ALPR Administrator."""
    others = Person.objects.filter(role=Role.CHIEF, is_active=True).exclude(pk=person.pk)
    return person.role == Role.CHIEF and not others.exists()
