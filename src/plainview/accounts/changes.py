"""What two people do to a third one's log-in, after both have spoken. By import contract `access` alone calls this."""

from collections.abc import Sequence
from datetime import datetime

from allauth.mfa.models import Authenticator

from plainview.accounts import invitations, lock, rules, sessions, standing
from plainview.accounts.actions import is_last_chief
from plainview.accounts.doors import door
from plainview.accounts.models import Elevation, Invitation, Person
from plainview.accounts.permissions import Unasked
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.policy import clauses
from plainview.policy.decisions import Decision, PolicyRefusal, Refused, require
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor, Role


@door(Event.PERSON_INVITED, needs=Unasked("the room access has asked"))
@enforces(clauses.D, clauses.D_3)
def invite_approved(  # noqa: PLR0913 - a person has this many names
    email: str, *, name: str, role: Role, badge: str, actor: Actor, at: datetime
) -> str:
    """Invite somebody to a role that the Chief has approved; the token of the link.

    Raises:
        PolicyRefusal: nobody is appointed, or the address has a log-in.
    """
    require(appointed(at), rules.may_be_given(role, approved=True))
    return invitations.make(email, name=name, role=role, badge=badge, actor=actor, at=at)


@door(Event.PERSON_INVITED, needs=Unasked("the room access has asked"))
@enforces(clauses.D, clauses.D_3)
def invite_back(person: Person, *, actor: Actor, at: datetime) -> str:
    """Give somebody a fresh link to a log-in that they had; the token.

    Raises:
        PolicyRefusal: nobody is appointed.
    """
    require(appointed(at))
    role = Role(person.role)
    return invitations.make(
        person.email, name=person.name, role=role, badge=person.badge, back=person, actor=actor, at=at
    )


@door(Event.PERSON_RESET, needs=Unasked("the room access has asked"))
@enforces(clauses.D_3)
def reset(person: Person, *, actor: Actor, at: datetime) -> None:
    """End password, second factor, recovery codes and with them every session: the phone may be in strange hands."""
    person.set_unusable_password()
    person.save(update_fields=["password"])
    Authenticator.objects.filter(user=person).delete()
    sessions.end_of(person, at=at)
    lock.clear(person.email)
    audit.append(Event.PERSON_RESET, actor=actor, at=at, subject=f"person:{person.pk}")


@door(Event.PERSON_ROLE_CHANGED, needs=Unasked("the room access has asked"))
@enforces(clauses.D, clauses.D_3)
def set_role(  # noqa: PLR0913 - a change says who, what, why and by whom
    person: Person, role: Role, *, why: str, approved: bool, actor: Actor, at: datetime
) -> None:
    """Change somebody's role. What they held for a time in the old one ends.

    Raises:
        PolicyRefusal: nobody is appointed, it is one's own, the last Chief's, or a role that this may not give.
    """
    if not person.is_active or person.role == role:
        raise PolicyRefusal(Refused(clauses.D_3, "there is nothing to change", "Choose another role.", "role"))
    require(
        appointed(at),
        rules.not_oneself(person.pk, actor, "change it"),
        rules.chief_remains(leaving=is_last_chief(person)),
        rules.may_be_given(role, approved=approved),
    )
    facts = {"was": person.role, "role": role}
    person.role = role
    person.save(update_fields=["role"])
    Invitation.objects.filter(person=person, accepted_at=None).update(expires_at=at)
    standing.end_all(person.pk, by=actor, because="the role was changed", at=at)
    audit.append(
        Event.PERSON_ROLE_CHANGED, actor=actor, at=at, subject=f"person:{person.pk}", facts=facts, private={"why": why}
    )


@door(Event.BREAK_GLASS_OPENED, needs=Unasked("the room access has asked"))
@enforces(clauses.F)
def elevate(  # noqa: PLR0913 - an emergency says who, what for, by whom and until when
    person: Person,
    role: Role,
    *,
    why: str,
    opened_by: Sequence[tuple[str, str]],
    until: datetime,
    actor: Actor,
    at: datetime,
) -> Elevation:
    """Give somebody a second role's duties until a moment. `opened_by` are the two, each as actor and name.

    Raises:
        PolicyRefusal: the role or the person cannot be, or not two people opened it.
    """
    if len({who for who, _ in opened_by}) != 2:  # noqa: PLR2004 - break-glass takes two
        raise PolicyRefusal(Refused(clauses.F, "an emergency takes two people", "A second person must open it."))
    if role not in rules.ELEVATED_TO or Role(person.role) not in rules.ELEVATED_FROM or not person.is_active:
        raise PolicyRefusal(Refused(clauses.D_2, "this person cannot take these duties", "Choose another.", "person"))
    elevation = Elevation.objects.create(
        person=person,
        role=role,
        why=why,
        opened_by=[who for who, _ in opened_by],
        opened_by_names=[name for _, name in opened_by],
        opened_at=at,
        until=until,
    )
    facts = {
        "name": person.name,
        "duties": role,
        "until": until.isoformat(timespec="minutes"),
        "opened_by": " and ".join(elevation.opened_by_names),
    }
    # Why is sealed as it was when it was asked: it may name a plate.
    audit.append(
        Event.BREAK_GLASS_OPENED, actor=actor, at=at, subject=f"person:{person.pk}", facts=facts, private={"why": why}
    )
    return elevation


@door(Event.BREAK_GLASS_ENDED, needs=Unasked("the room access has asked"))
def end_elevation(elevation: Elevation, *, actor: Actor, at: datetime) -> None:
    """End an emergency's duties before their time."""
    elevation.ended_at, elevation.ended_by_name = at, actor.name
    elevation.save()
    facts = {"name": elevation.person.name, "duties": elevation.role}
    audit.append(Event.BREAK_GLASS_ENDED, actor=actor, at=at, subject=f"person:{elevation.person_id}", facts=facts)


def appointed(at: datetime) -> Decision:
    """Whether an ALPR Administrator is appointed at that moment."""
    return rules.appointed(standing.appointments(at).exists())
