"""Which sighting is a repeat, and how an alert calls a person."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from plainview.alerts.routing import Call, Listener, Sighting, Urgency, call, is_repeat
from plainview.policy import clauses

FIVE = timedelta(minutes=5)
FIRST = Sighting(
    camera=UUID(int=1),
    entry=UUID(int=2),
    plate="AB12345",
    captured_at=datetime(2026, 11, 29, 21, 0, tzinfo=UTC),
    tier="exact",
    says=("high", "stop", "", "E.a.3"),
)
AGAIN = replace(FIRST, captured_at=FIRST.captured_at + timedelta(minutes=4))
OFFICER, OTHER = UUID(int=7), UUID(int=8)
ALERT = Urgency("high", "exact", covert=False, audience=frozenset(), escalated=False)
LISTENER = Listener(OFFICER, supervises=False, muted=False)


def test_the_same_vehicle_at_the_same_camera_within_the_minutes_is_a_repeat() -> None:
    assert is_repeat(AGAIN, FIRST, disposition="", within=FIVE)


def test_a_read_that_comes_late_is_a_repeat_too() -> None:
    earlier = replace(FIRST, captured_at=FIRST.captured_at - timedelta(minutes=4))
    assert is_repeat(earlier, FIRST, disposition="", within=FIVE)


@pytest.mark.proves(clauses.F_C_1)
@pytest.mark.parametrize(
    "changed",
    [
        {"camera": UUID(int=9)},
        {"entry": UUID(int=9)},
        {"plate": "A812345"},
        {"captured_at": FIRST.captured_at + FIVE},
        {"says": ("high", "do not stop, notify", "", "E.a.3")},
    ],
    ids=["another camera", "another entry", "another plate", "too late", "the entry says more"],
)
def test_what_the_first_card_did_not_say_is_an_alert_of_its_own(changed: dict[str, object]) -> None:
    assert not is_repeat(replace(AGAIN, **changed), FIRST, disposition="", within=FIVE)


def test_a_surer_read_is_no_repeat_and_a_less_sure_one_is() -> None:
    assert not is_repeat(AGAIN, replace(FIRST, tier="state not read"), disposition="", within=FIVE)
    assert is_repeat(replace(AGAIN, tier="state not read"), FIRST, disposition="", within=FIVE)


@pytest.mark.proves(clauses.F_C_1)
@pytest.mark.parametrize("tier", ["exact", "look-alike", "state not read"])
def test_another_states_vehicle_is_no_repeat_of_a_hit_and_no_hit_is_one_of_it(tier: str) -> None:
    other, hit = replace(FIRST, tier="other state"), replace(FIRST, tier=tier)
    assert not is_repeat(replace(AGAIN, tier="other state"), hit, disposition="", within=FIVE)
    assert not is_repeat(replace(AGAIN, tier=tier), other, disposition="", within=FIVE)
    assert is_repeat(replace(AGAIN, tier="other state"), other, disposition="", within=FIVE)


@pytest.mark.parametrize(
    ("disposition", "counted"),
    [
        ("misread", True),
        ("wrong state", True),
        ("wrong vehicle", True),
        ("stale", True),
        ("true", False),
        ("cannot verify", False),
    ],
)
def test_after_a_closing_only_what_is_known_not_to_matter_is_counted(disposition: str, *, counted: bool) -> None:
    assert is_repeat(AGAIN, FIRST, disposition=disposition, within=FIVE) is counted


def test_no_minutes_count_nothing() -> None:
    assert not is_repeat(FIRST, FIRST, disposition="", within=timedelta())


@pytest.mark.parametrize(
    ("alert", "listener", "expected"),
    [
        ({}, {}, Call("high", "high", push=True)),
        ({"priority": "normal"}, {}, Call("normal", "normal", push=True)),
        ({"priority": "low"}, {}, Call("low", "low", push=False)),
        ({"tier": "look-alike"}, {}, Call("normal", "normal", push=True)),
        ({"tier": "other state"}, {}, Call()),
        ({"audience": frozenset({OFFICER})}, {}, Call("high", "high", push=True)),
        ({"audience": frozenset({OTHER})}, {}, Call()),
        ({"audience": frozenset({OTHER}), "escalated": True}, {}, Call()),
        ({"audience": frozenset({OTHER}), "escalated": True}, {"supervises": True}, Call("high", "high", push=True)),
        ({"covert": True, "audience": frozenset({OFFICER})}, {}, Call(push=True)),
        ({}, {"muted": True}, Call(frame="high")),
        ({"tier": "look-alike"}, {"muted": True}, Call(frame="normal")),
        ({"priority": "normal"}, {"muted": True}, Call()),
        ({"covert": True, "audience": frozenset({OFFICER})}, {"muted": True}, Call()),
    ],
)
def test_how_an_alert_calls_a_person(alert: dict[str, object], listener: dict[str, object], expected: Call) -> None:
    assert call(replace(ALERT, **alert), replace(LISTENER, **listener)) == expected
