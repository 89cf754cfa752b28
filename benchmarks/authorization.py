"""How long a decision takes: `python -m benchmarks.authorization [--quick]`.

No database and no Django: the rules, the table and the question alone, on one thread. The product's rules are filled up
to 60 with others of their kind, in rooms of the sizes that it has, so that the figure is that of a larger product.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import cycle, islice
from random import Random
from typing import Any, Final

import cedarpy

from benchmarks import report
from plainview.accounts import permissions
from plainview.accounts.permissions import Facts, Permission, may
from plainview.policy.authorization import rules
from plainview.policy.authorization.decisions import Authorizer
from plainview.policy.authorization.rules import Rule
from plainview.terms.actor import Actor, ActorKind, Role

RULES: Final = 60
DECISIONS: Final = 20_000
QUICK_DECISIONS: Final = 2_000
TEXT_ONE_IN: Final = 40
"""Decisions in which Cedar reads the rules' text anew are slow, so fewer are timed."""
STARTS: Final = 20

Question = tuple[Actor, Permission, Facts]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.authorization", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_DECISIONS} decisions")
    chosen = parser.parse_args()
    report.show(measured(QUICK_DECISIONS if chosen.quick else DECISIONS))


def measured(decisions: int) -> report.Report:
    """Ask so many questions in each way."""
    more = _filled_up(permissions.all_rules())
    ours = _authorizer(more)
    whole = _authorizer([replace(rule, room=rules.EVERYWHERE) for rule in more])
    text = _as_text(more)
    asked = list(_questions(decisions))
    plain = [(actor, permission, Facts()) for actor, permission, _ in asked]
    for actor, permission, _ in plain:
        may(actor, permission)
    report.say(f"{len(more)} rules, {len(asked)} questions")
    fresh = _seconds("with facts", asked, lambda *question: permissions.decide(ours, *question))
    together = _seconds("all rules together", asked, lambda *question: permissions.decide(whole, *question))
    raw = _seconds("from text", asked[::TEXT_ONE_IN], text)
    remembered = _seconds("remembered", plain, lambda actor, permission, _: may(actor, permission))
    starts = [
        _timed(lambda: _authorizer(rules.read(rules.FOLDER, [each.name for each in Permission]))) for _ in range(STARTS)
    ]
    return report.Report(
        "authorization",
        figures={
            "rules": len(more),
            "decision_p50_micros": _micros(fresh, 50),
            "decision_p99_micros": _micros(fresh, 99),
            "all_rules_together_p50_micros": _micros(together, 50),
            "all_rules_together_p99_micros": _micros(together, 99),
            "from_text_p50_micros": _micros(raw, 50),
            "from_text_p99_micros": _micros(raw, 99),
            "remembered_p50_micros": _micros(remembered, 50),
            "remembered_p99_micros": _micros(remembered, 99),
            "start_ms": round(report.median(starts) * 1e3, 1),
        },
        ratios={
            "from_text_to_decision": round(report.median(raw) / report.median(fresh), 1),
            "all_rules_together_to_decision": round(report.median(together) / report.median(fresh), 1),
        },
        targets={"decision_p99_micros": {"at_most": 200.0}, "remembered_p99_micros": {"at_most": 200.0}},
        notes={
            "rules": f"the product's {len(permissions.all_rules())}, and forbids that speak of a fact, spread over the"
            f" rooms, up to {RULES}",
            "decision": f"{decisions} questions of every role and permission, each with three facts of its subject; the"
            " rules that name the permission and those for everywhere are asked, nothing is remembered",
            "all rules together": "the same questions, all rules asked each time",
            "from text": "the same, and Cedar reads rules, schema and table as text each time",
            "remembered": "the same questions without facts, as most are, asked once before: the answer is kept",
            "start": f"the product's rules read from their files and checked, the median of {STARTS} times",
        },
    )


def _filled_up(known: Sequence[Rule]) -> list[Rule]:
    """More forbids, one a permission in turn. None of them ever applies, but each is evaluated where it is asked."""
    permits = [rule for rule in known if rule.effect == "permit"]

    def one(number: int, like: Rule) -> Rule:
        text = (
            f'@id("more-{number}")\n@clause("{like.clause.id}")\n@reason("it is the example of number {number}")\n'
            '@remedy("Ask the ALPR Administrator.")\n'
            f'forbid (principal, action == Action::"{like.actions[0]}", resource)\n'
            f'when {{ resource has requested_by && resource.requested_by == "person:{number}" }}\n'
            f'unless {{ principal.role == "chief" }};'
        )
        return replace(like, id=f"more-{number}", effect="forbid", text=text)

    wanted = RULES - len(known)
    return [*known, *(one(number, like) for number, like in enumerate(islice(cycle(permits), max(0, wanted))))]


def _authorizer(of: Sequence[Rule]) -> Authorizer:
    return Authorizer(of, rules.schema(rules.FOLDER), permissions.rows())


def _questions(count: int) -> Iterator[Question]:
    chance = Random(1)  # noqa: S311 - a sample, not a secret
    people = [
        Actor(ActorKind.PERSON, f"{number:032x}", f"Person {number}", role) for role in Role for number in range(5)
    ]
    actors = [*people, *(Actor(kind, "it", "It") for kind in ActorKind)]
    for _ in range(count):
        other = str(chance.choice(people))
        yield chance.choice(actors), chance.choice(list(Permission)), Facts(other, other, other)


def _as_text(of: Sequence[Rule]) -> Callable[..., Any]:
    """The same decision from strings, as a program asks that keeps nothing."""
    text, schema = "\n".join(rule.text for rule in of), str(rules.schema(rules.FOLDER))
    table = [
        {
            "uid": {"type": "Row", "id": name},
            "attrs": {},
            "parents": [{"type": "Permission", "id": permission} for permission in held],
        }
        for name, held in permissions.rows().items()
    ]

    def ask(actor: Actor, permission: Permission, on: Facts) -> cedarpy.AuthzResult:
        who, what = {"type": "Actor", "id": str(actor)}, {"type": "Subject", "id": "subject"}
        around = [
            {
                "uid": who,
                "attrs": permissions.attributes(actor),
                "parents": [{"type": "Row", "id": permissions.row(actor)}],
            },
            {"uid": what, "attrs": on.attributes(), "parents": []},
        ]
        action = {"type": "Action", "id": permission.name}
        request = {"principal": who, "action": action, "resource": what}
        return cedarpy.is_authorized(request, text, json.dumps(table + around), schema)

    return ask


def _seconds(what: str, questions: Sequence[Question], ask: Callable[..., Any]) -> list[float]:
    return [_timed(lambda question=question: ask(*question)) for question in report.progress(questions, what)]


def _timed(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _micros(seconds: Sequence[float], percent: int) -> float:
    return round(report.percentile(seconds, percent) * 1e6, 1)


if __name__ == "__main__":
    main()
