"""What an entry made by hand must say, how many vehicles it may mean, and what CJIS's answer means for it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.wanted import proposal
from plainview.hotlists import cjis, width
from plainview.hotlists.cjis import Described, Finding, Question
from plainview.hotlists.cjis import Outcome as Said
from plainview.hotlists.cjis_line import Line, LineMisnamed, Switch, configured
from plainview.hotlists.cjis_simulator import Simulator
from plainview.hotlists.rules import DESCRIPTORS, Proposal, missing
from plainview.matching.rules import Seen, Tier, Wanted, tier
from plainview.policy import clauses
from plainview.terms import plate as plates
from plainview.terms.entry import Handling, MatchBy
from plainview.terms.vehicle import WORDS, Trait, agreeing, meant

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
ALL_STATED = {"colour": "blue", "make": "Honda", "model": "Civic", "year": "2019", "body": "sedan"}


def asked(**changed: object) -> Proposal:
    return proposal(expires_at=AT + timedelta(days=2), **{"suspicion": "Two witnesses named it.", **changed})


def faults(**changed: object) -> list[tuple[clauses.Clause, str | None]]:
    return [(each.clause, each.field) for each in missing(asked(**changed), at=AT)]


@pytest.mark.proves(clauses.F_B_1_V)
@pytest.mark.parametrize("name", DESCRIPTORS)
def test_a_descriptor_is_stated_or_said_to_be_not_known_and_never_both(name: str) -> None:
    others = tuple(each for each in DESCRIPTORS if each != name)
    assert faults(**ALL_STATED, unknown=()) == []
    assert faults(**{**ALL_STATED, name: ""}, unknown=()) == [(clauses.F_B_1_V, name)]
    assert faults(**{**ALL_STATED, name: ""}, unknown=(name,)) == []
    assert faults(**ALL_STATED, unknown=(name,)) == [(clauses.F_B_1_V, name)]
    assert (clauses.F_B_1_V, name) not in faults(**{**ALL_STATED, name: " "}, unknown=(name, *others))


@pytest.mark.proves(clauses.F_B_1_V)
@given(st.sets(st.sampled_from(DESCRIPTORS)), st.sets(st.sampled_from(DESCRIPTORS)))
def test_empty_never_means_that_nobody_looked(stated: set[str], unknown: set[str]) -> None:
    said = {name: ALL_STATED[name] if name in stated else "" for name in DESCRIPTORS}
    wrong = {field for clause, field in faults(**said, unknown=tuple(unknown)) if clause is clauses.F_B_1_V}
    assert wrong == {name for name in DESCRIPTORS if (name in stated) == (name in unknown)}


@pytest.mark.parametrize("year", ["19", "201", "2O19", "1850", "2099"])
def test_a_year_is_one_in_which_vehicles_were_made(year: str) -> None:
    assert faults(year=year) == [(clauses.F_B_1_V, "year")]


@pytest.mark.proves(clauses.F_C_1)
@pytest.mark.parametrize("handling", [Handling.CAUTION, Handling.NOTIFY_ONLY])
def test_caution_and_do_not_stop_say_why(handling: Handling) -> None:
    assert faults(handling=handling) == [(clauses.F_C_1, "caution")]
    assert faults(handling=handling, caution="Armed; call Detective Rowe.") == []


def test_a_covert_entry_names_whom_it_alerts() -> None:
    assert faults(covert=True) == [(clauses.F_B_1, "audience")]


@pytest.mark.proves(clauses.E_B)
def test_only_an_amber_or_silver_alert_for_somebody_missing_is_in_force_before_its_approval() -> None:
    amber = {"fast_lane": True, "record_type": "AMBER", "purpose": "E.a.2", "offence": "Child abduction"}
    assert faults(**amber) == []
    assert faults(**{**amber, "record_type": "STOLEN"}) == [(clauses.F_B_1, "record_type")]
    assert faults(**{**amber, "purpose": "E.a.3"}) == [(clauses.E_B, "purpose")]
    assert faults(**{**amber, "match_by": MatchBy.NEAR}) == [(clauses.F_B_1, "match_by")]
    assert faults(**amber, covert=True, audience=(uuid4(),)) == [(clauses.F_B_1, "covert")]


@pytest.mark.proves(clauses.F_B_1_IV)
@pytest.mark.parametrize(
    ("plate", "match_by", "refused"),
    [
        ("AB 12345", MatchBy.PLATE, False),
        ("A1", MatchBy.PLATE, False),
        ("A", MatchBy.PLATE, True),
        ("ABCDEFGH123", MatchBy.PLATE, True),
        ("AB123", MatchBy.NEAR, False),
        ("AB12", MatchBy.NEAR, True),
        ("AB1*", MatchBy.PATTERN, False),
        ("AB*", MatchBy.PATTERN, True),
        ("*AB1*", MatchBy.PATTERN, True),
        ("*AB12*", MatchBy.PATTERN, False),
        ("???????", MatchBy.PATTERN, True),
        ("AB12345", MatchBy.PATTERN, True),
        ("**********", MatchBy.PATTERN, True),
        ("", MatchBy.DESCRIPTION, False),
        ("AB12345", MatchBy.DESCRIPTION, True),
    ],
)
def test_what_would_fit_too_many_vehicles_is_refused(plate: str, match_by: MatchBy, *, refused: bool) -> None:
    found = [each for each in missing(asked(plate=plate, match_by=match_by), at=AT) if each.field == "plate"]
    assert bool(found) is refused
    assert all(each.clause is clauses.F_B_1_IV and each.remedy for each in found)


def test_a_description_states_two_of_what_matching_compares() -> None:
    assert faults(plate="", match_by=MatchBy.DESCRIPTION, make="") == [(clauses.F_B_1_IV, "colour")]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"colour": "navy"}, "colour"),
        ({"make": "HOND"}, "make"),
        ({"body": "4D", "unknown": ("model", "year")}, "body"),
        ({"colour": "Dark BLUE", "make": "honda civic"}, None),
        ({"colour": "very dark blue", "make": "Ford F-150"}, None),
    ],
)
def test_a_description_in_words_that_no_camera_can_state_is_refused_because_it_would_meet_nothing(
    words: dict[str, Any], field: str | None
) -> None:
    found = faults(plate="", match_by=MatchBy.DESCRIPTION, **words)
    assert found == ([(clauses.F_B_1_IV, field)] if field else [])
    assert faults(**words) == [], "a plate is met whatever is said of the vehicle"


@pytest.mark.proves(clauses.F_B_1_IV)
@pytest.mark.parametrize(
    ("words", "fields"),
    [
        (
            {"colour": "red blue tan gray black white", "make": "Ford Kia BMW Audi Jeep Ram GMC"},
            ["colour", "make"],
        ),
        ({"colour": "black and white"}, ["colour"]),
        ({"colour": "dark"}, ["colour"]),
        ({"colour": "dark blue green"}, ["colour"]),
        ({"make": "Honda Toyota"}, ["make"]),
        ({"body": "sedan coupe", "unknown": ("model", "year")}, ["body"]),
        ({"colour": "blue"}, []),
        ({"colour": "Light Blue", "make": "LAND ROVER Defender"}, []),
    ],
)
def test_a_description_of_several_colours_makes_or_bodies_is_refused_because_it_fits_too_many_vehicles(
    words: dict[str, Any], fields: list[str]
) -> None:
    asked_by_it = asked(plate="", match_by=MatchBy.DESCRIPTION, **words)
    found = list(missing(asked_by_it, at=AT))
    assert [(each.clause, each.field) for each in found] == [(clauses.F_B_1_IV, field) for field in fields]
    assert all("too many vehicles" in each.reason and each.remedy for each in found)
    assert faults(**words) == [], "a plate is met whatever is said of the vehicle"


@given(st.lists(st.sampled_from(WORDS[Trait.COLOUR]), min_size=1, max_size=4).map(" ".join))
def test_a_word_is_taken_for_a_text_exactly_where_one_word_agrees_with_as_much(text: str) -> None:
    found, word = set(agreeing(Trait.COLOUR, text)), meant(Trait.COLOUR, text)
    wide_enough = {each for each in WORDS[Trait.COLOUR] if found <= set(agreeing(Trait.COLOUR, each))}
    assert bool(word) is bool(wide_enough)
    assert not word or word in wide_enough


@pytest.mark.parametrize("trait", Trait)
def test_each_word_of_a_list_means_itself(trait: Trait) -> None:
    assert [meant(trait, word.upper()) for word in WORDS[trait]] == list(WORDS[trait])


def test_the_state_of_a_pattern_may_be_said_to_be_not_known_and_that_of_a_plate_may_not() -> None:
    lacking = ("model", "year", "body", "state")
    pattern = {"plate": "AB1*", "match_by": MatchBy.PATTERN, "state": ""}
    assert faults(**pattern, unknown=lacking) == []
    assert faults(**pattern) == [(clauses.F_B_1_IV, "state")]
    assert faults(state="", unknown=lacking) == [(clauses.F_B_1_IV, "state")]


@given(st.text(alphabet="AB1-? *", max_size=12))
def test_a_pattern_that_is_not_refused_states_three_characters_and_is_kept_as_matching_reads_it(text: str) -> None:
    kept = width.wanted_plate(text, MatchBy.PATTERN)
    if list(width.too_wide(text, MatchBy.PATTERN, ("", "", ""))):
        return
    assert sum(char not in "?*" for char in kept) >= 3
    assert len(kept) <= plates.MAX_LENGTH
    assert "**" not in kept
    fitting = kept.replace("?", "7").replace("*", "77")
    wanted = Wanted(UUID(int=1), kept, "CT", AT, MatchBy.PATTERN)
    assert tier(Seen(fitting, "CT"), wanted) is Tier.PATTERN


QUESTION = Question("AB12345", "CT", "PC", "CT0000000", "REF0000001", 2026)
HONDA = Described("blue", "Honda", "2019")


def judged(register: str, wanted: str = "1L01.NO RECORD", described: Described = HONDA) -> Finding:
    return cjis.judge(QUESTION, described, wanted, register)


def test_a_check_asks_ncic_for_a_record_and_the_state_for_the_registration() -> None:
    assert QUESTION.messages() == (
        "QV.CT0000000.LIC/AB12345.LIS/CT",
        "RQ.CT0000000.CT.*REF0000001.TXT.LIC/AB12345.LIY/2026.LIT/PC",
    )


@pytest.mark.proves(clauses.F_B_1_IV)
@pytest.mark.parametrize(
    ("register", "outcome"),
    [
        ("RR.LIC/AB12345.LIS/CT.VYR/2019.VMA/HOND.VCO/BLU", Said.CONFIRMED),
        ("RR.LIC/AB12345.LIS/CT.VYR/2019.VMA/HOND.VCO/DBL/SIL", Said.CONFIRMED),
        ("RR.LIC/AB12345.LIS/CT", Said.CONFIRMED),
        ("RR\nLIC/AB12345 LIS/CT VMA/HOND VCO/BLU\n", Said.CONFIRMED),
        ("RR.LIC/AB12345.LIS/CT.VMA/FORD", Said.DIFFERS),
        ("RR.LIC/AB12345.LIS/CT.VCO/RED", Said.DIFFERS),
        ("RR.LIC/AB12345.LIS/CT.VYR/2018", Said.DIFFERS),
        ("RR.NO RECORD.LIC/AB12345", Said.NOT_ON_FILE),
        ("RR.LIC/AB12346.LIS/CT", Said.NOT_ON_FILE),
        ("RR.LIC/AB12345.LIS/NY", Said.NOT_ON_FILE),
        ("RR.VMA/HOND", Said.NOT_ON_FILE),
        ("RR.LIC/AB12345", Said.NOT_ON_FILE),
        ("", Said.NOT_ON_FILE),
        ("ERROR BAD ORI", Said.NOT_ON_FILE),
    ],
)
def test_an_answer_confirms_only_the_plate_that_was_asked_and_a_vehicle_that_agrees(
    register: str, outcome: Said
) -> None:
    found = judged(register)
    assert found.outcome is outcome
    assert bool(found.notes) is (outcome is not Said.CONFIRMED)


def test_what_the_entry_does_not_know_differs_from_nothing() -> None:
    register = "RR.LIC/AB12345.LIS/CT.VYR/2016.VMA/FORD.VCO/RED"
    assert judged(register, described=Described()).outcome is Said.CONFIRMED


def test_a_record_of_ncics_is_told_beside_the_answer() -> None:
    found = judged("RR.LIC/AB12345.LIS/CT", "1L01.MKE/STOLEN VEHICLE.ORI/CT0000000.LIC/AB12345.NIC/V000000911")
    assert found == Finding(Said.CONFIRMED, ("NCIC holds a record: stolen vehicle, NIC V000000911.",))


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_answer_whatever_breaks_the_check(wanted: str, register: str) -> None:
    assert judged(register, wanted).outcome in set(Said)


@pytest.mark.parametrize(
    ("plate", "outcome"),
    [
        ("AB12345", Said.CONFIRMED),
        ("AB12404", Said.NOT_ON_FILE),
        ("AB12207", Said.DIFFERS),
        ("AB12911", Said.CONFIRMED),
    ],
)
def test_the_simulator_speaks_the_messages_and_plays_each_answer(plate: str, outcome: Said) -> None:
    question = Question(plate, "CT", "", "CT0000000", "REF0000001", 2026)
    wanted, register = (Simulator().exchange(message) for message in question.messages())
    assert cjis.judge(question, HONDA, wanted, register).outcome is outcome


def test_the_environment_names_the_line_and_a_wrong_name_stops_the_start() -> None:
    assert configured({}) is None
    assert configured({"PLAINVIEW_CJIS": "simulator"}) == Line(Simulator(), "CT0000000")
    named = {"PLAINVIEW_CJIS": "tcp://switch.example.gov:9000", "PLAINVIEW_ORI": "ct0001500"}
    assert configured(named) == Line(Switch("switch.example.gov", 9000), "CT0001500")
    for wrong in (
        {"PLAINVIEW_CJIS": "tcp://switch.example.gov:9000"},
        {"PLAINVIEW_CJIS": "switch", "PLAINVIEW_ORI": "CT0001500"},
        {"PLAINVIEW_CJIS": "tcp://switch", "PLAINVIEW_ORI": "CT0001500"},
        {"PLAINVIEW_CJIS": "https://switch:1", "PLAINVIEW_ORI": "CT0001500"},
        {"PLAINVIEW_CJIS": "simulator", "PLAINVIEW_ORI": "CT1"},
    ):
        with pytest.raises(LineMisnamed, match="PLAINVIEW_"):
            configured(wrong)
