"""The versions of an imported list: taken in, looked at by a second person where they must be, and gone back from.

An import is one transaction. Either a whole version takes over, or waits, or is refused; a list is never half of each.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, Final
from uuid import UUID

from django.db import transaction

from plainview.accounts.doors import door
from plainview.accounts.permissions import Permission
from plainview.approvals import actions as approvals
from plainview.approvals import queries as asked
from plainview.approvals.kinds import Kind as Ask
from plainview.audit import actions as audit
from plainview.audit import queries as log
from plainview.audit.events import Event
from plainview.csv_files import Fault
from plainview.hotlists import guard, incoming, merging
from plainview.hotlists.announcing import announce
from plainview.hotlists.formats.kinds import Kind, parse, said_time
from plainview.hotlists.formats.line import FileRefused
from plainview.hotlists.incoming import Tally
from plainview.hotlists.merging import Difference
from plainview.hotlists.models import HotList, ListLine, Source, Version
from plainview.hotlists.sources import settings_of
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor

DECIDED_WITHIN: Final = timedelta(days=7)
FOR_EVER: Final = timedelta(days=36_500)
_PIECE: Final = 1024 * 1024
_AHEAD: Final = timedelta(hours=1)
"""How far a source's clock may be ahead of ours."""


class ImportStopped(Exception):
    """The file has bad lines and nobody said to keep the good ones. Nothing was changed."""

    def __init__(self, good: int, bad: int, faults: tuple[Fault, ...]) -> None:
        super().__init__(f"{bad} bad line{'s' * (bad != 1)}, {good} good; nothing was imported")
        self.good = good
        self.bad = bad
        self.faults = faults


@dataclass(frozen=True)
class Arrival:
    """A file that came. `file` is read from its beginning; `as_of` is the time that whoever brings it says.

    `modified` is the file's own, which counts where neither they nor the file itself say one.
    """

    file: BinaryIO
    way: str
    name: str = ""
    as_of: datetime | None = None
    modified: datetime | None = None


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
    source = _locked(source_id)
    version, current = _begun(source, arrival, actor, at), in_force(source_id)
    if current is not None and version.digest == current.digest and version.as_of <= current.as_of:
        return current
    if current is not None and version.as_of < current.as_of:
        raise FileRefused(
            f"the file is of {_said(version.as_of)}, older than what is in force ({_said(current.as_of)});"
            " go back to the version before if that is meant"
        )
    tally = _read(source, arrival, at=at)
    incoming.clear(source.hot_list_id, tally)
    if tally.bad and keep_good is False:
        raise ImportStopped(incoming.count(), tally.bad, tuple(tally.faults))
    found = _count(version, tally)
    limits = guard.Limits(source.shrink_percent, source.grow_percent, source.bad_percent if keep_good is None else 100)
    gone, come = found.removed + found.replated, found.added + found.replated
    counts = guard.Counts(version.before, come, gone, version.lines, version.bad)
    by_hand = found.added + found.changed if keep_good is not None else 0
    version.reasons = list(
        guard.doubts(counts, limits, first=current is None, second_look=source.second_look, by_hand=by_hand)
    )
    _set_aside_what_waits(source, actor=actor, at=at)
    if version.reasons:
        return _hold(version, actor=actor, at=at)
    return _take_over(version, Event.HOTLIST_IMPORTED, actor=actor, at=at)


@door(Event.HOTLIST_IMPORTED, needs=Permission.ENTRIES_APPROVE)
@enforces(clauses.F_B_1)
def decide(version_id: UUID, *, approved: bool, reason: str = "", actor: Actor, at: datetime) -> Version:
    """A second person's word on a version that waits. Approved, it takes over at once.

    Raises:
        PolicyRefusal: the actor may not, or brought the file; or it does not wait any more.
        AlreadyDecided: somebody was faster.
    """
    version = Version.objects.select_related("source__hot_list").get(pk=version_id)
    source = _locked(version.source_id)
    version.refresh_from_db(fields=["status"])
    asking = next((each for each in asked.of(subject(version)) if each.kind == Ask.HOT_LIST_VERSION), None)
    if asking is None or (version.status != Version.Status.WAITING and asking.decided_at is None):
        raise PolicyRefusal(Refused(clauses.F_B_1, "this version waits no more", "Have the file sent again."))
    approvals.decide(asking.pk, approved=approved, reason=reason, actor=actor, at=at)
    if not approved:
        return _refuse(version, f"{actor.name} refused it: {reason.strip()}", actor=actor, at=at)
    incoming.fill_from(version.pk)
    version.expired += incoming.expire(at=at)
    version.ended_here += incoming.ended_here(source.hot_list_id)
    _compared(version)
    return _take_over(version, Event.HOTLIST_IMPORTED, actor=actor, at=at)


