"""The generated pages of `docs/policy`: who may do what, and what the log holds. Read from the program's own text."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import plainview
from plainview.accounts.permissions import OTHERS, TABLE, Permission, Unasked, all_rules
from plainview.audit.events import Event
from plainview.commands.rules import COMMANDS
from plainview.policy.authorization.rules import EVERYWHERE, Rule, permits_of

_SOURCE: Final = Path(plainview.__file__).parent
_PERMISSIONS: Final = """\
# Who may do what

Written by `plainview policy permissions --write`; do not edit it by hand. A test compares it with the program.

A permission that is not in a row is denied (D.2). The rows stand in `accounts/permissions.py`, the rules in
`policy/authorization/`, a file a room, in [Cedar](https://www.cedarpolicy.com). A permit asks the row; a rule that
forbids is stronger than any row.
"""
_EVENTS: Final = """\
# What the log holds

Written by `plainview policy events --write`; do not edit it by hand. A test compares it with the program.

Every event of the log in alphabetical order, the functions that write it, and the permission that each asks first. A
refusal by one of these permissions is an entry too, under the event of what was refused. Where no permission stands,
the page or the action that calls the function has asked already, or the entry is about somebody who is at the door.
"""


class _Mention(NamedTuple):
    """A function that writes an event: where it is, the permission or reason in its `@door`, its first sentence."""

    function: str
    needs: str
    says: str


def permissions() -> str:
    """The page of roles, permissions and rules, as Markdown."""
    rules = all_rules()
    permits = {permission: found[0] for permission, found in permits_of(rules).items()}
    rows: Mapping[str, frozenset[Permission]] = {
        **{str(role): held for role, held in TABLE.items()},
        **{str(kind): held for kind, held in OTHERS.items()},
    }
    held = [
        [
            str(each),
            permits[each.name].clause.id,
            permits[each.name].room,
            *("yes" if each in row else "" for row in rows.values()),
        ]
        for each in Permission
    ]
    return "\n".join(
        [
            _PERMISSIONS,
            "## Permissions",
            "",
            *_table(["permission", "clause", "room", *rows], held),
            "",
            "## What is forbidden whatever the row says",
            "",
            *_table(["rule", "clause", "of", "the refusal says", "and what would help"], _forbids(rules)),
            "",
            "## Commands",
            "At the server's own console. An action that a command calls asks again.",
            "",
            *_table(["command", "needs"], [[f"plainview {name}", _said(needs)] for name, needs in COMMANDS.items()]),
            "",
        ]
    )


def events() -> str:
    """The page of events, as Markdown.

    Raises:
        KeyError: an event that no function writes.
    """
    mentions = _mentions()
    lines = []
    for event in Event:
        for number, each in enumerate(mentions[event.name]):
            lines.append([f"`{event}`" if number == 0 else "", f"`{each.function}`", each.needs, each.says])
    return "\n".join([_EVENTS, *_table(["event", "written by", "asks", "which does"], lines), ""])


def _forbids(rules: Iterable[Rule]) -> Iterator[Sequence[str]]:
    for rule in rules:
        if rule.effect == "forbid":
            about = ", ".join(Permission[each] if each in Permission.__members__ else each for each in rule.actions)
            of = about or "everything"
            where = of if rule.room == EVERYWHERE else f"{rule.room}: {of}"
            yield f"`{rule.id}`", rule.clause.id, where, rule.reason, rule.remedy


def _said(needs: Permission | Unasked) -> str:
    return f"none: {needs.because}" if isinstance(needs, Unasked) else str(needs)


def _table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *lines)]


def _mentions() -> Mapping[str, list[_Mention]]:
    """Name of an event: the functions whose text names it."""
    found: dict[str, list[_Mention]] = defaultdict(list)
    for file in sorted(_SOURCE.rglob("*.py")):
        if "migrations" in file.parts:
            continue
        module = ".".join(file.relative_to(_SOURCE).with_suffix("").parts)
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                says = (ast.get_docstring(function) or "").split("\n", 1)[0]
                mention = _Mention(f"{module}.{function.name}", _needs(function), says)
                for name in dict.fromkeys(_named(function, "Event")):
                    found[name].append(mention)
    return dict(found)


def _named(within: ast.AST, enum: str) -> Iterator[str]:
    for node in ast.walk(within):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == enum:
            yield node.attr


def _needs(function: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) and decorator.func.id == "door":
            for name in _named(decorator, "Permission"):
                return str(Permission[name])
            return f"none: {next(_reasons(decorator))}"
    return ""


def _reasons(decorator: ast.Call) -> Iterator[str]:
    for node in ast.walk(decorator):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Unasked":
            yield ast.literal_eval(node.args[0])
