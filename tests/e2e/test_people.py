"""First run and break-glass in a real browser: who gives access to whom, from the console to the officer's page."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from factories import browser
from factories.live import PASSWORD, LiveServer, Session, join, live_server, new_server, teach

CASES = [(1280, "light"), (390, "light"), (1280, "dark"), (390, "dark")]

pytestmark = browser.NEEDED


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.started() as running:
        yield running


@pytest.fixture
def server() -> Iterator[LiveServer]:
    with live_server() as running:
        yield running


@pytest.fixture
def nobody_there() -> Iterator[LiveServer]:
    with new_server() as running:
        yield running


def check(page: Page) -> None:
    """No finding of axe and nothing wider than the screen, at each width, light and dark."""
    page.add_style_tag(content="* { transition: none !important }")  # the colours of a change are nobody's colours
    for width, chosen in CASES:
        browser.sized(page, {"width": width, "height": 844})
        page.evaluate("theme => document.documentElement.dataset.bsTheme = theme", chosen)
        page.add_script_tag(path=browser.AXE)
        found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']})")
        findings = [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]]
        assert not findings, (page.url, width, chosen, findings)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (page.url, width)


@contextmanager
def visitor(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 844}, bypass_csp=True)
    yield context.new_page()
    context.close()


@contextmanager
def signed_in(chromium: Browser, session: Session) -> Iterator[Page]:
    """The browser of somebody who has signed in."""
    context = chromium.new_context(viewport={"width": 1280, "height": 844}, bypass_csp=True)
    context.add_cookies(
        [
            {"name": each.name, "value": each.value or "", "url": session.server.address}
            for each in session.http.cookies.jar
        ]
    )
    yield context.new_page()
    context.close()


def come_in(page: Page, link: str, email: str) -> None:
    """From the link to the second factor, as it is typed."""
    page.goto(link)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    page.wait_for_url("**/sign-in/**")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/me/second-factor/**")
    secret = re.search(r"\b[A-Z2-7]{32}\b", page.content())
    assert secret
    page.locator("[name=code]").fill(pyotp.TOTP(secret[0]).now())
    page.locator("main button.btn-primary").first.click()
    page.wait_for_url("**/me/recovery-codes/**")
    page.goto(page.url.split("/me/")[0] + "/")


def link_on(page: Page) -> str:
    return page.locator(".pv-secret").inner_text().strip()


def test_first_run_from_the_console_to_the_first_officer(nobody_there: LiveServer, chromium: Browser) -> None:
    server = nobody_there
    refused = ("people", "invite", "a@city.test", "--name", "A", "--role", "administrator")
    server.command(*refused, expect=1)
    made = server.command("people", "invite", "chief@city.test", "--name", "Chief One", "--role", "chief").strip()
    with visitor(chromium) as chief, visitor(chromium) as administrator, visitor(chromium) as officer:
        come_in(chief, made, "chief@city.test")
        expect(chief.get_by_role("heading", name="Appoint the ALPR Administrator")).to_be_visible()
        check(chief)
        chief.locator("#invite-name").fill("Administrator Two")
        chief.locator("#invite-email").fill("two@city.test")
        chief.get_by_role("button", name="Invite and appoint").click()
        link = link_on(chief)
        check(chief)

        come_in(administrator, link, "two@city.test")
        expect(administrator.get_by_role("heading", name="Training")).to_be_visible()
        teach(server, "chief@city.test", "two@city.test")
        administrator.goto(server.address)
        administrator.get_by_role("link", name="People").first.click()
        check(administrator)
        administrator.locator("[name=name]").fill("Officer Three")
        administrator.locator("[name=email]").fill("three@city.test")
        administrator.locator("[name=role]").select_option("operator")
        administrator.get_by_role("button", name="Invite", exact=False).last.click()
        come_in(officer, link_on(administrator), "three@city.test")
        teach(server, "three@city.test")
        officer.goto(server.address)
        officer.wait_for_url("**/alerts/")

        # The Chief ends the appointment: at the next request nobody can be given access any more.
        chief.goto(f"{server.address}/appointment/")
        chief.locator("summary", has_text="End it").click()
        chief.locator("[name=because]").fill("Retired.")
        chief.get_by_role("button", name="End the appointment").click()
        expect(chief.get_by_role("heading", name="Appoint the ALPR Administrator")).to_be_visible()
        administrator.goto(f"{server.address}/people/")
        expect(administrator.get_by_text("No appointment as ALPR Administrator stands for you.")).to_be_visible()
        check(administrator)


def test_break_glass_is_opened_by_two_seen_on_every_page_ended_and_reviewed(
    server: LiveServer, chromium: Browser
) -> None:
    with ExitStack() as stack:

        def arrives(email: str, name: str, role: str) -> Page:
            session = Session(server)
            stack.callback(session.http.close)
            join(session, email, name, role)
            return stack.enter_context(signed_in(chromium, session))

        officer = arrives("officer@city.test", "Officer One", "operator")
        first = arrives("one@city.test", "Sergeant One", "supervisor")
        second = arrives("two@city.test", "Sergeant Two", "supervisor")
        auditor = arrives("auditor@city.test", "Auditor One", "auditor")

        first.goto(f"{server.address}/break-glass/")
        check(first)
        first.locator("[name=person]").select_option(label="Officer One, operator")
        first.locator("[name=role]").select_option("administrator")
        first.locator("[name=hours]").select_option("2")
        first.get_by_role("button", name="Ask the second person").click()
        expect(first.get_by_text("The reason is missing.").first).to_be_visible()
        first.locator("[name=why]").fill("The administrator cannot be reached and a detective is locked out.")
        first.get_by_role("button", name="Ask the second person").click()
        expect(first.get_by_text("waits for the second person")).to_be_visible()
        first.goto(f"{server.address}/approvals/")
        expect(first.get_by_text("Yours, waiting for another")).to_be_visible()
        check(first)

        second.goto(f"{server.address}/approvals/")
        check(second)
        # By keyboard alone: from the reason on to the button.
        second.locator("[data-approval=break-glass] [name=reason]").focus()
        second.keyboard.press("Tab")
        second.keyboard.press("Enter")
        expect(second.get_by_text("Nothing waits for your decision.")).to_be_visible()

        officer.goto(f"{server.address}/people/")
        expect(officer.get_by_text("You have the duties of an administrator")).to_be_visible()
        check(officer)
        officer.get_by_role("link", name="Sergeant One").click()
        expect(officer.get_by_role("heading", name="Change")).to_be_visible()
        check(officer)
        auditor.goto(f"{server.address}/retention/")
        expect(auditor.get_by_text("Officer One has the duties of an administrator")).to_be_visible()
        officer.get_by_role("button", name="End it now").first.click()
        officer.goto(f"{server.address}/people/")
        expect(officer.get_by_role("heading", name="This is not permitted")).to_be_visible()

        auditor.goto(f"{server.address}/approvals/")
        auditor.locator("[data-approval='break-glass review'] [name=reason]").fill("She was at her desk.")
        auditor.get_by_role("button", name="It was not").click()
        auditor.goto(f"{server.address}/break-glass/")
        expect(auditor.get_by_text("not justified")).to_be_visible()
        check(auditor)
        officer.goto(f"{server.address}/me/")
        check(officer)
