"""The back of a vehicle, drawn to scale: bumper, lid, lamps, window."""

from plainview.recognition.synthesis.street import materials as m
from plainview.recognition.synthesis.street.bodies import Body
from plainview.recognition.synthesis.street.panel import SCALE, WIDE, Outline, Panel, Patch, Stuff, box
from plainview.recognition.synthesis.street.rear_plans import RearPlan


def rear(body: Body, plan: RearPlan, paint: Stuff, lamps: float, detail: float = 1.0) -> Panel:
    """The drawing of a back; `lamps` is how brightly its lamps are lit, 0 to 1; `detail` scales its pixels."""
    panel = Panel((-WIDE, WIDE, 0.0, body.height + 0.1), SCALE * detail, paint)
    _bumper(panel, plan)
    _lid(panel, plan)
    if plan.recess:
        _recess(panel, *plan.recess)
    if plan.strip:
        strip = panel.patch(box(-0.30, 0.30, plan.strip, plan.strip + 0.02), rounded=0.008)
        panel.fill(strip, m.CHROME)
        panel.raise_(strip, 0.008)
    _lamps(panel, plan, lamps)
    badge = panel.patch(
        ((-0.055, plan.badge), (0, plan.badge - 0.02), (0.055, plan.badge), (0, plan.badge + 0.02)), rounded=0.012
    )
    panel.fill(badge, m.CHROME)
    panel.raise_(badge, 0.004)
    _window(panel, plan, lamps)
    return panel


def _bumper(panel: Panel, plan: RearPlan) -> None:
    sill = plan.sill
    apron = panel.patch(
        ((-0.78, -0.1), (0.78, -0.1), (0.80, sill - 0.07), (0.62, sill), (-0.62, sill), (-0.80, sill - 0.07)),
        rounded=0.02,
    )
    panel.fill(apron, m.PLASTIC)
    panel.raise_(apron, -0.012)
    if plan.chrome_bumper:
        low, high = plan.chrome_bumper
        panel.fill(panel.patch(box(-WIDE, WIDE, low - 0.3, low)), m.PLASTIC)
        bumper = panel.patch(box(-WIDE, WIDE, low, high), soft=0.002)
        panel.fill(bumper, Stuff(m.CHROME.colour, 0.8, 0.75))
        for step in panel.both(box(0.34, 0.80, high - 0.022, high)):
            panel.fill(step, m.PLASTIC)
        hollow = panel.patch(box(-0.22, 0.22, plan.plate - 0.09, plan.plate + 0.09), rounded=0.015)
        panel.fill(hollow, m.PLASTIC)
        panel.raise_(hollow, -0.02)
        return
    face = panel.patch(box(-WIDE, WIDE, sill - 0.04, plan.lid[1] - 0.02), soft=0.012)
    panel.raise_(face, 0.012)
    for reflector in panel.both(box(0.60, 0.80, sill + 0.05, sill + 0.08), rounded=0.008):
        panel.fill(reflector, m.REFLECTOR)
    if plan.exhausts:
        for pipe in panel.both(box(0.46, 0.64, sill - 0.12, sill - 0.06), rounded=0.02):
            panel.fill(pipe, m.CHROME)
        for pipe in panel.both(box(0.475, 0.625, sill - 0.108, sill - 0.07), rounded=0.015):
            panel.fill(pipe, m.GAP)


def _lid(panel: Panel, plan: RearPlan) -> None:
    half, low = plan.lid
    panel.shade(panel.patch(box(-WIDE, WIDE, low - 0.05, low + 0.015), soft=0.018), 0.78)
    panel.fill(panel.patch(box(-half, half, low - 0.004, low + 0.004), soft=0.0015), m.GAP)
    high = plan.window[0][1] - 0.05
    for side in panel.both(box(half - 0.003, half + 0.003, low, high), soft=0.0015):
        panel.fill(side, m.GAP, 0.85)
    crease = panel.patch(box(-half, half, low + 0.03, plan.badge - 0.045), rounded=0.05, soft=0.02)
    panel.raise_(crease, 0.010 if plan.chrome_bumper else -0.008)
    if plan.chrome_bumper:
        handle = panel.patch(box(-0.13, 0.13, plan.badge + 0.055, plan.badge + 0.11), rounded=0.012)
        panel.fill(handle, m.DARK_PLASTIC)


