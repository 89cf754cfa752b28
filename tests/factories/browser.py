"""Debian's Chromium, as the journeys use it: quiet, and asking nobody for anything."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

CHROMIUM = shutil.which("chromium")
AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
NEEDED = pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not on this machine")
_DRAWN = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))"
_QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def started() -> Iterator[Browser]:
    """A browser without a window. What a page is expected to show may take a while where many tests run at once."""
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_QUIET)
        yield browser
        browser.close()


def sized(page: Page, size: ViewportSize) -> None:
    """Change the window, and wait until it has been laid out and drawn: a click before that lands where things were."""
    page.set_viewport_size(size)
    page.evaluate(_DRAWN)
