"""What follows when a second person has decided about somebody's access."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from plainview.access import asking
from plainview.access.asking import What
from plainview.access.models import Request
from plainview.accounts import changes
from plainview.accounts import queries as people
from plainview.accounts.doors import door
from plainview.accounts.models import Elevation
from plainview.accounts.permissions import Unasked
from plainview.approvals import actions as approvals
from plainview.approvals.kinds import Kind
from plainview.approvals.models import Approval
from plainview.audit.events import Event
from plainview.policy import clauses
from plainview.policy.decisions import ALLOWED, PolicyRefusal, Refused, require
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor, Role

REVIEW_WITHIN: Final = timedelta(hours=72)
"""How long after an emergency's end its review waits before it counts as refused."""


@door(Event.APPROVAL_DECIDED, needs=Unasked("asks the permission of the kind of request"))
@enforces(clauses.D_3, clauses.F)
def decide(approval_id: UUID, *, approved: bool, reason: str = "", actor: Actor, at: datetime) -> Approval:
    """Decide what was asked about somebody's access.

    A change of role, a reset and an emergency take effect at once; an invitation and a return wait for their link.

    Raises:
        PolicyRefusal: as `approvals.decide` says, or the change is no longer possible.
        AlreadyDecided: somebody was faster.
        Request.DoesNotExist: this approval is about something else.
    """
    request = Request.objects.select_for_update().get(approval_id=approval_id)
    require(asking.still_needed(request) if approved else ALLOWED)
    approval = approvals.decide(approval_id, approved=approved, reason=reason, actor=actor, at=at)
    if approved and request.person_id is not None:
        person = people.person(request.person_id)
        if request.what == What.ROLE_CHANGE:
            changes.set_role(person, Role(request.role), why=request.why, approved=True, actor=actor, at=at)
        elif request.what == What.RESET:
            changes.reset(person, actor=actor, at=at)
        elif request.what == What.BREAK_GLASS:
            _open(request, actor=actor, at=at)
    return approval


@door(Event.APPROVAL_DECIDED, needs=Unasked("asks the permission of the kind of request"))
@enforces(clauses.F)
def review(approval_id: UUID, *, approved: bool, reason: str = "", actor: Actor, at: datetime) -> Approval:
    """Say whether an emergency was justified, once it is over. Neither of the two nor the person may.

    Raises:
        PolicyRefusal: as `approvals.decide` says, or the emergency still stands.
        AlreadyDecided: somebody was faster.
    """
    approval = approvals.decide(approval_id, approved=approved, reason=reason, actor=actor, at=at)
    elevation = people.elevation(UUID(approval.subject.removeprefix("elevation:")))
    if elevation.ended_at is None and elevation.until > at:
        raise PolicyRefusal(Refused(clauses.F, "this emergency still stands", "End it first, then review it."))
    return approval


def _open(request: Request, *, actor: Actor, at: datetime) -> Elevation:
    until = at + (request.period or timedelta())
    elevation = changes.elevate(
        people.person(str(request.person_id)),
        Role(request.role),
        why=request.why,
        opened_by=((request.asked_by, request.asked_by_name), (str(actor), actor.name)),
        until=until,
        actor=actor,
        at=at,
    )
    approvals.ask(
        Kind.BREAK_GLASS_REVIEW,
        f"elevation:{elevation.pk}",
        why=request.why,
        clause=clauses.F,
        expires_at=until + REVIEW_WITHIN,
        excluded=(request.asked_by, f"person:{request.person_id}"),
        actor=actor,
        at=at,
    )
    return elevation
