"""Whoever changes the log from below is found, and so is the place."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import call_command
from django.db import connections

from factories.devices import CONSOLE
from factories.instance import Instance
from factories.signed import NOW, signed, written
from plainview.audit import checking, checkpoints, exports, leaf, merkle, queries, verify, witness
from plainview.audit.models import Entry
from plainview.audit.signing_key import SigningKey, signing_key
from plainview.database import connection as database
from plainview.policy import clauses

pytestmark = pytest.mark.usefixtures("instance")


Tamper = Callable[[psycopg.Connection], None]


@pytest.fixture
def unguarded(as_owner: psycopg.Connection) -> psycopg.Connection:
    """The database as its owner has it who switched the guards off."""
    for table in ("audit_entry", "audit_checkpoint"):
        as_owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    return as_owner


def doing(*statements: str) -> Tamper:
    def tamper(owner: psycopg.Connection) -> None:
        for statement in statements:
            owner.execute(statement)

    return tamper


def regrown(owner: psycopg.Connection) -> None:
    """Hash the whole tree anew, as whoever covers up a change must."""
    frontier = merkle.Frontier()
    for entry in queries.entries():
        frontier, nodes = frontier.appended(merkle.leaf_hash(queries.leaf_of(entry).written()))
        owner.execute("UPDATE audit_entry SET nodes = %s WHERE seq = %s", (b"".join(nodes), entry.seq))


def then_regrown(*statements: str) -> Tamper:
    def tamper(owner: psycopg.Connection) -> None:
        doing(*statements)(owner)
        regrown(owner)

    return tamper


def inserted(owner: psycopg.Connection) -> None:
    owner.execute("UPDATE audit_entry SET seq = -seq WHERE seq > 6")
    owner.execute("UPDATE audit_entry SET seq = 1 - seq WHERE seq < 0")
    owner.execute(
        "INSERT INTO audit_entry (seq, at, event, actor, actor_name, outcome, clause, subject, source, pack, facts,"
        " nodes) SELECT 7, at, event, actor, actor_name, outcome, clause, subject, source, pack, facts, nodes"
        " FROM audit_entry WHERE seq = 6"
    )
    regrown(owner)


def rewritten(owner: psycopg.Connection) -> None:
    """All of it anew, with checkpoints signed by the log's own key: only what was published before tells."""
    owner.execute("UPDATE audit_entry SET actor_name = 'Nobody' WHERE seq > 1")
    regrown(owner)
    owner.execute("DELETE FROM audit_checkpoint")
    (Path(os.environ["PLAINVIEW_DATA"]) / "secrets" / "log-signed.txt").unlink()
    checkpoints.make(actor=CONSOLE, at=NOW)


def key_exchanged(owner: psycopg.Connection) -> None:
    new = SigningKey(signing_key().name, Ed25519PrivateKey.generate())
    (Path(os.environ["PLAINVIEW_DATA"]) / "secrets" / "log-signing.key").write_text(new.kept())
    for each in queries.checkpoints():
        note = new.checkpoint(each.size, bytes(each.root))
        owner.execute("UPDATE audit_checkpoint SET note = %s WHERE size = %s", (note, each.size))


def checkpoint_forged(owner: psycopg.Connection) -> None:
    owner.execute("UPDATE audit_checkpoint SET note = replace(note, E'\\n8\\n', E'\\n9\\n') WHERE size = 8")


CHANGED = "it was changed after it was written"
GROUPED = "entries 5 to 8"
SWAP = (
    "UPDATE audit_entry SET seq = -seq WHERE seq IN (6, 7)",
    "UPDATE audit_entry SET seq = 13 + seq WHERE seq < 0",
)
TAMPERINGS: dict[str, tuple[Tamper, str, str]] = {
    # what is done; where the check on the server finds it; where an outsider does, who kept the old checkpoints
    "a changed fact": (
        doing("UPDATE audit_entry SET facts = '{}' WHERE seq = 6"),
        f"entry 6: {CHANGED}",
        f"entry 6: {CHANGED}",
    ),
    "a changed fact, hashed anew": (
        then_regrown("UPDATE audit_entry SET facts = '{}' WHERE seq = 6"),
        f"{GROUPED}: ",
        f"{GROUPED}: ",
    ),
    "a changed actor": (
        doing("UPDATE audit_entry SET actor = 'person:x' WHERE seq = 6"),
        f"entry 6: {CHANGED}",
        f"entry 6: {CHANGED}",
    ),
    "a changed time": (
        doing("UPDATE audit_entry SET at = at + interval '1 microsecond' WHERE seq = 6"),
        f"entry 6: {CHANGED}",
        f"entry 6: {CHANGED}",
    ),
    "a changed private part": (
        doing('UPDATE audit_entry SET private = \'{"plate":"ZZ1"}\' WHERE seq = 6'),
        "entry 6: its sealed part was exchanged",
        "",
    ),
    "a private part taken away in silence": (
        doing("UPDATE audit_entry SET private = NULL, salt = NULL WHERE seq = 6"),
        "entry 6: its sealed part is gone, and no entry says that it was let go",
        "",
    ),
    "a deleted entry": (
        doing("DELETE FROM audit_entry WHERE seq = 6"),
        "entry 6: it is missing",
        "entry 6: it is missing",
    ),
    "a deleted entry, the rest moved up": (
        then_regrown(
            "DELETE FROM audit_entry WHERE seq = 6",
            "UPDATE audit_entry SET seq = -seq WHERE seq > 6",
            "UPDATE audit_entry SET seq = -seq - 1 WHERE seq < 0",
        ),
        "entry 12: the end is missing (cut off, or an older export): 12 entries were signed",
        "entry 12: the end is missing (cut off, or an older export): 12 entries were signed",
    ),
    "a cut end": (
        doing("DELETE FROM audit_entry WHERE seq > 10"),
        "entry 11: the end is missing (cut off, or an older export): 12 entries were signed, not 10",
        "entry 11: the end is missing (cut off, or an older export): 12 entries were signed, not 10",
    ),
    "two entries reordered": (doing(*SWAP), f"entry 6: {CHANGED}", f"entry 6: {CHANGED}"),
    "two entries reordered, hashed anew": (then_regrown(*SWAP), f"{GROUPED}: ", f"{GROUPED}: "),
    "an inserted entry": (inserted, f"{GROUPED}: ", f"{GROUPED}: "),
    "the whole log rewritten and signed anew": (rewritten, "", "entries 2 to 4: something was changed"),
    "a forged checkpoint": (checkpoint_forged, "checkpoint of 8 entries: the signature does not fit", ""),
    "the key exchanged": (key_exchanged, "the key: the key in secrets/ is not the one that the log names", ""),
    "a changed tree": (
        doing("UPDATE audit_entry SET nodes = nodes || nodes WHERE seq = 6"),
        "entry 6: its part of the tree was changed",
        "",
    ),
}


