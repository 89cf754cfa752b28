"""The pure rules: search, entries, closing, retention."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview.alerts.rules import Closing, Standing, objections
from plainview.archive.wanted import Exact, LookAlike, Near, Pattern
from plainview.hotlists.rules import DESCRIPTORS, Proposal
from plainview.hotlists.rules import missing as missing_of_entry
from plainview.matching.rules import one_edit
from plainview.policy import clauses, parameters
from plainview.policy.values import Only
from plainview.search.plan import plan, why
from plainview.search.request import SearchRequest, missing
from plainview.terms.purpose import Purpose

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
ON = AT.date()


def request(**changed: object) -> SearchRequest:
    fields: dict[str, object] = {
        "purpose": "E.a.3",
        "offence": "Stolen vehicle",
        "case_number": "26-1",
        "reason": "Vehicle taken from Elm Street last night",
        "concern": "none",
        "start": AT - timedelta(days=1),
        "end": AT,
        "plate": "AB12345",
    }
    return SearchRequest(**{**fields, **changed})


def test_a_complete_request_lacks_nothing() -> None:
    assert list(missing(request(), ON)) == []


@pytest.mark.parametrize(
    ("changed", "clause", "field"),
    [
        pytest.param({"purpose": ""}, clauses.E_A, "purpose", marks=pytest.mark.proves(clauses.E_A)),
        pytest.param({"purpose": "E.a.12"}, clauses.E_A, "purpose", marks=pytest.mark.proves(clauses.F_A)),
        pytest.param({"offence": " "}, clauses.F_A_1_II, "offence", marks=pytest.mark.proves(clauses.F_A_1_II)),
        pytest.param({"purpose": "E.a.1"}, clauses.E_A_1, "suspicion", marks=pytest.mark.proves(clauses.E_A_1)),
        pytest.param(
            {"case_number": ""}, clauses.F_A_1_III, "case_number", marks=pytest.mark.proves(clauses.F_A_1_III)
        ),
        pytest.param({"offence": "Theft, AB 12345"}, clauses.J_1, "offence", marks=pytest.mark.proves(clauses.J_1)),
        pytest.param({"plate": "*B123?", "case_number": "b123-7"}, clauses.J_1, "offence"),
        pytest.param({"plate": ""}, clauses.F_A_1_I, "plate", marks=pytest.mark.proves(clauses.F_A_1_I)),
        pytest.param({"plate": "*"}, clauses.F_A_1_I, "plate", marks=pytest.mark.proves(clauses.F_A_1_I)),
        pytest.param({"plate": "A?*"}, clauses.F_A_1_I, "plate", marks=pytest.mark.proves(clauses.F_A_1_I)),
        pytest.param({"plate": "AB'; --"}, clauses.F_A_1_I, "plate", marks=pytest.mark.proves(clauses.F_A_1_I)),
        pytest.param(
            {"end": AT - timedelta(days=2)}, clauses.F_A_1_I, "end", marks=pytest.mark.proves(clauses.F_A_1_I)
        ),
        pytest.param(
            {"start": AT - timedelta(days=40)}, clauses.F_A_1_I, "end", marks=pytest.mark.proves(clauses.F_A_1_I)
        ),
    ],
)
def test_a_request_that_lacks_something_is_refused_with_its_clause(
    changed: dict[str, object], clause: clauses.Clause, field: str
) -> None:
    assert [(each.clause, each.field) for each in missing(request(**changed), ON)] == [(clause, field)]


@pytest.mark.proves(
    clauses.E_A_1,
    clauses.E_A_2,
    clauses.E_A_3,
    clauses.E_A_4,
    clauses.E_A_5,
    clauses.E_A_6,
    clauses.E_A_7,
    clauses.E_A_8,
    clauses.E_A_9,
    clauses.E_A_10,
    clauses.E_A_11,
)
@pytest.mark.parametrize("purpose", Purpose)
def test_a_purpose_is_permitted_for_as_long_as_it_stands_on_the_list(
    purpose: Purpose, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = request(purpose=purpose, suspicion="Two witnesses named it.")
    assert list(missing(asked, ON)) == []
    assert [each.statement for each in clauses.PURPOSES if each.id == purpose], "each purpose is a clause"
    fewer = Only(tuple(each for each in Purpose if each is not purpose))
    monkeypatch.setattr(parameters, "permitted_purposes", lambda _: fewer)
    assert [(each.clause, each.field) for each in missing(asked, ON)] == [(clauses.E_A, "purpose")]


def test_wildcards_become_a_pattern_and_look_alikes_a_folded_key() -> None:
    assert plan(request(plate="ab ?12*")).plates == (Pattern("AB?12*"),)
    assert (Pattern("AB?12*").like, Pattern("**12?").like) == ("AB_12%", "%12_")
    assert plan(request(plate="AB1234O", look_alikes=True)).plates == (LookAlike("A812340"),)
    assert plan(request(plate="AB12345")).plates == (Exact("AB12345"),)
    assert plan(request(plate="AB12345", near=True)).plates == (Exact("AB12345"), Near("AB12345"))


def test_a_pattern_with_look_alikes_fits_each_of_a_family() -> None:
    pattern = Pattern("AB?*O", folded=True)
    assert (pattern.like, pattern.regex) == ("A8_%0", "^A[8B]..*[0ODQ]$")


def test_what_is_near_is_what_one_edit_makes() -> None:
    near = Near("AB1").plates
    assert {"AB1", "AB", "A1", "B1", "AB2", "AB12", "XAB1"} <= set(near)
    assert all(each == "AB1" or one_edit(each, "AB1") for each in near)
    assert len(near) == len(set(near)) == 1 + 3 * 35 + 3 + (4 * 36 - 3)
    assert Near("A").plates.count("") == 0


def test_a_result_says_why_it_matched() -> None:
    assert why(request(plate="AB12345"), "AB12345") == "exact"
    assert why(request(plate="AB12345", look_alikes=True), "A812345") == "look-alike"
    assert why(request(plate="AB12345", look_alikes=True, near=True), "A812345") == "look-alike"
    assert why(request(plate="AB12345", near=True), "AB1234") == "one edit"
    assert why(request(plate="AB*"), "AB12345") == "pattern"
    assert why(request(plate="AB*", look_alikes=True), "A812345") == "look-alike of the pattern"
    assert why(request(plate=""), "AB12345") == "camera and time"


def proposal(**changed: object) -> Proposal:
    fields: dict[str, object] = {
        "plate": "AB 12345",
        "state": "CT",
        "offence": "Burglary",
        "purpose": "E.a.1",
        "case_number": "26-1",
        "expires_at": AT + timedelta(days=2),
        "colour": "blue",
        "suspicion": "Two witnesses named it.",
    }
    fields |= changed
    lacking = tuple(name for name in DESCRIPTORS if not fields.get(name))
    return Proposal(**{"unknown": lacking, **fields})


def test_a_complete_proposal_lacks_nothing() -> None:
    assert list(missing_of_entry(proposal(), at=AT)) == []


@pytest.mark.parametrize(
    ("changed", "clause"),
    [
        pytest.param({"offence": ""}, clauses.F_B_1_I, marks=pytest.mark.proves(clauses.F_B_1_I)),
        pytest.param({"colour": ""}, clauses.F_B_1_I, marks=pytest.mark.proves(clauses.F_B_1_I)),
        pytest.param({"purpose": "curiosity"}, clauses.E_B, marks=pytest.mark.proves(clauses.E_B)),
        pytest.param({"suspicion": ""}, clauses.E_B, marks=pytest.mark.proves(clauses.E_B)),
        pytest.param({"expires_at": AT}, clauses.F_B_1_II, marks=pytest.mark.proves(clauses.F_B_1_II)),
        pytest.param(
            {"expires_at": AT + timedelta(days=31)}, clauses.F_B_1_II, marks=pytest.mark.proves(clauses.F_B_1_II)
        ),
        pytest.param({"case_number": ""}, clauses.F_A_1_III),
        pytest.param({"plate": "A" * 60}, clauses.F_B_1_IV),
        pytest.param({"state": ""}, clauses.F_B_1_IV),
        pytest.param({"suspicion": "He overstayed a visa."}, clauses.I_2, marks=pytest.mark.proves(clauses.I_2)),
        pytest.param({"caution": "Ask for her abortion pills."}, clauses.I_3, marks=pytest.mark.proves(clauses.I_3)),
    ],
)
def test_a_proposal_that_lacks_something_is_refused_with_its_clause(
    changed: dict[str, object], clause: clauses.Clause
) -> None:
    assert [each.clause for each in missing_of_entry(proposal(**changed), at=AT)] == [clause]


SEEN = Standing(verified=True, all_matches=True, answer="active", stop_on_record=True)
UNSEEN = Standing(verified=False, all_matches=False, answer="")


@pytest.mark.parametrize(
    ("standing", "closing", "expected"),
    [
        (SEEN, Closing("true", stopped=True), []),
        (SEEN, Closing("true", stopped=False), []),
        (UNSEEN, Closing("misread", stopped=False), []),
        pytest.param(
            UNSEEN, Closing("misread", stopped=True), [clauses.F_C_1_I], marks=pytest.mark.proves(clauses.F_C_1_I)
        ),
        (replace(SEEN, all_matches=False), Closing("true", stopped=False), [clauses.F_C_1_I]),
        pytest.param(
            replace(SEEN, is_hit=False),
            Closing("true", stopped=False),
            [clauses.F_C_1_I],
            marks=pytest.mark.proves(clauses.F_C_1_I),
        ),
        pytest.param(
            replace(SEEN, answer="not active"),
            Closing("true", stopped=True),
            [clauses.I_6],
            marks=pytest.mark.proves(clauses.I_6),
        ),
        (SEEN, Closing("", stopped=False), [clauses.J_1]),
    ],
)
def test_an_alert_is_closed_as_what_is_on_record(
    standing: Standing, closing: Closing, expected: list[clauses.Clause]
) -> None:
    assert [each.clause for each in objections(standing, closing)] == expected


@pytest.mark.proves(clauses.A, clauses.K_1)
def test_the_strictest_limit_in_force_on_the_day_holds() -> None:
    assert parameters.retention(date(2026, 9, 30)).days == 30
    assert parameters.retention(date(2026, 10, 1)).days == 21


@pytest.mark.proves(clauses.K_1)
@given(
    st.timedeltas(timedelta(0), timedelta(days=1000)).map(lambda passed: datetime(2026, 10, 2, tzinfo=UTC) + passed),
    st.timedeltas(timedelta(0), timedelta(days=40)),
)
def test_no_read_of_a_kept_day_is_older_than_the_limit(at: datetime, age: timedelta) -> None:
    captured_at = at - age
    kept = captured_at.date() >= parameters.first_day_kept(at)
    limit = parameters.retention(at.date()).period
    assert not kept or age <= limit
    assert kept or age > limit - timedelta(days=1)


@pytest.mark.proves(clauses.K_1)
@given(
    st.timedeltas(timedelta(0), timedelta(days=120)).map(lambda passed: datetime(2026, 9, 1, tzinfo=UTC) + passed),
    st.timedeltas(timedelta(0), timedelta(days=60)),
)
def test_the_moment_at_which_a_read_goes_is_the_first_of_which_its_day_may_not_be_there(
    captured_at: datetime, waited: timedelta
) -> None:
    at = captured_at + waited
    goes_at = parameters.goes_at(captured_at, at)
    assert goes_at >= at
    assert captured_at.date() < parameters.first_day_kept(goes_at)
    earlier = goes_at - timedelta(microseconds=1)
    assert earlier < at or captured_at.date() >= parameters.first_day_kept(earlier)


def test_a_stricter_limit_that_begins_on_the_way_counts() -> None:
    captured_at = datetime(2026, 9, 5, 15, tzinfo=UTC)
    assert parameters.goes_at(captured_at, captured_at) == datetime(2026, 10, 1, tzinfo=UTC)
    early = datetime(2026, 8, 20, 15, tzinfo=UTC)
    assert parameters.goes_at(early, early) == datetime(2026, 9, 19, tzinfo=UTC)
