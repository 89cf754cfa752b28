"""Which read counts as which entry."""

import uuid
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.wanted import AT
from plainview.matching.rules import Seen, Tier, Vehicle, Wanted, compiled, in_force, one_edit, tier, way
from plainview.policy import clauses
from plainview.terms.entry import MatchBy

UNKNOWN = Vehicle()


def wanted(
    plate: str = "AB12345", state: str = "CT", match_by: MatchBy = MatchBy.PLATE, vehicle: Vehicle = UNKNOWN
) -> Wanted:
    return Wanted(uuid.uuid4(), plate, state, AT, match_by, vehicle)


@pytest.mark.proves(clauses.B)
@pytest.mark.parametrize(
    ("read", "state", "expected"),
    [
        ("AB12345", "CT", Tier.EXACT),
        ("AB12345", None, Tier.STATE_UNREAD),
        ("AB12345", "NY", Tier.OTHER_STATE),
        ("A812345", "CT", Tier.LOOK_ALIKE),
        ("A812345", None, Tier.LOOK_ALIKE),
        ("A812345", "MA", None),
        ("AB12346", "CT", None),
        ("AB1234", "CT", None),
    ],
)
def test_an_entry_met_by_its_plate_is_exact_possible_a_mismatch_or_another_vehicle(
    read: str, state: str | None, expected: Tier | None
) -> None:
    assert tier(Seen(read, state), wanted()) == expected


@pytest.mark.parametrize(
    ("read", "state", "expected"),
    [
        ("AB12345", "CT", Tier.EXACT),
        ("AB12345", "NY", Tier.OTHER_STATE),
        ("A812345", "CT", Tier.LOOK_ALIKE),
        ("AB12346", "CT", Tier.ONE_EDIT),
        ("AB12346", None, Tier.ONE_EDIT),
        ("AB12346", "NY", None),
        ("AB1234", "CT", Tier.ONE_EDIT),
        ("AB123345", "CT", Tier.ONE_EDIT),
        ("AB12354", "CT", None),
        ("AB1235", "CT", Tier.ONE_EDIT),
        ("AC1235", "CT", None),
    ],
)
def test_an_entry_met_by_a_near_plate_allows_one_edit_in_its_own_state(
    read: str, state: str | None, expected: Tier | None
) -> None:
    assert tier(Seen(read, state), wanted(match_by=MatchBy.NEAR)) == expected


@pytest.mark.parametrize(
    ("pattern", "read", "state", "expected"),
    [
        ("AB?2345", "AB12345", "CT", Tier.PATTERN),
        ("AB?2345", "AB12345", None, Tier.PATTERN),
        ("AB?2345", "AB12345", "NY", None),
        ("AB?2345", "AB2345", "CT", None),
        ("AB?2345", "A872345", "CT", Tier.PATTERN),
        ("A8?2345", "AB72345", "CT", Tier.PATTERN),
        ("AB*", "AB", "CT", Tier.PATTERN),
        ("AB*", "XAB1", "CT", None),
        ("*45", "AB12345", "CT", Tier.PATTERN),
        ("*45", "AB123456", "CT", None),
        ("A**5", "AB12345", "CT", Tier.PATTERN),
        ("A.C", "ABC", "CT", None),
    ],
)
def test_a_pattern_is_met_from_its_beginning_to_its_end(
    pattern: str, read: str, state: str | None, expected: Tier | None
) -> None:
    assert tier(Seen(read, state), wanted(pattern, match_by=MatchBy.PATTERN)) == expected


CAR = Vehicle("dark blue", "Honda", "")


