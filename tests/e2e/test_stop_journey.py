"""The stop in a real browser: from hit to disposition, on the confirmed hit, refused, and exigent."""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from e2e.test_map_and_ledger import HEADER
from e2e.test_people import check, signed_in
from factories import browser
from factories.live import LiveServer, Session, join, list_in_force, live_server
from factories.live_box import LiveBox, live_box
from factories.reads import read

WANTED = ("BX90155", "BX90156", "BX90157", "BX90158", "BX90159")
WHY = "The driver had a gun in his hand and drove towards the school."
PHONE: ViewportSize = {"width": 390, "height": 844}
WIDE: ViewportSize = {"width": 1280, "height": 844}

pytestmark = browser.NEEDED


@dataclass(frozen=True)
class Department:
    server: LiveServer
    box: LiveBox
    officer: Session
    other: Session
    supervisor: Session
    dispatcher: Session


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.started() as running:
        yield running


@pytest.fixture(scope="module")
def department(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Department]:
    folder = tmp_path_factory.mktemp("boxes")
    with live_server() as server:
        expires = (datetime.now(UTC) + timedelta(days=3)).isoformat()
        lines = [f"{plate},CT,Stolen vehicle,E.a.3,26-1,{expires},blue,Honda\n" for plate in WANTED]
        (folder / "list.csv").write_text(HEADER + "".join(lines), "utf-8")
        list_in_force(server, folder / "list.csv")

        def joined(email: str, name: str, role: str) -> Session:
            session = Session(server)
            join(session, email, name, role)
            return session

        yield Department(
            server,
            live_box(server, folder, "Main Street"),
            joined("officer@city.test", "Officer One", "operator"),
            joined("other@city.test", "Officer Two", "operator"),
            joined("supervisor@city.test", "Sergeant Three", "supervisor"),
            joined("dispatch@city.test", "Dispatcher Four", "dispatcher"),
        )


@pytest.fixture
def hit(department: Department) -> Callable[[str, str], str]:
    """Sends one read and returns the address of its alert."""

    def raised(plate: str, state: str) -> str:
        known = paths(department)
        department.box.sends(read(plate, state))
        (new,) = paths(department) - known
        return f"{department.server.address}{new}"

    return raised


def paths(department: Department) -> set[str]:
    return set(re.findall(r"/alerts/[0-9a-f-]{36}/(?=\")", department.officer.get("/alerts/?show=all").text))


def compare(page: Page, *, differs: tuple[str, ...] = ()) -> None:
    """Answer every question of the checklist with a thumb."""
    for name in sorted({each.get_attribute("name") or "" for each in page.locator("#compare input[type=radio]").all()}):
        value = "differ" if name in differs else "match"
        page.locator(f"#compare input[name='{name}'][value={value}]").check()
    page.locator(".pv-next").get_by_role("button", name="Record what I see").click()


SIZES = """[...document.querySelectorAll('.pv-next button, .pv-next a')].map((each) => each.getBoundingClientRect())
  .filter((box) => box.width).map(({ top, bottom, width, height }) => ({ top, bottom, width, height }))"""


def big_enough(page: Page) -> None:
    """Every control of the next step is at least 44 pixels high, and in the lower half of the screen."""
    sizes = page.evaluate(SIZES)
    assert sizes or "Dispatch has" in page.locator(".pv-next").inner_text()
    for size in sizes:
        assert min(size["width"], size["height"]) >= 44
        assert PHONE["height"] / 2 < size["top"] < size["bottom"] <= PHONE["height"]


