"""No door is without a rule: every action, command and stage of the clock asks a permission or says why none."""

import ast
import inspect
import pkgutil
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Final

import click
import pytest
from click.testing import CliRunner

import plainview
from plainview import jobs
from plainview.accounts import doors
from plainview.accounts.permissions import Permission, Unasked
from plainview.audit.events import Event
from plainview.cli import COMMANDS, main
from plainview.commands import rules
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal
from plainview.terms.actor import Actor, ActorKind, Role, job

SOURCE: Final = Path(plainview.__file__).parent

UNASKED_ACTIONS: Final = {
    "access.break_glass.ask",
    "access.break_glass.end",
    "access.decisions.decide",
    "access.decisions.review",
    "accounts.actions.join",
    "accounts.changes.elevate",
    "accounts.changes.end_elevation",
    "accounts.changes.invite_approved",
    "accounts.changes.invite_back",
    "accounts.changes.reset",
    "accounts.changes.set_role",
    "accounts.declarations.declare",
    "accounts.declarations.declare_none",
    "accounts.declarations.flag_search",
    "accounts.declarations.withdraw",
    "accounts.factors.remove",
    "accounts.idle.disable_idle",
    "accounts.workstations.enrol",
    "approvals.actions.ask",
    "approvals.actions.decide",
    "approvals.actions.expire",
    "approvals.actions.withdraw",
    "cad.actions.settle",
    "stops.actions.note_overdue",
    "training.actions.answer",
    "training.actions.begin",
    "training.actions.note_refusal",
}
"""Actions that ask nobody's permission; each says why at its `@door`."""

NOT_ACTIONS: Final = {
    "accounts.actions.is_last_chief": "looks, changes nothing",
    "accounts.actions.stranger": "makes a name for the log, changes nothing",
    "alerts.actions.forget": "joins the purge",
    "alerts.actions.locked": "joins the stop",
    "alerts.actions.note_road": "joins the stop",
    "alerts.actions.standing": "looks, changes nothing",
    "audit.actions.action": "makes an action, is none",
    "audit.actions.append": "the entry of an action, in its transaction",
    "audit.actions.forget_sealed": "asked by the command that calls it; the log lies below permissions",
    "audit.actions.note_export": "the entry of a page or command that asked",
    "audit.actions.note_reading": "the same",
    "audit.actions.refused": "the entry of a refusal",
    "cad.actions.forget": "joins the purge",
    "cad.actions.put": "joins the step that it tells of",
    "cad.actions.take": "the worker's hold on a message, before it tells what a step has put in",
    "cameras.actions.heard_from": "joins the pipeline",
    "cameras.actions.may_deliver": "decides, changes nothing",
    "ingest.actions.begin": "joins the pipeline",
    "ingest.actions.finish": "joins the pipeline",
    "ingest.actions.forget": "joins the purge",
    "ledger.actions.keep": "joins the purge",
    "search.actions.forget": "joins the purge",
    "search.actions.own": "asks for itself, with whose search it is, and changes nothing",
    "stops.actions.forget": "joins the purge",
    "stops.actions.standing": "looks, changes nothing",
    "search.actions.subject_of": "makes a name for the log, changes nothing",
    "training.actions.complete": "joins the answer and the import",
    "training.actions.drawn_of": "reads a paper, changes nothing",
    "search.actions.resume": "asks for itself, with whose search it is; what it begins is a door",
}
"""Public functions of an `actions.py` without a `@door`, with the reason."""


