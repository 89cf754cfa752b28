"""The wording by which a free text is screened, as packs state it.

A term is one or more words that follow one another. `word*` stands for every word that begins so; `a + b` for both
within a few words of each other, in any order; a word in capitals counts only where it is typed in capitals, so that
"ICE" is not ice on a road.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from plainview.policy import clauses
from plainview.policy.clauses import BY_ID, Clause

Mistaken = Callable[[str, str], Exception]
"""Makes the error from a dotted path and words."""

SCREENED: Final = (clauses.G_3, clauses.G_4, clauses.G_5, clauses.I_2, clauses.I_3)
"""The clauses whose matters can be told by words."""
_OF_A_MATTER: Final = ("refuse", "alone", "ask")
_OF_ALL: Final = ("innocent", "spelled", "unless")
_TERM: Final = re.compile(r"^[A-Za-z0-9'&]+\*?( (\+ )?[A-Za-z0-9'&]+\*?)*$")


@dataclass(frozen=True)
class Matter:
    """What tells one prohibited matter.

    Terms that refuse always, terms that refuse where they stand `alone`, without a word of `unless`, and terms that
    then ask for a second person.
    """

    refuse: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wording:
    """All matters by clause, and four lists for all of them.

    `innocent` phrases are passed over before anything else; `spelled` words are never taken for a misspelling of a
    term; beside a word of `unless`, such as "victim", a term that stands `alone` or asks is honest; `vague` words say
    nothing.
    """

    matters: Mapping[Clause, Matter] = field(default_factory=dict)
    innocent: tuple[str, ...] = ()
    spelled: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    vague: tuple[str, ...] = ()

    def with_(self, other: "Wording") -> "Wording":
        """Both together: what either finds is found."""
        touched = [*self.matters, *(clause for clause in other.matters if clause not in self.matters)]
        return Wording(
            {
                clause: _both(self.matters.get(clause, Matter()), other.matters.get(clause, Matter()))
                for clause in touched
            },
            *((*getattr(self, name), *getattr(other, name)) for name in (*_OF_ALL, "vague")),
        )

    def lenient(self) -> str | None:
        """The first list that makes the screen pass over something, by its path in a pack; None if there is none."""
        return next((f"matters.{name}" for name in _OF_ALL if getattr(self, name)), None)


def read_wording(matters: object, vague: object, mistaken: Mistaken) -> Wording:
    """From the tables `matters` and `vague` of a pack. Raises what `mistaken` makes where something is wrong."""
    if not isinstance(matters, dict):
        raise mistaken("matters", 'expected tables such as [matters."I.2"]')
    lists = {name: _terms(matters.get(name, []), f"matters.{name}", mistaken) for name in _OF_ALL}
    found = {}
    for name, content in matters.items():
        if name in lists:
            continue
        if BY_ID.get(name) not in SCREENED:
            known = ", ".join(clause.id for clause in SCREENED)
            raise mistaken(f"matters.{name}", f"no words are screened for it; they are for {known}")
        found[BY_ID[name]] = _matter(content, f"matters.{name}", mistaken)
    if not isinstance(vague, dict) or set(vague) - {"words"}:
        raise mistaken("vague", "expected a table with words")
    return Wording(found, **lists, vague=_terms(vague.get("words", []), "vague.words", mistaken))


def _matter(content: object, path: str, mistaken: Mistaken) -> Matter:
    if not isinstance(content, dict):
        raise mistaken(path, "expected a table with refuse, alone, ask")
    for name in sorted(set(content) - set(_OF_A_MATTER)):
        raise mistaken(f"{path}.{name}", "is not a list of a matter")
    return Matter(*(_terms(content.get(name, []), f"{path}.{name}", mistaken) for name in _OF_A_MATTER))


def _terms(written: object, path: str, mistaken: Mistaken) -> tuple[str, ...]:
    if not isinstance(written, list):
        raise mistaken(path, "expected a list of terms")
    for term in written:
        if not isinstance(term, str) or not _TERM.match(term):
            raise mistaken(path, f"not a term: {term!r}")
    return tuple(written)


def _both(one: Matter, other: Matter) -> Matter:
    return Matter(*((*getattr(one, name), *getattr(other, name)) for name in _OF_A_MATTER))
