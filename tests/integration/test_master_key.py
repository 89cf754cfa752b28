"""The master key is changed whole or not at all, wherever it comes from, and a wrong one starts nothing."""

import base64
import json
import os
import signal
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap
from django.db import connections, transaction

from factories import cases, devices
from factories.instance import Instance
from factories.people import person
from plainview.archive import actions as archive
from plainview.archive import packs, queries
from plainview.archive.master_key import WrongKey, check, mark, master_key
from plainview.archive.models import Day, Read
from plainview.audit.models import Entry
from plainview.cli import main
from plainview.documents.attached import Attached
from plainview.evidence import actions as evidence
from plainview.evidence import preserving
from plainview.evidence.models import HeldRead, Hold, HoldDocument
from plainview.policy import clauses
from plainview.search.models import Document
from plainview.terms.actor import Actor, Role
from plainview.web import new_master_key

SECRET = "JBSWY3DPEHPK3PXP"
NEW = bytes(range(1, 33))


@pytest.fixture(autouse=True)
def of_this_test_alone() -> Iterator[None]:
    master_key.cache_clear()
    yield
    master_key.cache_clear()


def now() -> datetime:
    return datetime.now(UTC)


class Filled:
    """Something of each kind that lies under the master key."""

    def __init__(self) -> None:
        box = devices.box()
        self.sent = devices.read("AB 12345")
        assert box.send(devices.batch(box.camera, self.sent)).status_code == 200
        self.supervisor = person(Role.SUPERVISOR).actor()
        self.paper = Attached("warrant.pdf", b"%PDF-1.7 a warrant", "application/pdf")
        self.hold = cases.held(Read.objects.get(), by=self.supervisor, document=self.paper)
        archive.make_days_ahead(at=now())
        with transaction.atomic():
            preserving.preserve(self.sent.captured_at.date(), at=now())
        TOTP.activate(_user(self.supervisor), SECRET)

    def opens(self) -> None:
        """Everything can be read, by whoever asks for the key anew."""
        master_key.cache_clear()
        check()
        read = Read.objects.get()
        assert queries.picture(read, "photograph") == self.sent.photograph
        held = HeldRead.objects.get()
        assert held.preserved_at is not None
        assert evidence.open_picture(held, "crop", actor=self.supervisor, at=now()) == self.sent.crop
        _, content = evidence.open_document(HoldDocument.objects.get().pk, actor=self.supervisor, at=now())
        assert content == self.paper.content
        factor = Authenticator.objects.filter(user_id=self.supervisor.id, type="totp").latest("pk")
        from allauth.mfa.utils import decrypt

        assert decrypt(factor.data["secret"]) == SECRET
        archive.make_day(datetime(2030, 1, 1, tzinfo=UTC).date(), at=now())


def _user(actor: Actor) -> object:
    from django.contrib.auth import get_user_model

    user = get_user_model().objects.get(pk=actor.id)
    Authenticator.objects.filter(user=user).delete()
    return user


def typed(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["keys", *arguments])


@pytest.mark.proves(clauses.I)
def test_everything_lies_under_the_new_key_and_nothing_under_the_old(instance: Instance) -> None:
    filled, old = Filled(), master_key()
    done = typed("rewrap")
    assert done.exit_code == 0, done.output
    assert "1 cases, 1 documents" in done.output
    filled.opens()
    new = master_key()
    assert new != old
    assert (instance.data / "secrets" / "master.key").read_bytes() == new
    assert (instance.data / "secrets" / f"master.key.before-{mark(new)}").read_bytes() == old
    assert not (instance.data / "secrets" / "master.key.new").exists()
    kept = [*Day.objects.values_list("wrapped_key", flat=True), *Hold.objects.values_list("wrapped_key", flat=True)]
    assert len(kept) > 4
    for wrapped in kept:
        with pytest.raises(InvalidUnwrap):
            packs.unwrap(bytes(wrapped), old)
    entry = Entry.objects.get(event="keys.rewrapped")
    facts = json.loads(entry.facts)
    assert (facts["from"], facts["to"], facts["cases"]) == (mark(old), mark(new), 1)
    assert (instance.data / "secrets" / "master.key").stat().st_mode & 0o077 == 0


KILLED = {
    "before the transaction": "plainview.web.new_master_key.rewrap",
    "in the middle of the cases": "plainview.evidence.keys.resealed",
    "before the log's entry": "plainview.web.new_master_key.audit.append",
    "after the commit": "plainview.archive.master_key.take_place",
    "before the file's place is taken": "plainview.archive.master_key.os.link",
}


