"""Reads against entries: each kind of match as an alert, changes that reach the index, and a database that is lost."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import psycopg
import pytest
from django.db import OperationalError, connections
from django.db import connection as default
from psycopg.conninfo import make_conninfo

from factories import devices, entries
from factories.instance import Instance
from factories.people import person
from plainview.alerts.models import Alert
from plainview.archive.models import Read
from plainview.database import connection
from plainview.hotlists import actions, matchable
from plainview.hotlists.models import Entry
from plainview.ingest.models import Batch
from plainview.matching import index as matching
from plainview.matching import listening
from plainview.matching.index import Index
from plainview.matching.rules import Tier
from plainview.policy import clauses
from plainview.terms.entry import MatchBy

T = TypeVar("T")

pytestmark = pytest.mark.usefixtures("instance")


def now() -> datetime:
    return datetime.now(UTC)


def sent(plate: str, state: str | None = "CT") -> tuple[int, list[str]]:
    """The hits that the server counts, and the tier of each alert that it drew."""
    box = devices.box(f"Camera for {plate} {now().timestamp()}")
    answer = box.send(devices.batch(box.camera, devices.read(plate, state)))
    assert answer.status_code == 200, answer.content
    alerts = Alert.objects.filter(camera_id=box.camera.pk).order_by("tier")
    return answer.json()["hits"], [alert.tier for alert in alerts]


def entry_met_by(match_by: MatchBy, plate: str) -> Entry:
    """An active entry of the department, as the form for it would leave it."""
    made = entries.active_entry("AB 12345")
    Entry.objects.filter(pk=made.pk).update(match_by=match_by, plate=plate, revision=matchable.newest() + 1)
    return made


@pytest.mark.proves(clauses.B, clauses.F_C_1)
def test_the_same_number_of_another_state_is_shown_as_such_and_is_no_hit() -> None:
    entries.active_entry("AB 12345", state="CT")
    assert sent("AB 12345", "NY") == (0, [Tier.OTHER_STATE])
    assert sent("AB 12345", "CT") == (1, [Tier.EXACT])
    assert sent("A8 12345", "NY") == (0, [])


@pytest.mark.parametrize(
    ("match_by", "kept", "read", "expected"),
    [
        (MatchBy.NEAR, "AB12345", "AB12346", (1, [Tier.ONE_EDIT])),
        (MatchBy.NEAR, "AB12345", "AB1234", (1, [Tier.ONE_EDIT])),
        (MatchBy.NEAR, "AB12345", "AB12445", (1, [Tier.ONE_EDIT])),
        (MatchBy.NEAR, "AB12345", "AB12", (0, [])),
        (MatchBy.PATTERN, "AB?23*", "AB92399", (1, [Tier.PATTERN])),
        (MatchBy.PATTERN, "AB?23*", "XAB923", (0, [])),
        # This read states no vehicle.
        (MatchBy.DESCRIPTION, "", "AB12345", (0, [])),
    ],
)
def test_an_entry_of_the_department_may_be_met_by_more_than_its_plate(
    match_by: MatchBy, kept: str, read: str, expected: tuple[int, list[str]]
) -> None:
    entry_met_by(match_by, kept)
    assert sent(read) == expected


def test_an_entry_of_an_imported_list_is_met_by_its_plate_alone() -> None:
    entries.imported(entries.line("AB12345"))
    Entry.objects.update(match_by=MatchBy.NEAR, revision=matchable.newest() + 1)
    assert sent("AB12346") == (0, [])
    assert sent("AB12345") == (1, [Tier.EXACT])
    index = Index()
    index.load()
    assert (len(index.known.packed), len(index.known.own.entries)) == (1, 0)


@pytest.fixture
def terminate(migrated: Path) -> Iterator[Callable[[int], None]]:
    """Ends a connection of the database's by the id of its process, as a network that breaks would."""
    with psycopg.connect(connection.embedded(migrated, "admin", "postgres"), autocommit=True) as admin:
        yield lambda pid: admin.execute("SELECT pg_terminate_backend(%s)", [pid])


