"""The matrix: made from marks, and honest about what is missing."""

from pathlib import Path

import pytest

from plainview.policy import clauses, traceability
from plainview.policy.traceability import Row

K_1, G_1 = clauses.K_1, clauses.G_1


def row(**changed: object) -> Row:
    fields: dict[str, object] = {
        "id": "K.1",
        "statement": "Kept no longer.",
        "kind": "code",
        "built": True,
        "controls": ("a",),
        "proofs": ("b",),
        "evidence": (),
    }
    return Row(**{**fields, **changed})


@pytest.mark.parametrize(
    ("changed", "gap"),
    [
        ({}, []),
        ({"controls": ()}, ["K.1 has no control"]),
        ({"proofs": ()}, ["K.1 has no proof"]),
        ({"controls": (), "proofs": ()}, ["K.1 has no control and proof"]),
        ({"built": False}, ["K.1 has control and proof, and still stands among what is not yet built"]),
        ({"built": False, "proofs": ()}, []),
    ],
)
def test_a_matrix_with_a_gap_is_not_published(changed: dict[str, object], gap: list[str]) -> None:
    assert list(traceability.gaps([row(**changed)])) == gap


def test_rows_stand_in_the_order_of_the_policy_with_all_that_speaks_for_them() -> None:
    rows = traceability.rows({K_1: ["b", "a", "a"]}, {K_1: ["c"]}, {G_1: ["d"]})
    assert [each.id for each in rows] == [clause.id for clause in clauses.ALL]
    kept = next(each for each in rows if each.id == "K.1")
    assert (kept.controls, kept.proofs, kept.evidence) == (("a", "b"), ("c",), ())
    assert (kept.statement, kept.kind) == (K_1.statement, "code")
    assert next(each for each in rows if each.id == "G.1").evidence == ("d",)
    assert next(each for each in rows if each.id == "D").kind == "people"


def test_proofs_are_found_on_tests_and_on_their_parameters(tmp_path: Path) -> None:
    (tmp_path / "unit").mkdir()
    (tmp_path / "unit" / "test_it.py").write_text(
        "@pytest.mark.proves(clauses.K_1, clauses.NO_SUCH)\n"
        "def test_one(): ...\n"
        "@pytest.mark.parametrize('x', [pytest.param(1, marks=pytest.mark.proves(clauses.G_1))])\n"
        "async def test_two(x): ...\n"
        "def helper():\n    proves(clauses.G_1)\n"
    )
    (tmp_path / "other.py").write_text("@proves(clauses.G_1)\ndef test_three(): ...\n")
    assert traceability.proofs_in(tmp_path) == {
        K_1: ["unit/test_it.py · test_one"],
        G_1: ["unit/test_it.py · test_two"],
    }


def test_controls_and_looks_are_named_as_people_find_them(tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "guard.py").write_text(
        "@enforces(clauses.K_1, *clauses.PURPOSES)\ndef stop(): ...\n"
        "@shows('the oldest', clauses.K_1, clauses.G_1, route='retention')\ndef _oldest(at): ...\n"
        "@other(clauses.G_1)\ndef unmarked(): ...\n"
    )
    controls = traceability.controls_in(tmp_path)
    assert set(controls) == {K_1, *clauses.PURPOSES}
    assert controls[K_1] == controls[clauses.E_A_11] == ["web/guard.py · stop"]
    assert traceability.evidence_in(tmp_path) == {K_1: ["the oldest"], G_1: ["the oldest"]}


def test_a_clause_says_where_it_stands_in_the_paper() -> None:
    assert clauses.F_A_1_III.anchor == "section F, a, 1, iii"
    assert clauses.A.anchor == "section A"
    assert [clause.id for clause in clauses.PURPOSES] == [f"E.a.{number}" for number in range(1, 12)]


def test_a_matrix_survives_being_packaged() -> None:
    matrix = (row(evidence=("e · é",)), row(id="A", built=False))
    written = traceability.as_json(matrix)
    assert written.startswith('[\n {\n  "id": "K.1",\n')
    assert "e · é" in written
    assert written.endswith("]\n")
    assert traceability.unpacked(written) == matrix
    assert len(traceability.packaged()) == len(clauses.ALL)


def test_what_is_not_yet_built_says_so_in_its_row() -> None:
    rows = {each.id: each.built for each in traceability.rows({}, {}, {})}
    assert all(rows[clause.id] is (clause not in traceability.NOT_YET_BUILT) for clause in clauses.ALL)
    assert rows["K.1"]
    assert not rows["M.2"]