def outside(folder: Path, notes: str, key: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """What the outsider's program says of an export of today, with the checkpoints that were published before."""
    size = queries.size()
    export, kept = folder / "log.jsonl", folder / "kept.txt"
    try:
        first = exports.header(size)
    except queries.EntryMissing:
        first = exports.header(1).replace(b'"size":1', f'"size":{size}'.encode())
    export.write_bytes(first + exports.lines(1, size))
    kept.write_text(notes, "utf-8")
    capsys.readouterr()
    code = verify.main([str(export), "--checkpoints", str(kept), "--key", key])
    return code, capsys.readouterr().out


@pytest.mark.proves(clauses.J_1, clauses.D_5)
@pytest.mark.parametrize("kind", TAMPERINGS)
def test_each_tampering_is_found_and_where_it_is(
    kind: str, unguarded: psycopg.Connection, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for size in (4, 8, 12):
        signed(size)
    notes, key = "\n".join(each.note for each in queries.checkpoints()), signing_key().verifier
    assert checking.verify().findings == ()
    assert outside(tmp_path, notes, key, capsys)[0] == 0
    tamper, here, there = TAMPERINGS[kind]
    tamper(unguarded)
    found = checking.verify()
    if here:
        assert any(f"{each.where}: {each.what}".startswith(here) for each in found.findings), found.findings
    code, said = outside(tmp_path, notes, key, capsys)
    assert (code == 1) == bool(there), said
    assert not there or f"FAILS at {there}" in said


@pytest.mark.proves(clauses.D_5)
def test_a_log_rewritten_with_its_checkpoints_is_found_by_its_witness(
    unguarded: psycopg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAINVIEW_WITNESS", str(tmp_path / "witness.txt"))
    for size in (4, 8, 12):
        signed(size)
    rewritten(unguarded)
    found = checking.verify()
    assert [each.where for each in found.findings] == [f"checkpoint of {size} entries" for size in (4, 8, 12)]
    assert witness.state().holds is False
    assert "does not have" in witness.state().words


@pytest.fixture
def as_it_was(migrated: Path, instance: Instance, as_owner: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """A database from before the tree; Django is connected to it as its owner, as migrations are."""
    as_owner.execute("DROP TABLE audit_entry, audit_checkpoint CASCADE")
    as_owner.execute("DROP FUNCTION plainview_log_is_append_only, plainview_log_takes_the_next")
    as_owner.execute("DROP FUNCTION plainview_forget_sealed")
    as_owner.execute("DELETE FROM django_migrations WHERE app = 'audit'")
    connections.close_all()
    settings = connections["default"].settings_dict
    before = dict(settings)
    settings.update(database.settings("owner", data=migrated) | {"NAME": instance.database})
    call_command("migrate", "audit", "0002", verbosity=0, interactive=False)
    yield as_owner
    connections.close_all()
    settings.update(before)


def test_entries_of_the_chain_become_leaves_and_their_chain_is_still_checked(
    as_it_was: psycopg.Connection,
) -> None:
    previous = leaf.GENESIS
    for seq in range(1, 6):
        entry = leaf.Leaf(
            seq=seq, at=NOW, event="search.run", actor="person:1", actor_name="Officer One", outcome="done", clause="",
            subject="", source="", pack="", facts='{"case_number":"26-1"}', seal=None,
        )  # fmt: skip
        chained = leaf.chained(entry, previous)
        as_it_was.execute(
            "INSERT INTO audit_entry (seq, at, event, actor, actor_name, outcome, clause, subject, facts, previous,"
            " hash) VALUES (%s, %s, 'search.run', 'person:1', 'Officer One', 'done', '', '', %s, %s, %s)",
            (seq, NOW, entry.facts, previous, chained),
        )
        previous = chained
    call_command("migrate", "audit", verbosity=0, interactive=False)
    written(2)
    found = checking.verify()
    assert (found.entries, found.findings) == (7, ())
    assert queries.leaf_of(Entry.objects.get(pk=3)).written().count(b'"chain":"') == 1
    as_it_was.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
    as_it_was.execute("UPDATE audit_entry SET facts = '{}' WHERE seq = 3")
    regrown(as_it_was)
    assert [each.where for each in checking.verify().findings] == ["entry 3"]
