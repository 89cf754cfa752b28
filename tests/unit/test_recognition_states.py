import pytest

from plainview.recognition.states import PRINTED, is_printed_word, state_of


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        ([("Connecticut", 0.98), ("2019", 0.9)], "CT"),
        ([("CONSTITUTIONSTATE", 0.9)], "CT"),
        ([("CONNECTlCUT", 0.8)], "CT"),
        ([("SEPCALIFORNIA", 0.9)], "CA"),
        ([("WEST VIRGINIA", 0.9)], "WV"),
        ([("VIRGINIA", 0.9)], "VA"),
        ([("WASHINGTON", 1.0)], "WA"),
        ([("WASHINGTON, DC", 1.0)], "DC"),
        ([("WASHINGTONDO", 0.9), ("TAXATION WITHOUT REPRESENTATION", 0.9)], "DC"),
        ([("ARKANSAS", 0.9)], "AR"),
        ([("LIVE FREE OR DIE", 0.9)], "NH"),
        ([("visitPA.com", 0.9)], "PA"),
    ],
)
def test_the_words_on_a_plate_name_its_state(lines: list[tuple[str, float]], state: str) -> None:
    found = state_of(lines)
    assert found is not None
    assert found.state == state
    assert 0 < found.confidence <= 1


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [("ABC123", 1.0)],
        [("I'M A NEIL DIAMOND FAN", 1.0)],
        [("IN GOD WE TRUST", 1.0)],
        [("CONNECTICUT", 0.3)],
        [("OHI", 1.0)],
    ],
)
def test_no_state_is_guessed_where_its_words_are_not_there_or_hardly_legible(lines: list[tuple[str, float]]) -> None:
    assert state_of(lines) is None


@pytest.mark.parametrize(
    ("text", "state", "letters"),
    [
        ("CONSTITUTI0NSTATE", "CT", 16 / 17),  # one letter wrong
        ("XXONSTITUTIONSTATE", "CT", 16 / 17),  # the words begin behind others
        ("TAXATIONWITHOTREPRESENTATION", "DC", 28 / 29),  # one letter missing
        ("ETATSNOITUTITSNOC", None, 0),  # the same letters in another order
    ],
)
def test_long_words_are_known_by_most_of_their_letters_in_order(text: str, state: str | None, letters: float) -> None:
    found = state_of([(text, 1.0)])
    assert (found.state if found else None) == state
    assert (found.confidence if found else 0) == pytest.approx(letters)


def test_the_surer_line_decides_between_two_states() -> None:
    found = state_of([("NEW YORK", 0.6), ("NEW JERSEY", 0.95)])
    assert found is not None
    assert found.state == "NJ"


def test_a_state_is_less_certain_where_its_words_were_read_with_gaps() -> None:
    whole, gaps = state_of([("MASSACHUSETTS", 0.9)]), state_of([("MASSACUSETS", 0.9)])
    assert whole is not None
    assert gaps is not None
    assert gaps.state == "MA"
    assert gaps.confidence < whole.confidence


def test_every_state_and_the_district_are_known_by_their_own_name() -> None:
    assert len(PRINTED) == 51
    for state, (name, *_) in PRINTED.items():
        found = state_of([(name, 1.0)])
        assert found is not None
        assert found.state == state


def test_words_of_plates_and_streets_are_told_from_vanity_plates() -> None:
    assert is_printed_word("TOYOTA")
    assert is_printed_word("TEXAS")
    assert not is_printed_word("NEILDMND")
