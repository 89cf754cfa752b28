"""The route of a vehicle and vehicles at several scenes, asked on the pages and looked at, in a real browser."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.test_people import check, signed_in
from factories import browser
from factories.live import LiveServer, Session, join, live_server
from factories.live_box import live_box
from factories.reads import read

pytestmark = browser.NEEDED
NOON = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=2)
TOWN = {
    "Main Street": ("41.7627", "-72.6743", (("AB 12345", 0), ("AB 12345", 3), ("CD 98765", 4), ("EF 11111", 9))),
    "Elm Street": ("41.7702", "-72.6598", (("AB 12345", 12), ("CD 98765", 13))),
    "River Road": ("41.7810", "-72.6402", (("AB 12345", 380), ("CD 98765", 600), ("GH 22222", 13))),
}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.started() as running:
        yield running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with live_server() as running:
        for name, (latitude, longitude, reads) in TOWN.items():
            folder = tmp_path_factory.mktemp("box")
            box = live_box(running, folder, name, "--latitude", latitude, "--longitude", longitude)
            box.sends(*(read(plate, captured_at=NOON + timedelta(minutes=minutes)) for plate, minutes in reads))
        yield running


@pytest.fixture(scope="module")
def supervisor(server: LiveServer) -> Session:
    session = Session(server)
    join(session, "supervisor@city.test", "Sergeant Two", "supervisor")
    return session


def say_why(page: Page) -> None:
    page.locator("[name=purpose]").select_option("E.a.3")
    page.locator("[name=offence]").fill("Burglary")
    page.locator("[name=case_number]").fill("26-771")
    page.locator("[name=reason]").fill("Three shops on Elm Street broken into in one night")
    page.get_by_role("radio", name="None of these").check()


def look(page: Page) -> None:
    page.locator(".pv-ask-run").click()
    page.wait_for_load_state()


def local(minutes: float) -> str:
    return (NOON + timedelta(minutes=minutes)).astimezone(ZoneInfo("America/New_York")).strftime("%Y-%m-%dT%H:%M")


def test_a_vehicles_route_from_the_tabs_to_its_photograph(
    server: LiveServer, supervisor: Session, chromium: Browser
) -> None:
    with signed_in(chromium, supervisor) as page:
        page.goto(f"{server.address}/search/")
        page.get_by_role("link", name="Vehicle's route").click()
        expect(page.get_by_role("heading", name="Vehicle's route")).to_be_visible()
        check(page)
        browser.sized(page, {"width": 1280, "height": 844})
        page.locator("[name=plate]").fill("AB*")
        say_why(page)
        look(page)
        expect(page.locator("#plate-error .pv-clause")).to_have_text("F.a.1.i")
        page.locator("[name=plate]").fill("AB 12345")
        look(page)
        rows = page.locator(".pv-results tbody tr:not(.pv-gap)")
        expect(rows).to_have_count(4)
        expect(page.locator(".pv-gap")).to_have_text("Gap: no read for 6 h 8 min.")
        expect(page.locator("[data-places] .pv-stop-mark")).to_have_count(3)
        expect(page.locator("[data-places] path.pv-way")).to_have_count(2)
        expect(rows.nth(2)).to_contain_text("0.9 mi")
        page.locator("[data-places] .pv-marker").first.click()
        expect(page.locator(".leaflet-popup-content")).to_contain_text("Main Street")
        check(page)
        browser.sized(page, {"width": 1280, "height": 844})
        rows.nth(3).locator(".pv-plain-link").click()
        expect(page.get_by_role("img", name="Photograph of the vehicle")).to_be_visible()
        page.get_by_role("link", name="Route of this vehicle").click()
        expect(page.locator("[name=plate]")).to_have_value("AB12345")
        expect(page.locator("[name=reason]")).to_have_value("")


def test_vehicles_at_scenes_together_and_only_here(server: LiveServer, supervisor: Session, chromium: Browser) -> None:
    with signed_in(chromium, supervisor) as page:
        page.goto(f"{server.address}/search/scenes/")
        page.locator("[name=start-1]").fill(local(-5))
        page.locator("[name=end-1]").fill(local(60))
        page.locator("#cameras-1").get_by_role("checkbox", name="Main Street").check()
        say_why(page)
        look(page)
        expect(page.get_by_role("heading", name="The analysis was not run")).to_be_visible()
        page.locator("[name=start-2]").fill(local(-5))
        page.locator("[name=end-2]").fill(local(60))
        scene = page.locator("section", has=page.get_by_role("heading", name="Scene 2"))
        scene.get_by_text("Area on the map").click()
        expect(scene.locator("[data-map] .pv-spot--camera")).to_have_count(3)
        page.locator("[name=area-2]").fill(
            "41.76800,-72.66500 41.77300,-72.66500 41.77300,-72.65500 41.76800,-72.65500"
        )
        expect(scene.locator("[data-said]")).to_have_text("1 camera inside.")
        check(page)
        browser.sized(page, {"width": 1280, "height": 844})
        look(page)
        expect(page.locator(".pv-vehicles > li")).to_have_count(2)
        expect(page.locator(".pv-vehicles > li").first).to_contain_text("2 scenes")
        expect(page.locator("[data-places] .pv-stop-mark")).to_have_count(2)
        expect(page.locator(".pv-photograph-gone")).to_have_count(0)
        check(page)

        browser.sized(page, {"width": 1280, "height": 844})
        page.goto(f"{server.address}/search/together/")
        page.locator("[name=plate]").fill("AB12345")
        say_why(page)
        check(page)
        browser.sized(page, {"width": 1280, "height": 844})
        look(page)
        expect(page.locator(".pv-vehicles > li")).to_have_count(1)
        expect(page.locator(".pv-vehicles > li")).to_contain_text("1 min after")
        check(page)

        browser.sized(page, {"width": 1280, "height": 844})
        page.goto(f"{server.address}/search/only-here/")
        page.locator("[name=here_start]").fill(local(-5))
        page.locator("[name=here_end]").fill(local(60))
        page.locator("#cameras").get_by_role("checkbox", name="Main Street").check()
        say_why(page)
        check(page)
        browser.sized(page, {"width": 1280, "height": 844})
        look(page)
        expect(page.locator(".pv-vehicles > li")).to_have_count(1)
        check(page)
        page.get_by_role("link", name="Its route").click()
        expect(page.locator("[name=plate]")).to_have_value("EF11111")
