"""A purge where pictures lie in an object store: nothing unheld stays there, and nothing held needs it at the end."""

from datetime import UTC, datetime, timedelta

import pytest

from factories import cases, devices
from factories.instance import Instance
from factories.object_store import ObjectStore, delivered, opened
from factories.people import client_of, person
from plainview import jobs
from plainview.archive import actions as archive
from plainview.archive import noted
from plainview.archive.bucket_settings import BucketSettings
from plainview.archive.models import Day, Read
from plainview.evidence import actions as evidence
from plainview.evidence.models import HeldRead
from plainview.policy import clauses
from plainview.retention import queries as retention
from plainview.terms.actor import Role, job


def now() -> datetime:
    return datetime.now(UTC)


def later() -> datetime:
    return now() + timedelta(days=16)


@pytest.mark.proves(clauses.K_1)
def test_a_purge_reaches_the_store_and_the_spool_and_leaves_other_days_alone(
    instance: Instance, s3: ObjectStore, place: BucketSettings
) -> None:
    box, old = devices.box(), now() - timedelta(days=5)
    delivered(box, "AB 12345", captured_at=old)
    (young,) = delivered(box, "AB 12345", captured_at=now())
    archive.move_packs(at=now())
    delivered(box, "AB 12346", captured_at=old)
    s3.put("police/plainview/2001-01-01/left-by-a-restore.pack")
    assert len(s3.names()) == 3

    done = jobs.purge(actor=job("purge"), at=later())

    assert old.date() in {day for day, _, _ in done.days}
    assert {name.split("/")[2] for name in s3.names()} == {young.captured_at.date().isoformat()}
    assert {day: count for day, count in retention.pictures_by_day().items() if count} == {young.captured_at.date(): 1}
    assert not Day.objects.filter(pk=old.date()).exists()
    assert opened(young) == (young.photograph, young.crop)


@pytest.mark.proves(clauses.K_1)
def test_what_the_store_does_not_delete_is_noise_is_shown_and_is_deleted_when_it_can_be(
    instance: Instance, s3: ObjectStore, place: BucketSettings
) -> None:
    (sent,) = delivered(devices.box(), "AB 12345", captured_at=now() - timedelta(days=5))
    archive.move_packs(at=now())
    s3.failing = {"POST": 503, "DELETE": 503}
    jobs.purge(actor=job("purge"), at=later())
    assert not Read.objects.exists()
    assert not Day.objects.filter(pk=sent.captured_at.date()).exists(), "the key is gone with the commit"
    assert len(s3.names()) == 1
    assert noted.read(place).not_deleted == "the store answers 503 (SlowDown)"
    page = client_of(person(Role.ADMINISTRATOR)).get("/retention/").content.decode()
    assert "Pictures of purged days may still lie in the store" in page
    assert retention.pictures_by_day() == {sent.captured_at.date(): 1}, "the proof of deletion counts it"

    s3.failing = {}
    s3.go_down()
    noted.write(place, noted.read(place).swept([]))
    jobs.purge(actor=job("purge"), at=later())
    assert noted.read(place).not_deleted == "the store cannot be reached"
    s3.come_up()
    jobs.purge(actor=job("purge"), at=later())
    assert (s3.names(), noted.read(place).not_deleted) == ([], "")
    assert retention.pictures_by_day() == {}


@pytest.mark.proves(clauses.K_1, clauses.J_2)
def test_what_a_case_holds_is_copied_within_the_minute_and_does_not_need_the_store_at_the_days_end(
    instance: Instance, s3: ObjectStore, place: BucketSettings
) -> None:
    (sent,) = delivered(devices.box(), "AB 12345", captured_at=now() - timedelta(days=5))
    supervisor = person(Role.SUPERVISOR).actor()
    archive.move_packs(at=now())
    cases.held(Read.objects.get(id=sent.id), by=supervisor)
    jobs.tick(actor=job("clock"), at=now())
    s3.go_down()
    jobs.purge(actor=job("purge"), at=later())
    assert not Read.objects.exists()
    assert evidence.open_picture(HeldRead.objects.get(), "photograph", actor=supervisor, at=now()) == sent.photograph
    s3.come_up()


@pytest.mark.proves(clauses.J_2)
def test_a_day_whose_held_pictures_cannot_be_copied_waits_and_the_others_go(
    instance: Instance, s3: ObjectStore, place: BucketSettings
) -> None:
    box, supervisor = devices.box(), person(Role.SUPERVISOR).actor()
    (sent,) = delivered(box, "AB 12345", captured_at=now() - timedelta(days=5))
    (other,) = delivered(box, "AB 12346", captured_at=now() - timedelta(days=6))
    archive.move_packs(at=now())
    cases.held(Read.objects.get(id=sent.id), by=supervisor)
    s3.go_down()
    jobs.purge(actor=job("purge"), at=later())
    assert [read.id for read in Read.objects.all()] == [sent.id]
    assert sent.captured_at.date() in retention.days_due(at=later()), "the page says that it is overdue"
    done = jobs.purge(actor=job("purge"), at=later())
    assert done.waits == ((sent.captured_at.date(), "the store cannot be reached"),)
    assert HeldRead.objects.get().preserved_at is None
    assert not Day.objects.filter(pk=other.captured_at.date()).exists()

    s3.come_up()
    jobs.purge(actor=job("purge"), at=later())
    assert not Read.objects.exists()
    assert evidence.open_picture(HeldRead.objects.get(), "crop", actor=supervisor, at=now()) == sent.crop


@pytest.mark.proves(clauses.K_1)
def test_no_proof_of_deletion_is_made_while_the_store_cannot_be_counted(
    instance: Instance, s3: ObjectStore, place: BucketSettings
) -> None:
    (sent,) = delivered(devices.box(), "AB 12345")
    archive.move_packs(at=now())
    s3.go_down()
    jobs.prove(actor=job("clock"), at=now())
    assert retention.proofs() == []
    s3.come_up()
    jobs.prove(actor=job("clock"), at=now())
    (proof,) = retention.proofs()
    assert f"pictures {sent.captured_at.date().isoformat()} 1\n" in proof.note
