"""Looks at requests."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from plainview.accounts.permissions import may
from plainview.approvals.kinds import DECIDED_BY, IN_PERSON, Kind
from plainview.approvals.models import Approval, State
from plainview.policy.decisions import Allowed
from plainview.policy.evidence import Shown
from plainview.terms.actor import Actor

_LOOKED_BACK: Final = timedelta(days=90)


def decidable(actor: Actor) -> frozenset[Kind]:
    """The kinds that the actor's role decides."""
    return frozenset(
        kind
        for kind, permission in DECIDED_BY.items()
        if isinstance(may(actor.without_elevation() if kind in IN_PERSON else actor, permission), Allowed)
    )


def waiting(actor: Actor, at: datetime) -> list[Approval]:
    """Open requests that this actor may decide, the one that waits longest first."""
    asked = _open(at).filter(kind__in=decidable(actor)).order_by("requested_at")
    return [approval for approval in asked if not approval.concerns(actor)]


def own(actor: Actor, at: datetime) -> list[Approval]:
    """Open requests that the actor made, or that are about them: another person must decide."""
    return [approval for approval in _open(at).order_by("requested_at") if approval.concerns(actor)]


def decided(actor: Actor, at: datetime, *, within: timedelta, count: int = 30) -> list[Approval]:
    """What was decided or ran out within a period, newest first: of the kinds that the actor decides, and their own."""
    since = at - within
    ran_out = Q(expired_at__gt=since) | Q(expired_at=None, expires_at__gt=since, expires_at__lte=at)
    ended = Approval.objects.filter(Q(decided_at__gt=since) | Q(decided_at=None) & ran_out)
    mine = Q(kind__in=decidable(actor)) | Q(requested_by=str(actor))
    return sorted(ended.filter(mine), key=lambda each: each.ended_at(at) or at, reverse=True)[:count]


def unjustified(kind: Kind, at: datetime) -> Shown:
    """Live evidence of what is reviewed afterwards: how much of it nobody found right in time, of the last 90 days."""
    asked = Approval.objects.filter(kind=kind, requested_at__gt=at - _LOOKED_BACK)
    bad = sum(each.state(at) not in {State.OPEN, State.APPROVED} for each in asked)
    return Shown(f"{bad or 'none'} in the last {_LOOKED_BACK.days} days", kept=not bad)


def one(approval_id: UUID) -> Approval:
    """One request.

    Raises:
        Approval.DoesNotExist: there is none of this id.
    """
    return Approval.objects.get(pk=approval_id)


def of(subject: str) -> list[Approval]:
    """Every request about a subject, newest first."""
    return list(Approval.objects.filter(subject=subject).order_by("-requested_at"))


def of_each(subjects: Iterable[str]) -> dict[str, Approval]:
    """The newest request of each subject that has one."""
    asked = Approval.objects.filter(subject__in=list(subjects)).order_by("requested_at")
    return {approval.subject: approval for approval in asked}


def by_ids(ids: Iterable[UUID]) -> dict[UUID, Approval]:
    """Requests by id."""
    return Approval.objects.in_bulk(list(ids))


def _open(at: datetime) -> QuerySet[Approval]:
    return Approval.objects.filter(decided_at=None, expired_at=None, expires_at__gt=at)
