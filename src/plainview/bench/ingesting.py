"""Batches through the pipeline, and the rows of each once more by a bare COPY into the same table."""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID

import psycopg

from plainview import pipeline
from plainview.bench import traffic
from plainview.cameras.models import Camera
from plainview.terms.actor import Actor, ActorKind
from plainview.terms.read import CapturedRead, Character, ReadBatch, Reading

BATCH: Final = 100
_WARM_UP: Final = 5
_COLUMNS: Final = "captured_at, id, delivery, place, camera, confidence, plate, state, raw, detail, photograph_hash"
_ROWS: Final = (
    f"COPY (SELECT {_COLUMNS} FROM archive_read r JOIN archive_delivery d ON d.number = r.delivery AND d.day = ANY(%s)"  # noqa: S608
    " WHERE d.batch_id = %s AND r.captured_at >= %s) TO STDOUT"
)
DEVICE: Final = Actor(ActorKind.DEVICE, "benchmark", "the benchmark's camera")


@dataclass(frozen=True)
class Taken:
    """Seconds that each batch took through the pipeline, and those of the bare COPY of its rows."""

    pipeline: Sequence[float]
    bare: Sequence[float]

    @property
    def reads_per_s(self) -> int:
        return round(BATCH * len(self.pipeline) / sum(self.pipeline))

    @property
    def bare_per_s(self) -> int:
        return round(BATCH * len(self.bare) / sum(self.bare))


def measured(cameras: Sequence[Camera], batches: int, *, picture_bytes: int, owner: psycopg.Connection) -> Taken:
    """Send batches from these cameras in turn, one after another, each committed, turn about with the bare COPY."""
    chance = Random(picture_bytes)  # noqa: S311 - a sample, not a secret
    ours, bare = [], []
    for number in range(_WARM_UP + batches):
        batch = made_up_batch(cameras[number % len(cameras)].pk, chance, picture_bytes)
        started = time.perf_counter()
        pipeline.accept(batch, cameras[number % len(cameras)], actor=DEVICE, at=datetime.now(UTC))
        middle = time.perf_counter()
        ours.append(middle - started)
        bare.append(_copied(owner, batch))
    return Taken(ours[_WARM_UP:], bare[_WARM_UP:])


def _copied(owner: psycopg.Connection, batch: ReadBatch) -> float:
    """Seconds in which a COPY that does nothing else takes the batch's rows into the same table. They stay there."""
    earliest = min(read.captured_at for read in batch.reads)
    days = sorted({read.captured_at.astimezone(UTC).date() for read in batch.reads})
    with owner.cursor() as cursor:
        with cursor.copy(_ROWS, (days, batch.id, earliest)) as out:
            rows = b"".join(out)
        started = time.perf_counter()
        with cursor.copy(f"COPY archive_read ({_COLUMNS}) FROM STDIN") as copy:
            copy.write(rows)
        return time.perf_counter() - started


def made_up_batch(camera: UUID, chance: Random, picture_bytes: int) -> ReadBatch:
    now = datetime.now(UTC) - timedelta(seconds=2)
    reads = tuple(
        made_up_read(chance, now - timedelta(milliseconds=10 * place), picture_bytes) for place in range(BATCH)
    )
    return ReadBatch(id=_uuid(chance), camera=camera, reads=reads)


def made_up_read(chance: Random, captured_at: datetime, picture_bytes: int) -> CapturedRead:
    """A read with pictures that are as hard to compress as JPEG is."""
    text, state = traffic.plate(chance.randrange(9_000_000))
    reading = Reading(
        plate=text,
        confidence=0.95,
        box=(600, 400, 120, 60),
        characters=tuple(Character(char, 0.95) for char in text),
        state=state,
        state_confidence=0.9,
    )
    photograph, crop = (b"\xff\xd8\xff" + os.urandom(size) for size in (picture_bytes, picture_bytes // 10))
    return CapturedRead(
        id=_uuid(chance),
        captured_at=captured_at,
        reading=reading,
        photograph=photograph,
        crop=crop,
        engine="plainview 1/1/1",
    )


def _uuid(chance: Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)