@door(Event.HOTLIST_RETURNED, needs=Permission.LISTS_IMPORT)
@enforces(clauses.F_B_1_III)
def go_back(source_id: UUID, *, because: str, actor: Actor, at: datetime) -> Version:
    """Make the list what it was before the version in force. A second person looks at whatever comes next.

    Raises:
        PolicyRefusal: the actor may not, gave no reason, or there is no way back.
    """
    source, current = _locked(source_id), in_force(source_id)
    if not because.strip():
        raise PolicyRefusal(Refused(clauses.F_B_1_III, "the reason is missing", "Say what is wrong.", "because"))
    before = Version.objects.filter(source=source, status=Version.Status.PAST).order_by("-taken_over_at").first()
    if current is None or before is None or not current.can_go_back:
        raise PolicyRefusal(
            Refused(clauses.F_B_1_III, "there is no earlier version to go back to", "Import a file instead.")
        )
    version = _numbered(source, "gone back", actor, before.as_of, at)
    version.file_name, version.digest, version.back_to = before.file_name, before.digest, before.number
    version.reasons = [because.strip()]
    incoming.fill_from(current.pk, before=source.hot_list_id)
    version.expired = incoming.expire(at=at)
    version.ended_here = incoming.ended_here(source.hot_list_id)
    _compared(version)
    version.lines = version.entries
    return _take_over(version, Event.HOTLIST_RETURNED, actor=actor, at=at)


@door(Event.HOTLIST_REFUSED, needs=Permission.LISTS_DELIVER)
def end_undecided(*, actor: Actor, at: datetime) -> int:
    """Refuse the versions that nobody decided in time, and return how many."""
    ended = 0
    for version in Version.objects.filter(status=Version.Status.WAITING).select_related("source__hot_list"):
        if not any(each.decided_at is None and each.ended_at(at) is None for each in asked.of(subject(version))):
            _locked(version.source_id)
            # Whoever held the lock may have agreed in the last second: a list of millions takes a minute.
            version.refresh_from_db(fields=["status"])
            if version.status == Version.Status.WAITING:
                _refuse(version, "Nobody decided in time, which counts as refused.", actor=actor, at=at)
                ended += 1
    return ended


def in_force(source_id: UUID) -> Version | None:
    """The version that a source's list consists of; None before the first."""
    return Version.objects.filter(source_id=source_id, status=Version.Status.IN_FORCE).first()


def subject(version: Version) -> str:
    """How the log and the approvals name a version."""
    return f"list-version:{version.pk}"


def _locked(source_id: UUID) -> Source:
    source: Source = Source.objects.select_for_update(of=("self",)).select_related("hot_list").get(pk=source_id)
    return source


def _numbered(source: Source, way: str, actor: Actor, as_of: datetime, at: datetime) -> Version:
    newest = Version.objects.filter(source=source).first()
    number = newest.number + 1 if newest else 1
    return Version(source=source, number=number, way=way, as_of=as_of, received_at=at, received_by=actor.name)


def _begun(source: Source, arrival: Arrival, actor: Actor, at: datetime) -> Version:
    digest = hashlib.sha256()
    while piece := arrival.file.read(_PIECE):
        digest.update(piece)
    arrival.file.seek(0)
    as_of = arrival.as_of or said_time(Kind(source.kind), arrival.file) or arrival.modified or at
    arrival.file.seek(0)
    if as_of > at + _AHEAD:
        raise FileRefused(f"the file is of {_said(as_of)}, which lies ahead; set the source's clock")
    version = _numbered(source, arrival.way, actor, min(as_of, at), at)
    version.file_name, version.digest = arrival.name[:200], digest.hexdigest()
    return version


def _read(source: Source, arrival: Arrival, *, at: datetime) -> Tally:
    ends = at + (timedelta(days=source.entry_days) if source.entry_days is not None else FOR_EVER)
    parsed = parse(Kind(source.kind), arrival.file, settings_of(source), ends=source.entry_days is None)
    tally = incoming.fill(parsed, ends=ends, at=at)
    if not tally.lines:
        raise FileRefused("the file has no record; ask its source to send it again")
    return tally


