"""Live evidence: what an instance shows, at this moment, of keeping to a clause."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from plainview.policy.clauses import Clause


@dataclass(frozen=True)
class Shown:
    """What was found: in words, and whether the clause is kept as far as this look can tell."""

    words: str
    kept: bool


Looking = Callable[[datetime], Shown]


@dataclass(frozen=True)
class Look:
    """One look at how a clause is kept.

    `route` names the page where a person does something about it.
    """

    name: str
    clauses: tuple[Clause, ...]
    route: str
    look: Looking


LOOKS: Final[list[Look]] = []
"""Every look, as far as its module is imported."""


def shows(name: str, *clauses: Clause, route: str) -> Callable[[Looking], Looking]:
    """Declare that the decorated look, asked at a moment, is live evidence of these clauses."""

    def mark(look: Looking) -> Looking:
        LOOKS.append(Look(name, clauses, route, look))
        return look

    return mark
