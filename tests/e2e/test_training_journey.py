"""Lapsed training in a real browser: somebody signs in, is led to the topic, takes its test and is back at work."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.test_demo import check_access
from factories import browser
from factories.live import PASSWORD, LiveServer, Session, join, live_server
from factories.training import HEADER
from plainview.training import course, queries

OFFICER, LAPSED, STANDING = "officer@city.test", "L.7", "L.1"

pytestmark = browser.NEEDED


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    with live_server() as running:
        yield running


@pytest.fixture(scope="module")
def secret(server: LiveServer) -> str:
    """An officer whose certificate of one topic ended a while ago; returns the second factor's secret."""
    session = Session(server)
    found = join(session, OFFICER, "Officer R. Example", "operator", trained=False)
    session.http.close()
    today = queries.local_day(datetime.now(UTC))
    lines = [
        f"{OFFICER},{topic.clause},1,{today - timedelta(days=400 if topic.clause == LAPSED else 20)},Lt. A,Class"
        for topic in course.current().topics
    ]
    taught = server.data / "class.csv"
    taught.write_text("\n".join([HEADER, *lines, ""]), "utf-8")
    assert "11 certificates would be given to 1 people" in server.command("training", "import", str(taught), "--check")
    assert "LAPSED, no access" in server.command("training", "status", expect=1)
    server.command("training", "import", str(taught))
    assert f"LAPSED, no access: {LAPSED}" in server.command("training", "status", expect=1)
    return found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.started() as running:
        yield running


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def answer_all(page: Page, topic_id: str, *, rightly: bool) -> None:
    """Answer every question of the paper by its words, with the keyboard where that is enough."""
    topic = course.current().topic(topic_id)
    for question in page.locator("fieldset.pv-question").all():
        known = topic.question((question.get_attribute("id") or "").removeprefix("q-"))
        for words in known.right if rightly else known.wrong[:1]:
            question.get_by_label(words, exact=True).press("Space")
    page.get_by_role("button", name="Send the test").press("Enter")


def test_lapsed_training_leads_to_the_test_and_the_test_back_to_work(
    server: LiveServer, secret: str, chromium: Browser
) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{server.address}/sign-in/")
    page.locator("[name=login]").fill(OFFICER)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/sign-in/code/**")
    # The code of this moment was used to set the second factor up; the next one is good already.
    page.locator("[name=code]").fill(pyotp.TOTP(secret).at(int(time.time()) + 30))
    page.get_by_role("button", name="Sign in").click()

    # Led to the training, and every other page says the same.
    page.wait_for_url("**/training/")
    expect(page.get_by_role("heading", name="Your access waits for 1 topic")).to_be_visible()
    check_access(page)
    assert fits(page)
    page.goto(f"{server.address}/alerts/")
    expect(page.get_by_role("heading", name="This page is closed to you")).to_be_visible()
    check_access(page)
    page.get_by_role("link", name="Go on with Confirming a hit by eye").click()

    page.wait_for_url(f"**/training/topics/{LAPSED}/")
    check_access(page)
    assert fits(page)
    page.get_by_role("button", name="Take the test").click()
    page.wait_for_url("**/training/tests/**")
    check_access(page)
    assert fits(page)
    answer_all(page, LAPSED, rightly=True)
    expect(page.get_by_role("heading", name="Passed")).to_be_visible()
    expect(page.get_by_text("5 of 5 right")).to_be_visible()
    check_access(page)
    page.get_by_role("link", name="To your work").click()
    page.wait_for_url("**/alerts/")
    expect(page.get_by_role("heading", name="Alerts")).to_be_visible()

    # A test of a topic that stands may fail without harm; the explanations are there to be read.
    page.goto(f"{server.address}/training/topics/{STANDING}/")
    page.get_by_role("button", name="Take the test again").click()
    page.wait_for_url("**/training/tests/**")
    answer_all(page, STANDING, rightly=False)
    expect(page.get_by_role("heading", name="Not passed yet")).to_be_visible()
    check_access(page)
    assert fits(page)
    page.get_by_role("link", name="Read the topic again").click()
    expect(page.get_by_text("The test opens again")).to_be_visible()

    # Everything stands: the certificate of the course can be fetched.
    page.goto(f"{server.address}/training/")
    expect(page.get_by_text("Your training is complete")).to_be_visible()
    address = page.get_by_role("link", name="PDF").get_attribute("href")
    fetched = context.request.get(f"{server.address}{address}")
    assert fetched.ok
    assert fetched.body().startswith(b"%PDF-")
    context.close()
