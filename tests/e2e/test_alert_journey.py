"""Alerts in real browsers: how they call, who holds one, silence, escalation, covert entries, sleep and return."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from e2e.test_people import check, signed_in
from factories import browser
from factories.entries import HEADER
from factories.live import LiveServer, Session, join, list_in_force, live_server
from factories.live_box import LiveBox, live_box
from factories.reads import read
from plainview.database import connection

PLATE = "AB12345"

pytestmark = browser.NEEDED

LISTENS = """
  window.sounds = 0; window.buzzes = 0; window.frames = [];
  const made = AudioContext.prototype.createOscillator;
  AudioContext.prototype.createOscillator = function () { window.sounds += 1; return made.call(this); };
  navigator.vibrate = () => { window.buzzes += 1; return true; };
  new MutationObserver((changes) => {
    for (const each of changes) for (const node of each.addedNodes)
      if (node.className?.includes?.("pv-frame")) window.frames.push(node.className);
  }).observe(document, { childList: true, subtree: true });
"""
ESCALATE = """
import datetime as d
from plainview.commands import setup
setup.ready()
from plainview.alerts import taking
from plainview.terms.actor import job
print(taking.escalate(actor=job("clock"), at=d.datetime.now(d.UTC) + d.timedelta(minutes=6)))
"""
_numbers = count(1)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.started() as running:
        yield running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with live_server() as running:
        listed = tmp_path_factory.mktemp("lists") / "list.csv"
        listed.write_text(f"{HEADER}{PLATE},CT,Stolen vehicle,E.a.3,26-1,2099-01-01T00:00:00Z,blue,Honda\n", "utf-8")
        list_in_force(running, listed)
        yield running


def joined(server: LiveServer, name: str, role: str) -> Session:
    session = Session(server)
    join(session, f"{name.replace(' ', '.').lower()}@city.test", name, role)
    return session


@pytest.fixture(scope="module")
def one(server: LiveServer) -> Session:
    return joined(server, "Officer One", "operator")


@pytest.fixture(scope="module")
def two(server: LiveServer) -> Session:
    return joined(server, "Officer Two", "operator")


@pytest.fixture(scope="module")
def supervisor(server: LiveServer) -> Session:
    return joined(server, "Sergeant Three", "supervisor")


@pytest.fixture
def box(server: LiveServer, tmp_path: Path) -> LiveBox:
    """A camera of its own for each test, so that no sighting is a repeat of another test's."""
    return live_box(server, tmp_path, f"Camera {next(_numbers)}")


@pytest.fixture
def tabs(chromium: Browser, server: LiveServer) -> Iterator["Tabs"]:
    with ExitStack() as stack:
        yield Tabs(chromium, server, stack)


class Tabs:
    """Pages of live alerts, each of somebody else, which tell how they were called."""

    def __init__(self, chromium: Browser, server: LiveServer, stack: ExitStack) -> None:
        self._chromium, self._server, self._stack = chromium, server, stack

    def of(self, session: Session, path: str = "/alerts/") -> Page:
        page = self._stack.enter_context(signed_in(self._chromium, session))
        page.add_init_script(LISTENS)
        page.goto(self._server.address + path)
        expect(page.get_by_text("Live", exact=True)).to_be_visible()
        page.locator("h1").click()  # the gesture without which a browser is silent
        expect(page.get_by_text("Sound is on")).to_be_visible()
        return page


def card(page: Page, place: str) -> Locator:
    return page.locator("[data-live] > [data-alert]").filter(has_text=place)


def first(page: Page) -> Locator:
    return page.locator("[data-live] > [data-alert]").first


def change(server: LiveServer, statement: str, *values: object) -> None:
    """What a person would do at a desk that this journey is not about."""
    with psycopg.connect(connection.conninfo("owner", data=server.data), autocommit=True) as owner:
        owner.execute(statement, values)


def called(page: Page) -> tuple[int, int, list[str]]:
    """How often the page sounded and buzzed, and the frames that it lit."""
    return page.evaluate("[window.sounds, window.buzzes, window.frames]")


