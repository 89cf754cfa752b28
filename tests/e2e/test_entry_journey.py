"""An entry from its proposal to the car that acknowledges its recall, in a real browser and with the box's own code."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.test_people import check, signed_in
from factories import browser
from factories.live import LiveServer, Session, join, live_server
from plainview.edge import keys
from plainview.edge.carry import Carrier
from plainview.edge.hotcache import HotCache
from plainview.terms.signing import ENTRIES_PATH

pytestmark = browser.NEEDED

PICTURES = os.environ.get("PLAINVIEW_TEST_PICTURES")
"""A folder for pictures of each page, for whoever looks at them; none are taken without it."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.started() as running:
        yield running


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    with live_server(PLAINVIEW_CJIS="simulator") as running:
        yield running


class Road(httpx.HTTPTransport):
    """The way between a car and the server; `open` is false while the car is out of reach."""

    open = True

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if not self.open:
            raise httpx.ConnectError("out of reach")
        return super().handle_request(request)


class Car:
    """A car on the register, with the box's own copy of the entries."""

    def __init__(self, server: LiveServer, folder: Path) -> None:
        key = keys.make(folder / "car.key")
        public = folder / "car.pem"
        public.write_text(key.public_pem)
        place = ("--mobile", "--place", "Car 12", "--attest", "Public road.", "--public-key", str(public))
        server.command("camera", "add", "Car 12", *place)
        self.road, self.cache = Road(), HotCache(folder / "car.entries")
        address = httpx.URL(server.address + ENTRIES_PATH)
        self.carrier = Carrier(self.cache, address, key, now=lambda: datetime.now(UTC), transport=self.road)

    def drives(self) -> set[str]:
        """Ask until nothing is new; the plates that the car then carries."""
        while self.carrier.step() == 0:
            pass
        return {each.plate for each in self.cache.entries}


@pytest.fixture
def car(server: LiveServer, tmp_path: Path) -> Iterator[Car]:
    made = Car(server, tmp_path)
    yield made
    made.carrier.close()


def somebody(server: LiveServer, email: str, name: str, role: str) -> Session:
    session = Session(server)
    join(session, email, name, role)
    return session


def look(page: Page, name: str) -> None:
    """Axe, width and theme of the page; and pictures of it for whoever asked for them."""
    check(page)
    for width in (1280, 390) if PICTURES else ():
        for theme in ("light", "dark"):
            browser.sized(page, {"width": width, "height": 844})
            page.evaluate("theme => document.documentElement.dataset.bsTheme = theme", theme)
            page.screenshot(path=f"{PICTURES}/{name}-{width}-{theme}.png", full_page=True)
    browser.sized(page, {"width": 1280, "height": 844})


def fill(page: Page, plate: str) -> None:
    page.get_by_label("Plate", exact=True).fill(plate)
    page.get_by_label("Colour", exact=True).fill("blue")
    page.get_by_label("Make", exact=True).fill("Honda")
    page.get_by_label("Purpose").select_option("E.a.3")
    page.get_by_label("Offence type").fill("Stolen vehicle")
    page.get_by_label("Case or incident number").fill("26-04711")


def propose(page: Page, server: LiveServer) -> str:
    """From the empty list to a proposal that somebody else must decide; the address of its page."""
    page.goto(f"{server.address}/hot-lists/entries/")
    expect(page.get_by_text("No entry here.")).to_be_visible()
    look(page, "entries-empty")
    page.get_by_role("link", name="Propose an entry").click()
    look(page, "propose")
    fill(page, "AB 12345")
    page.get_by_role("button", name="Propose").click()
    expect(page.get_by_role("heading", name="The entry was not proposed")).to_be_visible()
    expect(page.get_by_text("Nothing is said of the vehicle's model").first).to_be_visible()
    look(page, "propose-refused")
    for name in ("Model", "Year", "Body"):
        page.get_by_label(f"not known: {name}").check()
    page.get_by_role("button", name="Propose").click()
    page.wait_for_url(re.compile(r"/hot-lists/entries/[0-9a-f-]{36}/"))
    expect(page.get_by_text("Another supervisor must decide it")).to_be_visible()
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)
    look(page, "entry-proposed")
    return page.url


