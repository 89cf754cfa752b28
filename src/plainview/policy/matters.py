"""What a search or an entry may be about: the structured answer, the screen of the words, and who must look as well.

Pure. The answer and the words are weighed together: an honest answer of a prohibited matter is refused as a word is,
and an answer of "none of these" does not save words that say otherwise.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from plainview.policy import clauses, parameters
from plainview.policy.clauses import Clause
from plainview.policy.decisions import Refused
from plainview.policy.enforcement import enforces
from plainview.policy.screen import Verdict, bare
from plainview.terms.purpose import Purpose


class Concern(StrEnum):
    """What a person answers to "does this concern any of these?", in the order of the form."""

    NONE = "none"
    IMMIGRATION = "immigration"
    CARE = "care"
    CHARACTERISTIC = "characteristic"
    EXPRESSION = "expression"
    PERSONAL = "personal"

    @property
    def label(self) -> str:
        return _LABELS[self]


@dataclass(frozen=True)
class Statement:
    """What somebody says of their reasons.

    `exception` is one of the Trust Act's, `documented` whether its document is attached; `earlier` are the person's
    last reasons, each with the case for which it was given.
    """

    concern: str
    texts: tuple[str, ...]
    reason: str = ""
    case_number: str = ""
    exception: str = ""
    documented: bool = False
    earlier: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Second:
    """A second person must agree, and on account of which clause and what."""

    clause: Clause
    why: str


@dataclass(frozen=True)
class Weighed:
    """What stands against a statement, and what a second person must agree to. Both empty: go on."""

    refusals: tuple[Refused, ...]
    second: tuple[Second, ...]


LOOKED_BACK: Final = 10
"""Earlier reasons of the same person that a new one is compared with."""
_LABELS: Final = {
    Concern.NONE: "None of these",
    Concern.IMMIGRATION: "Civil immigration",
    Concern.CARE: "Reproductive or gender-affirming care",
    Concern.CHARACTERISTIC: "Somebody because of who they are",
    Concern.EXPRESSION: "Protest, worship, press or politics",
    Concern.PERSONAL: "A personal matter",
}
EXCEPTIONS: Final = {
    "54-192h(b)(1)(A)(i)": "a warrant issued or signed by a judicial officer",
    "54-192h(b)(1)(A)(ii)": "a conviction of a felony that the statute lists",
    "54-192h(b)(1)(A)(iii)": "a possible match in a terrorist screening database",
}
"""What each of the Trust Act's exceptions is about, and so what its document must show. Not legal advice."""
_MATTER: Final = {
    clauses.I_2: "a civil immigration matter",
    clauses.I_3: "reproductive or gender-affirming care",
    clauses.G_3: "a protected characteristic",
    clauses.G_4: "a personal matter",
    clauses.G_5: "protest, worship, press or politics",
}
_ANSWERED: Final = {
    Concern.CARE: clauses.I_3,
    Concern.CHARACTERISTIC: clauses.G_3,
    Concern.PERSONAL: clauses.G_4,
}
_IF_HONEST: Final = (
    "If the case is about something else, say what happened; a supervisor can look at the words with you."
)


def weigh(statement: Statement, on: date) -> Weighed:
    """Weigh a statement by the packs in force on a day."""
    refusals = [*_answer(statement, on), *nothing_said(statement, on)]
    second = list(_excepted(statement)) if not refusals else []
    excepted = {each.clause for each in second}
    for found in parameters.screen(on).findings(*statement.texts):
        if found.clause in excepted:
            continue
        if found.verdict is Verdict.REFUSE:
            refusals.append(_worded(found.clause, found.term))
        else:
            second.append(Second(found.clause, f'the words touch {_MATTER[found.clause]} ("{found.term}")'))
    return Weighed(tuple(refusals), tuple(second))


@enforces(clauses.E_A, *clauses.PURPOSES)
def unpermitted(purpose: str, on: date) -> Iterator[Refused]:
    """Whether a purpose stands on the closed list of the day (E.a.1 to E.a.11, and what an agency leaves of it)."""
    if purpose not in set(Purpose) or not parameters.permitted_purposes(on).permits(purpose):
        yield Refused(clauses.E_A, "the purpose is missing", "Choose one of those listed.", "purpose")


@enforces(clauses.I_2, clauses.I_3, clauses.I_7, clauses.G_3, clauses.G_4, clauses.E_A_1)
def _answer(statement: Statement, on: date) -> Iterator[Refused]:
    if statement.concern not in set(Concern):
        yield Refused(clauses.I_7, "whether it concerns a prohibited matter is not answered", "Choose one.", "concern")
        return
    concern = Concern(statement.concern)
    if concern in _ANSWERED:
        clause = _ANSWERED[concern]
        yield Refused(
            clause, f"{_MATTER[clause]} is no reason to use this system", "There is no way to permit it.", "concern"
        )
    if concern is Concern.IMMIGRATION:
        yield from _exception(statement, on)


def _exception(statement: Statement, on: date) -> Iterator[Refused]:
    if statement.exception not in parameters.immigration_exceptions(on):
        yield Refused(
            clauses.I_2,
            "a civil immigration matter is no reason to use this system outside the exceptions",
            "Name the exception of General Statutes 54-192h(b)(1)(A) and attach its document.",
            "exception",
        )
    elif not statement.documented:
        yield Refused(
            clauses.I_2, "the document of the exception is missing", "Attach it: PDF, JPEG or PNG.", "document"
        )


@enforces(clauses.I_2, clauses.G_5)
def _excepted(statement: Statement) -> Iterator[Second]:
    """What an answer that is not refused still asks of a second person."""
    if statement.concern == Concern.IMMIGRATION:
        yield Second(clauses.I_2, f"civil immigration under the exception {statement.exception}, with its document")
    if statement.concern == Concern.EXPRESSION:
        yield Second(clauses.G_5, "it concerns protest, worship, press or politics")


@enforces(clauses.I_2, clauses.I_3, clauses.G_3, clauses.G_4, clauses.G_5)
def _worded(clause: Clause, term: str) -> Refused:
    return Refused(clause, f'the words speak of {_MATTER[clause]} ("{term}")', _IF_HONEST, "reason")


def prohibited(texts: tuple[str, ...], on: date) -> Iterator[Refused]:
    """Every prohibited matter of which texts speak plainly, outside a search: there is no exception to ask for."""
    for found in parameters.screen(on).findings(*texts):
        if found.verdict is Verdict.REFUSE:
            yield _worded(found.clause, found.term)


@enforces(clauses.F_A_1_II, clauses.F_A_2)
def nothing_said(statement: Statement, on: date) -> Iterator[Refused]:
    """Whether the reason says nothing, or only what was said for another case."""
    if parameters.screen(on).says_nothing(statement.reason):
        yield Refused(
            clauses.F_A_1_II,
            "the reason does not say what it is about",
            "Say in a sentence what happened and what you look for.",
            "reason",
        )
    elif _copied(statement.reason, statement.case_number, statement.earlier):
        yield Refused(
            clauses.F_A_1_II,
            "this reason was given for another case",
            "Say what this case is about.",
            "reason",
        )


def _copied(reason: str, case_number: str, earlier: Iterable[tuple[str, str]]) -> bool:
    said_now = bare(reason)
    return any(case_number != case and bare(said) == said_now for said, case in earlier)
