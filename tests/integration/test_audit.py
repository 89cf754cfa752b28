"""The log in a real database: it grows by one entry after another, and does nothing else."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from psycopg import errors

from factories.devices import CONSOLE
from factories.instance import Instance
from factories.signed import NOW, signed, written
from plainview.audit import actions, checking, checkpoints, merkle, queries, source
from plainview.audit.events import Event
from plainview.audit.models import Entry
from plainview.database import connection as database
from plainview.policy import clauses

pytestmark = pytest.mark.usefixtures("instance")


@pytest.mark.proves(clauses.J_1)
def test_each_entry_completes_the_tree_over_all_before_it() -> None:
    frontier = merkle.Frontier()
    for seq in written(33):
        entry = Entry.objects.get(pk=seq)
        frontier, nodes = frontier.appended(merkle.leaf_hash(queries.leaf_of(entry).written()))
        assert bytes(entry.nodes) == b"".join(nodes)
        assert queries.root(seq) == frontier.root()


@pytest.mark.proves(clauses.J_1)
def test_an_entry_says_by_which_door_it_came_and_which_policy_was_in_force() -> None:
    with source.of("page", "search", "192.0.2.7"):
        (first,) = written(1, at=datetime(2026, 9, 30, tzinfo=UTC))
    (second,) = written(1, at=datetime(2026, 10, 1, tzinfo=UTC))
    entry = Entry.objects.get(pk=first)
    assert (entry.source, entry.pack) == ("page:search 192.0.2.7", "ct-postc@2020-01-01")
    entry = Entry.objects.get(pk=second)
    assert (entry.source, entry.pack) == ("unknown", "ct-postc@2020-01-01+ct-pa-26-14@2026-10-01")


def test_several_entries_of_one_transaction_and_an_undone_one_leave_a_whole_tree() -> None:
    written(2)
    with transaction.atomic():
        actions.append(Event.AUDIT_READ, actor=CONSOLE, at=NOW)
        transaction.set_rollback(True)
    with transaction.atomic():
        for _ in range(5):
            actions.append(Event.AUDIT_READ, actor=CONSOLE, at=NOW)
    found = checking.verify()
    assert (found.entries, found.findings) == (7, ())


def test_an_entry_belongs_to_a_transaction() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        actions.append(Event.AUDIT_READ, actor=CONSOLE, at=NOW)


@pytest.mark.proves(clauses.J_1)
@pytest.mark.parametrize("moment", ["before the entry", "after the entry, before the commit"])
def test_a_kill_between_an_action_and_its_entry_leaves_neither(
    moment: str, migrated: Path, instance: Instance, as_owner: psycopg.Connection
) -> None:
    program = f"""
import os, signal, django
django.setup()
from datetime import UTC, datetime
from plainview.audit import actions as audit
from plainview.cameras import actions as cameras
from factories.devices import CONSOLE
append = audit.append
def killed(*args, **kwargs):
    if {moment != "before the entry"}:
        append(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)
audit.append = killed
cameras.add("Bridge", place="Bridge", actor=CONSOLE, at=datetime.now(UTC))
"""
    addresses = {
        f"PLAINVIEW_DATABASE_{name}": psycopg.conninfo.make_conninfo(
            database.embedded(migrated, role), dbname=instance.database
        )
        for name, role in (("URL", "owner"), ("APP_URL", "app"))
    }
    tests = str(Path(__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **addresses, "PYTHONPATH": tests}, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert as_owner.execute("SELECT count(*) FROM cameras_camera").fetchone() == (0,)
    assert as_owner.execute("SELECT count(*) FROM audit_entry").fetchone() == (0,)
    # The same program without the kill writes both, so what was tested is the kill.
    program = program.replace("os.kill(os.getpid(), signal.SIGKILL)", "None").replace("if False", "if True")
    subprocess.run([sys.executable, "-c", program], env={**os.environ, **addresses, "PYTHONPATH": tests}, check=True)
    assert as_owner.execute("SELECT count(*) FROM cameras_camera").fetchone() == (1,)
    assert as_owner.execute("SELECT count(*) FROM audit_entry").fetchone() == (1,)


FORBIDDEN = (
    "UPDATE {table} SET {column} = {column}",
    "DELETE FROM {table}",
    "TRUNCATE {table}",
)
TABLES = (("audit_entry", "actor"), ("audit_checkpoint", "note"))


@pytest.mark.proves(clauses.J_1)
@pytest.mark.parametrize("statement", FORBIDDEN)
@pytest.mark.parametrize(("table", "column"), TABLES)
def test_the_application_may_neither_change_nor_delete_nor_empty_the_log(
    statement: str, table: str, column: str
) -> None:
    signed(3)
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="permission denied"):
        cursor.execute(statement.format(table=table, column=column))


@pytest.mark.proves(clauses.J_1)
@pytest.mark.parametrize("statement", FORBIDDEN)
@pytest.mark.parametrize(("table", "column"), TABLES)
def test_the_owner_meets_a_second_wall(statement: str, table: str, column: str, as_owner: psycopg.Connection) -> None:
    signed(3)
    with pytest.raises(errors.RaiseException, match="append-only"):
        as_owner.execute(statement.format(table=table, column=column))


@pytest.mark.proves(clauses.J_1)
@pytest.mark.parametrize("seq", [-1, 0, 2, 9])
def test_the_next_entry_is_the_only_one_that_can_be_added(seq: int) -> None:
    written(3)
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="is not the next one"):
        cursor.execute(
            "INSERT INTO audit_entry (seq, at, event, actor, actor_name, outcome, clause, subject, source, pack, facts,"
            " nodes) VALUES (%s, now(), 'x', 'x', 'x', 'done', '', '', '', '', '{}', '')",
            [seq],
        )


@pytest.mark.proves(clauses.J_1)
def test_a_sealed_part_can_be_let_go_and_the_log_holds_as_before() -> None:
    old, young = written(2, at=NOW - timedelta(days=200)), written(2, at=NOW - timedelta(days=100))
    checkpoints.make(actor=CONSOLE, at=NOW)
    before = queries.root(4)
    assert actions.forget_sealed(before=NOW, actor=CONSOLE, at=NOW) == 2
    for seq in old:
        entry = Entry.objects.get(pk=seq)
        assert (entry.private, entry.salt) == (None, None), "with the salt a plate could be tried out"
        assert len(bytes(entry.seal)) == 32
    assert Entry.objects.filter(pk__in=young, private=None).count() == 0, "an audit of the quarter must find these"
    assert queries.root(4) == before
    assert checking.verify().findings == ()
    assert json.loads(Entry.objects.get(event=Event.AUDIT_SEALED_FORGOTTEN).facts)["sealed_parts"] == 2


def test_the_owner_may_let_go_a_sealed_part_whole_or_not_at_all(as_owner: psycopg.Connection) -> None:
    written(1)
    for statement in (
        "UPDATE audit_entry SET private = NULL",
        "UPDATE audit_entry SET private = '{}', salt = NULL",
        "UPDATE audit_entry SET private = NULL, salt = NULL, actor = 'x'",
    ):
        with pytest.raises(errors.RaiseException):
            as_owner.execute(statement)
    as_owner.execute("UPDATE audit_entry SET private = NULL, salt = NULL")