def test_from_hit_to_disposition_on_one_phone_screen(
    department: Department, chromium: Browser, hit: Callable[[str, str], str]
) -> None:
    address = hit("BX90155", "CT")
    with (
        signed_in(chromium, department.officer) as page,
        signed_in(chromium, department.other) as second,
        signed_in(chromium, department.dispatcher) as desk,
    ):
        browser.sized(page, PHONE)
        page.goto(address)
        expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
        expect(page.get_by_text("Not yet a reason to stop")).to_be_visible()
        big_enough(page)
        check(page)
        browser.sized(page, PHONE)
        second.goto(address)
        desk.goto(f"{department.server.address}/confirmations/")
        expect(desk.get_by_text("Nobody waits")).to_be_visible()

        compare(page)
        expect(page.get_by_text("Recorded. It matches.")).to_be_visible()
        expect(second.locator("[data-state-words]")).to_have_text("Matches by eye", timeout=10_000)
        page.locator(".pv-next").get_by_role("button", name="Ask dispatch").click()
        expect(page.locator(".pv-next")).to_contain_text("Dispatch has 9:")
        big_enough(page)

        # Dispatch answers with the keyboard alone.
        request = desk.locator(".pv-request")
        expect(request).to_be_visible(timeout=10_000)
        expect(request.locator(".pv-clock")).to_contain_text("9:")
        check(desk)
        request.locator("input[type=radio]").first.focus()
        desk.keyboard.press("1")
        desk.keyboard.type("NCIC, terminal 1")
        desk.keyboard.press("Enter")
        expect(desk.get_by_text("The officer sees the answer now.")).to_be_visible()

        begin = page.locator(".pv-next").get_by_role("button", name="Begin the stop")
        expect(begin).to_be_visible(timeout=10_000)
        expect(page.get_by_text("from NCIC, terminal 1")).to_be_visible()
        check(page)
        browser.sized(page, PHONE)
        begin.click()
        expect(page.get_by_text("The stop has begun, on the confirmed hit")).to_be_visible()

        # The second officer sees it at once, and cannot begin it again.
        expect(second.get_by_text("Stop under way")).to_be_visible(timeout=10_000)
        expect(second.get_by_role("button", name="Begin the stop")).to_have_count(0)

        page.locator(".pv-next").get_by_role("link", name="What came of it").click()
        page.get_by_role("radio", name="True hit").check()
        page.locator("#stopped").get_by_role("radio", name="Yes").check()
        page.get_by_label("Outcome").fill("Vehicle recovered, one arrest.")
        page.get_by_role("button", name="Close the alert").click()
        expect(page.get_by_text("The alert is closed")).to_be_visible()
        check(page)
        page.locator(".pv-next").get_by_role("link", name="Statement for the report").click()
        expect(page.get_by_role("heading", name="was used in this matter")).to_be_visible()
        expect(page.get_by_role("paragraph").filter(has_text="that the entry was still active")).to_be_visible()
        check(page)
        with page.expect_download() as download:
            page.get_by_role("link", name="PDF").click()
        assert download.value.path().read_bytes().startswith(b"%PDF")


def test_the_keyboard_alone_compares(department: Department, chromium: Browser, hit: Callable[[str, str], str]) -> None:
    with signed_in(chromium, department.officer) as page:
        page.goto(hit("BX90156", "CT"))
        for _ in range(9):
            page.keyboard.press("y")
        page.keyboard.press("n")
        expect(page.locator("#compare input[name=make][value=differ]")).to_be_checked()
        page.keyboard.press("Enter")
        expect(page.get_by_text("Recorded. It differs")).to_be_visible()
        page.get_by_label("It differs. How is that resolved?").fill("The owner says that the badge was changed.")
        check(page)
        browser.sized(page, WIDE)
        page.get_by_role("button", name="It is resolved").click()
        expect(page.get_by_text("The difference counts as resolved")).to_be_visible()
        expect(page.locator(".pv-next").get_by_role("button", name="Ask dispatch")).to_be_visible()


def test_the_plate_of_another_state_is_refused_as_a_hit(
    department: Department, chromium: Browser, hit: Callable[[str, str], str]
) -> None:
    with signed_in(chromium, department.officer) as page:
        browser.sized(page, PHONE)
        page.goto(hit("BX90159", "NY"))
        expect(page.get_by_text("Other state: no hit")).to_be_visible()
        expect(page.get_by_text("The plate is of NY, the entry of CT")).to_be_visible()
        # A slow thumb: nothing moves under it, not even where the first touch of the page turns the sound on.
        page.get_by_role("button", name="Stop now: it cannot wait").click(delay=500)
        expect(page.get_by_role("heading", name="This was not done")).to_be_visible()
        expect(page.locator(".pv-refusals")).to_contain_text("the same number of another state", ignore_case=True)
        expect(page.locator(".pv-refusals")).to_contain_text("F.c.1.i")
        check(page)
        browser.sized(page, PHONE)
        page.get_by_role("radio", name="True hit").check()
        page.get_by_role("button", name="Close the alert").click()
        expect(page.locator(".pv-refusals")).to_contain_text("is no hit")
        page.get_by_role("radio", name="Wrong state").check()
        page.get_by_role("button", name="Close the alert").click()
        expect(page.get_by_text("The alert is closed")).to_be_visible()


