"""The hit ledger: every alert is counted once, before, during and after the purge, and without a plate."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from django.db import connection, connections
from django.db.utils import ProgrammingError

from factories import cases, devices, entries
from factories.instance import Instance
from factories.people import person
from plainview import jobs
from plainview.alerts import actions as alerts
from plainview.alerts import queries as alert_queries
from plainview.alerts.models import Alert
from plainview.alerts.rules import Closing
from plainview.evidence import actions as evidence
from plainview.ledger import queries
from plainview.ledger.models import KeptTally
from plainview.ledger.pairs import Confusion
from plainview.matching.rules import Tier
from plainview.policy import clauses
from plainview.terms.actor import Actor, ActorKind, Role
from plainview.terms.read import ReadKey
from plainview.terms.tally import Tally

pytestmark = pytest.mark.usefixtures("instance", "each_sighting")

JOB = Actor(ActorKind.JOB, "purge", "the clock (purge)")
PLATE = "AB12345"


def now() -> datetime:
    return datetime.now(UTC)


def later() -> datetime:
    """When the reads of five days ago must be gone."""
    return now() + timedelta(days=20)


def everything() -> list[Tally]:
    return queries.tallies(date(2020, 1, 1), date(2090, 1, 1))


def counted() -> dict[str, int]:
    """How often each disposition is counted."""
    found: Counter[str] = Counter()
    for tally in everything():
        found[tally.disposition] += tally.count
    return dict(found)


@pytest.fixture
def raised(instance: Instance) -> list[Alert]:
    """Four alerts of one camera, five days old; the last read has no state."""
    entries.active_entry(PLATE)
    box = devices.box()
    captured = now() - timedelta(days=5)
    reads = [devices.read(PLATE, captured_at=captured + timedelta(seconds=number)) for number in range(3)]
    box.send(devices.batch(box.camera, *reads, devices.read(PLATE, None, captured_at=captured)))
    return list(Alert.objects.order_by("position"))


def close(alert: Alert, disposition: str = "misread") -> None:
    alerts.close(alert.pk, Closing(disposition, stopped=False), actor=person().actor(), at=now())


@pytest.mark.proves(clauses.I_6)
def test_the_counts_are_the_same_before_and_after_the_purge(raised: list[Alert]) -> None:
    close(raised[0])
    close(raised[1])
    close(raised[2], "stale")
    before = everything()
    assert counted() == {"misread": 2, "stale": 1, "": 1}
    assert {(tally.state, tally.tier) for tally in before} == {("CT", "exact"), ("", "state not read")}
    assert {tally.confidence for tally in before} == {95}
    jobs.purge(actor=JOB, at=later())
    assert not Alert.objects.exists()
    assert sorted(everything(), key=repr) == sorted(before, key=repr)
    jobs.purge(actor=JOB, at=later())
    jobs.purge(actor=JOB, at=later() + timedelta(days=1))
    assert counted() == {"misread": 2, "stale": 1, "": 1}


def test_a_second_purge_adds_to_the_row_of_those_that_were_alike(raised: list[Alert]) -> None:
    close(raised[0])
    for number in (1, 2):
        evidence_of(raised[number])
    close(raised[1])
    close(raised[2])
    jobs.purge(actor=JOB, at=later())
    assert counted() == {"misread": 3, "": 1}
    for hold in evidence.Hold.objects.all():
        evidence.release(hold.pk, because="Case disposed.", actor=person(Role.SUPERVISOR).actor(), at=now())
    jobs.purge(actor=JOB, at=later())
    assert not Alert.objects.exists()
    assert KeptTally.objects.get(disposition="misread").count == 3
    assert counted() == {"misread": 3, "": 1}


def evidence_of(alert: Alert) -> None:
    key = ReadKey(alert.plate, alert.captured_at, alert.read_id)
    evidence.hold([key], cases.claim(), actor=person(Role.SUPERVISOR).actor(), at=now())


@pytest.mark.proves(clauses.I_6)
def test_an_alert_that_a_case_holds_may_be_closed_after_the_purge_and_counts_once(raised: list[Alert]) -> None:
    evidence_of(raised[0])
    jobs.purge(actor=JOB, at=later())
    assert counted() == {"": 4}
    close(raised[0], "wrong vehicle")
    assert counted() == {"": 3, "wrong vehicle": 1}
    assert KeptTally.objects.count() == 2


@pytest.mark.proves(clauses.I_6)
@pytest.mark.parametrize("fails", ["plainview.jobs.ledger.keep", "plainview.jobs.search.forget"])
def test_a_purge_that_fails_before_or_after_counting_counts_nothing_twice(
    raised: list[Alert], fails: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    close(raised[0])

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("out of memory")

    with monkeypatch.context() as broken:
        broken.setattr(fails, fail)
        with pytest.raises(RuntimeError, match="memory"):
            jobs.purge(actor=JOB, at=later())
    assert (Alert.objects.count(), KeptTally.objects.count()) == (4, 0)
    jobs.purge(actor=JOB, at=later())
    assert (Alert.objects.count(), counted()) == (0, {"misread": 1, "": 3})


@pytest.mark.proves(clauses.I_6)
def test_a_database_connection_killed_after_counting_leaves_everything_as_it_was(
    raised: list[Alert], as_owner: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    close(raised[0])

    def killed(**_: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (own,) = cursor.fetchone()
        assert KeptTally.objects.exists()
        as_owner.execute("SELECT pg_terminate_backend(%s)", [own])
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    with monkeypatch.context() as broken:
        broken.setattr("plainview.jobs.search.forget", killed)
        with pytest.raises(Exception, match=r"terminat|closed"):
            jobs.purge(actor=JOB, at=later())
    connections.close_all()
    assert (Alert.objects.count(), KeptTally.objects.count()) == (4, 0)
    jobs.purge(actor=JOB, at=later())
    assert counted() == {"misread": 1, "": 3}


@contextmanager
def meanwhile(work: Callable[[], object]) -> Iterator[list[BaseException]]:
    """Do this in another thread, with a connection of its own; what it raised is in the list at the end."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as trouble:  # noqa: BLE001 - the test looks at it
            raised.append(trouble)
        finally:
            connections.close_all()

    settings = dict(connection.settings_dict)

    def start() -> None:
        connections["default"].settings_dict.update(settings)
        run()

    thread = threading.Thread(target=start)
    thread.start()
    yield raised
    thread.join(30)
    assert not thread.is_alive()


