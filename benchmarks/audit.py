"""How fast the log grows and is proved: `python -m benchmarks.audit [--quick]`.

A real PostgreSQL in a temporary folder, with the settings of a department's. Each entry is a transaction of its own,
as the slowest of its users has it; an action writes its entry in the transaction that it needs anyhow. What an entry
costs beside the action that it records is measured on the ingest path, with batches of 100 reads. The outsider's
program checks an export that is made up here, on one core.
"""

import argparse
import json
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Final

import psycopg

from benchmarks import ingest, instance, report, samples
from plainview.database import connection

APPENDS: Final = 5_000
QUICK_APPENDS: Final = 500
WARM_UP: Final = 50
VERIFICATIONS: Final = 3
PROOFS: Final = 200
BATCHES: Final = 100
QUICK_BATCHES: Final = 10
EXPORTED: Final = 1_000_000
QUICK_EXPORTED: Final = 50_000
SIGNED_EVERY: Final = 1_000
"""Entries from one checkpoint of the export to the next."""
AIM_S: Final = 20.0
"""Seconds in which a million entries are to be checked."""

_RAW_TABLE: Final = "CREATE TABLE raw_entry (LIKE audit_entry INCLUDING INDEXES)"
_ROW: Final = "SELECT * FROM audit_entry WHERE seq = %s"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.audit", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_APPENDS} entries")
    quick = parser.parse_args().quick
    with instance.with_database():
        report.show(
            measured(
                QUICK_APPENDS if quick else APPENDS,
                QUICK_BATCHES if quick else BATCHES,
                QUICK_EXPORTED if quick else EXPORTED,
            )
        )


def measured(appends: int, batches: int, exported: int) -> report.Report:
    """Append so many entries, insert the same rows raw, check and prove; then ingest, then an outsider's check."""
    ours, raw = _appended(appends)
    entries, verify_s = _verify()
    proof_s, checkpoint_s = _prove()
    share = _share_of_ingest(batches)
    outside_s = _outside(exported)
    return report.Report(
        "audit",
        figures={
            "appends_per_s": round(appends / sum(ours)),
            "append_p50_ms": round(report.median(ours) * 1000, 2),
            "append_p99_ms": round(report.percentile(ours, 99) * 1000, 2),
            "verified_entries_per_s": round(entries / verify_s),
            "inclusion_proof_ms": round(proof_s * 1000, 2),
            "checkpoint_ms": round(checkpoint_s * 1000, 2),
            "outside_check_of_1M_s": round(outside_s * 1_000_000 / exported, 1),
        },
        ratios={
            "append_time_to_raw_insert": round(
                report.median(one / other for one, other in zip(ours, raw, strict=True)), 2
            ),
            "append_share_of_ingest": round(share, 3),
        },
        targets={"outside_check_of_1M_s": {"at_most": AIM_S}, "append_share_of_ingest": {"at_most": 0.15}},
        notes={
            "appends": f"{appends} entries with public and sealed facts, one a transaction, one after another",
            "verification": f"the whole log of {entries} entries with its seals, the median of {VERIFICATIONS} times,"
            " read from a database that has them in memory",
            "proof": f"the median of {PROOFS} proofs of entries by chance, from the database",
            "share of ingest": f"time in every append of {batches} batches of {ingest.BATCH} reads, alerts included,"
            " over the time until the batches are committed",
            "outside check": f"plainview-verify in a process of its own over {exported} entries with a checkpoint every"
            f" {SIGNED_EVERY}; for another number than a million the time is that share",
            "raw insert": "the same rows into a table with the same indexes, one a transaction, turn about",
            "durability": "fsync of each commit is on, in a temporary folder",
        },
    )


def _appended(appends: int) -> tuple[list[float], list[float]]:
    """Seconds of each append, and of the raw insert of the same row."""
    ours, raw = [], []
    with connection.connect(connection.conninfo("owner")) as owner:
        owner.execute(_RAW_TABLE)
        for number in report.progress(range(WARM_UP + appends), "entries"):
            seq, seconds = _append(number)
            again = _insert(owner, seq)
            if number >= WARM_UP:
                ours.append(seconds)
                raw.append(again)
    return ours, raw


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
    """The entries in the log, and the seconds in which it is verified."""
    from plainview.audit import checking  # noqa: PLC0415 - after Django is set up

    seconds, entries = [], 0
    for _ in report.progress(range(VERIFICATIONS), "verifications"):
        started = time.perf_counter()
        found = checking.verify()
        seconds.append(time.perf_counter() - started)
        assert found.holds, f"the log does not hold: {found.findings}"
        entries = found.entries
    return entries, report.median(seconds)


