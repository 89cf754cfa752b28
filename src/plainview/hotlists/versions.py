"""The versions of an imported list: taken in, looked at by a second person where they must be, and gone back from.

An import is one transaction. Either a whole version takes over, or waits, or is refused; a list is never half of each.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import transaction

from plainview.accounts.doors import door
from plainview.accounts.permissions import Permission
from plainview.approvals import actions as approvals
from plainview.approvals import queries as asked
from plainview.approvals.kinds import Kind as Ask
from plainview.audit.events import Event
from plainview.csv_files import Fault
from plainview.hotlists import guard, incoming, receiving, settling
from plainview.hotlists.formats.line import FileRefused
from plainview.hotlists.models import Version
from plainview.hotlists.receiving import Arrival
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor


class ImportStopped(Exception):
    """The file has bad lines and nobody said to keep the good ones. Nothing was changed."""

    def __init__(self, good: int, bad: int, faults: tuple[Fault, ...]) -> None:
        super().__init__(f"{bad} bad line{'s' * (bad != 1)}, {good} good; nothing was imported")
        self.good = good
        self.bad = bad
        self.faults = faults


def upload(source_id: UUID, arrival: Arrival, *, keep_good: bool, actor: Actor, at: datetime) -> Version:
    """Take in a file that a person brings. Bad lines stop it unless the person keeps the good ones.

    Raises:
        PolicyRefusal: the actor may not.
        FileRefused: nothing can be read from it, or it is older than what is in force; a refused version says so.
        ImportStopped: there are bad lines.
    """
    with _refused_on_record(source_id, arrival, actor=actor, at=at):
        return _upload(source_id, arrival, keep_good=keep_good, actor=actor, at=at)


def deliver(source_id: UUID, arrival: Arrival, *, actor: Actor, at: datetime) -> Version:
    """Take in a file that came by itself. Its bad lines are left out, and too many make it wait.

    Raises:
        PolicyRefusal: the actor may not.
        FileRefused: as for `upload`.
    """
    with _refused_on_record(source_id, arrival, actor=actor, at=at):
        return _deliver(source_id, arrival, actor=actor, at=at)


@door(Event.HOTLIST_IMPORTED, needs=Permission.LISTS_IMPORT)
def _upload(source_id: UUID, arrival: Arrival, *, keep_good: bool, actor: Actor, at: datetime) -> Version:
    return take(source_id, arrival, keep_good=keep_good, actor=actor, at=at)


@door(Event.HOTLIST_IMPORTED, needs=Permission.LISTS_DELIVER)
def _deliver(source_id: UUID, arrival: Arrival, *, actor: Actor, at: datetime) -> Version:
    return take(source_id, arrival, keep_good=None, actor=actor, at=at)


@enforces(clauses.E_B, clauses.F_B_1)
def take(source_id: UUID, arrival: Arrival, *, keep_good: bool | None, actor: Actor, at: datetime) -> Version:
    """Make a version of a file, in the caller's transaction; the caller has asked whether the actor may.

    `keep_good` is None for what comes by itself: the guard then looks at how much of it is bad.
    """
    source = receiving.locked(source_id)
    version, current = receiving.begun(source, arrival, actor, at), settling.in_force(source_id)
    if current is not None and version.digest == current.digest and version.as_of <= current.as_of:
        return current
    if current is not None and version.as_of < current.as_of:
        raise FileRefused(
            f"the file is of {receiving.said(version.as_of)},"
            f" older than what is in force ({receiving.said(current.as_of)});"
            " go back to the version before if that is meant"
        )
    tally = receiving.read(source, arrival, at=at)
    incoming.clear(source.hot_list_id, tally)
    if tally.bad and keep_good is False:
        raise ImportStopped(incoming.count(), tally.bad, tuple(tally.faults))
    found = receiving.counted(version, tally)
    limits = guard.Limits(source.shrink_percent, source.grow_percent, source.bad_percent if keep_good is None else 100)
    gone, come = found.removed + found.replated, found.added + found.replated
    counts = guard.Counts(version.before, come, gone, version.lines, version.bad)
    by_hand = found.added + found.changed if keep_good is not None else 0
    version.reasons = list(
        guard.doubts(counts, limits, first=current is None, second_look=source.second_look, by_hand=by_hand)
    )
    settling.set_aside_what_waits(source, actor=actor, at=at)
    if version.reasons:
        return settling.hold(version, actor=actor, at=at)
    return settling.take_over(version, Event.HOTLIST_IMPORTED, actor=actor, at=at)


@door(Event.HOTLIST_IMPORTED, needs=Permission.ENTRIES_APPROVE)
@enforces(clauses.F_B_1)
def decide(version_id: UUID, *, approved: bool, reason: str = "", actor: Actor, at: datetime) -> Version:
    """A second person's word on a version that waits. Approved, it takes over at once.

    Raises:
        PolicyRefusal: the actor may not, or brought the file; or it does not wait any more.
        AlreadyDecided: somebody was faster.
    """
    version = Version.objects.select_related("source__hot_list").get(pk=version_id)
    source = receiving.locked(version.source_id)
    version.refresh_from_db(fields=["status"])
    asking = next((each for each in asked.of(settling.subject(version)) if each.kind == Ask.HOT_LIST_VERSION), None)
    if asking is None or (version.status != Version.Status.WAITING and asking.decided_at is None):
        raise PolicyRefusal(Refused(clauses.F_B_1, "this version waits no more", "Have the file sent again."))
    approvals.decide(asking.pk, approved=approved, reason=reason, actor=actor, at=at)
    if not approved:
        return settling.refuse(version, f"{actor.name} refused it: {reason.strip()}", actor=actor, at=at)
    incoming.fill_from(version.pk)
    version.expired += incoming.expire(at=at)
    version.ended_here += incoming.ended_here(source.hot_list_id)
    receiving.compared(version)
    return settling.take_over(version, Event.HOTLIST_IMPORTED, actor=actor, at=at)


@door(Event.HOTLIST_RETURNED, needs=Permission.LISTS_IMPORT)
@enforces(clauses.F_B_1_III)
def go_back(source_id: UUID, *, because: str, actor: Actor, at: datetime) -> Version:
    """Make the list what it was before the version in force. A second person looks at whatever comes next.

    Raises:
        PolicyRefusal: the actor may not, gave no reason, or there is no way back.
    """
    source, current = receiving.locked(source_id), settling.in_force(source_id)
    if not because.strip():
        raise PolicyRefusal(Refused(clauses.F_B_1_III, "the reason is missing", "Say what is wrong.", "because"))
    before = Version.objects.filter(source=source, status=Version.Status.PAST).order_by("-taken_over_at").first()
    if current is None or before is None or not current.can_go_back:
        raise PolicyRefusal(
            Refused(clauses.F_B_1_III, "there is no earlier version to go back to", "Import a file instead.")
        )
    version = receiving.numbered(source, "gone back", actor, before.as_of, at)
    version.file_name, version.digest, version.back_to = before.file_name, before.digest, before.number
    version.reasons = [because.strip()]
    incoming.fill_from(current.pk, before=source.hot_list_id)
    version.expired = incoming.expire(at=at)
    version.ended_here = incoming.ended_here(source.hot_list_id)
    receiving.compared(version)
    version.lines = version.entries
    return settling.take_over(version, Event.HOTLIST_RETURNED, actor=actor, at=at)


@door(Event.HOTLIST_REFUSED, needs=Permission.LISTS_DELIVER)
def end_undecided(*, actor: Actor, at: datetime) -> int:
    """Refuse the versions that nobody decided in time, and return how many."""
    ended = 0
    for version in Version.objects.filter(status=Version.Status.WAITING).select_related("source__hot_list"):
        if not any(
            each.decided_at is None and each.ended_at(at) is None for each in asked.of(settling.subject(version))
        ):
            receiving.locked(version.source_id)
            # Whoever held the lock may have agreed in the last second: a list of millions takes a minute.
            version.refresh_from_db(fields=["status"])
            if version.status == Version.Status.WAITING:
                settling.refuse(version, "Nobody decided in time, which counts as refused.", actor=actor, at=at)
                ended += 1
    return ended


@contextmanager
def _refused_on_record(source_id: UUID, arrival: Arrival, *, actor: Actor, at: datetime) -> Iterator[None]:
    """A file of which nothing can be read is a version too, refused; what its import had begun is undone."""
    try:
        yield
    except FileRefused as refused:
        with transaction.atomic():
            version = receiving.numbered(receiving.locked(source_id), arrival.way, actor, at, at)
            version.file_name = arrival.name[:200]
            settling.refuse(version, str(refused), actor=actor, at=at)
        raise
