"""The spool: nothing leaves it but by acknowledgement or expiry, and everything is counted."""

import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from plainview.edge.fakes import captured_read
from plainview.edge.spool import Spool, SpoolError, SpoolFullError
from plainview.terms.read import ReadBatch

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CAMERA = UUID(int=7)


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    opened = Spool(tmp_path / "spool.sqlite3")
    yield opened
    opened.close()


def fill(spool: Spool, count: int, camera: UUID = CAMERA, *, size: int = 0) -> list[UUID]:
    """Put `count` reads, a second apart, and return their ids in that order."""
    reads = [captured_read(NOW + timedelta(seconds=n), size=size) for n in range(count)]
    for read in reads:
        spool.put(camera, read, at=NOW)
    return [read.id for read in reads]


def batch_of(spool: Spool, *, reads: int = 100, size: int = 1 << 25) -> ReadBatch:
    batch = spool.next_batch(at=NOW, reads=reads, size=size)
    assert batch is not None
    return batch


def test_a_read_comes_back_whole_and_leaves_with_its_acknowledgement(spool: Spool) -> None:
    read = captured_read(NOW + timedelta(microseconds=123_456), size=1000)
    spool.put(CAMERA, read, at=NOW)
    batch = batch_of(spool)
    assert (batch.camera, batch.reads) == (CAMERA, (read,))
    spool.acknowledge(batch.id)
    assert spool.next_batch(at=NOW) is None
    counts = spool.counts()
    assert (counts.spooled, counts.acknowledged, counts.waiting, counts.held_bytes) == (1, 1, 0, 0)


def test_a_batch_stays_the_same_until_it_is_acknowledged_whatever_else_arrives(spool: Spool) -> None:
    fill(spool, 3)
    first = batch_of(spool)
    fill(spool, 2)
    assert batch_of(spool) == first
    spool.acknowledge(first.id)
    second = batch_of(spool)
    assert second.id != first.id
    assert len(second.reads) == 2


