"""The worked examples in docs/policy/examples, run: what a lawyer reads there is what the program does."""

from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from plainview.policy import clauses, packing
from plainview.policy.book import Book, Loosening
from plainview.policy.matters import Statement, weigh
from plainview.policy.packing import Pack
from plainview.policy.parameters import PACKS
from plainview.policy.rules import Rule

EXAMPLES: Final = Path(__file__).parents[2] / "docs" / "policy" / "examples"


def read(name: str) -> list[Any]:
    return [pytest.param(each, id=each["example"]) for each in yaml.safe_load((EXAMPLES / name).read_text("utf-8"))]


def agency(rule: Rule, said: dict[str, Any] | None) -> tuple[Pack, ...]:
    """The department's own pack of an example."""
    if said is None:
        return ()
    text = f"""
        name = "agency"
        title = "An agency"
        effective = {said["effective"]}
        [rules.{rule}]
        {rule.key} = "{said["value"]}"
        clause = "K.1"
        source = "General order"
        confidence = "A"
    """
    return (packing.read(text, "agency.toml"),)


@pytest.mark.proves(clauses.K_1, clauses.H_5)
@pytest.mark.parametrize("example", read("limits.yaml"))
def test_a_limit_is_what_the_example_says(example: dict[str, Any]) -> None:
    packs = tuple(packing.load(name) for name in example.get("packs", PACKS))
    rule, on = Rule(example["rule"]), example["day"]
    assert isinstance(on, date)
    own = agency(rule, example.get("agency"))
    if "refused" in example:
        with pytest.raises(Loosening) as refusal:
            Book(packs, own)
        assert refusal.value.clause.id == example["refused"]
        return
    held = Book(packs, own).ask(rule, on)
    assert held is not None
    assert str(held.value) == example["holds"]
    assert f"{held.deciding.pack}, {held.deciding.clause.id}" == example["by"]


@pytest.mark.proves(
    clauses.F_A_1_II, clauses.G_3, clauses.G_4, clauses.G_5, clauses.I_2, clauses.I_3, clauses.I_7, clauses.E_A_1
)
@pytest.mark.parametrize("example", read("reasons.yaml"))
def test_a_reason_is_weighed_as_the_example_says(example: dict[str, Any]) -> None:
    earlier = example.get("earlier")
    statement = Statement(
        concern=example["answer"],
        texts=(example["reason"], example.get("offence", "Stolen vehicle"), ""),
        reason=example["reason"],
        case_number="26-1",
        exception=example.get("exception", ""),
        documented=example.get("document", False),
        earlier=((earlier["reason"], earlier["case"]),) if earlier else (),
    )
    weighed = weigh(statement, date(2026, 11, 24))
    refused, second = ({each.clause.id for each in found} for found in (weighed.refusals, weighed.second))
    outcome, _, clause = example["then"].rpartition(" ")
    expected = (
        ({clause}, set())
        if outcome == "refused"
        else (set(), {clause})
        if outcome == "second person"
        else (set(), set())
    )
    assert (refused, second if not refused else set()) == expected
