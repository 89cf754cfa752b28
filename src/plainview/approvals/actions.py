"""Ask and decide. Each joins the transaction of the action that needs it, which writes the log's entry."""

from datetime import datetime

from plainview.approvals.models import Approval
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
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
def decide(subject: str, *, approved: bool, reason: str = "", actor: Actor, at: datetime) -> Approval:
    """Decide a request that somebody else made.

    Raises:
        PolicyRefusal: the actor made the request.
        AlreadyDecided: somebody was faster.
        Approval.DoesNotExist: there is no such request.
    """
    approval = Approval.objects.select_for_update().get(subject=subject)
    if approval.decided_at is not None:
        raise AlreadyDecided(subject)
    if approval.requested_by == str(actor):
        raise PolicyRefusal(
            Refused(clauses.F_B_1, "you made this request yourself", "Another supervisor must decide it.")
        )
    approval.decided_by, approval.decided_by_name = str(actor), actor.name
    approval.decided_at, approval.approved, approval.reason = at, approved, reason
    approval.save()
    return approval
