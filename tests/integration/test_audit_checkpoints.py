"""Checkpoints: when they come, what they refuse, and how the witness keeps them."""

import json
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from factories.devices import CONSOLE
from factories.instance import Instance
from factories.signed import NOW, signed, written
from plainview.audit import checking, checkpoints, queries, witness
from plainview.audit.events import Event
from plainview.audit.models import Checkpoint, Entry
from plainview.audit.signing_key import retire, signing_key
from plainview.policy import clauses

pytestmark = pytest.mark.usefixtures("instance")


@pytest.mark.proves(clauses.D_5)
def test_a_checkpoint_comes_at_the_start_and_ten_minutes_after_the_last_if_the_log_has_grown() -> None:
    written(1)
    checkpoints.tend(actor=CONSOLE, at=NOW)
    assert [each.size for each in queries.checkpoints()] == [2], "with the entry that names the key"
    checkpoints.tend(actor=CONSOLE, at=NOW + timedelta(hours=1))
    assert Checkpoint.objects.count() == 1, "nothing has happened since"
    written(1)
    checkpoints.tend(actor=CONSOLE, at=NOW + timedelta(minutes=9))
    assert Checkpoint.objects.count() == 1, "it is not due yet"
    checkpoints.tend(actor=CONSOLE, at=NOW + timedelta(minutes=10))
    assert [each.size for each in queries.checkpoints()] == [2, 3]
    written(1)
    checkpoints.tend(actor=CONSOLE, at=NOW + timedelta(minutes=11), starting=True)
    assert [each.size for each in queries.checkpoints()] == [2, 3, 4]
    written(1)
    checkpoints.tend(actor=CONSOLE, at=NOW - timedelta(days=2))
    assert Checkpoint.objects.count() == 4, "a clock that went back keeps nothing unsigned"


def test_the_key_is_made_once_kept_closed_and_named_in_the_log(instance: Instance) -> None:
    signed(3)
    path = instance.data / "secrets" / "log-signing.key"
    assert path.stat().st_mode & 0o777 == 0o600
    entry = Entry.objects.get(event=Event.AUDIT_KEY_MADE)
    assert json.loads(entry.facts)["key"] == signing_key().verifier
    assert (instance.data / "secrets" / "log-verifier.txt").read_text() == f"{signing_key().verifier}\n"
    path.write_text("nonsense")
    assert [each.where for each in checking.verify().findings] == ["the key"]


@pytest.mark.proves(clauses.D_5)
def test_a_log_that_is_not_what_was_signed_is_never_signed_again(
    as_owner: psycopg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    signed(8)
    assert checkpoints.trouble() is None
    as_owner.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
    as_owner.execute("ALTER TABLE audit_checkpoint DISABLE TRIGGER USER")
    as_owner.execute("DELETE FROM audit_entry WHERE seq > 5")
    as_owner.execute("DELETE FROM audit_checkpoint")
    assert checkpoints.trouble() == "8 entries were signed for, and the log ends after 5"
    written(1)
    with pytest.raises(checkpoints.LogDiverged):
        checkpoints.make(actor=CONSOLE, at=NOW)
    written(6)
    checkpoints.tend(actor=CONSOLE, at=NOW, starting=True)
    assert "THE LOG WAS CHANGED: the first 8 entries are not those that were signed" in caplog.text
    assert Checkpoint.objects.count() == 0


def test_after_a_restore_the_log_goes_on_under_another_name_and_key() -> None:
    signed(4)
    before = signing_key()
    retire(at=NOW)
    signed(7)
    assert signing_key().name != before.name
    assert Entry.objects.filter(event=Event.AUDIT_KEY_MADE).count() == 2
    found = checking.verify()
    assert (found.findings, found.checkpoints) == ((), 5)


@pytest.mark.proves(clauses.D_5)
def test_the_witness_gets_what_it_missed_and_its_failure_is_told_and_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert witness.state().holds is None
    disk = tmp_path / "disk"
    monkeypatch.setenv("PLAINVIEW_WITNESS", str(disk / "witness.txt"))
    signed(3)
    checkpoints.tend(actor=CONSOLE, at=NOW)
    assert "cannot be written" in caplog.text
    assert witness.state().holds is False
    disk.mkdir()
    assert witness.state().words == "It holds no checkpoint yet."
    signed(5)
    checkpoints.tend(actor=CONSOLE, at=NOW)
    assert witness.state().holds is True
    kept = (disk / "witness.txt").read_text("utf-8")
    assert [each.note in kept for each in queries.checkpoints()] == [True] * len(queries.checkpoints())
    with (disk / "witness.txt").open("a") as file:
        file.write("plainview.local/log/torn\n12")  # the machine stopped here
    with monkeypatch.context() as elsewhere:
        elsewhere.delenv("PLAINVIEW_WITNESS")
        signed(6)
    assert witness.state().words == "It is behind: its last checkpoint covers 5 entries."
    checkpoints.tend(actor=CONSOLE, at=NOW)
    assert witness.state().holds is True
    assert checking.verify().findings == ()
