"""Ask the rules. Parsed once; a decision looks at the rules that name its permission and at those for everywhere."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import cedarpy

from plainview.policy.authorization.rules import EVERYWHERE, SCHEMA, Rule, RulesBroken, permits_of

Attributes = Mapping[str, str | bool]
_SUBJECT: Final = {"type": "Subject", "id": "subject"}


class Undecided(Exception):
    """A rule could not be evaluated. Cedar would leave it out; here nothing is permitted then."""


@dataclass(frozen=True)
class Verdict:
    """The answer, and the rules that made it: the permit, or the forbids in the order of the files.

    Not allowed and without a rule means that nothing permitted it.
    """

    allowed: bool
    by: tuple[Rule, ...]


class Authorizer:
    """Rules and the table whose rows they ask, ready to decide. Safe to share between threads: it never changes."""

    def __init__(self, rules: Sequence[Rule], schema: cedarpy.Schema, table: Mapping[str, Collection[str]]) -> None:
        """`table` has the permissions of each row, by name.

        Raises:
            ValueError: the schema knows no rows with permissions.
        """
        self._schema = schema
        self._rules = {rule.id: rule for rule in rules}
        self._order = {rule.id: number for number, rule in enumerate(rules)}
        self._about = {permission: _policies(rules, permission) for permission in permits_of(rules)}
        self._row = {name: _row(name, held, schema) for name, held in table.items()}
        self._no_row = cedarpy.Entities.from_json_str("[]", schema)

    def check(self, attributes: Attributes, facts: Attributes) -> None:
        """Hold the attributes of an actor, and every fact that can be stated, against the schema.

        A decision does not do that again, so a fact under a name that no rule asks for would be no fact.

        Raises:
            RulesBroken: the schema has another set of attributes.
        """
        try:
            cedarpy.Entities.from_json_str(_around("", attributes, facts), self._schema)
        except ValueError as trouble:
            stated = f"Actor with {', '.join(attributes)} or Subject with {', '.join(facts)}"
            raise RulesBroken(SCHEMA, None, f"there is no {stated} ({trouble})") from trouble

    def decide(self, row: str, attributes: Attributes, permission: str, facts: Attributes) -> Verdict:
        """Whether the actor of these attributes, who stands in this row, has the permission on this subject.

        Raises:
            Undecided: a rule met something that the schema does not know.
            KeyError: there is no such permission.
        """
        answer = cedarpy.is_authorized(
            {
                "principal": _actor(attributes),
                "action": {"type": "Action", "id": permission},
                "resource": _SUBJECT,
            },
            self._about[permission],
            self._row.get(row, self._no_row).with_added_json_str(_around(row, attributes, facts)),
            self._schema,
        )
        said = answer.diagnostics
        if said.errors or answer.decision is cedarpy.Decision.NoDecision:
            raise Undecided(f"{permission}: {'; '.join(said.errors)}")
        by = sorted(said.id_annotations_by_reason.values(), key=self._order.__getitem__)
        return Verdict(answer.allowed, tuple(self._rules[each] for each in by))


def _actor(attributes: Attributes) -> dict[str, str]:
    return {"type": "Actor", "id": str(attributes["id"])}


def _around(row: str, attributes: Attributes, facts: Attributes) -> str:
    """The entities that differ from decision to decision: who asks, and on what."""
    parents = [{"type": "Row", "id": row}]
    return json.dumps(
        [
            {"uid": _actor(attributes), "attrs": attributes, "parents": parents},
            {"uid": _SUBJECT, "attrs": facts, "parents": []},
        ]
    )


def _policies(rules: Iterable[Rule], permission: str) -> cedarpy.PolicySet:
    """What can matter to a permission. A rule outside `everywhere` names its permissions one by one."""
    about = (rule.text for rule in rules if rule.room == EVERYWHERE or permission in rule.actions)
    return cedarpy.PolicySet.from_str("\n".join(about))


def _row(name: str, held: Collection[str], schema: cedarpy.Schema) -> cedarpy.Entities:
    parents = [{"type": "Permission", "id": permission} for permission in sorted(held)]
    row = {"uid": {"type": "Row", "id": name}, "attrs": {}, "parents": parents}
    return cedarpy.Entities.from_json_str(json.dumps([row]), schema)
