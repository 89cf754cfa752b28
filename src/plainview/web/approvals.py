"""One place for what waits for a second person: every kind, what is lost first on top, decided where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plainview.approvals import queries
from plainview.approvals.actions import LONGEST_REASON, AlreadyDecided
from plainview.approvals.models import Approval
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.web import approval_desks as desks
from plainview.web.acting import actor
from plainview.web.approval_desks import Desk, Drawn
from plainview.web.onward import onward
from plainview.web.typed import Typed

LATELY: Final = timedelta(days=14)
SOON: Final = timedelta(hours=4)


@dataclass(frozen=True)
class Card:
    """A request as the page draws it. `refusals` stand against the decision that was just tried on it."""

    approval: Approval
    desk: Desk
    drawn: Drawn
    state: str
    soon: bool
    ended_at: datetime | None
    refusals: Sequence[Refused] = ()
    reason: str = ""

    @property
    def lost_at(self) -> datetime:
        """When something of it is lost: by itself, or with its subject."""
        return min(self.drawn.lost_from or self.approval.expires_at, self.approval.expires_at)

    @property
    def prefix(self) -> str:
        """What stands before the ids of this request's controls: a page shows several."""
        return f"{self.approval.pk.hex}-"


def overview(request: HttpRequest) -> HttpResponse:
    """What waits, what the person asked for themselves, and what was decided lately."""
    return _draw(request)


def decide(request: HttpRequest, approval_id: UUID) -> HttpResponse:
    """Approve or refuse one request, with a reason."""
    try:
        approval = queries.one(approval_id)
    except Approval.DoesNotExist as none:
        raise Http404 from none
    typed = Typed(request.POST, clauses.BY_ID[approval.clause])
    word, reason = typed.text("approved", longest=3), typed.text("reason", longest=LONGEST_REASON)
    if word not in {"yes", "no"}:
        typed.fault("approved", "the decision is missing", "Approve or refuse.")
    if typed.faults:
        return _draw(request, tried=approval_id, refusals=typed.with_faults(), reason=reason)
    desk = desks.desk(approval)
    try:
        desk.decide(approval, approved=word == "yes", reason=reason, actor=actor(request), at=timezone.now())
    except PolicyRefusal as refusal:
        return _draw(request, tried=approval_id, refusals=refusal.refusals, reason=reason)
    except AlreadyDecided:
        messages.warning(request, "Somebody decided this before you. Nothing was changed.")
    else:
        said = desk.yes if word == "yes" else desk.no
        messages.success(request, f"{said}: {desk.draw(approval).words}. {approval.requested_by_name} sees your word.")
    return onward("approvals")


def _draw(
    request: HttpRequest, *, tried: UUID | None = None, refusals: Sequence[Refused] = (), reason: str = ""
) -> HttpResponse:
    at, me = timezone.now(), actor(request)
    waiting = sorted((card(each, at) for each in queries.waiting(me, at)), key=lambda each: each.lost_at)
    context = {
        "waiting": [
            card(each.approval, at, refusals, reason) if each.approval.pk == tried else each for each in waiting
        ],
        "own": [card(each, at) for each in queries.own(me, at)],
        "decided": [card(each, at) for each in queries.decided(me, at, within=LATELY)],
        "lately": LATELY.days,
        "refusals": refusals,
        "tried_prefix": f"{tried.hex}-" if tried else "",
    }
    return render(request, "approvals/overview.html", context, status=422 if refusals else 200)


def card(approval: Approval, at: datetime, refusals: Sequence[Refused] = (), reason: str = "") -> Card:
    """A request as the page draws it, with what stands against the decision that was just tried."""
    desk = desks.desk(approval)
    soon = approval.expires_at - at < SOON
    state, ended = approval.state(at).label, approval.ended_at(at)
    return Card(approval, desk, desk.draw(approval), state, soon, ended, refusals, reason)
