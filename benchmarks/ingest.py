"""How many reads the server takes: `python -m benchmarks.ingest [--quick]`.

A real PostgreSQL in a temporary folder, with the settings of a department's. Batches go through the pipeline in this
process: pictures encrypted and on the disk, reads stored, matched, alerted and logged, committed. Signatures and HTTP
are not in it.
"""

import argparse
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Final, TypeVar

import psycopg

from benchmarks import instance, report, samples
from plainview.database import connection
from plainview.terms.actor import Actor, ActorKind, Role
from plainview.terms.read import ReadBatch

if TYPE_CHECKING:
    from plainview.cameras.models import Camera

Made = TypeVar("Made")

BATCH: Final = 100
BATCHES: Final = 200
QUICK_BATCHES: Final = 20
WARM_UP: Final = 5
"""Batches that are not counted: the first makes the day's partition and fills the index."""
PICTURE_BYTES: Final = 20_000
LISTED: Final = 2_000
WANTED_ONE_IN: Final = 200

_RAW_TABLE: Final = "CREATE TABLE raw_read (LIKE archive_read INCLUDING INDEXES)"
_ROWS: Final = """
COPY (SELECT r.* FROM archive_read AS r JOIN archive_delivery AS d
    ON d.number = r.delivery AND d.day = (r.captured_at AT TIME ZONE 'UTC')::date WHERE d.batch_id = %s) TO STDOUT
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ingest", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_BATCHES} batches")
    chosen = parser.parse_args()
    with instance.with_database():
        report.show(measured(QUICK_BATCHES if chosen.quick else BATCHES))


def measured(batches: int) -> report.Report:
    """Send so many batches of 100 reads through the pipeline, and the rows of each through a plain COPY."""
    camera, chance = attested_camera(), Random(3)  # noqa: S311 - a sample, not a secret
    wanted = [samples.plate(chance) for _ in range(LISTED)]
    import_list(wanted)
    ours, raw, hits = [], [], 0
    with connection.connect(connection.conninfo("owner")) as owner:
        owner.execute(_RAW_TABLE)
        for number in report.progress(range(WARM_UP + batches), "batches"):
            batch = sample_batch(camera, chance, wanted)
            seconds, raised = accept(batch, camera)
            again = _copy(owner, batch)
            if number >= WARM_UP:
                ours.append(seconds)
                raw.append(again)
                hits += raised
    return report.Report(
        "ingest",
        figures={
            "reads_per_s": round(BATCH * batches / sum(ours)),
            "batch_p50_ms": round(report.median(ours) * 1000, 1),
            "batch_p99_ms": round(report.percentile(ours, 99) * 1000, 1),
            "hits": hits,
        },
        ratios={
            "batch_time_to_raw_copy": round(report.median(one / other for one, other in zip(ours, raw, strict=True)), 1)
        },
        notes={
            "batches": f"{batches} of {BATCH} reads, each with a photograph and a crop of {PICTURE_BYTES // 1000} kB,"
            " one after another from one camera; signatures and HTTP are not in it",
            "hot list": f"{LISTED} entries; one read in {WANTED_ONE_IN} is of a listed plate and raises an alert",
            "raw copy": "the same rows, as the database itself writes them out, into a table with the same indexes,"
            " committed batch by batch, turn about; without pictures, matching, alerts and log",
            "durability": "fsync of the pictures and of each commit is on, in a temporary folder",
        },
    )


def attested_camera() -> "Camera":
    """A camera that may deliver."""
    from plainview.cameras import actions as cameras  # noqa: PLC0415 - models need Django to be set up

    now = datetime.now(UTC)
    camera = cameras.add("Benchmark", place="nowhere", actor=instance.CONSOLE, at=now)
    cameras.attest(camera.pk, "Sees made-up plates only.", actor=instance.CONSOLE, at=now)
    camera.refresh_from_db()
    return camera


def import_list(plates: list[str]) -> None:
    """Make these plates a hot list."""
    from plainview.hotlists import imports, versions  # noqa: PLC0415 - models need Django to be set up

    now = datetime.now(UTC)
    until = (now + timedelta(days=1)).isoformat()
    lines = ["plate,state,offence,purpose,case_number,expires_at"]
    lines += [f"{plate},CT,Stolen vehicle,E.a.3,26-1,{until}" for plate in plates]
    done = imports.import_csv("Benchmark", "\n".join(lines).encode(), actor=instance.CONSOLE, at=now)
    supervisor = Actor(ActorKind.PERSON, "benchmark", "Supervisor", Role.SUPERVISOR)
    versions.decide(done.version.pk, approved=True, actor=supervisor, at=now)


def sample_batch(camera: "Camera", chance: Random, wanted: list[str]) -> ReadBatch:
    """A batch of made-up reads with pictures; some are of the wanted plates."""
    captured_at = datetime.now(UTC) - timedelta(seconds=2)

    def plate() -> str:
        return chance.choice(wanted) if chance.randrange(WANTED_ONE_IN) == 0 else samples.plate(chance)

    reads = tuple(
        samples.read(
            chance,
            plate(),
            "CT",
            captured_at=captured_at,
            pictures=(samples.picture(PICTURE_BYTES), samples.picture(PICTURE_BYTES)),
        )
        for _ in range(BATCH)
    )
    return ReadBatch(id=samples.uuid(chance), camera=camera.pk, reads=reads)


def accept(batch: ReadBatch, camera: "Camera") -> tuple[float, int]:
    """Seconds until the batch is acknowledged, and the alerts that it raised."""
    from plainview import pipeline  # noqa: PLC0415 - models need Django to be set up

    actor = Actor(ActorKind.DEVICE, "benchmark", "the benchmark's camera")
    seconds, answer = _timed(lambda: pipeline.accept(batch, camera, actor=actor, at=datetime.now(UTC)))
    assert answer.accepted == BATCH, f"{answer.accepted} of {BATCH} reads were stored"
    return seconds, answer.hits


def _copy(owner: psycopg.Connection, batch: ReadBatch) -> float:
    """Seconds in which a plain COPY takes the same rows. The connection commits each statement."""
    with owner.cursor() as cursor:
        with cursor.copy(_ROWS, (batch.id,)) as out:
            rows = b"".join(out)

        def write() -> None:
            with cursor.copy("COPY raw_read FROM STDIN") as copy:
                copy.write(rows)

        return _timed(write)[0]


def _timed(act: Callable[[], Made]) -> tuple[float, Made]:
    started = time.perf_counter()
    made = act()
    return time.perf_counter() - started, made


if __name__ == "__main__":
    main()