@pytest.mark.proves(clauses.I)
@pytest.mark.parametrize("step", KILLED)
def test_killed_at_any_step_everything_opens_and_the_change_can_be_made_again(
    step: str, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled, old = Filled(), master_key()
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            connections["default"].connection = None
            monkeypatch.setattr(KILLED[step], lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
            typed("rewrap")
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"it never came to {step}"

    filled.opens()
    committed = Entry.objects.filter(event="keys.rewrapped").exists()
    assert (master_key() != old) is committed
    done = typed("rewrap")
    assert done.exit_code == 0, done.output
    filled.opens()


def test_the_key_moves_to_a_command_and_back_into_a_file(
    instance: Instance, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    filled = Filled()
    command = f"{sys.executable} -c \"print('{base64.b64encode(NEW).decode()}')\""
    done = typed("rewrap", "--to", f"command:{command}")
    assert done.exit_code == 0, done.output
    assert "let the environment say that the key comes from the command" in done.output
    master_key.cache_clear()
    with pytest.raises(WrongKey, match="is not the one"):
        check()
    monkeypatch.setenv("PLAINVIEW_MASTER_KEY_COMMAND", command)
    filled.opens()
    assert "It opens the keys of the days." in typed("check").output

    file = tmp_path_factory.mktemp("usb") / "key"
    file.write_bytes(bytes(range(2, 34)))
    assert typed("rewrap", "--to", "file").exit_code == 2
    assert typed("rewrap", "--to", f"file:{file}").exit_code == 0
    monkeypatch.delenv("PLAINVIEW_MASTER_KEY_COMMAND")
    monkeypatch.setenv("PLAINVIEW_MASTER_KEY_FILE", str(file))
    filled.opens()


@pytest.mark.proves(clauses.I)
def test_a_wrong_key_starts_nothing_and_is_said(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    Filled()
    monkeypatch.setenv("PLAINVIEW_MASTER_KEY", base64.b64encode(NEW).decode())
    master_key.cache_clear()
    done = typed("check")
    assert done.exit_code == 1
    assert "The master key from the variable PLAINVIEW_MASTER_KEY is not the one" in done.output
    monkeypatch.setenv("PLAINVIEW_MASTER_KEY", "half a key")
    master_key.cache_clear()
    done = typed("check")
    assert (done.exit_code, "so nothing starts. PLAINVIEW_MASTER_KEY must give 32 bytes" in done.output) == (2, True)
    assert "half a key" not in done.output


def test_it_is_not_changed_while_anybody_else_uses_the_database(
    instance: Instance, migrated: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    import psycopg

    from plainview.database import connection

    filled, old = Filled(), master_key()
    with psycopg.connect(connection.conninfo("app", data=migrated), dbname=instance.database):
        done = typed("rewrap")
    assert done.exit_code == 1
    assert "1 other connections use the database. Stop the server" in done.output
    filled.opens()
    assert master_key() == old


def test_only_the_console_changes_it(instance: Instance) -> None:
    from plainview.archive.master_key import Change
    from plainview.policy.decisions import PolicyRefusal

    filled = Filled()
    with pytest.raises(PolicyRefusal, match="your role may not change the master key"):
        new_master_key.rewrap(Change(master_key(), NEW), actor=filled.supervisor, at=now())
    assert not Document.objects.exists()
    filled.opens()


@pytest.mark.proves(clauses.I)
@pytest.mark.parametrize("damaged", ["day", "document"])
def test_one_damaged_row_stops_the_change_in_words_and_nothing_is_changed(damaged: str, instance: Instance) -> None:
    Filled()
    old = master_key()
    newest = Day.objects.order_by("-day").first()
    oldest = Day.objects.order_by("day").first()
    assert newest is not None
    assert oldest is not None
    before = bytes(newest.wrapped_key)
    if damaged == "day":
        what = f"the key of the day {oldest.day}"
        Day.objects.filter(pk=oldest.pk).update(wrapped_key=bytes(40))
    else:
        paper = HoldDocument.objects.get()
        what = f"the document of hold {paper.pk}"
        HoldDocument.objects.update(sealed=bytes(paper.sealed)[:-1] + bytes([bytes(paper.sealed)[-1] ^ 1]))
    done = typed("rewrap")
    assert done.exit_code == 1
    said = " ".join(done.output.split())
    assert f"Under the key in use {what} does not open: it is damaged. Nothing was changed" in said
    master_key.cache_clear()
    assert master_key() == old
    assert bytes(Day.objects.get(pk=newest.pk).wrapped_key) == before


def test_the_same_key_is_no_new_one_and_a_first_start_has_nothing_to_wrap(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = typed("rewrap")
    assert (done.exit_code, "Start the server once" in done.output) == (1, True)
    assert "No day is stored yet." in typed("check").output
    monkeypatch.setenv("SAME", base64.b64encode(master_key()).decode())
    done = typed("rewrap", "--to", "env:SAME")
    assert (done.exit_code, "That is the key in use" in done.output) == (1, True)
