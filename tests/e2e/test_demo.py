"""`plainview demo` in a real browser: an alert arrives, is verified, confirmed by dispatch and closed."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from e2e.test_people import check
from e2e.test_stop_journey import compare
from factories import browser
from factories.access import check_access
from factories.live import free_port
from plainview.database.server import EmbeddedServer

OFFICER, DISPATCHER, SUPERVISOR = "Officer R. Diaz", "Dispatcher K. Osei", "Sergeant M. Novak"
ADMINISTRATOR, CHIEF = "ALPR Administrator J. Lind", "Chief T. Whitfield"
PAGES = {
    SUPERVISOR: (
        "alerts",
        "search",
        "hot-lists",
        "hot-lists/entries/new",
        "approvals",
        "hits/ledger",
        "holds",
        "map",
        "retention",
        "me",
        "training",
    ),
    ADMINISTRATOR: (
        "compliance",
        "policy",
        "policy/clauses",
        "cameras",
        "people",
        "log",
        "hot-lists/new",
        "training/people",
        "training/import",
    ),
    CHIEF: ("appointment", "break-glass"),
}

pytestmark = browser.NEEDED


class Demo:
    """The demo as `make demo` starts it."""

    def __init__(self, data: Path) -> None:
        self.data, self.port = data, free_port()
        self.address = f"http://localhost:{self.port}"
        self.environment = {**os.environ, "PLAINVIEW_DATA": str(data), "PLAINVIEW_PORT": str(self.port)}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        said = self.data.parent / f"demo-{time.monotonic_ns()}.log"
        with said.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "plainview", "demo"], env=self.environment, stdout=log, stderr=log
            )
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline and self.process.poll() is None:
            if "Ctrl-C stops everything" in said.read_text("utf-8"):
                return
            time.sleep(0.2)
        raise AssertionError(said.read_text("utf-8"))

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(60)


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    folder = Path(tempfile.mkdtemp(prefix="plainview-demo-", dir="/tmp"))
    (folder / "data").mkdir()
    running = Demo(folder / "data")
    try:
        running.start()
        yield running
    finally:
        running.stop()
        EmbeddedServer(running.data).erase()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.started() as running:
        yield running


class People:
    """The demo's people, each signed in once: a code of the second factor is good for one use."""

    def __init__(self, chromium: Browser, demo: Demo) -> None:
        self._chromium, self._demo = chromium, demo
        self._sessions: dict[str, StorageState] = {}

    @contextmanager
    def at(self, who: str, *, width: int = 1280) -> Iterator[Page]:
        """A page of this person, as wide as that."""
        if who not in self._sessions:
            self._sessions[who] = self._sign_in(who)
        context = self._chromium.new_context(
            viewport={"width": width, "height": 844}, bypass_csp=True, storage_state=self._sessions[who]
        )
        yield context.new_page()
        context.close()

    def _sign_in(self, who: str) -> StorageState:
        """Sign in as the sign-in page of the demo offers it."""
        context = self._chromium.new_context()
        page = context.new_page()
        page.goto(f"{self._demo.address}/sign-in/")
        page.get_by_role("button", name=f"Use {who}").click()
        page.get_by_role("button", name="Continue").click()
        page.wait_for_url("**/sign-in/code/**")
        page.locator("[data-code] button").first.click()
        page.wait_for_url(lambda url: "/sign-in/" not in url)
        state = context.storage_state()
        context.close()
        return state


@pytest.fixture(scope="module")
def people(chromium: Browser, demo: Demo) -> People:
    return People(chromium, demo)


def test_a_hit_arrives_and_is_verified_confirmed_and_closed(demo: Demo, people: People) -> None:
    with people.at(OFFICER, width=390) as officer, people.at(DISPATCHER) as dispatcher:
        officer.goto(f"{demo.address}/alerts/")
        expect(officer.get_by_text("Demonstration").first).to_be_visible()
        card = officer.locator("[data-alert][data-step=new]").first
        expect(card).to_be_visible(timeout=90_000)
        check_access(officer)
        alert = card.get_attribute("data-alert")
        card.get_by_role("link").first.click()
        officer.wait_for_url(f"**/alerts/{alert}/")
        check_access(officer)
        compare(officer)
        expect(officer.locator("[data-live=alert]")).to_have_attribute("data-step", "verified")
        officer.locator(".pv-next").get_by_role("button", name="Ask dispatch").click()
        expect(officer.locator("[data-live=alert]")).to_have_attribute("data-step", "asked")

        dispatcher.goto(f"{demo.address}/confirmations/")
        request = dispatcher.locator(f"[data-alert='{alert}']")
        expect(request).to_be_visible()
        check_access(dispatcher)
        request.locator("input[name=answer][value=active]").check(force=True)
        request.locator("[name=source]").fill("NCIC, terminal 2")
        request.get_by_role("button", name="Send").click()

        # The answer reaches the officer's page by itself.
        expect(officer.locator("[data-live=alert]")).to_have_attribute("data-step", "answered", timeout=10_000)
        officer.locator(".pv-next").get_by_role("button", name="Begin the stop").click()
        expect(officer.get_by_text("The stop has begun, on the confirmed hit")).to_be_visible()
        closing = officer.locator("[data-part=closing]")
        closing.locator("input[name=disposition][value=true]").check(force=True)
        closing.locator("input[name=stopped][value=yes]").check(force=True)
        closing.locator("[name=outcome]").fill("Vehicle recovered.")
        closing.get_by_role("button", name="Close the alert").click()
        officer.goto(f"{demo.address}/alerts/{alert}/")
        expect(officer.locator("[data-live=alert]")).to_have_attribute("data-step", "closed")
        expect(officer.get_by_text("Vehicle recovered.")).to_be_visible()


def test_a_search_without_a_purpose_shows_the_clause_and_with_one_shows_photographs(demo: Demo, people: People) -> None:
    with people.at(SUPERVISOR) as page:
        page.goto(f"{demo.address}/search/")
        check_access(page)
        send = page.locator(
            "main form[method=post] button[type=submit], main form[method=post] button:not([type])"
        ).last
        page.locator("[name=plate]").fill("AK48*")
        send.click()
        expect(page.get_by_text("F.a.1.iii").first).to_be_visible()
        page.locator("[name=purpose]").select_option("E.a.3")
        page.locator("[name=offence]").fill("Stolen vehicle")
        page.locator("[name=case_number]").fill("26-01482")
        page.locator("[name=reason]").fill("Looking for the car stolen from Elm Street")
        page.get_by_role("radio", name="None of these").check()
        send.click()
        page.wait_for_url("**/search/*-*/")
        first = page.locator("img[src*='crop.jpg']").first
        expect(first).to_be_visible()
        expect(first).to_have_js_property("complete", value=True)
        assert first.evaluate("picture => picture.naturalWidth") > 0
        check_access(page)


def test_every_page_passes_axe_and_fits_its_width_light_and_dark(demo: Demo, people: People) -> None:
    for who, paths in PAGES.items():
        with people.at(who) as page:
            for path in paths:
                page.goto(f"{demo.address}/{path}/")
                check(page)


def test_a_killed_demo_starts_again_and_stops_cleanly(demo: Demo) -> None:
    assert demo.process is not None
    demo.process.kill()
    demo.process.wait()
    demo.start()
    demo.stop()
    assert demo.process.returncode == 0
    assert not EmbeddedServer(demo.data).status().running
