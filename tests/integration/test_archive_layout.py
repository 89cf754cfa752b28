"""How reads lie in the database: carried over from the layout before, closed, counted, found late, and never twice."""

import errno
import importlib
import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import sql

from factories import devices
from factories.instance import Instance
from plainview.archive import actions as archive
from plainview.archive import packs, queries
from plainview.archive.keeping import pictures_folder
from plainview.archive.master_key import master_key
from plainview.archive.models import Day, Read
from plainview.archive.wanted import LookAlike, Pattern, Stating, Wanted, Window
from plainview.database import connection
from plainview.terms import plate as plates
from plainview.terms.read import ReadKey
from plainview.terms.vehicle import NUMBERS, Stated, StatedVehicle, Trait

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=1, hours=2)
ALL = (Window(NOON - timedelta(days=9), NOON + timedelta(days=9)),)


def stored(box: devices.Box, *plates_: str, captured_at: datetime = NOON) -> list[devices.CapturedRead]:
    reads = [devices.read(plate, captured_at=captured_at) for plate in plates_]
    archive.store(devices.batch(box.camera, *reads), at=captured_at)
    return reads


def test_a_read_that_comes_into_a_closed_day_is_counted_and_found_by_a_wildcard(instance: Instance) -> None:
    box = devices.box()
    stored(box, "AB 12345")
    assert archive.close_days(at=LATER) == [NOON.date()]
    stored(box, "XY 98765", captured_at=NOON + timedelta(minutes=1))
    assert [read.plate for read in queries.found(Wanted(ALL, (Pattern("*8765"),)), limit=9)] == ["XY98765"]
    assert dict(queries.count_by_day())[NOON.date()] == 2


def test_a_day_is_closed_an_hour_after_it_is_over_and_once(instance: Instance) -> None:
    stored(devices.box(), "AB 12345")
    midnight = datetime(2026, 11, 11, tzinfo=UTC)
    assert archive.close_days(at=midnight + timedelta(minutes=59)) == []
    assert archive.close_days(at=midnight + timedelta(hours=1)) == [NOON.date()]
    assert archive.close_days(at=midnight + timedelta(hours=2)) == []
    assert Day.objects.get(pk=NOON.date()).closed_at == midnight + timedelta(hours=1)


def test_a_dropped_day_leaves_no_plate_behind_in_any_table(instance: Instance, as_owner: psycopg.Connection) -> None:
    stored(devices.box(), "AB 12345", "AB 12346")
    archive.close_days(at=LATER)
    assert archive.drop_day(NOON.date()) == 2
    listed = as_owner.execute(
        "SELECT relname FROM pg_class WHERE relname LIKE 'archive%20261110%' AND relkind IN ('r', 'i')"
    ).fetchall()
    assert listed == []
    for table in ("archive_read", "archive_plate", "archive_delivery", "archive_hour", "archive_earlier"):
        counted = as_owner.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
        assert counted.fetchone() == (0,), table


def test_a_read_that_is_stored_already_is_not_stored_again_whatever_its_batch(instance: Instance) -> None:
    box = devices.box()
    first, second = stored(box, "AB 12345", "AB 12345")
    third = devices.read("AB 12345", captured_at=NOON)
    assert archive.store(devices.batch(box.camera, third, second, first), at=NOON) == {third.id}
    assert archive.store(devices.batch(box.camera, first), at=NOON) == set()
    assert {read.id for read in Read.objects.all()} == {first.id, second.id, third.id}
    assert dict(queries.count_by_day())[NOON.date()] == 3