def waits_for_a_lock(watcher: psycopg.Connection) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        row = watcher.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
        if row and row[0]:
            return
        time.sleep(0.02)
    raise AssertionError("nobody waited")


@pytest.mark.proves(clauses.I_6)
def test_a_closing_that_commits_while_the_purge_waits_is_counted_as_it_was_closed(
    raised: list[Alert], as_owner: psycopg.Connection
) -> None:
    """The purge meets the row lock of a closing that has not committed, and must not count what it saw before."""
    address = as_owner.info
    with psycopg.connect(
        host=address.host, port=address.port, user=address.user, password=address.password, dbname=address.dbname
    ) as closing:
        closing.execute(
            "UPDATE alerts_alert SET disposition = 'stale', closed_at = now() WHERE id = %s", [raised[0].pk]
        )
        with meanwhile(lambda: jobs.purge(actor=JOB, at=later())) as trouble:
            waits_for_a_lock(as_owner)
            closing.commit()
    assert trouble == []
    assert (Alert.objects.count(), counted()) == (0, {"stale": 1, "": 3})


@pytest.mark.proves(clauses.I_6)
def test_a_closing_that_comes_after_the_purge_finds_no_alert_and_changes_no_count(raised: list[Alert]) -> None:
    officer = person().actor()
    jobs.purge(actor=JOB, at=later())
    with pytest.raises(Alert.DoesNotExist):
        alerts.close(raised[0].pk, Closing("misread", stopped=False), actor=officer, at=now())
    assert counted() == {"": 4}


def test_who_looks_while_the_purge_runs_sees_each_alert_once(
    raised: list[Alert], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = alert_queries.tallies

    def purged_meanwhile(first: date, last: date) -> list[Tally]:
        with meanwhile(lambda: jobs.purge(actor=JOB, at=later())) as trouble:
            pass
        assert trouble == []
        return whole(first, last)

    monkeypatch.setattr("plainview.ledger.queries.alerts.tallies", purged_meanwhile)
    assert counted() == {"": 4}
    monkeypatch.undo()
    assert (Alert.objects.count(), counted()) == (0, {"": 4})


@pytest.mark.proves(clauses.K_1)
def test_what_is_kept_has_no_plate_no_person_and_no_hour(raised: list[Alert], as_owner: psycopg.Connection) -> None:
    close(raised[0])
    jobs.purge(actor=JOB, at=later())
    columns = as_owner.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'ledger_kepttally'"
    ).fetchall()
    assert {name for name, _ in columns} == {
        "id",
        "day",
        "camera_id",
        "hot_list",
        "state",
        "tier",
        "confidence",
        "disposition",
        "count",
    }
    assert not any("time" in kind for _, kind in columns)
    kept = as_owner.execute("SELECT ledger_kepttally::text FROM ledger_kepttally").fetchall()
    assert kept
    assert not any(PLATE in row for (row,) in kept)


def test_a_covert_entry_is_counted_without_its_list(raised: list[Alert]) -> None:
    Alert.objects.filter(pk=raised[0].pk).update(entry_covert=True)
    assert {(tally.hot_list, tally.count) for tally in everything() if tally.tier == "exact"} == {
        ("Covert entries", 1),
        (raised[0].entry_list, 2),
    }


def test_the_same_number_of_another_state_is_counted_as_no_hit(raised: list[Alert]) -> None:
    before = sum(counted().values())
    raised[0].tier = Tier.OTHER_STATE
    raised[0].save()
    assert sum(counted().values()) == before - 1


def test_a_day_is_the_departments(raised: list[Alert]) -> None:
    # Three in the morning in UTC is the evening before in Connecticut.
    Alert.objects.update(captured_at=datetime(2026, 11, 4, 3, tzinfo=UTC))
    assert [tally.day for tally in everything()] == [date(2026, 11, 3)] * 2
    assert queries.tallies(date(2026, 11, 3), date(2026, 11, 3)) != []
    assert queries.tallies(date(2026, 11, 4), date(2026, 11, 4)) == []


def test_look_alikes_show_which_character_was_taken_for_which(instance: Instance) -> None:
    entries.active_entry("AB 10345")
    box = devices.box()
    box.send(devices.batch(box.camera, devices.read("AB 1O345"), devices.read("ABI0345")))
    for alert in Alert.objects.all():
        close(alert)
    assert queries.confusions() == (
        Confusion("0", "O", right=0, false=1),
        Confusion("1", "I", right=0, false=1),
    )


def test_the_application_can_take_no_count_away(raised: list[Alert]) -> None:
    jobs.purge(actor=JOB, at=later())
    with pytest.raises(ProgrammingError, match="permission denied"):
        KeptTally.objects.all().delete()
    assert counted() == {"": 4}
