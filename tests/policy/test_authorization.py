"""Each rule of `policy/authorization/` decides an example, and its removal or its opposite would be noticed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pytest

from plainview.accounts import permissions
from plainview.accounts.permissions import OTHERS, TABLE, Facts, Permission, all_rules, authorizer, may
from plainview.policy import clauses
from plainview.policy.authorization import rules
from plainview.policy.authorization.decisions import Authorizer, Undecided
from plainview.policy.authorization.rules import Rule, RulesBroken
from plainview.policy.decisions import ALLOWED, Refused
from plainview.terms.actor import Actor, ActorKind, Role

RULES: Final = {rule.id: rule for rule in all_rules()}
NOTHING: Final = Facts()
EVERYTHING: Final = {name: {each.name for each in Permission} for name in (*permissions.rows(), "vendor")}
"""A table that withholds nothing: what is refused with it is refused by a rule."""


@dataclass(frozen=True)
class Example:
    """One question, and the ids of the rules that answer it, in order; none means that nothing permits it."""

    row: str
    permission: Permission
    by: tuple[str, ...]
    facts: Facts = NOTHING

    def answer(self, of: Authorizer) -> tuple[bool, tuple[str, ...]]:
        kind = ActorKind(self.row) if self.row in set(ActorKind) else ActorKind.PERSON
        role = self.row if kind is ActorKind.PERSON else ""
        attributes = {**permissions.attributes(Actor(kind, "me", "Me")), "role": role}
        verdict = of.decide(self.row, attributes, self.permission.name, self.facts.attributes())
        return verdict.allowed, tuple(rule.id for rule in verdict.by)

    @property
    def expected(self) -> tuple[bool, tuple[str, ...]]:
        return any(RULES[each].effect == "permit" for each in self.by), self.by


def sides(
    rule: str, permission: Permission, facts: Facts, *, no: Sequence[str], yes: Mapping[str, str]
) -> list[Example]:
    """Rows to which a rule alone forbids something, and rows that it leaves to another rule."""
    refused = [Example(row, permission, (rule,), facts) for row in no]
    return refused + [Example(row, permission, (permit,), facts) for row, permit in yes.items()]


P: Final = Permission
MINE: Final = "person:me"
OTHER: Final = "person:somebody-else"
FORBIDS: Final[dict[str, list[Example]]] = {
    "machines-keep-to-their-work": [
        *sides(
            "machines-keep-to-their-work",
            P.CAMERAS_SEE,
            NOTHING,
            no=["device", "job"],
            yes={"console": "cameras-see", "operator": "cameras-see"},
        ),
        *sides("machines-keep-to-their-work", P.READS_DELIVER, NOTHING, no=[], yes={"device": "reads-deliver"}),
        *sides("machines-keep-to-their-work", P.ENTRIES_EXPIRE, NOTHING, no=[], yes={"job": "entries-expire"}),
        *sides("machines-keep-to-their-work", P.RETENTION_PURGE, NOTHING, no=[], yes={"job": "retention-purge"}),
    ],
    "reads-need-a-person": [
        example
        for permission, permit in (
            (P.ALERTS_SEE, "alerts-see"),
            (P.ALERTS_WORK, "alerts-work"),
            (P.HOLDS_ASK, "holds-ask"),
            (P.HOLDS_CHANGE, "holds-change"),
            (P.SEARCH, "search"),
        )
        for example in sides("reads-need-a-person", permission, NOTHING, no=["console"], yes={"supervisor": permit})
    ]
    + [Example("console", P.ALERTS_CONFIRM, ("reads-need-a-person",))],
    "reads-need-a-duty": [
        example
        for permission, permit in (
            (P.ALERTS_SEE, "alerts-see"),
            (P.ALERTS_WORK, "alerts-work"),
            (P.HOLDS_ASK, "holds-ask"),
            (P.HOLDS_CHANGE, "holds-change"),
            (P.SEARCH, "search"),
        )
        for example in sides(
            "reads-need-a-duty",
            permission,
            NOTHING,
            no=["administrator", "auditor", "chief", "vendor"],
            yes={"console": "reads-need-a-person", "dispatcher": permit, "operator": permit, "supervisor": permit},
        )
    ],
    "approvals-need-a-person": sides(
        "approvals-need-a-person",
        P.ENTRIES_APPROVE,
        NOTHING,
        no=["console"],
        yes={"supervisor": "entries-approve"},
    ),
    "nobody-decides-their-own-request": [
        *sides(
            "nobody-decides-their-own-request",
            P.ENTRIES_APPROVE,
            Facts(requested_by=MINE),
            no=["supervisor"],
            yes={},
        ),
        *sides("", P.ENTRIES_APPROVE, Facts(requested_by=OTHER), no=[], yes={"supervisor": "entries-approve"}),
    ],
    "log-ins-come-from-the-administrator": sides(
        "log-ins-come-from-the-administrator",
        P.PEOPLE_CHANGE,
        NOTHING,
        no=["auditor", "chief", "dispatcher", "operator", "supervisor", "vendor"],
        yes={"administrator": "people-change", "console": "people-change"},
    ),
    "nobody-ends-their-own-access": [
        *sides(
            "nobody-ends-their-own-access", P.PEOPLE_CHANGE, Facts(ends_access_of=MINE), no=["administrator"], yes={}
        ),
        *sides("", P.PEOPLE_CHANGE, Facts(ends_access_of=OTHER), no=[], yes={"administrator": "people-change"}),
    ],
    "communications-confirm": sides(
        "communications-confirm",
        P.ALERTS_CONFIRM,
        NOTHING,
        no=["operator", "supervisor"],
        yes={"console": "reads-need-a-person", "dispatcher": "alerts-confirm"},
    ),
    "nobody-answers-their-own-question": [
        *sides(
            "nobody-answers-their-own-question",
            P.ALERTS_CONFIRM,
            Facts(requested_by=MINE),
            no=["dispatcher"],
            yes={},
        ),
        *sides("", P.ALERTS_CONFIRM, Facts(requested_by=OTHER), no=[], yes={"dispatcher": "alerts-confirm"}),
    ],
    "a-supervisor-approves": sides(
        "a-supervisor-approves",
        P.ENTRIES_APPROVE,
        NOTHING,
        no=["administrator", "auditor", "chief", "dispatcher", "operator", "vendor"],
        yes={"console": "approvals-need-a-person", "supervisor": "entries-approve"},
    ),
    "only-cars-carry-entries": [
        *sides("only-cars-carry-entries", P.ENTRIES_CARRY, Facts(in_a_car=False), no=["device"], yes={}),
        *sides("", P.ENTRIES_CARRY, Facts(in_a_car=True), no=[], yes={"device": "entries-carry"}),
    ],
    "the-chief-appoints": sides(
        "the-chief-appoints",
        P.APPOINTMENTS_CHANGE,
        NOTHING,
        no=["administrator", "auditor", "console", "dispatcher", "operator", "supervisor", "vendor"],
        yes={"chief": "appointments-change"},
    ),
    "the-officer-of-a-stop-answers-for-it": [
        *sides(
            "the-officer-of-a-stop-answers-for-it",
            P.ALERTS_WORK,
            Facts(stopped_by=OTHER),
            no=["operator", "supervisor"],
            yes={},
        ),
        *sides("", P.ALERTS_WORK, Facts(stopped_by=MINE), no=[], yes={"operator": "alerts-work"}),
    ],
    "whoever-asked-takes-it-back": [
        *sides("whoever-asked-takes-it-back", P.HOLDS_ASK, Facts(asked_by=OTHER), no=["operator"], yes={}),
        *sides("", P.HOLDS_ASK, Facts(asked_by=MINE), no=[], yes={"operator": "holds-ask"}),
    ],
    "nobody-holds-on-their-own-request": [
        *sides(
            "nobody-holds-on-their-own-request",
            P.HOLDS_CHANGE,
            Facts(requested_by=MINE),
            no=["supervisor"],
            yes={},
        ),
        *sides("", P.HOLDS_CHANGE, Facts(requested_by=OTHER), no=[], yes={"supervisor": "holds-change"}),
    ],
    "a-search-is-of-one-person": [
        *sides("a-search-is-of-one-person", P.SEARCH, Facts(asked_by=OTHER), no=["operator"], yes={}),
        *sides("", P.SEARCH, Facts(asked_by=MINE), no=[], yes={"operator": "search"}),
    ],
}
"""Each forbid: what it alone refuses although the table gives it, and what it lets through."""

PERMITS: Final[dict[str, Example]] = {
    permit: Example(row, permission, (permit,))
    for permit, row, permission in (
        ("access-approve", "supervisor", P.ACCESS_APPROVE),
        ("alerts-confirm", "dispatcher", P.ALERTS_CONFIRM),
        ("alerts-escalate", "job", P.ALERTS_ESCALATE),
        ("alerts-see", "operator", P.ALERTS_SEE),
        ("alerts-work", "operator", P.ALERTS_WORK),
        ("appointments-change", "chief", P.APPOINTMENTS_CHANGE),
        ("approvals-see", "supervisor", P.APPROVALS_SEE),
        ("break-glass-open", "supervisor", P.BREAK_GLASS_OPEN),
        ("break-glass-review", "auditor", P.BREAK_GLASS_REVIEW),
        ("break-glass-see", "chief", P.BREAK_GLASS_SEE),
        ("holds-list", "records clerk", P.HOLDS_LIST),
        ("people-see", "auditor", P.PEOPLE_SEE),
        ("promotions-approve", "chief", P.PROMOTIONS_APPROVE),
        ("searches-approve", "supervisor", P.SEARCHES_APPROVE),
        ("vendors-admit", "administrator", P.VENDORS_ADMIT),
        ("audit-read", "auditor", P.AUDIT_READ),
        ("cad-tend", "dispatcher", P.CAD_TEND),
        ("cameras-change", "administrator", P.CAMERAS_CHANGE),
        ("cameras-see", "dispatcher", P.CAMERAS_SEE),
        ("compliance-see", "auditor", P.COMPLIANCE_SEE),
        ("entries-approve", "supervisor", P.ENTRIES_APPROVE),
        ("entries-carry", "device", P.ENTRIES_CARRY),
        ("entries-expire", "job", P.ENTRIES_EXPIRE),
        ("entries-hurry", "operator", P.ENTRIES_HURRY),
        ("entries-propose", "operator", P.ENTRIES_PROPOSE),
        ("entries-see", "chief", P.ENTRIES_SEE),
        ("holds-ask", "analyst", P.HOLDS_ASK),
        ("holds-change", "supervisor", P.HOLDS_CHANGE),
        ("holds-see", "auditor", P.HOLDS_SEE),
        ("keys-change", "console", P.KEYS_CHANGE),
        ("ledger-see", "supervisor", P.LEDGER_SEE),
        ("lists-deliver", "job", P.LISTS_DELIVER),
        ("lists-import", "console", P.LISTS_IMPORT),
        ("people-change", "administrator", P.PEOPLE_CHANGE),
        ("reads-deliver", "device", P.READS_DELIVER),
        ("retention-purge", "job", P.RETENTION_PURGE),
        ("policy-see", "operator", P.POLICY_SEE),
        ("retention-see", "auditor", P.RETENTION_SEE),
        ("training-change", "administrator", P.TRAINING_CHANGE),
        ("training-see", "chief", P.TRAINING_SEE),
        ("search", "operator", P.SEARCH),
        ("stops-oversee", "auditor", P.STOPS_OVERSEE),
        ("stops-review", "supervisor", P.STOPS_REVIEW),
        ("stops-see", "operator", P.STOPS_SEE),
    )
}
"""Each permit: somebody to whom the product's own table gives the permission."""


