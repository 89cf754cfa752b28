"""A search drawn on the map, its results, and the same search saved and taken up again, in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.test_people import check, signed_in
from factories import browser
from factories.live import LiveServer, Session, join, live_server
from factories.live_box import live_box
from factories.reads import read, vehicle

pytestmark = browser.NEEDED


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.started() as running:
        yield running


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    with live_server() as running:
        yield running


def say_why(page: Page) -> None:
    page.locator("[name=purpose]").select_option("E.a.3")
    page.locator("[name=offence]").fill("Stolen vehicle")
    page.locator("[name=case_number]").fill("26-1")
    page.locator("[name=reason]").fill("Vehicle taken from Elm Street last night")
    page.get_by_role("radio", name="None of these").check()


def run(page: Page) -> None:
    page.locator(".pv-ask-run").click()
    page.wait_for_load_state()


def test_an_area_is_drawn_searched_saved_and_taken_up_again(
    server: LiveServer, chromium: Browser, tmp_path: Path
) -> None:
    officer = Session(server)
    join(officer, "officer@city.test", "Officer One", "operator")
    box = live_box(server, tmp_path, "Main Street", "--latitude", "41.7627", "--longitude", "-72.6743")
    box.sends(read("AB 12345"), read("AB 1234"), read("ZZ 98765"))
    with signed_in(chromium, officer) as page:
        page.goto(f"{server.address}/search/")
        expect(page.locator("[data-drawing=area] [data-map]")).to_be_hidden()
        page.get_by_text("Area on the map").click()
        expect(page.locator("[data-drawing=area] .pv-spot--camera")).to_have_count(1)
        canvas = page.locator("[data-drawing=area] [data-map]")
        size = canvas.bounding_box()
        assert size is not None
        middle, height = size["width"] / 2, size["height"]
        # Going round: left above, right above, below.
        for x, y in ((middle - 90, 40.0), (middle + 90, 40.0), (middle, height - 30)):
            canvas.click(position={"x": x, "y": y})
        expect(page.locator("[data-drawing=area] [data-said]")).to_have_text("1 camera inside.")
        page.get_by_role("button", name="Take back a corner").click()
        expect(page.locator("[data-drawing=area] [data-said]")).to_have_text("Three corners make an area.")
        canvas.click(position={"x": middle, "y": height - 30})
        page.get_by_text("Further spans of time").click()
        check(page)

        browser.sized(page, {"width": 1280, "height": 844})
        drawn = page.locator("[name=area]").input_value()
        page.locator("[name=plate]").fill("AB12345")
        page.locator("[name=near]").check()
        say_why(page)
        crossing = drawn.split()
        page.locator("[name=area]").fill(" ".join([*crossing, crossing[0]]))
        run(page)
        expect(page.locator("#area-error .pv-clause")).to_have_text("F.a.1.i")
        page.locator("[name=area]").fill(drawn)
        run(page)
        results = page.locator(".pv-results tbody tr")
        expect(results).to_have_count(2)
        expect(results.locator("td").get_by_text("Main Street", exact=True)).to_have_count(2)
        expect(page.locator(".pv-photograph-gone")).to_have_count(0)
        expect(page.get_by_text("one edit", exact=True)).to_be_visible()
        check(page)

        browser.sized(page, {"width": 1280, "height": 844})
        page.locator("#save-name").fill("Elm Street")
        page.get_by_role("button", name="Save the search").click()
        page.wait_for_load_state()
        page.goto(f"{server.address}/search/")
        page.get_by_role("link", name="Elm Street").click()
        expect(page.locator("[name=plate]")).to_have_value("AB12345")
        expect(page.locator("[name=area]")).to_have_value(drawn)
        expect(page.locator("[name=near]")).to_be_checked()
        expect(page.locator("[name=reason]")).to_have_value("")
        expect(page.locator("[data-drawing=area] [data-said]")).to_have_text("1 camera inside.")
        check(page)


def test_a_corridor_is_drawn_and_a_vehicle_is_chosen_and_found_as_a_camera_stated_it(
    server: LiveServer, chromium: Browser, tmp_path: Path
) -> None:
    officer = Session(server)
    join(officer, "second@city.test", "Officer Two", "operator")
    box = live_box(server, tmp_path, "Park Street", "--latitude", "41.7580", "--longitude", "-72.6900")
    box.sends(
        read("CD 10001", vehicle=vehicle("dark blue", "Land Rover", "SUV")),
        read("CD 10002", vehicle=vehicle("red", "Honda")),
        read("CD 10003"),
    )
    with signed_in(chromium, officer) as page:
        page.goto(f"{server.address}/search/")
        page.get_by_text("Corridor on the map").click()
        drawing = page.locator("[data-drawing=corridor]")
        expect(drawing.locator("[data-said]")).to_have_text("Click along the road.")
        canvas = drawing.locator("[data-map]")
        spot = drawing.locator("[title='Park Street']").bounding_box()
        frame = canvas.bounding_box()
        assert spot is not None
        assert frame is not None
        x, y = spot["x"] + spot["width"] / 2 - frame["x"], spot["y"] + spot["height"] / 2 - frame["y"]
        canvas.click(position={"x": x - 60, "y": y + 3})
        expect(drawing.locator("[data-said]")).to_have_text("Two points make a line.")
        canvas.click(position={"x": x + 60, "y": y + 3})
        expect(drawing.locator("[data-said]")).to_have_text("1 camera inside.")
        drawn = page.locator("[name=corridor]").input_value()
        # The keyboard's way: the same points as text, and a width.
        page.get_by_role("button", name="Clear").click()
        expect(drawing.locator("[data-said]")).to_have_text("Click along the road.")
        page.locator("[name=corridor]").fill(drawn)
        expect(drawing.locator("[data-said]")).to_have_text("1 camera inside.")
        page.locator("[name=colour]").select_option("blue")
        check(page)

        browser.sized(page, {"width": 1280, "height": 844})
        page.locator("[name=corridor_width]").fill("20")
        say_why(page)
        run(page)
        expect(page.locator("#corridor_width-error .pv-clause")).to_have_text("F.a.1.i")
        expect(page.locator("[name=unstated]")).to_be_checked()
        page.locator("[name=corridor_width]").fill("400")
        run(page)
        results = page.locator(".pv-results tbody tr")
        expect(results).to_have_count(2)
        expect(results.filter(has_text="CD10001")).to_contain_text("dark blue stated")
        expect(results.filter(has_text="CD10003")).to_contain_text("colour not stated")
        check(page)

        browser.sized(page, {"width": 1280, "height": 844})
        page.get_by_role("link", name="CD10001").first.click()
        expect(page.locator(".pv-facts")).to_contain_text("Land Rover")
        check(page)