def found(index: Index, *plates: str, at: datetime | None = None) -> list[tuple[str, Tier]]:
    reads = [devices.read(plate) for plate in plates]
    return [(each.read.reading.plate, each.tier) for each in index.candidates(reads, at=at or now())]


def test_a_load_knows_what_the_changes_said_one_by_one() -> None:
    entries.imported(*(entries.line(f"AB1000{number}") for number in range(9)), entries.line("AB77777", days=-1))
    entries.active_entry("AB 10003", state="CT")
    entry_met_by(MatchBy.NEAR, "XY99999")
    actions.remove(Entry.objects.get(plate="AB10007").pk, because="located", actor=person().actor(), at=now())
    looked_up, loaded = Index(), Index()
    loaded.load()
    plates = ("AB10001", "A810003", "AB10003", "AB10007", "AB77777", "XY99998", "XY9999")
    assert sorted(found(loaded, *plates)) == sorted(found(looked_up, *plates))
    assert len(found(loaded, *plates)) == 7
    assert (len(loaded.known.packed), len(loaded.known.changed)) == (9, 0)
    assert found(loaded, *plates, at=now() + timedelta(days=4)) == []


@pytest.fixture
def held_load(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """A load stands still before it ends, until the test lets it go."""
    go, read_all = threading.Event(), matchable.columns

    def held() -> matchable.Columns:
        read = read_all()
        assert go.wait(20)
        return read

    monkeypatch.setattr("plainview.matching.index.hotlists.columns", held)
    yield go.set
    go.set()
    _ended("entries")


def _ended(name: str) -> None:
    for thread in threading.enumerate():
        if thread.name == name:
            thread.join(20)


@pytest.mark.proves(clauses.F_B_1_III)
def test_while_a_large_import_is_loaded_no_batch_waits_misses_an_entry_or_meets_one_that_has_ended(
    monkeypatch: pytest.MonkeyPatch, held_load: Callable[[], None]
) -> None:
    monkeypatch.setattr(matching, "MANY", 3)
    index = Index()
    entries.imported(entries.line("AB11111"), entries.line("AB22222"))
    assert len(found(index, "AB11111", "AB22222")) == 2
    entries.imported(entries.line("AB22222"), *(entries.line(f"AB3333{number}") for number in range(5)))
    own = entry_met_by(MatchBy.PATTERN, "ZZ*")
    assert found(index, "AB11111", "AB22222", "AB33331", "ZZ1") == [
        ("AB22222", Tier.EXACT),
        ("AB33331", Tier.EXACT),
        ("ZZ1", Tier.PATTERN),
    ]
    # What ends while the load is under way, after its rows were read.
    actions.remove(Entry.objects.get(plate="AB33331").pk, because="located", actor=person().actor(), at=now())
    actions.remove(own.pk, because="located", actor=person().actor(), at=now())
    assert found(index, "AB33331", "AB33332", "ZZ1") == [("AB33332", Tier.EXACT)]
    held_load()
    _ended("entries")
    assert len(index.known.packed) in {6, 7}
    assert found(index, "AB11111", "AB22222", "AB33331", "AB33332", "ZZ1") == [
        ("AB22222", Tier.EXACT),
        ("AB33332", Tier.EXACT),
    ]


def test_many_small_changes_are_packed_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "REPACK", 2)
    index = Index()
    for number in range(4):
        entries.imported(entries.line(f"AB1111{number}"), name=f"List {number}")
        assert len(found(index, f"AB1111{number}")) == 1
        _ended("entries")
    assert len(index.known.packed) >= 3
    assert len(found(index, *(f"AB1111{number}" for number in range(4)))) == 4


def test_a_refresh_that_breaks_off_has_taken_in_nothing_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    entries.imported(entries.line("AB11111"), entries.line("AB22222"))
    index, whole = Index(), matchable.Matchable

    def broken(*row: object) -> matchable.Matchable:
        if "AB22222" in row:
            raise RuntimeError("the connection broke")
        return whole(*row)

    monkeypatch.setattr(matchable, "Matchable", broken)
    with pytest.raises(RuntimeError):
        index.refresh()
    assert index.known.revision == 0
    monkeypatch.setattr(matchable, "Matchable", whole)
    assert len(found(index, "AB11111", "AB22222")) == 2


