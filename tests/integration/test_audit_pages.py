"""The log's pages, what it shows to everybody, and what an outsider makes of it."""

import base64
import re
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from asgiref.sync import async_to_sync
from click.testing import CliRunner
from django.conf import settings
from django.test import AsyncClient, Client, override_settings
from django.urls import reverse

from factories.people import client_of, person
from factories.signed import NOW, signed, written
from plainview.audit import merkle, queries, verify
from plainview.audit.events import Event
from plainview.audit.models import Entry
from plainview.audit.signing_key import signing_key
from plainview.commands.audit import audit
from plainview.policy import clauses
from plainview.terms.actor import Role

pytestmark = pytest.mark.usefixtures("instance")
STRANGER = Client(SERVER_NAME="localhost")
EVENT = re.compile(r'data-label="Event"><div><span class="pv-nowrap">([^<]+)')
HEARSAY = "198.51.100.9"
"""What a client says of itself where no proxy speaks for it."""


@pytest.fixture
def auditor() -> Client:
    return client_of(person(Role.AUDITOR))


def test_the_page_says_how_the_log_stands(auditor: Client) -> None:
    written(1)
    assert "none yet" in auditor.get(reverse("log")).content.decode()
    signed(queries.size() + 2)
    page = auditor.get(reverse("log")).content.decode()
    assert f"{queries.newest_checkpoint().size} entries" in page
    assert "No witness is set up" in page
    assert "is not what was signed" not in page


@pytest.mark.proves(clauses.D_5)
def test_the_page_warns_of_itself_when_the_log_is_not_what_was_signed(
    auditor: Client, as_owner: psycopg.Connection
) -> None:
    signed(queries.size() + 5)
    as_owner.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
    as_owner.execute("UPDATE audit_entry SET nodes = sha256(nodes) WHERE seq = (SELECT max(seq) FROM audit_entry)")
    assert "is not what was signed" in auditor.get(reverse("log")).content.decode()


@pytest.mark.proves(clauses.D_5)
def test_entries_are_found_by_event_person_and_day(auditor: Client) -> None:
    written(1, at=NOW - timedelta(days=30))
    written(1)
    long_ago = (NOW - timedelta(days=30)).date()

    def found(**asked: object) -> set[str]:
        return set(EVENT.findall(auditor.get(reverse("log"), asked).content.decode()))

    assert found(event="search.run") == {"search.run"}
    assert found(who="auditor") == {"audit.read", "login.succeeded", "person.joined"}
    assert found(who="nobody of this name") == set()
    assert found(since=(long_ago - timedelta(days=2)), until=(long_ago + timedelta(days=2))) == {"search.run"}
    assert "search.run" not in found(until=long_ago - timedelta(days=2))
    page = auditor.get(reverse("log"), {"since": "yesterday", "who": "x" * 200}).content.decode()
    assert "This cannot be looked for" in page
    assert '<a href="#who">' in page
    assert '<a href="#since">' in page


@pytest.mark.proves(clauses.D_5)
def test_reading_checking_and_taking_along_are_in_the_log_with_the_place_they_came_from(auditor: Client) -> None:
    (seq,) = written(1)
    auditor.get(reverse("log"), {"event": "search.run"})
    auditor.get(reverse("log-entry", args=[seq]))
    auditor.post(reverse("log-check"))
    auditor.post(reverse("log-export"))
    read = Entry.objects.filter(event=Event.AUDIT_READ).order_by("seq")
    assert [each.source for each in read] == [f"page:{name} 127.0.0.1" for name in ("log", "log-entry", "log-check")]
    assert Entry.objects.get(event=Event.AUDIT_EXPORTED).source == "page:log-export 127.0.0.1"


