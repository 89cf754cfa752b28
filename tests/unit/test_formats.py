"""How the states number their plates, and what that says about a reading."""

import math
import subprocess
import sys
import timeit

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview.recognition.formats import FORMATS, Format, fits, formats_of
from plainview.recognition.states import PRINTED
from plainview.terms.plate import MAX_LENGTH, canonical

CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
STATES = sorted(PRINTED)


def one(pattern: str, letters: str = "") -> Format:
    return Format("CT", "made up", pattern, 1.0, letters)


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_formats_and_its_draws_are_of_them(state: str) -> None:
    rng = np.random.default_rng(4)
    assert len(formats_of(state)) >= 2
    for each in formats_of(state):
        for _ in range(15):
            plate = each.draw(rng)
            assert plate == canonical(plate)
            assert each.matches(plate)
            assert 1 <= len(plate) <= MAX_LENGTH
            assert canonical(each.spaced(plate)) == plate


def test_formats_are_known_for_the_states_and_the_district_alone() -> None:
    assert {each.state for each in FORMATS} == set(STATES)
    assert formats_of("ZZ") == ()


@pytest.mark.parametrize(
    ("pattern", "plate", "shown", "other"),
    [
        ("AA 99999", "AB12345", "AB 12345", "A012345"),
        ("9 A99 9", "1B234", "1 B23 4", "1B23"),
        ("xAA 999", "XAB123", "XAB 123", "YAB123"),
        ("[1-4X]A9", "XB1", "XB1", "5B1"),
        ("(CO) A99 999", "B12345", "B12 345", "COB12345"),
    ],
)
def test_a_pattern_says_what_belongs_where(pattern: str, plate: str, shown: str, other: str) -> None:
    assert one(pattern).matches(plate)
    assert one(pattern).spaced(plate) == shown
    assert not one(pattern).matches(other)


def test_stacked_letters_are_no_part_of_the_number() -> None:
    assert one("(CO) A99").stacked == "CO"
    assert len(one("(CO) A99").slots) == 3
    assert one("A99").stacked == ""


def test_letters_can_be_narrowed_for_a_format() -> None:
    assert one("AA9", "XY").slots[:2] == ("XY", "XY")


@pytest.mark.parametrize(
    ("likely", "unlikely", "state"),
    [
        ("AB12345", "A812345", "CT"),
        ("AB12345", "AB1234S", "CT"),
        ("BC51234", "BCS1234", "CT"),
        ("1ABC23", "IABC23", "MA"),
        ("ABC1234", "A8C1234", "NY"),
        ("BBC1234", "8BC1234", "TX"),
        ("7ABC123", "TABC123", "CA"),
        ("AB12345", "A1B2C3D", None),
        ("AB12345", "AO12345", "CT"),
    ],
)
def test_what_a_state_issues_ranks_above_what_it_does_not(likely: str, unlikely: str, state: str | None) -> None:
    assert fits(likely, state) > fits(unlikely, state) + 1


def test_a_word_on_a_vanity_plate_is_unlikely_but_never_ruled_out() -> None:
    assert -40 < fits("NUTMEG", "CT") < fits("123BCD", "CT")
    assert math.isfinite(fits("", "CT"))
    assert math.isfinite(fits("A" * 30, None))


@given(st.text(CHARACTERS, max_size=12), st.sampled_from([*STATES, "ZZ", None]))
def test_every_text_has_a_finite_answer_of_at_most_one(text: str, state: str | None) -> None:
    assert math.isfinite(fits(text, state))
    assert fits(text, state) < 0


@given(st.sampled_from(FORMATS), st.integers(0, 10_000))
def test_a_drawn_plate_fits_its_state_better_than_even_chance_over_free_texts(chosen: Format, seed: int) -> None:
    if not chosen.vanity:
        plate = chosen.draw(np.random.default_rng(seed))
        assert fits(plate, chosen.state) > math.log(chosen.share / 400) - len(plate) * math.log(26)


def test_short_texts_have_a_probability_of_less_than_one_together() -> None:
    singles = sum(math.exp(fits(each, "CT")) for each in CHARACTERS)
    pairs = sum(math.exp(fits(a + b, "CT")) for a in CHARACTERS for b in CHARACTERS)
    assert 0 < singles + pairs < 0.1


def test_an_answer_takes_less_than_fifty_microseconds() -> None:
    fits("ABC1234", None)
    assert min(timeit.repeat(lambda: fits("ABC1234", None), number=200, repeat=5)) / 200 < 50e-6


def test_the_prior_needs_neither_numpy_nor_pillow_at_the_camera() -> None:
    code = (
        "import sys; from plainview.recognition.formats import fits; fits('AB12345', 'CT');"
        "sys.exit(bool({'numpy', 'PIL', 'cv2'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
