"""The life of a read, from a real photograph to the purge, through the public doors only: pages, API and commands."""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import httpx
import pytest

from factories.live import LiveServer, Session, join, live_server

PHOTOGRAPHS = Path(__file__).parents[3] / "shared/data/plates/us-photos"
CASE = {"purpose": "E.a.3", "offence": "Stolen vehicle", "case_number": "26-04711"}
WHY = {**CASE, "reason": "Car taken from Elm Street on Monday night", "concern": "none"}

pytestmark = pytest.mark.skipif(
    not PHOTOGRAPHS.exists(), reason="the plate photographs (../shared/data) are not on this machine"
)


@dataclass
class Department:
    server: LiveServer
    officer: Session
    supervisor: Session
    dispatcher: Session


@pytest.fixture(scope="module")
def department() -> Iterator[Department]:
    with live_server() as server, ExitStack() as sessions:

        def joined(email: str, name: str, role: str) -> Session:
            session = Session(server)
            sessions.callback(session.http.close)
            join(session, email, name, role)
            return session

        yield Department(
            server,
            joined("officer@city.test", "Officer One", "operator"),
            joined("supervisor@city.test", "Sergeant Two", "supervisor"),
            joined("dispatch@city.test", "Dispatcher Three", "dispatcher"),
        )


@dataclass(frozen=True)
class Seen:
    photograph: Path
    plate: str


@pytest.fixture(scope="module")
def seen(department: Department) -> tuple[Seen, Seen]:
    """Two real photographs whose plates the engine reads as they are."""
    found = []
    for line in (PHOTOGRAPHS / "labels.jsonl").read_text().splitlines():
        label = json.loads(line)
        picture = PHOTOGRAPHS / label["image"]
        answer = json.loads(department.server.command("read", "--json", str(picture)))
        if [each["canonical"] for each in answer["reads"]] == [label["plates"][0]["text"]]:
            found.append(Seen(picture, label["plates"][0]["text"]))
        if len(found) == 2:
            return found[0], found[1]
    raise AssertionError("the engine read no two photographs as they are labelled")


def local(moment: datetime) -> str:
    from zoneinfo import ZoneInfo

    return moment.astimezone(ZoneInfo("America/New_York")).strftime("%Y-%m-%dT%H:%M")


def capture(department: Department, camera: str, key: Path, photograph: Path) -> None:
    department.server.command(
        "edge", "run", "--once", "--server", department.server.address, "--camera", camera, "--key", str(key),
        "--source", str(photograph), "--spool", str(department.server.data / "box.spool"),
    )  # fmt: skip


def listed(session: Session, path: str, pattern: str) -> list[str]:
    return re.findall(pattern, session.get(path).text)


def entry_for(department: Department, plate: str) -> None:
    """One person proposes, another approves, the plate is checked."""
    form = {
        **CASE,
        "plate": plate,
        "state": "CT",
        "colour": "silver",
        "make": "Honda",
        "unknown": ["model", "year", "body", "plate_type"],
        "expires_at": local(datetime.now(UTC) + timedelta(days=5)),
    }
    page = department.officer.post("/hot-lists/entries/new/", form, page="/hot-lists/entries/new/")
    assert page.status_code == 200, unescape(page.text)
    path = page.url.path
    assert re.fullmatch(r"/hot-lists/entries/[0-9a-f-]{36}/", path), path
    assert department.officer.http.post(f"{path}decide", data={"approved": "yes"}).status_code == 403
    assert department.supervisor.post(f"{path}decide", {"approved": "yes"}, page=path).status_code == 200
    assert department.officer.post(f"{path}verify", {"source": "COLLECT terminal 3"}, page=path).status_code == 200


def stop(department: Department, page: str, plate: str) -> None:
    """From a stop that is refused to one that eyes and dispatch carry, and what came of it."""
    officer = department.officer
    closing = {"disposition": "true", "stopped": "yes", "outcome": "Vehicle recovered."}
    assert "No stop of this alert is on record" in officer.post(f"{page}close", closing, page=page).text
    refused = officer.post(f"{page}stop", {"road": "confirmed hit"}, page=page)
    assert "F.c.1.i" in refused.text
    assert "Dispatch was not asked" in refused.text
    looked = {f"char-{number}": "match" for number in range(len(plate))}
    looked |= {"state": "match", "colour": "match", "make": "match"}
    officer.post(f"{page}verify", looked, page=page)
    officer.post(f"{page}ask", {}, page=page)
    answer = {"answer": "active", "source": "NCIC, terminal 1"}
    department.dispatcher.post(f"{page}answer", answer, page="/confirmations/")
    assert "The stop has begun" in officer.post(f"{page}stop", {"road": "confirmed hit"}, page=page).text
    assert officer.post(f"{page}close", closing, page=page).status_code == 200
    assert 'data-step="closed"' in officer.get(page).text


