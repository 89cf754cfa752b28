"""A case: held on an authority with its paper, reviewed, handed over, each step a link of its chain of custody."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from factories import cases, devices
from factories.instance import Instance
from factories.people import client_of, person
from plainview.archive.models import Read
from plainview.audit.models import Entry as LogEntry
from plainview.database import connection
from plainview.evidence import actions, queries
from plainview.evidence.models import HeldRead, Hold, HoldDocument
from plainview.evidence.rules import Ground
from plainview.evidence.statement import Waiver
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal
from plainview.terms.actor import Actor, Role


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def read(instance: Instance) -> Read:
    box = devices.box()
    box.send(devices.batch(box.camera, devices.read("AB 12345")))
    return Read.objects.get()


@pytest.fixture
def supervisor(read: Read) -> Actor:
    return person(Role.SUPERVISOR).actor()


def custody(hold: Hold) -> list[str]:
    return [link.event for link in reversed(queries.custody(hold.pk))]


@pytest.mark.proves(clauses.K_1, clauses.J_2)
def test_a_hold_needs_a_case_a_ground_a_read_and_a_supervisor(read: Read, supervisor: Actor) -> None:
    with pytest.raises(PolicyRefusal) as refused:
        actions.hold([], cases.claim(), actor=supervisor, at=now())
    assert [each.field for each in refused.value.refusals] == ["read"]
    with pytest.raises(PolicyRefusal) as refused:
        cases.held(read, by=supervisor, case_number=" ", scope="", ground=Ground("civil", "subpoena", "26-9"))
    assert [each.field for each in refused.value.refusals] == ["case_number", "scope", "authority", "document"]
    with pytest.raises(PolicyRefusal, match="your role may not place and release holds"):
        cases.held(read, by=person().actor())
    assert not Hold.objects.exists()


@pytest.mark.proves(clauses.K_1, clauses.J_1)
def test_a_warrant_is_kept_encrypted_and_its_opening_is_logged(read: Read, supervisor: Actor) -> None:
    warrant = Ground("civil", "warrant", "CV-26-118")
    hold = cases.held(read, by=supervisor, ground=warrant, document=cases.WARRANT)
    (kept,) = HoldDocument.objects.all()
    assert cases.WARRANT.content not in bytes(kept.sealed)
    _, content = actions.open_document(kept.pk, actor=supervisor, at=now())
    assert content == cases.WARRANT.content
    assert custody(hold) == ["hold.placed", "hold.document-opened"]
    placed = LogEntry.objects.get(event="hold.placed")
    assert bytes(kept.hash).hex() in placed.facts
    assert "stolen vehicle" not in placed.facts
    with pytest.raises(PolicyRefusal):
        actions.open_document(kept.pk, actor=person().actor(), at=now())


@pytest.mark.proves(clauses.J_2)
def test_a_hold_whose_day_has_come_wants_a_review_until_somebody_says_why_it_goes_on(
    read: Read, supervisor: Actor
) -> None:
    hold = cases.held(read, by=supervisor)
    day = hold.review_on
    assert queries.due(day - timedelta(days=1)) == []
    assert queries.due(day) == [hold]
    at = datetime.combine(day, datetime.min.time(), tzinfo=UTC)
    with pytest.raises(PolicyRefusal) as refused:
        actions.review(hold.pk, "", cases.ACTIVE, next_on=day, actor=supervisor, at=at)
    assert [each.field for each in refused.value.refusals] == ["finding", "review_on"]
    later = day + timedelta(days=60)
    actions.review(hold.pk, "The trial is set for spring.", cases.ACTIVE, next_on=later, actor=supervisor, at=at)
    assert queries.due(day) == []
    assert custody(hold) == ["hold.placed", "hold.reviewed"]


@pytest.mark.proves(clauses.K_1)
def test_a_hold_whose_ground_the_law_no_longer_accepts_wants_a_review_at_once(read: Read, supervisor: Actor) -> None:
    before = datetime(2026, 9, 20, 12, tzinfo=UTC)
    subpoena = Ground("civil", "subpoena", "26-9")
    hold = cases.held(read, by=supervisor, at=before, ground=subpoena, document=cases.WARRANT)
    assert queries.due(date(2026, 9, 30)) == []
    assert queries.due(date(2026, 10, 1)) == [hold]
    at, day = datetime(2026, 10, 2, tzinfo=UTC), date(2026, 12, 1)
    with pytest.raises(PolicyRefusal, match="subpoena does not keep reads"):
        actions.review(hold.pk, "The suit goes on.", subpoena, next_on=day, actor=supervisor, at=at)
    order = Ground("civil", "court-order", "CV-26-118")
    with pytest.raises(PolicyRefusal, match="the document is missing"):
        actions.review(hold.pk, "The suit goes on.", order, next_on=day, actor=supervisor, at=at)
    actions.review(hold.pk, "The suit goes on.", order, next_on=day, document=cases.WARRANT, actor=supervisor, at=at)
    assert queries.due(date(2026, 10, 2)) == []


@pytest.mark.proves(clauses.I_4)
def test_a_waiver_names_the_office_and_its_letter(read: Read, supervisor: Actor) -> None:
    hold = cases.held(read, by=supervisor)
    with pytest.raises(PolicyRefusal):
        actions.waive(hold.pk, Waiver("the-mayor", "a call"), actor=supervisor, at=now())
    actions.waive(hold.pk, Waiver("states-attorney", "letter 26-4"), actor=supervisor, at=now())
    assert queries.hold(hold.pk).waiver_reference == "letter 26-4"
    assert custody(hold) == ["hold.placed", "hold.statement-waived"]


@pytest.mark.proves(clauses.J_2, clauses.J_1)
def test_the_chain_of_custody_has_each_step_and_ends_with_the_release(read: Read, supervisor: Actor) -> None:
    hold = cases.held(read, by=supervisor)
    actions.open_hold(hold.pk, actor=supervisor, at=now())
    actions.open_picture(hold.reads.get(), "photograph", actor=supervisor, at=now())
    said = {"to": "State's Attorney, G.A. 14", "what": "package 1a2b", "how": "by hand on a drive"}
    actions.hand_over(hold.pk, **said, actor=supervisor, at=now())
    actions.release(hold.pk, because="Nolle, May 4.", actor=supervisor, at=now())
    steps = ["hold.placed", "hold.opened", "photograph.opened", "hold.handed-over", "hold.released"]
    assert custody(hold) == steps
    for late in (
        lambda: actions.hand_over(hold.pk, **said, actor=supervisor, at=now()),
        lambda: actions.waive(hold.pk, Waiver("states-attorney", "4"), actor=supervisor, at=now()),
    ):
        with pytest.raises(PolicyRefusal, match="this hold has ended"):
            late()


def test_the_page_of_a_case_shows_plates_to_supervisors_alone_and_logs_that_they_were_shown(read: Read) -> None:
    boss = person(Role.SUPERVISOR)
    hold = cases.held(read, by=boss.actor())
    page = client_of(boss).get(reverse("hold", args=[hold.pk]))
    assert "AB12345" in page.content.decode()
    assert custody(hold) == ["hold.placed", "hold.opened"]
    page = client_of(person()).get(reverse("hold", args=[hold.pk]))
    assert page.status_code == 200
    assert "AB12345" not in page.content.decode()
    assert "The stolen vehicle" not in page.content.decode()
    assert custody(hold) == ["hold.placed", "hold.opened"]


def test_the_forms_of_a_case_say_at_their_fields_what_is_missing_and_do_what_they_say(read: Read) -> None:
    boss = person(Role.SUPERVISOR)
    hold, client = cases.held(read, by=boss.actor()), client_of(boss)
    empty = client.post(reverse("hold-review", args=[hold.pk]), {"review_on": "soon"})
    assert empty.status_code == 422
    assert 'id="review-finding-error"' in empty.content.decode()
    form = {"finding": "Goes on.", "matter": "criminal", "authority": "warrant", "reference": "W-1"}
    form |= {"review_on": (now() + timedelta(days=20)).date().isoformat()}
    form["document"] = SimpleUploadedFile("w.pdf", cases.WARRANT.content)
    assert client.post(reverse("hold-review", args=[hold.pk]), form).status_code == 303
    paper = HoldDocument.objects.get()
    opened = client.get(reverse("hold-document", args=[hold.pk, paper.pk]))
    assert (opened.content, opened["Content-Security-Policy"]) == (cases.WARRANT.content, "sandbox")
    other = cases.held(read, by=boss.actor())
    assert client.get(reverse("hold-document", args=[other.pk, paper.pk])).status_code == 404
    over = {"to": "The court", "what": "one photograph", "how": "by hand"}
    assert client.post(reverse("hold-hand-over", args=[hold.pk]), over).status_code == 303
    waiver = {"office": "states-attorney", "letter": "26-4"}
    assert client.post(reverse("hold-waive", args=[hold.pk]), waiver).status_code == 303
    assert client.post(reverse("hold-release", args=[hold.pk]), {"because": ""}).status_code == 422
    assert client.post(reverse("hold-release", args=[hold.pk]), {"because": "Disposed."}).status_code == 303
    page = client.get(reverse("holds")).content.decode()
    assert "Released" in page
    assert "Disposed." in page


@pytest.mark.proves(clauses.J_2, clauses.K_1)
def test_a_release_holds_after_a_restore_that_does_not_know_of_it(read: Read, supervisor: Actor) -> None:
    ended, going_on = cases.held(read, by=supervisor), cases.held(read, by=supervisor)
    saved = list(Hold.objects.values()), list(HeldRead.objects.values())
    actions.release(ended.pk, because="Nolle, May 4.", actor=supervisor, at=now())
    # What a backup from before the release brings back.
    HeldRead.objects.all().delete()
    for row in saved[0]:
        Hold.objects.filter(pk=row["id"]).update(**row)
    HeldRead.objects.bulk_create(HeldRead(**row) for row in saved[1])
    assert Hold.objects.filter(released_at=None).count() == 2
    assert actions.release_again(actor=devices.CONSOLE, at=now()) == 1
    assert [hold.pk for hold in Hold.objects.filter(released_at=None)] == [going_on.pk]
    assert [held.hold_id for held in HeldRead.objects.all()] == [going_on.pk]
    assert bytes(Hold.objects.get(pk=ended.pk).wrapped_key) == b""
    assert actions.release_again(actor=devices.CONSOLE, at=now()) == 0


def test_whoever_may_review_sees_on_every_page_how_many_cases_wait(read: Read) -> None:
    boss = person(Role.SUPERVISOR)
    cases.held(read, by=boss.actor(), at=datetime(2026, 9, 20, 12, tzinfo=UTC), ground=Ground("criminal", "supervisor"))
    counted = '<span class="pv-count">1<span class="visually-hidden"> due</span></span>'
    assert counted in client_of(boss).get(reverse("retention")).content.decode()
    assert counted not in client_of(person()).get(reverse("retention")).content.decode()


def test_a_hold_from_before_becomes_a_supervisors_decision_that_is_reviewed(
    instance: Instance, migrated: Path, as_owner: psycopg.Connection
) -> None:
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    connections.close_all()
    connections["default"].settings_dict.update(
        connection.settings("owner", data=migrated) | {"NAME": instance.database}
    )
    MigrationExecutor(connections["default"]).migrate([("evidence", "0001_initial")])
    hold_id, placed = uuid4(), datetime(2026, 6, 1, 12, tzinfo=UTC)
    as_owner.execute(
        "INSERT INTO evidence_hold (id, case_number, matter, reason, placed_by, placed_by_name, placed_at, wrapped_key,"
        " released_by, released_because) VALUES (%s, '26-1', 'civil', 'Shown.', 'person:1', 'A', %s, '', '', '')",
        [hold_id, placed],
    )
    as_owner.execute(
        "INSERT INTO evidence_heldread (hold_id, read_id, plate, captured_at) VALUES (%s, %s, 'AB12345', %s)",
        [hold_id, uuid4(), placed],
    )
    executor = MigrationExecutor(connections["default"])
    executor.migrate([node for node in executor.loader.graph.leaf_nodes() if node[0] == "evidence"])
    hold = queries.hold(hold_id)
    assert (hold.authority, hold.active, hold.review_on) == ("supervisor", False, date(2026, 8, 30))
    assert hold.reads.count() == 1
    assert queries.due(date(2026, 8, 29)) == []
    assert queries.due(date(2026, 8, 30)) == [hold]
    connections.close_all()
