"""The matrix: clause, control, proof, live evidence. Made from the marks in the source, so that it cannot flatter.

A clause counts as kept by the program only where a function carries its `@enforces` and a test its `proves`. What a
later part of the product will keep stands in `NOT_YET_BUILT`, and every page that shows the matrix says so.
"""

import ast
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final

import msgspec

from plainview.policy import clauses
from plainview.policy.clauses import Clause

NOT_YET_BUILT: Final = frozenset(
    {
        clauses.C,
        clauses.D_6,
        clauses.D_7,
        clauses.D_8,
        clauses.D_9,
        clauses.D_10,
        clauses.H_1,
        clauses.H_2,
        clauses.H_3,
        clauses.H_4,
        clauses.I_1,
        clauses.I_5,
        clauses.I_8,
        clauses.I_9,
        clauses.J_5,
        clauses.M_2,
    }
)
"""Clauses that have no whole control yet."""

Marks = Mapping[Clause, Sequence[str]]
"""Clause: where it is marked, as in `search/actions.py · ask`."""


@dataclass(frozen=True)
class Row:
    """One clause with all that speaks for it. `built` is false for what stands in `NOT_YET_BUILT`."""

    id: str
    statement: str
    kind: str
    built: bool
    controls: tuple[str, ...]
    proofs: tuple[str, ...]
    evidence: tuple[str, ...]


def rows(controls: Marks, proofs: Marks, evidence: Marks) -> tuple[Row, ...]:
    """The matrix in the order of the policy."""
    return tuple(
        Row(
            clause.id,
            clause.statement,
            clause.kind,
            clause not in NOT_YET_BUILT,
            *(tuple(sorted(set(marks.get(clause, ())))) for marks in (controls, proofs, evidence)),
        )
        for clause in clauses.ALL
    )


def gaps(matrix: Iterable[Row]) -> Iterator[str]:
    """What is wrong with a matrix, in sentences; nothing if it may be published."""
    for row in matrix:
        whole = bool(row.controls and row.proofs)
        if row.built and not whole:
            lacking = " and ".join(
                name for name, there in (("control", row.controls), ("proof", row.proofs)) if not there
            )
            yield f"{row.id} has no {lacking}"
        if not row.built and whole:
            yield f"{row.id} has control and proof, and still stands among what is not yet built"


def controls_in(source: Path) -> Marks:
    """Every `@enforces(clauses.X)` below the folder of the package: the file and the function."""
    return _marks(source, "*.py", "enforces")


def proofs_in(tests: Path) -> Marks:
    """Every `proves(clauses.X)` of a test below a folder, on it or on one of its parameters."""
    return _marks(tests, "test_*.py", "proves")


def evidence_in(source: Path) -> Marks:
    """Every `@shows("…", clauses.X)` below the folder of the package: the words."""
    return _marks(source, "*.py", "shows")


def _marks(folder: Path, names: str, mark: str) -> Marks:
    found: dict[Clause, list[str]] = defaultdict(list)
    for path in sorted(folder.rglob(names)):
        for function, call in _calls(ast.parse(path.read_text("utf-8")), mark):
            words = [each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            for clause in (clause for argument in call.args for clause in _clauses(argument)):
                found[clause].append(words[0] if words else f"{path.relative_to(folder)} · {function}")
    return found


def _calls(tree: ast.Module, mark: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call of the mark among the decorators of a function, with the function's name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for inside in (each for decorator in node.decorator_list for each in ast.walk(decorator)):
                if isinstance(inside, ast.Call) and _name(inside.func) == mark:
                    yield node.name, inside


def _name(function: ast.expr) -> str:
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def _clauses(argument: ast.expr) -> tuple[Clause, ...]:
    """The clauses that an argument names: `clauses.X`, or several as in `*clauses.PURPOSES`."""
    name = _name(argument.value if isinstance(argument, ast.Starred) else argument)
    found = getattr(clauses, name, None) if name else None
    several = found if isinstance(found, tuple) and not isinstance(found, Clause) else (found,)
    return tuple(each for each in several if isinstance(each, Clause))


def as_json(matrix: Iterable[Row]) -> str:
    """The matrix as the package carries it, for the page."""
    return json.dumps(msgspec.to_builtins(list(matrix)), indent=1, ensure_ascii=False) + "\n"


def packaged() -> tuple[Row, ...]:
    """The matrix that the package carries: the tests that prove it are not part of an installation."""
    return unpacked(resources.files("plainview.policy").joinpath("matrix.json").read_text("utf-8"))


def unpacked(text: str) -> tuple[Row, ...]:
    """What `as_json` wrote."""
    return msgspec.json.decode(text, type=tuple[Row, ...])
