"""A package or an export of a case goes piece by piece: sealed on the disk, never whole in memory, gone if it fails."""

import stat
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from factories import cases, devices
from factories.instance import Instance
from factories.people import person
from plainview import jobs
from plainview.archive import packs
from plainview.archive.master_key import master_key
from plainview.archive.models import Read
from plainview.archive.packs import PictureUnreadable
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.audit.models import Entry as LogEntry
from plainview.evidence import packages, preserving, sealed_files
from plainview.evidence.forms import Surroundings
from plainview.evidence.models import Hold, Package
from plainview.evidence.sealed_files import PIECE, Part, Spool
from plainview.policy import clauses
from plainview.terms.actor import Actor, Role, job

WHY = "Asked for by the prosecutor for the hearing on the theft"
PHOTOGRAPHS, BYTES = 60, 200_000


def now() -> datetime:
    return datetime.now(UTC)


def photograph(number: int) -> bytes:
    """A JPEG as large as those of a camera: its comment is noise."""
    noise = Random(number).randbytes(BYTES // 4)  # noqa: S311 - noise, no secret
    small = devices.jpeg()
    comments = b"".join(b"\xff\xfe" + (len(noise) + 2).to_bytes(2, "big") + noise for _ in range(4))
    return small[:2] + comments + small[2:]


@pytest.fixture
def supervisor(instance: Instance) -> Actor:
    return person(Role.SUPERVISOR).actor()


@pytest.fixture
def hold(supervisor: Actor) -> Hold:
    box, start = devices.box(), now() - timedelta(hours=1)
    reads = [
        devices.read(captured_at=start + timedelta(seconds=each), photograph=photograph(each))
        for each in range(PHOTOGRAPHS)
    ]
    for begin in range(0, PHOTOGRAPHS, 20):
        box.send(devices.batch(box.camera, *reads[begin : begin + 20]))
    return cases.held(*Read.objects.all(), by=supervisor)


def peak(act: Callable[[], object]) -> int:
    """The most memory that this takes at once, in bytes."""
    tracemalloc.start()
    try:
        act()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def built(hold: Hold, actor: Actor) -> Package:
    asked = packages.ask(hold.pk, reason=WHY, actor=actor, at=now())
    packages.build(asked.pk, Surroundings, actor=actor, at=now())
    return Package.objects.get(pk=asked.pk)


def making(instance: Instance) -> list[Path]:
    return list((instance.data / "evidence" / "making").iterdir())


def test_neither_the_making_nor_the_sending_has_the_case_in_memory(
    hold: Hold, supervisor: Actor, instance: Instance
) -> None:
    asked = packages.ask(hold.pk, reason=WHY, actor=supervisor, at=now())
    assert peak(lambda: packages.build(asked.pk, Surroundings, actor=supervisor, at=now())) < PHOTOGRAPHS * BYTES
    package = Package.objects.get()
    assert (package.size or 0) > 2 * PHOTOGRAPHS * BYTES
    sizes = []

    def send() -> None:
        taken = packages.take(package.pk, actor=supervisor, at=now())
        sizes.append(sum(len(each) for each in taken.pieces))
        taken.pieces.close()

    assert peak(send) < 5 * PIECE
    assert sizes == [package.size]
    kept = preserving.folder(hold.pk) / f"{package.pack}.pack"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert devices.jpeg()[:20] not in kept.read_bytes()
    assert making(instance) == []


def test_a_report_alone_is_as_small_in_memory(hold: Hold, supervisor: Actor) -> None:
    def export() -> None:
        taken = packages.export(hold.pk, "pdf", Surroundings(), reason=WHY, actor=supervisor, at=now())
        assert sum(len(each) for each in taken.pieces) == taken.size > PHOTOGRAPHS * BYTES
        taken.pieces.close()

    assert peak(export) < PHOTOGRAPHS * BYTES


@pytest.mark.proves(clauses.J_1)
def test_nothing_leaves_and_nothing_is_left_where_the_log_does_not_take_it(
    hold: Hold, supervisor: Actor, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = built(hold, supervisor)
    asked = packages.ask(hold.pk, reason=WHY, actor=supervisor, at=now())
    before = sorted(preserving.folder(hold.pk).iterdir())

    real = audit.append

    def full(event: Event, **said: Any) -> int:
        if event in {Event.HOLD_PACKAGED, Event.HOLD_PACKAGE_TAKEN, Event.HOLD_EXPORTED}:
            raise RuntimeError("the log is full")
        return real(event, **said)

    monkeypatch.setattr(audit, "append", full)
    for act in (
        lambda: packages.take(package.pk, actor=supervisor, at=now()),
        lambda: packages.export(hold.pk, "pdf", Surroundings(), reason=WHY, actor=supervisor, at=now()),
        lambda: packages.build(asked.pk, Surroundings, actor=supervisor, at=now()),
    ):
        with pytest.raises(RuntimeError, match="log is full"):
            act()
    assert making(instance) == []
    assert sorted(preserving.folder(hold.pk).iterdir()) == before
    assert Package.objects.get(pk=asked.pk).failed
    assert not LogEntry.objects.filter(event__in=["hold.package-taken", "hold.exported"]).exists()


def test_a_damaged_package_does_not_leave_and_is_not_logged(hold: Hold, supervisor: Actor) -> None:
    package = built(hold, supervisor)
    path = preserving.folder(hold.pk) / f"{package.pack}.pack"
    content = path.read_bytes()
    middle = len(content) // 2
    changed = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    for damaged in (content[:-1], content[: PIECE + 28], changed):
        path.write_bytes(damaged)
        with pytest.raises(PictureUnreadable):
            packages.take(package.pk, actor=supervisor, at=now())
    assert not LogEntry.objects.filter(event="hold.package-taken").exists()


def test_a_package_from_before_which_was_sealed_in_one_piece_still_leaves(hold: Hold, supervisor: Actor) -> None:
    package, content = built(hold, supervisor), b"PK a package of before"
    key = packs.unwrap(bytes(hold.wrapped_key), master_key())
    kept = packs.write(preserving.folder(hold.pk), key, [content])
    package.pack, package.span, package.hash, package.size = (
        kept.id,
        list(kept.spans[0]),
        packs.digest(content),
        len(content),
    )
    package.save()
    taken = packages.take(package.pk, actor=supervisor, at=now())
    assert b"".join(taken.pieces) == content
    taken.pieces.close()


def test_what_a_stopped_server_left_half_made_is_swept_at_the_next_start(instance: Instance) -> None:
    part = Part(b"k" * 32)
    part.writer.write(b"half of a case" * PIECE)
    (left,) = making(instance)
    assert (left.name, stat.S_IMODE(left.stat().st_mode)) == (f"{part.id}.part", 0o600)
    assert stat.S_IMODE(left.parent.stat().st_mode) == 0o700
    assert b"half of a case" not in left.read_bytes()
    jobs.begin(actor=job("clock"), at=now())
    assert making(instance) == []
    part.drop()
    assert sealed_files.sweep() == 0


def test_a_file_that_leaves_at_once_has_no_name(instance: Instance) -> None:
    spool = Spool()
    spool.writer.write(b"a table of reads")
    pieces = spool.pieces()
    assert making(instance) == []
    assert b"".join(pieces) == b"a table of reads"
    pieces.close()
