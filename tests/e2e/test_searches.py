"""Searches in a real browser: refused with the clause, sensitive with a second person, exigent and justified later."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.test_people import check, signed_in
from factories import browser
from factories.live import LiveServer, Session, join, live_server

pytestmark = browser.NEEDED


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.started() as running:
        yield running


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    with live_server() as running:
        yield running


def fill(page: Page, *, purpose: str, reason: str, concern: str) -> None:
    page.locator("[name=plate]").fill("AB12345")
    page.locator("[name=purpose]").select_option(purpose)
    page.locator("[name=offence]").fill("Kidnapping")
    page.locator("[name=case_number]").fill("26-1")
    page.locator("[name=reason]").fill(reason)
    page.get_by_role("radio", name=concern).check()


def run(page: Page) -> None:
    page.locator(".pv-ask-run").click()
    page.wait_for_load_state()


def test_refused_sensitive_and_exigent_searches(server: LiveServer, chromium: Browser, tmp_path: Path) -> None:
    officer, supervisor = Session(server), Session(server)
    join(officer, "officer@city.test", "Officer One", "operator")
    join(supervisor, "supervisor@city.test", "Sergeant Two", "supervisor")
    paper = tmp_path / "warrant.pdf"
    paper.write_bytes(b"%PDF-1.7 a warrant signed by a judge")
    with signed_in(chromium, officer) as page, signed_in(chromium, supervisor) as desk:
        page.goto(f"{server.address}/search/")
        expect(page.locator("[name=exception]")).to_be_hidden()
        expect(page.locator("[name=suspicion]")).to_be_hidden()
        page.locator("[name=purpose]").select_option("E.a.1")
        expect(page.locator("[name=suspicion]")).to_be_visible()
        fill(page, purpose="E.a.3", reason="Who attended the protest on Main Street", concern="None of these")
        run(page)
        expect(page.get_by_role("heading", name="The search was not run")).to_be_visible()
        expect(page.locator("#reason-error .pv-clause")).to_have_text("G.5")
        check(page)

        words = "Detainer with a warrant signed by a judge, blue van"
        fill(page, purpose="E.a.3", reason=words, concern="Civil immigration")
        expect(page.locator("[name=exception]")).to_be_visible()
        check(page)
        page.locator("[name=exception]").select_option("54-192h(b)(1)(A)(i)")
        page.locator("[name=document]").set_input_files(paper)
        run(page)
        expect(page.get_by_role("heading", name="This search waits for a second person")).to_be_visible()
        check(page)

        desk.goto(f"{server.address}/approvals/")
        expect(desk.get_by_text("A search that needs a second person")).to_be_visible()
        expect(desk.get_by_role("link", name="Its document")).to_be_visible()
        check(desk)
        desk.get_by_role("button", name="Agree").click()
        desk.wait_for_load_state()
        page.get_by_role("link", name="Look again").click()
        expect(page.get_by_text(words)).to_be_visible()
        expect(page.get_by_role("heading", name="This search waits for a second person")).to_be_hidden()

        page.goto(f"{server.address}/search/")
        fill(page, purpose="E.a.10", reason="Child taken at gunpoint from the mall, blue van", concern="None of these")
        run(page)
        assert re.search(r"/search/[0-9a-f-]{36}/$", page.url), "an exigent search runs at once"
        desk.goto(f"{server.address}/approvals/")
        expect(desk.get_by_text("Was this exigent search justified?")).to_be_visible()
        desk.get_by_role("button", name="It was justified").click()
        desk.wait_for_load_state()
        expect(desk.get_by_text("Was this exigent search justified?: Officer One", exact=False)).to_be_hidden()