def _count(version: Version, tally: Tally) -> Difference:
    version.lines, version.bad, version.kept_out = tally.lines, tally.bad, tally.kept_out
    version.repeated, version.expired, version.ended_here = tally.repeated, tally.expired, tally.ended_here
    version.faults = [list(asdict(fault).values()) for fault in sorted(tally.faults, key=lambda each: each.line)]
    return _compared(version)


def _compared(version: Version) -> Difference:
    found = merging.compare(version.source.hot_list_id)
    version.added, version.changed, version.removed = found.added, found.changed, found.removed
    version.entries = incoming.count()
    version.before = version.entries - found.added + found.removed
    return found


def _hold(version: Version, *, actor: Actor, at: datetime) -> Version:
    version.status = Version.Status.WAITING
    version.save()
    incoming.keep(version.pk)
    approvals.ask(
        Ask.HOT_LIST_VERSION,
        subject(version),
        why=" ".join(version.reasons),
        clause=clauses.F_B_1,
        expires_at=at + DECIDED_WITHIN,
        excluded=_set_up_by(version.source),
        actor=actor,
        at=at,
    )
    _log(Event.HOTLIST_WAITS, version, actor=actor, at=at)
    return version


@enforces(clauses.F_B_1)
def _set_up_by(source: Source) -> set[str]:
    """Who made the source's token, or set it up as nobody agreed to yet: what comes by itself may be from them."""
    current = in_force(source.pk)
    changes = log.latest(subject=f"source:{source.pk}", count=None)
    since = current.taken_over_at if current is not None else None
    recent = {each.actor for each in changes if since is None or each.at >= since}
    makers = [each.actor for each in changes if json.loads(each.facts).get("token") == "made"]
    return recent | set(makers[:1])


def _set_aside_what_waits(source: Source, *, actor: Actor, at: datetime) -> None:
    for version in Version.objects.filter(source=source, status=Version.Status.WAITING).select_related("source"):
        _refuse(version, "A later file took its place.", actor=actor, at=at)


def _refuse(version: Version, because: str, *, actor: Actor, at: datetime) -> Version:
    version.status, version.reasons = Version.Status.REFUSED, [*version.reasons, because]
    version.save()
    ListLine.objects.filter(version=version).delete()
    approvals.withdraw(Ask.HOT_LIST_VERSION, subject(version), actor=actor, at=at)
    _log(Event.HOTLIST_REFUSED, version, actor=actor, at=at)
    return version


def _take_over(version: Version, event: Event, *, actor: Actor, at: datetime) -> Version:
    """Make the list what the incoming lines say, and let it count from the log's number of this moment on."""
    source, back = version.source, event is Event.HOTLIST_RETURNED
    Version.objects.filter(source=source, status=Version.Status.IN_FORCE).update(
        status=Version.Status.PAST, can_go_back=False
    )
    version.status, version.taken_over_at, version.can_go_back = Version.Status.IN_FORCE, at, True
    version.save()
    merging.apply(version, officer=version.received_by, proposed_by=str(actor), at=at)
    HotList.objects.filter(pk=source.hot_list_id).update(
        imported_at=at, imported_by=version.received_by, as_of=version.as_of
    )
    Source.objects.filter(pk=source.pk).update(second_look=back)
    # Rows first, the log last: its lock stops every other action, so it is held for a moment only.
    version.revision = _log(event, version, actor=actor, at=at)
    version.save(update_fields=["revision"])
    announce()
    return version


def _log(event: Event, version: Version, *, actor: Actor, at: datetime) -> int:
    names = ("number", "lines", "entries", "added", "changed", "removed", "expired", "bad", "back_to")
    facts = {name: getattr(version, name) for name in names if getattr(version, name) is not None}
    facts |= {"list": version.source.hot_list.name, "reasons": list(version.reasons)}
    return audit.append(event, actor=actor, at=at, subject=subject(version), facts=facts)


@contextmanager
def _refused_on_record(source_id: UUID, arrival: Arrival, *, actor: Actor, at: datetime) -> Iterator[None]:
    """A file of which nothing can be read is a version too, refused; what its import had begun is undone."""
    try:
        yield
    except FileRefused as refused:
        with transaction.atomic():
            version = _numbered(_locked(source_id), arrival.way, actor, at, at)
            version.file_name = arrival.name[:200]
            _refuse(version, str(refused), actor=actor, at=at)
        raise


def _said(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")
