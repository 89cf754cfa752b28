"""Looks at what was asked about somebody's access."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from plainview.access import asking
from plainview.access.actions import LINK_WITHIN
from plainview.access.asking import What
from plainview.access.models import Request
from plainview.accounts import queries as people
from plainview.approvals import queries as approvals
from plainview.approvals.kinds import Kind
from plainview.approvals.models import Approval, State
from plainview.policy import clauses
from plainview.policy.decisions import ALLOWED
from plainview.policy.evidence import Shown, shows


@dataclass(frozen=True)
class Asked:
    """A request with its decision. `linkable`: an administrator can make the link of it now."""

    request: Request
    approval: Approval
    state: State
    linkable: bool


def by_approval(approval_id: UUID) -> Request | None:
    """The request behind an approval, if it is one of this room's."""
    return Request.objects.filter(approval_id=approval_id).first()


def lately(at: datetime, *, person_id: UUID | None = None, count: int = 30) -> list[Asked]:
    """Requests that wait, that were decided or ran out, newest first; about one person where one is named."""
    found = Request.objects.exclude(what=What.BREAK_GLASS)
    if person_id is not None:
        found = found.filter(person_id=person_id)
    requests = list(found[:count])
    decisions = approvals.by_ids(each.approval_id for each in requests)
    return [_asked(each, decisions[each.approval_id], at) for each in requests]


def emergencies_asked(at: datetime) -> list[Asked]:
    """Emergencies that wait for the second person."""
    requests = list(Request.objects.filter(what=What.BREAK_GLASS)[:30])
    decisions = approvals.by_ids(each.approval_id for each in requests)
    asked = [_asked(each, decisions[each.approval_id], at) for each in requests]
    return [each for each in asked if each.state is State.OPEN]


def _asked(request: Request, approval: Approval, at: datetime) -> Asked:
    state = approval.state(at)
    linkable = (
        state is State.APPROVED
        and request.what not in {What.ROLE_CHANGE, What.BREAK_GLASS}
        and approval.decided_at is not None
        and at <= approval.decided_at + LINK_WITHIN
        and asking.still_needed(request) is ALLOWED
        and not (request.done_at and people.accepted_since(request.email, request.done_at))
    )
    return Asked(request, approval, state, linkable)


@shows("emergencies that nobody found justified in time", clauses.F, clauses.D_2, route="break-glass")
def _not_justified(at: datetime) -> Shown:
    return approvals.unjustified(Kind.BREAK_GLASS_REVIEW, at)