def _prove() -> tuple[float, float]:
    """Seconds of an inclusion proof, and of the checkpoint before it."""
    from plainview.audit import checkpoints, queries  # noqa: PLC0415 - after Django is set up

    started = time.perf_counter()
    size = checkpoints.make(actor=instance.CONSOLE, at=datetime.now(UTC)).size
    checkpoint_s, seconds, chance = time.perf_counter() - started, [], Random(5)  # noqa: S311 - a sample
    for _ in range(PROOFS):
        seq = chance.randrange(size) + 1
        started = time.perf_counter()
        assert queries.proof(seq), f"entry {seq} is not covered"
        seconds.append(time.perf_counter() - started)
    return report.median(seconds), checkpoint_s


def _share_of_ingest(batches: int) -> float:
    """Which part of the time of so many batches went into the log."""
    from plainview.audit import actions as audit  # noqa: PLC0415 - after Django is set up

    append, spent = audit.append, [0.0]

    def timed(*args: Any, **kwargs: Any) -> int:
        started = time.perf_counter()
        try:
            return append(*args, **kwargs)
        finally:
            spent[0] += time.perf_counter() - started

    camera, chance, whole = ingest.attested_camera(), Random(3), 0.0  # noqa: S311 - a sample, not a secret
    wanted = [samples.plate(chance) for _ in range(ingest.LISTED)]
    ingest.import_list(wanted)
    audit.append = timed
    try:
        for number in report.progress(range(ingest.WARM_UP + batches), "batches"):
            if number == ingest.WARM_UP:
                spent[0], whole = 0.0, 0.0
            whole += ingest.accept(ingest.sample_batch(camera, chance, wanted), camera)[0]
    finally:
        audit.append = append
    return spent[0] / whole


def _outside(entries: int) -> float:
    """Seconds in which the outsider's program checks so many entries."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 - only here

    from plainview.audit import leaf, merkle, verify  # noqa: PLC0415 - as the others
    from plainview.audit.signing_key import SigningKey  # noqa: PLC0415 - the same

    key, frontier, at = SigningKey("benchmark/log", Ed25519PrivateKey.generate()), merkle.Frontier(), datetime.now(UTC)
    with TemporaryDirectory(prefix="plainview-benchmark-") as folder:
        lines, export, notes = Path(folder, "lines"), Path(folder, "log.jsonl"), Path(folder, "notes.txt")
        with lines.open("wb") as out, notes.open("w", encoding="utf-8") as signed:
            for seq in report.progress(range(1, entries + 1), "exported entries"):
                written = leaf.Leaf(
                    seq=seq,
                    at=at,
                    event="batch.accepted",
                    actor="device:benchmark",
                    actor_name="the benchmark's camera",
                    outcome="done",
                    clause="",
                    subject=f"batch:{seq}",
                    source="api:api-reads 192.0.2.7",
                    pack="ct-postc@2020-01-01+ct-pa-26-14@2026-10-01",
                    facts=f'{{"accepted":100,"camera":"benchmark","hits":1,"repeated":{seq}}}',
                    seal=bytes(32),
                ).written()
                hashed = merkle.leaf_hash(written)
                frontier, _ = frontier.appended(hashed)
                out.write(b'{"hash":"%s","entry":%s}\n' % (hashed.hex().encode(), written))
                if seq % SIGNED_EVERY == 0:
                    signed.write(key.checkpoint(seq, frontier.root()) + "\n")
        said = {"format": verify.FORMAT, "key": key.verifier, "origin": key.name}
        first = json.dumps({**said, "root": frontier.root().hex(), "size": entries}).encode()
        export.write_bytes(first + b"\n" + lines.read_bytes())
        command = [sys.executable, verify.__file__, export, "--checkpoints", notes, "--key", key.verifier]
        started = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program
        return time.perf_counter() - started


if __name__ == "__main__":
    main()
