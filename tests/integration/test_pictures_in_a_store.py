"""Pictures in an object store: reads are kept whatever it does, images follow, and a purge reaches them there."""

import dataclasses
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings as of_django

from factories import devices
from factories.instance import Instance
from factories.object_store import SECRET, ObjectStore, delivered, opened, spooled
from factories.people import client_of, person
from plainview import jobs
from plainview.archive import actions as archive
from plainview.archive import moving, noted, queries
from plainview.archive.bucket_settings import BucketSettings, StoreMisnamed
from plainview.archive.models import Read
from plainview.archive.packs import StoreAway
from plainview.cli import main
from plainview.database import connection
from plainview.policy import clauses
from plainview.retention import queries as retention
from plainview.terms.actor import Role, job


def now() -> datetime:
    return datetime.now(UTC)


def later() -> datetime:
    return now() + timedelta(days=16)


def test_a_pack_waits_on_the_disk_and_moves_to_the_store_and_opens_from_both(
    instance: Instance, s3: ObjectStore, place: BucketSettings
) -> None:
    (sent,) = delivered(devices.box(), "AB 12345")
    (name,) = spooled(instance)
    assert s3.names() == []
    assert opened(sent) == (sent.photograph, sent.crop)
    before = (instance.data / "pictures" / f"{sent.captured_at:%Y-%m-%d}" / name).read_bytes()

    assert archive.move_packs(at=now()) == 1

    assert spooled(instance) == []
    key = f"police/plainview/{sent.captured_at:%Y-%m-%d}/{name}"
    assert s3.names() == [key]
    assert s3.content(key) == before
    assert sent.photograph not in before
    assert opened(sent) == (sent.photograph, sent.crop)
    assert retention.pictures_known() | {sent.captured_at.date(): 1} == retention.pictures_by_day()
    assert archive.move_packs(at=now()) == 0


def test_the_store_is_down_and_reads_are_taken_all_the_same_and_images_follow_oldest_first(
    instance: Instance, s3: ObjectStore, place: BucketSettings
) -> None:
    box, started = devices.box(), now()
    s3.go_down()
    sent = [delivered(box, plate)[0] for plate in ("AB 12345", "AB 12346")]
    jobs.tick(actor=job("clock"), at=started)
    waits = queries.waiting()
    assert waits is not None
    assert (waits.packs, waits.noted.trouble, waits.noted.since) == (2, "the store cannot be reached", started)
    assert [opened(each) for each in sent] == [(each.photograph, each.crop) for each in sent]

    s3.come_up()
    assert archive.move_packs(at=started + timedelta(seconds=59)) == 0, "it is not asked again at once"
    s3.asked.clear()
    assert archive.move_packs(at=started + timedelta(minutes=1)) == 2
    assert spooled(instance) == []
    waits = queries.waiting()
    assert waits is not None
    assert (waits.packs, waits.since, waits.noted.trouble) == (0, None, "")
    assert [opened(each) for each in sent] == [(each.photograph, each.crop) for each in sent]


