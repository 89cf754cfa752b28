"""How fast reads are matched: `python -m benchmarks.matching [--quick] [--entries N] [--large N]`.

A real PostgreSQL in a temporary folder holds the entries. Loads are weighed in fresh processes. What is timed of a
batch is the index alone, on one thread, but for the import: there the queries of each batch are in it.
"""

import argparse
import gc
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, Final

import psutil

from benchmarks import instance, matching_lists, report, samples
from plainview.commands import setup
from plainview.terms import plate as plates
from plainview.terms.entry import MatchBy
from plainview.terms.read import CapturedRead

if TYPE_CHECKING:
    from plainview.matching.index import Index
    from plainview.matching.known import Known

ENTRIES: Final = 2_000_000
LARGE: Final = 5_000_000
QUICK_ENTRIES: Final = 20_000
QUICK_LARGE: Final = 50_000
BATCH: Final = 1_000
BATCHES: Final = 100
QUICK_BATCHES: Final = 20
OWN: Final = 50
"""Entries that allow one edit, and as many patterns, in the measurement of the department's own."""

# Stated for a list of two million entries; loading and memory are held to their share of it at the size that is run.
_LISTED: Final = 2_000_000
_LOAD_S: Final = 3.0
_MEMORY_MB: Final = 700.0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matching", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_ENTRIES} and {QUICK_LARGE} entries")
    parser.add_argument("--entries", type=int, help=f"size of the list (default: {ENTRIES})")
    parser.add_argument("--large", type=int, help=f"size of the larger list (default: {LARGE})")
    parser.add_argument("--weigh", choices=("packed", "tuples"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.weigh:
        _weigh(chosen.weigh)
        return
    entries = chosen.entries or (QUICK_ENTRIES if chosen.quick else ENTRIES)
    large = chosen.large or (QUICK_LARGE if chosen.quick else LARGE)
    with instance.with_database():
        report.show(measured(entries, large, QUICK_BATCHES if chosen.quick else BATCHES))


def measured(entries: int, large: int, batches: int) -> report.Report:
    """Load lists of two sizes, match batches of 1,000 reads, and replace the list while batches arrive."""
    from plainview.matching.index import Index  # noqa: PLC0415 - models need Django to be set up

    matching_lists.fill(entries, revision=2)
    matching_lists.tidy()
    packed, tuples = _in_a_process_of_its_own("packed"), _in_a_process_of_its_own("tuples")
    index, groups = Index(), matching_lists.reads(batches, BATCH)
    index.load()
    ours, plain, with_own = _batches(index.known, groups)
    singles = _singles(index.known, [read for group in groups for read in group])
    looks = _looks()
    imported = _import_while_matching(index, entries, groups)
    matching_lists.empty()
    matching_lists.fill(large, revision=4)
    matching_lists.tidy()
    larger = _in_a_process_of_its_own("packed")
    share = entries / _LISTED
    return report.Report(
        "matching",
        figures={
            "entries": entries,
            "load_s": round(packed["load_s"], 3),
            "memory_mb": round(packed["memory_mb"], 1),
            "entries_large": large,
            "load_large_s": round(larger["load_s"], 3),
            "memory_large_mb": round(larger["memory_mb"], 1),
            "reads_per_s": round(BATCH / report.median(ours)),
            "reads_per_s_with_own_entries": round(BATCH / report.median(with_own)),
            "single_read_p99_micros": round(report.percentile(singles, 99) * 1e6, 1),
            "look_for_changes_ms": round(report.median(looks) * 1000, 3),
            **imported,
        },
        ratios={
            "memory_to_tuples": round(packed["memory_mb"] / tuples["memory_mb"], 2),
            "load_to_tuples": round(packed["load_s"] / tuples["load_s"], 2),
            "batch_time_to_plain_dict": _ratio(ours, plain),
            "batch_time_with_own_to_without": _ratio(with_own, ours),
        },
        targets={
            "load_s": {"at_most": round(_LOAD_S * share, 3)},
            "memory_mb": {"at_most": round(_MEMORY_MB * share, 1)},
            "reads_per_s": {"at_least": 1_000_000},
            "single_read_p99_micros": {"at_most": 20.0},
        },
        notes={
            "size": "the targets of loading and memory are stated for 2,000,000 entries (3 s, 700 MB) and are held to"
            f" the share of {entries}",
            "loading": "from the rows in the database to an index that answers; memory is what a fresh process grew by",
            "tuples": "the layout before, in a fresh process as well: rows by the ORM, a tuple an entry",
            "reads": f"{batches} batches of {BATCH} on one thread, one read in {matching_lists.WANTED_ONE_IN} of a"
            " listed plate; the query that looks for changes before a batch is timed apart",
            "own entries": f"with {OWN} entries of the department's that allow one edit and {OWN} patterns",
            "plain dict": "one look-up of the plate, folded beforehand, in the same batches, turn about",
            "import": "the whole list is replaced in one transaction; then batches of 1,000 arrive without a pause,"
            " each with its queries, until the new list is in memory",
        },
    )


def _weigh(layout: str) -> None:
    """Load in this process and print what it took, as JSON."""
    setup.ready()
    from plainview.hotlists import matchable  # noqa: PLC0415 - models need Django to be set up
    from plainview.matching.index import Index  # noqa: PLC0415 - the same

    matchable.newest()  # the connection is not the index's weight
    index = Index() if layout == "packed" else matching_lists.Tuples()
    process = psutil.Process()
    gc.collect()
    before, started = process.memory_info().rss, time.perf_counter()
    index.load()
    load_s = time.perf_counter() - started
    gc.collect()
    print(json.dumps({"load_s": load_s, "memory_mb": (process.memory_info().rss - before) / 1e6}))


def _in_a_process_of_its_own(layout: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.matching", "--weigh", layout]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own module
    found: dict[str, float] = json.loads(done.stdout)
    report.say(f"{layout}: {found['load_s']:.2f} s, {found['memory_mb']:.0f} MB")
    return found


def _batches(known: "Known", groups: Sequence[Sequence[CapturedRead]]) -> tuple[list[float], list[float], list[float]]:
    """Seconds a batch in the index, in a plain dict, and in the index with entries of the department's, turn about."""
    own = known.after(_own(), revision=known.revision + 1)
    plain, at = dict.fromkeys(known.packed.rows, 1), datetime.now(UTC)
    ours, theirs, with_own, found = [], [], [], 0
    for group in report.progress(groups, "batches"):
        folded = [plates.folded(read.reading.plate) for read in group]
        moments = [time.perf_counter()]
        found += len(list(known.candidates(group, at=at)))
        moments.append(time.perf_counter())
        for each in folded:
            plain.get(each)
        moments.append(time.perf_counter())
        list(own.candidates(group, at=at))
        moments.append(time.perf_counter())
        for times, begin, end in zip((ours, theirs, with_own), moments, moments[1:], strict=False):
            times.append(end - begin)
    assert found, "no read was found in the list, so nothing was measured"
    return ours, theirs, with_own


def _own() -> "list[Any]":
    from plainview.hotlists.matchable import Matchable  # noqa: PLC0415 - models need Django to be set up

    chance, until = Random(4), datetime.now(UTC) + timedelta(days=1)  # noqa: S311 - a sample, not a secret

    def one(text: str, match_by: MatchBy) -> Matchable:
        return Matchable(samples.uuid(chance), True, text, "CT", until, match_by, True, "", "", "")  # noqa: FBT003

    near = [one(samples.plate(chance), MatchBy.NEAR) for _ in range(OWN)]
    return near + [one(f"{samples.plate(chance)[:3]}?*", MatchBy.PATTERN) for _ in range(OWN)]


def _singles(known: "Known", reads: Sequence[CapturedRead]) -> list[float]:
    """Seconds of each read that comes alone."""
    seconds, at = [], datetime.now(UTC)
    for read in reads:
        started = time.perf_counter()
        list(known.candidates((read,), at=at))
        seconds.append(time.perf_counter() - started)
    return seconds


def _looks() -> list[float]:
    """Seconds of the query that looks for changes before a batch."""
    from plainview.hotlists import matchable  # noqa: PLC0415 - models need Django to be set up

    seconds = []
    for _ in range(200):
        started = time.perf_counter()
        matchable.newest()
        seconds.append(time.perf_counter() - started)
    return seconds


def _import_while_matching(index: "Index", entries: int, groups: Sequence[Sequence[CapturedRead]]) -> dict[str, float]:
    """Replace the list, and send batches until the new one is in memory."""
    matching_lists.fill(entries, revision=3)
    seconds, started = [], time.perf_counter()
    while index.known.revision < 3 or not seconds:  # noqa: PLR2004 - the import's
        begun = time.perf_counter()
        index.candidates(groups[len(seconds) % len(groups)], at=datetime.now(UTC))
        seconds.append(time.perf_counter() - begun)
    return {
        "import_loaded_after_s": round(time.perf_counter() - started, 2),
        "import_batches": len(seconds),
        "import_batch_p50_ms": round(report.median(seconds) * 1000, 1),
        "import_batch_longest_ms": round(max(seconds) * 1000, 1),
    }


def _ratio(some: Sequence[float], others: Sequence[float]) -> float:
    return round(report.median(one / other for one, other in zip(some, others, strict=True)), 1)


if __name__ == "__main__":
    main()
