"""How fast the log grows and is proved: `python -m benchmarks.audit [--quick]`.

A real PostgreSQL in a temporary folder, with the settings of a department's. Each entry is a transaction of its own,
as the slowest of its users has it; an action writes its entry in the transaction that it needs anyhow.
"""

import argparse
import time
from datetime import UTC, datetime
from typing import Final

import psycopg

from benchmarks import instance, report
from plainview.database import connection

APPENDS: Final = 5_000
QUICK_APPENDS: Final = 500
WARM_UP: Final = 50
VERIFICATIONS: Final = 5

_RAW_TABLE: Final = "CREATE TABLE raw_entry (LIKE audit_entry INCLUDING INDEXES)"
_ROW: Final = "SELECT * FROM audit_entry WHERE seq = %s"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.audit", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_APPENDS} entries")
    chosen = parser.parse_args()
    with instance.with_database():
        report.show(measured(QUICK_APPENDS if chosen.quick else APPENDS))


def measured(appends: int) -> report.Report:
    """Append so many entries, insert the same rows raw, and verify the chain."""
    ours, raw = [], []
    with connection.connect(connection.conninfo("owner")) as owner:
        owner.execute(_RAW_TABLE)
        for number in report.progress(range(WARM_UP + appends), "entries"):
            seq, seconds = _append(number)
            again = _insert(owner, seq)
            if number >= WARM_UP:
                ours.append(seconds)
                raw.append(again)
    entries, verify_s = _verify()
    return report.Report(
        "audit",
        figures={
            "appends_per_s": round(appends / sum(ours)),
            "append_p50_ms": round(report.median(ours) * 1000, 2),
            "append_p99_ms": round(report.percentile(ours, 99) * 1000, 2),
            "verified_entries_per_s": round(entries / verify_s),
        },
        ratios={
            "append_time_to_raw_insert": round(
                report.median(one / other for one, other in zip(ours, raw, strict=True)), 2
            )
        },
        notes={
            "appends": f"{appends} entries with public and sealed facts, one a transaction, one after another",
            "verification": f"the whole chain of {entries} entries, the median of {VERIFICATIONS} times, read from a"
            " database that has them in memory",
            "raw insert": "the same rows into a table with the same indexes, one a transaction, turn about",
            "durability": "fsync of each commit is on, in a temporary folder",
        },
    )


def _append(number: int) -> tuple[int, float]:
    """An entry's number, and the seconds until it is committed."""
    from django.db import transaction  # noqa: PLC0415 - after Django is set up

    from plainview.audit import actions as audit  # noqa: PLC0415 - the same
    from plainview.audit.events import Event  # noqa: PLC0415 - the same

    started = time.perf_counter()
    with transaction.atomic():
        seq = audit.append(
            Event.BATCH_ACCEPTED,
            actor=instance.CONSOLE,
            at=datetime.now(UTC),
            subject=f"batch:{number}",
            facts={"camera": "benchmark", "accepted": 100, "repeated": 0, "hits": 1},
            private={"plate": f"AB{number:05}"},
        )
    return seq, time.perf_counter() - started


def _insert(owner: psycopg.Connection, seq: int) -> float:
    """Seconds in which the same row is inserted as it is. The connection commits each statement."""
    row = owner.execute(_ROW, (seq,)).fetchone()
    assert row is not None, f"entry {seq} was not committed"
    places = ", ".join(["%s"] * len(row))
    started = time.perf_counter()
    owner.execute(f"INSERT INTO raw_entry VALUES ({places})", row)  # noqa: S608 - only places
    return time.perf_counter() - started


def _verify() -> tuple[int, float]:
    """The entries in the chain, and the seconds in which it is verified."""
    from plainview.audit import queries  # noqa: PLC0415 - after Django is set up

    seconds, entries = [], 0
    for _ in report.progress(range(VERIFICATIONS), "verifications"):
        started = time.perf_counter()
        found = queries.verify()
        seconds.append(time.perf_counter() - started)
        assert isinstance(found, int), f"the chain does not hold: {found}"
        entries = found
    return entries, report.median(seconds)


if __name__ == "__main__":
    main()
