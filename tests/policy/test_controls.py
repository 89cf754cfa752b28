"""The matrix of clause, control and proof has no gap, and is what people read."""

from pathlib import Path
from typing import Final

from plainview.commands import policy_matrix
from plainview.policy import clauses, traceability
from plainview.policy.evidence import LOOKS
from plainview.web.routes import ROUTES

TESTS: Final = Path(__file__).parents[1]


def test_the_clauses_stand_in_the_papers_order_and_are_complete() -> None:
    ids = [clause.id for clause in clauses.ALL]
    assert len(ids) == len(set(ids)) == 83
    assert ids[:3] == ["A", "B", "C"]
    assert ids[-1] == "M.2"


def test_no_clause_that_is_built_lacks_a_control_or_a_proof_and_none_is_built_in_secret() -> None:
    assert list(traceability.gaps(policy_matrix.matrix(TESTS))) == []


def test_the_matrix_that_people_read_is_the_programs_own() -> None:
    rows = policy_matrix.matrix(TESTS)
    again = "write it anew: plainview policy matrix --write"
    assert (TESTS.parent / "docs" / "policy" / "matrix.md").read_text("utf-8") == policy_matrix.page(rows), again
    assert traceability.packaged() == rows, again


def test_every_live_look_is_of_a_clause_and_leads_to_a_page() -> None:
    import plainview.web.urls  # noqa: F401 - imports every room

    routes = {route.name for route in ROUTES}
    assert LOOKS
    assert all(look.clauses and look.route in routes for look in LOOKS)
    assert len({look.name for look in LOOKS}) == len(LOOKS)
