"""A small map in a PDF: the outlines that are there, and numbered points. Nothing is fetched."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Final

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from plainview.pdf_text import drawable

Outline = Sequence[tuple[float, float]]
"""A line of longitudes and latitudes, in degrees."""
Point = tuple[float, float, str]
"""Longitude, latitude, and what stands beside it."""
Place = tuple[float, float, str]
"""Longitude, latitude and name of a town."""
Frame = tuple[float, float, float, float]
"""Left, bottom, width and height on the page."""


@dataclass(frozen=True)
class BaseMap:
    """What is drawn around the points: lines, and towns, the largest first."""

    outlines: Sequence[Outline] = ()
    places: Sequence[Place] = ()


NOTHING: Final = BaseMap()
_GROUND, _LINE, _POINT, _TOWN = HexColor("#eef3f7"), HexColor("#9fb0c0"), HexColor("#14335f"), HexColor("#52606d")
_LEAST: Final = 0.3
"""Degrees of latitude that a map shows at least: some of the towns around a single camera."""
_ROOM: Final = (46, 11)
"""Points on the page between the names of two towns, across and up, so that each can be read."""
_MARGIN: Final = 0.35
"""Of the points' own extent, on each side."""


def draw_map(canvas: Canvas, base: BaseMap, points: Sequence[Point], frame: Frame) -> None:
    """Draw the points, so many to a place as there are, in the middle of what is around them."""
    left, bottom, width, height = frame
    place = _projection(points, frame)
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(left, bottom, width, height)
    canvas.setFillColor(_GROUND)
    canvas.setStrokeColor(_LINE)
    canvas.clipPath(clip, stroke=1, fill=1)
    canvas.setLineWidth(0.8)
    for outline in base.outlines:
        path = canvas.beginPath()
        for number, (east, north) in enumerate(outline):
            (path.lineTo if number else path.moveTo)(*place(east, north))
        canvas.drawPath(path)
    _name_towns(canvas, [(*place(east, north), name) for east, north, name in base.places])
    numbered: dict[tuple[float, float], list[str]] = {}
    for east, north, name in points:
        numbered.setdefault((east, north), []).append(name)
    for (east, north), numbers in numbered.items():
        x, y = place(east, north)
        canvas.setFillColor(_POINT)
        canvas.circle(x, y, 4, stroke=0, fill=1)
        canvas.setFont("Helvetica-Bold", 8.5)
        canvas.drawString(x + 6, y - 3, _listed(numbers))
    canvas.restoreState()


def _name_towns(canvas: Canvas, towns: Sequence[Place]) -> None:
    named: list[tuple[float, float]] = []
    canvas.setFont("Helvetica", 7.5)
    canvas.setFillColor(_TOWN)
    for x, y, name in towns:
        if all(abs(x - other) > _ROOM[0] or abs(y - above) > _ROOM[1] for other, above in named):
            canvas.drawCentredString(x, y, drawable(name))
            named.append((x, y))


def _listed(numbers: Sequence[str]) -> str:
    shown = 6
    return ", ".join(numbers[:shown]) + (f" and {len(numbers) - shown} more" if len(numbers) > shown else "")


class _Projection:
    """Degrees to the page: a degree of longitude is as wide as it is in the middle of the points."""

    def __init__(self, middle: tuple[float, float], scale: float, frame: Frame) -> None:
        self._east, self._north = middle
        self._scale = scale
        self._squeeze = cos(radians(middle[1]))
        self._x, self._y = frame[0] + frame[2] / 2, frame[1] + frame[3] / 2

    def __call__(self, east: float, north: float) -> tuple[float, float]:
        return (
            self._x + (east - self._east) * self._squeeze * self._scale,
            self._y + (north - self._north) * self._scale,
        )


def _projection(points: Sequence[Point], frame: Frame) -> _Projection:
    east, north = [point[0] for point in points], [point[1] for point in points]
    middle = ((min(east) + max(east)) / 2, (min(north) + max(north)) / 2)
    tall = max((max(north) - min(north)) * (1 + 2 * _MARGIN), _LEAST)
    wide = (max(east) - min(east)) * (1 + 2 * _MARGIN) * cos(radians(middle[1]))
    return _Projection(middle, min(frame[3] / tall, frame[2] / wide if wide else float("inf")), frame)
