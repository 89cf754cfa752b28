"""What each question costs at one size of the archive after another: a sheet of small charts, as SVG. Pure.

Each panel has its own scale of milliseconds, from nothing; sizes stand as logarithms. A dashed line is the aim.
"""

from collections.abc import Sequence
from math import log
from typing import Any, Final, NamedTuple
from xml.sax.saxutils import escape

_WIDE: Final = 230
_TALL: Final = 168
_COLUMNS: Final = 4
_LEFT, _RIGHT, _TOP, _BOTTOM = 14, 30, 44, 26
_HEAD: Final = 58
_CLOSE: Final = 24
_ROOM: Final = 1.18
"""How much higher than its highest value a panel is."""
_STYLE: Final = """
text { font: 11px system-ui, sans-serif; fill: #33415c; }
.sheet { fill: #ffffff; } .title { font-size: 16px; font-weight: 600; fill: #0b1f3f; }
.name { font-size: 12px; font-weight: 600; fill: #0b1f3f; } .value { font-variant-numeric: tabular-nums; }
.axis { stroke: #c3cad6; } .aim { stroke: #8a6d00; stroke-dasharray: 4 3; } .aimed { fill: #7a6000; }
.line { stroke: #1d5fbf; stroke-width: 2; fill: none; } .dot { fill: #1d5fbf; }
@media (prefers-color-scheme: dark) {
  text { fill: #b6c2d9; } .sheet { fill: #0f1726; } .title, .name { fill: #eef3fb; } .axis { stroke: #3a4763; }
  .aim { stroke: #d9b64a; } .aimed { fill: #d9b64a; } .line { stroke: #7db1ff; } .dot { fill: #7db1ff; }
}
"""
PANELS: Final = {
    "exact_ms": "Exact plate",
    "look_alikes_ms": "Look-alikes",
    "beginning_ms": "AB?12*",
    "suffix_ms": "Four characters at the end",
    "rare_suffix_ms": "Six characters at the end",
    "one_edit_ms": "One edit",
    "three_cameras_ms": "3 cameras, 2 hours",
    "area_ms": "Area, 2 hours, a colour",
    "scenes_ms": "2 of 3 scenes",
    "convoy_ms": "Convoy",
    "counts_ms": "Counts by camera and day",
    "bytes_a_read": "Bytes a read",
}
"""Figures of `bench archive` by name, and what their panels are called."""


class _Panel(NamedTuple):
    left: float
    top: float
    highest: float
    sizes: tuple[float, float]

    def x(self, size: float) -> float:
        low, high = self.sizes
        share = (log(size) - log(low)) / (log(high) - log(low)) if high > low else 0.5
        return self.left + _LEFT + share * (_WIDE - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        return self.top + _TALL - _BOTTOM - value / self.highest * (_TALL - _TOP - _BOTTOM)


def chart(results: Sequence[dict[str, Any]]) -> str:
    """The sheet of what `plainview bench archive` printed at several sizes, smallest first.

    Raises:
        ValueError: nothing was measured, or one of the results is of something else.
    """
    if not results or any(each.get("name") != "archive" for each in results):
        raise ValueError("these are not results of 'plainview bench archive'")
    ordered = sorted(results, key=lambda each: each["figures"]["reads"])
    rows = -(-len(PANELS) // _COLUMNS)
    width, height = _COLUMNS * _WIDE, _HEAD + rows * _TALL
    panels = "".join(
        _panel(ordered, name, place % _COLUMNS * _WIDE, _HEAD + place // _COLUMNS * _TALL)
        for place, name in enumerate(PANELS)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
        f' aria-label="What questions cost as the archive grows"><style>{_STYLE}</style>'
        f'<rect class="sheet" width="{width}" height="{height}"/>'
        f'<text class="title" x="{_LEFT}" y="26">What questions cost as the archive grows</text>'
        f'<text x="{_LEFT}" y="44">Milliseconds until the first page, warm, the slowest of twenty (p95), by millions of'
        f" reads. Dashed: the aim.</text>{panels}</svg>\n"
    )


def growth(results: Sequence[dict[str, Any]], start: float, end: float) -> dict[str, float]:
    """How many times what a question cost at `start` millions of reads it costs at `end`, by the figure's name."""
    by_size = {_millions(each): each["figures"] for each in results}
    small, large = by_size.get(start), by_size.get(end)
    if small is None or large is None:
        return {}
    return {name: round(large[name] / small[name], 2) for name in PANELS if small.get(name) and name in large}


def _millions(result: dict[str, Any]) -> float:
    """A size as it was asked for: the last day is not over, so that there are a few reads less."""
    return float(f"{result['figures']['reads'] / 1e6:.1g}")


def _panel(results: Sequence[dict[str, Any]], name: str, left: float, top: float) -> str:
    points = [(_millions(each), float(each["figures"][name])) for each in results if name in each["figures"]]
    if not points:
        return ""
    aim = next((limit for each in results if (limit := each["targets"].get(name, {}).get("at_most"))), None)
    highest = max([*(value for _, value in points), aim or 0]) * _ROOM
    panel = _Panel(left, top, highest, (points[0][0], points[-1][0]))
    ends, ground = (left + _LEFT, left + _WIDE - _RIGHT), panel.y(0)
    drawn = [
        f'<text class="name" x="{ends[0]}" y="{top + 20}">{escape(PANELS[name])}</text>',
        f'<line class="axis" x1="{ends[0]}" x2="{ends[1]}" y1="{ground}" y2="{ground}"/>',
    ]
    if aim is not None:
        at = panel.y(aim)
        drawn += [
            f'<line class="aim" x1="{ends[0]}" x2="{ends[1]}" y1="{at:.1f}" y2="{at:.1f}"/>',
            f'<text class="aimed value" x="{ends[1] + 3}" y="{at + 4:.1f}">{aim:g}</text>',
        ]
    line = " ".join(f"{panel.x(size):.1f},{panel.y(value):.1f}" for size, value in points)
    drawn.append(f'<polyline class="line" points="{line}"/>')
    for size, value in points:
        x, y = panel.x(size), panel.y(value)
        # Not where the aim is written: then below the point.
        said = y + 16 if aim is not None and 0 < y - panel.y(aim) < _CLOSE else y - 7
        drawn += [
            f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3"/>',
            f'<text class="value" text-anchor="middle" x="{x:.1f}" y="{said:.1f}">{value:.0f}</text>',
            f'<text class="value" text-anchor="middle" x="{x:.1f}" y="{ground + 15}">{size:g}</text>',
        ]
    return "".join(drawn)