def test_a_load_that_breaks_off_is_begun_anew_by_the_next_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "MANY", 1)
    entries.imported(entries.line("AB11111"), entries.line("AB22222"))
    index, columns = Index(), matchable.columns

    def broken() -> matchable.Columns:
        raise OperationalError("the connection broke")

    monkeypatch.setattr("plainview.matching.index.hotlists.columns", broken)
    assert len(found(index, "AB11111")) == 1
    _ended("entries")
    assert len(index.known.packed) == 0
    monkeypatch.setattr("plainview.matching.index.hotlists.columns", columns)
    assert len(found(index, "AB11111")) == 1
    _ended("entries")
    assert len(index.known.packed) == 2


def test_an_entry_that_ends_between_the_match_and_the_alert_raises_none(monkeypatch: pytest.MonkeyPatch) -> None:
    entry, match = entries.active_entry(), matching.match

    def ended_meanwhile(*args: object, **kwargs: object) -> object:
        met = match(*args, **kwargs)
        assert len(met) == 1
        Entry.objects.filter(pk=entry.pk).update(status=Entry.Status.REMOVED)
        return met

    monkeypatch.setattr("plainview.pipeline.matching.match", ended_meanwhile)
    assert sent("AB 12345") == (0, [])


@pytest.mark.proves(clauses.J_1)
def test_a_batch_whose_database_is_lost_while_it_is_matched_is_not_acknowledged_and_comes_again(
    monkeypatch: pytest.MonkeyPatch, terminate: Callable[[int], None]
) -> None:
    entries.active_entry()
    box, newest = devices.box(), matchable.newest
    batch = devices.batch(box.camera, devices.read("AB 12345"))

    def lost() -> int:
        terminate(_backend())
        return newest()

    monkeypatch.setattr("plainview.matching.index.hotlists.newest", lost)
    assert box.send(batch).status_code == 503
    connections.close_all()
    assert (Read.objects.count(), Alert.objects.count(), Batch.objects.count()) == (0, 0, 0)
    monkeypatch.setattr("plainview.matching.index.hotlists.newest", newest)
    answer = box.send(batch)
    assert (answer.status_code, answer.json()["hits"], Read.objects.count()) == (200, 1, 1)


def _backend() -> int:
    with default.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


@pytest.fixture
def listener(instance: Instance, migrated: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], int]]:
    """The thread that is told of changes; what it gives is the process id of its connection in the database."""
    address = make_conninfo(connection.conninfo("app", data=migrated), dbname=instance.database)
    monkeypatch.setattr(connection, "conninfo", lambda _role="app": address)
    stopping = threading.Event()
    thread = listening.begin(stopping)
    yield _listening_backend
    stopping.set()
    thread.join(20)
    assert not thread.is_alive()


def _listening_backend() -> int:
    def asked() -> int | None:
        with default.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND query IN ('SELECT 1', 'LISTEN plainview_entries') AND state = 'idle'"
            )
            row = cursor.fetchone()
            return row[0] if row else None

    return _awaited(asked)


def _awaited(ask: Callable[[], T | None]) -> T:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        answer = ask()
        if answer:
            return answer
        time.sleep(0.02)
    raise AssertionError("it did not come")


def test_a_change_is_taken_in_before_a_batch_asks_and_after_a_lost_connection_too(
    listener: Callable[[], int], terminate: Callable[[int], None]
) -> None:
    first = listener()
    entries.active_entry("AB 12345")
    assert _awaited(lambda: _known_of("AB12345"))
    terminate(first)
    entries.active_entry("AB 54321")
    assert listener() != first
    assert _awaited(lambda: _known_of("AB54321"))
    entry = entries.active_entry("AB 99999")
    assert _awaited(lambda: _known_of("AB99999"))
    actions.remove(entry.pk, because="located", actor=person().actor(), at=now())
    assert _awaited(lambda: not _known_of("AB99999"))


def _known_of(plate: str) -> list[UUID]:
    reads = [devices.read(plate)]
    return [each.entry for each in matching._index.known.candidates(reads, at=now())]  # noqa: SLF001 - what the thread took in
