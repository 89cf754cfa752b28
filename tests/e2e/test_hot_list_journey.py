"""A hot list in a real browser: its file looked at, agreed to by another, guarded, taken back, and seen to grow old."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.test_people import check, signed_in
from factories import browser
from factories.live import LiveServer, Session, join, live_server
from factories.live_box import LiveBox, live_box
from factories.reads import read

pytestmark = browser.NEEDED

PICTURES = os.environ.get("PLAINVIEW_TEST_PICTURES")
"""A folder for pictures of each page, for whoever looks at them; none are taken without it."""
COLUMNS = {"plate": "TagNo", "state": "Where", "offence": "What", "purpose": "Ground", "case_number": "Our ref"}
HEADER = "TagNo,Where,What,Ground,Our ref,expires_at,colour,make"
WANTED = [f"LJ{number:05}" for number in range(40)]


@dataclass(frozen=True)
class Department:
    server: LiveServer
    folder: Path
    box: LiveBox
    officer: Session
    bringer: Session
    other: Session

    def file(self, name: str, plates: Sequence[str], *more: str) -> Path:
        """A file as another agency writes it, with its own names of the columns."""
        ends = (datetime.now(UTC) + timedelta(days=30)).isoformat()
        lines = [f"{plate},CT,Stolen vehicle,E.a.3,26-0412,{ends},blue,Honda" for plate in plates]
        file = self.folder / name
        file.write_text("\n".join((HEADER, *lines, *more, "")), "utf-8")
        return file

    def page(self, page: Page, path: str) -> None:
        page.goto(f"{self.server.address}{path}")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.started() as running:
        yield running


@pytest.fixture(scope="module")
def department(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Department]:
    folder = tmp_path_factory.mktemp("lists")
    with live_server() as server:

        def joined(email: str, name: str, role: str) -> Session:
            session = Session(server)
            join(session, email, name, role)
            return session

        yield Department(
            server,
            folder,
            live_box(server, folder, "Main Street"),
            joined("officer@city.test", "Officer One", "operator"),
            joined("bringer@city.test", "Sergeant Two", "supervisor"),
            joined("other@city.test", "Lieutenant Three", "supervisor"),
        )


def looked(page: Page, name: str) -> None:
    """No finding of axe at any width, light and dark."""
    check(page)
    for width in (1280, 390) if PICTURES else ():
        for theme in ("light", "dark"):
            browser.sized(page, {"width": width, "height": 844})
            page.evaluate("theme => document.documentElement.dataset.bsTheme = theme", theme)
            page.screenshot(path=f"{PICTURES}/{name}-{width}-{theme}.png", full_page=True)
    browser.sized(page, {"width": 1280, "height": 844})


def add(department: Department, page: Page, name: str, *, pictures: bool = False) -> None:
    department.page(page, "/hot-lists/new/")
    page.get_by_label("Name of the list").fill(name)
    page.get_by_label("It comes as").select_option(label="CSV with a line of names")
    if pictures:
        looked(page, "add")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("Nothing of it alerts until a second person agrees")).to_be_visible()


def look(page: Page, file: Path, *, as_of: datetime | None = None) -> None:
    page.locator("input[type=file]").set_input_files(file)
    if as_of is not None:
        page.locator("[name=as_of]").fill(as_of.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="Look at it first").click()


def name_columns(page: Page) -> None:
    for field, column in COLUMNS.items():
        page.locator(f"[name=column-{field}]").select_option(column)
    page.get_by_role("button", name="Look again with these columns").click()


def take(page: Page) -> None:
    page.get_by_role("button", name="Import it").click()


def decide(department: Department, chromium: Browser, name: str, *, refused_because: str = "") -> None:
    """The other supervisor's word on the list that waits."""
    with signed_in(chromium, department.other) as page:
        department.page(page, "/approvals/")
        card = page.locator("[data-approval]").filter(has_text=f"A hot list takes over: {name}")
        looked(page, "approvals-refused" if refused_because else "approvals")
        if refused_because:
            card.get_by_label("Reason").fill(refused_because)
        card.get_by_role("button", name="Refuse it" if refused_because else "Let it take over").click()
        expect(page.locator("[data-approval]").filter(has_text=name)).to_have_count(0)


def active(page: Page) -> str:
    return page.locator("#now-heading + dl dd").first.inner_text()


def alerts(department: Department) -> int:
    return len(set(re.findall(r"data-alert=\"([0-9a-f-]{36})\"", department.officer.get("/alerts/?show=all").text)))


def version(page: Page, number: int) -> str:
    """What the table says of a version."""
    rows = page.locator("section[aria-labelledby=versions-heading] tbody tr")
    return rows.filter(has=page.locator("th", has_text=re.compile(rf"^{number}\D"))).inner_text()


