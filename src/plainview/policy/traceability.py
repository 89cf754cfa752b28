"""The matrix: clause, control, proof, live evidence. Made from the marks in the source, so that it cannot flatter.

A clause counts as kept by the program only where a function carries its `@enforces` and a test its `proves`. What a
later part of the product will keep stands in `NOT_YET_BUILT`, and every page that shows the matrix says so.
"""

import ast
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import Final

from plainview.policy import clauses
from plainview.policy.clauses import Clause
from plainview.policy.evidence import Look

NOT_YET_BUILT: Final = frozenset[Clause]()
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


def marked(controls: Marks) -> Marks:
    """The functions that carry `@enforces`, by file and name instead of by module."""
    return {clause: [_placed(name) for name in names] for clause, names in controls.items()}


def shown(looks: Iterable[Look]) -> Marks:
    """The names of the looks, by clause."""
    found: dict[Clause, list[str]] = defaultdict(list)
    for look in looks:
        for clause in look.clauses:
            found[clause].append(look.name)
    return found


def proofs_in(tests: Path) -> Marks:
    """Every `proves(clauses.X)` of a test below a folder, on it or on one of its parameters."""
    found: dict[Clause, list[str]] = defaultdict(list)
    for path in sorted(tests.rglob("test_*.py")):
        for function, call in _calls(ast.parse(path.read_text("utf-8")), "proves"):
            for clause in filter(None, map(_clause, call.args)):
                found[clause].append(f"{path.relative_to(tests)} · {function}")
    return found


def _placed(name: str) -> str:
    """`plainview.search.request.missing` as `search/request.py · missing`."""
    module, _, function = name.removeprefix("plainview.").rpartition(".")
    return f"{module.replace('.', '/')}.py · {function}"


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


def _clause(argument: ast.expr) -> Clause | None:
    name = _name(argument)
    found = getattr(clauses, name, None) if name else None
    return found if isinstance(found, Clause) else None


def as_json(matrix: Iterable[Row]) -> str:
    """The matrix as the package carries it, for the page."""
    return json.dumps([asdict(row) for row in matrix], indent=1, ensure_ascii=False) + "\n"


def packaged() -> tuple[Row, ...]:
    """The matrix that the package carries: the tests that prove it are not part of an installation."""
    return unpacked(resources.files("plainview.policy").joinpath("matrix.json").read_text("utf-8"))


def unpacked(text: str) -> tuple[Row, ...]:
    """What `as_json` wrote."""
    lists = ("controls", "proofs", "evidence")
    return tuple(
        Row(**{name: tuple(each) if name in lists else each for name, each in row.items()}) for row in json.loads(text)
    )