def escalates(server: LiveServer) -> int:
    done = subprocess.run(
        [sys.executable, "-c", ESCALATE], env=server.environment, capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def test_a_hit_calls_two_officers_of_whom_one_takes_it_and_the_other_joins(
    tabs: "Tabs", one: Session, two: Session, box: LiveBox
) -> None:
    mine, theirs = tabs.of(one), tabs.of(two)
    box.sends(read(PLATE))
    for page in (mine, theirs):
        expect(page.locator(".pv-frame--high")).to_be_visible(timeout=15_000)
        expect(first(page)).to_contain_text("Nobody holds it yet")
        sounds, buzzes, _ = called(page)
        assert sounds > 0
        assert buzzes == 1
    check(mine)
    box.sends(read(PLATE))
    expect(first(mine)).to_contain_text(re.compile(r"Seen 2 times, last \d\d:\d\d"))
    assert mine.locator("[data-live] > [data-alert]").count() == 1

    mine.keyboard.press("j")
    mine.keyboard.press("t")
    mine.wait_for_url("**/alerts/*/")
    expect(mine.locator("[data-holding]")).to_contain_text("You hold it")
    expect(first(theirs)).to_contain_text("Officer One holds it since")

    browser.sized(theirs, {"width": 390, "height": 844})
    button = first(theirs).get_by_role("button", name="Join Officer One")
    assert button.bounding_box()["height"] >= 44
    button.click()
    theirs.wait_for_url("**/alerts/*/")
    expect(mine.locator("[data-holding]")).to_contain_text("Joined: Officer Two", timeout=15_000)
    check(theirs)
    theirs.get_by_role("button", name="Leave it").click()
    expect(theirs.locator("[data-holding]")).not_to_contain_text("Joined")


def test_two_who_take_at_once_are_told_who_was_faster(tabs: "Tabs", one: Session, two: Session, box: LiveBox) -> None:
    mine, theirs = tabs.of(one), tabs.of(two)
    box.sends(read(PLATE))
    expect(first(theirs).get_by_role("button", name="Take it")).to_be_visible(timeout=15_000)
    token = theirs.locator("form[data-take] input").first
    # The second page does not know yet that the first was faster.
    theirs.evaluate("document.querySelectorAll('form[data-take]').forEach((each) => document.body.append(each))")
    assert token.count()
    expect(first(mine).get_by_role("button", name="Take it")).to_be_visible(timeout=15_000)
    first(mine).get_by_role("button", name="Take it").click()
    mine.wait_for_url("**/alerts/*/")
    theirs.locator("body > form[data-take] button").first.click()
    theirs.wait_for_url("**/alerts/*/")
    expect(theirs.get_by_text("Officer One holds this alert. Join them, or leave it to them.")).to_be_visible()
    expect(theirs.get_by_role("button", name="Join Officer One")).to_be_visible()


def test_a_silence_has_a_reason_and_an_urgent_hit_still_lights_up(
    tabs: "Tabs", one: Session, supervisor: Session, server: LiveServer, box: LiveBox
) -> None:
    page = tabs.of(one)
    page.keyboard.press("m")
    expect(page.get_by_label("Why")).to_be_focused()
    page.get_by_label("Why").fill(" ")
    page.get_by_role("button", name="Mute", exact=True).click()
    expect(page.get_by_text("The reason is missing").first).to_be_visible()
    check(page)
    page.get_by_label("Why").fill("in court")
    page.get_by_label("For how long").select_option("60")
    page.get_by_role("button", name="Mute", exact=True).click()
    expect(page.locator(".pv-silence")).to_contain_text(re.compile(r"You are muted until \d\d:\d\d: in court"))
    check(page)
    expect(tabs.of(supervisor).locator(".pv-silent")).to_contain_text("Officer One until")
    page.locator("h1").click()
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    box.sends(read(PLATE))
    expect(page.locator(".pv-frame--high")).to_be_visible(timeout=15_000)
    assert called(page)[:2] == [0, 0]
    page.get_by_role("button", name="End it now").click()
    expect(page.get_by_text("You are called again.")).to_be_visible()
    assert "alerts.muted" in _log(server)


def test_a_covert_alert_is_seen_by_its_audience_alone_and_makes_no_sound(
    tabs: "Tabs", one: Session, two: Session, server: LiveServer, box: LiveBox
) -> None:
    named = "UPDATE hotlists_entry SET covert = true, audience = ARRAY(SELECT id FROM accounts_person WHERE name = %s)"
    change(server, named, "Officer Two")
    try:
        other, mine = tabs.of(one), tabs.of(two)
        before = other.locator("[data-live] > [data-alert]").count()
        box.sends(read(PLATE))
        expect(first(mine)).to_contain_text("Covert: keep it quiet", timeout=15_000)
        assert called(mine) == [0, 0, []]
        check(mine)
        address = first(mine).locator("a").first.get_attribute("href")
        assert other.request.get(server.address + address).status == 404
        assert other.locator("[data-live] > [data-alert]").count() == before
        assert called(other) == [0, 0, []]
        other.goto(f"{server.address}/map/")
        assert address not in other.content()
    finally:
        change(server, "UPDATE hotlists_entry SET covert = false, audience = '{}'")


def test_what_nobody_takes_calls_the_supervisor_again(
    tabs: "Tabs", supervisor: Session, server: LiveServer, box: LiveBox
) -> None:
    change(server, "UPDATE alerts_alert SET closed_at = now(), disposition = 'misread' WHERE closed_at IS NULL")
    page = tabs.of(supervisor)
    box.sends(read(PLATE))
    expect(first(page)).to_be_visible(timeout=15_000)
    expect(page.locator(".pv-frame")).to_have_count(0, timeout=10_000)
    before = called(page)
    assert escalates(server) == 1
    expect(first(page)).to_contain_text("Nobody took it: supervisors called", timeout=15_000)
    expect(page.locator(".pv-frame--high")).to_be_visible()
    after = called(page)
    assert after[0] > before[0]
    assert after[1] == before[1] + 1
    assert page.locator("[data-live] > [data-alert]").count() == 1
    check(page)


def test_a_browser_that_slept_for_an_hour_shows_each_alert_once(
    chromium: Browser, one: Session, server: LiveServer, box: LiveBox, tmp_path: Path
) -> None:
    change(server, "UPDATE alerts_alert SET closed_at = now(), disposition = 'misread' WHERE closed_at IS NULL")
    with signed_in(chromium, one) as page:
        page.clock.install()
        page.goto(f"{server.address}/alerts/")
        expect(page.get_by_text("Live", exact=True)).to_be_visible()
        # Asleep: what the server says meanwhile is not heard.
        page.evaluate("EventSource.prototype.dispatchEvent = () => true")
        box.sends(read(PLATE))
        expect(first(page)).to_be_visible(timeout=15_000)
        page.clock.fast_forward("01:00:00")
        expect(page.get_by_text("Live", exact=True)).to_be_visible(timeout=15_000)
        live_box(server, tmp_path, "Camera after sleep").sends(read(PLATE))
        expect(page.locator("[data-live] > [data-alert]")).to_have_count(2, timeout=15_000)


def test_the_page_says_since_when_it_is_cut_off_and_that_it_is_back(
    tabs: "Tabs", one: Session, server: LiveServer, box: LiveBox, tmp_path: Path
) -> None:
    change(server, "UPDATE alerts_alert SET closed_at = now(), disposition = 'misread' WHERE closed_at IS NULL")
    page = tabs.of(one)
    server.kill()  # the database with it
    expect(page.locator("[data-connection-words]")).to_have_text(
        re.compile(r"Connection lost since \d\d:\d\d, trying…"), timeout=15_000
    )
    expect(page.locator(".pv-cut-off")).to_contain_text("nothing new arrives here", timeout=20_000)
    check(page)
    server.start()
    box.sends(read(PLATE))
    expect(page.locator(".pv-cut-off")).to_contain_text("The connection is back since", timeout=30_000)
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    live_box(server, tmp_path, "Camera after break").sends(read(PLATE))
    expect(page.locator("[data-live] > [data-alert]")).to_have_count(2, timeout=15_000)


def test_the_keys_move_open_and_can_be_switched_off(
    tabs: "Tabs", one: Session, server: LiveServer, box: LiveBox, tmp_path: Path
) -> None:
    page = tabs.of(one)
    box.sends(read(PLATE))
    live_box(server, tmp_path, "Camera by keys").sends(read(PLATE))
    expect(card(page, "Camera by keys")).to_be_visible(timeout=15_000)
    page.keyboard.press("j")
    expect(first(page).locator(".pv-alert-link")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("[data-live] > [data-alert]").nth(1).locator(".pv-alert-link")).to_be_focused()
    page.keyboard.press("k")
    expect(first(page).locator(".pv-alert-link")).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    check(page)
    page.get_by_label("Single keys do something in this browser").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    first(page).locator(".pv-alert-link").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/alerts/*/")


def _log(server: LiveServer) -> str:
    with psycopg.connect(connection.conninfo("owner", data=server.data), autocommit=True) as owner:
        return " ".join(row[0] for row in owner.execute("SELECT event FROM audit_entry"))