def test_a_batch_over_midnight_lies_in_two_days_each_with_its_pictures(instance: Instance) -> None:
    box, midnight = devices.box(), datetime(2026, 11, 11, tzinfo=UTC)
    before = devices.read("AB 12345", captured_at=midnight - timedelta(microseconds=1))
    after = devices.read("AB 12346", captured_at=midnight)
    archive.store(devices.batch(box.camera, before, after), at=midnight)
    assert {day: count for day, count in queries.count_by_day() if count} == {
        before.captured_at.date(): 1,
        after.captured_at.date(): 1,
    }
    for sent in (before, after):
        (kept,) = queries.of_day(sent.captured_at.date(), [ReadKey(sent.reading.canonical, sent.captured_at, sent.id)])
        assert queries.picture(kept, "photograph") == sent.photograph


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=10))
def test_a_family_holds_what_folds_alike(text: str) -> None:
    for char in text:
        assert {plates.fold(each) for each in plates.family(char)} == {plates.fold(char)}
        assert char in plates.family(char)


def test_the_database_folds_as_the_program_does(instance: Instance) -> None:
    every = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    parts = [every[place : place + 9] for place in range(0, 36, 9)]
    stored(devices.box(), *parts)
    assert {read.plate: read.folded for read in Read.objects.all()} == {part: plates.folded(part) for part in parts}
    for part in parts:
        found = queries.found(Wanted(ALL, (LookAlike(plates.folded(part)),)), limit=9)
        assert [read.plate for read in found] == [part]


@pytest.fixture
def before(instance: Instance, migrated: Path, as_owner: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """The database as the layout before this one had it, and Django connected as the owner, as migrations are."""
    from django.db import connections

    earlier = importlib.import_module("plainview.archive.migrations.0002_daily_partitions")
    as_owner.execute("DROP VIEW archive_stored")
    for table in ("camera", "delivery", "read", "plate", "hour", "earlier"):
        as_owner.execute(f"DROP TABLE archive_{table}")
    as_owner.execute("DROP FUNCTION plainview_stated")
    for name in ("make_day(date)", "drop_day(date)", "close_day(date, timestamptz)"):
        as_owner.execute(f"DROP FUNCTION plainview_{name}")
    as_owner.execute("DROP EXTENSION pg_trgm")
    as_owner.execute("ALTER TABLE archive_day DROP COLUMN closed_at")
    as_owner.execute("DELETE FROM django_migrations WHERE app = 'archive' AND name >= '0003'")
    for statement in (earlier.TABLE, earlier.MAKE_DAY, earlier.DROP_DAY):
        as_owner.execute(statement)
    connections.close_all()
    connections["default"].settings_dict.update(
        connection.settings("owner", data=migrated) | {"NAME": instance.database}
    )
    yield as_owner
    connections.close_all()


def test_reads_of_the_layout_before_are_carried_over_with_their_pictures(before: psycopg.Connection) -> None:
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    key, photograph, crop = packs.new_key(), devices.jpeg("navy"), devices.jpeg("white")
    read_id, camera = uuid.uuid4(), uuid.uuid4()
    pack = packs.write(pictures_folder(NOON.date()), key, [photograph, crop])
    characters = [{"char": char, "confidence": 0.95, "alternates": []} for char in "AB12345"]
    characters[1]["alternates"] = [{"char": "8", "confidence": 0.04}]
    before.execute(
        "INSERT INTO archive_day (day, wrapped_key, made_at) VALUES (%s, %s, %s)",
        [NOON.date(), packs.wrap(key, master_key()), NOON],
    )
    before.execute("SELECT plainview_make_day(%s)", [NOON.date()])
    before.execute(
        "INSERT INTO archive_read VALUES ('AB12345', %s, %s, 'A812345', 'AB 12345', NULL, NULL, 0.95, 0.5, %s,"
        " '{10,10,40,20}', 'test 1', %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            NOON,
            read_id,
            json.dumps(characters),
            camera,
            uuid.uuid4(),
            NOON,
            pack.id,
            list(pack.spans[0]),
            packs.digest(photograph),
            list(pack.spans[1]),
            packs.digest(crop),
        ],
    )
    executor = MigrationExecutor(connections["default"])
    executor.migrate([node for node in executor.loader.graph.leaf_nodes() if node[0] == "archive"])
    (kept,) = Read.objects.all()
    assert (kept.id, kept.camera_id, kept.raw, kept.state, kept.folded) == (
        read_id,
        camera,
        "AB 12345",
        None,
        "A812345",
    )
    assert (kept.confidence, kept.quality, kept.state_confidence, kept.box) == (0.95, 0.5, None, [10, 10, 40, 20])
    assert kept.characters == characters
    assert queries.picture(kept, "photograph") == photograph
    assert queries.picture(kept, "crop") == crop
    assert queries.count_by_day() == [(NOON.date(), 1)]
    assert archive.close_days(at=LATER) == [NOON.date()]
    assert archive.drop_day(NOON.date()) == 1


