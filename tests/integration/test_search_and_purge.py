"""No purpose, no result; and what is not held goes on time."""

from datetime import UTC, datetime, timedelta

import msgspec
import psycopg
import pytest

from factories import cases, devices, entries
from factories.instance import Instance
from factories.people import person
from plainview import jobs
from plainview.accounts.models import Person
from plainview.alerts.models import Alert
from plainview.archive import queries as archive
from plainview.archive.models import Day, Read
from plainview.archive.packs import PictureUnreadable
from plainview.audit.models import Entry as LogEntry
from plainview.evidence import actions as evidence
from plainview.evidence import queries as held
from plainview.policy import clauses, parameters
from plainview.policy.decisions import PolicyRefusal
from plainview.retention import queries as retention
from plainview.search import actions, queries
from plainview.search.models import Search
from plainview.search.request import SearchRequest
from plainview.terms.actor import Role, job


def now() -> datetime:
    return datetime.now(UTC)


def request(**changed: object) -> SearchRequest:
    fields: dict[str, object] = {
        "purpose": "E.a.3",
        "offence": "Stolen vehicle",
        "case_number": "26-1",
        "reason": "Vehicle taken from Elm Street last night",
        "concern": "none",
        "start": now() - timedelta(days=20),
        "end": now() + timedelta(minutes=1),
        "plate": "AB12345",
    }
    return SearchRequest(**{**fields, **changed})


def found(by: Person | None = None, **changed: object) -> list[tuple[str, str]]:
    search = actions.ask(request(**changed), actor=(by or person()).actor(), at=now())
    return [(each.read.plate, each.why) for each in queries.results(search)]


@pytest.fixture
def box(instance: Instance) -> devices.Box:
    made = devices.box()
    made.send(
        devices.batch(
            made.camera,
            devices.read("AB 12345"),
            devices.read("A8 12345", None),
            devices.read("AB 12346", "NY"),
            devices.read("ZZ 98765"),
        )
    )
    return made


def test_exact_wildcard_look_alike_state_and_camera(box: devices.Box) -> None:
    assert found() == [("AB12345", "exact")]
    assert sorted(found(plate="AB?234*")) == [("AB12345", "pattern"), ("AB12346", "pattern")]
    assert sorted(found(look_alikes=True)) == [("A812345", "look-alike"), ("AB12345", "exact")]
    assert found(plate="AB1234?", state="NY") == [("AB12346", "pattern")]
    assert len(found(plate="", cameras=(box.camera.pk,))) == 4
    assert found(end=now() - timedelta(days=1)) == []


@pytest.mark.proves(clauses.F_A, clauses.J_1)
def test_the_search_stands_in_the_log_before_its_results_are_seen(box: devices.Box) -> None:
    search = actions.ask(request(), actor=person().actor(), at=now())
    logged = LogEntry.objects.get(event="search.run", outcome="done")
    assert logged.subject == f"search:{search.pk}"
    assert msgspec.json.decode(logged.private)["plate"] == "AB12345"
    assert "AB12345" not in logged.facts
    assert {"purpose", "case_number", "offence"} <= set(msgspec.json.decode(logged.facts))


@pytest.mark.proves(clauses.F_A, clauses.F_A_1_II, clauses.F_A_1_III, clauses.E_A)
def test_a_refused_search_is_logged_without_the_plate_and_leaves_nothing(box: devices.Box) -> None:
    with pytest.raises(PolicyRefusal) as refused:
        actions.ask(request(purpose="", reason="test", case_number=""), actor=person().actor(), at=now())
    assert [each.clause.id for each in refused.value.refusals] == ["E.a", "F.a.1.iii", "F.a.1.ii"]
    logged = LogEntry.objects.filter(event="search.run", outcome="refused")
    assert [entry.clause for entry in logged] == ["E.a", "F.a.1.iii", "F.a.1.ii"]
    assert all("AB12345" not in entry.facts and entry.private is None for entry in logged)
    assert not Search.objects.exists()


