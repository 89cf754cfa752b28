"""How an alert is drawn: red for nothing but an unverified exact hit, and every reason to doubt it in words."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from plainview.alerts.models import Alert
from plainview.hotlists.queries import Ending
from plainview.policy import clauses
from plainview.web import alert_drawing as drawing

AT = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def alert(**other: Any) -> Alert:
    facts: dict[str, Any] = {
        "tier": "exact",
        "plate": "BX90155",
        "state": "CT",
        "confidence": 0.95,
        "characters": [{"char": char, "confidence": 0.97, "alternates": []} for char in other.get("plate", "BX90155")],
        "entry_plate": "BX90155",
        "entry_state": "CT",
        "entry_offence": "Stolen vehicle",
        "entry_vehicle": "blue Honda Civic",
        "entry_as_of": AT - timedelta(minutes=5),
        "place": "Main Street",
    }
    return Alert(**(facts | other))


def looked(*, matches: bool) -> dict[str, Any]:
    return {"verified_at": AT, "plate_matches": matches, "state_matches": True, "vehicle_matches": True}


@pytest.mark.parametrize(
    ("facts", "tone"),
    [
        ({}, "alarm"),
        ({"asked_at": AT}, "alarm"),
        ({"tier": "look-alike"}, "caution"),
        ({"tier": "state not read"}, "caution"),
        (looked(matches=True), "good"),
        (looked(matches=False), "caution"),
        ({"answer": "not active", "answered_at": AT}, "caution"),
        ({**looked(matches=True), "answer": "unable", "answered_at": AT}, "caution"),
        ({**looked(matches=True), "answer": "active", "answered_at": AT}, "good"),
        ({"closed_at": AT, "disposition": "misread"}, "quiet"),
    ],
)
def test_red_means_an_unverified_exact_hit_and_nothing_else(facts: dict[str, Any], tone: str) -> None:
    assert drawing.tone(alert(**facts)) == tone


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "Not verified"),
        ({"tier": "look-alike"}, "Look-alike: verify first"),
        ({"tier": "state not read"}, "State not read: verify first"),
        (looked(matches=False), "Does not match"),
        ({"asked_at": AT}, "Waiting for dispatch"),
        ({"asked_at": AT, "answered_at": AT, "answer": "not active"}, "Dispatch: no longer active"),
        ({"closed_at": AT, "disposition": "wrong state"}, "Wrong state"),
    ],
)
def test_the_words_say_where_the_alert_stands(facts: dict[str, Any], words: str) -> None:
    assert drawing.draw(alert(**facts), at=AT).words == words


def test_a_good_hit_of_a_fresh_list_warns_of_nothing() -> None:
    assert drawing.draw(alert(), at=AT).warnings == ()


def test_each_reason_to_doubt_is_a_warning_of_its_own() -> None:
    characters = [{"char": char, "confidence": 0.97, "alternates": []} for char in "BX90I55"]
    characters[4] = {"char": "I", "confidence": 0.5, "alternates": [{"char": "1", "confidence": 0.4}]}
    doubted = alert(
        tier="look-alike",
        plate="BX90I55",
        state=None,
        confidence=0.6,
        characters=characters,
        entry_as_of=AT - timedelta(days=3),
    )
    assert drawing.draw(doubted, at=AT).warnings == (
        "Look-alike: what was read is not spelled like the entry.",
        "The camera could not read the state. The entry is of CT.",
        "The read as a whole is only 60 % sure.",
        "Place 5: I is doubtful, 50 % sure; it may be 1.",
        "The list was last renewed 3 days ago: the entry may be stale.",
    )


@pytest.mark.proves(clauses.I_6)
def test_an_entry_that_ended_turns_the_card_whatever_was_done_before() -> None:
    ended = alert(**looked(matches=True), answer="active", asked_at=AT, answered_at=AT)
    ended.ending = Ending(AT + timedelta(days=1), AT, "located")
    drawn = drawing.draw(ended, at=AT)
    assert (drawn.tone, drawn.words, drawn.step) == ("caution", "Entry ended: do not stop on it", "ended")
    ended.ending = Ending(AT, None)
    assert drawing.draw(ended, at=AT).ended == "it has expired"
    assert drawing.draw(ended, at=AT - timedelta(seconds=1)).ended == ""


@pytest.mark.proves(clauses.F_C_1_I)
def test_the_same_number_of_another_state_is_said_to_be_no_hit() -> None:
    drawn = drawing.draw(alert(tier="other state", state="NY"), at=AT)
    assert (drawn.tone, drawn.words) == ("caution", "Other state: no hit")
    assert drawn.warnings == ("The plate is of NY, the entry of CT: another vehicle's plate.",)


def test_a_wildcard_stands_over_what_it_may_be_and_is_no_question() -> None:
    columns = drawing.draw(alert(tier="pattern", plate="BX90155", entry_plate="BX?0*"), at=AT).columns
    assert [(column.entry, column.read, column.stated) for column in columns] == [
        ("B", "B", True),
        ("X", "X", True),
        ("?", "9", False),
        ("0", "0", True),
        ("*", "155", False),
    ]


def test_the_plates_are_compared_place_by_place() -> None:
    columns = drawing.draw(alert(tier="look-alike", plate="BX90I55"), at=AT).columns
    assert [column.name for column in columns] == [f"char-{index}" for index in range(7)]
    assert [column.same for column in columns] == [True, True, True, True, False, True, True]
    assert (columns[4].entry, columns[4].read) == ("1", "I")


def test_a_possible_hit_is_announced_as_possible() -> None:
    assert drawing.draw(alert(), at=AT).announcement == "Hit: B X 9 0 1 5 5, CT, Stolen vehicle, Main Street."
    assert drawing.draw(alert(tier="look-alike"), at=AT).announcement.startswith("Possible hit, verify first: ")


def test_an_unread_state_and_an_undescribed_vehicle_are_said() -> None:
    drawn = drawing.draw(alert(state=None, entry_vehicle=""), at=AT)
    assert drawn.state_words == "CT on the entry, not read by the camera"
    assert drawn.vehicle_words == "the entry does not describe it"
    assert [(item.label, item.stated) for item, _ in drawn.traits] == [
        ("State", True),
        ("Colour", False),
        ("Make", False),
        ("Class", False),
    ]


def test_an_entry_by_description_is_called_by_its_vehicle_and_never_drawn_in_red() -> None:
    said = {"read_colour": "blue", "read_make": "Honda", "entry_colour": "dark blue", "entry_make": "Honda Civic"}
    drawn = drawing.draw(alert(tier="description", entry_plate="", **said), at=AT)
    assert (drawn.tone, drawn.words, drawn.possible, drawn.columns) == (
        "caution",
        "Description: verify first",
        True,
        (),
    )
    assert drawn.announcement == "Possible hit, verify first: blue Honda Civic, CT, Stolen vehicle, Main Street."
    assert drawn.stated_words == "blue Honda"
    assert drawn.warnings == ("Met by its description alone: many vehicles look like this. No plate is known.",)


def test_a_vehicle_that_the_camera_states_otherwise_is_a_warning_on_an_exact_hit_too() -> None:
    drawn = drawing.draw(alert(entry_colour="blue", read_colour="red"), at=AT)
    assert (drawn.tone, drawn.warnings) == ("alarm", ("The camera states the colour red; the entry says blue.",))
    assert drawn.contradicted
    assert not drawing.draw(alert(entry_colour="blue", read_colour="light blue"), at=AT).contradicted
