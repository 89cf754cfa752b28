"""The rules, read from their files and checked before anyone can ask them. A mistake names its file and line."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import cedarpy
from cedarpy import pst

from plainview.policy import clauses
from plainview.policy.authorization.statements import Statement, statements
from plainview.policy.clauses import Clause

FOLDER: Final = Path(__file__).parent
"""Where the product's rules are."""
EVERYWHERE: Final = "everywhere"
"""The file whose rules hold in every room."""
SCHEMA: Final = "schema.cedarschema"
_ASKED: Final = {"permit": {"id", "clause"}, "forbid": {"id", "clause", "reason", "remedy"}}
_OPTIONAL: Final = {"permit": set[str](), "forbid": {"field"}}


class RulesBroken(Exception):
    """A file of rules is not as it must be. Nothing starts with it."""

    def __init__(self, file: str, line: int | None, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}" if line else f"{file}: {reason}")


@dataclass(frozen=True)
class Rule:
    """One rule. `actions` are the permissions, or kinds of permissions, in its head; none means all.

    `reason`, `remedy` and `field` are what a refusal by it says; a permit has none.
    """

    id: str
    room: str
    effect: Literal["permit", "forbid"]
    clause: Clause
    actions: tuple[str, ...]
    text: str
    file: str
    line: int
    reason: str = ""
    remedy: str = ""
    field: str | None = None


def schema(folder: Path) -> cedarpy.Schema:
    """What a rule may speak of.

    Raises:
        RulesBroken: the file is missing or Cedar does not take it.
    """
    try:
        return cedarpy.Schema.from_str((folder / SCHEMA).read_text(encoding="utf-8"))
    except (OSError, ValueError) as trouble:
        raise RulesBroken(SCHEMA, None, str(trouble)) from trouble


def read(folder: Path, permissions: Collection[str]) -> tuple[Rule, ...]:
    """Every rule, those that hold everywhere first, then room by room in the order of the files.

    Raises:
        RulesBroken: at the first mistake: a rule that Cedar does not take, an annotation that is missing or unknown, a
            clause that does not exist, an id that is used twice, a permission that nothing permits or that has two
            permits, a permit that passes by the table, a rule in a file of another room.
    """
    known = schema(folder)
    files = sorted(folder.glob("*.cedar"), key=lambda file: (file.stem != EVERYWHERE, file.stem))
    rules = tuple(_rule(each, known) for file in files for each in statements(file.name, _text(file)))
    _check_ids(rules)
    _check_permits(rules, permissions)
    _check_places(rules)
    return rules


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, ValueError) as trouble:
        raise RulesBroken(file.name, None, str(trouble)) from trouble


def _rule(statement: Statement, known: cedarpy.Schema) -> Rule:
    try:
        parsed = cedarpy.policies_to_pst(statement.text)
    except ValueError as trouble:
        raise _broken(statement, str(trouble)) from trouble
    if len(parsed.static_policies) != 1:
        raise _broken(statement, "a rule stands here without a slot to fill")
    (policy,) = parsed.static_policies.values()
    checked = cedarpy.validate_policies(statement.text, known)
    if not checked.validation_passed:
        raise _broken(
            statement, "; ".join(each.error.removeprefix("for policy `policy0`, ") for each in checked.errors)
        )
    if policy.effect == "permit" and not _asks_the_table(policy):
        raise _broken(statement, 'a permit asks the table: principal in Permission::"X", action == Action::"X"')
    said = _annotations(statement, policy)
    return Rule(
        id=said["id"],
        room=statement.file.removesuffix(".cedar"),
        effect=policy.effect,
        clause=clauses.BY_ID[said["clause"]],
        actions=_actions(policy.action),
        text=statement.text,
        file=statement.file,
        line=statement.line,
        reason=said.get("reason", ""),
        remedy=said.get("remedy", ""),
        field=said.get("field"),
    )


def _annotations(statement: Statement, policy: pst.Template) -> Mapping[str, str]:
    said = policy.annotations
    for name in sorted(_ASKED[policy.effect]):
        if not said.get(name, "").strip():
            raise _broken(statement, f"the annotation @{name} is missing")
    if unknown := set(said) - _ASKED[policy.effect] - _OPTIONAL[policy.effect]:
        raise _broken(statement, f"the annotation @{min(unknown)} means nothing on a {policy.effect}")
    if said["clause"] not in clauses.BY_ID:
        raise _broken(statement, f"there is no clause {said['clause']}")
    return said


def _actions(head: object) -> tuple[str, ...]:
    match head:
        case pst.ActionEq(entity=entity):
            return (entity.id,)
        case pst.ActionIn(entities=entities):
            return tuple(entity.id for entity in entities)
    return ()


def _asks_the_table(policy: pst.Template) -> bool:
    match policy:
        case pst.Template(
            principal=pst.ScopeIn(entity=pst.EntityUid(type=pst.EntityType(basename="Permission"), id=held)),
            action=pst.ActionEq(entity=pst.EntityUid(id=asked)),
        ):
            return held == asked
    return False


def _check_ids(rules: Iterable[Rule]) -> None:
    first: dict[str, Rule] = {}
    for rule in rules:
        if rule.id in first:
            raise RulesBroken(
                rule.file, rule.line, f"the id {rule.id} is used at {first[rule.id].file}:{first[rule.id].line} too"
            )
        first[rule.id] = rule


def _check_permits(rules: Iterable[Rule], permissions: Collection[str]) -> None:
    permits = permits_of(rules)
    for permission, found in permits.items():
        if permission not in permissions:
            raise RulesBroken(found[0].file, found[0].line, f"the table knows no permission {permission}")
        if len(found) > 1:
            raise RulesBroken(found[1].file, found[1].line, f"{permission} is permitted by {found[0].id} already")
    if missing := sorted(set(permissions) - set(permits)):
        raise RulesBroken("*.cedar", None, f"no rule permits {', '.join(missing)}")


def permits_of(rules: Iterable[Rule]) -> Mapping[str, list[Rule]]:
    """Permission: the rules that permit it."""
    permits = defaultdict(list)
    for rule in rules:
        if rule.effect == "permit":
            permits[rule.actions[0]].append(rule)
    return permits


def _check_places(rules: Iterable[Rule]) -> None:
    """A room's rules name its own permissions one by one: whoever reads its file reads all that concerns it alone."""
    rules = tuple(rules)
    rooms = {permission: found[0].room for permission, found in permits_of(rules).items()}
    for rule in rules:
        if rule.room == EVERYWHERE:
            if rule.effect == "permit":
                raise RulesBroken(rule.file, rule.line, "a permit stands in the file of its room")
        elif not rule.actions or {rooms.get(action) for action in rule.actions} != {rule.room}:
            raise RulesBroken(
                rule.file,
                rule.line,
                f"this rule is not about permissions of {rule.room} alone: move it to {EVERYWHERE}",
            )


def _broken(statement: Statement, reason: str) -> RulesBroken:
    return RulesBroken(statement.file, statement.line, reason)
