import numpy as np
import pytest

from plainview.recognition.ctc import Decoder, Line
from plainview.recognition.views import agreed
from plainview.terms.read import Alternate, Character

CLASSES = ["A", "B", "a", "8", "-", "Я", " "]
PLACES = {character: place for place, character in enumerate(CLASSES, start=1)}


def steps(*moments: dict[str, float]) -> np.ndarray:
    """Probabilities a step, by character; what is not named goes to "nothing here"."""
    table = np.zeros((len(moments), len(CLASSES) + 1), np.float32)
    for row, chances in zip(table, moments, strict=True):
        row[0] = 1 - sum(chances.values())
        for character, chance in chances.items():
            row[PLACES[character]] = chance
    return table


@pytest.fixture
def decoder() -> Decoder:
    return Decoder(CLASSES)


def test_repeats_are_one_character_unless_nothing_stands_between(decoder: Decoder) -> None:
    assert decoder(steps({"A": 0.9}, {"A": 0.8}, {}, {"A": 0.7})).text == "AA"


def test_a_character_speaks_from_the_step_at_which_it_was_seen_best(decoder: Decoder) -> None:
    (character,) = decoder(steps({"B": 0.6}, {"B": 0.75, "8": 0.2}, {"B": 0.5})).characters
    assert character.confidence == pytest.approx(0.75)
    (other,) = character.alternates
    assert other.char == "8"
    assert other.confidence == pytest.approx(0.2)


def test_small_letters_count_for_capitals_and_are_remembered(decoder: Decoder) -> None:
    line = decoder(steps({"A": 0.2, "a": 0.7}, {}, {"B": 0.9}))
    assert line.text == "AB"
    assert line.small == 1
    assert line.characters[0].confidence == pytest.approx(0.9)


def test_separators_are_counted_between_characters_and_not_at_the_ends(decoder: Decoder) -> None:
    line = decoder(steps({"-": 0.9}, {"A": 0.9}, {"-": 0.9}, {"B": 0.9}, {" ": 0.9}))
    assert (line.text, line.separators) == ("AB", 1)


def test_another_script_reads_as_nothing_rather_than_as_a_sure_plate(decoder: Decoder) -> None:
    assert decoder(steps({"Я": 0.99}, {"Я": 0.6, "A": 0.3})).confidence < 0.4


def test_an_alternate_below_one_percent_is_not_worth_a_line(decoder: Decoder) -> None:
    (character,) = decoder(steps({"B": 0.99, "8": 0.005})).characters
    assert character.alternates == ()


def test_a_line_is_as_sure_as_all_its_characters_together_and_an_empty_one_not_at_all() -> None:
    line = Line((Character("A", 0.5), Character("B", 0.5)))
    assert line.confidence == 0.25
    assert line.sureness == 0.5
    assert Line(()).confidence == Line(()).sureness == 0


def test_only_a_mix_of_letters_and_digits_is_mixed() -> None:
    letters, digits, both = (Line(tuple(Character(char, 1) for char in text)) for text in ("AB", "12", "A1"))
    assert (letters.is_mixed, digits.is_mixed, both.is_mixed) == (False, False, True)


def test_looks_that_disagree_on_a_character_leave_it_unsure_with_the_other_as_alternate() -> None:
    one = Line((Character("B", 0.9, (Alternate("8", 0.1),)),))
    other = Line((Character("8", 0.6, (Alternate("B", 0.4),)),))
    line = agreed([one, other])
    assert line is not None
    (character,) = line.characters
    assert character.char == "B"
    assert character.confidence == pytest.approx(0.65)
    (alternate,) = character.alternates
    assert alternate.char == "8"
    assert alternate.confidence == pytest.approx(0.35)


def test_a_look_that_saw_another_number_of_characters_costs_its_share_of_trust() -> None:
    sure = Line((Character("A", 0.9), Character("1", 0.9)))
    short = Line((Character("A", 0.5),))
    line = agreed([sure, sure, short])
    assert line is not None
    assert line.text == "A1"
    assert line.confidence == pytest.approx(0.81 * 2 / 3)


def test_looks_of_unfitting_length_agree_on_nothing() -> None:
    assert agreed([Line((Character("A", 0.9),)), Line(())], shortest=4, longest=8) is None
