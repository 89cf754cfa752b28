"""Which days have to go, and what remains."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from plainview.archive import queries as archive
from plainview.archive.queries import Waiting
from plainview.database import known_backups
from plainview.database.known_backups import Known
from plainview.policy import clauses, parameters
from plainview.policy.enforcement import enforces
from plainview.policy.evidence import Shown, shows
from plainview.policy.parameters import Limit
from plainview.retention.models import Proof


@dataclass(frozen=True)
class Backups:
    """The backups that the server knows, oldest first, and those of them that are older than the limit."""

    known: tuple[Known, ...]
    late: tuple[Known, ...]


@dataclass(frozen=True)
class Remaining:
    """What is kept at a moment: the rule in force, each day with its reads, and the days that should be gone."""

    limit: Limit
    days: tuple[tuple[date, int], ...]
    overdue: tuple[date, ...]


@enforces(clauses.K_1)
def days_due(*, at: datetime) -> list[date]:
    """The stored days that may no longer exist at that moment, oldest first."""
    first_kept = parameters.first_day_kept(at)
    return [day for day in archive.days() if day < first_kept]


def reads_by_day(*, at: datetime) -> dict[date, int]:
    """How many reads each stored day has, but for days that are made ahead and empty."""
    return {day: count for day, count in archive.count_by_day() if count or day <= at.astimezone(UTC).date()}


def pictures_by_day() -> dict[date, int]:
    """How many files of pictures there are of each day, on the disk and in the object store, counted now.

    Raises:
        StoreAway: the object store does not answer.
    """
    return archive.files_by_day()


def pictures_known() -> dict[date, int]:
    """The same for a page, which waits for no object store."""
    return archive.files_known()


def pictures_waiting() -> Waiting | None:
    """What waits on the disk for the object store, and how it goes there; None where there is no object store."""
    return archive.waiting()


@enforces(clauses.K_1)
def backups(*, at: datetime) -> Backups:
    """A purge does not reach a backup: one that is older than the limit holds what may no longer be kept."""
    known = tuple(known_backups.known())
    before = at - parameters.retention(at.date()).period
    return Backups(known, tuple(each for each in known if each.made_at < before))


def proofs(*, count: int = 30) -> list[Proof]:
    """The last proofs of deletion, newest first."""
    return list(Proof.objects.all()[:count])


def proof(day: date) -> Proof | None:
    """The proof of a day, if one was made."""
    return Proof.objects.filter(pk=day).first()


def next_purge(*, at: datetime) -> tuple[date, datetime] | None:
    """The stored day that goes next, and the moment from which it may not be there; None where nothing is stored."""
    kept = [day for day in archive.days() if day >= parameters.first_day_kept(at)]
    if not kept:
        return None
    midnight = datetime.combine(kept[0], time.min, tzinfo=UTC)
    return kept[0], midnight + parameters.retention(at.date()).period


def remaining(*, at: datetime) -> Remaining:
    """For the page: what remains, and whether anything unheld is older than it may be."""
    return Remaining(parameters.retention(at.date()), tuple(archive.count_by_day()), tuple(days_due(at=at)))


@shows("the oldest read that no case holds", clauses.K_1, route="retention")
def _oldest(at: datetime) -> Shown:
    limit, due = parameters.retention(at.date()), days_due(at=at)
    if due:
        return Shown(f"{len(due)} days should be gone, the oldest {due[0].isoformat()}", kept=False)
    return Shown(f"nothing is older than {limit.days} days", kept=True)


@shows("the last proof of deletion", clauses.K_1, clauses.I_9, route="deletion-proof")
def _proved(at: datetime) -> Shown:
    newest = next(iter(proofs(count=1)), None)
    if newest is None or at.astimezone(UTC).date() - newest.day > timedelta(days=1):
        return Shown("none was made since yesterday; is the clock of the server running?", kept=False)
    if newest.overdue:
        return Shown(f"that of {newest.day.isoformat()} says that {newest.overdue} days are past the limit", kept=False)
    return Shown(f"that of {newest.day.isoformat()} holds, and everybody can check it", kept=True)


@shows("backups within the limit", clauses.K_1, route="retention")
def _backups(at: datetime) -> Shown:
    found = backups(at=at)
    if found.late:
        return Shown(f"{len(found.late)} are older than the limit: destroy {found.late[0].file}", kept=False)
    return Shown(f"none of {len(found.known)} known ones is older than the limit", kept=True)


@shows("pictures of purged days are deleted from the object store", clauses.K_1, route="retention")
def _deleted_there(at: datetime) -> Shown:
    there = archive.waiting()
    if there is None:
        return Shown("there is none; pictures lie on the server's own disk", kept=True)
    if there.noted.not_deleted:
        return Shown(f"not yet: {there.noted.not_deleted}; their keys are destroyed, and it is tried again", kept=False)
    late = sum(count for day, count in there.noted.counted.items() if day < parameters.first_day_kept(at))
    return Shown(f"{late} packs of days past the limit are known to be there", kept=not late)
