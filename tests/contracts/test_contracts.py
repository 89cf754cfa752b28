"""What the parts promise each other and their readers: fakes stand for the real thing, and the docs' words are true."""

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import click
import pytest

import plainview
from plainview.accounts.permissions import Permission
from plainview.audit.events import Event
from plainview.cli import COMMANDS, main
from plainview.edge.fakes import FakeEngine
from plainview.recognition import engine as engines
from plainview.recognition.engine import Engine
from plainview.recognition.fakes import ScriptedEngine

ROOT: Final = Path(__file__).parents[2]
ROOMS: Final = sorted(path.parent for path in Path(plainview.__file__).parent.glob("*/__init__.py"))
NEEDS: Final = {"fast-alpr": "fast_alpr", "rapidocr": "rapidocr", "plainview-rapidocr": "rapidocr"}
"""Engine: the package that it cannot start without."""
PROSE: Final = [
    path
    for folder in (ROOT, ROOT / "docs")
    for path in folder.rglob("*.md")
    if not {"node_modules", ".venv", ".venv-train", "site", ".cache"} & set(path.parts)
]


@pytest.mark.parametrize("fake", [ScriptedEngine(), FakeEngine({})])
def test_a_fake_engine_keeps_the_engines_protocol(fake: object) -> None:
    assert isinstance(fake, Engine)


def test_every_engine_of_the_entry_points_loads_and_keeps_the_protocol() -> None:
    for name in engines.engines():
        if find_spec(NEEDS.get(name, "plainview")) is None:
            continue  # announced, but its package is not part of an installation
        assert isinstance(engines.load(name), Engine), name
    assert isinstance(engines.load(), Engine)


@pytest.mark.parametrize("listed", [Event, Permission])
def test_a_list_of_names_stands_in_alphabetical_order(listed: type[Event] | type[Permission]) -> None:
    names = [each.name for each in listed]
    assert names == sorted(names)


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_every_room_says_what_it_is(room: Path) -> None:
    words = (room / "README.md").read_text("utf-8")
    assert words.startswith(f"# {room.name}\n")
    assert len(words.split()) > 12


def test_every_command_that_the_docs_name_exists() -> None:
    context = click.Context(main)
    for path in PROSE:
        for name, rest in re.findall(
            r"(?:\.venv/bin/|`)plainview ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?", path.read_text("utf-8")
        ):
            assert name in COMMANDS, f"{path.name}: plainview {name}"
            command = main.get_command(context, name)
            if isinstance(command, click.Group) and rest:
                assert rest in command.commands, f"{path.name}: plainview {name} {rest}"


def test_every_link_in_the_docs_leads_somewhere() -> None:
    for path in PROSE:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
            assert (path.parent / target).exists(), f"{path.relative_to(ROOT)}: {target}"