def over(table: Mapping[str, Iterable[str]], of: Iterable[Rule] = RULES.values()) -> Authorizer:
    return Authorizer(tuple(of), rules.schema(rules.FOLDER), {name: set(held) for name, held in table.items()})


def test_each_rule_has_its_example() -> None:
    assert set(FORBIDS) == {rule.id for rule in RULES.values() if rule.effect == "forbid"}
    assert set(PERMITS) == {rule.id for rule in RULES.values() if rule.effect == "permit"}


@pytest.mark.proves(
    clauses.D_1, clauses.D_2, clauses.D_3, clauses.F, clauses.F_A, clauses.F_B_1, clauses.I_6, clauses.K_1
)
@pytest.mark.parametrize("rule", FORBIDS)
def test_a_forbid_decides_whatever_the_table_says_and_lets_the_others_through(rule: str) -> None:
    everything = over(EVERYTHING)
    assert any(example.by == (rule,) for example in FORBIDS[rule])
    for example in FORBIDS[rule]:
        assert example.answer(everything) == example.expected, example


@pytest.mark.proves(clauses.D_2)
@pytest.mark.parametrize("permit", PERMITS)
def test_a_permit_decides_for_whom_the_table_gives_it_to_and_nothing_permits_it_without(permit: str) -> None:
    example, table = PERMITS[permit], permissions.rows()
    assert example.answer(authorizer()) == example.expected
    less = {name: set(held) - {example.permission.name} for name, held in table.items()}
    assert example.answer(over(less)) == (False, ())
    others = {name: {each.name for each in Permission} - {example.permission.name} for name in table}
    assert example.answer(over(others)) == (False, ())


