"""A whole server with an object store that is away: it starts, takes reads, shows their pictures, and says so."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from e2e.test_people import check, signed_in
from factories import browser
from factories.live import LiveServer, Session, free_port, join, live_server
from factories.live_box import live_box
from factories.object_store import SECRET, ObjectStore
from factories.reads import read
from plainview.archive import noted
from plainview.archive.bucket_settings import configured

pytestmark = browser.NEEDED


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.started() as running:
        yield running


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    with live_server(**ObjectStore(port=free_port()).environment()) as running:
        yield running


def test_the_store_is_away_from_the_start_and_the_page_says_what_waits(
    server: LiveServer, chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "cannot be used: the store cannot be reached. Reads are taken all the same" in server.log()
    assert SECRET not in server.log()
    live_box(server, tmp_path, "Main Street").sends(read("AB12345"))
    assert "the store cannot be reached" in _failed_check(server)
    # What the clock notes after its first try, so that the test need not wait for its minute.
    place = configured(server.environment)
    assert place is not None
    monkeypatch.setenv("PLAINVIEW_DATA", str(server.data))
    at = datetime.now(UTC)
    noted.write(place, noted.read(place).failed("the store cannot be reached", timedelta(minutes=15), at=at))

    officer = Session(server)
    join(officer, "officer@city.test", "Officer One", "operator")
    with signed_in(chromium, officer) as page:
        page.goto(f"{server.address}/retention/")
        expect(page.get_by_text("The store of the pictures takes none")).to_be_visible()
        expect(page.get_by_text(re.compile(r"1 pack waits on this server"))).to_be_visible()
        if folder := os.environ.get("PLAINVIEW_SHOTS"):
            for width in (1280, 390):
                browser.sized(page, {"width": width, "height": 900})
                page.screenshot(path=f"{folder}/retention-{width}.png", full_page=True)
        check(page)


def _failed_check(server: LiveServer) -> str:

    done = subprocess.run(
        [sys.executable, "-m", "plainview", "pictures", "check"],
        env=server.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    return done.stderr
