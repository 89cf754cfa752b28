"""The oldest day goes while a case holds five hundred of its reads, pictures and all."""

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID

from plainview import jobs
from plainview.archive import actions as archive
from plainview.bench.ingesting import made_up_read
from plainview.evidence import actions as evidence
from plainview.evidence.rules import Claim, Ground
from plainview.policy import parameters
from plainview.terms.actor import Actor, ActorKind, Role, job
from plainview.terms.matter import Authority, Matter
from plainview.terms.read import ReadBatch, ReadKey

HELD: Final = 500
_PICTURE_BYTES: Final = 20_000
_SUPERVISOR: Final = Actor(ActorKind.PERSON, "benchmark", "The benchmark's supervisor", Role.SUPERVISOR)


@dataclass(frozen=True)
class Gone:
    """How long the purge of a day took, and what it did."""

    seconds: float
    reads: int
    held: int


def with_pictures(day: date, camera: UUID, *, at: datetime) -> list[ReadKey]:
    """Store reads of a day whose pictures there are, to be held."""
    chance = Random(7)  # noqa: S311 - a sample, not a secret
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    reads = [made_up_read(chance, noon + timedelta(seconds=place), _PICTURE_BYTES) for place in range(HELD)]
    archive.store(ReadBatch(id=UUID(int=chance.getrandbits(128)), camera=camera, reads=tuple(reads)), at=at)
    return [ReadKey(read.reading.canonical, read.captured_at, read.id) for read in reads]


def purged(day: date, keys: list[ReadKey]) -> Gone:
    """Hold these reads and purge at the first moment at which the day may not be kept any longer."""
    at = next(
        at
        for at in (datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=days) for days in range(400))
        if parameters.first_day_kept(at) > day
    )
    claim = Claim(
        case_number="26-1",
        ground=Ground(Matter.CRIMINAL, Authority.SUPERVISOR, active=True),
        scope="Reads of one noon at one corner",
        reason="A measurement on made-up traffic",
        review_on=at.date() + timedelta(days=30),
    )
    evidence.hold(keys, claim, actor=_SUPERVISOR, at=at)
    started = time.perf_counter()
    done = jobs.purge(actor=job("purge"), at=at)
    seconds = time.perf_counter() - started
    ((_, reads, held),) = done.days
    return Gone(seconds, reads, held)
