"""The forms of the pages to what the rules take: bad input becomes a refusal at its field, never an error."""

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st

from plainview.hotlists.rules import missing as missing_of_entry
from plainview.policy import clauses
from plainview.search.request import SearchRequest, missing
from plainview.terms.entry import Handling, MatchBy, Priority
from plainview.web import entry_forms, search_forms
from plainview.web.typed import Typed

ZONE: Final = ZoneInfo("America/New_York")
AT: Final = datetime(2026, 11, 24, 12, tzinfo=UTC)
SEARCH: Final = {
    "plate": ["ab?12*"],
    "look_alikes": ["on"],
    "state": ["ct"],
    "start": ["2026-11-23T07:00"],
    "end": ["2026-11-24T07:00"],
    "purpose": ["E.a.3"],
    "offence": ["Stolen vehicle"],
    "case_number": ["26-01482"],
    "reason": ["The stolen Honda near Elm Street"],
}
ENTRY: Final = {
    "plate": ["CJ 55120"],
    "state": ["ct"],
    "offence": ["Evading responsibility"],
    "purpose": ["E.a.9"],
    "case_number": ["26-01501"],
    "expires_at": ["2026-11-30T07:00"],
    "colour": ["red"],
    "unknown": ["make", "model", "year", "body"],
}


def sent(fields: dict[str, list[str]], **changed: str | list[str]) -> MultiValueDict[str, str]:
    return MultiValueDict(fields | {name: [text] if isinstance(text, str) else text for name, text in changed.items()})


def asked(**changed: str | list[str]) -> tuple[SearchRequest, Typed]:
    return search_forms.read(sent(SEARCH, **changed), ZONE, at=AT)


def test_a_good_search_form_is_a_request_without_faults() -> None:
    camera = uuid4()
    request, typed = asked(cameras=[str(camera), str(camera)])
    assert typed.faults == []
    assert list(missing(request, AT.date())) == []
    assert request.plate == "ab?12*"
    assert request.look_alikes
    assert request.state == "CT"
    assert request.cameras == (camera,)


def test_local_times_of_a_form_become_utc() -> None:
    request, _ = asked()
    assert request.start == datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert request.start.tzinfo is UTC
    assert request.end == datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_an_hour_that_comes_twice_is_searched_whole() -> None:
    request, _ = asked(start="2026-11-01T01:30", end="2026-11-01T01:30")
    assert request.end - request.start == timedelta(hours=1)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("start", ""),
        ("start", "yesterday"),
        ("start", "2026-13-40T25:61"),
        ("end", "0001-01-01T00:00"),
        ("end", "9999-12-31T23:59"),
        ("end", "2026-11-24T07:00+05:00"),
        ("start", "2026-03-08T02:30"),
        ("offence", "x" * 101),
        ("case_number", "x" * 41),
        ("reason", "word " * 200),
        ("state", "Connecticut"),
        ("cameras", "Main Street"),
        ("purpose", "E.a.3 and more"),
    ],
)
def test_what_cannot_be_read_is_a_fault_at_its_field_and_the_rule_refuses_the_search(field: str, text: str) -> None:
    request, typed = asked(**{field: text})
    assert [fault.field for fault in typed.faults] == [field]
    assert list(missing(request, AT.date())), "the attempt must be refused by the rule, so that it stands in the log"


def test_a_field_shows_its_own_fault_and_not_the_rule_that_follows_from_it() -> None:
    request, typed = asked(end="soon", purpose="")
    shown = [(refusal.field, refusal.clause) for refusal in typed.with_faults(tuple(missing(request, AT.date())))]
    assert shown == [("end", clauses.F_A_1_I), ("purpose", clauses.E_A)]


def test_an_empty_form_never_fails() -> None:
    request, typed = search_forms.read(MultiValueDict(), ZONE, at=AT)
    assert {fault.field for fault in typed.faults} == {"start", "end"}
    assert {refusal.field for refusal in missing(request, AT.date())} >= {"purpose", "offence", "case_number", "plate"}


