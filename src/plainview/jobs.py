"""The stages that the clock drives."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from plainview.accounts import idle, lock, sessions
from plainview.alerts import actions as alerts
from plainview.archive import actions as archive
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.evidence import actions as evidence
from plainview.evidence import queries as held
from plainview.hotlists import actions as hotlists
from plainview.ingest import actions as ingest
from plainview.policy import clauses, parameters
from plainview.policy.enforcement import enforces
from plainview.retention import queries as retention
from plainview.search import actions as search
from plainview.terms.actor import Actor


@dataclass(frozen=True)
class Purged:
    """What a purge did: days with the reads that went and those copied to a case; alerts deleted; folders swept."""

    days: tuple[tuple[date, int, int], ...]
    alerts: int
    folders: int


def tick(*, actor: Actor, at: datetime) -> None:
    """Everything that the clock asks for at this moment."""
    _each(
        lambda: archive.make_days_ahead(at=at),
        lambda: hotlists.expire(actor=actor, at=at),
        lambda: purge(actor=actor, at=at),
        lambda: idle.disable_idle(actor=actor, at=at),
        lambda: lock.forget(at=at),
        lambda: sessions.forget(at=at),
    )


@enforces(clauses.K_1)
def purge(*, actor: Actor, at: datetime) -> Purged:
    """Remove what may no longer be kept. Each day is one transaction, so that a crash leaves whole days."""
    days = []
    _each(
        *(lambda day=day: days.append((day, *_purge_day(day, actor=actor, at=at))) for day in retention.days_due(at=at))
    )
    count = _purge_traces(actor=actor, at=at)
    return Purged(tuple(days), count, len(archive.sweep_pictures(before=parameters.first_day_kept(at))))


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


@audit.action(Event.RETENTION_PURGED)
def _purge_day(day: date, *, actor: Actor, at: datetime) -> tuple[int, int]:
    archive.lock_day(day)
    copied = evidence.preserve(day, at=at)
    dropped = archive.drop_day(day)
    audit.append(
        Event.RETENTION_PURGED,
        actor=actor,
        at=at,
        subject=f"day:{day.isoformat()}",
        facts={"reads": dropped, "held": copied, "limit_days": parameters.retention(at.date()).days},
    )
    return dropped, copied


@audit.action(Event.RETENTION_PURGED)
def _purge_traces(*, actor: Actor, at: datetime) -> int:
    before = datetime.combine(parameters.first_day_kept(at), time.min, tzinfo=UTC)
    count = alerts.forget(before=before, held=held.held_ids())
    search.forget(before=before)
    ingest.forget(before=before)
    if count:
        audit.append(Event.RETENTION_PURGED, actor=actor, at=at, subject="alerts", facts={"alerts": count})
    return count
