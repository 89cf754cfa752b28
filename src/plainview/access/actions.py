"""Inviting, changing roles, bringing back and resetting: at once where one may, by two people where it takes two (D.3).

An administrator asks, a second person decides (`decisions.py`), and where a link comes of it the administrator makes
it. One administrator alone can take nobody's log-in over and make nobody a supervisor.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from plainview.access import asking
from plainview.access.asking import What
from plainview.access.models import Request
from plainview.accounts import actions as accounts
from plainview.accounts import changes, rules
from plainview.accounts import queries as people
from plainview.accounts.doors import door
from plainview.accounts.models import Person
from plainview.accounts.permissions import Permission
from plainview.approvals import queries as approvals
from plainview.approvals.kinds import Kind
from plainview.approvals.models import State
from plainview.audit.events import Event
from plainview.policy import clauses
from plainview.policy.decisions import ALLOWED, PolicyRefusal, Refused, require
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor, Role

LINK_WITHIN: Final = timedelta(days=7)
"""How long after the approval a link can be made of it."""


@door(Event.PERSON_INVITED, needs=Permission.PEOPLE_CHANGE)
@enforces(clauses.D, clauses.D_3)
def invite(  # noqa: PLR0913 - a person has this many names
    email: str, *, name: str, role: Role, badge: str = "", why: str = "", actor: Actor, at: datetime
) -> str | None:
    """Invite somebody: the token of their link, or None where the Chief must approve first.

    Raises:
        PolicyRefusal: the actor may not, nobody is appointed, the address has a log-in, or the Chief is not told why.
    """
    if role not in rules.DECIDING:
        return accounts.invite(email, name=name, role=role, badge=badge, actor=actor, at=at)
    require(
        asking.by_a_person(actor, clauses.D_3),
        changes.appointed(at),
        asking.reasoned(why, clauses.D_3),
        ALLOWED
        if people.by_email(email) is None
        else Refused(clauses.D_3, "this address has or had a log-in", "Their page has Return and Reset.", "email"),
    )
    asking.newcomer(email, name=name, badge=badge, role=role, why=why, clause=clauses.D_3, actor=actor, at=at)
    return None


@door(Event.PERSON_ROLE_CHANGED, needs=Permission.PEOPLE_CHANGE)
@enforces(clauses.D, clauses.D_3)
def change_role(person: Person, role: Role, *, why: str, actor: Actor, at: datetime) -> bool:
    """Change somebody's role. True if it is done, False where the Chief must approve first.

    Raises:
        PolicyRefusal: the actor may not, or this role or person cannot be.
    """
    require(
        asking.by_a_person(actor, clauses.D_3),
        rules.not_oneself(person.pk, actor, "change it"),
        rules.may_be_given(role, approved=True),
        rules.chief_remains(leaving=accounts.is_last_chief(person)),
        changes.appointed(at),
        asking.reasoned(why, clauses.D_3),
        ALLOWED
        if person.is_active and person.role != role
        else Refused(clauses.D_3, "there is nothing to change", "Choose another role.", "role"),
    )
    if role in rules.DECIDING:
        asking.about(What.ROLE_CHANGE, person, role=role, why=why, clause=clauses.D_3, actor=actor, at=at)
        return False
    changes.set_role(person, role, why=why, approved=False, actor=actor, at=at)
    return True


@door(Event.PERSON_RETURNED, needs=Permission.PEOPLE_CHANGE)
@enforces(clauses.D, clauses.D_3)
def ask_return(person: Person, *, why: str, actor: Actor, at: datetime) -> Request:
    """Ask that somebody who was deactivated may come back to their log-in, with new factors.

    Raises:
        PolicyRefusal: the actor may not, or the person is not away.
    """
    require(
        asking.by_a_person(actor, clauses.D_3),
        changes.appointed(at),
        asking.reasoned(why, clauses.D_3),
        ALLOWED
        if not person.is_active
        else Refused(clauses.D_3, "this person has access", "Reset the log-in instead.", "why"),
    )
    role = Role(person.role)
    kind = Kind.INVITATION if role in rules.DECIDING else Kind.RETURN
    return asking.about(What.RETURN, person, role=role, why=why, clause=clauses.D_3, kind=kind, actor=actor, at=at)


@door(Event.PERSON_RESET, needs=Permission.PEOPLE_CHANGE)
@enforces(clauses.D, clauses.D_3)
def ask_reset(person: Person, *, why: str, actor: Actor, at: datetime) -> Request:
    """Ask that password and second factor of a log-in end, for the phone is lost, and can be set anew.

    Raises:
        PolicyRefusal: the actor may not, it is their own, or the person has no access.
    """
    require(
        asking.by_a_person(actor, clauses.D_3),
        rules.not_oneself(person.pk, actor, "ask for it"),
        changes.appointed(at),
        asking.reasoned(why, clauses.D_3),
        ALLOWED
        if person.is_active
        else Refused(clauses.D_3, "this person has no access", "Ask for their return instead.", "why"),
    )
    role = Role(person.role)
    return asking.about(What.RESET, person, role=role, why=why, clause=clauses.D_3, actor=actor, at=at)


@door(Event.PERSON_INVITED, needs=Permission.PEOPLE_CHANGE)
@enforces(clauses.D, clauses.D_3)
def make_link(request_id: UUID, *, actor: Actor, at: datetime) -> str:
    """The token of the link that an approved request permits. A second one makes the first void.

    Raises:
        PolicyRefusal: the actor may not, the request is not approved, it is about the actor, or its week is over.
        Request.DoesNotExist: there is none of this id.
    """
    request = Request.objects.select_for_update().get(pk=request_id)
    approval = approvals.one(request.approval_id)
    require(
        rules.not_oneself(request.person_id, actor, "make the link"),
        asking.still_needed(request),
        ALLOWED
        if approval.state(at) is State.APPROVED
        else Refused(clauses.D_3, "this is not approved", "Wait for the decision."),
    )
    if request.what in {What.BREAK_GLASS, What.ROLE_CHANGE} or approval.decided_at is None:
        raise PolicyRefusal(Refused(clauses.D_3, "no link comes of this", "It took effect with its approval."))
    if at > approval.decided_at + LINK_WITHIN or _has_joined(request):
        raise PolicyRefusal(Refused(clauses.D_3, "this request is closed", "It can be asked anew."))
    Request.objects.filter(pk=request.pk).update(done_at=at)
    if request.what == What.INVITATION:
        return changes.invite_approved(
            request.email, name=request.name, role=Role(request.role), badge=request.badge, actor=actor, at=at
        )
    return changes.invite_back(people.person(str(request.person_id)), actor=actor, at=at)


def _has_joined(request: Request) -> bool:
    if request.done_at is None:
        return False
    return people.accepted_since(request.email, request.done_at)