def test_the_same_batch_is_sent_after_a_kill_between_sending_and_answer(tmp_path: Path) -> None:
    path = tmp_path / "spool.sqlite3"
    program = (
        "import sys, time; from datetime import UTC, datetime; from pathlib import Path; from uuid import UUID\n"
        "from plainview.edge.fakes import captured_read; from plainview.edge.spool import Spool\n"
        f"now = datetime.fromisoformat('{NOW.isoformat()}'); spool = Spool(Path(sys.argv[1]))\n"
        "[spool.put(UUID(int=7), captured_read(now), at=now) for _ in range(3)]\n"
        "batch = spool.next_batch(at=now)\n"
        "print(batch.id, *(read.id for read in batch.reads), flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program, path], stdout=subprocess.PIPE, text=True) as sender:
        assert sender.stdout is not None
        said = sender.stdout.readline().split()
        sender.send_signal(signal.SIGKILL)
    assert sender.returncode == -signal.SIGKILL
    reopened = Spool(path)
    batch = batch_of(reopened)
    assert [str(batch.id), *(str(read.id) for read in batch.reads)] == said
    reopened.close()


def test_the_newest_reads_go_first_and_in_the_order_of_capture(spool: Spool) -> None:
    ids = fill(spool, 5)
    assert [read.id for read in batch_of(spool, reads=2).reads] == ids[3:]


def test_a_batch_keeps_to_its_size_but_always_holds_one_read(spool: Spool) -> None:
    fill(spool, 4, size=10_000)
    batch = batch_of(spool, size=25_000)
    assert len(batch.reads) == 2
    spool.acknowledge(batch.id)
    assert len(batch_of(spool, size=10).reads) == 1


def test_reads_of_two_cameras_never_share_a_batch(spool: Spool) -> None:
    other = UUID(int=8)
    mine, others = fill(spool, 2), fill(spool, 2, other)
    first = batch_of(spool)
    spool.acknowledge(first.id)
    second = batch_of(spool)
    assert (first.camera, [read.id for read in first.reads]) == (other, others)
    assert (second.camera, [read.id for read in second.reads]) == (CAMERA, mine)


def test_a_rejected_read_is_kept_with_its_reason_and_the_others_go_in_a_new_batch(spool: Spool) -> None:
    ids = fill(spool, 3)
    batch = batch_of(spool)
    spool.set_aside(batch.id, 1, "captured in the future", at=NOW)
    rest = batch_of(spool)
    assert rest.id != batch.id
    assert [read.id for read in rest.reads] == [ids[0], ids[2]]
    (rejection,) = spool.rejections()
    assert (rejection.captured_at, rejection.reason) == (NOW + timedelta(seconds=1), "captured in the future")
    spool.acknowledge(rest.id)
    counts = spool.counts()
    assert (counts.acknowledged, counts.rejected, counts.waiting) == (2, 1, 0)
    assert spool.next_batch(at=NOW) is None


def test_a_split_batch_becomes_two_with_ids_of_their_own(spool: Spool) -> None:
    ids = fill(spool, 3)
    batch = batch_of(spool)
    spool.split(batch.id)
    first = batch_of(spool)
    spool.acknowledge(first.id)
    second = batch_of(spool)
    assert [[read.id for read in half.reads] for half in (first, second)] == [ids[:1], ids[1:]]
    assert len({batch.id, first.id, second.id}) == 3


def test_a_full_spool_refuses_the_new_read_keeps_the_old_and_counts_from_when_until_when(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool.sqlite3", limit_bytes=25_000)
    ids = fill(spool, 2, size=10_000)
    for minute in range(3):
        with pytest.raises(SpoolFullError, match="full"):
            spool.put(CAMERA, captured_read(NOW, size=10_000), at=NOW + timedelta(minutes=minute))
    counts = spool.counts()
    assert (counts.refused, counts.refused_from, counts.refused_until) == (3, NOW, NOW + timedelta(minutes=2))
    assert (counts.spooled, counts.waiting) == (2, 2)
    batch = batch_of(spool)
    assert [read.id for read in batch.reads] == ids
    spool.acknowledge(batch.id)
    fill(spool, 1, size=10_000)
    spool.close()


def test_old_reads_are_deleted_and_counted_and_leave_no_trace_in_the_file(spool: Spool) -> None:
    secret = "SECRET7"
    spool.put(CAMERA, captured_read(NOW - timedelta(days=22), secret), at=NOW)
    spool.put(CAMERA, captured_read(NOW, "AB12345"), at=NOW)
    assert secret.encode() in b"".join(file.read_bytes() for file in spool.path.parent.iterdir())
    assert spool.expire(NOW - timedelta(days=21)) == 1
    assert (spool.counts().expired, spool.counts().waiting) == (1, 1)
    assert secret.encode() not in b"".join(file.read_bytes() for file in spool.path.parent.iterdir())


def test_an_acknowledged_read_leaves_no_trace_in_the_file_once_the_spool_has_looked_for_old_ones(spool: Spool) -> None:
    secret = "SECRET7"
    spool.put(CAMERA, captured_read(NOW, secret), at=NOW)
    spool.acknowledge(batch_of(spool).id)
    assert secret.encode() in b"".join(file.read_bytes() for file in spool.path.parent.iterdir())
    assert spool.expire(NOW - timedelta(days=21)) == 0
    assert secret.encode() not in b"".join(file.read_bytes() for file in spool.path.parent.iterdir())


def test_a_rejected_read_expires_too(spool: Spool) -> None:
    fill(spool, 1)
    spool.set_aside(batch_of(spool).id, 0, "no", at=NOW)
    assert spool.expire(NOW + timedelta(days=1)) == 1
    assert spool.rejections() == []


def test_a_batch_that_loses_a_read_to_expiry_gets_a_new_id(spool: Spool) -> None:
    ids = fill(spool, 3)
    batch = batch_of(spool)
    spool.expire(NOW + timedelta(seconds=1))
    rest = batch_of(spool)
    assert rest.id != batch.id
    assert [read.id for read in rest.reads] == ids[1:]


def test_an_answer_for_a_batch_that_is_gone_changes_nothing(spool: Spool) -> None:
    ids = fill(spool, 2)
    spool.acknowledge(uuid4())
    spool.set_aside(uuid4(), 5, "no", at=NOW)
    spool.split(uuid4())
    assert [read.id for read in batch_of(spool).reads] == ids


def test_a_read_that_the_disk_spoiled_is_set_aside_and_the_others_go(spool: Spool) -> None:
    ids = fill(spool, 3)
    with sqlite3.connect(spool.path) as disk:
        disk.execute("UPDATE bodies SET body = x'00ff' WHERE seq = 2")
    disk.close()
    assert [read.id for read in batch_of(spool).reads] == [ids[0], ids[2]]
    assert [one.reason for one in spool.rejections()] == ["the read cannot be decoded from the spool"]


def test_a_new_spool_is_open_to_its_owner_only(spool: Spool) -> None:
    fill(spool, 1)
    files = list(spool.path.parent.iterdir())
    assert len(files) >= 2  # the write-ahead log holds pictures as well
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_damaged_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "spool.sqlite3"
    path.write_bytes(b"this is no database" * 100)
    with pytest.raises(SpoolError, match=r"spool\.sqlite3 is damaged .* Move the file aside"):
        Spool(path)
    assert path.read_bytes().startswith(b"this is no database")


def test_damage_inside_the_file_is_named_too(tmp_path: Path) -> None:
    path = tmp_path / "spool.sqlite3"
    spool = Spool(path)
    fill(spool, 50, size=5000)
    spool.close()
    content = bytearray(path.read_bytes())
    content[4096 : len(content)] = b"\x55" * (len(content) - 4096)
    path.write_bytes(content)
    reopened = Spool(path)
    with pytest.raises(SpoolError, match="is damaged"):
        reopened.next_batch(at=NOW)
    reopened.close()


def test_a_database_of_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite3"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE notes (text)")
    other.close()
    with pytest.raises(SpoolError, match="no spool of Plainview"):
        Spool(path)


def test_a_spool_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "spool.sqlite3"
    Spool(path).close()
    with sqlite3.connect(path) as later:
        later.execute("PRAGMA user_version = 2")
    later.close()
    with pytest.raises(SpoolError, match="another version"):
        Spool(path)


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(SpoolError, match="No such file"):
        Spool(tmp_path / "absent" / "spool.sqlite3")


def test_a_full_disk_is_a_full_spool(spool: Spool) -> None:
    fill(spool, 1)
    pages = spool._connection.execute("PRAGMA page_count").fetchone()[0]  # noqa: SLF001 - SQLite's own way to play a full disk
    spool._connection.execute(f"PRAGMA max_page_count = {pages}")  # noqa: SLF001 - the same
    with pytest.raises(SpoolFullError, match="disk"):
        spool.put(CAMERA, captured_read(NOW, size=1_000_000), at=NOW)
    assert spool.counts().waiting == 1


class EveryReadIsAccountedFor(RuleBasedStateMachine):
    """Whatever happens in whatever order, each read that went in is acknowledged, expired, rejected or waiting."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.spool = Spool(Path(self.folder.name) / "spool.sqlite3")
        self.now = NOW
        self.put = 0
        self.batch: ReadBatch | None = None

    def teardown(self) -> None:
        self.spool.close()
        self.folder.cleanup()

    @rule(camera=st.sampled_from([UUID(int=7), UUID(int=8)]), age=st.integers(0, 30))
    def a_read_is_captured(self, camera: UUID, age: int) -> None:
        self.spool.put(camera, captured_read(self.now - timedelta(days=age)), at=self.now)
        self.put += 1

    @rule(reads=st.integers(1, 4))
    def a_batch_is_formed(self, reads: int) -> None:
        self.batch = self.spool.next_batch(at=self.now, reads=reads)
        assert (self.batch is None) == (self.spool.counts().waiting == 0)

    @precondition(lambda self: self.batch)
    @rule(answer=st.sampled_from(["acknowledge", "split", "reject"]))
    def the_server_answers(self, answer: str) -> None:
        assert self.batch is not None
        if answer == "acknowledge":
            self.spool.acknowledge(self.batch.id)
        elif answer == "split":
            self.spool.split(self.batch.id)
        else:
            self.spool.set_aside(self.batch.id, len(self.batch.reads) - 1, "no", at=self.now)

    @rule(days=st.integers(0, 25))
    def the_old_expire(self, days: int) -> None:
        self.spool.expire(self.now - timedelta(days=days))

    @invariant()
    def all_are_accounted_for(self) -> None:
        counts = self.spool.counts()
        assert counts.spooled == self.put
        assert counts.spooled == counts.acknowledged + counts.expired + counts.waiting + counts.rejected
        assert counts.rejected == len(self.spool.rejections(newest=1000))


TestEveryReadIsAccountedFor = EveryReadIsAccountedFor.TestCase
TestEveryReadIsAccountedFor.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