@pytest.mark.parametrize(
    ("header", "address"),
    [
        (HEARSAY, "127.0.0.1"),
        ("198.51.100.9, 192.0.2.7", "192.0.2.7"),
        ("not an address", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_clients_address_is_the_proxys_word_and_never_the_clients_own(
    header: str, address: str, auditor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "BEHIND_TLS", header is not HEARSAY)
    auditor.get(reverse("log"), headers={"X-Forwarded-For": header})
    assert Entry.objects.filter(event=Event.AUDIT_READ).latest("seq").source == f"page:log {address}"


def test_the_check_says_where_the_log_fails(auditor: Client, as_owner: psycopg.Connection) -> None:
    signed(queries.size() + 5)
    assert auditor.post(reverse("log-check")).status_code == 303
    page = auditor.get(reverse("log")).content.decode()
    assert "The log holds: none of" in page
    as_owner.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
    as_owner.execute("UPDATE audit_entry SET actor_name = 'Nobody' WHERE seq = 3")
    assert auditor.post(reverse("log-check")).status_code == 303
    page = auditor.get(reverse("log")).content.decode()
    assert "The log fails at entry 3: it was changed after it was written. Tell the Chief." in page


@pytest.mark.proves(clauses.J_1)
def test_an_entrys_page_offers_its_proof_as_a_file_that_an_outsider_checks(auditor: Client, tmp_path: Path) -> None:
    (seq,) = written(1)
    page = auditor.get(reverse("log-entry", args=[seq])).content.decode()
    assert "No checkpoint covers this entry yet" in page
    assert auditor.get(reverse("log-proof", args=[seq])).status_code == 404
    signed(queries.size() + 2)
    page = auditor.get(reverse("log-entry", args=[seq])).content.decode()
    assert "kept, and shown on no page" in page
    assert "AB00000" not in page
    answer = auditor.get(reverse("log-proof", args=[seq]))
    file = tmp_path / "entry.tlog-proof"
    file.write_bytes(answer.content)
    assert verify.main([str(file), "--key", signing_key().verifier]) == 0
    assert auditor.get(reverse("log-entry", args=[10_000])).status_code == 404


@pytest.mark.proves(clauses.J_3)
def test_the_log_is_taken_along_without_a_plate_and_checked_without_the_server(auditor: Client, tmp_path: Path) -> None:
    signed(queries.size() + 5)
    answer, body = taken(auditor, "jsonl")
    assert answer["Content-Disposition"].endswith('.jsonl"')
    assert b"AB0000" not in body
    export, notes = tmp_path / "log.jsonl", tmp_path / "notes.txt"
    export.write_bytes(body)
    notes.write_bytes(STRANGER.get(reverse("log-checkpoints")).content)
    key = STRANGER.get(reverse("log-key")).content.decode()
    assert verify.main([str(export), "--checkpoints", str(notes), "--key", key]) == 0
    assert b'"event":"audit.exported"' in body.splitlines()[-1], "that it was taken is in it"
    assert len(body.splitlines()) == 1 + queries.newest_checkpoint().size


@pytest.mark.proves(clauses.J_3)
def test_a_spreadsheet_takes_no_formula_from_the_log(auditor: Client) -> None:
    someone = person(Role.SUPERVISOR)
    type(someone).objects.filter(pk=someone.pk).update(name='=HYPERLINK("x")')
    client_of(someone).get(reverse("people"))
    _, body = taken(auditor, "csv")
    lines = body.decode().splitlines()
    assert lines[0] == "seq,at,event,outcome,clause,actor,actor_name,subject,source,pack,facts"
    assert any("'=HYPERLINK" in line for line in lines)
    assert not any(",=HYPERLINK" in line or ',"=HYPERLINK' in line for line in lines)


def taken(auditor: Client, form: str) -> tuple[object, bytes]:
    client = AsyncClient()
    client.cookies = auditor.cookies

    async def take() -> tuple[object, bytes]:
        answer = await client.post(reverse("log-export"), {"form": form})
        return answer, b"".join([part async for part in answer.streaming_content])

    with override_settings(ALLOWED_HOSTS=["testserver"]):
        return async_to_sync(take)()  # in this thread, whose database it is


@pytest.mark.proves(clauses.D_5)
def test_everybody_gets_checkpoints_and_proofs_that_the_log_only_grew() -> None:
    assert STRANGER.get(reverse("log-checkpoint")).status_code == 404
    signed(4)
    signed(9)
    note = STRANGER.get(reverse("log-checkpoint")).content.decode()
    keys = [verify.key_of(STRANGER.get(reverse("log-key")).content.decode())]
    ((_, text, signatures),) = verify.notes(note)
    checkpoint = verify.checkpoint_of(text, signatures, keys)
    assert (checkpoint.size, checkpoint.root) == (9, queries.root(9))
    assert STRANGER.get(reverse("log-checkpoints"), {"after": 4}).content.decode() == note
    proof = STRANGER.get(reverse("log-consistency", args=[4, 9])).content.decode().split()
    hashes = [base64.b64decode(each) for each in proof]
    assert merkle.verify_consistency(4, 9, queries.root(4), queries.root(9), hashes)
    for sizes in ((9, 4), (4, 5), (0, 9), (4, 10**30)):
        assert STRANGER.get(reverse("log-consistency", args=sizes)).status_code == 404
    assert STRANGER.get(reverse("log-stamp", args=[9])).status_code == 404


def test_many_checkpoints_come_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plainview.web.checkpoints.COUNT", 2)
    for size in (3, 5, 7):
        signed(size)
    first = STRANGER.get(reverse("log-checkpoints"))
    assert first["Link"] == '</log/checkpoints?after=3>; rel="next"'
    rest = STRANGER.get(first["Link"].split(">")[0][1:])
    assert "Link" not in rest
    sizes = [text.split("\n")[1] for answer in (first, rest) for _, text, _ in verify.notes(answer.content.decode())]
    assert sizes == ["1", "3", "5", "7"]


@pytest.mark.proves(clauses.J_3)
def test_the_commands_check_sign_prove_and_export(tmp_path: Path, as_owner: psycopg.Connection) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(audit, [str(each) for each in arguments])
        return done.exit_code, done.stdout if done.exit_code == 0 else done.output

    written(4)
    code, note = run("checkpoint")
    assert code == 0
    assert note.splitlines()[1] == str(queries.size())
    key = run("key")[1].strip()
    export, notes, proof = tmp_path / "log.jsonl", tmp_path / "notes.txt", tmp_path / "2.tlog-proof"
    code, said = run("export", str(export), "--checkpoints", str(notes))
    assert (code, said) == (0, f"{queries.size()} entries in {export}.\nThe checkpoints are in {notes}.\n")
    assert run("prove", "2", "--out", str(proof)) == (0, f"The proof of entry 2 is in {proof}.\n")
    assert verify.main([str(export), "--checkpoints", str(notes), "--key", key]) == 0
    assert verify.main([str(proof), "--key", key]) == 0
    assert run("export", "--csv", str(tmp_path / "log.csv"))[0] == 0
    assert run("prove", "999")[0] == 1
    assert run("forget", "2026-01-01") == (0, "0 sealed parts are gone. Their seals stay in the log.\n")
    code, said = run("verify")
    assert code == 0, said
    assert "The log holds" in said
    as_owner.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
    as_owner.execute("DELETE FROM audit_entry WHERE seq = 2")
    code, said = run("verify")
    assert code == 1
    assert "FAILS at entry 2: it is missing" in said
    as_owner.execute("DELETE FROM audit_entry WHERE seq = 4")
    code, said = run("checkpoint")
    assert code == 1
    assert "The log cannot be signed: entry 4 is missing" in said
