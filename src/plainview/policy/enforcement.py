"""`@enforces`: the mark on the function that controls a clause, from which the traceability matrix is made."""

from collections import defaultdict
from collections.abc import Callable
from typing import Final, TypeVar

from plainview.policy.clauses import Clause

Control = TypeVar("Control", bound=Callable[..., object])

CONTROLS: Final[dict[Clause, list[str]]] = defaultdict(list)
"""Clause: the dotted names of the functions that enforce it, as far as their modules are imported."""


def enforces(*clauses: Clause) -> Callable[[Control], Control]:
    """Declare that the decorated function is a control of these clauses."""

    def mark(control: Control) -> Control:
        for clause in clauses:
            CONTROLS[clause].append(f"{control.__module__}.{control.__qualname__}")
        return control

    return mark
