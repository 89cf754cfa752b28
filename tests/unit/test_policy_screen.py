"""The screen of free text: terms, spellings, words that say nothing; and its measure on reasons that others wrote."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from plainview.policy import clauses, parameters
from plainview.policy.screen import Finding, Screen, Verdict, bare
from plainview.policy.wording import Matter, Wording

REASONS: Final = Path(__file__).parents[1] / "policy" / "reasons"
I_2, G_5 = clauses.I_2, clauses.G_5
SMALL: Final = Wording(
    {
        I_2: Matter(
            refuse=("visa check", "deportation*", "asylum", "ICE", "HSI office"),
            alone=("detainer",),
            ask=("border patrol", "bordr*"),
        ),
        G_5: Matter(refuse=("rally + attend*", "march + town + names"), ask=("rally", "don't")),
    },
    innocent=("ice cream", "rally driver*"),
    spelled=("detained",),
    unless=("victim*",),
    vague=("check", "The", "police"),
)


def found(text: str) -> list[tuple[str, str]]:
    return [(each.clause.id, each.verdict.value) for each in Screen(SMALL).findings(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a visa check at noon", [("I.2", "refuse")]),
        ("Visa, check", [("I.2", "refuse")]),
        ("a check of the visa", []),
        ("visa", []),
        ("deportations", [("I.2", "refuse")]),
        ("deportatoin", [("I.2", "refuse")]),  # neighbours swapped
        ("deportaton", [("I.2", "refuse")]),  # one left out
        ("deporttation", [("I.2", "refuse")]),  # one too many
        ("deportatiom", [("I.2", "refuse")]),  # another one
        ("deportasiom", []),  # two others
        ("reportation", []),  # another beginning is another word
        ("d3p0rt4t10n", [("I.2", "refuse")]),
        ("déportation", [("I.2", "refuse")]),
        ("ask ICE for help", [("I.2", "refuse")]),
        ("ask I.C.E. for help", [("I.2", "refuse")]),
        ("ask i c e for help", [("I.2", "refuse")]),
        ("ask ice for help", []),
        ("ASK ICE FOR HELP", []),  # capitals say nothing where all are capitals
        ("an ICE CREAM truck", []),
        ("detainer", [("I.2", "refuse")]),
        ("detainer against a victim", []),
        ("detained", []),
        ("detaine", [("I.2", "refuse")]),
        ("border patrol", [("I.2", "ask")]),
        ("asylom", [("I.2", "refuse")]),  # six letters are long enough
        ("asylam seekers", [("I.2", "refuse")]),
        ("esylum", []),
        ("asylumxx", []),
        ("dtainer", [("I.2", "refuse")]),
        ("detaiiner", [("I.2", "refuse")]),
        ("bordrs", [("I.2", "ask")]),
        ("HSI office", [("I.2", "refuse")]),
        ("the HSI desk, an office", []),
        ("hsi office", []),
        ("an IC office", []),
        ("don\u2019t", [("G.5", "ask")]),
        ("don't", [("G.5", "ask")]),
        ("march with names", []),
        ("march in town with names", [("G.5", "refuse")]),
        ("names in town of the march", [("G.5", "refuse")]),
        ("border patrol found the victims", []),
        ("deportation of a victim", [("I.2", "refuse")]),
        ("depor-tation", [("I.2", "refuse")]),
        ("depor\u200btation", [("I.2", "refuse")]),
        ("d\u0435p\u043ertation", [("I.2", "refuse")]),
        ("an ICE cream truck", [("I.2", "refuse")]),  # in capitals alone it is the agency
        ("detainer 1 2 3 4 5 6 7 8 9 10 11 victim", []),
        ("detainer 1 2 3 4 5 6 7 8 9 10 11 12 victim", [("I.2", "refuse")]),
        ("victim 1 2 3 4 5 6 7 8 9 10 11 detainer", []),
        ("victim 1 2 3 4 5 6 7 8 9 10 11 12 border patrol", [("I.2", "ask")]),
        ("victim detainer 1 2 3 4 5 6 7 8 9 10 11 12 detainer", [("I.2", "refuse")]),
        ("border patrol and a visa check", [("I.2", "refuse")]),
        ("who attended the rally", [("G.5", "refuse")]),
        ("rally one two three four five six seven attendees", [("G.5", "refuse")]),
        ("rally one two three four five six seven eight attendees", [("G.5", "ask")]),
        ("rally", [("G.5", "ask")]),
        ("a rally driver attended", []),
        ("rally at the border patrol", [("I.2", "ask"), ("G.5", "ask")]),
        ("", []),
    ],
)
def test_terms_are_found_as_they_are_meant(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_a_finding_names_the_term() -> None:
    assert Screen(SMALL).findings("visa", "visa check") == (Finding(I_2, Verdict.REFUSE, "visa check"),)
    assert Screen(SMALL).findings("rally") == (Finding(G_5, Verdict.ASK, "rally"),)
    assert Screen(SMALL).findings("visa", "check") == ()


def test_each_text_stands_for_itself_and_the_gravest_finding_counts() -> None:
    assert Screen(SMALL).findings("detainer", "victim") == (Finding(I_2, Verdict.REFUSE, "detainer"),)
    for texts in (("border patrol", "visa check"), ("visa check", "border patrol")):
        assert Screen(SMALL).findings(*texts) == (Finding(I_2, Verdict.REFUSE, "visa check"),)


@pytest.mark.parametrize(
    ("text", "nothing"),
    [
        ("", True),
        ("check", True),
        ("the police check", True),
        ("burglary", True),
        ("burglary burglary", True),
        ("burglary Elm", False),
        ("asdf qwer", True),
        ("fdsa rewq", True),
        ("zzz aaa", True),
        ("12 345", True),
        ("a b", True),
        ("bcdfgh dfghjkl", True),
        ("blvd mvr", False),
        ("xx yy", False),
        ("x yy", True),
        ("bcdfg dfghk", True),
        ("THE Burglary ELM", False),
        ("theft theft 12", True),
    ],
)
def test_a_reason_needs_two_words_that_tell_something(text: str, nothing: bool) -> None:  # noqa: FBT001 - the example
    assert Screen(SMALL).says_nothing(text) is nothing


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Car taken from Elm St.", "car  taken from elm st", True),
        ("Car 12 taken", "car 13 taken", True),
        ("Car12 taken", "car taken", True),
        ("CAR-taken", "car taken", True),
        ("Car taken from Elm St", "Car taken from Oak St", False),
        ("Car taken", "Car", False),
    ],
)
def test_two_reasons_are_the_same_but_for_signs_and_numbers(one: str, other: str, expected: bool) -> None:  # noqa: FBT001
    assert (bare(one) == bare(other)) is expected


def read(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (REASONS / name).read_text("utf-8").splitlines()]


@pytest.mark.proves(clauses.F_A_2, clauses.G_4, clauses.I_3)
def test_bad_reasons_are_refused_or_seen_by_a_second_person() -> None:
    """All hundred of those that were written to be bad, by somebody who had not seen the terms."""
    screen, bad = parameters.screen(date(2026, 11, 24)), read("bad.tsv")
    assert len(bad) == 100
    for offence in ("", "larceny", "Assault 1st", "stolen vehicle"):
        missed = [text for _, text in bad if not screen.findings(text, offence) and not screen.says_nothing(text)]
        assert missed == [], offence


def test_honest_reasons_pass() -> None:
    """All three hundred; sixty of them hold words over which a clumsy screen would trip."""
    screen, honest = parameters.screen(date(2026, 11, 24)), [text for (text,) in read("honest.txt")]
    stopped = [text for text in honest if screen.findings(text) or screen.says_nothing(text)]
    assert len(honest) == len(set(honest)) == 300
    assert stopped == []
