"""The map and the hit ledger in a real browser: a hit appears on the map by itself, and what came of it is counted."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.test_people import check, signed_in
from factories import browser
from factories.live import LiveServer, Session, join, list_in_force, live_server
from factories.live_box import LiveBox, live_box
from factories.reads import read

PLATE = "AB12345"
HEADER = "plate,state,offence,purpose,case_number,expires_at,colour,make\n"

pytestmark = browser.NEEDED


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.started() as running:
        yield running


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PLAINVIEW_ALERT_REPEAT_MINUTES", "0")
        with live_server() as running:
            yield running


@pytest.fixture(scope="module")
def box(server: LiveServer, tmp_path_factory: pytest.TempPathFactory) -> LiveBox:
    """A camera in Hartford on whose list one plate stands; a car without a position is on the register too."""
    folder = tmp_path_factory.mktemp("boxes")
    expires = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    listed = folder / "list.csv"
    listed.write_text(f"{HEADER}{PLATE},CT,Stolen vehicle,E.a.3,26-1,{expires},blue,Honda\n", "utf-8")
    list_in_force(server, listed)
    live_box(server, folder, "Car 12")
    hartford = ("--latitude", "41.7627", "--longitude", "-72.6743", "--direction", "eastbound")
    return live_box(server, folder, "Main Street", *hartford)


@pytest.fixture(scope="module")
def officer(server: LiveServer) -> Session:
    session = Session(server)
    join(session, "officer@city.test", "Officer One", "operator")
    return session


def chosen(page: Page) -> str:
    """The words of the open bubble."""
    return page.locator(".leaflet-popup-content").inner_text()


def test_a_hit_appears_on_the_map_by_itself_and_leads_to_its_page(
    server: LiveServer, chromium: Browser, box: LiveBox, officer: Session
) -> None:
    with signed_in(chromium, officer) as page:
        page.goto(f"{server.address}/map/")
        expect(page.get_by_text("Live", exact=True)).to_be_visible()
        expect(page.get_by_text("No open alert")).to_be_visible()
        expect(page.locator(".leaflet-marker-icon.pv-marker")).to_have_count(1)
        assert page.locator(".pv-base--state, .pv-base--neighbour, .pv-base--county").count() >= 3
        check(page)
        browser.sized(page, {"width": 390, "height": 844})

        box.sends(read(PLATE))
        alert = page.locator("[data-point=alert]")
        expect(alert).to_have_count(1, timeout=15_000)
        expect(alert).to_contain_text("Not verified")
        # Alert and camera stand in one place: they are one cluster, red for the hit that nobody has verified.
        expect(page.locator(".pv-cluster--alarm")).to_have_text("2")
        said = page.locator(".pv-cluster").get_attribute("aria-label")
        assert said == "2 close together: 1 alert and 1 camera. Enter shows them apart."
        check(page)

        browser.sized(page, {"width": 1280, "height": 844})
        alert.get_by_role("button", name="Show").press("Enter")
        expect(page.locator(".leaflet-popup-content")).to_contain_text("Not verified: Stolen vehicle")
        assert PLATE not in chosen(page)
        check(page)
        page.get_by_role("link", name="Open the alert").press("Enter")
        page.wait_for_url("**/alerts/*/")


def test_the_map_works_by_keyboard_and_by_its_address(
    server: LiveServer, chromium: Browser, box: LiveBox, officer: Session
) -> None:
    with signed_in(chromium, officer) as page:
        page.goto(f"{server.address}/map/#camera-{box.camera}")
        expect(page.locator(".leaflet-popup-content")).to_contain_text("Main Street: reading")
        assert page.evaluate("document.activeElement.classList.contains('pv-marker')")
        page.get_by_role("link", name="In the register").click()
        page.wait_for_url(f"**/cameras/#camera-{box.camera}")

        page.goto(f"{server.address}/map/")
        page.locator("[data-map]").focus()
        before = page.locator(".leaflet-map-pane").get_attribute("style")
        page.keyboard.press("ArrowLeft")
        page.wait_for_timeout(600)
        assert page.locator(".leaflet-map-pane").get_attribute("style") != before
        page.locator(".pv-cluster").press("Enter")
        expect(page.locator(".leaflet-marker-icon.pv-marker")).to_have_count(2)


def test_the_map_runs_under_the_policy_and_asks_no_other_host(
    server: LiveServer, chromium: Browser, officer: Session
) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    context.add_cookies(
        [{"name": each.name, "value": each.value or "", "url": server.address} for each in officer.http.cookies.jar]
    )
    page, said, hosts = context.new_page(), [], set()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda trouble: said.append(str(trouble)))
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.goto(f"{server.address}/map/")
    expect(page.locator(".pv-cluster")).to_have_count(1)
    page.locator("[data-point=camera] [data-show]").first.click()
    expect(page.locator(".leaflet-popup-content")).to_be_visible()
    context.close()
    assert said == []
    assert {host for host in hosts if host} == {urlsplit(server.address).netloc}


def test_the_administrator_places_a_camera_and_sees_no_alert_on_the_map(
    server: LiveServer, chromium: Browser, officer: Session
) -> None:
    assert server.givers is not None
    with signed_in(chromium, server.givers.administrator) as page:
        page.goto(f"{server.address}/map/")
        expect(page.locator("[data-point=camera]")).to_have_count(2)
        expect(page.locator("[data-point=alert]")).to_have_count(0)
        assert PLATE not in page.content()
        page.goto(f"{server.address}/cameras/")
        check(page)
        car = page.get_by_role("row").filter(has_text="Car 12")
        car.get_by_text("Place it").click()
        car.get_by_label("Latitude").fill("41.3083")
        car.get_by_label("Longitude").fill("72.9279")
        car.get_by_role("button", name="Record the place").click()
        expect(page.get_by_role("heading", name="The camera was not placed")).to_be_visible()
        check(page)
        browser.sized(page, {"width": 1280, "height": 844})
        car.get_by_label("Longitude").fill("-72.9279")
        car.get_by_label("Traffic that it sees").select_option("westbound")
        car.get_by_role("button", name="Record the place").click()
        page.goto(f"{server.address}/map/")
        expect(page.locator(".leaflet-marker-icon.pv-marker")).to_have_count(2)


def test_what_came_of_a_hit_is_counted_with_its_sample(
    server: LiveServer, chromium: Browser, box: LiveBox, officer: Session
) -> None:
    supervisor = Session(server)
    join(supervisor, "supervisor@city.test", "Sergeant Two", "supervisor")
    box.sends(read(PLATE), read("ABI2345"))
    for path in re.findall(r"/alerts/[0-9a-f-]{36}/", officer.get("/alerts/").text):
        page_of_it = officer.get(path)
        if "Misread plate" in page_of_it.text and f'action="{path}close"' in page_of_it.text:
            officer.send(f"{path}close", {"disposition": "misread", "stopped": "no"}, shown=page_of_it)
    with signed_in(chromium, supervisor) as page:
        page.goto(f"{server.address}/hits/ledger/")
        expect(page.get_by_text("false: 3 of 3 judged, between 44 % and 100 %")).to_be_visible()
        expect(page.get_by_text("too few to say").first).to_be_visible()
        expect(page.get_by_role("heading", name="Characters read otherwise than the entry has them")).to_be_visible()
        assert PLATE not in page.content()
        check(page)
        browser.sized(page, {"width": 1280, "height": 844})
        page.get_by_role("link", name="What came of it").click()
        expect(page.get_by_role("row").filter(has_text="Misread plate")).to_contain_text("100 %")
        check(page)
        page.get_by_role("link", name="Hot list", exact=True).click()
        with page.expect_download() as download:
            page.get_by_role("link", name="CSV").click()
        (row,) = csv.DictReader(io.StringIO(download.value.path().read_text("utf-8")))
        assert (row["group"], row["misread"], row["judged"]) == ("State list", "3", "3")
        page.emulate_media(media="print")
        expect(page.get_by_role("link", name="CSV")).to_be_hidden()
