"""How long a hot list takes to come in: `python -m benchmarks.hotlist_import [--quick] [--lines N]`.

A real PostgreSQL in a temporary folder. The first file fills an empty list; the next day's differs in one line of a
hundred; then somebody goes back. Meanwhile another thread matches batches of 100 reads without a pause, each with its
queries, as ingest does.
"""

import argparse
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Final

from benchmarks import instance, report, samples
from plainview.terms.actor import Actor, ActorKind, Role, job

if TYPE_CHECKING:
    from plainview.hotlists.models import Version

LINES: Final = 2_000_000
QUICK_LINES: Final = 20_000
BATCH: Final = 100
_TARGET_S: Final = 60.0
_FEED: Final = job("drop-folder")
_SUPERVISOR: Final = Actor(ActorKind.PERSON, "benchmark", "Supervisor", Role.SUPERVISOR)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hotlist_import", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_LINES} lines")
    parser.add_argument("--lines", type=int, help=f"lines of the file (default: {LINES})")
    chosen = parser.parse_args()
    lines = chosen.lines or (QUICK_LINES if chosen.quick else LINES)
    with instance.with_database(), tempfile.TemporaryDirectory() as folder:
        report.show(measured(lines, Path(folder)))


def measured(lines: int, folder: Path) -> report.Report:
    """Bring in two days of a feed and go back, while batches are matched."""
    from plainview.hotlists import receiving, sources, versions  # noqa: PLC0415 - models need Django to be set up
    from plainview.hotlists.formats.kinds import Kind  # noqa: PLC0415 - the same

    now = datetime.now(UTC)
    days = [_feed(folder, lines, day * lines // 100, now - timedelta(days=2 - day)) for day in (0, 1)]
    source = sources.add(sources.wanted("Benchmark", Kind.NCIC, simulated=True), actor=instance.CONSOLE, at=now)

    def delivered(path: Path) -> "Version":
        with path.open("rb") as file:
            arrival = receiving.Arrival(file, "drop folder", path.name)
            return versions.deliver(source.pk, arrival, actor=_FEED, at=datetime.now(UTC))

    quiet = list(_batches(seconds=3))
    with matching() as first_batches:
        read_s, waits = _timed(lambda: delivered(days[0]))
        agreed_s, first = _timed(
            lambda: versions.decide(waits.pk, approved=True, actor=_SUPERVISOR, at=datetime.now(UTC))
        )
    with matching() as batches:
        next_s, second = _timed(lambda: delivered(days[1]))
        back_s, _ = _timed(
            lambda: versions.go_back(source.pk, because="measured", actor=instance.CONSOLE, at=datetime.now(UTC))
        )
    report.say(f"{first.entries} entries, then {second.added} added, {second.removed} removed")
    share = lines / LINES
    return report.Report(
        "hotlist_import",
        figures={
            "lines": lines,
            "entries": first.entries,
            "first_read_s": round(read_s, 2),
            "first_agreed_s": round(agreed_s, 2),
            "next_day_s": round(next_s, 2),
            "changed_entries": second.added + second.changed + second.removed,
            "go_back_s": round(back_s, 2),
            "batch_quiet_p50_ms": _ms(quiet, 50),
            "batch_first_p50_ms": _ms(first_batches, 50),
            "batch_first_p99_ms": _ms(first_batches, 99),
            "batch_next_p50_ms": _ms(batches, 50),
            "batch_next_p99_ms": _ms(batches, 99),
            "batches_meanwhile": len(first_batches) + len(batches),
        },
        targets={"next_day_s": {"at_most": round(_TARGET_S * share, 2)}},
        notes={
            "target": "stated for 2,000,000 lines (60 s), and held to the share of it at the size that is run",
            "first": "a new list waits for a second person: reading it and taking it over are timed apart",
            "next day": "the whole file is read and compared; one line in a hundred is new and as many are gone",
            "batches": f"{BATCH} reads each, on another thread of the same process, with the queries of each batch",
        },
    )


@contextmanager
def matching() -> Iterator[list[float]]:
    """Batches one after another on a thread of their own; the seconds of each."""
    stopping, times = threading.Event(), []

    def work() -> None:
        times.extend(_batches(stopping=stopping))

    thread = threading.Thread(target=work, name="batches")
    thread.start()
    try:
        yield times
    finally:
        stopping.set()
        thread.join()


def _batches(*, seconds: float | None = None, stopping: threading.Event | None = None) -> Iterator[float]:
    from plainview.matching import index  # noqa: PLC0415 - models need Django to be set up

    chance, until = Random(3), time.perf_counter() + (seconds or 3_600)  # noqa: S311 - a sample, not a secret
    now = datetime.now(UTC)
    reads = [
        samples.read(chance, samples.plate(chance), chance.choice(samples.STATES), captured_at=now)
        for _ in range(BATCH)
    ]
    while time.perf_counter() < until and not (stopping and stopping.is_set()):
        started = time.perf_counter()
        index.match(reads, at=datetime.now(UTC))
        yield time.perf_counter() - started


def _feed(folder: Path, lines: int, first: int, as_of: datetime) -> Path:
    from plainview.hotlists import simulator  # noqa: PLC0415 - models need Django to be set up
    from plainview.hotlists.formats.kinds import Kind  # noqa: PLC0415 - the same

    path = folder / f"{first}.txt"
    with path.open("w", encoding="ascii") as file:
        file.writelines(simulator.write(Kind.NCIC, simulator.vehicles(lines, first=first), as_of=as_of))
    report.say(f"{lines} lines, {path.stat().st_size / 1e6:.0f} MB")
    return path


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    done = act()
    return time.perf_counter() - started, done


def _ms(times: list[float], percent: int) -> float:
    return round(report.percentile(times, percent) * 1000, 1)


if __name__ == "__main__":
    main()
