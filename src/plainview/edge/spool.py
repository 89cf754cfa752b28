"""The spool: reads wait here, on the disk, until the server has acknowledged them.

A batch is fixed before it is first sent: its id is stored with its reads, so that after a crash between sending and
answer the same batch goes out again and the server answers as it did. When the limit is reached a *new* read is refused
and counted with its time. Dropping the oldest instead would break batches that are under way and leave holes that
nobody can name; refusing leaves one known interval without reads.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

import msgspec

from plainview.edge.schema import SpoolError, SpoolFullError, connect, naming, transaction
from plainview.terms.read import CapturedRead, ReadBatch

__all__ = ["Counts", "Rejection", "Spool", "SpoolError", "SpoolFullError"]

LIMIT_BYTES: Final = 2 * 1024**3
"""Default size: about ten thousand reads, a week of a fixed camera."""
BATCH_READS: Final = 100
BATCH_BYTES: Final = 32 * 1024**2
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DAMAGED: Final = "the read cannot be decoded from the spool"


@dataclass(frozen=True)
class Counts:
    """What the spool holds and what it has done: spooled = acknowledged + expired + waiting + rejected.

    `refused` reads never got in, between `refused_from` and `refused_until`, because the spool was full.
    """

    waiting: int
    rejected: int
    held_bytes: int
    oldest_waiting: datetime | None
    spooled: int
    acknowledged: int
    expired: int
    refused: int
    refused_from: datetime | None
    refused_until: datetime | None


@dataclass(frozen=True)
class Rejection:
    """A read that the server can never accept. It is kept, with the reason, until it expires."""

    captured_at: datetime
    rejected_at: datetime
    reason: str


class Spool:
    """An open spool. It may be used from several threads."""

    def __init__(self, path: Path, *, limit_bytes: int = LIMIT_BYTES) -> None:
        """Open or make the spool.

        Raises:
            SpoolError: the file is damaged, is something else, or cannot be opened.
        """
        self.path = path
        self._limit = limit_bytes
        self._lock = threading.RLock()
        self._connection = connect(path)

    def close(self) -> None:
        with self._lock, naming(self.path):
            self._connection.close()

    def put(self, camera: UUID, read: CapturedRead, *, at: datetime) -> None:
        """Keep a read; once this returns, it is on the disk.

        Raises:
            SpoolFullError: there is no room; the refusal is counted.
        """
        body = msgspec.msgpack.encode(read)
        with self._change():
            held = self._number("SELECT coalesce(sum(size), 0) FROM reads")
            room = held + len(body) <= self._limit
            if room:
                row = self._connection.execute(
                    "INSERT INTO reads (camera, captured_at, size) VALUES (?, ?, ?)",
                    (str(camera), _micros(read.captured_at), len(body)),
                )
                self._connection.execute("INSERT INTO bodies VALUES (?, ?)", (row.lastrowid, body))
                self._add("spooled", 1)
            else:
                self._count_refusal(at)
        if not room:
            raise SpoolFullError(f"The spool {self.path} is full: {held} of {self._limit} bytes. A read was refused.")

    def next_batch(self, *, at: datetime, reads: int = BATCH_READS, size: int = BATCH_BYTES) -> ReadBatch | None:
        """The batch to send now, or None where nothing waits.

        A batch that was formed before comes first and unchanged. A new one holds the newest reads, at most `reads` of
        one camera and `size` bytes: after an outage a live alert does not queue behind yesterday.
        """
        while True:
            with self._change():
                formed = self._formed() or self._form(reads, size)
                if formed is None:
                    return None
                batch, camera = formed
                rows = self._connection.execute(
                    "SELECT seq, body FROM reads LEFT JOIN bodies USING (seq) WHERE batch = ? ORDER BY seq", (batch,)
                )
                decoded = [(seq, _decoded(body)) for seq, body in rows]
                damaged = [seq for seq, read in decoded if read is None]
                for seq in damaged:
                    self._reject(seq, _DAMAGED, at)
                if damaged:
                    self._dissolve(batch)
                    continue
            whole = tuple(read for _, read in decoded if read is not None)
            return ReadBatch(id=UUID(batch), camera=UUID(camera), reads=whole)

    def acknowledge(self, batch: UUID, *, keep_days: int | None = None) -> None:
        """The server has committed the batch: its reads leave the spool. What it said of the limit stays."""
        with self._change():
            gone = self._connection.execute("DELETE FROM reads WHERE batch = ?", (str(batch),)).rowcount
            self._add("acknowledged", gone)
            if keep_days is not None:
                self._connection.execute("INSERT OR REPLACE INTO totals VALUES ('keep_days', ?)", (keep_days,))

    @property
    def keep_days(self) -> int | None:
        """For how many days the server last said that a read may be kept; None until it has said so."""
        with self._lock, naming(self.path):
            row = self._connection.execute("SELECT amount FROM totals WHERE name = 'keep_days'").fetchone()
        return None if row is None else int(row[0])

    def set_aside(self, batch: UUID, item: int, reason: str, *, at: datetime) -> None:
        """Item number `item` (from 0) can never be accepted: keep it as rejected; the others wait for a new batch."""
        with self._change():
            members = self._members(batch)
            if item < len(members):  # the batch may have expired while it was under way
                self._reject(members[item], reason, at)
            self._dissolve(str(batch))

    def split(self, batch: UUID) -> None:
        """Make two batches of one that is too large for the server, in halves, each under an id of its own."""
        with self._change():
            members = self._members(batch)
            middle = len(members) // 2
            for half in (members[:middle], members[middle:]):
                name = str(uuid4())
                self._connection.executemany("UPDATE reads SET batch = ? WHERE seq = ?", [(name, seq) for seq in half])

    def dissolve(self, batch: UUID) -> None:
        """The batch's reads wait for a new batch, under another id."""
        with self._change():
            self._dissolve(str(batch))

    def waiting_cameras(self) -> set[UUID]:
        """The cameras whose reads wait."""
        with self._change():
            rows = self._connection.execute("SELECT DISTINCT camera FROM reads WHERE rejected_at IS NULL").fetchall()
        return {UUID(camera) for (camera,) in rows}

    def expire(self, before: datetime) -> int:
        """Delete what was captured before then, rejected reads too, and return how many that were (clause K.1).

        A batch that loses a read is dissolved, so that one id never stands for two contents.
        """
        limit = (_micros(before),)
        with self._change():
            self._connection.execute(
                "UPDATE reads SET batch = NULL WHERE batch IN"
                " (SELECT batch FROM reads WHERE captured_at < ? AND batch IS NOT NULL)",
                limit,
            )
            gone = self._connection.execute("DELETE FROM reads WHERE captured_at < ?", limit).rowcount
            if gone:
                self._add("expired", gone)
        self._empty_log()
        return gone

    def counts(self) -> Counts:
        with self._change():
            totals: dict[str, int] = dict(self._connection.execute("SELECT name, amount FROM totals"))
            waiting, oldest = self._connection.execute(
                "SELECT count(*), min(captured_at) FROM reads WHERE rejected_at IS NULL"
            ).fetchone()
            held, size = self._connection.execute("SELECT count(*), coalesce(sum(size), 0) FROM reads").fetchone()
        return Counts(
            waiting=waiting,
            rejected=held - waiting,
            held_bytes=size,
            oldest_waiting=_moment(oldest),
            spooled=totals.get("spooled", 0),
            acknowledged=totals.get("acknowledged", 0),
            expired=totals.get("expired", 0),
            refused=totals.get("refused", 0),
            refused_from=_moment(totals.get("refused_from")),
            refused_until=_moment(totals.get("refused_until")),
        )

    def rejections(self, *, newest: int = 10) -> list[Rejection]:
        """The reads that were set aside, the newest first."""
        with self._change():
            rows = self._connection.execute(
                "SELECT captured_at, rejected_at, reason FROM reads WHERE rejected_at IS NOT NULL"
                " ORDER BY rejected_at DESC LIMIT ?",
                (newest,),
            ).fetchall()
        return [Rejection(_at(captured), _at(rejected), reason) for captured, rejected, reason in rows]

    def _empty_log(self) -> None:
        """The write-ahead log holds copies of what was deleted or acknowledged: move it into the file and cut it."""
        log = self.path.with_name(self.path.name + "-wal")
        with self._lock, naming(self.path):
            if log.exists() and log.stat().st_size:
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    @contextmanager
    def _change(self) -> Iterator[None]:
        with self._lock, naming(self.path), transaction(self._connection):
            yield

    def _number(self, query: str) -> int:
        return int(self._connection.execute(query).fetchone()[0])

    def _add(self, name: str, amount: int) -> None:
        self._connection.execute(
            "INSERT INTO totals VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET amount = amount + excluded.amount",
            (name, amount),
        )

    def _count_refusal(self, at: datetime) -> None:
        self._add("refused", 1)
        self._connection.execute("INSERT OR IGNORE INTO totals VALUES ('refused_from', ?)", (_micros(at),))
        self._connection.execute("INSERT OR REPLACE INTO totals VALUES ('refused_until', ?)", (_micros(at),))

    def _formed(self) -> tuple[str, str] | None:
        row = self._connection.execute("SELECT batch, camera FROM reads WHERE batch IS NOT NULL ORDER BY seq LIMIT 1")
        found: tuple[str, str] | None = row.fetchone()
        return found

    def _form(self, reads: int, size: int) -> tuple[str, str] | None:
        newest = self._connection.execute(
            "SELECT camera FROM reads WHERE rejected_at IS NULL ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        if newest is None:
            return None
        (camera,) = newest
        rows = self._connection.execute(
            "SELECT seq, size FROM reads WHERE rejected_at IS NULL AND camera = ? ORDER BY seq DESC LIMIT ?",
            (camera, reads),
        ).fetchall()
        batch, total = str(uuid4()), 0
        for position, (seq, weight) in enumerate(rows):
            total += weight
            if position and total > size:
                break  # the first goes in any case: the server says whether it is too large
            self._connection.execute("UPDATE reads SET batch = ? WHERE seq = ?", (batch, seq))
        return batch, camera

    def _members(self, batch: UUID) -> list[int]:
        rows = self._connection.execute("SELECT seq FROM reads WHERE batch = ? ORDER BY seq", (str(batch),))
        return [seq for (seq,) in rows]

    def _reject(self, seq: int, reason: str, at: datetime) -> None:
        self._connection.execute(
            "UPDATE reads SET batch = NULL, rejected_at = ?, reason = ? WHERE seq = ?", (_micros(at), reason, seq)
        )

    def _dissolve(self, batch: str) -> None:
        self._connection.execute("UPDATE reads SET batch = NULL WHERE batch = ?", (batch,))


def _decoded(body: bytes | None) -> CapturedRead | None:
    try:
        return msgspec.msgpack.decode(body or b"", type=CapturedRead)
    except msgspec.DecodeError:
        return None


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _at(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)


def _moment(micros: int | None) -> datetime | None:
    return None if micros is None else _at(micros)
