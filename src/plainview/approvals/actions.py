"""Ask and decide. Each joins the transaction of the action that needs it, which writes the log's entry."""

from datetime import datetime

from plainview.accounts.permissions import Facts, Permission, may
from plainview.approvals.models import Approval
from plainview.policy import clauses
from plainview.policy.decisions import require
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor


class AlreadyDecided(Exception):
    """A decision is never changed."""


def ask(subject: str, *, actor: Actor, at: datetime) -> Approval:
    """Open a request."""
    return Approval.objects.create(
        subject=subject, requested_by=str(actor), requested_by_name=actor.name, requested_at=at
    )


@enforces(clauses.F_B_1)
def decide(  # noqa: PLR0913 - what a decision must state
    subject: str, needs: Permission, *, approved: bool, reason: str = "", actor: Actor, at: datetime
) -> Approval:
    """Decide a request that somebody else made. `needs` is the permission of those who decide such a request.

    Raises:
        PolicyRefusal: the actor may not, or made the request.
        AlreadyDecided: somebody was faster.
        Approval.DoesNotExist: there is no such request.
    """
    approval = Approval.objects.select_for_update().get(subject=subject)
    if approval.decided_at is not None:
        raise AlreadyDecided(subject)
    require(may(actor, needs, on=Facts(requested_by=approval.requested_by)))
    approval.decided_by, approval.decided_by_name = str(actor), actor.name
    approval.decided_at, approval.approved, approval.reason = at, approved, reason
    approval.save()
    return approval
