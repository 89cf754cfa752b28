"""A longer time for an entry: asked by one person, decided by another, within the limit (F.b.1.ii)."""

from datetime import datetime
from uuid import UUID

from plainview.accounts.doors import door
from plainview.accounts.permissions import Permission
from plainview.approvals import actions as approvals
from plainview.approvals.kinds import Kind
from plainview.approvals.models import Approval
from plainview.audit.events import Event
from plainview.hotlists import rules
from plainview.hotlists.models import Entry, Extension
from plainview.hotlists.steps import log, standing, subject
from plainview.policy import clauses
from plainview.policy.decisions import ALLOWED, Refused, require
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor


@door(Event.ENTRY_EXTENSION_ASKED, needs=Permission.ENTRIES_PROPOSE)
@enforces(clauses.F_B_1_II)
def ask(entry_id: UUID, *, until: datetime, why: str, actor: Actor, at: datetime) -> Approval:
    """Ask that an entry stand longer. It keeps its expiry until a second person has agreed.

    Raises:
        PolicyRefusal: the reason is missing, the new expiry lies beyond the limit or not after the present one, the
            entry is not approved or has ended, or an extension is asked already.
    """
    entry = standing(entry_id, actor=actor, at=at)
    require(
        ALLOWED
        if why.strip()
        else Refused(clauses.F_B_1_II, "the reason is missing", "Say why the vehicle is still wanted.", "why"),
        ALLOWED
        if entry.approved_at is not None and not entry.on_trial
        else Refused(clauses.F_B_1, "this entry is not approved and checked yet", "It can be extended once it is."),
        ALLOWED
        if until > entry.expires_at
        else Refused(clauses.F_B_1_II, "the entry stands that long already", "Choose a later expiry.", "until"),
        *(Refused(each.clause, each.reason, each.remedy, "until") for each in rules.expiry(until, at=at)),
    )
    approval = approvals.ask(
        Kind.EXTENSION,
        subject(entry),
        why=why.strip(),
        clause=clauses.F_B_1_II,
        expires_at=entry.expires_at,
        actor=actor,
        at=at,
    )
    Extension.objects.create(approval_id=approval.pk, entry=entry, until=until)
    log(Event.ENTRY_EXTENSION_ASKED, entry, actor=actor, at=at)
    return approval


@door(Event.ENTRY_EXTENDED, needs=Permission.ENTRIES_APPROVE)
@enforces(clauses.F_B_1_II, clauses.F_B_1)
def decide(approval_id: UUID, *, approved: bool, reason: str = "", actor: Actor, at: datetime) -> Entry:
    """A second person's word on an extension.

    Raises:
        PolicyRefusal: the actor may not decide it, or the entry has ended.
        AlreadyDecided: somebody was faster.
    """
    asked = Extension.objects.get(pk=approval_id)
    entry = standing(asked.entry_id, actor=actor, at=at)
    approvals.decide(approval_id, approved=approved, reason=reason, actor=actor, at=at)
    if approved:
        require(*rules.expiry(asked.until, at=at))
        entry.expires_at, entry.reminded_at = asked.until, None
    event = Event.ENTRY_EXTENDED if approved else Event.ENTRY_EXTENSION_REFUSED
    entry.revision = log(event, entry, actor=actor, at=at)
    entry.save()
    return entry
