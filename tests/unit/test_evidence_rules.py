"""What a hold must state: the matter, on whose word, and by when it is looked at again, as the law is on a day."""

from datetime import date, timedelta

import pytest

from plainview.evidence.rules import (
    Claim,
    Ground,
    next_review,
    objections,
    review_objections,
    taking_objections,
    unlawful,
)
from plainview.evidence.statement import Office, Waiver, statement, waiver_objections
from plainview.policy import clauses
from plainview.terms.matter import Authority, Matter

BEFORE, SINCE = date(2026, 9, 30), date(2026, 10, 1)
"""Public Act 26-14 binds from the first of October 2026."""


def fields(ground: Ground, on: date, *, documented: bool = True) -> list[str | None]:
    return [each.field for each in unlawful(ground, documented=documented, on=on)]


@pytest.mark.proves(clauses.K_1)
@pytest.mark.parametrize("authority", Authority)
@pytest.mark.parametrize("matter", Matter)
def test_the_model_policy_alone_accepts_each_matter_on_each_authority(matter: Matter, authority: Authority) -> None:
    assert fields(Ground(matter, authority, reference="26-9"), BEFORE) == []


@pytest.mark.proves(clauses.K_1)
@pytest.mark.parametrize(
    ("matter", "authority", "accepted"),
    [
        ("criminal", "supervisor", True),
        ("criminal", "warrant", True),
        ("criminal", "court-order", True),
        ("criminal", "subpoena", False),
        ("administrative", "supervisor", False),
        ("administrative", "warrant", True),
        ("administrative", "subpoena", False),
        ("civil", "supervisor", False),
        ("civil", "court-order", True),
        ("civil", "subpoena", False),
    ],
)
def test_the_public_act_asks_for_a_warrant_an_order_or_an_active_criminal_investigation(
    matter: str, authority: str, *, accepted: bool
) -> None:
    found = fields(Ground(matter, authority, reference="26-9", active=True), SINCE)
    assert found == ([] if accepted else ["authority"])


@pytest.mark.proves(clauses.K_1)
def test_a_supervisors_word_alone_needs_an_active_investigation_since_the_act() -> None:
    assert fields(Ground("criminal", "supervisor"), BEFORE) == []
    assert fields(Ground("criminal", "supervisor"), SINCE) == ["active"]
    assert fields(Ground("criminal", "warrant", reference="26-9"), SINCE) == []


@pytest.mark.proves(clauses.K_1)
def test_a_paper_has_a_number_and_is_attached() -> None:
    assert fields(Ground("criminal", "warrant"), SINCE, documented=False) == ["reference", "document"]
    assert fields(Ground("gossip", "rumour"), SINCE) == ["matter", "authority"]


@pytest.mark.proves(clauses.K_1, clauses.J_2)
def test_a_claim_says_everything_that_a_reviewer_needs() -> None:
    empty = Claim(" ", Ground("", ""), "", "", SINCE)
    found = [each.field for each in objections(empty, documented=False, on=SINCE)]
    assert found == ["case_number", "reason", "scope", "matter", "authority", "review_on"]


@pytest.mark.proves(clauses.J_2)
@pytest.mark.parametrize(("days", "accepted"), [(0, False), (1, True), (180, True), (181, False)])
def test_a_review_is_due_within_half_a_year(days: int, *, accepted: bool) -> None:
    found = list(review_objections("The trial is set for May.", SINCE + timedelta(days=days), SINCE))
    assert (found == []) is accepted
    assert [each.field for each in review_objections(" ", SINCE + timedelta(days=9), SINCE)] == ["finding"]


@pytest.mark.proves(clauses.F_A_1_II, clauses.I_7)
def test_whoever_takes_something_along_gives_a_reason_that_says_something() -> None:
    assert list(taking_objections("Asked for by the prosecutor for the hearing on the theft", SINCE)) == []
    assert [each.clause.id for each in taking_objections("test", SINCE)] == ["F.a.1.ii"]


@pytest.mark.proves(clauses.I_4)
def test_the_statement_says_that_alpr_data_was_used_unless_a_named_office_waived_it() -> None:
    said = statement("26-1", 2, None)
    assert "ALPR" in said
    assert "case 26-1: 2 stored reads" in said
    assert "every written report, affidavit and court application says so" in said
    waived = statement("26-1", 1, Waiver(Office.INSPECTOR_GENERAL, "letter of May 4"))
    assert "The Office of the Inspector General has authorised" in waived
    assert "letter of May 4" in waived
    assert "1 stored read with" in waived
    assert [each.field for each in waiver_objections(Waiver("the-mayor", ""))] == ["office", "letter"]


def test_a_review_that_passed_while_the_request_waited_is_due_tomorrow() -> None:
    assert next_review(date(2026, 11, 1), date(2026, 11, 20)) == date(2026, 11, 21)
    assert next_review(date(2026, 12, 1), date(2026, 11, 20)) == date(2026, 12, 1)