def test_a_file_is_looked_at_and_alerts_nobody_until_another_supervisor_agrees(
    department: Department, chromium: Browser
) -> None:
    with signed_in(chromium, department.bringer) as page:
        department.page(page, "/hot-lists/")
        expect(page.get_by_text("There is no hot list yet.")).to_be_visible()
        looked(page, "lists-empty")
        add(department, page, "Neighbour", pictures=True)
        expect(page.get_by_text("No file has come yet.")).to_be_visible()
        looked(page, "source-empty")

        look(page, department.file("whole.csv", WANTED, "?,CT,Stolen vehicle,E.a.3,26-0412,soon,blue,Honda"))
        expect(page.get_by_role("heading", name="Which column is which?")).to_be_visible()
        looked(page, "look-columns")
        name_columns(page)
        expect(page.get_by_role("heading", name="40 entries, 1 bad line")).to_be_visible()
        expect(page.get_by_text("must have 2 to 10 letters and digits")).to_be_visible()
        looked(page, "look-bad")
        take(page)
        expect(page.get_by_role("heading", name="40 entries, 1 bad line")).to_be_visible()
        page.get_by_role("checkbox", name="Keep the good lines").check()
        take(page)
        expect(page.get_by_role("heading", name="Version 1 waits for a second person")).to_be_visible()
        assert active(page) == "0"
        looked(page, "source-waits")
        department.box.sends(read(WANTED[0]))
        assert alerts(department) == 0

        # Whoever brought it finds no button, and is refused who sends the answer all the same.
        department.page(page, "/approvals/")
        expect(page.get_by_role("heading", name="Yours, waiting for another")).to_be_visible()
        expect(page.get_by_role("button", name="Let it take over")).to_have_count(0)
        shown = department.other.get("/approvals/")
        path = re.search(r'action="(/approvals/[0-9a-f-]{36}/)"', shown.text)
        assert path
        own = department.bringer.post(path[1], {"approved": "yes"}, page="/hot-lists/new/")
        assert own.status_code == httpx.codes.UNPROCESSABLE_ENTITY, own.text
        assert "F.b.1" in own.text

        decide(department, chromium, "Neighbour")
        department.page(page, "/hot-lists/")
        page.get_by_role("link", name="Neighbour").click()
        assert active(page) == "40"
        assert "in force" in version(page, 1)
        looked(page, "source-in-force")
    department.box.sends(read(WANTED[0]))
    assert alerts(department) == 1
    with signed_in(chromium, department.officer) as page:
        department.page(page, "/hot-lists/")
        looked(page, "lists-officer")
        page.get_by_role("link", name="Neighbour").click()
        expect(page.get_by_role("button", name="Look at it first")).to_have_count(0)
        looked(page, "source-officer")


def test_a_shrunken_file_is_stopped_and_one_can_go_back_with_a_reason(
    department: Department, chromium: Browser
) -> None:
    with signed_in(chromium, department.bringer) as page:
        add(department, page, "Region")
        address = page.url
        look(page, department.file("day-1.csv", WANTED))
        name_columns(page)
        expect(page.get_by_role("heading", name="40 entries")).to_be_visible()
        take(page)
        decide(department, chromium, "Region")

        page.goto(address)
        look(page, department.file("cut-off.csv", WANTED[:10]))
        expect(page.get_by_role("heading", name="10 entries")).to_be_visible()
        take(page)
        held = page.locator("section[aria-labelledby=held-heading]")
        expect(held).to_contain_text("30 entries are no longer in it, 75 % of 40.")
        assert active(page) == "40"
        looked(page, "source-held")
        decide(department, chromium, "Region", refused_because="The file was cut off on its way.")
        page.goto(address)
        assert active(page) == "40"
        assert "The file was cut off on its way." in version(page, 2)

        look(page, department.file("cut-off.csv", WANTED[:10]))
        take(page)
        decide(department, chromium, "Region")
        page.goto(address)
        assert active(page) == "10"
        page.get_by_role("button", name="Go back to version 1").click()
        expect(page.locator(".pv-refusals").first).to_contain_text("reason is missing", ignore_case=True)
        looked(page, "source-back-refused")
        page.get_by_label("Reason").fill("It was cut off after all.")
        page.get_by_role("button", name="Go back to version 1").click()
        expect(page.get_by_text("The list is what it was in version 1: 40 entries.")).to_be_visible()
        assert active(page) == "40"
        assert "It was cut off after all." in version(page, 4)
        looked(page, "source-back")
        page.get_by_role("link", name="Settings").click()
        looked(page, "settings")
        page.goto(address)
        page.get_by_role("button", name="Make a token").click()
        expect(page.get_by_role("heading", name="The new token")).to_be_visible()
        looked(page, "source-token")


def test_a_list_whose_source_has_fallen_silent_is_shown_as_stale(department: Department, chromium: Browser) -> None:
    with signed_in(chromium, department.bringer) as page:
        add(department, page, "Silent county")
        address = page.url
        look(page, department.file("old.csv", WANTED), as_of=datetime.now(UTC) - timedelta(days=3))
        name_columns(page)
        take(page)
        decide(department, chromium, "Silent county")
        department.page(page, "/hot-lists/")
        expect(page.locator("tr").filter(has_text="Silent county")).to_contain_text("stale")
        looked(page, "lists")
        page.goto(address)
        expect(page.get_by_text("The source has fallen silent.")).to_be_visible()
        looked(page, "source-stale")
