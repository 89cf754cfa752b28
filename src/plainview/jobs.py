"""The stages that the clock drives."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from plainview import configuration
from plainview.accounts import idle, lock, sessions
from plainview.accounts.doors import door
from plainview.accounts.permissions import Needs, Permission, Unasked, may
from plainview.alerts import actions as alerts
from plainview.alerts import queries as alerts_there
from plainview.alerts import taking
from plainview.approvals import actions as approvals
from plainview.archive import actions as archive
from plainview.archive.packs import StoreAway
from plainview.audit import actions as audit
from plainview.audit import checkpoints, source
from plainview.audit import queries as sealed
from plainview.audit.events import Event
from plainview.cad import actions as cad
from plainview.evidence import asking, preserving, sealed_files
from plainview.evidence import queries as held
from plainview.hotlists import actions as hotlists
from plainview.hotlists import carrying, drop, forgetting, reminding, versions
from plainview.ingest import actions as ingest
from plainview.ingest import queries as delivered
from plainview.ledger import actions as ledger
from plainview.policy import clauses, parameters
from plainview.policy.decisions import require
from plainview.policy.enforcement import enforces
from plainview.retention import actions as proving
from plainview.retention import queries as retention
from plainview.retention.inventory import Remains
from plainview.retention.patience import patiently
from plainview.search import actions as search
from plainview.search import queries as searched
from plainview.search import saved
from plainview.stops import actions as stops
from plainview.terms.actor import Actor

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Purged:
    """What a purge did: days with the reads that went and those copied to a case; alerts deleted; folders swept.

    `waits`: days that should have gone and could not, each with why.
    """

    days: tuple[tuple[date, int, int], ...]
    alerts: int
    folders: int
    waits: tuple[tuple[date, str], ...] = ()


@enforces(clauses.K_1)
def purge(*, actor: Actor, at: datetime) -> Purged:
    """Remove what may no longer be kept. Each day is one transaction, so that a crash leaves whole days.

    A day that somebody reads is tried again; if it cannot go now, everything else goes, and then that is raised.
    """
    days, alerts_gone, folders = list[tuple[date, int, int]](), list[int](), list[date]()
    waits = list[tuple[date, str]]()

    def go(day: date) -> None:
        try:
            days.append((day, *patiently(lambda: _purge_day(day, actor=actor, at=at))))
        except StoreAway as trouble:
            # What is held of that day is not copied yet. The day stays whole, is shown as overdue, and is tried again.
            _log.error("%s waits, its held pictures cannot be copied: %s", day, trouble)
            waits.append((day, str(trouble)))

    _each(
        lambda: asking.end_late(actor=actor, at=at),
        *(lambda day=day: go(day) for day in retention.days_due(at=at)),
        lambda: alerts_gone.append(patiently(lambda: _purge_traces(actor=actor, at=at))),
        lambda: folders.extend(archive.sweep_pictures(before=parameters.first_day_kept(at))),
    )
    return Purged(tuple(days), sum(alerts_gone), len(folders), tuple(waits))


@enforces(clauses.K_1)
def prove(*, actor: Actor, at: datetime) -> None:
    """Once a day: sign what remains of each kind, and let go of sealed parts of the log that are past their limit."""
    if retention.proof(at.astimezone(UTC).date()) is not None:
        return
    before = at - parameters.sealed_period(at.date()).period
    if sealed.any_sealed(before=before):
        audit.forget_sealed(before=before, actor=actor, at=at)
    try:
        files = retention.pictures_by_day()
    except StoreAway as trouble:
        # A proof that did not count them would be none. The next minute asks again.
        _log.warning("no proof of deletion yet, the pictures cannot be counted: %s", trouble)
        return
    backups = retention.backups(at=at).known
    remains = Remains(
        counted={"reads": retention.reads_by_day(at=at), "pictures": files},
        oldest={
            "alerts": alerts_there.oldest_day(held=held.held_ids()),
            "deliveries": delivered.oldest_day(),
            "searches": searched.oldest_day(),
        },
        preserved=sum(copied for _, _, copied in held.held_by_day()),
        backup=backups[0].made_at.date() if backups else None,
    )
    proving.prove(remains, actor=actor, at=at)


def pictures(*, at: datetime) -> None:
    """Where there is an object store: copy what is held to its case, then let the store have what waits for it."""

    def copy() -> None:
        try:
            preserving.preserve_ahead(at=at)
        except StoreAway as trouble:
            _log.warning("held pictures are not copied to their case yet: %s", trouble)

    # Each, whatever becomes of the other: what cannot be copied must not fill the spool.
    _each(copy, lambda: archive.move_packs(at=at))


def feeds(*, actor: Actor, at: datetime) -> None:
    """Take in what lies in the drop folder, and end the versions of lists that nobody decided in time."""
    _each(
        lambda: drop.poll(configuration.drop_folder(), actor=actor, at=at),
        lambda: versions.end_undecided(actor=actor, at=at),
    )


@dataclass(frozen=True)
class Stage:
    """What the clock asks for each minute, and the permission that its actor needs.

    `asks_store`: it waits for the object store, and can be left to a later minute.
    """

    name: str
    needs: Needs
    run: Callable[[Actor, datetime], object]
    asks_store: bool = False


STAGES: Final = (
    Stage(
        "days ahead",
        Unasked("makes empty days, and neither shows nor removes a read"),
        lambda _actor, at: archive.make_days_ahead(at=at),
    ),
    Stage(
        "days over",
        Unasked("puts the days that are over in order for searching, and neither shows nor removes a read"),
        lambda _actor, at: archive.close_days(at=at),
    ),
    Stage(
        "approvals",
        Unasked("marks requests that ran out, which counted as refused already"),
        lambda actor, at: approvals.expire(actor=actor, at=at),
    ),
    Stage("entries", Permission.ENTRIES_EXPIRE, lambda actor, at: hotlists.expire(actor=actor, at=at)),
    Stage(
        "stops",
        Unasked("writes down which deadline of a justification has passed, and opens nothing"),
        lambda actor, at: stops.note_overdue(actor=actor, at=at),
    ),
    Stage(
        "reminders",
        Permission.ENTRIES_EXPIRE,
        lambda actor, at: reminding.remind(actor=actor, at=at),
    ),
    Stage(
        "copies in cars",
        Unasked("forgets who acknowledged what long ago, and shows none of it"),
        lambda _actor, at: carrying.forget(at=at),
    ),
    Stage("alerts", Permission.ALERTS_ESCALATE, lambda actor, at: taking.escalate(actor=actor, at=at)),
    Stage(
        "pictures",
        Unasked("takes sealed pictures from this server's disk to its object store, and shows none"),
        lambda _actor, at: pictures(at=at),
        asks_store=True,
    ),
    Stage("purge", Permission.RETENTION_PURGE, lambda actor, at: purge(actor=actor, at=at)),
    Stage(
        "proof of deletion",
        Permission.RETENTION_PURGE,
        lambda actor, at: prove(actor=actor, at=at),
        asks_store=True,
    ),
    Stage(
        "idle log-ins",
        Unasked("switches off what nobody used for ninety days, and opens nothing"),
        lambda actor, at: idle.disable_idle(actor=actor, at=at),
    ),
    Stage("failures", Unasked("forgets failures that count no more"), lambda _actor, at: lock.forget(at=at)),
    Stage("sessions", Unasked("forgets sessions that are over"), lambda _actor, at: sessions.forget(at=at)),
    # Late: a list of millions takes a minute.
    Stage("feeds", Permission.LISTS_DELIVER, lambda actor, at: feeds(actor=actor, at=at)),
    # Last: it signs what the others wrote.
    Stage(
        "checkpoint",
        Unasked("signs the log as it stands, and shows none of it"),
        lambda actor, at: checkpoints.tend(actor=actor, at=at),
    ),
)


def tick(*, actor: Actor, at: datetime, stages: Sequence[Stage] | None = None) -> None:
    """Everything that the clock asks for at this moment, each stage with its permission."""
    with source.of("job", actor.name):
        _each(
            *(lambda stage=stage: _run(stage, actor=actor, at=at) for stage in (STAGES if stages is None else stages))
        )


def begin(*, actor: Actor, at: datetime) -> None:
    """What the clock asks for, and a checkpoint in any case: the server is about to serve.

    What a server that stopped left half made of a case is swept.

    Where there is an object store, what waits for it is left to the first minute: reads are taken whether it answers.
    """
    at_once = [stage for stage in STAGES if not (stage.asks_store and preserving.goes_ahead())]
    with source.of("job", actor.name):
        _each(
            sealed_files.sweep,
            lambda: tick(actor=actor, at=at, stages=at_once),
            lambda: checkpoints.tend(actor=actor, at=at, starting=True),
        )


def _run(stage: Stage, *, actor: Actor, at: datetime) -> None:
    if isinstance(stage.needs, Permission):
        require(may(actor, stage.needs))
    stage.run(actor, at)


def _each(*stages: Callable[[], object]) -> None:
    """Run every stage, also those behind one that fails; then raise what failed."""
    failures = []
    for stage in stages:
        try:
            stage()
        except Exception as failure:  # noqa: BLE001 - raised below, after the others had their turn
            failures.append(failure)
    if len(failures) == 1:
        raise failures[0]
    if failures:
        raise ExceptionGroup("several stages failed", failures)


@door(Event.RETENTION_PURGED, needs=Permission.RETENTION_PURGE)
def _purge_day(day: date, *, actor: Actor, at: datetime) -> tuple[int, int]:
    archive.lock_day(day)
    copied = preserving.preserve(day, at=at)
    dropped = archive.drop_day(day)
    audit.append(
        Event.RETENTION_PURGED,
        actor=actor,
        at=at,
        subject=f"day:{day.isoformat()}",
        facts={"reads": dropped, "held": copied, "limit_days": parameters.retention(at.date()).days},
    )
    return dropped, copied


@door(Event.RETENTION_PURGED, needs=Permission.RETENTION_PURGE)
def _purge_traces(*, actor: Actor, at: datetime) -> int:
    before = datetime.combine(parameters.first_day_kept(at), time.min, tzinfo=UTC)
    gone = alerts.forget(before=before, held=held.held_ids())
    ledger.keep(gone)
    # After the alerts: what is left of them says which entries are still spoken of.
    forgetting.forget(before=before, spoken_of=alerts_there.entries())
    stops.forget(before=before, held=held.held_ids())
    cad.forget(before=before)
    asking.forget(before=before)
    search.forget(before=before)
    saved.forget(before=before)
    ingest.forget(before=before)
    count = sum(tally.count for tally in gone)
    if count:
        audit.append(Event.RETENTION_PURGED, actor=actor, at=at, subject="alerts", facts={"alerts": count})
    return count
