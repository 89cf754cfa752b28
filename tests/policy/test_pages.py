"""The generated pages of the documentation say what the program does."""

from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from plainview.accounts.permissions import Permission, all_rules
from plainview.audit.events import Event
from plainview.cli import main
from plainview.commands import policy_pages

DOCS: Final = Path(__file__).parents[2] / "docs" / "policy"
PAGES: Final = {"permissions": "permissions.md", "events": "audit-events.md"}


@pytest.mark.parametrize("command", PAGES)
def test_a_committed_page_is_what_the_command_writes(command: str) -> None:
    shown = CliRunner().invoke(main, ["policy", command]).output
    written = (DOCS / PAGES[command]).read_text("utf-8")
    assert shown == written, f"run: .venv/bin/plainview policy {command} --write"


@pytest.mark.parametrize("command", PAGES)
def test_a_page_is_written_where_the_documentation_is(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    refused = CliRunner().invoke(main, ["policy", command, "--write"])
    assert (refused.exit_code, "no folder docs" in refused.output) == (1, True)
    (tmp_path / "docs").mkdir()
    assert CliRunner().invoke(main, ["policy", command, "--write"]).output == f"docs/policy/{PAGES[command]}\n"
    assert (tmp_path / "docs/policy" / PAGES[command]).read_text("utf-8").startswith("# ")


def test_the_page_of_permissions_has_each_permission_and_each_forbid() -> None:
    page = policy_pages.permissions()
    assert "| search stored reads | F.a | search | yes | yes | yes |  |  |" in page
    assert all(f"\n| {permission} | " in page for permission in Permission)
    assert [line.split("`")[1] for line in page.splitlines() if line.startswith("| `")] == [
        rule.id for rule in all_rules() if rule.effect == "forbid"
    ]


def test_the_page_of_events_has_each_event_with_who_writes_it() -> None:
    page = policy_pages.events()
    lines = [line.split(" | ") for line in page.splitlines() if line.startswith("| ")][2:]
    assert [line[0].strip("| `") for line in lines if line[0].strip("| `")] == list(Event)
    assert all(line[1].strip("`") for line in lines)
    by_event = {line[0].strip("| `"): line for line in lines}
    assert by_event["search.run"][1:3] == ["`search.actions.ask`", "search stored reads"]
    assert by_event["person.joined"][2] == "none: the invitation says who it is for"
