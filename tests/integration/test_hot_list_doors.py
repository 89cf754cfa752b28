"""The doors of imported lists: a source's page, the drop folder, and the API."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories.devices import CONSOLE
from factories.entries import agreed
from factories.people import client_of, person
from plainview.audit.models import Entry as LogEntry
from plainview.hotlists import drop, settling, simulator, source_queries, sources
from plainview.hotlists.formats.kinds import Kind
from plainview.hotlists.models import Entry, Source, Version
from plainview.policy import clauses
from plainview.terms.actor import Role, job

pytestmark = pytest.mark.usefixtures("instance")


def now() -> datetime:
    return datetime.now(UTC)


def made(kind: Kind, name: str = "State feed", **changed: object) -> Source:
    source = sources.add(sources.wanted(name, kind), actor=CONSOLE, at=now())
    Source.objects.filter(pk=source.pk).update(**changed)
    return source


def feed(kind: Kind, count: int, *, at: datetime | None = None) -> str:
    return "".join(simulator.write(kind, simulator.vehicles(count), as_of=at or now() - timedelta(minutes=5)))


def newest(source: Source) -> Version:
    return source_queries.history(source.pk)[0]


@pytest.mark.proves(clauses.F_B_1, clauses.E_B)
def test_a_list_is_added_looked_at_brought_agreed_to_and_gone_back_from_on_its_pages() -> None:
    administrator, supervisor = client_of(person(Role.ADMINISTRATOR)), client_of(person(Role.SUPERVISOR))
    added = administrator.post("/hot-lists/new/", {"name": "Partner", "kind": "CSV", "simulated": "on"})
    page = added["Location"]
    assert "No file has come yet" in administrator.get(page).content.decode()
    file = SimpleUploadedFile("list.csv", feed(Kind.CSV, 30).encode())
    look = administrator.post(f"{page}file", {"file": file, "step": "look"}).content.decode()
    assert "30 entries" in look
    assert 'value="License Plate" selected' in look
    carried = look.split('name="content" value="')[1].split('"')[0]
    done = administrator.post(f"{page}file", {"content": carried, "name": "list.csv", "step": "import"})
    assert done.status_code == 303, done.content.decode()
    shown = supervisor.get(page).content.decode()
    assert "Version 1 waits for a second person" in shown
    assert "simulator: made-up vehicles" in shown
    approvals = supervisor.get("/approvals/").content.decode()
    assert "A hot list takes over: Partner" in approvals
    path = "/approvals/" + approvals.split('action="/approvals/')[1].split('"')[0]
    assert supervisor.post(path, {"approved": "yes"}).status_code == 303
    assert Entry.objects.filter(status="active").count() == 30
    overview = administrator.get("/hot-lists/").content.decode()
    assert "Partner" in overview
    source = Source.objects.get()
    agreed(newest(source))
    Source.objects.update(second_look=False)
    again = SimpleUploadedFile("list.csv", feed(Kind.CSV, 28).encode())
    assert administrator.post(f"{page}file", {"file": again, "step": "import"}).status_code == 303
    assert Entry.objects.filter(status="active").count() == 28
    assert administrator.post(f"{page}back", {"because": ""}).status_code == 422
    assert administrator.post(f"{page}back", {"because": "wrong file"}).status_code == 303
    assert Entry.objects.filter(status="active").count() == 30
    assert administrator.get(page).status_code == 200


def test_bad_lines_are_shown_and_taken_away_as_csv() -> None:
    administrator, source = client_of(person(Role.ADMINISTRATOR)), made(Kind.NCIC)
    page = f"/hot-lists/{source.pk}/"
    content = (feed(Kind.NCIC, 20) + "V12\n").encode()
    look = administrator.post(f"{page}file", {"file": SimpleUploadedFile("f.txt", content), "step": "look"})
    assert look.status_code == 422
    assert "Keep the good lines" in look.content.decode()
    file = SimpleUploadedFile("f.txt", content)
    done = administrator.post(f"{page}file", {"file": file, "step": "import", "keep_good": "on"})
    assert done.status_code == 303
    answer = administrator.get(f"{page}{newest(source).pk}/errors.csv")
    assert "must be a file code of NCIC and nine digits" in answer.content.decode()
    empty = administrator.post(f"{page}file", {"file": SimpleUploadedFile("f.txt", b"\n"), "step": "import"})
    assert empty.status_code == 422
    assert "no record" in administrator.get(page).content.decode()


def test_the_settings_of_a_source_are_kept_and_what_cannot_be_is_refused() -> None:
    administrator, source = client_of(person(Role.ADMINISTRATOR)), made(Kind.NCIC)
    page = f"/hot-lists/{source.pk}/settings/"
    assert "V · Stolen vehicle" in administrator.get(page).content.decode()
    form = {"shrink_percent": "5", "grow_percent": "9", "bad_percent": "2", "stale_hours": "12", "entry_days": "90"}
    bad = administrator.post(page, {**form, "folder": "../etc", "purpose-V": "E.a.3"})
    assert (bad.status_code, "no name of a folder" in bad.content.decode()) == (422, True)
    assert administrator.post(page, {**form, "folder": "ncic", "purpose-V": "E.a.3"}).status_code == 303
    source.refresh_from_db()
    assert (source.shrink_percent, source.folder, source.purposes) == (5, "ncic", {"V": "E.a.3"})
    assert client_of(person()).get(page).status_code == 403


def put(folder: Path, name: str, text: str, *, age_s: int = 60) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(text, "ascii")
    changed = now().timestamp() - age_s
    os.utime(file, (changed, changed))
    return file


def test_what_lies_in_the_drop_folder_is_taken_in_and_moved_aside_with_a_report(tmp_path: Path) -> None:
    source = made(Kind.NCIC, folder="ncic")
    folder = tmp_path / "ncic"
    put(folder, "one.txt", feed(Kind.NCIC, 40))
    put(folder, "two.txt.part", feed(Kind.NCIC, 40))
    put(folder, "fresh.txt", feed(Kind.NCIC, 40), age_s=0)
    (folder / "passwd").symlink_to("/etc/passwd")
    assert drop.poll(tmp_path, actor=job("clock"), at=now()) == 1
    assert newest(source).status == "waiting"
    assert sorted(each.name for each in folder.iterdir()) == ["done", "fresh.txt", "passwd", "refused", "two.txt.part"]
    (report,) = [each for each in (folder / "done").iterdir() if each.name.endswith(".report.txt")]
    assert "A supervisor agrees before a new list alerts anybody." in report.read_text()
    agreed(newest(source))
    put(folder, "empty.txt", "")
    assert drop.poll(tmp_path, actor=job("clock"), at=now()) == 1
    (report,) = [each for each in (folder / "refused").iterdir() if each.name.endswith(".report.txt")]
    assert "is empty" in report.read_text()
    drop.poll(tmp_path, actor=job("clock"), at=now() + timedelta(days=40))
    assert [each for each in (folder / "done").iterdir() if "one.txt" in each.name] == []


def test_a_file_whose_name_is_too_long_or_no_text_stops_nobody_elses(tmp_path: Path) -> None:
    made(Kind.NCIC, folder="ncic")
    folder = tmp_path / "ncic"
    names = ["ä" * 120 + ".txt", os.fsdecode(b"caf\xe9.txt"), "plain.txt"]
    for name in names:
        put(folder, name, feed(Kind.NCIC, 4))
    assert drop.poll(tmp_path, actor=job("clock"), at=now()) == len(names)
    assert [each.name for each in folder.iterdir() if each.is_file()] == []
    assert drop.poll(tmp_path, actor=job("clock"), at=now()) == 0


@pytest.mark.proves(clauses.F, clauses.J_1)
def test_the_api_takes_a_list_by_the_sources_token_alone() -> None:
    source = made(Kind.JSON)
    token = sources.make_token(source.pk, actor=CONSOLE, at=now())
    address, body = f"/api/v1/hot-lists/{source.pk}", feed(Kind.JSON, 20)

    def sent(text: str, key: str) -> tuple[int, dict[str, object]]:
        answer = Client(SERVER_NAME="localhost").post(
            address, text, content_type="application/json", headers={"Authorization": f"Bearer {key}"}
        )
        return answer.status_code, msgspec.json.decode(answer.content)

    status, said = sent(body, "wrong")
    assert (status, LogEntry.objects.filter(event="hotlist.refused").count()) == (401, 1)
    status, said = sent(body, token)
    assert (status, said["status"], said["entries"]) == (202, "waiting", 20)
    agreed(newest(source))
    status, said = sent(feed(Kind.JSON, 20, at=now()), token)
    assert (status, said["status"]) == (200, "in force")
    status, said = sent("[]", token)
    assert (status, "error" in said) == (422, True)
    sources.end_token(source.pk, actor=CONSOLE, at=now())
    assert sent(body, token)[0] == 401


def test_a_token_is_shown_once() -> None:
    administrator, source = client_of(person(Role.ADMINISTRATOR)), made(Kind.JSON)
    shown = administrator.post(f"/hot-lists/{source.pk}/token").content.decode()
    source.refresh_from_db()
    token = shown.split('aria-label="Token">')[1].split("<")[0]
    assert sources.digest(token) == source.token_digest
    assert token not in administrator.get(f"/hot-lists/{source.pk}/").content.decode()
    assert settling.in_force(source.pk) is None
