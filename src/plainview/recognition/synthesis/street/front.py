"""The front of a vehicle, drawn to scale: bumper, grille, lamps, windscreen."""

import numpy as np

from plainview.recognition.synthesis.pixels import Field
from plainview.recognition.synthesis.street import materials as m
from plainview.recognition.synthesis.street.bodies import Body
from plainview.recognition.synthesis.street.front_plans import FrontPlan
from plainview.recognition.synthesis.street.panel import SCALE, WIDE, Panel, Patch, Stuff, box


def front(body: Body, plan: FrontPlan, paint: Stuff, lamps: float, detail: float = 1.0) -> Panel:
    """The drawing of a front, seen from before it; `lamps` is how brightly its lamps are lit, 0 to 1.

    `detail` scales its pixels.
    """
    panel = Panel((-WIDE, WIDE, 0.0, body.height + 0.1), SCALE * detail, paint)
    _openings(panel, plan)
    _headlamps(panel, plan, lamps)
    badge = panel.patch(
        ((-0.06, plan.badge), (0, plan.badge - 0.04), (0.06, plan.badge), (0, plan.badge + 0.04)), rounded=0.02
    )
    panel.fill(badge, m.CHROME)
    panel.raise_(badge, 0.004)
    holder = panel.patch(box(-0.19, 0.19, plan.plate - 0.095, plan.plate + 0.095), rounded=0.012)
    panel.fill(holder, m.DARK_PLASTIC)
    panel.raise_(holder, 0.012)
    _windscreen(panel, plan)
    return panel


def _openings(panel: Panel, plan: FrontPlan) -> None:
    crease = panel.patch(box(-WIDE, WIDE, plan.plate - 0.14, plan.plate + 0.10), soft=0.03)
    panel.raise_(crease, 0.012)
    low = min(y for _, y in plan.intake)
    panel.fill(panel.patch(box(-WIDE, WIDE, -0.1, low - 0.03), soft=0.004), m.PLASTIC)
    for outline, bars in ((plan.intake, 3), (plan.grille, plan.bars)):
        opening = panel.patch(outline, rounded=0.02)
        panel.fill(opening, m.GAP)
        panel.raise_(opening, -0.03)
        bottom, top = min(y for _, y in outline), max(y for _, y in outline)
        half = max(x for x, _ in outline)
        for number in range(bars):
            middle = bottom + (number + 0.5) * (top - bottom) / bars
            bar = panel.patch(box(-half, half, middle - 0.007, middle + 0.007), soft=0.001)
            bar.cover[:] *= _open(panel, bar)
            panel.fill(bar, m.CHROME if plan.chrome and outline is plan.grille else m.DARK_PLASTIC)
    for fog in panel.both(plan.fog, rounded=0.02):
        panel.fill(fog, m.DARK_PLASTIC)
        panel.raise_(fog, -0.02)
    for seam in panel.both(((0.50, 1.0), (0.62, 0.80), (0.625, 0.80), (0.505, 1.0)), soft=0.001):
        panel.fill(seam, m.GAP, 0.5)


def _open(panel: Panel, bar: Patch) -> Field:
    """1 where a bar crosses an opening, 0 elsewhere."""
    gloss = panel.stuff[bar.rows, bar.columns, 3]
    return (gloss < 2 * m.GAP.gloss).astype(np.float32)


def _headlamps(panel: Panel, plan: FrontPlan, lamps: float) -> None:
    for housing in panel.both(plan.lamp, rounded=0.025):
        panel.fill(housing, m.GAP)
        panel.raise_(housing, 0.010)
    middle = (sum(x for x, _ in plan.lamp) / len(plan.lamp), sum(y for _, y in plan.lamp) / len(plan.lamp))
    inner = [(x + 0.045 * (middle[0] - x), y + 0.07 * (middle[1] - y)) for x, y in plan.lamp]
    for lens in panel.both(inner, rounded=0.02):
        panel.fill(lens, m.SMOKED_LENS)
    across, up, radius = plan.beam
    for offset in (0.0, 0.125):
        centre = box(
            across + offset - radius, across + offset + radius, up + offset * 0.15 - radius, up + offset * 0.15 + radius
        )
        for ring in panel.both(centre, rounded=radius * 0.75):
            panel.fill(ring, m.CHROME)
        small = [(x + 0.22 * (across + offset - x), y + 0.22 * (up + offset * 0.15 - y)) for x, y in centre]
        for bulb in panel.both(small, rounded=radius * 0.6):
            panel.fill(
                bulb, Stuff((0.9, 0.95, 1.0), 1.4, 0.0, (14 if offset else 26) * lamps) if lamps else m.CLEAR_LENS
            )
    for line in panel.both(plan.drl, rounded=0.005):
        panel.fill(line, Stuff((0.95, 0.97, 1.0), 1.0, 0.0, 0.5 + 6 * lamps))


def _windscreen(panel: Panel, plan: FrontPlan) -> None:
    (wide, low), (narrow, high) = plan.window
    seal = (
        (-wide - 0.015, low - 0.03),
        (wide + 0.015, low - 0.03),
        (narrow + 0.012, high + 0.01),
        (-narrow - 0.012, high + 0.01),
    )
    panel.fill(panel.patch(seal, rounded=0.05), m.GAP)
    glass = ((-wide, low), (wide, low), (narrow, high), (-narrow, high))
    panel.fill(panel.patch(glass, rounded=0.045), m.GLASS)
    tall = high - low
    back = (
        (-wide * 0.6, low + 0.45 * tall),
        (wide * 0.6, low + 0.45 * tall),
        (narrow * 0.68, high - 0.15 * tall),
        (-narrow * 0.68, high - 0.15 * tall),
    )
    panel.fill(panel.patch(back, rounded=0.03, soft=0.01), m.BEHIND_GLASS, 0.35)
    for across in (-0.36, 0.36):
        head = panel.patch(
            box(across - 0.11, across + 0.11, low + 0.42 * tall, low + 0.80 * tall), rounded=0.05, soft=0.006
        )
        panel.fill(head, m.SKIN_OF_SEATS)
        seat = panel.patch(
            box(across - 0.23, across + 0.23, low + 0.10 * tall, low + 0.52 * tall), rounded=0.06, soft=0.006
        )
        panel.fill(seat, m.SKIN_OF_SEATS)
    panel.fill(panel.patch(box(-wide, wide, low - 0.02, low + 0.13 * tall), soft=0.01), m.CABIN, 0.9)
    for number in (-1, 1):
        base = 0.35 * number - 0.25
        wiper = ((base, low - 0.01), (base + 0.58, low + 0.045), (base + 0.58, low + 0.06), (base, low + 0.01))
        panel.fill(panel.patch(wiper, soft=0.002), m.GAP)
    panel.fill(panel.patch(box(-0.12, 0.12, high - 0.16 * tall, high - 0.03 * tall), rounded=0.02, soft=0.003), m.CABIN)
