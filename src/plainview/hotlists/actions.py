"""Changes to entries: proposed by one person, approved by another, checked against CJIS, ended on time (F.b)."""

from datetime import datetime
from uuid import UUID

from plainview.accounts.doors import door
from plainview.accounts.permissions import Permission
from plainview.approvals import actions as approvals
from plainview.approvals import queries as asked_before
from plainview.approvals.kinds import Kind
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.hotlists.announcing import announce
from plainview.hotlists.models import Entry, HotList
from plainview.hotlists.rules import Proposal, missing
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused, require
from plainview.policy.enforcement import enforces
from plainview.terms import plate as plates
from plainview.terms.actor import Actor

MANUAL_LIST = "Department entries"


@door(Event.ENTRY_PROPOSED, needs=Permission.ENTRIES_PROPOSE)
@enforces(clauses.F_B_1, clauses.F_B_1_I)
def propose(proposal: Proposal, *, actor: Actor, at: datetime) -> Entry:
    """Ask for a manual entry. It alerts nobody until a supervisor approved it and the plate was checked.

    Raises:
        PolicyRefusal: with everything that the proposal lacks.
    """
    require(*missing(proposal, at=at))
    hot_list, _ = HotList.objects.get_or_create(name=MANUAL_LIST, defaults={"manual": True})
    entry = Entry(
        **{**vars(proposal), "plate": plates.canonical(proposal.plate), "audience": list(proposal.audience)},
        folded=plates.folded(proposal.plate),
        hot_list=hot_list,
        status=Entry.Status.PROPOSED,
        officer=actor.name,
        proposed_by=str(actor),
        entered_at=at,
    )
    entry.revision = _log(Event.ENTRY_PROPOSED, entry, actor=actor, at=at)
    entry.save()
    approvals.ask(
        Kind.MANUAL_ENTRY,
        _subject(entry),
        why=entry.suspicion or entry.offence,
        clause=clauses.F_B_1,
        expires_at=entry.expires_at,
        actor=actor,
        at=at,
    )
    return entry


@door(Event.ENTRY_APPROVED, needs=Permission.ENTRIES_APPROVE)
@enforces(clauses.F_B_1)
def decide(entry_id: UUID, *, approved: bool, reason: str = "", actor: Actor, at: datetime) -> Entry:
    """A supervisor's word on somebody else's proposal.

    Raises:
        PolicyRefusal: the actor may not approve, or proposed the entry, or the entry has ended.
        AlreadyDecided: somebody was faster.
    """
    entry = _standing(entry_id)
    if entry.status != Entry.Status.PROPOSED and not entry.hot_list.manual:
        raise PolicyRefusal(Refused(clauses.F_B_1, "this entry came with an imported list", "Remove it instead."))
    asked = next(each for each in asked_before.of(_subject(entry)) if each.kind == Kind.MANUAL_ENTRY)
    approvals.decide(asked.pk, approved=approved, reason=reason, actor=actor, at=at)
    if approved:
        entry.status = Entry.Status.ACTIVE if entry.verified_at else Entry.Status.APPROVED
    else:
        entry.status, entry.ended_at, entry.ended_because = Entry.Status.REFUSED, at, "refused"
    entry.revision = _log(Event.ENTRY_APPROVED if approved else Event.ENTRY_REFUSED, entry, actor=actor, at=at)
    entry.save()
    return entry


@door(Event.ENTRY_VERIFIED, needs=Permission.ENTRIES_PROPOSE)
@enforces(clauses.F_B_1_IV)
def verify(entry_id: UUID, *, source: str, actor: Actor, at: datetime) -> Entry:
    """Record that the plate was checked through CJIS or NCIC, by whom and where. Activates an approved entry.

    Raises:
        PolicyRefusal: the actor may not, the source is empty, or the entry has ended.
    """
    entry = _standing(entry_id)
    if not source.strip():
        raise PolicyRefusal(
            Refused(clauses.F_B_1_IV, "the source of the check is missing", "Name the terminal or system.", "source")
        )
    entry.verified_by, entry.verified_at, entry.verified_source = actor.name, at, source.strip()
    if entry.status == Entry.Status.APPROVED:
        entry.status = Entry.Status.ACTIVE
    entry.revision = _log(Event.ENTRY_VERIFIED, entry, actor=actor, at=at)
    entry.save()
    return entry


@door(Event.ENTRY_REMOVED, needs=Permission.ENTRIES_PROPOSE)
@enforces(clauses.F_B_1_III)
def remove(entry_id: UUID, *, because: str, actor: Actor, at: datetime) -> Entry:
    """Take an entry off: the vehicle is located, or the need has gone.

    Raises:
        PolicyRefusal: the actor may not.
    """
    entry = Entry.objects.select_for_update().get(pk=entry_id)
    if entry.ended_at is None:
        entry.status, entry.ended_at, entry.ended_because = Entry.Status.REMOVED, at, because
        entry.revision = _log(Event.ENTRY_REMOVED, entry, actor=actor, at=at)
        entry.save()
        approvals.withdraw(Kind.MANUAL_ENTRY, _subject(entry), actor=actor, at=at)
    return entry


@door(Event.ENTRY_EXPIRED, needs=Permission.ENTRIES_EXPIRE)
@enforces(clauses.F_B_1_III)
def expire(*, actor: Actor, at: datetime) -> int:
    """End every entry whose time is over and return how many. Matching ignores them already from that second."""
    due = Entry.objects.filter(
        status__in=(Entry.Status.ACTIVE, Entry.Status.APPROVED, Entry.Status.PROPOSED), expires_at__lte=at
    )
    ids = list(due.select_for_update().values_list("pk", flat=True))
    if ids:
        revision = audit.append(Event.ENTRY_EXPIRED, actor=actor, at=at, facts={"entries": len(ids)})
        Entry.objects.filter(pk__in=ids).update(
            status=Entry.Status.EXPIRED, ended_at=at, ended_because="expired", revision=revision
        )
        announce()
    return len(ids)


def _standing(entry_id: UUID) -> Entry:
    entry = Entry.objects.select_for_update().get(pk=entry_id)
    if entry.ended_at is not None:
        raise PolicyRefusal(Refused(clauses.F_B_1_III, "this entry has ended", "Propose it anew."))
    return entry


def _subject(entry: Entry) -> str:
    return f"entry:{entry.pk}"


def _log(event: Event, entry: Entry, *, actor: Actor, at: datetime) -> int:
    announce(str(entry.pk))
    return audit.append(
        event,
        actor=actor,
        at=at,
        subject=_subject(entry),
        facts={"purpose": entry.purpose, "case_number": entry.case_number, "status": entry.status},
        private={"plate": entry.plate, "state": entry.state},
    )
