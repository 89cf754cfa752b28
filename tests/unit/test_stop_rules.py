"""Which stop the policy permits: three roads, and what no road mends."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview.alerts import rules as of_alerts
from plainview.policy import clauses
from plainview.stops import rules
from plainview.stops.rules import Standing, objections
from plainview.terms.entry import Handling
from plainview.terms.purpose import Purpose
from plainview.terms.stop import Road, Status

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
SAW = "The driver ran two red lights on Main Street and hit a parked van."
GOOD = Standing("E.a.3", is_hit=True, verified=True, confirmed=True, status=Status.ACTIVE)


def refused(road: Road, standing: Standing, statement: str = "") -> list[clauses.Clause]:
    return [each.clause for each in objections(road, standing, statement, at=AT)]


@pytest.mark.proves(clauses.F_C_1, clauses.F_C_1_I, clauses.I_6)
def test_a_hit_that_eyes_and_dispatch_confirmed_carries_a_stop() -> None:
    assert refused(Road.CONFIRMED, GOOD) == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        pytest.param({"purpose": "E.a.12"}, [clauses.E_A], marks=pytest.mark.proves(clauses.F_C_1)),
        pytest.param({"is_hit": False}, [clauses.F_C_1_I], marks=pytest.mark.proves(clauses.F_C_1_I)),
        pytest.param({"verified": False}, [clauses.F_C_1_I], marks=pytest.mark.proves(clauses.F_C_1_I)),
        pytest.param({"confirmed": False}, [clauses.F_C_1_I], marks=pytest.mark.proves(clauses.F_C_1_I)),
        pytest.param({"status": Status.NOT_ASKED}, [clauses.I_6], marks=pytest.mark.proves(clauses.I_6)),
        pytest.param({"status": Status.WAITING}, [clauses.I_6], marks=pytest.mark.proves(clauses.I_6)),
        pytest.param({"status": Status.NOT_ACTIVE}, [clauses.I_6], marks=pytest.mark.proves(clauses.I_6)),
        pytest.param({"status": Status.UNABLE}, [clauses.F_C_1_II], marks=pytest.mark.proves(clauses.F_C_1_II)),
        pytest.param({"status": Status.STALE}, [clauses.F_C_1_II], marks=pytest.mark.proves(clauses.F_C_1_II)),
        pytest.param({"ended": "it was removed"}, [clauses.I_6], marks=pytest.mark.proves(clauses.I_6)),
        ({"handling": Handling.NOTIFY_ONLY}, [clauses.F_C_1]),
        ({"under_way": "Officer Two"}, [clauses.F_C_1]),
    ],
)
def test_each_thing_that_is_missing_is_refused_with_its_clause(
    changed: dict[str, object], expected: list[clauses.Clause]
) -> None:
    assert refused(Road.CONFIRMED, replace(GOOD, **changed)) == expected


@pytest.mark.proves(clauses.F_C_1_I)
def test_own_suspicion_rests_on_its_facts_and_on_nothing_else() -> None:
    nothing = replace(GOOD, is_hit=False, verified=False, status=Status.NOT_ASKED, ended="it was removed")
    assert refused(Road.SUSPICION, nothing, SAW) == []
    assert refused(Road.SUSPICION, nothing, "") == [clauses.F_C_1_I]
    assert refused(Road.SUSPICION, nothing, "test") == [clauses.F_C_1_I]
    assert refused(Road.SUSPICION, nothing, "He overstayed a visa, as a neighbour told me.") == [clauses.I_2]


@pytest.mark.proves(clauses.F_C_1_I, clauses.F_C_1_II)
def test_exigent_circumstances_wait_neither_for_eyes_nor_for_dispatch() -> None:
    at_once = replace(GOOD, verified=False, confirmed=False, status=Status.NOT_ASKED, handling=Handling.NOTIFY_ONLY)
    assert refused(Road.EXIGENT, at_once) == []


@pytest.mark.proves(clauses.F_C_1_I, clauses.I_6)
@pytest.mark.parametrize("road", [Road.CONFIRMED, Road.EXIGENT])
@pytest.mark.parametrize("broken", [{"is_hit": False}, {"ended": "it has expired"}, {"status": Status.NOT_ACTIVE}])
def test_no_exigency_mends_an_alert_that_is_no_reason_at_all(road: Road, broken: dict[str, object]) -> None:
    assert refused(road, replace(GOOD, **broken))


standings = st.builds(
    Standing,
    purpose=st.sampled_from(["E.a.3", "E.a.10", "", "curiosity"]),
    is_hit=st.booleans(),
    verified=st.booleans(),
    confirmed=st.booleans(),
    status=st.sampled_from(list(Status)),
    handling=st.sampled_from(list(Handling)),
    ended=st.sampled_from(["", "it was removed"]),
    under_way=st.sampled_from(["", "Officer Two"]),
)


@pytest.mark.proves(clauses.F_C_1, clauses.F_C_1_I, clauses.I_6)
@given(standings)
def test_only_one_standing_carries_a_stop_on_the_hit_alone(standing: Standing) -> None:
    carried = not refused(Road.CONFIRMED, standing)
    assert carried == (
        standing.purpose in set(Purpose)
        and standing.is_hit
        and standing.verified
        and standing.confirmed
        and standing.status is Status.ACTIVE
        and standing.handling != Handling.NOTIFY_ONLY
        and not standing.ended
        and not standing.under_way
    )


@pytest.mark.proves(clauses.F_C_1_I)
@given(standings)
def test_whatever_carries_a_stop_on_the_hit_would_carry_an_exigent_one(standing: Standing) -> None:
    assert refused(Road.CONFIRMED, standing) or not refused(Road.EXIGENT, standing)


@pytest.mark.proves(clauses.F_C_1_II, clauses.I_6)
@given(st.timedeltas(timedelta(0), timedelta(hours=2)))
def test_an_answer_counts_for_ten_minutes_and_not_a_second_longer(passed: timedelta) -> None:
    status = of_alerts.status("active", asked=True, answered_at=AT, at=AT + passed)
    assert status is (Status.ACTIVE if passed <= timedelta(minutes=10) else Status.STALE)


@pytest.mark.parametrize(
    ("answer", "asked", "expected"),
    [
        ("", False, Status.NOT_ASKED),
        ("", True, Status.WAITING),
        ("not active", True, Status.NOT_ACTIVE),
        ("unable", True, Status.UNABLE),
    ],
)
def test_what_dispatchs_word_is_worth(answer: str, asked: bool, expected: Status) -> None:  # noqa: FBT001
    answered_at = AT - timedelta(days=1) if answer else None
    assert of_alerts.status(answer, asked=asked, answered_at=answered_at, at=AT) is expected


@pytest.mark.proves(clauses.E_A_10)
def test_a_justification_is_due_within_a_day_and_its_review_within_the_packs_limit() -> None:
    assert rules.justify_by(AT) == AT + timedelta(hours=24)
    assert rules.review_by(AT) == AT + timedelta(hours=72)
