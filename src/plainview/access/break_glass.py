"""Break-glass: two named people give a third one, or one of themselves, other duties for at most four hours."""

from datetime import datetime
from typing import Final
from uuid import UUID

from plainview.access import asking
from plainview.access.asking import What
from plainview.access.models import Request
from plainview.accounts import changes, rules
from plainview.accounts import queries as people
from plainview.accounts.doors import door
from plainview.accounts.models import Elevation, Person
from plainview.accounts.permissions import Permission, Unasked, may
from plainview.audit.events import Event
from plainview.policy import clauses
from plainview.policy.decisions import ALLOWED, Refused, require
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor, Role

LONGEST_HOURS: Final = 4


@door(Event.BREAK_GLASS_OPENED, needs=Unasked("asks it of the role of one's own, below"))
@enforces(clauses.F)
def ask(  # noqa: PLR0913 - an emergency says who, what, why and how long
    person: Person, *, role: Role, hours: int, why: str, actor: Actor, at: datetime
) -> Request:
    """Ask that somebody has an administrator's or a supervisor's duties for some hours. A second person opens it.

    Raises:
        PolicyRefusal: the actor may not by a role of their own, or this person, role or time cannot be.
    """
    possible = (
        role in rules.ELEVATED_TO
        and person.role != role
        and Role(person.role) in rules.ELEVATED_FROM
        and person.is_active
    )
    require(
        may(actor.without_elevation(), Permission.BREAK_GLASS_OPEN),
        asking.reasoned(why, clauses.F),
        ALLOWED
        if possible
        else Refused(clauses.D_2, "this person cannot take these duties", "Choose another.", "person"),
        ALLOWED
        if 0 < hours <= LONGEST_HOURS
        else Refused(clauses.F, "an emergency lasts at most four hours", "Choose one to four hours.", "hours"),
    )
    return asking.about(What.BREAK_GLASS, person, role=role, why=why, clause=clauses.F, hours=hours, actor=actor, at=at)


@door(Event.BREAK_GLASS_ENDED, needs=Unasked("whoever it concerns may end it"))
@enforces(clauses.F)
def end(elevation_id: UUID, *, actor: Actor, at: datetime) -> Elevation:
    """End an emergency before its time: either of the two, the person, the Chief and the auditor may.

    Raises:
        PolicyRefusal: it is none of the actor's business.
        Elevation.DoesNotExist: there is none of this id.
    """
    elevation = people.elevation(elevation_id)
    require(
        ALLOWED
        if may_end(elevation, actor)
        else Refused(clauses.F, "this emergency is not yours to end", "Ask the Chief, or who opened it.")
    )
    if elevation.ended_at is None and elevation.until > at:
        changes.end_elevation(elevation, actor=actor, at=at)
    return elevation


def may_end(elevation: Elevation, actor: Actor) -> bool:
    """Whether this person may end it."""
    concerned = {*elevation.opened_by, f"person:{elevation.person_id}"}
    return actor.role in {Role.CHIEF, Role.AUDITOR} or str(actor) in concerned
