"""The side of a vehicle, drawn to scale: wheel arches, doors, windows, and lamps that reach round the corners."""

from typing import Final

import numpy as np

from plainview.recognition.synthesis.street import materials as m
from plainview.recognition.synthesis.street.bodies import Body
from plainview.recognition.synthesis.street.panel import Outline, Panel, Stuff, box

SCALE: Final = 120
"""Pixels a metre; a flank is only seen at a small angle."""


def flank(body: Body, paint: Stuff, rear_lamp: Outline, front_lamp: Outline, lamps: float) -> Panel:
    """The drawing of a side, from the rear bumper (0) to the nose."""
    panel = Panel((-0.1, body.length + 0.1, 0.0, body.height + 0.1), SCALE, paint)
    belt = body.lower[-2][0] + 0.03
    _doors(panel, body, belt)
    _windows(panel, body, belt)
    _sill(panel, body)
    for axle in body.axles:
        _arch(panel, axle, body.wheel)
    _corner_lamp(panel, rear_lamp, -0.1, 0.22, Stuff(m.DEEP_LENS.colour, 1.3, 0, 0.3 + 4 * lamps))
    _corner_lamp(panel, front_lamp, body.length - 0.30, body.length + 0.1, m.SMOKED_LENS)
    return panel


def _doors(panel: Panel, body: Body, belt: float) -> None:
    sill = body.lower[2][0]
    front = body.window_ends(belt)[1]
    line = panel.patch(box(0.3, body.length - 0.3, belt - 0.20, belt - 0.10), soft=0.03)
    panel.raise_(line, 0.012)
    hollow = panel.patch(box(body.axles[0] + 0.4, body.axles[1] - 0.4, sill + 0.08, sill + 0.26), soft=0.05)
    panel.raise_(hollow, -0.02)
    for at in _pillars(body, belt):
        panel.fill(panel.patch(box(at - 0.004, at + 0.004, sill, belt), soft=0.001), m.GAP)
        handle = panel.patch(box(at + 0.06, at + 0.26, belt - 0.13, belt - 0.10), rounded=0.01)
        panel.raise_(handle, 0.02)
        panel.shade(panel.patch(box(at + 0.05, at + 0.27, belt - 0.16, belt - 0.13), soft=0.01), 0.6)
    panel.fill(panel.patch(box(front - 0.05, front - 0.042, sill, belt), soft=0.001), m.GAP)


def _pillars(body: Body, belt: float) -> tuple[float, ...]:
    rear = body.window_ends(belt)[0]
    if body.bed:
        return (body.bed[1] + 0.12, body.bed[1] + 0.98)
    middle = (body.axles[0] + body.axles[1]) / 2 + 0.05
    return (max(rear + 0.25, middle - 0.98), middle)


def _windows(panel: Panel, body: Body, belt: float) -> None:
    roof = body.upper[-4][0] - 0.09
    outline = [(body.window_ends(y)[0] + 0.24, y) for y in np.linspace(belt, roof, 5)]
    outline += [(body.window_ends(y)[1] - 0.18, y) for y in np.linspace(roof, belt, 5)]
    glass = panel.patch(outline, rounded=0.05)
    panel.fill(panel.patch(outline, rounded=0.06, soft=0.012), m.GAP)
    panel.fill(glass, m.GLASS)
    for at in _pillars(body, belt)[1:]:
        panel.fill(panel.patch(box(at - 0.05, at + 0.03, belt, roof + 0.02)), m.DARK_PLASTIC)
    panel.fill(
        panel.patch(box(outline[0][0] - 0.05, outline[-1][0] + 0.05, belt - 0.008, belt + 0.002), soft=0.003),
        m.CHROME,
        0.7,
    )


def _sill(panel: Panel, body: Body) -> None:
    sill = body.lower[2][0]
    panel.fill(panel.patch(box(-0.1, body.length + 0.1, 0, sill)), m.PLASTIC)


def _arch(panel: Panel, axle: float, radius: float) -> None:
    turn = np.linspace(0, np.pi, 40)
    lip = [(axle + 1.22 * radius * np.cos(a), radius + 1.22 * radius * np.sin(a)) for a in turn]
    hole = [(axle + 1.12 * radius * np.cos(a), radius + 1.12 * radius * np.sin(a)) for a in turn]
    panel.raise_(panel.patch([*lip, (lip[-1][0], 0), (lip[0][0], 0)], soft=0.02), 0.02)
    panel.fill(panel.patch([*hole, (hole[-1][0], 0), (hole[0][0], 0)]), Stuff((0.004, 0.004, 0.004), 0.0))


def _corner_lamp(panel: Panel, lamp: Outline, left: float, right: float, lens: Stuff) -> None:
    outer = max(x for x, _ in lamp)
    heights = [y for x, y in lamp if x > outer - 0.02]
    patch = panel.patch(box(left, right, min(heights), max(heights)), rounded=0.03)
    panel.fill(patch, lens)