def recall(page: Page, car: Car) -> None:
    """Located while the car is out of reach, and acknowledged when it returns."""
    page.reload()
    expect(page.get_by_text("up to date")).to_be_visible()
    car.road.open = False
    page.get_by_role("button", name=re.compile("^Located")).click()
    expect(page.get_by_text("It matches no read any more")).to_be_visible()
    expect(page.get_by_text("not acknowledged")).to_be_visible()
    look(page, "entry-located")
    assert {each.plate for each in car.cache.entries} == {"AB12345"}
    car.road.open = True
    assert car.drives() == set()
    page.reload()
    expect(page.get_by_text("not acknowledged")).to_have_count(0)
    expect(page.locator("[aria-labelledby=cars-heading]").get_by_text("removed")).to_be_visible()
    look(page, "entry-acknowledged")


def test_an_entry_from_its_proposal_to_the_recall_that_a_car_acknowledges(
    server: LiveServer, chromium: Browser, car: Car
) -> None:
    one = somebody(server, "one@city.test", "Sergeant One", "supervisor")
    two = somebody(server, "two@city.test", "Sergeant Two", "supervisor")
    with signed_in(chromium, one) as page:
        entry = propose(page, server)
        path = entry.removeprefix(server.address)
        refused = one.post(f"{path}decide", {"approved": "yes"}, page=path)
        assert refused.status_code == 422
        assert "you made this request yourself" in refused.text.lower()
        assert car.drives() == set()

    with signed_in(chromium, two) as page:
        page.goto(f"{server.address}/approvals/")
        expect(page.get_by_text("Hot list entry")).to_be_visible()
        page.get_by_role("button", name="Approve").click()
        expect(page.get_by_text("Sergeant One sees your word")).to_be_visible()

    with signed_in(chromium, one) as page:
        page.goto(f"{server.address}/hot-lists/entries/")
        expect(page.get_by_text("Approved, not yet checked through CJIS")).to_be_visible()
        look(page, "entries-waiting")
        page.goto(entry)
        expect(page.get_by_text("The line leads to a simulator")).to_be_visible()
        page.get_by_role("button", name="Ask CJIS simulator").click()
        expect(page.get_by_text("The plate is confirmed by CJIS simulator. The entry is active now.")).to_be_visible()
        look(page, "entry-active")
        assert car.drives() == {"AB12345"}
        recall(page, car)


def test_an_amber_alert_is_in_force_at_once_and_says_until_when(server: LiveServer, chromium: Browser) -> None:
    officer = somebody(server, "officer@city.test", "Officer Three", "operator")
    with signed_in(chromium, officer) as page:
        page.goto(f"{server.address}/hot-lists/entries/new/")
        browser.sized(page, {"width": 390, "height": 844})
        fill(page, "AM 77777")
        page.get_by_label("Purpose").select_option("E.a.2")
        for name in ("Model", "Year", "Body"):
            page.get_by_label(f"not known: {name}").check()
        page.get_by_text("AMBER or Silver alert").click()
        page.get_by_label("Which alert").select_option("AMBER")
        page.get_by_label("Put it in force now").check()
        page.get_by_role("button", name="Propose").click()
        expect(page.get_by_text("In force now.")).to_be_visible()
        expect(page.get_by_text("in force, not yet approved")).to_be_visible()
        look(page, "entry-amber")


def test_a_description_says_which_cameras_can_meet_it(server: LiveServer, chromium: Browser) -> None:
    officer = somebody(server, "four@city.test", "Officer Four", "operator")
    with signed_in(chromium, officer) as page:
        page.goto(f"{server.address}/hot-lists/entries/new/")
        expect(page.get_by_text("Only cameras that state the vehicle meet such an entry")).to_be_hidden()
        page.get_by_label("Known by").select_option("description")
        expect(page.get_by_text("Only cameras that state the vehicle meet such an entry")).to_be_visible()
        expect(page.get_by_label("Plate", exact=True)).to_be_hidden()
        look(page, "propose-description")
