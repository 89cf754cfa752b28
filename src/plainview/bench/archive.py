"""What a month of reads costs and how fast it answers: filled, asked warm and cold, added to, and purged."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import connection, connections

from plainview.archive.models import Day
from plainview.bench import asking, at_once, filling, ingesting, purging
from plainview.bench.asking import KINDS, Asker
from plainview.bench.traffic import City
from plainview.cameras import queries as cameras
from plainview.database import connection as addresses
from plainview.database.server import EmbeddedServer
from plainview.retention import queries as retention
from plainview.terms.actor import Actor, ActorKind

DAYS: Final = 30
BATCHES: Final = 100
PICTURE_BYTES: Final = 20_000
_SMALL_PICTURE: Final = 500
_COUNTED: Final = 20
_COLD: Final = 5
"""Questions of each kind that are asked of a server whose memory is empty."""
_ACTOR: Final = Actor(ActorKind.CONSOLE, "benchmark", "console (benchmark)")
_SIZE: Final = """
    SELECT sum(pg_relation_size(oid)) FROM pg_class
    WHERE relname LIKE 'archive%' AND relkind IN ('r', 'i', 't')
"""
_PARTS: Final = """
    SELECT regexp_replace(relname, '_\\d{8}', ''), sum(pg_relation_size(oid)) FROM pg_class
    WHERE relname LIKE 'archive%' AND relkind IN ('r', 'i') GROUP BY 1 ORDER BY 2 DESC
"""
_AT_MOST: Final[dict[str, float]] = {
    "exact_ms": 30,
    "look_alikes_ms": 15,
    "beginning_ms": 60,
    "suffix_ms": 120,
    "rare_suffix_ms": 120,
    "one_edit_ms": 60,
    "three_cameras_ms": 30,
    "area_ms": 50,
    "scenes_ms": 30,
    "convoy_ms": 80,
    "counts_ms": 50,
    "bytes_a_read": 260,
    "purge_s": 1,
}
_P95: Final = 95


@dataclass
class Measured:
    """Figures, ratios and targets by name, and what a reader must know."""

    figures: dict[str, float] = field(default_factory=dict)
    ratios: dict[str, float] = field(default_factory=dict)
    targets: dict[str, dict[str, float]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)


def measured(embedded: EmbeddedServer, reads: int, *, told: Callable[[str], None]) -> Measured:
    """Fill the empty database that this process is connected to, and measure."""
    at, found = datetime.now(UTC), Measured()
    city, registered = City(reads), filling.register(actor=_ACTOR, at=at)
    days = [at.date() - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    filling.fill(city, days, registered, at=at, told=told)
    _sizes(found)
    _questions(found, Asker(city, registered, at), embedded, told=told)
    told("sending batches")
    _ingest(found)
    told("purging the oldest day")
    keys = purging.with_pictures(days[0], registered.ids[0], at=at)
    gone = purging.purged(days[0], keys)
    found.figures |= {"purge_s": round(gone.seconds, 2), "purged_reads": gone.reads, "purged_held": gone.held}
    found.targets = {
        **{name: {"at_most": limit} for name, limit in _AT_MOST.items()},
        "reads_per_s": {"at_least": 15_000},
        "ingest_to_bare_copy": {"at_least": 0.5},
    }
    found.notes |= _notes(reads)
    return found


def _sizes(found: Measured) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM archive_read")
        stored = int(cursor.fetchone()[0])
        cursor.execute("SELECT count(*) FROM (SELECT DISTINCT plate FROM archive_read) plates")
        distinct = int(cursor.fetchone()[0])
        cursor.execute(_SIZE)
        size = int(cursor.fetchone()[0])
        cursor.execute(_PARTS)
        parts = [(name, int(part)) for name, part in cursor.fetchall()]
    found.figures |= {"reads": stored, "plates": distinct, "bytes_a_read": round(size / stored, 1)}
    found.notes["bytes"] = "; ".join(f"{name} {part / stored:.1f}" for name, part in parts if part > stored / 2)


def _questions(found: Measured, asker: Asker, embedded: EmbeddedServer, *, told: Callable[[str], None]) -> None:
    questions = {kind: asker.questions(kind) for kind in KINDS}
    for kind, asked in questions.items():
        told(f"asking: {kind}")
        asking.timed(asked, asker.at)
        seconds, results = asking.timed(asked, asker.at)
        found.figures |= {
            f"{kind}_p50_ms": _ms(_percentile(seconds, 50)),
            f"{kind}_ms": _ms(_percentile(seconds, _P95)),
            f"{kind}_results": round(results / len(asked), 1),
        }
    seconds = [_timed(lambda: retention.remaining(at=asker.at)) for _ in range(_COUNTED)]
    found.figures |= {"counts_p50_ms": _ms(_percentile(seconds, 50)), "counts_ms": _ms(_percentile(seconds, _P95))}
    for kind, asked in questions.items():
        told(f"asking a cold server: {kind}")
        _forget(embedded)
        seconds, _ = asking.timed(asked[:_COLD], asker.at)
        found.figures[f"{kind}_cold_ms"] = _ms(_percentile(seconds, 50))


def _ingest(found: Measured) -> None:
    register = cameras.register()
    with addresses.connect(addresses.conninfo("owner")) as owner:
        small = ingesting.measured(register, BATCHES, picture_bytes=_SMALL_PICTURE, owner=owner)
        large = ingesting.measured(register, BATCHES, picture_bytes=PICTURE_BYTES, owner=owner)
    many = at_once.batches_per_s([each.pk for each in register], BATCHES, picture_bytes=_SMALL_PICTURE)
    found.figures |= {
        "reads_per_s": round(many * ingesting.BATCH),
        "one_sender_per_s": small.reads_per_s,
        "with_pictures_per_s": large.reads_per_s,
        "bare_copy_per_s": small.bare_per_s,
        "batch_p50_ms": _ms(_percentile(small.pipeline, 50)),
        "batch_ms": _ms(_percentile(small.pipeline, _P95)),
    }
    found.ratios["ingest_to_bare_copy"] = round(small.reads_per_s / small.bare_per_s, 2)


def _forget(embedded: EmbeddedServer) -> None:
    """Start the server anew and take its files out of the system's memory, so that the next question is cold."""
    connections.close_all()
    embedded.stop()
    for folder, _, files in os.walk(embedded.status().cluster):
        for name in files:
            handle = os.open(os.path.join(folder, name), os.O_RDONLY)  # noqa: PTH118 - millions of Paths are slow
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(handle)
    embedded.start()
    Day.objects.exists()


