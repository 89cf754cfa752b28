"""An officer with a phone asks to preserve a read; a supervisor looks at it and accepts; the case holds it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from e2e.test_case_journey import find
from e2e.test_people import check, signed_in
from factories import browser
from factories.live import LiveServer, Session, join, list_in_force, live_server
from factories.live_box import live_box
from factories.reads import read

pytestmark = browser.NEEDED

PHONE = {"width": 390, "height": 844}
LISTED = (
    "plate,state,offence,purpose,case_number,expires_at\nCD6789,CT,Stolen vehicle,E.a.3,26-77,2099-01-01T00:00:00Z\n"
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.started() as running:
        yield running


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    with live_server() as running:
        yield running


def state_the_case(form: Locator) -> None:
    """What a hold must state, on a supervisor's word."""
    form.get_by_label("Kind of matter").select_option("criminal")
    form.get_by_label("On whose word").select_option("supervisor")
    form.get_by_label("The criminal investigation is active").check()
    form.get_by_label("Which reads the case needs").fill("The stolen car, the night of the theft")
    form.get_by_label("Why these reads").fill("Shows the car near the scene")


def ask_for_a_result(page: Page, server: LiveServer) -> None:
    """From the search to the request, on a phone."""
    find(page, server)
    page.get_by_role("checkbox", name="Choose AB12345").check()
    form = page.locator("#hold-form")
    form.get_by_role("button", name="Ask a supervisor").click()
    expect(page.get_by_role("heading", name="Nothing was asked for")).to_be_visible()
    expect(page.locator("#hold-matter-error .pv-clause")).to_have_text("K.1")
    check(page)
    browser.sized(page, PHONE)
    state_the_case(page.locator("#hold-form"))
    page.locator("#hold-form").get_by_role("button", name="Ask a supervisor").click()
    page.wait_for_url("**/holds/asked/*/")
    expect(page.get_by_text("Asking does not keep it.")).to_be_visible()
    expect(page.get_by_text("AB12345")).to_have_count(0)
    check(page)
    browser.sized(page, PHONE)


def ask_for_an_alert(page: Page, server: LiveServer) -> None:
    """From the alert's page, and taken back."""
    page.goto(f"{server.address}/alerts/")
    page.locator("[data-alert] a").first.click()
    page.wait_for_url("**/alerts/*-*/")
    page.get_by_text("Ask to preserve this read").click()
    region = page.get_by_role("region", name="Ask to preserve")
    expect(region.get_by_label("Case number")).to_have_value("26-77")
    check(page)
    browser.sized(page, PHONE)
    state_the_case(region)
    region.get_by_role("button", name="Ask a supervisor").click()
    page.get_by_role("link", name="Asked for case 26-77").click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("A request that has ended names no read.")).to_be_visible()
    check(page)
    browser.sized(page, PHONE)


def test_an_officer_asks_on_a_phone_and_a_supervisor_accepts(
    server: LiveServer, chromium: Browser, tmp_path: Path
) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text(LISTED, "utf-8")
    list_in_force(server, listed)
    box = live_box(server, tmp_path, "Main Street", "--latitude", "41.7627", "--longitude", "-72.6743")
    box.sends(read("AB12345"), read("CD6789"))
    officer, supervisor = Session(server), Session(server)
    join(officer, "officer@city.test", "Officer One", "operator")
    join(supervisor, "supervisor@city.test", "Sergeant Two", "supervisor")
    with signed_in(chromium, officer) as page, signed_in(chromium, supervisor) as other:
        browser.sized(page, PHONE)
        ask_for_a_result(page, server)
        ask_for_an_alert(page, server)

        other.goto(f"{server.address}/approvals/")
        expect(other.get_by_role("heading", name="Preserve 1 read for case 26-118")).to_be_visible()
        check(other)
        browser.sized(other, {"width": 1280, "height": 844})
        other.get_by_role("link", name="The request").first.click()
        other.wait_for_url("**/holds/asked/*/")
        expect(other.get_by_role("img", name="Open the photograph of AB12345")).to_be_visible()
        check(other)
        browser.sized(other, {"width": 1280, "height": 844})
        other.get_by_role("button", name="Hold them").click()
        expect(other.get_by_text("Officer One sees your word.")).to_be_visible()
        other.goto(f"{server.address}/holds/")
        other.get_by_role("link", name="26-118").click()
        custody = other.get_by_role("region", name="Chain of custody")
        expect(custody.get_by_text("asked by: Officer One")).to_be_visible()
        check(other)

        page.goto(f"{server.address}/holds/")
        page.get_by_role("link", name="Your requests").click()
        expect(page.locator(".pv-mark", has_text="held")).to_be_visible()
        expect(page.locator(".pv-mark", has_text="taken back")).to_be_visible()
        check(page)
        browser.sized(page, PHONE)
        page.get_by_role("link", name="26-118").click()
        page.get_by_role("link", name="The case").click()
        expect(page.get_by_role("heading", name="Case 26-118")).to_be_visible()
    assert "The log holds" in server.command("audit", "verify")