def noticed(rule: Rule, changed: Sequence[Rule]) -> bool:
    """Whether an example of the rule has another answer under the changed rules."""
    if rule.effect == "permit":
        try:
            return PERMITS[rule.id].answer(over(permissions.rows(), changed)) != PERMITS[rule.id].expected
        except KeyError:
            return True  # nothing knows the permission any more
    asked = over(EVERYTHING, changed)
    return any(example.answer(asked) != example.expected for example in FORBIDS[rule.id])


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_that_is_missing_would_be_noticed(rule: Rule) -> None:
    assert noticed(rule, [each for each in RULES.values() if each is not rule])


CONDITIONS: Final = [
    pytest.param(rule, old, new, id=f"{rule.id}-{old.rstrip(' {')}")
    for rule in RULES.values()
    for old, new in (("when {", "unless {"), ("unless {", "when {"))
    if old in rule.text
]


@pytest.mark.parametrize(("rule", "old", "new"), CONDITIONS)
def test_a_condition_that_is_turned_round_or_lost_would_be_noticed(rule: Rule, old: str, new: str) -> None:
    before, _, rest = rule.text.partition(old)
    _, _, after = rest.partition("}")
    for text in (f"{before}{new}{rest}", f"{before}{after}"):
        changed = [replace(each, text=text) if each is rule else each for each in RULES.values()]
        assert noticed(rule, changed), text