def test_an_exigent_stop_is_one_tap_justified_later_and_reviewed_by_another(
    department: Department, chromium: Browser, hit: Callable[[str, str], str]
) -> None:
    address = hit("BX90157", "CT")
    with signed_in(chromium, department.supervisor) as page, signed_in(chromium, department.dispatcher) as desk:
        browser.sized(page, PHONE)
        page.goto(address)
        page.locator(".pv-next").get_by_role("button", name="Exigent stop").click()
        expect(page.get_by_text("The stop has begun. Dispatch is asked.")).to_be_visible()
        desk.goto(f"{department.server.address}/confirmations/")
        expect(desk.locator(".pv-request").last).to_contain_text("Stop under way by Sergeant Three")
        page.goto(f"{department.server.address}/stops/")
        row = page.locator("[data-stop]").first
        expect(row).to_contain_text("justification")
        check(page)
        page.goto(address)
        page.get_by_label("Why it could not wait").fill(WHY)
        page.get_by_role("button", name="Put it before a supervisor").click()
        expect(page.get_by_text("Written. A supervisor reviews it")).to_be_visible()
        check(page)

        # Not by the one whose stop it is: it stands among their own, without a button.
        page.goto(f"{department.server.address}/approvals/")
        expect(page.get_by_text("Was this exigent stop justified?")).to_be_visible()
        expect(page.get_by_role("button", name="It was justified")).to_have_count(0)
        reviewer = Session(department.server)
        join(reviewer, "second.supervisor@city.test", "Lieutenant Five", "supervisor")
        with signed_in(chromium, reviewer) as review:
            review.goto(f"{department.server.address}/approvals/")
            expect(review.get_by_text(WHY)).to_be_visible()
            check(review)
            review.get_by_role("button", name="It was justified").click()
            review.wait_for_load_state()
            review.goto(f"{department.server.address}/stops/")
            expect(review.locator("[data-stop]").first).to_contain_text("found justified by Lieutenant Five")


def test_a_recalled_entry_turns_the_open_card_at_once(
    department: Department, chromium: Browser, hit: Callable[[str, str], str]
) -> None:
    address = hit("BX90158", "CT")
    with signed_in(chromium, department.officer) as page, signed_in(chromium, department.other) as stream:
        stream.goto(f"{department.server.address}/alerts/")
        browser.sized(page, PHONE)
        page.goto(address)
        expect(page.get_by_text("Live", exact=True)).to_be_visible()
        expect(stream.get_by_text("Live", exact=True)).to_be_visible()
        entry = re.search(r"/hot-lists/entries/[0-9a-f-]{36}/", page.content())
        assert entry
        answer = department.supervisor.post(f"{entry[0]}remove", {"because": "located"}, page=entry[0])
        assert answer.status_code == 200
        expect(page.locator("[data-ended]")).to_contain_text("it was removed", timeout=10_000)
        expect(page.locator("[data-state-words]")).to_have_text("Entry ended: do not stop on it")
        card = f"[data-alert='{uuid.UUID(address.rstrip('/').rpartition('/')[2])}']"
        expect(stream.locator(card)).to_contain_text("The entry no longer stands", timeout=10_000)
        check(page)
        browser.sized(page, PHONE)
        page.get_by_role("button", name="Stop now: it cannot wait").click()
        expect(page.locator(".pv-refusals")).to_contain_text("The entry no longer stands: it was removed.")
        expect(page.locator(".pv-refusals")).to_contain_text("I.6")
