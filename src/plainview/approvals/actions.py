"""Ask and decide. A room that asks joins its own transaction to this one's; there is no way to take a decision back."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from plainview.accounts.doors import door
from plainview.accounts.permissions import Facts, Unasked, may
from plainview.approvals.kinds import DECIDED_BY, IN_PERSON, Kind
from plainview.approvals.models import Approval, State
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.policy import clauses
from plainview.policy.clauses import Clause
from plainview.policy.decisions import ALLOWED, Decision, PolicyRefusal, Refused, require
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor

LONGEST_REASON: Final = 500


class AlreadyDecided(Exception):
    """A decision is never changed."""


@door(Event.APPROVAL_ASKED, needs=Unasked("the action that asks has asked"))
def ask(  # noqa: PLR0913 - a request says what, on what, why, under which clause and until when
    kind: Kind,
    subject: str,
    *,
    why: str,
    clause: Clause,
    expires_at: datetime,
    excluded: Iterable[Actor | str] = (),
    actor: Actor,
    at: datetime,
) -> Approval:
    """Open a request. The caller has decided that the actor may make it.

    Args:
        kind: what is asked; it decides who may answer.
        subject: on what, as in `entry:<id>`. One request of a kind can be open for a subject.
        why: in the asker's words. Kept in the sealed part of the log, for it may name a plate.
        clause: which clause asks for the second person.
        expires_at: from then on the request counts as refused.
        excluded: whose own matter this is, beside the actor's: they may not decide it.
        actor: who asks.
        at: when.

    Raises:
        PolicyRefusal: the same request is open already.
    """
    _end(Approval.objects.filter(kind=kind, subject=subject, expires_at__lte=at), actor=actor, at=at)
    if Approval.objects.filter(kind=kind, subject=subject, decided_at=None, expired_at=None).exists():
        raise PolicyRefusal(Refused(clause, "this is asked already", "Wait for the decision, or until it expires."))
    approval = Approval.objects.create(
        kind=kind,
        subject=subject,
        why=why[:LONGEST_REASON],
        clause=clause.id,
        requested_by=str(actor),
        requested_by_name=actor.name,
        requested_at=at,
        expires_at=expires_at,
        excluded=sorted({str(each) for each in excluded}),
    )
    facts = {"kind": kind, "clause": clause.id, "expires_at": expires_at.isoformat(timespec="seconds")}
    audit.append(Event.APPROVAL_ASKED, actor=actor, at=at, subject=subject, facts=facts, private={"why": why})
    return approval


@door(Event.APPROVAL_DECIDED, needs=Unasked("asks the permission of the kind of request"))
@enforces(clauses.F_B_1)
def decide(approval_id: UUID, *, approved: bool, reason: str = "", actor: Actor, at: datetime) -> Approval:
    """Decide a request that somebody else made. What follows from it is the asking room's business.

    Raises:
        PolicyRefusal: it is the actor's own matter, their role does not decide this kind, it has expired, or it is
            refused without a reason.
        AlreadyDecided: somebody was faster.
        Approval.DoesNotExist: there is no such request.
    """
    approval = Approval.objects.select_for_update().get(pk=approval_id)
    if approval.decided_at is not None:
        raise AlreadyDecided(approval.subject)
    kind, clause = Kind(approval.kind), clauses.BY_ID[approval.clause]
    require(_not_ones_own(approval, actor))
    deciding = actor.without_elevation() if kind in IN_PERSON else actor
    require(
        may(deciding, DECIDED_BY[kind], on=Facts(requested_by=approval.requested_by)),
        _in_time(approval, at),
        ALLOWED
        if approved or reason.strip()
        else Refused(clause, "the reason of the refusal is missing", "Say what the person should know.", "reason"),
    )
    approval.decided_by, approval.decided_by_name = str(actor), actor.name
    approval.decided_at, approval.approved, approval.reason = at, approved, reason.strip()[:LONGEST_REASON]
    approval.save()
    facts = {"kind": kind, "approved": approved, "asked_by": approval.requested_by_name, "clause": approval.clause}
    audit.append(
        Event.APPROVAL_DECIDED,
        actor=actor,
        at=at,
        subject=approval.subject,
        facts=facts,
        private={"why": approval.why, "reason": approval.reason},
    )
    return approval


@door(Event.APPROVAL_EXPIRED, needs=Unasked("marks what ran out, which counted as refused already"))
def expire(*, actor: Actor, at: datetime) -> int:
    """Mark what was not decided in time and return how many. Since its last second it could no longer be decided."""
    return _end(Approval.objects.filter(expires_at__lte=at), actor=actor, at=at)


@door(Event.APPROVAL_EXPIRED, needs=Unasked("the action that ends the subject has asked"))
def withdraw(kind: Kind, subject: str, *, actor: Actor, at: datetime) -> None:
    """End an open request whose subject has gone. It counts as refused; where none is open nothing happens."""
    _end(Approval.objects.filter(kind=kind, subject=subject), actor=actor, at=at)


def _end(these: QuerySet[Approval], *, actor: Actor, at: datetime) -> int:
    ended = list(these.filter(decided_at=None, expired_at=None).select_for_update())
    for approval in ended:
        facts = {"kind": approval.kind, "asked_by": approval.requested_by_name, "clause": approval.clause}
        audit.append(Event.APPROVAL_EXPIRED, actor=actor, at=at, subject=approval.subject, facts=facts)
    Approval.objects.filter(pk__in=[approval.pk for approval in ended]).update(expired_at=at)
    return len(ended)


def _not_ones_own(approval: Approval, actor: Actor) -> Decision:
    if not approval.concerns(actor):
        return ALLOWED
    reason = (
        "you made this request yourself" if approval.requested_by == str(actor) else "this request is about yourself"
    )
    return Refused(clauses.BY_ID[approval.clause], reason, "Somebody else whose role decides this must do it.")


def _in_time(approval: Approval, at: datetime) -> Decision:
    if approval.state(at) is not State.EXPIRED:
        return ALLOWED
    return Refused(
        clauses.BY_ID[approval.clause], "this request has expired, which counts as refused", "It can be asked anew."
    )