def functions(file: Path) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions at the top of a module, by their name below `plainview`."""
    module = ".".join(file.relative_to(SOURCE).with_suffix("").parts)
    for node in ast.parse(file.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            yield f"{module}.{node.name}", node


def decorators(function: ast.FunctionDef) -> set[str]:
    return {ast.unparse(each.func if isinstance(each, ast.Call) else each) for each in function.decorator_list}


@pytest.fixture(scope="module", autouse=True)
def everything_is_imported() -> None:
    """Doors are known once their modules are imported."""
    for found in pkgutil.walk_packages(plainview.__path__, "plainview."):
        if not found.name.endswith("__main__") and not any(
            each in found.name for each in (".migrations", ".recognition.training")
        ):
            import_module(found.name)


def known_doors() -> dict[str, doors.Door]:
    return {name.removeprefix("plainview."): door for name, door in doors.DOORS.items()}


def test_every_public_function_of_an_actions_module_is_a_door_or_says_why_not() -> None:
    public = {
        name
        for file in SOURCE.rglob("actions.py")
        for name, _ in functions(file)
        if not name.rpartition(".")[2].startswith("_")
    }
    assert len(public) > 40
    assert public - set(known_doors()) == set(NOT_ACTIONS)


def test_every_door_asks_a_permission_or_is_listed() -> None:
    unasked = {name for name, door in known_doors().items() if isinstance(door.needs, Unasked)}
    assert unasked == UNASKED_ACTIONS
    assert all(door.needs.because for door in known_doors().values() if isinstance(door.needs, Unasked))


def test_a_function_is_made_an_action_by_its_door_alone() -> None:
    files = [file for file in SOURCE.rglob("*.py") if file not in {Path(doors.__file__), SOURCE / "audit/actions.py"}]
    decorated = {name: decorators(each) for file in files for name, each in functions(file)}
    assert [name for name, found in decorated.items() if "audit.action" in found or "action" in found] == []
    assert {name for name, found in decorated.items() if "door" in found} == set(known_doors())


@pytest.mark.proves(clauses.D_2, clauses.F)
@pytest.mark.usefixtures("instance")
def test_a_door_asks_before_anything_else_and_its_refusal_is_logged() -> None:
    from plainview.audit.models import Entry

    ran = []

    @doors.door(Event.CAMERA_ADDED, needs=Permission.CAMERAS_CHANGE)
    def add(*, actor: Actor, at: datetime) -> None:
        ran.append(actor)

    del doors.DOORS[f"{__name__}.{add.__qualname__}"]
    officer = Actor(ActorKind.PERSON, "1", "An officer", Role.OPERATOR)
    administrator = Actor(ActorKind.PERSON, "2", "An administrator", Role.ADMINISTRATOR)
    with pytest.raises(PolicyRefusal, match="your role may not register cameras"):
        add(actor=officer, at=datetime.now(UTC))
    add(actor=administrator, at=datetime.now(UTC))
    assert ran == [administrator]
    entry = Entry.objects.get()
    assert (entry.event, entry.outcome, entry.clause, entry.actor) == ("camera.added", "refused", "D.2", "person:1")


def test_every_command_stands_in_the_table_in_order() -> None:
    def commands(command: click.Command, context: click.Context, path: tuple[str, ...]) -> Iterator[str]:
        if not isinstance(command, click.Group):
            yield " ".join(path)
            return
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from commands(found, context, (*path, name))

    assert sorted(commands(main, click.Context(main), ())) == list(rules.COMMANDS) == sorted(rules.COMMANDS)


def test_each_group_with_a_permission_in_the_table_sets_itself_up_by_the_door_that_asks_it() -> None:
    asked = {name.split()[0] for name, needs in rules.COMMANDS.items() if isinstance(needs, Permission)}
    modules = {name: import_module(COMMANDS[name][0].partition(":")[0]) for name in asked}
    assert asked == {name for name, module in modules.items() if "setup.ready()" in inspect.getsource(module)}


@pytest.mark.usefixtures("instance")
@pytest.mark.parametrize(
    ("typed", "name"), [(["camera", "list"], "camera list"), (["hotlist", "expire"], "hotlist expire")]
)
def test_a_command_asks_its_own_rule(typed: list[str], name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert CliRunner().invoke(main, typed).exit_code == 0
    table = dict(rules.COMMANDS)
    monkeypatch.setattr(rules, "COMMANDS", {**table, name: Permission.SEARCH})
    done = CliRunner().invoke(main, typed)
    assert (done.exit_code, done.output) == (1, "Error: D.1: only a person who signed in looks at reads\n")
    del table[name]
    monkeypatch.setattr(rules, "COMMANDS", table)
    done = CliRunner().invoke(main, typed)
    assert (done.exit_code, done.output.startswith(f"Error: '{name}' has no rule")) == (1, True)


def test_every_stage_of_the_clock_asks_a_permission_of_the_clocks_row_or_says_why_not() -> None:
    assert {stage.name for stage in jobs.STAGES if isinstance(stage.needs, Unasked)} == {
        "approvals",
        "checkpoint",
        "copies in cars",
        "days ahead",
        "days over",
        "failures",
        "idle log-ins",
        "pictures",
        "sessions",
        "stops",
    }
    assert all(stage.needs.because for stage in jobs.STAGES if isinstance(stage.needs, Unasked))


@pytest.mark.proves(clauses.F)
def test_the_clock_runs_its_stages_and_nothing_else_each_with_its_permission(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    stages = [
        jobs.Stage("allowed", Permission.ENTRIES_EXPIRE, lambda _actor, _at: ran.append("allowed")),
        jobs.Stage("forbidden", Permission.SEARCH, lambda _actor, _at: ran.append("forbidden")),
        jobs.Stage("unasked", Unasked("a test"), lambda _actor, _at: ran.append("unasked")),
    ]
    monkeypatch.setattr(jobs, "STAGES", stages)
    with pytest.raises(PolicyRefusal, match="its own work"):
        jobs.tick(actor=job("clock"), at=datetime.now(UTC))
    assert ran == ["allowed", "unasked"]
