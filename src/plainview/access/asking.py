"""How a request is written: one row here, one approval, in the transaction of whoever asks."""

from datetime import datetime, timedelta
from typing import Final

from plainview.access.models import Request
from plainview.accounts import queries as people
from plainview.accounts.invitations import subject_of
from plainview.accounts.models import Person
from plainview.approvals import actions as approvals
from plainview.approvals.kinds import Kind
from plainview.policy import clauses
from plainview.policy.clauses import Clause
from plainview.policy.decisions import ALLOWED, Decision, Refused
from plainview.terms.actor import Actor, ActorKind, Role

What = Request.What

KINDS: Final[dict[What, Kind]] = {
    What.BREAK_GLASS: Kind.BREAK_GLASS,
    What.INVITATION: Kind.INVITATION,
    What.RESET: Kind.RESET,
    What.RETURN: Kind.RETURN,
    What.ROLE_CHANGE: Kind.ROLE_CHANGE,
}
OPEN_FOR: Final[dict[What, timedelta]] = {
    What.BREAK_GLASS: timedelta(minutes=30),
    What.INVITATION: timedelta(days=7),
    What.RESET: timedelta(days=3),
    What.RETURN: timedelta(days=7),
    What.ROLE_CHANGE: timedelta(days=7),
}
"""How long each waits before it counts as refused."""


def about(  # noqa: PLR0913 - a request says what, about whom, why and under which clause
    what: What,
    person: Person,
    *,
    role: Role,
    why: str,
    clause: Clause,
    hours: int | None = None,
    kind: Kind | None = None,
    actor: Actor,
    at: datetime,
) -> Request:
    """Ask something about a person who has, or had, a log-in. The person does not decide it themselves."""
    approval = approvals.ask(
        kind or KINDS[what],
        f"person:{person.pk}",
        why=why,
        clause=clause,
        expires_at=at + OPEN_FOR[what],
        excluded=(person.actor(),),
        actor=actor,
        at=at,
    )
    return Request.objects.create(
        approval_id=approval.pk,
        what=what,
        person_id=person.pk,
        email=person.email,
        name=person.name,
        badge=person.badge,
        role=role,
        hours=hours,
        why=why,
        asked_by=str(actor),
        asked_by_name=actor.name,
        asked_at=at,
    )


def newcomer(  # noqa: PLR0913 - a person has this many names
    email: str, *, name: str, badge: str, role: Role, why: str, clause: Clause, actor: Actor, at: datetime
) -> Request:
    """Ask that somebody without a log-in may be invited."""
    approval = approvals.ask(
        Kind.INVITATION,
        subject_of(email),
        why=why,
        clause=clause,
        expires_at=at + OPEN_FOR[What.INVITATION],
        actor=actor,
        at=at,
    )
    return Request.objects.create(
        approval_id=approval.pk,
        what=What.INVITATION,
        email=email.lower(),
        name=name,
        badge=badge,
        role=role,
        why=why,
        asked_by=str(actor),
        asked_by_name=actor.name,
        asked_at=at,
    )


def reasoned(why: str, clause: Clause) -> Decision:
    """A request says why."""
    if why.strip():
        return ALLOWED
    return Refused(clause, "the reason is missing", "Say why, for the person who decides.", "why")


def by_a_person(actor: Actor, clause: Clause) -> Decision:
    """What two people decide is asked by one of them, not by the console."""
    if actor.kind is ActorKind.PERSON:
        return ALLOWED
    return Refused(clause, "this takes two people", "Somebody with a log-in asks for it.")


def still_needed(request: Request) -> Decision:
    """Whether what was asked still fits the person: a reset is for somebody with access, a return for somebody without.

    An approval from before an access ended opens nothing after it.
    """
    if request.person_id is None or request.what not in {What.RESET, What.RETURN}:
        return ALLOWED
    person = people.person(str(request.person_id))
    fits = person.is_active is (request.what == What.RESET)
    if fits and (person.ended_at is None or request.asked_at >= person.ended_at):
        return ALLOWED
    return Refused(clauses.D_3, "the person's access has changed since this was asked", "Ask anew.")
