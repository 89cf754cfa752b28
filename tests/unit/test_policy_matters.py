"""What is said against a statement, word for word: people read it, and the log keeps it."""

from datetime import date

import pytest

from plainview.policy import clauses
from plainview.policy.clauses import Clause
from plainview.policy.decisions import Refused
from plainview.policy.matters import Concern, Second, Statement, prohibited, unpermitted, weigh

ON = date(2026, 11, 24)
HONEST = "Vehicle taken from Elm Street last night"
TRUST_ACT = "54-192h(b)(1)(A)(i)"
NO_WAY = "There is no way to permit it."
IF_HONEST = "If the case is about something else, say what happened; a supervisor can look at the words with you."


def statement(concern: str = "none", reason: str = HONEST, **more: object) -> Statement:
    return Statement(**{"concern": concern, "texts": (reason,), "reason": reason, **more})


@pytest.mark.parametrize(
    ("said", "clause", "reason", "remedy", "field"),
    [
        (
            statement(""),
            clauses.I_7,
            "whether it concerns a prohibited matter is not answered",
            "Choose one.",
            "concern",
        ),
        (
            statement("care"),
            clauses.I_3,
            "reproductive or gender-affirming care is no reason to use this system",
            NO_WAY,
            "concern",
        ),
        (
            statement("characteristic"),
            clauses.G_3,
            "a protected characteristic is no reason to use this system",
            NO_WAY,
            "concern",
        ),
        (statement("personal"), clauses.G_4, "a personal matter is no reason to use this system", NO_WAY, "concern"),
        (
            statement("immigration"),
            clauses.I_2,
            "a civil immigration matter is no reason to use this system outside the exceptions",
            "Name the exception of General Statutes 54-192h(b)(1)(A) and attach its document.",
            "exception",
        ),
        (
            statement("immigration", exception=TRUST_ACT),
            clauses.I_2,
            "the document of the exception is missing",
            "Attach it: PDF, JPEG or PNG.",
            "document",
        ),
        (
            statement(reason="as a favor, who drives the red Audi"),
            clauses.G_4,
            'the words speak of a personal matter ("as a favor")',
            IF_HONEST,
            "reason",
        ),
        (
            statement(reason="investigation"),
            clauses.F_A_1_II,
            "the reason does not say what it is about",
            "Say in a sentence what happened and what you look for.",
            "reason",
        ),
        (
            statement(case_number="26-1", earlier=((HONEST, "26-2"),)),
            clauses.F_A_1_II,
            "this reason was given for another case",
            "Say what this case is about.",
            "reason",
        ),
    ],
)
def test_a_refusal_says_what_why_and_what_would_help(
    said: Statement, clause: Clause, reason: str, remedy: str, field: str
) -> None:
    assert weigh(said, ON).refusals == (Refused(clause, reason, remedy, field),)
    assert weigh(said, ON).second == ()


def test_a_second_person_hears_why() -> None:
    assert weigh(statement("expression"), ON).second == (
        Second(clauses.G_5, "it concerns protest, worship, press or politics"),
    )
    excepted = statement("immigration", exception=TRUST_ACT, documented=True)
    assert weigh(excepted, ON).second == (
        Second(clauses.I_2, f"civil immigration under the exception {TRUST_ACT}, with its document"),
    )
    assert weigh(statement(reason="Blue van seen near the mosque around noon"), ON).second == (
        Second(clauses.G_5, 'the words touch protest, worship, press or politics ("mosque*")'),
    )


def test_an_exception_covers_its_own_matter_and_no_other() -> None:
    words = "Immigration detainer with a warrant, and her visits to a gender affirming clinic"
    weighed = weigh(statement("immigration", words, exception=TRUST_ACT, documented=True), ON)
    assert [each.clause for each in weighed.refusals] == [clauses.I_3]


def test_every_text_is_looked_at_and_every_matter_named() -> None:
    weighed = weigh(statement(texts=(HONEST, "deportation of activists"), reason=HONEST), ON)
    assert [each.clause for each in weighed.refusals] == [clauses.I_2, clauses.G_5]


def test_outside_a_search_only_plain_words_refuse() -> None:
    assert [each.clause for each in prohibited(("blue van", "personal reasons of mine"), ON)] == [clauses.G_4]
    assert list(prohibited(("seen near the mosque",), ON)) == []


def test_the_same_reason_for_the_same_case_is_no_copy() -> None:
    assert weigh(statement(case_number="26-2", earlier=((HONEST, "26-2"),)), ON).refusals == ()


def test_a_purpose_that_is_not_listed_is_refused_in_words() -> None:
    missing = Refused(clauses.E_A, "the purpose is missing", "Choose one of those listed.", "purpose")
    assert list(unpermitted("E.a.12", ON)) == list(unpermitted("", ON)) == [missing]
    assert list(unpermitted("E.a.1", ON)) == []


def test_each_answer_has_its_words() -> None:
    assert Concern.NONE.label == "None of these"
    assert len({concern.label for concern in Concern}) == len(Concern)