def _notes(reads: int) -> dict[str, str]:
    return {
        "archive": f"{reads} reads of {DAYS} days at 200 cameras, made up: commuters make half of them; the last day is"
        " not over; one camera in four states a colour, which takes three bytes. The limit in force may be shorter than"
        " that: the days stand for the larger archive",
        "questions": f"{asking.ASKED} of each kind, asked over the whole month through the search, first page of 50, in"
        " this process, twice, of which the second time counts; p95 where nothing else is said. 'beginning' is AB?12*,"
        " 'suffix' four characters, 'rare_suffix' six, 'area' a tenth of the city for two hours, and one colour where"
        " it is stated",
        "analyses": "'scenes' asks for two of three, each two hours at three cameras; 'convoy' for vehicles within five"
        " minutes at three cameras or more. Their results are vehicles",
        "cold": f"the median of {_COLD} questions of a server that was started anew, its files out of memory",
        "counts": "reads of each day, for the retention page, from the roll-up",
        "ingest": f"{BATCHES} batches of 100 through the pipeline, one after another, committed, matched and logged;"
        f" 'reads_per_s' is of {at_once.SENDERS} senders at once, each a process of its own;"
        f" pictures of {_SMALL_PICTURE} and {_SMALL_PICTURE // 10} bytes, and with_pictures {PICTURE_BYTES} and"
        f" {PICTURE_BYTES // 10}: what a picture costs is encryption and the disk. Signature and HTTP are not in it",
        "bare copy": "the same rows by COPY into the same table with its indexes, committed, turn about",
        "purge": f"the oldest day with {purging.HELD} held reads, whose pictures are copied to the case",
    }


def _timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _percentile(values: Sequence[float], percent: int) -> float:
    """The smallest value that so many percent of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def _ms(seconds: float) -> float:
    return round(seconds * 1_000, 1)