def _recess(panel: Panel, half: float, low: float, high: float) -> None:
    outline = ((-half, low), (half, low), (half + 0.03, high), (-half - 0.03, high))
    panel.raise_(panel.patch(outline, rounded=0.03), -0.03)
    panel.shade(panel.patch(outline, rounded=0.03, soft=0.008), 0.62)
    panel.shade(panel.patch(box(-half - 0.02, half + 0.02, high - 0.05, high), soft=0.02), 0.45)
    for lamp in panel.both(box(0.13, 0.19, high - 0.016, high - 0.004), rounded=0.004):
        panel.fill(lamp, m.CLEAR_LENS)


def _lamps(panel: Panel, plan: RearPlan, lamps: float) -> None:
    for housing in panel.both(plan.lamp, rounded=0.03):
        panel.fill(housing, m.GAP)
        panel.raise_(housing, 0.012)
    middle = (sum(x for x, _ in plan.lamp) / len(plan.lamp), sum(y for _, y in plan.lamp) / len(plan.lamp))
    inner = [(x + 0.05 * (middle[0] - x), y + 0.05 * (middle[1] - y)) for x, y in plan.lamp]
    for lens in panel.both(inner, rounded=0.025):
        panel.fill(lens, Stuff(m.DEEP_LENS.colour, m.DEEP_LENS.gloss, 0.0, 0.3 + 1.6 * lamps))
    for number in range(14):
        left = 0.40 + 0.045 * number
        for rib in panel.both(box(left, left + 0.018, middle[1] - 0.30, middle[1] + 0.30), soft=0.004):
            inside = panel.stuff[rib.rows, rib.columns, 0] < m.DEEP_LENS.colour[0] * 1.05
            red = panel.stuff[rib.rows, rib.columns, 2] > m.GAP.colour[2] * 5
            rib.cover[:] *= inside & red
            panel.shade(rib, 1.5)
    for bar in panel.both(plan.bar, rounded=0.014):
        panel.fill(bar, Stuff(m.LENS.colour, m.LENS.gloss, 0.0, 0.25 + 9 * lamps))
    for lens in panel.both(plan.reverse, rounded=0.012):
        panel.fill(lens, m.CLEAR_LENS)


def _window(panel: Panel, plan: RearPlan, lamps: float) -> None:
    (wide, low), (narrow, high) = plan.window
    seal = (
        (-wide - 0.02, low - 0.012),
        (wide + 0.02, low - 0.012),
        (narrow + 0.016, high + 0.012),
        (-narrow - 0.016, high + 0.012),
    )
    panel.fill(panel.patch(seal, rounded=0.05), m.GAP)
    glass = panel.patch(((-wide, low), (wide, low), (narrow, high), (-narrow, high)), rounded=0.05)
    panel.fill(glass, m.GLASS)
    tall = high - low
    view = (
        (-wide * 0.72, low + 0.28 * tall),
        (wide * 0.72, low + 0.28 * tall),
        (narrow * 0.78, high - 0.12 * tall),
        (-narrow * 0.78, high - 0.12 * tall),
    )
    panel.fill(panel.patch(view, rounded=0.04, soft=0.008), m.BEHIND_GLASS, 0.8)
    for across in (-0.37, 0.37):
        for outline in (
            box(across - 0.12, across + 0.12, low + 0.05 * tall, low + 0.62 * tall),
            box(across - 0.25, across + 0.25, low + 0.02, low + 0.34 * tall),
        ):
            panel.fill(_inside(panel, outline, glass_low=low), m.CABIN)
    panel.fill(
        panel.patch(box(-0.16, 0.16, plan.stop - 0.008, plan.stop + 0.008), soft=0.002),
        Stuff(m.LENS.colour, 1.3, 0, 0.1 + 2 * lamps),
    )
    if plan.wiper:
        panel.fill(
            panel.patch(
                ((-0.03, low + 0.01), (0.33, low + 0.075), (0.33, low + 0.09), (-0.03, low + 0.035)), soft=0.002
            ),
            m.DARK_PLASTIC,
        )
        panel.fill(panel.patch(box(-0.04, 0.04, low - 0.02, low + 0.04), rounded=0.015), m.DARK_PLASTIC)


def _inside(panel: Panel, outline: Outline, glass_low: float) -> Patch:
    patch = panel.patch(outline, rounded=0.04, soft=0.005)
    edge = int((panel.top - glass_low) * panel.scale) - patch.rows.start
    patch.cover[max(edge, 0) :] = 0
    return patch