@pytest.mark.proves(clauses.F_A, clauses.D_1)
def test_results_belong_to_the_person_and_the_shift(box: devices.Box) -> None:
    officer = person()
    search = actions.ask(request(), actor=officer.actor(), at=now())
    assert actions.resume(search.pk, actor=officer.actor(), at=now()).pk == search.pk
    with pytest.raises(PolicyRefusal):
        actions.resume(search.pk, actor=person().actor(), at=now())
    with pytest.raises(PolicyRefusal):
        actions.resume(search.pk, actor=officer.actor(), at=now() + timedelta(hours=9))
    (result,) = queries.results(search)
    with pytest.raises(PolicyRefusal, match="not a search of yours"):
        actions.open_picture(search, result.read, "photograph", actor=person().actor(), at=now())


@pytest.mark.proves(clauses.D_1, clauses.D_2)
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.CHIEF, Role.AUDITOR])
def test_roles_without_the_duty_cannot_search(box: devices.Box, role: Role) -> None:
    with pytest.raises(PolicyRefusal, match="role"):
        found(person(role))


@pytest.mark.proves(clauses.J_1)
def test_opening_a_photograph_is_logged_and_a_crop_is_part_of_the_result(box: devices.Box) -> None:
    officer = person().actor()
    search = actions.ask(request(), actor=officer, at=now())
    (result,) = queries.results(search)
    assert actions.open_picture(search, result.read, "crop", actor=officer, at=now()) == devices.jpeg("white")
    assert not LogEntry.objects.filter(event="photograph.opened").exists()
    assert actions.open_picture(search, result.read, "photograph", actor=officer, at=now()) == devices.jpeg()
    assert LogEntry.objects.get(event="photograph.opened").subject == f"search:{search.pk}"


def test_a_read_outside_the_search_is_not_among_its_results(box: devices.Box) -> None:
    search = actions.ask(request(), actor=person().actor(), at=now())
    other = Read.objects.get(plate="ZZ98765")
    assert queries.result(search, other.captured_at, other.id) is None


