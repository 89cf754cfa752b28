"""The purge is killed at each of its steps, and waits for whoever reads: nothing held is lost, nothing unheld stays."""

import os
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connections
from django.db.utils import OperationalError

from factories import cases, devices, entries
from factories.instance import Instance
from factories.people import person
from plainview import jobs
from plainview.alerts.models import Alert
from plainview.archive.models import Day, Read
from plainview.audit import checking
from plainview.audit.models import Entry as LogEntry
from plainview.database import connection
from plainview.evidence import actions
from plainview.evidence.models import HeldRead
from plainview.policy import clauses
from plainview.retention import queries as retention
from plainview.retention.patience import patiently
from plainview.search.models import Search
from plainview.terms.actor import Role, job

STEPS = {
    "before anything": "plainview.jobs.archive.lock_day",
    "before the copies": "plainview.jobs.preserving.preserve",
    "between picture and row": "plainview.evidence.preserving._save",
    "before the day is dropped": "plainview.jobs.archive.drop_day",
    "before the log's entry": "plainview.jobs.audit.append",
    "before the traces": "plainview.jobs.alerts.forget",
    "between alerts and ledger": "plainview.jobs.ledger.keep",
    "before the pictures are swept": "plainview.jobs.archive.sweep_pictures",
    "in the middle of the pictures": "plainview.archive.disk.shutil.rmtree",
}


def now() -> datetime:
    return datetime.now(UTC)


def later() -> datetime:
    return now() + timedelta(days=16)


def killed_at(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Purge in a process of its own that is killed with -9 at that step."""
    child = os.fork()
    if child == 0:
        try:
            # The parent's connection is the parent's; this process makes its own.
            connections["default"].connection = None
            monkeypatch.setattr(step, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
            jobs.purge(actor=job("purge"), at=later())
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"the purge never came to {step}: {status}"
    assert os.WTERMSIG(status) == signal.SIGKILL


@pytest.mark.proves(clauses.K_1, clauses.J_2)
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_it_loses_nothing_held_and_leaves_nothing_unheld(
    step: str, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries.active_entry("AB 12345")
    box = devices.box()
    old = now() - timedelta(days=5)
    box.send(
        devices.batch(
            box.camera, *(devices.read(plate, captured_at=old) for plate in ("AB 12345", "AB 12345", "ZZ 98765"))
        )
    )
    supervisor = person(Role.SUPERVISOR).actor()
    read = Read.objects.get(id=Alert.objects.get().read_id)
    cases.held(read, by=supervisor)

    killed_at(STEPS[step], monkeypatch)
    jobs.purge(actor=job("purge"), at=later())

    (kept,) = HeldRead.objects.all()
    assert kept.preserved_at is not None
    assert actions.open_picture(kept, "photograph", actor=supervisor, at=now()) == devices.jpeg()
    assert not Read.objects.exists()
    assert [alert.read_id for alert in Alert.objects.all()] == [read.id]
    assert not Day.objects.filter(pk=old.date()).exists()
    assert not (instance.data / "pictures" / old.date().isoformat()).exists()
    assert retention.days_due(at=later()) == []
    assert not Search.objects.exists()
    assert LogEntry.objects.filter(event="retention.purged", subject=f"day:{old.date()}").count() == 1
    assert checking.verify().holds


@pytest.mark.proves(clauses.K_1)
def test_days_that_somebody_reads_wait_for_the_next_minute_and_everything_else_goes(
    instance: Instance, migrated: Path, as_owner: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plainview.retention.patience.time.sleep", lambda _: None)
    as_owner.execute("ALTER FUNCTION plainview_drop_day(date) SET lock_timeout = '100ms'")
    entries.active_entry("AB 12345")
    box = devices.box()
    days = [now() - timedelta(days=number) for number in (5, 6)]
    box.send(devices.batch(box.camera, *(devices.read("AB 12345", captured_at=day) for day in days)))
    assert Alert.objects.exists()
    address = connection.conninfo("app", data=migrated)
    with psycopg.connect(address, dbname=instance.database) as reader:
        reader.execute("SELECT count(*) FROM archive_read")
        with pytest.raises(ExceptionGroup) as waited:
            jobs.purge(actor=job("purge"), at=later())
        assert [type(each) for each in waited.value.exceptions] == [OperationalError, OperationalError]
        assert Read.objects.count() == 2
        assert not Alert.objects.exists()
    assert len(jobs.purge(actor=job("purge"), at=later()).days) == 2
    assert not Read.objects.exists()


def test_only_a_lock_is_waited_for_and_not_for_ever() -> None:
    slept: list[float] = []

    def never() -> None:
        slept.append(0)
        raise OperationalError("busy") from psycopg.errors.LockNotAvailable()

    with pytest.raises(OperationalError, match="busy"):
        patiently(never, tries=3, sleep=slept.append)
    assert len(slept) == 5

    def broken() -> None:
        raise OperationalError("no disk")

    with pytest.raises(OperationalError, match="no disk"):
        patiently(broken, sleep=slept.append)
    assert len(slept) == 5
