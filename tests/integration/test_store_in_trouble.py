"""An object store in trouble: what must go on goes on, and nobody is told that all is well."""

import threading
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.urls import reverse

from factories import cases, devices
from factories.instance import Instance
from factories.object_store import ObjectStore, delivered, opened, spooled
from factories.people import client_of, person
from plainview import jobs
from plainview.archive import actions as archive
from plainview.archive import keeping, noted
from plainview.archive.bucket_settings import BucketSettings
from plainview.archive.disk import Disk
from plainview.archive.models import Read
from plainview.archive.packs import NotStored, StoreAway
from plainview.cli import main
from plainview.commands import db
from plainview.evidence import actions as evidence
from plainview.evidence.models import HeldRead
from plainview.policy import clauses
from plainview.retention import queries as retention
from plainview.search import actions as searching
from plainview.search.request import SearchRequest
from plainview.terms.actor import Role, job
from plainview.web.search_forms import key


def now() -> datetime:
    return datetime.now(UTC)


def later() -> datetime:
    return now() + timedelta(days=16)


@pytest.mark.proves(clauses.J_2)
def test_a_held_picture_that_cannot_be_opened_is_tried_again_while_its_day_lives(
    instance: Instance, s3: ObjectStore, place: BucketSettings
) -> None:
    (sent,) = delivered(devices.box(), "AB 12345", captured_at=now() - timedelta(days=5))
    supervisor = person(Role.SUPERVISOR).actor()
    archive.move_packs(at=now())
    cases.held(Read.objects.get(id=sent.id), by=supervisor)
    s3.failing, s3.said = {"GET": 404}, b""
    jobs.pictures(at=now())
    assert HeldRead.objects.get().preserved_at is None, "a proxy's page is no word of the store"
    s3.said = b"NoSuchKey"
    jobs.pictures(at=now())
    assert HeldRead.objects.get().preserved_at is None, "while the day lives, it may come back"
    s3.failing = {}
    jobs.pictures(at=now())
    assert HeldRead.objects.get().preserved_at is not None
    assert evidence.open_picture(HeldRead.objects.get(), "photograph", actor=supervisor, at=now()) == sent.photograph


@pytest.mark.proves(clauses.K_1)
def test_the_end_of_the_day_settles_for_what_the_read_says_where_its_picture_is_lost(
    instance: Instance, s3: ObjectStore, place: BucketSettings
) -> None:
    (sent,) = delivered(devices.box(), "AB 12345", captured_at=now() - timedelta(days=5))
    archive.move_packs(at=now())
    cases.held(Read.objects.get(id=sent.id), by=person(Role.SUPERVISOR).actor())
    s3.lose(s3.names()[0])
    jobs.pictures(at=now())
    assert HeldRead.objects.get().preserved_at is None
    assert jobs.purge(actor=job("purge"), at=later()).waits == ()
    held = HeldRead.objects.get()
    assert (held.pack, held.preserved_at is not None, Read.objects.count()) == (None, True, 0)


def test_a_result_whose_photograph_cannot_be_fetched_now_does_not_speak_of_damage(
    instance: Instance, s3: ObjectStore, place: BucketSettings
) -> None:
    (sent,) = delivered(devices.box(), "AB 12345")
    archive.move_packs(at=now())
    officer = person()
    asked = SearchRequest(
        purpose="E.a.3",
        offence="Stolen vehicle",
        case_number="26-1",
        reason="Vehicle taken from Elm Street last night",
        concern="none",
        start=now() - timedelta(days=1),
        end=now() + timedelta(minutes=1),
        plate="AB12345",
    )
    search = searching.ask(asked, actor=officer.actor(), at=now())
    address = reverse("search-read", args=[search.pk, key(sent.captured_at, sent.id)])
    s3.failing = {"GET": 503}
    page = client_of(officer).get(address).content.decode()
    assert "The store of the pictures does not answer. Nothing is lost: try again in a minute." in page
    assert "damaged" not in page
    s3.failing = {}
    assert "Photograph of the vehicle" in client_of(officer).get(address).content.decode()
    s3.lose(s3.names()[0])
    assert "It was damaged" in client_of(officer).get(address).content.decode()


def test_packs_move_although_what_is_held_cannot_be_copied(
    instance: Instance, s3: ObjectStore, place: BucketSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_: object) -> int:
        raise NotStored("pictures cannot be written: No space left on device")

    delivered(devices.box(), "AB 12345")
    monkeypatch.setattr("plainview.evidence.preserving.preserve_ahead", full)
    with pytest.raises(NotStored):
        jobs.pictures(at=now())
    assert (spooled(instance), len(s3.names())) == ([], 1)


def test_a_start_does_not_wait_for_the_store(instance: Instance, s3: ObjectStore, place: BucketSettings) -> None:
    delivered(devices.box(), "AB 12345")
    s3.asked.clear()
    jobs.begin(actor=job("clock"), at=now())
    assert [each for each in s3.asked if not each.startswith("GET") or "delimiter" not in each] == []
    assert (s3.names(), retention.proofs()) == ([], [])
    jobs.tick(actor=job("clock"), at=now())
    assert len(s3.names()) == 1


def test_a_start_without_a_store_proves_at_once_what_is_gone(instance: Instance) -> None:
    jobs.begin(actor=job("clock"), at=now())
    assert len(retention.proofs()) == 1