@given(st.dictionaries(st.sampled_from([*SEARCH, "cameras"]), st.lists(st.text(max_size=60), max_size=3)))
def test_no_text_whatever_breaks_the_search_form(fields: dict[str, list[str]]) -> None:
    request, typed = search_forms.read(sent(SEARCH | fields), ZONE, at=AT)
    assert not typed.faults or list(missing(request, AT.date()))
    assert "\x00" not in request.offence + request.reason + request.case_number


def test_control_characters_become_spaces() -> None:
    request, _ = asked(reason="the\x00stolen\r\nHonda")
    assert request.reason == "the stolen Honda"


def test_a_new_form_asks_for_the_last_day_with_the_present_minute_and_no_purpose() -> None:
    values = search_forms.empty_values(ZONE, at=AT + timedelta(seconds=30))
    assert values["start"] == "2026-11-23T07:01"
    assert values["end"] == "2026-11-24T07:01"
    assert not values.get("purpose")


@pytest.mark.proves(clauses.F_A)
def test_a_repeated_search_keeps_its_parameters_and_none_of_its_reasons() -> None:
    request, _ = asked(cameras=[str(uuid4())])
    values = search_forms.repeated_values(request, ZONE)
    assert values["plate"] == request.plate
    assert values["look_alikes"] is True
    assert values["cameras"] == [str(request.cameras[0])]
    assert (values["start"], values["end"]) == ("2026-11-23T07:00", "2026-11-24T07:00")
    assert not set(values) & {"purpose", "offence", "case_number", "reason"}


@given(st.uuids(), st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - the strategy adds the zone
def test_a_key_names_its_read_and_nothing_else_of_it(read_id: UUID, captured_at: datetime) -> None:
    key = search_forms.key(captured_at, read_id)
    assert search_forms.parse_key(key) == (captured_at, read_id)


_ID = "9f0d7a52-3c1e-4b6a-8d25-6f1b7f0c9e44"


@pytest.mark.parametrize("text", ["", "AB12345", _ID, f"{_ID}-", f"{_ID}-12x", f"{_ID}-{'9' * 30}", f"{_ID}-1\n2"])
def test_what_is_no_key_names_nothing(text: str) -> None:
    assert search_forms.parse_key(text) is None


@given(st.text(max_size=80))
def test_no_text_whatever_breaks_a_key(text: str) -> None:
    assert search_forms.parse_key(text) is None


def test_a_good_entry_form_is_a_proposal_without_faults() -> None:
    proposal, typed = entry_forms.proposal(sent(ENTRY), ZONE, at=AT)
    assert typed.faults == []
    assert list(missing_of_entry(proposal, at=AT)) == []
    assert proposal.expires_at == datetime(2026, 11, 30, 12, tzinfo=UTC)
    assert proposal.state == "CT"


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("expires_at", "never"),
        ("colour", "x" * 31),
        ("year", "two thousand"),
        ("suspicion", "x" * 501),
        ("state", "CTX"),
    ],
)
def test_an_entry_with_a_fault_is_refused_by_the_rule(field: str, text: str) -> None:
    proposal, typed = entry_forms.proposal(sent(ENTRY, **{field: text}), ZONE, at=AT)
    assert [fault.field for fault in typed.faults] == [field]
    assert "expires_at" in {refusal.field for refusal in missing_of_entry(proposal, at=AT)}


def test_an_entry_form_says_how_it_is_met_what_officers_do_and_what_is_not_known() -> None:
    chosen = {"match_by": "pattern", "handling": "do not stop, notify", "priority": "low", "covert": "on"}
    proposal, typed = entry_forms.proposal(sent(ENTRY, **chosen, unknown=["state", "body", "driver"]), ZONE, at=AT)
    assert typed.faults == []
    assert (proposal.match_by, proposal.handling) == (MatchBy.PATTERN, Handling.NOTIFY_ONLY)
    assert (proposal.priority, proposal.covert, proposal.unknown) == (Priority.LOW, True, ("body", "state"))


@pytest.mark.parametrize("field", ["match_by", "handling", "priority", "audience"])
def test_a_choice_that_was_never_offered_is_a_fault(field: str) -> None:
    proposal, typed = entry_forms.proposal(sent(ENTRY, **{field: "whatever"}), ZONE, at=AT)
    assert [fault.field for fault in typed.faults] == [field]
    assert proposal.expires_at == AT
