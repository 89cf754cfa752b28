"""The flat drawing of a plate."""

from pathlib import Path

import numpy as np
import pytest

from plainview.recognition.synthesis.plates.designs import DESIGNS
from plainview.recognition.synthesis.street import plates
from plainview.recognition.synthesis.street.plates import HEIGHT, INCH, MARGIN, WIDTH, Drawing, Wear, plate

CLEAN = Wear()


def drawn(text: str = "AB12345", state: str = "CT", worn: Wear = CLEAN, seed: int = 1) -> Drawing:
    return plate(text, state, worn, np.random.default_rng(seed))


def dark_columns(drawing: Drawing) -> int:
    """In how many columns of the middle band there is ink."""
    band = drawing.colour[round((MARGIN + 2.2) * INCH) : round((MARGIN + 3.9) * INCH)]
    return int((band.mean(axis=2).min(axis=0)[round(MARGIN * INCH) + 9 : -round(MARGIN * INCH) - 9] < 0.2).sum())


def test_a_plate_is_twelve_inches_by_six_with_a_margin() -> None:
    drawing = drawn()
    assert drawing.colour.shape == (round((HEIGHT + 2 * MARGIN) * INCH), round((WIDTH + 2 * MARGIN) * INCH), 3)
    rows, columns = np.nonzero(drawing.cover > 0.5)
    assert np.ptp(columns) + 1 == pytest.approx(WIDTH * INCH, abs=2)
    assert np.ptp(rows) + 1 == pytest.approx(HEIGHT * INCH, abs=2)


@pytest.mark.parametrize("state", [*DESIGNS, "VT"])
def test_every_state_draws_and_a_state_without_a_design_gets_a_plain_plate(state: str) -> None:
    drawing = drawn("AB1234", state)
    assert np.isfinite(drawing.colour).all()
    assert 0 <= drawing.colour.min() <= drawing.colour.max() <= 1
    assert dark_columns(drawing) > 100


def test_more_characters_leave_more_ink() -> None:
    assert dark_columns(drawn("AB")) < dark_columns(drawn("AB12")) < dark_columns(drawn("AB12345"))


def test_the_same_chance_draws_the_same_plate_and_another_text_another() -> None:
    worn = Wear(dirt=0.6, fading=0.3)
    assert np.array_equal(drawn(worn=worn).colour, drawn(worn=worn).colour)
    assert not np.array_equal(drawn("AB12345").colour, drawn("AB12346").colour)


def test_dirt_darkens_a_plate_and_takes_its_reflection() -> None:
    clean, dirty = drawn(), drawn(worn=Wear(dirt=1.0))
    assert dirty.colour.mean() < 0.85 * clean.colour.mean()
    assert dirty.returns.mean() < 0.85 * clean.returns.mean()


def test_characters_throw_little_of_the_flash_back() -> None:
    drawing = drawn()
    ink = (drawing.colour.max(axis=2) < 0.15) & (drawing.cover > 0.99)
    assert drawing.returns[ink].mean() < 0.3
    assert np.median(drawing.returns[drawing.cover > 0.99]) > 0.9


def test_a_dealers_frame_reaches_beyond_the_plate() -> None:
    assert drawn(worn=Wear(frame="#18191b")).cover.sum() > 1.05 * drawn().cover.sum()


def test_missing_lettering_is_named_with_its_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plates, "FONTS", tmp_path)
    with pytest.raises(FileNotFoundError, match="make install"):
        plates.lettering("barlow-condensed-latin-600-normal.woff", 999)
