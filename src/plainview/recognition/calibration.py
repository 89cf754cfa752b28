"""Whether a confidence may be taken at its word: how often what was stated so surely was right, and how to mend it.

Pure: pairs of a confidence and whether it was right go in. What counts as right is the caller's business
(`evaluation.py` takes texts that are equal after folding).
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Said = tuple[float, bool]
"""A confidence, 0 to 1, and whether what it was given to was right."""

BINS: Final = 10
SMALLEST: Final = 15
"""Reads in a bin, at least, where there are so many; fewer say nothing about a share."""
SURE_FROM: Final = 0.9
"""From this confidence on a read is called sure. The share of misreads among those shall stay under 3 %."""
THRESHOLDS: Final = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99)

_NEAREST: Final = 1e-6  # to 0 and 1, where log odds have no value
_PRIOR: Final = 2.0  # observations that the unchanged confidence is worth, so that few pairs move it little
_FLATTEST: Final = 0.05  # slope; at 0 or below the order of the reads would be lost
_STEPS: Final = 50
_HALVINGS: Final = 30
_STILL: Final = 1e-10


@dataclass(frozen=True)
class Bin:
    """Reads of neighbouring confidence, from `low` to `high`. All shares run from 0 to 1."""

    count: int
    low: float
    high: float
    confidence: float
    """The mean of what was stated."""
    right: float
    """The share that was right."""
    by_chance: float
    """The gap between the two that is to be expected of so many reads even if every confidence were true."""


@dataclass(frozen=True)
class Sure:
    """Reads at or above a confidence, and how many of them were wrong."""

    reads: int
    misread: int

    @property
    def share(self) -> float | None:
        """Misread, 0 to 1; None where there are no such reads."""
        return self.misread / self.reads if self.reads else None


@dataclass(frozen=True)
class Abstention:
    """What would remain if nothing below `confidence` were stated: shares from 0 to 1."""

    confidence: float
    stated: float
    """Of all plates that were asked for, read or not."""
    right: float | None
    """Of those stated; None where none is."""


def bins(said: Iterable[Said], *, count: int = BINS) -> tuple[Bin, ...]:
    """Up to `count` bins with about the same number of reads in each, the least confident first.

    Of equal mass and not of equal width, because most confidences lie close to 1: of ten equal widths the last would
    hold nearly all reads and the others a handful each, whose shares are noise. Equal confidences are never parted.
    """
    ordered = sorted(said)
    wanted = max(1, min(count, len(ordered) // SMALLEST))
    found, start = [], 0
    for number in range(1, wanted + 1):
        end = max(start, round(len(ordered) * number / wanted))
        while 0 < end < len(ordered) and ordered[end][0] == ordered[end - 1][0]:
            end += 1
        if end > start:
            found.append(_bin(ordered[start:end]))
        start = end
    return tuple(found)


def expected_error(found: Sequence[Bin]) -> float | None:
    """Expected calibration error, 0 to 1: the mean gap between stated and true, weighed by reads; None without any."""
    return _mean(found, [abs(each.confidence - each.right) for each in found])


def error_by_chance(found: Sequence[Bin]) -> float | None:
    """What `expected_error` would be on average if every confidence were true; an error near it says nothing."""
    return _mean(found, [each.by_chance for each in found])


def sure(said: Iterable[Said], *, at_least: float = SURE_FROM) -> Sure:
    """The reads of at least this confidence."""
    rights = [right for confidence, right in said if confidence >= at_least]
    return Sure(len(rights), rights.count(False))


def abstention(said: Sequence[Said], *, asked: int, thresholds: Iterable[float] = THRESHOLDS) -> tuple[Abstention, ...]:
    """What each threshold would leave of the `asked` plates; `said` holds those that were read."""
    rows = []
    for threshold in thresholds:
        kept = sure(said, at_least=threshold)
        wrong = kept.share
        rows.append(Abstention(threshold, kept.reads / asked if asked else 0.0, None if wrong is None else 1 - wrong))
    return tuple(rows)


@dataclass(frozen=True)
class Calibration:
    """A confidence to a truer one: a straight line over the log odds, so that the order of reads stays.

    Two parameters and no table, because a department has hundreds of labelled reads, not tens of thousands. As it is
    made without arguments it changes nothing beyond a millionth.

    Raises:
        ValueError: the slope is not above 0, or a parameter is not finite.
    """

    slope: float = 1.0
    offset: float = 0.0

    def __post_init__(self) -> None:
        if not (self.slope > 0 and math.isfinite(self.slope) and math.isfinite(self.offset)):
            raise ValueError(f"slope {self.slope} and offset {self.offset}: finite, and the slope above 0")

    def __call__(self, confidence: float) -> float:
        """The calibrated confidence, 0 to 1; never smaller for a greater one."""
        odds = self.slope * float(_log_odds(np.float64(confidence))) + self.offset
        return 0.5 + 0.5 * math.tanh(odds / 2)


def fitted(said: Sequence[Said]) -> Calibration:
    """The calibration under which these pairs are likeliest, held near the unchanged confidence by a weak prior.

    Fit it on other pictures than those on which its error is measured. No pairs give the unchanged confidence.
    """
    odds = _log_odds(np.array([confidence for confidence, _ in said], np.float64))
    right = np.array([right for _, right in said], np.float64)
    slope, offset = _likeliest(odds, right, free=np.array([True, True]), start=np.array([1.0, 0.0]))
    if slope < _FLATTEST:
        slope, offset = _likeliest(odds, right, free=np.array([False, True]), start=np.array([_FLATTEST, 0.0]))
    return Calibration(float(slope), float(offset))


def _likeliest(
    odds: NDArray[np.float64], right: NDArray[np.float64], *, free: NDArray[np.bool_], start: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Newton's method over slope and offset, or over those of the two that are free; the problem is convex."""
    columns = np.stack([odds, np.ones_like(odds)], axis=1)
    unchanged = np.array([1.0, 0.0])

    def loss(at: NDArray[np.float64]) -> float:
        line = columns @ at
        return float(np.sum(np.logaddexp(0, line) - right * line) + _PRIOR / 2 * np.sum((at - unchanged) ** 2))

    at = start
    for _ in range(_STEPS):
        stated = 0.5 + 0.5 * np.tanh(columns @ at / 2)
        slopes = columns.T @ (stated - right) + _PRIOR * (at - unchanged)
        bend = (columns * (stated * (1 - stated))[:, None]).T @ columns + _PRIOR * np.eye(2)
        step = np.zeros(2)
        step[free] = np.linalg.solve(bend[np.ix_(free, free)], slopes[free])
        size = next((0.5**power for power in range(_HALVINGS) if loss(at - 0.5**power * step) <= loss(at)), 0.0)
        at = at - size * step
        if float(np.abs(size * step).max()) < _STILL:
            break
    return at


def _log_odds(confidence: NDArray[np.float64] | np.float64) -> NDArray[np.float64]:
    inside = np.clip(confidence, _NEAREST, 1 - _NEAREST)
    return np.asarray(np.log(inside) - np.log1p(-inside))


def _bin(said: Sequence[Said]) -> Bin:
    stated = [confidence for confidence, _ in said]
    count = len(said)
    spread = math.sqrt(sum(each * (1 - each) for each in stated)) / count
    return Bin(
        count=count,
        low=stated[0],
        high=stated[-1],
        confidence=math.fsum(stated) / count,
        right=sum(right for _, right in said) / count,
        by_chance=spread * math.sqrt(2 / math.pi),  # the mean distance from the middle of a normal distribution
    )


def _mean(found: Sequence[Bin], gaps: Sequence[float]) -> float | None:
    total = sum(each.count for each in found)
    return sum(each.count * gap for each, gap in zip(found, gaps, strict=True)) / total if total else None
