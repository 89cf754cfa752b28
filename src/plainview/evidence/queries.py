"""Looks at holds, at what they preserved, and at their chain of custody."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from plainview.audit import queries as audit
from plainview.evidence import preserving, rules
from plainview.evidence.models import HeldRead, Hold, HoldDocument, Package
from plainview.evidence.placing import subject_of
from plainview.evidence.rules import Ground
from plainview.policy import clauses
from plainview.policy.decisions import Refused
from plainview.policy.evidence import Shown, shows

CUSTODY_SHOWN = 100
"""Links of a chain of custody on a page; a package has them all."""


@dataclass(frozen=True)
class Link:
    """One link of a chain of custody, as the log has it: its number, when, who, what, and the facts."""

    seq: int
    at: datetime
    who: str
    event: str
    facts: dict[str, object]


def holds() -> list[Hold]:
    """Every hold, newest first, with `read_count`."""
    return list(Hold.objects.annotate(read_count=Count("reads")))


def hold(hold_id: UUID) -> Hold:
    """One hold.

    Raises:
        Hold.DoesNotExist: there is none of this id.
    """
    return Hold.objects.prefetch_related("reads", "documents").get(pk=hold_id)


def others_of(placed: Hold) -> list[Hold]:
    """The other holds of the same case, newest first."""
    return list(Hold.objects.filter(case_number=placed.case_number).exclude(pk=placed.pk))


def documents_of(placed: Hold) -> list[HoldDocument]:
    """The papers of a hold's authority, oldest first, without their content."""
    return list(HoldDocument.objects.filter(hold=placed).defer("sealed"))


def contents_of(placed: Hold) -> list[tuple[HeldRead, dict[str, object]]]:
    """The reads of a hold, newest first, each with what it says: from the archive while its day lives, then copied."""
    newest_first = sorted(placed.reads.all(), key=lambda each: each.captured_at, reverse=True)
    return [(held, preserving.said_by(held) or {}) for held in newest_first]


def packages_of(placed: Hold) -> list[Package]:
    """The packages of a case, newest first."""
    return list(placed.packages.all())


def package(hold_id: UUID, package_id: UUID) -> Package:
    """One package of a hold.

    Raises:
        Package.DoesNotExist: the hold has none of this id.
    """
    return Package.objects.get(pk=package_id, hold_id=hold_id)


def held_ids() -> list[UUID]:
    """The reads that some case holds."""
    return list(HeldRead.objects.filter(hold__released_at=None).values_list("read_id", flat=True))


def held_by_day() -> list[tuple[date, int, int]]:
    """Of each day of UTC: how many reads are held and still in the archive, and how many were copied to their case."""
    kept: dict[date, list[int]] = {}
    in_force = HeldRead.objects.filter(hold__released_at=None)
    for captured_at, preserved_at in in_force.values_list("captured_at", "preserved_at"):
        kept.setdefault(captured_at.date(), [0, 0])[preserved_at is not None] += 1
    return [(day, waiting, copied) for day, (waiting, copied) in sorted(kept.items(), reverse=True)]


def custody(hold_id: UUID, *, count: int | None = CUSTODY_SHOWN) -> list[Link]:
    """The chain of custody from the log, newest first: what was placed, opened, packaged, exported, handed over.

    `count` is how many links at most; None for all of them.
    """
    return [
        Link(each.seq, each.at, each.actor_name, each.event, json.loads(each.facts))
        for each in audit.latest(subject=subject_of(hold_id), count=count)
    ]


def ground_of(placed: Hold) -> Ground:
    """On which ground a hold stands."""
    return Ground(placed.matter, placed.authority, placed.reference, active=placed.active)


def doubts(placed: Hold, on: date, *, documented: bool) -> list[Refused]:
    """What the law as it stands on a day has against the ground on which a hold stands."""
    return list(rules.unlawful(ground_of(placed), documented=documented, on=on))


def due(on: date) -> list[Hold]:
    """The holds in force that want a review on a day: its day has come, or the law no longer permits their ground."""
    return [each for each in _in_force() if each.review_on <= on or not _lawful(each, on)]


def _in_force() -> QuerySet[Hold]:
    return Hold.objects.filter(released_at=None).prefetch_related("documents")


def _lawful(placed: Hold, on: date) -> bool:
    return not doubts(placed, on, documented=bool(placed.documents.all()))


@shows("holds that want a review", clauses.J_2, clauses.K_1, route="holds")
def _reviews(at: datetime) -> Shown:
    waiting = due(at.date())
    if not waiting:
        return Shown(f"none of {_in_force().count()} holds in force waits for one", kept=True)
    return Shown(f"{len(waiting)} wait: {_cases(waiting)}", kept=False)


def _cases(waiting: Iterable[Hold]) -> str:
    cases = sorted({each.case_number for each in waiting})
    return ", ".join(cases[:5]) + (f" and {len(cases) - 5} more" if len(cases) > 5 else "")  # noqa: PLR2004 - as many as a line has room for
