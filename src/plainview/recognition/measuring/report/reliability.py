"""The reliability diagram: what was stated against what was true, as SVG that stands inside a page."""

import math
from collections.abc import Sequence
from typing import Final

from plainview.recognition.calibration import Bin

_LEFT: Final = 44
_TOP: Final = 12
_SIDE: Final = 260
"""Pixels of the plot's sides, before the page scales it."""
_TICKS: Final = (0, 25, 50, 75, 100)
_Z: Final = 1.96  # standard deviations on either side that hold 95 of 100


def diagram(found: Sequence[Bin], *, what: str) -> str:
    """The diagram of some bins; `what` names them in the text that stands for the picture."""
    width, height = _LEFT + _SIDE + 12, _TOP + _SIDE + 42
    points = "".join(_point(each) for each in found)
    line = " ".join(f"{_x(each.confidence):.1f},{_y(each.right):.1f}" for each in found)
    return (
        f'<svg class="diagram" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{what}: the share that was right against the stated confidence; figures in the table below.">'
        f"{_grid()}"
        f'<line class="true" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>'
        f'<polyline class="found" points="{line}"/>{points}'
        f'<text class="axis" x="{_LEFT + _SIDE / 2}" y="{height - 6}" text-anchor="middle">stated confidence, %</text>'
        f'<text class="axis" x="12" y="{_TOP + _SIDE / 2}" text-anchor="middle" '
        f'transform="rotate(-90 12 {_TOP + _SIDE / 2})">right, %</text></svg>'
    )


def interval(right: float, count: int) -> tuple[float, float]:
    """Between which shares, 0 to 1, the true one lies with 95 % certainty, when of `count` the share `right` was seen.

    Wilson's interval: it holds for few reads and for shares of 0 and 1 too.
    """
    spread = _Z * math.sqrt(right * (1 - right) / count + _Z**2 / (4 * count**2))
    middle = right + _Z**2 / (2 * count)
    whole = 1 + _Z**2 / count
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


def _point(each: Bin) -> str:
    low, high = interval(each.right, each.count)
    x = f"{_x(each.confidence):.1f}"
    return (
        f'<line class="span" x1="{x}" y1="{_y(low):.1f}" x2="{x}" y2="{_y(high):.1f}"/>'
        f'<circle class="point" cx="{x}" cy="{_y(each.right):.1f}" r="4.5"/>'
    )


def _grid() -> str:
    lines = []
    for tick in _TICKS:
        x, y = _x(tick / 100), _y(tick / 100)
        lines.append(
            f'<line class="grid" x1="{x}" y1="{_y(0)}" x2="{x}" y2="{_y(1)}"/>'
            f'<line class="grid" x1="{_x(0)}" y1="{y}" x2="{_x(1)}" y2="{y}"/>'
            f'<text class="tick" x="{x}" y="{_y(0) + 16}" text-anchor="middle">{tick}</text>'
            f'<text class="tick" x="{_LEFT - 7}" y="{y + 4}" text-anchor="end">{tick}</text>'
        )
    return "".join(lines)


def _x(share: float) -> float:
    return _LEFT + _SIDE * share


def _y(share: float) -> float:
    return _TOP + _SIDE * (1 - share)