@pytest.mark.proves(clauses.B)
@pytest.mark.parametrize(
    ("state", "vehicle", "expected"),
    [
        ("CT", Vehicle("blue", "HONDA", "sedan"), Tier.DESCRIPTION),
        ("CT", Vehicle("Dark blue", "Honda"), Tier.DESCRIPTION),
        ("CT", Vehicle("very dark blue", "Honda"), Tier.DESCRIPTION),
        ("CT", Vehicle("dark red", "Honda"), None),
        ("CT", Vehicle("blue", "Ford"), None),
        ("CT", Vehicle("blue", ""), None),
        ("CT", None, None),
        ("NY", Vehicle("blue", "Honda"), None),
        (None, Vehicle("blue", "Honda"), None),
    ],
)
def test_a_description_is_met_only_by_a_read_that_states_all_of_it(
    state: str | None, vehicle: Vehicle | None, expected: Tier | None
) -> None:
    entry = wanted("", match_by=MatchBy.DESCRIPTION, vehicle=CAR)
    assert tier(Seen("ZZ99999", state, vehicle), entry) == expected


def test_a_description_of_no_state_is_met_in_every_state_and_an_empty_one_never() -> None:
    anywhere = wanted("", "", MatchBy.DESCRIPTION, CAR)
    assert tier(Seen("ZZ99999", None, Vehicle("blue", "Honda")), anywhere) is Tier.DESCRIPTION
    nothing = wanted("", "", MatchBy.DESCRIPTION)
    assert tier(Seen("ZZ99999", None, Vehicle("blue", "Honda")), nothing) is None


def test_an_entry_without_a_state_is_never_met_exactly_and_one_without_a_plate_never_by_its_plate() -> None:
    assert tier(Seen("AB12345", "NY"), wanted(state="")) is Tier.STATE_UNREAD
    assert tier(Seen("AB12346", "NY"), wanted(state="", match_by=MatchBy.NEAR)) is Tier.ONE_EDIT
    assert tier(Seen("AB12345", "NY"), wanted("AB*", "", MatchBy.PATTERN)) is Tier.PATTERN
    assert tier(Seen("", "CT"), wanted("")) is None


@pytest.mark.proves(clauses.F_C_1)
def test_only_the_same_number_of_another_state_is_no_hit_and_only_an_exact_hit_is_sure() -> None:
    assert [each for each in Tier if not each.is_hit] == [Tier.OTHER_STATE]
    assert [each for each in Tier if not each.is_possible] == [Tier.EXACT, Tier.OTHER_STATE]


@pytest.mark.proves(clauses.E_B)
@pytest.mark.parametrize("match_by", MatchBy)
def test_a_list_that_somebody_else_keeps_is_met_by_its_plates_alone(match_by: MatchBy) -> None:
    assert way(match_by, manual=True) is match_by
    assert way(match_by, manual=False) is MatchBy.PLATE


@pytest.mark.proves(clauses.F_B_1_II, clauses.F_B_1_III)
def test_an_entry_counts_until_the_second_in_which_it_expires() -> None:
    assert in_force(wanted(), at=AT - timedelta(microseconds=1))
    assert not in_force(wanted(), at=AT)
    assert not in_force(wanted(), at=AT + timedelta(days=1))


PLATES = st.text("AB01", max_size=5)


@given(PLATES, PLATES)
def test_one_edit_is_a_change_a_loss_or_an_addition_of_one_character(one: str, other: str) -> None:
    def lacking(text: str) -> set[str]:
        return {text[:place] + text[place + 1 :] for place in range(len(text))}

    changed = len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1
    assert one_edit(one, other) == (changed or one in lacking(other) or other in lacking(one))


@given(st.text("AB?*", max_size=6), PLATES)
def test_a_pattern_means_what_its_two_signs_mean(pattern: str, plate: str) -> None:
    def fits(rest: str, left: str) -> bool:
        if not rest:
            return not left
        if rest[0] == "*":
            return any(fits(rest[1:], left[skipped:]) for skipped in range(len(left) + 1))
        return bool(left) and (rest[0] == "?" or rest[0] == left[0]) and fits(rest[1:], left[1:])

    folded_pattern = pattern.replace("B", "8")
    folded_plate = plate.replace("B", "8")
    assert bool(compiled(pattern).fullmatch(folded_plate)) == fits(folded_pattern, folded_plate)


def test_a_pattern_of_nothing_but_stars_takes_no_longer_than_one_star() -> None:
    assert compiled("A" + "*" * 9).pattern == compiled("A*").pattern
