"""Whether a page can be used by everyone."""

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"


def check_access(page: Page) -> None:
    """No finding of axe on this page."""
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']})")
    findings = [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]]
    assert not findings, findings
