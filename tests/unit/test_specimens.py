"""Plates drawn flat, for training."""

import re
from collections import Counter
from functools import cache

import cv2
import numpy as np
import pytest

from plainview.recognition.formats import formats_of
from plainview.recognition.states import PRINTED
from plainview.recognition.synthesis.plates import subjects
from plainview.recognition.synthesis.plates.blanks import MARGIN, Size, painted
from plainview.recognition.synthesis.plates.designs import DIES, LETTERINGS, LOOKS, MOTIFS, Look, looks_of
from plainview.recognition.synthesis.plates.rows import row
from plainview.recognition.synthesis.plates.specimens import Specimen, specimen
from plainview.recognition.synthesis.plates.subjects import Subject, subject
from plainview.recognition.synthesis.plates.wishes import anything, wish
from plainview.recognition.synthesis.sheet import specimen_sheet
from plainview.terms.plate import canonical

PLATE = Size(12.0, 6.0, 30)


@cache
def some(seed: int = 1, count: int = 120) -> tuple[Specimen, ...]:
    rng = np.random.default_rng(seed)
    return tuple(specimen(rng) for _ in range(count))


def test_the_same_seed_draws_the_same_plates_and_another_seed_others() -> None:
    rng = np.random.default_rng(1)
    for each in some()[:12]:
        again = specimen(rng)
        assert (again.text, again.state, again.words) == (each.text, each.state, each.words)
        assert np.array_equal(again.picture, each.picture)
        assert np.array_equal(again.returns, each.returns)
    assert some(2, 3)[0].text != some()[0].text


def test_a_text_is_capital_letters_and_figures() -> None:
    assert all(re.fullmatch("[A-Z0-9]{1,10}", each.text) for each in some())


def test_pictures_cover_and_reflection_are_of_one_size_and_hold_the_corners() -> None:
    for each in some():
        height, width = each.picture.shape[:2]
        assert each.picture.dtype == each.cover.dtype == each.returns.dtype == np.uint8
        assert each.cover.shape == each.returns.shape == (height, width)
        assert each.corners.shape == (4, 2)
        assert (each.corners > 0).all()
        assert (each.corners < (width - 1, height - 1)).all()
        middle = each.cover[height // 4 : -height // 4, width // 8 : -width // 8]
        assert middle.min() > 250


def test_most_plates_are_twelve_inches_by_six() -> None:
    sizes = Counter(each.picture.shape for each in some())
    assert sizes.most_common(1)[0][0] == (210, 390, 3)
    assert sizes[210, 390, 3] > 100
    usual = next(each for each in some() if each.picture.shape == (210, 390, 3))
    assert usual.corners[2] - usual.corners[0] == pytest.approx((360, 180))


def test_a_finer_drawing_is_the_same_plate_with_more_pixels() -> None:
    coarse, fine = (specimen(np.random.default_rng(7), inch=inch) for inch in (20, 40))
    assert coarse.text == fine.text
    assert fine.picture.shape[0] == 2 * coarse.picture.shape[0]


def test_nothing_is_thrown_back_from_where_nothing_is() -> None:
    assert all((each.returns[each.cover == 0] == 0).all() for each in some())


def test_characters_stand_out_from_their_ground() -> None:
    for each in some():
        left, top = each.corners[0].astype(int)
        right, bottom = each.corners[2].astype(int)
        tall = bottom - top
        band = each.picture[top + tall // 3 : bottom - tall // 3, left + 20 : right - 20]
        assert cv2.cvtColor(band, cv2.COLOR_BGR2GRAY).std() > 7


def test_every_state_is_met_and_connecticut_most() -> None:
    rng = np.random.default_rng(3)
    met = Counter(subject(rng).state for _ in range(3000))
    assert set(PRINTED) <= set(met)
    assert max((each for each in met if each), key=met.__getitem__) == "CT"
    assert met[None] > 100


def test_serial_numbers_are_of_their_states_formats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subjects, "_KINDS", (("serial", 1.0),))
    rng = np.random.default_rng(5)
    for _ in range(400):
        drawn = subject(rng)
        assert drawn.state
        vanity = any(each.vanity for each in formats_of(drawn.state))
        assert vanity or any(each.matches(drawn.text) for each in formats_of(drawn.state))


def test_free_texts_use_every_character_and_two_to_eight_of_them() -> None:
    rng = np.random.default_rng(6)
    wishes = [wish(rng) for _ in range(500)]
    free = [anything(rng) for _ in range(500)]
    assert all(2 <= len(canonical(each)) <= 8 for each in wishes)
    assert all(3 <= len(canonical(each)) <= 8 for each in free)
    assert len(set(canonical("".join(free)))) == 36
    assert {"O", "I", "Q", "0", "1"} <= set(canonical("".join(wishes)))
    assert any("♥" in each for each in wishes)


def test_every_state_has_a_design_and_every_design_names_what_exists() -> None:
    assert all(looks_of(state) for state in PRINTED)
    for look in LOOKS:
        assert look.die in DIES
        assert {look.lettering, look.slogan_lettering} <= set(LETTERINGS)
        assert {each.split(":")[0] for each in look.scene.split()} <= set(MOTIFS)


@pytest.mark.parametrize("motif", sorted(MOTIFS))
def test_every_motif_leaves_a_trace_and_never_the_whole_ground(motif: str) -> None:
    look = Look("", "", "#101010", "#ffffff", scene=f"{motif}:#406080:1.0")
    canvas = painted(look, Size(12.0, 6.0, 12), np.random.default_rng(1))
    touched = (canvas < 250).any(axis=2).mean()
    assert 0.002 < touched < 0.95


@pytest.mark.parametrize("printed", ["A", "AB 12345", "WWWWWWWW", "1-♥2", "I1"])
def test_a_row_stays_on_its_plate(printed: str) -> None:
    shown = Subject(printed, canonical(printed), "CT", looks_of("CT")[0], "VET", "plate")
    for seed in range(12):
        mask = row(np.random.default_rng(seed), shown, PLATE).mask
        columns = np.flatnonzero(mask.max(axis=0) > 128) / PLATE.inch - MARGIN
        assert columns.min() > 0.05
        assert columns.max() < 11.95


def test_what_a_frame_hides_is_not_among_the_words() -> None:
    hidden = sum(not any(each.words) for each in some() if each.state)
    shown = sum(all(each.words) for each in some() if each.state)
    assert 0 < hidden < shown


def test_a_sheet_shows_all_and_refuses_none() -> None:
    assert specimen_sheet(some()[:5], columns=3, width=130).shape == (2 * 96, 390, 3)
    with pytest.raises(ValueError, match="at least one"):
        specimen_sheet([])
