"""A case from the search to the court in a real browser: photograph, hold, package, and a check without the server."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.test_people import check, signed_in, visitor
from factories import browser
from factories.live import LiveServer, Session, join, live_server
from factories.live_box import live_box
from factories.reads import read

pytestmark = browser.NEEDED

WHY = "Asked for by the prosecutor for the hearing on the theft"
SCRIPT = Path(__file__).parents[2] / "scripts/verifier.py"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.started() as running:
        yield running


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    with live_server() as running:
        yield running


def find(page: Page, server: LiveServer) -> None:
    """From the form to the photograph of the one read."""
    page.goto(f"{server.address}/search/")
    page.locator("[name=plate]").fill("AB12345")
    page.locator("[name=purpose]").select_option("E.a.3")
    page.locator("[name=offence]").fill("Stolen vehicle")
    page.locator("[name=case_number]").fill("26-118")
    page.locator("[name=reason]").fill("Vehicle taken from Elm Street last night")
    page.get_by_role("radio", name="None of these").check()
    page.locator(".pv-ask-run").click()
    page.wait_for_url("**/search/*-*/")
    results = page.url
    page.get_by_role("link", name="Crop of AB12345").first.click()
    expect(page.get_by_role("img", name="Photograph of the vehicle")).to_be_visible()
    page.goto(results)


def hold(page: Page, warrant: Path) -> None:
    """Hold the one read on a warrant."""
    page.get_by_role("checkbox", name="Choose AB12345").check()
    form = page.locator("#hold-form")
    expect(form.get_by_label("Number of the document")).to_be_hidden()
    form.get_by_role("button", name="Hold the ticked reads").click()
    expect(page.locator("#hold-matter-error .pv-clause")).to_have_text("K.1")
    check(page)
    browser.sized(page, {"width": 1280, "height": 844})
    form = page.locator("#hold-form")
    form.get_by_label("Kind of matter").select_option("criminal")
    form.get_by_label("On whose word").select_option("warrant")
    form.get_by_label("Number of the document").fill("W-26-7")
    form.get_by_label("The document", exact=True).set_input_files(warrant)
    form.get_by_label("Review by").fill((datetime.now(UTC) + timedelta(days=60)).date().isoformat())
    form.get_by_label("Which reads the case needs").fill("The stolen car, the night of the theft")
    form.get_by_label("Why these reads").fill("Shows the car near the scene")
    form.get_by_role("button", name="Hold the ticked reads").click()
    page.wait_for_url("**/holds/*/")


def package(page: Page, folder: Path) -> Path:
    """Ask for the package, see it made, and take it along."""
    page.get_by_label("What it is for").first.fill("test")
    page.get_by_role("button", name="Make the package").click()
    expect(page.locator("#package_reason-error .pv-clause")).to_have_text("F.a.1.ii")
    check(page)
    browser.sized(page, {"width": 1280, "height": 844})
    page.get_by_label("What it is for").first.fill(WHY)
    page.get_by_role("button", name="Make the package").click()
    link = page.get_by_role("link", name="Package of 1 read")
    expect(link).to_be_visible(timeout=60_000)
    check(page)
    browser.sized(page, {"width": 1280, "height": 844})
    with page.expect_download() as download:
        link.click()
    target = folder / download.value.suggested_filename
    download.value.save_as(target)
    return target


def test_a_case_from_the_search_to_the_court(server: LiveServer, chromium: Browser, tmp_path: Path) -> None:
    box = live_box(server, tmp_path, "Main Street", "--latitude", "41.7627", "--longitude", "-72.6743")
    box.sends(read("AB12345"), read("ZZ98765"))
    supervisor = Session(server)
    join(supervisor, "supervisor@city.test", "Sergeant Two", "supervisor")
    warrant = tmp_path / "warrant.pdf"
    warrant.write_bytes(b"%PDF-1.7 a warrant signed by a judge")
    with signed_in(chromium, supervisor) as page:
        find(page, server)
        hold(page, warrant)
        expect(page.get_by_text("Warrant W-26-7")).to_be_visible()
        made = package(page, tmp_path)
        assert made.name.startswith("case-26-118-")

        verifier = tmp_path / "plainview-verify.pyz"
        subprocess.run([sys.executable, SCRIPT, verifier], check=True, capture_output=True)
        key = server.command("audit", "key").strip()
        command = [sys.executable, "-I", "-S", verifier, made, "--key", key]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stdout.startswith("The package holds: case 26-118, 1 reads")

        page.reload()
        custody = page.get_by_role("region", name="Chain of custody")
        for words in ("Held", "Package made", "Package taken"):
            expect(custody.get_by_text(words, exact=True)).to_have_count(1)
        page.get_by_text("Something was handed over").click()
        page.get_by_label("To whom").fill("State's Attorney, G.A. 14")
        page.get_by_label("What", exact=True).fill("The package")
        page.get_by_label("How", exact=True).fill("By hand on a drive")
        page.get_by_role("button", name="Record the hand-over").click()
        expect(custody.get_by_text("Handed over", exact=True)).to_have_count(1)
        check(page)
        browser.sized(page, {"width": 1280, "height": 844})

        page.goto(f"{server.address}/holds/")
        expect(page.get_by_role("link", name="26-118")).to_be_visible()
        check(page)
        page.get_by_role("link", name="26-118").click()
        page.get_by_text("The case is disposed of: release").click()
        page.get_by_label("Final disposition").fill("Guilty plea, May 4")
        page.get_by_role("button", name="Release the hold").click()
        expect(page.get_by_text("What this case held is deleted.")).to_be_visible()
        check(page)
    assert "The log holds" in server.command("audit", "verify")


def test_everybody_sees_what_remains_and_checks_a_proof(server: LiveServer, chromium: Browser, tmp_path: Path) -> None:
    with visitor(chromium) as page:
        page.goto(f"{server.address}/proof-of-deletion/")
        expect(page.get_by_text("Nothing unheld was older than the limit")).to_be_visible()
        check(page)
        browser.sized(page, {"width": 1280, "height": 844})
        with page.expect_download() as download:
            page.get_by_role("region", name="The last proofs").get_by_role("link").first.click()
        proof = tmp_path / download.value.suggested_filename
        download.value.save_as(proof)
        assert page.request.get(f"{server.address}/proof-of-deletion.json").json()["limit"]["clause"] == "K.1"
    verifier = tmp_path / "plainview-verify.pyz"
    subprocess.run([sys.executable, SCRIPT, verifier], check=True, capture_output=True)
    command = [sys.executable, "-I", "-S", verifier, proof, "--key", server.command("audit", "key").strip()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout[:15]) == (0, "The proof holds"), done.stdout + done.stderr
    officer = Session(server)
    join(officer, "officer@city.test", "Officer One", "operator")
    with signed_in(chromium, officer) as page:
        page.goto(f"{server.address}/retention/")
        expect(page.get_by_role("heading", name="Proofs of deletion")).to_be_visible()
        check(page)