def search(session: Session, **asked: str) -> httpx.Response:
    span = {"start": local(datetime.now(UTC) - timedelta(days=1)), "end": local(datetime.now(UTC) + timedelta(hours=1))}
    return session.post("/search/", {**span, **asked}, page="/search/")


def hold() -> dict[str, str]:
    """What a supervisor states of the case whose read is held."""
    why = {"matter": "criminal", "authority": "supervisor", "active": "on", "scope": "The stolen vehicle."}
    review = (datetime.now(UTC) + timedelta(days=90)).date().isoformat()
    return {"case_number": CASE["case_number"], **why, "reason": "Evidence of the theft", "review_on": review}


def test_the_life_of_a_read(department: Department, seen: tuple[Seen, Seen], tmp_path: Path) -> None:
    wanted, other = seen
    server = department.server

    # A camera that somebody answers for, and the key of its box.
    key, public = tmp_path / "box.key", tmp_path / "box.pem"
    public.write_text(re.sub(r"(?s)^.*?(?=-----BEGIN)", "", server.command("edge", "keygen", "--key", str(key))))
    camera = server.command(
        "camera", "add", "Bridge", "--place", "Bridge Street", "--attest", "Public road.", "--public-key", str(public)
    ).strip()

    # An entry made by two people; then the vehicle passes.
    entry_for(department, wanted.plate)
    capture(department, camera, key, wanted.photograph)
    capture(department, camera, key, other.photograph)

    # The alert reaches the officer's stream without naming a plate.
    with department.officer.http.stream("GET", "/alerts/stream") as stream:
        event = next(line for line in stream.iter_lines() if line.startswith("data:"))
    alert = json.loads(event.removeprefix("data:"))
    assert wanted.plate not in event
    page = f"/alerts/{alert['id']}/"
    for which in ("crop", "photograph"):
        assert department.officer.get(f"{page}{which}.jpg").content[:3] == b"\xff\xd8\xff"

    # No stop before eyes and dispatch.
    stop(department, page, wanted.plate)

    # No purpose, no result.
    nothing = search(department.officer, plate=wanted.plate)
    assert nothing.status_code == 422
    assert all(clause in nothing.text for clause in ("E.a", "F.a.1.ii", "F.a.1.iii"))
    both = search(department.supervisor, **WHY, cameras=camera)
    assert both.status_code == 200
    reads = re.findall(rf"{both.url.path}([0-9a-f-]+-\d+)/crop\.jpg", both.text)
    assert len(set(reads)) == 2
    one = search(department.supervisor, **WHY, plate=wanted.plate)
    (held,) = set(re.findall(rf"{one.url.path}([0-9a-f-]+-\d+)/crop\.jpg", one.text))
    photograph = department.supervisor.get(f"{one.url.path}{held}/photograph.jpg").content
    assert photograph[:3] == b"\xff\xd8\xff"

    # The case holds one of the two; three weeks later the other is gone.
    kept = department.supervisor.post(f"{one.url.path}hold", {"read": held, **hold()}, page=one.url.path)
    assert kept.status_code == 200
    purged = server.command_later(22, "retention", "purge")
    assert "2 reads gone, 1 held reads kept" in purged
    after = search(department.supervisor, **WHY, cameras=camera)
    assert not re.findall(r"crop\.jpg", after.text)
    hold_page = re.search(r"/holds/[0-9a-f-]{36}/", kept.text)
    assert hold_page
    (preserved,) = set(
        re.findall(rf"{hold_page[0]}[0-9a-f-]+/photograph\.jpg", department.supervisor.get(hold_page[0]).text)
    )
    assert department.supervisor.get(preserved).content == photograph
    assert other.plate not in department.supervisor.get(hold_page[0]).text

    # The log holds, and tells the story.
    assert "The log holds" in server.command("audit", "verify")
