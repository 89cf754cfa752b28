"""What is compared by eye, for entries by plate, by one edit, by pattern and by description."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview.alerts.checklist import GAP, Compared, Part, contradicted, items, lacking, matches, unresolvable
from plainview.matching.rules import Tier, compiled, one_edit
from plainview.policy import clauses
from plainview.terms import plate as plates

CHARACTERS: Final = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"


def compared(entry: str, plate: str, tier: Tier = Tier.EXACT, **more: str) -> Compared:
    return Compared(**{"tier": tier, "plate": plate, "state": "CT", "entry_plate": entry, "entry_state": "CT", **more})


def places(of: Compared) -> list[tuple[str, str, bool]]:
    return [(each.entry, each.read, each.stated) for each in items(of) if each.part is Part.PLATE]


def test_a_plate_stands_over_its_read_character_by_character() -> None:
    assert places(compared("AB1", "AB7")) == [("A", "A", True), ("B", "B", True), ("1", "7", True)]


@pytest.mark.parametrize(
    ("entry", "plate", "expected"),
    [
        ("AB12", "AB2", [("A", "A"), ("B", "B"), ("1", GAP), ("2", "2")]),
        ("AB2", "AB12", [("A", "A"), ("B", "B"), (GAP, "1"), ("2", "2")]),
        ("AB2", "AB2X", [("A", "A"), ("B", "B"), ("2", "2"), (GAP, "X")]),
    ],
)
def test_a_character_too_few_or_too_many_leaves_a_gap(entry: str, plate: str, expected: list[tuple[str, str]]) -> None:
    assert [each[:2] for each in places(compared(entry, plate, Tier.ONE_EDIT))] == expected


def test_a_wildcard_is_not_stated_and_takes_what_it_met() -> None:
    assert places(compared("A?1*", "AB1XYZ", Tier.PATTERN)) == [
        ("A", "A", True),
        ("?", "B", False),
        ("1", "1", True),
        ("*", "XYZ", False),
    ]
    assert places(compared("**AB", "AB", Tier.PATTERN)) == [("*", GAP, False), ("A", "A", True), ("B", "B", True)]


def test_an_entry_without_a_plate_asks_for_state_and_vehicle_alone() -> None:
    those = items(compared("", "AB12345", Tier.DESCRIPTION, colour="blue", make="Honda Civic"))
    assert [(each.name, each.entry, each.stated) for each in those] == [
        ("state", "CT", True),
        ("colour", "blue", True),
        ("make", "Honda Civic", True),
        ("class", "", False),
    ]


def test_what_the_camera_stated_stands_beside_the_entry_and_asks_nothing_of_its_own() -> None:
    those = items(compared("AB1", "AB1", make="Honda Civic", read_colour="blue", read_make="Honda", read_body="sedan"))
    assert [(each.name, each.entry, each.read, each.stated) for each in those if each.part is Part.VEHICLE] == [
        ("colour", "", "blue", False),
        ("make", "Honda Civic", "Honda", True),
        ("class", "", "sedan", False),
    ]


@pytest.mark.proves(clauses.F_C_1_I)
@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"colour": "blue", "read_colour": "dark blue"}, []),
        ({"make": "Honda Civic", "read_make": "Honda"}, []),
        ({"colour": "blue"}, []),
        ({"read_colour": "blue"}, []),
        ({"colour": "blue", "read_colour": "red"}, ["The camera states the colour red; the entry says blue."]),
        (
            {"make": "Ford", "read_make": "Honda", "body": "van", "read_body": "SUV"},
            [
                "The camera states the make Honda; the entry says Ford.",
                "The camera states the body SUV; the entry says van.",
            ],
        ),
        ({"plate_type": "MC", "read_body": "motorcycle"}, []),
        ({"plate_type": "PC", "read_body": "SUV"}, []),
        ({"plate_type": "MC", "read_body": "SUV"}, ["The camera states the body SUV; the plate is a motorcycle's."]),
    ],
)
def test_what_the_camera_stated_and_the_entry_denies_is_a_warning(said: dict[str, str], words: list[str]) -> None:
    assert list(contradicted(compared("AB1", "AB1", **said))) == words


@pytest.mark.proves(clauses.F_C_1_I)
def test_what_the_entry_does_not_say_is_not_stated_and_never_a_match() -> None:
    those = items(compared("AB1", "AB1"))
    answers = {"char-0": True, "char-1": True, "char-2": True, "state": True, "colour": True, "class": True}
    assert [each.label for each in those if not each.stated] == ["Colour", "Make", "Class"]
    assert matches(those, answers, Part.VEHICLE) is None
    assert lacking(those, answers) == []


def test_a_motorcycles_plate_says_its_class() -> None:
    (kind,) = (each for each in items(compared("AB1", "AB1", plate_type="MC")) if each.name == "class")
    assert (kind.entry, kind.stated) == ("motorcycle", True)


def test_an_alert_of_before_is_compared_by_its_one_line() -> None:
    assert [each.name for each in items(compared("A1", "A1", vehicle="blue Honda"))][-1] == "vehicle"


@pytest.mark.proves(clauses.F_C_1_I)
@pytest.mark.parametrize(
    ("tier", "differs", "resolvable"),
    [
        (Tier.EXACT, ["colour"], True),
        (Tier.EXACT, ["class", "make"], True),
        (Tier.EXACT, ["state"], False),
        (Tier.EXACT, ["char-0"], False),
        (Tier.LOOK_ALIKE, ["char-0"], False),
        (Tier.ONE_EDIT, ["char-2"], True),
        (Tier.ONE_EDIT, ["char-1", "char-2"], False),
        (Tier.ONE_EDIT, ["state"], False),
        (Tier.OTHER_STATE, ["colour"], False),
    ],
)
def test_words_resolve_a_repainted_car_but_no_other_plate(tier: Tier, differs: list[str], resolvable: bool) -> None:  # noqa: FBT001
    those = items(compared("AB1", "AB7", tier, colour="blue", make="Honda", body="sedan"))
    answers = {each.name: each.name not in differs for each in those if each.stated}
    assert (list(unresolvable(tier, those, answers)) == []) is resolvable


plate = st.text(CHARACTERS, min_size=2, max_size=7)


@given(plate, st.integers(0, 7), st.sampled_from(CHARACTERS), st.sampled_from(["change", "add", "drop"]))
def test_one_edit_leaves_at_most_one_place_that_differs(entry: str, where: int, char: str, way: str) -> None:
    where = min(where, len(entry) - 1)
    read = {
        "change": entry[:where] + char + entry[where + 1 :],
        "add": entry[:where] + char + entry[where:],
        "drop": entry[:where] + entry[where + 1 :],
    }[way]
    found = places(compared(entry, read, Tier.ONE_EDIT))
    assert sum(one != other for one, other, _ in found) == (one_edit(entry, read) if entry != read else 0)
    assert "".join(each for each, _, _ in found).replace(GAP, "") == entry
    assert "".join(each for _, each, _ in found).replace(GAP, "") == read


@given(st.text("AB12?*", min_size=1, max_size=6), st.text("AB12", max_size=7))
def test_a_pattern_that_meets_a_plate_spells_it_and_asks_for_its_fixed_characters_alone(
    pattern: str, read: str
) -> None:
    if not compiled(pattern).fullmatch(plates.folded(read)):
        return
    found = places(compared(pattern, read, Tier.PATTERN))
    assert "".join(each for _, each, _ in found).replace(GAP, "") == read
    assert all(stated == (entry not in {"?", "*"}) for entry, _, stated in found)
    assert all(plates.folded(entry) == plates.folded(each) for entry, each, stated in found if stated)
