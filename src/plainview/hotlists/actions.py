"""Changes to entries: proposed by one person, approved by another, checked against CJIS, ended on time (F.b)."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from plainview.accounts.doors import door
from plainview.accounts.permissions import Permission, may
from plainview.approvals import actions as approvals
from plainview.approvals import queries as asked_before
from plainview.approvals.kinds import Kind
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.hotlists import seeing, steps, width
from plainview.hotlists.announcing import announce
from plainview.hotlists.models import Check, Entry, HotList
from plainview.hotlists.rules import FAST_LANE, FAST_LANE_AGAIN, Proposal, missing
from plainview.policy import clauses
from plainview.policy.decisions import ALLOWED, Decision, PolicyRefusal, Refused, require
from plainview.policy.enforcement import enforces
from plainview.terms import plate as plates
from plainview.terms.actor import Actor

MANUAL_LIST: Final = "Department entries"
CHECK_COUNTS: Final = timedelta(hours=24)
"""How old a look at CJIS may be that a person records (F.b.1.iv)."""
_NOT_APPROVED: Final = "not approved and checked in time"


@door(Event.ENTRY_PROPOSED, needs=Permission.ENTRIES_PROPOSE)
@enforces(clauses.F_B_1, clauses.F_B_1_I)
def propose(proposal: Proposal, *, actor: Actor, at: datetime) -> Entry:
    """Ask for a manual entry. It alerts nobody until a supervisor approved it and the plate was checked.

    One of the fast lane alerts from now on, and ends by itself unless both have been done within its hour. Proposing it
    anew gives no second hour.

    Raises:
        PolicyRefusal: with everything that the proposal lacks.
    """
    require(*missing(proposal, at=at), _known_audience(proposal, at=at))
    hot_list, _ = HotList.objects.get_or_create(name=MANUAL_LIST, defaults={"manual": True})
    plate = width.wanted_plate(proposal.plate, proposal.match_by)
    if proposal.fast_lane:
        require(may(actor, Permission.ENTRIES_HURRY), _no_second_hour(hot_list, plates.fold(plate), at=at))
    until = min(proposal.expires_at, at + FAST_LANE) if proposal.fast_lane else proposal.expires_at
    entry = Entry(
        **{
            **vars(proposal),
            "plate": plate,
            "audience": list(proposal.audience),
            "unknown": list(proposal.unknown),
            "expires_at": until,
        },
        asked_until=proposal.expires_at if proposal.fast_lane else None,
        folded=plates.fold(plate),
        hot_list=hot_list,
        status=Entry.Status.ACTIVE if proposal.fast_lane else Entry.Status.PROPOSED,
        officer=actor.name,
        proposed_by=str(actor),
        entered_at=at,
    )
    entry.revision = steps.log(Event.ENTRY_PROPOSED, entry, actor=actor, at=at)
    entry.save()
    approvals.ask(
        Kind.MANUAL_ENTRY,
        steps.subject(entry),
        why=entry.suspicion or entry.offence,
        clause=clauses.F_B_1,
        expires_at=until,
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
    entry = steps.standing(entry_id, actor=actor, at=at)
    if entry.status != Entry.Status.PROPOSED and not entry.hot_list.manual:
        raise PolicyRefusal(Refused(clauses.F_B_1, "this entry came with an imported list", "Remove it instead."))
    asked = next(each for each in asked_before.of(steps.subject(entry)) if each.kind == Kind.MANUAL_ENTRY)
    approvals.decide(asked.pk, approved=approved, reason=reason, actor=actor, at=at)
    if approved:
        entry.approved_at = at
        steps.put_in_force(entry)
    else:
        entry.status, entry.ended_at, entry.ended_because = Entry.Status.REFUSED, at, "refused"
    entry.revision = steps.log(Event.ENTRY_APPROVED if approved else Event.ENTRY_REFUSED, entry, actor=actor, at=at)
    entry.save()
    return entry


@door(Event.ENTRY_VERIFIED, needs=Permission.ENTRIES_PROPOSE)
@enforces(clauses.F_B_1_IV)
def verify(entry_id: UUID, *, source: str, checked_at: datetime | None = None, actor: Actor, at: datetime) -> Entry:
    """Record that a person checked the plate through CJIS or NCIC, where and when. Activates an approved entry.

    Raises:
        PolicyRefusal: the actor may not, the source is empty, the look lies ahead or too long ago, or the entry has
            ended.
    """
    entry, looked = steps.standing(entry_id, actor=actor, at=at), checked_at or at
    require(
        ALLOWED
        if source.strip()
        else Refused(clauses.F_B_1_IV, "the source of the check is missing", "Name the terminal or system.", "source"),
        ALLOWED
        if at - CHECK_COUNTS <= looked <= at
        else Refused(
            clauses.F_B_1_IV, "the check must lie within the last 24 hours", "Check the plate once more.", "checked_at"
        ),
    )
    Check.objects.create(
        entry=entry,
        asked_at=looked,
        asked_by=str(actor),
        asked_by_name=actor.name,
        source=source.strip(),
        answered_at=looked,
        outcome=Check.Outcome.CONFIRMED,
    )
    steps.confirm(entry, source=source.strip(), checked_at=looked, actor=actor, at=at)
    return entry


@door(Event.ENTRY_REMOVED, needs=Permission.ENTRIES_PROPOSE)
@enforces(clauses.F_B_1_III)
def remove(entry_id: UUID, *, because: str, actor: Actor, at: datetime) -> Entry:
    """Take an entry off: the vehicle is located, or the need has gone.

    Raises:
        PolicyRefusal: the actor may not.
        Entry.DoesNotExist: there is none that the actor may know of.
    """
    entry = steps.locked(entry_id, actor=actor)
    if entry.ended_at is None:
        entry.status, entry.ended_at, entry.ended_because = Entry.Status.REMOVED, at, because
        entry.revision = steps.log(Event.ENTRY_REMOVED, entry, actor=actor, at=at)
        entry.save()
        for kind in (Kind.MANUAL_ENTRY, Kind.EXTENSION):
            approvals.withdraw(kind, steps.subject(entry), actor=actor, at=at)
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
        ended = Entry.objects.filter(pk__in=ids)
        unapproved = ended.filter(asked_until__isnull=False)
        facts = {"entries": len(ids), "not_approved_in_time": unapproved.count()}
        revision = audit.append(Event.ENTRY_EXPIRED, actor=actor, at=at, facts=facts)
        for some, because in ((ended.filter(asked_until=None), "expired"), (unapproved, _NOT_APPROVED)):
            some.update(status=Entry.Status.EXPIRED, ended_at=at, ended_because=because, revision=revision)
        announce()
    return len(ids)


@enforces(clauses.F_B_1)
def _no_second_hour(hot_list: HotList, folded: str, *, at: datetime) -> Decision:
    """The fast lane is for the time that a supervisor needs, not a way past them (F.b.1)."""
    # Two who propose the same plate at once come one after the other.
    HotList.objects.select_for_update().get(pk=hot_list.pk)
    stood = Entry.objects.filter(hot_list=hot_list, folded=folded, fast_lane=True, entered_at__gt=at - FAST_LANE_AGAIN)
    if not stood.filter(asked_until__isnull=False).exists():
        return ALLOWED
    return Refused(
        clauses.F_B_1,
        "this plate has stood in the fast lane, and no supervisor's approval and check came of it",
        "Propose it without the fast lane; a supervisor decides it.",
        "fast_lane",
    )


def _known_audience(proposal: Proposal, *, at: datetime) -> Decision:
    if set(proposal.audience) <= {person.pk for person in seeing.may_be_told(at)}:
        return ALLOWED
    return Refused(
        clauses.F_C_1, "somebody named does not see alerts", "Choose people whose role sees alerts.", "audience"
    )
