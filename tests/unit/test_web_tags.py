"""What the template tags make of times, plates, clauses and refusals."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template.loader import render_to_string

from plainview.accounts.permissions import TABLE
from plainview.policy import clauses
from plainview.policy.decisions import Refused
from plainview.terms.actor import Role
from plainview.terms.purpose import Purpose
from plainview.terms.read import Alternate, Character
from plainview.web import navigation, tags

SURE = {"char": "A", "confidence": 0.97, "alternates": []}
UNSURE = {"char": "B", "confidence": 0.559, "alternates": [{"char": "8", "confidence": 0.3}]}


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (datetime(2026, 1, 5, 20, 12, 5, tzinfo=UTC), "Jan 5, 2026, 15:12:05 EST"),
        (datetime(2026, 7, 5, 3, 12, 5, tzinfo=UTC), "Jul 4, 2026, 23:12:05 EDT"),
        (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), "Nov 1, 2026, 01:30:00 EDT"),
        (datetime(2026, 11, 1, 6, 30, tzinfo=UTC), "Nov 1, 2026, 01:30:00 EST"),
        (None, ""),
    ],
)
def test_a_time_is_shown_in_the_departments_zone_with_the_zones_name(at: datetime | None, shown: str) -> None:
    assert tags.zoned(at) == shown


def test_a_time_is_told_to_scripts_in_utc() -> None:
    at = datetime(2026, 7, 5, 3, 12, 5, 987, tzinfo=UTC)
    assert tags.utc_iso(at) == "2026-07-05T03:12:05Z"
    assert tags.utc_words(at) == "2026-07-05 03:12:05 UTC"


@pytest.mark.parametrize(
    ("past", "words"),
    [
        (timedelta(seconds=4), "just now"),
        (timedelta(seconds=59), "59 s ago"),
        (timedelta(seconds=60), "1 min ago"),
        (timedelta(minutes=61, seconds=59), "1 h 1 min ago"),
        (timedelta(days=1, hours=23), "1 day ago"),
        (timedelta(days=3), "3 days ago"),
        (-timedelta(days=5), "in 5 days"),
        (-timedelta(minutes=2), "in 2 min"),
    ],
)
def test_an_age_is_told_in_words_and_so_is_what_lies_ahead(past: timedelta, words: str) -> None:
    assert tags.age_words(past) == words


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(minutes=9, seconds=5.9), "9:05 left"),
        (timedelta(), "0:00 left"),
        (-timedelta(seconds=40), "0:40 over"),
        (-timedelta(minutes=12), "12:00 over"),
    ],
)
def test_a_clock_that_has_run_down_goes_on_and_says_so(left: timedelta, words: str) -> None:
    assert tags.clock_words(left) == words


@pytest.mark.parametrize(
    ("share", "shown"), [(0.29, "29 %"), (0.559, "55 %"), (0.9999, "99 %"), (1.0, "100 %"), (None, "")]
)
def test_a_confidence_is_never_rounded_up(share: float | None, shown: str) -> None:
    assert tags.percent(share) == shown


def test_a_clause_is_found_by_its_id_and_an_unknown_id_has_no_statement() -> None:
    assert tags.clause_statement("I.6") == clauses.I_6.statement
    assert tags.clause_statement("Z.9") == ""


def test_a_purpose_is_shown_in_words_and_an_unknown_one_as_it_is() -> None:
    assert tags.purpose_label("E.a.3") == Purpose.WARRANT_SUSPECT_STOLEN.label
    assert tags.purpose_label("E.z") == "E.z"


def test_a_character_below_eight_tenths_is_marked_and_says_what_else_it_may_be() -> None:
    sure, unsure = tags.plate_characters("AB", [SURE, UNSURE])
    assert not sure.doubtful
    assert unsure.doubtful
    assert unsure.words == "B is doubtful, 55 % sure; it may be 8"


def test_a_character_at_eight_tenths_is_not_doubtful() -> None:
    at, below = tags.plate_characters("AB", [Character("A", 0.8), Character("B", 0.79, (Alternate("8", 0.1),))])
    assert (at.doubtful, below.doubtful) == (False, True)


def test_characters_that_spell_another_plate_mark_nothing() -> None:
    drawn = tags.plate_characters("A8", [SURE, UNSURE])
    assert [each.char for each in drawn] == ["A", "8"]
    assert not any(each.doubtful for each in drawn)


def test_a_plate_without_its_characters_is_drawn_without_marks() -> None:
    assert [each.char for each in tags.plate_characters("AB", "")] == ["A", "B"]


def test_a_plate_beside_another_marks_where_they_differ() -> None:
    drawn = tags.drawn_plate("BX90I55", None, "BX90155")
    assert [each.differs for each in drawn] == [False, False, False, False, True, False, False]
    assert not any(each.differs for each in tags.drawn_plate("BX90I55", None, ""))


def test_a_plate_beside_a_shorter_one_marks_what_the_other_lacks() -> None:
    assert [each.differs for each in tags.drawn_plate("AB1", None, "AB")] == [False, False, True]


def test_a_drawn_plate_says_its_state_its_doubts_and_that_a_state_was_not_read() -> None:
    read = render_to_string(
        "parts/plate.html", {"plate": "AB", "state": "CT", "characters": [SURE, UNSURE], "of": "Read"}
    )
    assert "Read: AB, CT" in read
    assert "it may be 8" in read
    assert "AB, state not read" in render_to_string("parts/plate.html", {"plate": "AB", "state": None})


def test_a_refusal_is_shown_at_its_own_field_only() -> None:
    refusals = [Refused(clauses.J_1, "it is missing", "Enter it.", "source"), Refused(clauses.I_6, "no", "Ask.")]
    assert tags.of_field(refusals, "source") == refusals[:1]
    assert tags.of_field(refusals, "answer") == []
    assert tags.of_field(None, "source") == []
    assert tags.stand_at(refusals, "answer source")
    assert not tags.stand_at(refusals, "answer")


def test_a_refused_field_says_so_to_a_screen_reader_and_keeps_what_was_typed() -> None:
    refusals = [Refused(clauses.I_6, "it is not said where you looked", "Name the terminal.", "source")]
    field = render_to_string(
        "parts/field.html",
        {"name": "source", "label": "Source", "value": 'a "b" <c>', "refusals": refusals, "prefix": "x-"},
    )
    assert 'id="x-source"' in field
    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="x-source-error"' in field
    assert "a &quot;b&quot; &lt;c&gt;" in field
    assert "I.6" in field


def test_the_list_of_refusals_leads_to_the_fields() -> None:
    refusals = [Refused(clauses.I_6, "it is not said where you looked", "Name the terminal.", "source")]
    shown = render_to_string("parts/refusals.html", {"refusals": refusals, "prefix": "x-"})
    assert 'href="#x-source"' in shown
    assert clauses.I_6.statement in shown
    assert render_to_string("parts/refusals.html", {"refusals": []}).strip() == ""


def test_the_navigation_offers_what_is_granted_and_marks_where_one_is() -> None:
    granted = {permission.name for permission in TABLE[Role.DISPATCHER]}
    places = navigation.places(granted, "alert-card")
    assert [place.route for place in places] == [
        "confirmations",
        "alerts",
        "search",
        "hotlists",
        "map",
        "cameras",
        "dispatch-system",
        "training",
        "policy",
        "retention",
    ]
    assert [place.route for place in places if place.current] == ["alerts"]


def test_an_answer_of_dispatch_belongs_to_the_confirmations() -> None:
    granted = {permission.name for permission in TABLE[Role.DISPATCHER]}
    assert [place.route for place in navigation.places(granted, "alert-answer") if place.current] == ["confirmations"]


@pytest.mark.parametrize("role", Role)
def test_every_role_finds_something_in_the_navigation(role: Role) -> None:
    assert navigation.places({permission.name for permission in TABLE[role]}, None)