def test_pages_follow_each_other_without_gap_or_repeat(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plainview.search.queries.PAGE", 7)
    box = devices.box()
    same = now() - timedelta(minutes=5)
    box.send(devices.batch(box.camera, *(devices.read("AB 12345", captured_at=same) for _ in range(20))))
    search = actions.ask(request(), actor=person().actor(), at=now())
    seen, after = [], None
    while page := queries.results(search, after=after):
        seen += [each.read.id for each in page]
        after = (page[-1].read.captured_at, page[-1].read.id)
    assert len(seen) == len(set(seen)) == 20


def aged(days: int) -> tuple[devices.Box, Read]:
    entries.active_entry("AB 12345")
    box = devices.box(f"Camera {days}")
    box.send(devices.batch(box.camera, devices.read("AB 12345", captured_at=now() - timedelta(days=days))))
    return box, Read.objects.get()


@pytest.mark.proves(clauses.K_1)
def test_the_purge_takes_reads_pictures_keys_and_alerts_of_a_day_that_reached_the_limit(instance: Instance) -> None:
    _, read = aged(5)
    later = now() + timedelta(days=16)
    assert retention.days_due(at=later) == [read.captured_at.date()]
    pictures = instance.data / "pictures" / read.captured_at.date().isoformat()
    assert pictures.exists()
    done = jobs.purge(actor=job("purge"), at=later)
    assert [(dropped, kept) for _, dropped, kept in done.days] == [(1, 0)]
    assert not Read.objects.exists()
    assert not Alert.objects.exists()
    assert not Day.objects.filter(pk=read.captured_at.date()).exists()
    assert not pictures.exists()
    assert LogEntry.objects.filter(event="retention.purged").count() == 2
    with pytest.raises(PictureUnreadable):
        archive.picture(read, "photograph")


@pytest.mark.proves(clauses.K_1)
def test_nothing_goes_a_day_too_early(instance: Instance) -> None:
    _, read = aged(5)
    last_moment = (
        datetime.combine(read.captured_at.date(), datetime.min.time(), tzinfo=UTC)
        + parameters.retention(now().date()).period
    )
    assert jobs.purge(actor=job("purge"), at=last_moment - timedelta(seconds=1)).days == ()
    assert Read.objects.count() == 1
    assert len(jobs.purge(actor=job("purge"), at=last_moment).days) == 1


@pytest.mark.proves(clauses.K_1, clauses.J_2)
def test_a_held_read_survives_the_purge_with_its_pictures_and_its_alert(instance: Instance) -> None:
    _, read = aged(5)
    hold = cases.held(read)
    photograph = archive.picture(read, "photograph")
    done = jobs.purge(actor=job("purge"), at=now() + timedelta(days=16))
    assert [(dropped, kept) for _, dropped, kept in done.days] == [(1, 1)]
    (kept,) = held.hold(hold.pk).reads.all()
    assert kept.content["raw"] == "AB 12345"
    opened = evidence.open_picture(kept, "photograph", actor=person(Role.SUPERVISOR).actor(), at=now())
    assert opened == photograph
    assert LogEntry.objects.filter(event="photograph.opened", subject=f"hold:{hold.pk}").count() == 1
    assert Alert.objects.count() == 1


@pytest.mark.proves(clauses.J_2)
def test_a_released_hold_loses_its_copies_and_its_key(instance: Instance) -> None:
    _, read = aged(5)
    supervisor = person(Role.SUPERVISOR).actor()
    hold = cases.held(read, by=supervisor)
    jobs.purge(actor=job("purge"), at=now() + timedelta(days=16))
    evidence.release(hold.pk, because="Case disposed.", actor=supervisor, at=now())
    after = held.hold(hold.pk)
    assert (bytes(after.wrapped_key), after.reads.count()) == (b"", 0)


def test_a_purge_that_fails_half_way_leaves_the_day_whole(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    _, read = aged(5)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr("plainview.jobs.audit.append", fail)
    with pytest.raises(ExceptionGroup) as failed:
        jobs.purge(actor=job("purge"), at=now() + timedelta(days=16))
    assert [str(each) for each in failed.value.exceptions] == ["disk full", "disk full"]
    assert archive.picture(Read.objects.get(), "crop")
    assert Day.objects.filter(pk=read.captured_at.date()).exists()


@pytest.mark.proves(clauses.J_1)
def test_neither_the_application_nor_the_owner_can_change_the_log(
    instance: Instance, as_owner: psycopg.Connection
) -> None:
    from django.db import connection, transaction
    from django.db.utils import ProgrammingError

    devices.box()
    for statement in ("UPDATE audit_entry SET actor = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
        with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
            as_owner.execute(statement)
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE archive_read")


@pytest.mark.proves(clauses.K_1)
def test_a_hold_whose_picture_is_lost_keeps_its_read_and_does_not_stop_the_purge(instance: Instance) -> None:
    _, read = aged(5)
    supervisor = person(Role.SUPERVISOR).actor()
    hold = cases.held(read, by=supervisor)
    for pack in (instance.data / "pictures").rglob("*.pack"):
        pack.unlink()
    jobs.purge(actor=job("purge"), at=now() + timedelta(days=16))
    (kept,) = held.hold(hold.pk).reads.all()
    assert kept.content["raw"] == "AB 12345"
    with pytest.raises(PictureUnreadable):
        evidence.open_picture(kept, "photograph", actor=supervisor, at=now())


@pytest.mark.proves(clauses.K_1)
def test_one_stage_that_fails_does_not_keep_the_purge_from_its_work(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    aged(5)

    def fail(**_: object) -> None:
        raise RuntimeError("no expiry today")

    monkeypatch.setattr("plainview.jobs.hotlists.expire", fail)
    with pytest.raises(RuntimeError, match="no expiry"):
        jobs.tick(actor=job("clock"), at=now() + timedelta(days=16))
    assert not Read.objects.exists()


def test_pictures_of_a_batch_that_is_not_committed_yet_are_not_swept(instance: Instance) -> None:
    folder = instance.data / "pictures" / now().date().isoformat()
    folder.mkdir(parents=True)
    jobs.purge(actor=job("purge"), at=now())
    assert folder.exists()
