import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview.recognition.calibration import (
    Abstention,
    Calibration,
    Sure,
    abstention,
    bins,
    error_by_chance,
    expected_error,
    fitted,
    sure,
)

shares = st.floats(0, 1)
pairs = st.lists(st.tuples(shares, st.booleans()), max_size=120)
slopes, offsets = st.floats(0.01, 50), st.floats(-20, 20)


def truthful(*, each: int = 100) -> list[tuple[float, bool]]:
    """Reads of ten confidences, each right exactly as often as it says."""
    return [(tenth / 10, place < each * tenth / 10) for tenth in range(1, 11) for place in range(each)]


@given(pairs)
def test_every_read_lies_in_one_bin_and_equal_confidences_in_the_same(said: list[tuple[float, bool]]) -> None:
    found = bins(said)
    assert sum(each.count for each in found) == len(said)
    assert all(one.high < other.low for one, other in itertools.pairwise(found))


def test_bins_hold_like_many_reads_however_unevenly_the_confidences_lie() -> None:
    said = [(0.999 + number / 10**6, True) for number in range(900)] + [(number / 100, False) for number in range(100)]
    assert {each.count for each in bins(said)} == {100}


def test_few_reads_make_few_bins_and_none_makes_none() -> None:
    assert len(bins([(number / 40, True) for number in range(40)])) == 2
    assert len(bins([(0.3, True)])) == 1
    assert bins([]) == ()
    assert expected_error(()) is None
    assert error_by_chance(()) is None


def test_a_true_confidence_has_no_error() -> None:
    assert expected_error(bins(truthful())) == pytest.approx(0, abs=1e-12)


def test_the_error_is_the_gap_between_stated_and_true() -> None:
    said = [(0.9, place < 60) for place in range(100)]
    assert expected_error(bins(said)) == pytest.approx(0.3)
    assert error_by_chance(bins(said)) == pytest.approx(0.024, abs=0.001)


def test_chance_alone_explains_about_the_error_of_reads_whose_confidence_is_true() -> None:
    chance = random.Random(5)  # noqa: S311 - a sample, not a secret
    said = [(stated, chance.random() < stated) for stated in (chance.random() for _ in range(3000))]
    found = bins(said)
    error, by_chance = expected_error(found), error_by_chance(found)
    assert error is not None
    assert by_chance is not None
    assert 0.3 * by_chance < error < 3 * by_chance


def test_sure_reads_are_those_at_or_above_the_confidence() -> None:
    said = [(0.9, True), (0.95, False), (0.8999, False), (1.0, True)]
    assert sure(said) == Sure(reads=3, misread=1)
    assert sure(said).share == pytest.approx(1 / 3)
    assert sure([], at_least=0.5).share is None


def test_a_threshold_leaves_fewer_plates_and_says_how_many_of_them_are_right() -> None:
    said = [(0.95, True), (0.95, True), (0.6, False), (0.6, True)]
    assert abstention(said, asked=5, thresholds=[0, 0.9, 0.99]) == (
        Abstention(0, 0.8, 0.75),
        Abstention(0.9, 0.4, 1.0),
        Abstention(0.99, 0.0, None),
    )
    assert abstention([], asked=0, thresholds=[0.5]) == (Abstention(0.5, 0.0, None),)


@given(slopes, offsets, shares, shares)
def test_a_calibrated_confidence_is_one_and_keeps_the_order(
    slope: float, offset: float, one: float, other: float
) -> None:
    calibrated = Calibration(slope, offset)
    low, high = sorted([one, other])
    assert 0 <= calibrated(low) <= calibrated(high) <= 1


@given(shares)
def test_without_parameters_nothing_changes(confidence: float) -> None:
    assert Calibration()(confidence) == pytest.approx(confidence, abs=2e-6)


@pytest.mark.parametrize(("slope", "offset"), [(0, 0), (-1, 0), (float("nan"), 0), (1, float("inf"))])
def test_a_calibration_that_would_turn_the_order_is_refused(slope: float, offset: float) -> None:
    with pytest.raises(ValueError, match="slope"):
        Calibration(slope, offset)


@given(pairs)
def test_any_pairs_can_be_fitted(said: list[tuple[float, bool]]) -> None:
    calibrated = fitted(said)
    assert 0 <= calibrated(0.1) <= calibrated(0.9) <= 1


def test_no_pairs_and_true_pairs_leave_the_confidence_as_it_is() -> None:
    assert fitted([]) == Calibration()
    calibrated = fitted([pair for pair in truthful() if pair[0] < 1])
    assert [calibrated(tenth / 10) for tenth in range(1, 10)] == pytest.approx(
        [tenth / 10 for tenth in range(1, 10)], abs=0.005
    )


def test_an_engine_that_is_too_sure_is_brought_down_and_its_error_with_it() -> None:
    # What is stated at 0.99, 0.9 and 0.7 is right in 80, 65 and 50 of 100.
    said = [(stated, place < right) for stated, right in ((0.99, 80), (0.9, 65), (0.7, 50)) for place in range(100)]
    calibrated = fitted(said)
    mended = [(calibrated(confidence), right) for confidence, right in said]
    before, after = expected_error(bins(said)), expected_error(bins(mended))
    assert before == pytest.approx((0.19 + 0.25 + 0.2) / 3)
    assert after is not None
    assert after < 0.03


def test_reads_whose_confidence_says_the_opposite_still_keep_their_order() -> None:
    said = [(0.95, False)] * 200 + [(0.05, True)] * 200
    assert 0 < fitted(said)(0.05) <= fitted(said)(0.95) < 1