def test_between_tries_the_pause_doubles_up_to_a_quarter_of_an_hour(
    instance: Instance, s3: ObjectStore, place: BucketSettings
) -> None:
    delivered(devices.box(), "AB 12345")
    s3.failing = {"PUT": 503}
    at, pauses = now(), []
    for _ in range(6):
        archive.move_packs(at=at)
        known = noted.read(place)
        assert known.next_try is not None
        pauses.append(int((known.next_try - at).total_seconds() // 60))
        at = known.next_try
    assert pauses == [1, 2, 4, 8, 15, 15]
    assert known.trouble == "the store answers 503 (SlowDown)"
    assert len(spooled(instance)) == 1


def test_a_picture_that_lies_in_a_store_that_is_away_says_so_and_comes_back(
    instance: Instance, s3: ObjectStore, place: BucketSettings
) -> None:
    (sent,) = delivered(devices.box(), "AB 12345")
    archive.move_packs(at=now())
    s3.go_down()
    with pytest.raises(StoreAway):
        opened(sent)
    from plainview.web.pictures import jpeg

    answer = jpeg("crop", lambda which: queries.picture(Read.objects.get(id=sent.id), which))
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    s3.come_up()
    assert opened(sent) == (sent.photograph, sent.crop)


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
import django
django.setup()
from plainview.archive import actions, disk
if sys.argv[1] == "after the upload":
    disk.Disk.drop = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
elif sys.argv[1] == "before the upload":
    disk.Disk.content = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
else:
    from plainview.archive import noted
    noted.write = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
actions.move_packs(at=datetime.now(UTC))
"""


@pytest.mark.proves(clauses.J_1)
@pytest.mark.parametrize("step", ["before the upload", "after the upload", "before it is noted"])
def test_killed_on_the_way_to_the_store_no_picture_is_lost_and_none_lies_there_twice(
    step: str, instance: Instance, migrated: Path, s3: ObjectStore, place: BucketSettings
) -> None:
    sent = delivered(devices.box(), "AB 12345", "AB 12346")
    address = connection.conninfo("app", data=migrated)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, step],
        env={
            **os.environ,
            **s3.environment(),
            "PLAINVIEW_DATA": str(instance.data),
            "PLAINVIEW_DATABASE_URL": f"{address} dbname={instance.database}",
            "PLAINVIEW_DATABASE_APP_URL": f"{address} dbname={instance.database}",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert len(s3.names()) == (0 if step == "before the upload" else 1)
    assert [opened(each) for each in sent] == [(each.photograph, each.crop) for each in sent]
    archive.move_packs(at=now())
    assert (len(s3.names()), spooled(instance)) == (1, [])
    assert [opened(each) for each in sent] == [(each.photograph, each.crop) for each in sent]


def test_a_file_that_a_crash_left_half_written_is_of_no_batch_never_leaves_and_goes_after_a_day(
    instance: Instance, s3: ObjectStore, place: BucketSettings
) -> None:
    (sent,) = delivered(devices.box(), "AB 12345", captured_at=now() - timedelta(days=5))
    folder = instance.data / "pictures" / f"{sent.captured_at:%Y-%m-%d}"
    half = folder / "6f1f3a8e-2222-4444-8888-000000000000.pack"
    half.write_bytes(b"half of a pa")
    jobs.tick(actor=job("clock"), at=now())
    assert spooled(instance) == [half.name]
    assert len(s3.names()) == 1
    waits = queries.waiting()
    assert waits is not None
    assert waits.packs == 0
    assert opened(sent) == (sent.photograph, sent.crop)
    archive.move_packs(at=now() + timedelta(days=1, minutes=1))
    assert spooled(instance) == []
    jobs.purge(actor=job("purge"), at=later())
    assert not folder.exists()


def test_a_full_spool_is_answered_as_a_full_disk_and_nothing_acknowledged_is_lost(
    instance: Instance, s3: ObjectStore, place: BucketSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = devices.box()
    (sent,) = delivered(box, "AB 12345")
    size = sum(file.stat().st_size for file in (instance.data / "pictures").rglob("*.pack"))
    monkeypatch.setattr("plainview.archive.keeping._FULL_AGAIN_S", 0.0)
    batch = devices.batch(box.camera)
    with monkeypatch.context() as small:
        small.setattr(of_django, "PICTURES", dataclasses.replace(place, spool_bytes=size + 10))
        answer = box.send(batch)
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "not_stored")
        assert [read.id for read in Read.objects.all()] == [sent.id]
        assert len(spooled(instance)) == 1
        archive.move_packs(at=now())
        assert box.send(batch).json()["accepted"] == 1
    assert opened(sent) == (sent.photograph, sent.crop)


def test_the_page_says_what_waits_since_when_and_why(
    instance: Instance, s3: ObjectStore, place: BucketSettings
) -> None:
    visitor = client_of(person(Role.ADMINISTRATOR))
    page = visitor.get("/retention/").content.decode()
    assert "Store of the pictures" in page
    s3.go_down()
    jobs.purge(actor=job("purge"), at=now())
    assert noted.read(place).not_deleted == "", "there is nothing that it should have deleted"
    s3.come_up()
    assert "The store of the pictures takes none" not in page
    delivered(devices.box(), "AB 12345")
    s3.failing = {"PUT": 503}
    archive.move_packs(at=now())
    page = visitor.get("/retention/").content.decode()
    assert "The store of the pictures takes none:</strong> the store answers 503 (SlowDown)" in page
    assert "1 pack" in page
    assert SECRET not in page


def test_without_an_object_store_the_page_does_not_speak_of_one(instance: Instance) -> None:
    assert "Store of the pictures" not in client_of(person(Role.ADMINISTRATOR)).get("/retention/").content.decode()
    assert queries.waiting() is None
    assert archive.move_packs(at=now()) == 0


def test_the_commands_try_the_store_out_and_say_what_waits(
    instance: Instance, s3: ObjectStore, place: BucketSettings
) -> None:
    done = CliRunner().invoke(main, ["pictures", "check"])
    assert done.exit_code == 0, done.output
    assert done.output.endswith(f"{place.place}: written, read, listed and deleted.\n")
    assert (s3.names(), sorted((instance.data / "pictures").glob("check"))) == ([], [])
    delivered(devices.box(), "AB 12345")
    done = CliRunner().invoke(main, ["pictures", "status"])
    assert done.exit_code == 0, done.output
    assert done.output.startswith(f"1 pack waits for {place.place}, the oldest since ")
    assert " lie here, of 20 GB.\n" in done.output
    s3.failing = {"PUT": 403}
    archive.move_packs(at=now())
    done = CliRunner().invoke(main, ["pictures", "status"])
    assert done.exit_code == 1
    assert "the store refuses the credentials" in done.output
    done = CliRunner().invoke(main, ["pictures", "check"])
    assert (done.exit_code, "the store refuses the credentials" in done.output) == (1, True)
    assert SECRET not in done.output


def test_pictures_in_a_store_are_not_looked_for_elsewhere_by_mistake(
    instance: Instance, s3: ObjectStore, place: BucketSettings
) -> None:
    delivered(devices.box(), "AB 12345")
    noted.check_place(None)
    archive.move_packs(at=now())
    noted.check_place(place)
    with pytest.raises(StoreMisnamed, match="names no bucket"):
        noted.check_place(None)
    with pytest.raises(StoreMisnamed, match="Pictures of 1 days lie in"):
        noted.check_place(s3.settings(PLAINVIEW_PICTURES_PREFIX="elsewhere"))


def test_a_slow_store_does_not_hold_the_clock_up(
    instance: Instance, s3: ObjectStore, place: BucketSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = devices.box()
    for number in range(4):
        delivered(box, f"AB 1234{number}")
    monkeypatch.setattr(moving, "_AT_ONCE", 1)
    s3.slow_s = 0.2
    begun = time.monotonic()
    assert archive.move_packs(at=now(), longest_s=0.3) == 2
    assert time.monotonic() - begun < 30
    assert len(spooled(instance)) == 2
    assert archive.move_packs(at=now()) == 2