STATED = {"colour": Stated("dark blue", 0.93), "make": Stated("Land Rover", 0.6), "body": Stated("SUV", 0.855)}


@pytest.mark.parametrize("stated", [each for count in range(4) for each in combinations(STATED, count)])
def test_the_database_finds_what_is_stated_of_a_vehicle_where_the_program_put_it(
    instance: Instance, as_owner: psycopg.Connection, stated: tuple[str, ...]
) -> None:
    box, said = devices.box(), StatedVehicle(**{name: STATED[name] for name in stated})
    sent = devices.read("AB 12345", captured_at=NOON, vehicle=said)
    archive.store(devices.batch(box.camera, sent), at=NOON)
    (kept,) = Read.objects.all()
    assert kept.vehicle == (said if stated else None)
    numbers = as_owner.execute("SELECT colour, make, body FROM archive_stored").fetchone()
    assert numbers == tuple(NUMBERS[trait][word.word] if word else 0 for trait, word in said.each())
    assert kept.characters[0]["confidence"] == 0.95
    assert (kept.box, kept.state_confidence) == ([10, 10, 40, 20], 0.9)


@pytest.fixture
def lean(instance: Instance, migrated: Path, as_owner: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """The database as it was before a read could state a vehicle, and Django connected as the owner."""
    from django.db import connections

    earlier = importlib.import_module("plainview.archive.migrations.0003_lean_reads")
    as_owner.execute("DROP VIEW archive_stored")
    as_owner.execute("DROP FUNCTION plainview_stated")
    as_owner.execute(earlier.TABLES[earlier.TABLES.index("CREATE VIEW") :])
    as_owner.execute("DELETE FROM django_migrations WHERE app = 'archive' AND name >= '0004'")
    connections.close_all()
    connections["default"].settings_dict.update(
        connection.settings("owner", data=migrated) | {"NAME": instance.database}
    )
    yield as_owner
    connections.close_all()


def test_reads_from_before_a_vehicle_could_be_stated_are_read_as_stating_none(lean: psycopg.Connection) -> None:
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    stored(devices.box(), "AB 12345", "ZZ 98765")
    before = lean.execute("SELECT * FROM archive_stored ORDER BY id").fetchall()
    executor = MigrationExecutor(connections["default"])
    executor.migrate([node for node in executor.loader.graph.leaf_nodes() if node[0] == "archive"])
    assert lean.execute("SELECT * FROM archive_stored ORDER BY id").fetchall() == [(*row, 0, 0, 0) for row in before]
    assert [read.vehicle for read in Read.objects.all()] == [None, None]
    blue = Stating(Trait.COLOUR, ("blue",), unstated=False)
    assert queries.found(Wanted(ALL, stated=(blue,)), limit=9) == []
    assert len(queries.found(Wanted(ALL, stated=(blue._replace(unstated=True),)), limit=9)) == 2


def test_a_full_disk_is_said_and_keeps_nothing_of_a_batch_which_then_comes_again(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = devices.box()
    batch = devices.batch(box.camera)

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    archive.make_days_ahead(at=datetime.now(UTC))
    with monkeypatch.context() as failing:
        failing.setattr("plainview.archive.packs.os.fsync", full)
        answer = box.send(batch)
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "not_stored")
    assert not Read.objects.exists()
    assert list((instance.data / "pictures").rglob("*.pack")) == []
    assert box.send(batch).json()["accepted"] == 1
    (kept,) = Read.objects.all()
    assert queries.picture(kept, "crop") == batch.reads[0].crop