def everyone() -> list[Actor]:
    people = [Actor(ActorKind.PERSON, "me", "A person", role) for role in Role]
    return people + [Actor(kind, "it", "Not a person") for kind in ActorKind]


@pytest.mark.proves(clauses.D_2, clauses.F)
@pytest.mark.parametrize("actor", everyone(), ids=lambda actor: actor.role or actor.kind)
def test_everyone_may_what_their_row_says_and_nothing_else(actor: Actor) -> None:
    row = OTHERS.get(actor.kind, frozenset()) if actor.kind is not ActorKind.PERSON else TABLE.get(actor.role, ())
    assert {permission for permission in Permission if may(actor, permission) == ALLOWED} == set(row)


def test_the_rules_about_a_permission_answer_as_all_rules_together_do() -> None:
    together = over(EVERYTHING, [replace(rule, room=rules.EVERYWHERE) for rule in RULES.values()])
    apart = over(EVERYTHING)
    for row in EVERYTHING:
        for permission in Permission:
            for facts in (
                NOTHING,
                Facts(MINE, MINE, MINE, stopped_by=MINE),
                Facts(OTHER, OTHER, OTHER, stopped_by=OTHER),
            ):
                example = Example(row, permission, (), facts)
                assert example.answer(apart) == example.answer(together), example


def test_a_refusal_carries_the_words_of_the_rule_that_made_it() -> None:
    administrator = Actor(ActorKind.PERSON, "me", "A", Role.ADMINISTRATOR)
    assert may(administrator, Permission.PEOPLE_CHANGE, on=Facts(ends_access_of=str(administrator))) == Refused(
        clauses.D_3, "this is your own log-in", "Another administrator can deactivate it.", "person"
    )
    assert may(administrator, Permission.ENTRIES_PROPOSE) == Refused(
        clauses.D_2,
        "your role may not propose, verify and remove a hot list entry",
        "Ask the ALPR Administrator if your duties need it.",
    )


def test_of_several_rules_that_forbid_the_first_in_the_order_of_the_files_speaks() -> None:
    device = Actor(ActorKind.DEVICE, "me", "A box")
    verdict = authorizer().decide("device", permissions.attributes(device), "SEARCH", {})
    assert [rule.id for rule in verdict.by] == ["machines-keep-to-their-work", "reads-need-a-person"]
    refused = may(device, Permission.SEARCH)
    assert isinstance(refused, Refused)
    assert refused.clause is clauses.F


def test_a_rule_that_cannot_be_evaluated_permits_nothing() -> None:
    with pytest.raises(Undecided, match="does not have the attribute `role`"):
        authorizer().decide("operator", {"id": "person:me", "kind": "person"}, "SEARCH", {})


def test_every_fact_is_one_that_the_schema_knows_and_a_wrong_one_stops_the_start() -> None:
    actor = permissions.attributes(Actor(ActorKind.PERSON, "me", "A", Role.OPERATOR))
    with pytest.raises(RulesBroken, match=r"schema\.cedarschema: .*asked_for"):
        authorizer().check(actor, {"asked_for": ""})
    with pytest.raises(RulesBroken, match=r"schema\.cedarschema: .*trained"):
        authorizer().check({**actor, "trained": True}, {})
    schema = (rules.FOLDER / "schema.cedarschema").read_text("utf-8")
    assert schema.count('"?: String') + schema.count('"?: Bool') == len(Facts.__dataclass_fields__)


def test_the_schema_knows_the_permissions_in_order_and_no_other() -> None:
    schema = (rules.FOLDER / "schema.cedarschema").read_text("utf-8")
    known = [line.split()[1] for line in schema.splitlines() if line.startswith("action ") and "appliesTo" in line]
    assert known == [permission.name for permission in Permission] == sorted(known)
