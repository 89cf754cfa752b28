"""The grammar of plates."""

import re

import pytest

from plainview.recognition.synthesis.formats import FORMATS, STATES, Format, Issued, format_of, plates_for
from plainview.terms.plate import MAX_LENGTH, canonical


def named(state: str, pattern: str) -> Format:
    return next(each for each in FORMATS if (each.state, each.pattern) == (state, pattern))


@pytest.mark.parametrize(
    ("state", "pattern", "plate", "shown"),
    [
        ("CT", "AA 99999", "AB12345", "AB 12345"),
        ("CT", "999 AAA", "123ABC", "123 ABC"),
        ("CT", "9AAAA9", "1ABCD2", "1ABCD2"),
        ("MA", "9AAA 99", "1ABC23", "1ABC 23"),
        ("NY", "AAA 9999", "ABC1234", "ABC 1234"),
        ("RI", "9AA 999", "1AB234", "1AB 234"),
        ("NJ", "A99 AAA", "A12BCD", "A12 BCD"),
    ],
)
def test_each_states_grammar_takes_its_own_plates_and_shows_their_gap(
    state: str, pattern: str, plate: str, shown: str
) -> None:
    chosen = named(state, pattern)
    assert chosen.matches(plate)
    assert chosen.spaced(plate) == shown
    assert format_of(plate, state) == chosen
    others = [each for each in FORMATS if not each.vanity and each.pattern.replace(" ", "") != pattern.replace(" ", "")]
    assert not any(each.matches(plate) for each in others)


@pytest.mark.parametrize("chosen", FORMATS, ids=lambda each: f"{each.state} {each.pattern}")
def test_every_plate_drawn_from_a_format_is_of_that_format(chosen: Format) -> None:
    import numpy as np

    rng = np.random.default_rng(8)
    for _ in range(200):
        plate = chosen.draw(rng)
        assert plate == canonical(plate)
        assert chosen.matches(plate)
        assert len(plate) <= MAX_LENGTH


def test_serial_letters_never_pass_for_digits_and_never_spell_a_word() -> None:
    serial = [each.plate for each in plates_for(3, 800) if not format_of(each.plate, each.state).vanity]
    assert not any(set(plate) & set("IOQ") for plate in serial)
    assert not any(re.search("[A-Z]{3}", plate) and set(plate) & set("AEIOU") for plate in serial)


def test_a_vanity_plate_has_seven_characters_at_most() -> None:
    vanity = [each.plate for each in plates_for(5, 900) if format_of(each.plate, each.state).vanity]
    assert len(vanity) > 20
    assert max(map(len, vanity)) == 7


def test_the_same_seed_gives_the_same_plates_and_another_seed_gives_others() -> None:
    assert plates_for(7, 50) == plates_for(7, 50)
    assert not set(plates_for(7, 50)) & set(plates_for(8, 50))


def test_plates_are_all_different_and_most_are_of_connecticut() -> None:
    plates = plates_for(11, 1000)
    assert len(set(plates)) == 1000
    assert {each.state for each in plates} == set(STATES)
    assert 700 < sum(each.state == "CT" for each in plates) < 860


def test_a_text_that_fits_no_serial_number_is_taken_for_a_vanity_plate() -> None:
    assert format_of("NUTMEG", "CT").vanity
    assert format_of("AB12345", "NY").vanity
    assert format_of("AB12345", "VT").vanity


def test_more_plates_begin_with_the_same_ones() -> None:
    assert plates_for(2, 30)[:10] == plates_for(2, 10)
    assert isinstance(plates_for(2, 1)[0], Issued)