def test_a_failure_ends_with_its_wave(
    instance: Instance, s3: ObjectStore, place: BucketSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = devices.box()
    for number in range(4):
        delivered(box, f"AB 1234{number}")
    monkeypatch.setattr("plainview.archive.moving._AT_ONCE", 2)
    s3.failing = {"PUT": 503}
    s3.asked.clear()
    archive.move_packs(at=now())
    assert len([each for each in s3.asked if each.startswith("PUT")]) == 2
    assert noted.read(place).trouble == "the store answers 503 (SlowDown)"


def test_a_clock_that_was_ahead_does_not_stop_packs_from_moving(
    instance: Instance, s3: ObjectStore, place: BucketSettings
) -> None:
    delivered(devices.box(), "AB 12345")
    s3.failing = {"PUT": 503}
    archive.move_packs(at=now() + timedelta(days=365))
    s3.failing = {}
    assert archive.move_packs(at=now()) == 1


def test_what_is_in_the_store_is_noted_before_it_leaves_the_disk(
    instance: Instance, s3: ObjectStore, place: BucketSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (sent,) = delivered(devices.box(), "AB 12345")
    known = []
    monkeypatch.setattr(Disk, "drop", lambda *_: known.append(dict(noted.read(place).counted)))
    archive.move_packs(at=now())
    assert known == [{sent.captured_at.date(): 1}]


def test_a_store_that_does_not_answer_is_not_asked_again_for_a_while(
    instance: Instance, s3: ObjectStore, place: BucketSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (sent,) = delivered(devices.box(), "AB 12345")
    archive.move_packs(at=now())
    monkeypatch.setattr(keeping, "_AWAY_S", 60.0)
    s3.failing = {"GET": 503}
    with pytest.raises(StoreAway, match="answers 503"):
        opened(sent)
    s3.asked.clear()
    with pytest.raises(StoreAway, match="a moment ago"):
        opened(sent)
    assert s3.asked == []
    s3.failing = {}
    monkeypatch.setattr("plainview.archive.keeping._asking._again", time.monotonic())
    assert opened(sent) == (sent.photograph, sent.crop)


def test_few_wait_for_a_store_that_hangs_and_a_place_comes_free_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "_PLACE_S", 0.05)
    asking, inside, leave = keeping.Asking(1), threading.Event(), threading.Event()

    def hang() -> None:
        with asking.place():
            inside.set()
            leave.wait(10)

    hanging = threading.Thread(target=hang)
    hanging.start()
    assert inside.wait(10)
    with pytest.raises(StoreAway, match="others wait for it already"), asking.place():
        pass
    leave.set()
    hanging.join()
    with asking.place():
        pass


def test_what_lay_there_before_an_object_store_was_named_does_not_stop_batches(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(keeping, "_FULL_AGAIN_S", 0.0)
    monkeypatch.setattr(keeping, "_COUNTED_AGAIN_S", 0.0)
    monkeypatch.setattr(keeping, "pictures", lambda: Disk(tmp_path))
    sizes = iter([1_000, 1_020, 1_021, 400, 420, 90, 95])
    monkeypatch.setattr(Disk, "size", lambda _: next(sizes))
    room = keeping.Room()
    room.take(20, 100)
    room.take(1, 100)
    with pytest.raises(NotStored):
        room.take(80, 100)
    room.take(100, 100)
    with pytest.raises(NotStored):
        room.take(81, 100)
    room.take(10, 100)
    with pytest.raises(NotStored):
        room.take(6, 100)


def test_a_file_of_somebody_elses_is_no_pack(tmp_path: Path) -> None:
    (tmp_path / "2026-11-10").mkdir()
    (tmp_path / "2026-11-10" / "x.pack").write_bytes(b"12345")
    assert (Disk(tmp_path).lying(), Disk(tmp_path).size()) == ([], 0)


@pytest.mark.proves(clauses.K_1)
def test_the_command_says_which_day_waits_and_does_not_say_that_all_is_gone(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = ((date(2026, 11, 1), "the store cannot be reached"),)
    monkeypatch.setattr(jobs, "purge", lambda **_: jobs.Purged((), 0, 0, waits))
    done = CliRunner().invoke(main, ["retention", "purge"])
    assert done.exit_code == 1
    assert "2026-11-01: WAITS" in done.output
    assert "the store cannot be reached" in done.output
    assert "remains" not in done.output


@pytest.mark.proves(clauses.K_1)
def test_a_backup_that_cannot_be_purged_does_not_become_the_database(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = ((date(2026, 11, 1), "the store cannot be reached"),)
    monkeypatch.setattr(jobs, "purge", lambda **_: jobs.Purged((), 0, 0, waits))
    monkeypatch.setenv(db.ROLE, "app")
    monkeypatch.setattr("plainview.database.server.ensure_running", lambda: None)
    monkeypatch.setattr("plainview.database.restoring.restore", lambda *_, before_use, **__: before_use())
    done = CliRunner().invoke(main, ["db", "restore", "saved.dump"])
    assert done.exit_code == 2
    assert "held pictures of 2026-11-01 cannot be copied to their case: the store cannot be reached" in done.output
    assert "Restored" not in done.output
