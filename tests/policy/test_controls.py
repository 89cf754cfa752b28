"""Each control that names a clause has a test that proves it."""

import pkgutil
from importlib import import_module
from pathlib import Path
from typing import Final

import plainview
from plainview.policy import clauses
from plainview.policy.enforcement import CONTROLS

TESTS: Final = Path(__file__).parents[1]


def test_the_clauses_stand_in_the_papers_order_and_are_complete() -> None:
    ids = [clause.id for clause in clauses.ALL]
    assert len(ids) == len(set(ids)) == 83
    assert ids[:3] == ["A", "B", "C"]
    assert ids[-1] == "M.2"


def test_every_clause_that_a_control_names_is_proved_by_a_test() -> None:
    for found in pkgutil.walk_packages(plainview.__path__, "plainview."):
        # Teaching the networks needs PyTorch, which no installation has, and enforces nothing.
        if not found.name.endswith("__main__") and not any(
            part in found.name for part in (".migrations", "recognition.training.")
        ):
            import_module(found.name)
    source = "".join(path.read_text("utf-8") for path in TESTS.rglob("test_*.py"))
    proofs = "".join(source.split("proves(")[1:])
    names = {clause: name for name, clause in vars(clauses).items() if isinstance(clause, clauses.Clause)}
    unproved = [
        f"{clause.id} ({', '.join(controls)})"
        for clause, controls in CONTROLS.items()
        if f"clauses.{names[clause]}" not in proofs
    ]
    assert not unproved
