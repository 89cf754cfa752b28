"""Each day what remains is signed, logged and public; backups count; sealed parts of the log go in their time."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection as app
from django.db.utils import ProgrammingError
from django.test import Client
from django.urls import reverse

from factories import cases, devices, entries
from factories.instance import Instance
from factories.people import client_of, person
from plainview import jobs
from plainview.archive.models import Day, Read
from plainview.audit.models import Entry as LogEntry
from plainview.audit.signing_key import signing_key
from plainview.audit.verify import key_of
from plainview.audit.verify_inventory import check
from plainview.database import known_backups
from plainview.policy import clauses
from plainview.policy.evidence import LOOKS
from plainview.retention import queries
from plainview.retention.models import Proof
from plainview.terms.actor import Role, job

CLOCK = job("clock")


def now() -> datetime:
    return datetime.now(UTC)


def checked(proof: Proof, folder: Path) -> list[object]:
    file = folder / "proof.txt"
    file.write_text(proof.note, "utf-8")
    return list(check(file, [key_of(signing_key().verifier)]))


@pytest.mark.proves(clauses.K_1)
def test_once_a_day_what_remains_is_signed_and_its_hash_is_in_the_log(instance: Instance, tmp_path: Path) -> None:
    entries.active_entry("AB 12345")
    box = devices.box()
    box.send(devices.batch(box.camera, *(devices.read(captured_at=now() - timedelta(days=5)) for _ in range(3))))
    cases.held(Read.objects.order_by("id")[0])
    jobs.prove(actor=CLOCK, at=now())
    jobs.prove(actor=CLOCK, at=now())
    proof = Proof.objects.get()
    assert proof.overdue == 0
    assert f"reads {(now() - timedelta(days=5)).date()} 3\n" in proof.note
    (words,) = checked(proof, tmp_path)
    assert str(words).startswith("The proof holds")
    logged = LogEntry.objects.get(event="retention.proved")
    assert json.loads(logged.facts)["overdue"] == 0
    jobs.purge(actor=CLOCK, at=now() + timedelta(days=16))
    jobs.prove(actor=CLOCK, at=now() + timedelta(days=16))
    newest = queries.proofs()[0]
    assert f"reads {(now() - timedelta(days=5)).date()}" not in newest.note
    assert "preserved 1\n" in newest.note
    assert "oldest alerts none\n" in newest.note
    (words,) = checked(newest, tmp_path)
    assert str(words).startswith("The proof holds")


@pytest.mark.proves(clauses.K_1)
def test_a_day_that_should_be_gone_stands_in_the_proof_and_on_each_page(instance: Instance, tmp_path: Path) -> None:
    box = devices.box()
    box.send(devices.batch(box.camera, devices.read(captured_at=now() - timedelta(days=5))))
    jobs.prove(actor=CLOCK, at=now() + timedelta(days=20))
    proof = Proof.objects.get()
    assert proof.overdue > 0
    assert any("past the limit" in str(each) for each in checked(proof, tmp_path))
    page = Client(SERVER_NAME="localhost").get(reverse("deletion-proof")).content.decode()
    assert "The limit was not kept" in page


def test_everybody_sees_the_proofs_without_a_plate_and_takes_them_along(instance: Instance) -> None:
    visitor = Client(SERVER_NAME="localhost")
    assert "No proof was made yet" in visitor.get(reverse("deletion-proof")).content.decode()
    box = devices.box()
    box.send(devices.batch(box.camera, devices.read("AB 12345")))
    jobs.prove(actor=CLOCK, at=now())
    proof = Proof.objects.get()
    page = visitor.get(reverse("deletion-proof")).content.decode()
    assert "Nothing unheld was older than the limit" in page
    assert "AB12345" not in page
    said = visitor.get(reverse("deletion-proof-json")).json()
    assert said["proofs"][0]["reads_by_day"] == {now().date().isoformat(): 1}
    assert said["limit"]["days"] == 21
    note = visitor.get(reverse("deletion-proof-note", args=[proof.day.isoformat()]))
    assert note.content.decode() == proof.note == said["proofs"][0]["note"]
    for none in ("2020-01-01", "soon"):
        assert visitor.get(reverse("deletion-proof-note", args=[none])).status_code == 404


@pytest.mark.proves(clauses.K_1)
def test_neither_a_proof_can_be_changed_nor_taken_back(instance: Instance, as_owner: psycopg.Connection) -> None:
    jobs.prove(actor=CLOCK, at=now())
    for statement in ("UPDATE retention_proof SET overdue = 0", "DELETE FROM retention_proof"):
        with app.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute(statement)
    assert as_owner.execute("SELECT count(*) FROM retention_proof").fetchone() == (1,)


@pytest.mark.proves(clauses.K_1)
def test_a_backup_older_than_the_limit_is_an_error_on_the_page(
    instance: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh, old, gone, copied = (tmp_path / name for name in ("fresh.dump", "old.dump", "gone.dump", "copies/a.dump"))
    copied.parent.mkdir()
    for file in (fresh, old, copied):
        file.write_bytes(b"PGDMP")
    known_backups.note(fresh, at=now() - timedelta(days=2))
    known_backups.note(old, at=now() - timedelta(days=22))
    known_backups.note(gone, at=now() - timedelta(days=90))
    os.utime(copied, times=((now() - timedelta(days=40)).timestamp(),) * 2)
    monkeypatch.setenv("PLAINVIEW_BACKUPS", str(copied.parent))
    assert [each.file for each in queries.backups(at=now()).late] == [copied, old]
    page = client_of(person(Role.AUDITOR)).get(reverse("retention")).content.decode()
    assert "2 backups older than 21 days" in page
    assert str(old) in page
    assert str(old) not in client_of(person()).get(reverse("retention")).content.decode()
    looks = {look.name: look.look(now()) for look in LOOKS}
    assert not looks["backups within the limit"].kept
    old.unlink()
    copied.unlink()
    assert queries.backups(at=now()).late == ()
    assert {look.name: look.look(now()) for look in LOOKS}["backups within the limit"].kept


@pytest.mark.proves(clauses.K_1)
def test_the_plates_in_the_log_go_when_their_time_is_over(instance: Instance) -> None:
    entries.active_entry("AB 12345")
    sealed = LogEntry.objects.filter(private__isnull=False).count()
    assert sealed > 0
    jobs.prove(actor=CLOCK, at=now() + timedelta(days=399))
    assert LogEntry.objects.filter(private__isnull=False).count() == sealed
    jobs.prove(actor=CLOCK, at=now() + timedelta(days=402))
    # The database goes by its own clock, and keeps what is younger than 180 days whatever it is told.
    assert LogEntry.objects.filter(event="audit.sealed-forgotten").count() == 1


def test_the_page_shows_each_kind_the_next_day_and_the_last_proofs(instance: Instance) -> None:
    box = devices.box()
    box.send(devices.batch(box.camera, devices.read(captured_at=now() - timedelta(days=5))))
    jobs.prove(actor=CLOCK, at=now())
    page = client_of(person()).get(reverse("retention")).content.decode()
    for words in ("Hits and alerts", "Photographs", "Plates in the log", "Next to go", "Proofs of deletion"):
        assert words in page
    assert Day.objects.count() >= 1
    looks = {look.name: look.look(now()) for look in LOOKS}
    assert looks["the last proof of deletion"].kept
    assert (
        not next(look for look in LOOKS if look.name == "the last proof of deletion")
        .look(now() + timedelta(days=3))
        .kept
    )
