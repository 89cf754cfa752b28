"""What a vehicle does to the light on the road: the dark under it, the sun's shadow, the light of its lamps."""

from typing import Final

import cv2
import numpy as np

from plainview.recognition.synthesis.pixels import Field, Points, blurred, polygon
from plainview.recognition.synthesis.street import bodies
from plainview.recognition.synthesis.street.bodies import Body
from plainview.recognition.synthesis.street.light import Hour, Light, sunwards
from plainview.recognition.synthesis.street.view import Pose, View

_OPEN: Final = 0.34
"""Share of day light that still reaches a place in the sun's shadow."""
_COARSE: Final = 4


def darken(frame: Field, body: Body, pose: Pose, view: View, light: Light) -> None:
    """Darkens the road of a frame, in place, under and beside a vehicle."""
    scale = view.focal / max(pose.away + 0.5, 1.0)
    cast = _cast(body, pose, view, light)
    under = _footprint(body, pose, view, 0.03)
    core = _footprint(body, pose, view, -0.16)
    window = _window(np.concatenate([cast, under]), frame.shape, 0.6 * scale)
    if window is None:
        return
    rows, columns = window
    shade = _pool(_hull(cast), window, 0.05 * scale, 0.02 * scale)
    soft = _pool(under, window, 0.22 * scale, 0.06 * scale)
    dark = _pool(core, window, 0.07 * scale, 0.025 * scale)
    strength = {Hour.DAY: 1 - _OPEN, Hour.DUSK: 0.25, Hour.NIGHT: 0.35}[light.hour]
    factor = (1 - np.float32(strength) * shade) * (1 - np.float32(0.62) * soft) * (1 - np.float32(0.80) * dark)
    frame[rows, columns] *= _enlarged(factor, window)[..., None]


def brighten(frame: Field, pose: Pose, view: View, light: Light) -> None:
    """Lays the light of headlamps or tail lamps on the road, in place."""
    if not light.lamps:
        return
    if pose.approaches:
        pools, tone = (
            [(-0.6, -4.5, 1.9, 3.2, 0.8), (0.6, -4.5, 1.9, 3.2, 0.8), (0.0, -1.6, 1.5, 1.2, 0.5)],
            (0.85, 0.95, 1.0),
        )
    else:
        pools, tone = [(-0.65, -0.7, 0.75, 0.75, 0.07), (0.65, -0.7, 0.75, 0.75, 0.07)], (0.03, 0.05, 1.0)
    for across, ahead, wide, deep, power in pools:
        turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
        ring = np.stack(
            [pose.across + across + wide * np.cos(turn), np.zeros(24), pose.away + ahead + deep * np.sin(turn)], axis=1
        )
        ring[:, 2] = np.maximum(ring[:, 2], 1.5)
        points, _ = view.project(ring)
        scale = view.focal / max(pose.away, 1.0)
        window = _window(points, frame.shape, 0.9 * scale)
        if window is None:
            continue
        rows, columns = window
        pool = _enlarged(_pool(points, window, 0.30 * scale, 0.10 * scale), window)
        frame[rows, columns] += pool[..., None] * (
            np.asarray(tone, np.float32) * np.float32(power * light.lamps**3 * 0.35)
        )


def _pool(points: Points, window: tuple[slice, slice], across: float, down: float) -> Field:
    """A blurred polygon over a window, in a quarter of its resolution: it has no fine detail."""
    rows, columns = window
    size = (max((rows.stop - rows.start) // _COARSE, 1), max((columns.stop - columns.start) // _COARSE, 1))
    inside = (points - (columns.start, rows.start)) / _COARSE
    return blurred(polygon(size, inside), max(across / _COARSE, 0.5), max(down / _COARSE, 0.4))


def _hull(points: Points) -> Points:
    return np.asarray(cv2.convexHull(points.astype(np.float32))[:, 0], np.float64)


def _enlarged(coarse: Field, window: tuple[slice, slice]) -> Field:
    rows, columns = window
    size = (columns.stop - columns.start, rows.stop - rows.start)
    return np.asarray(cv2.resize(coarse, size, interpolation=cv2.INTER_LINEAR), np.float32)


def _cast(body: Body, pose: Pose, view: View, light: Light) -> Points:
    """Where the sun's shadow of each point of the body falls, in pixels."""
    points = np.concatenate([shape.points for layer in bodies.shapes(body) for shape in layer])[::7]
    places = pose.outward(points)
    sun = sunwards(light)
    long = min(1 / max(sun[1], 0.05), 2.2)
    flat = places - sun * (places[:, 1:2] * long)
    flat[:, 1] = 0.0
    flat[:, 2] = np.maximum(flat[:, 2], 1.0)
    return view.project(flat)[0]


def _footprint(body: Body, pose: Pose, view: View, grow: float) -> Points:
    half, back, nose = body.half + grow, -grow, body.length + grow
    round_ = 0.25
    outline = [
        (-half + round_, back),
        (half - round_, back),
        (half, back + round_),
        (half, nose - round_),
        (half - round_, nose),
        (-half + round_, nose),
        (-half, nose - round_),
        (-half, back + round_),
    ]
    places = pose.outward(np.asarray([(x, 0.0, z) for x, z in outline]))
    places[:, 2] = np.maximum(places[:, 2], 1.0)
    return view.project(places)[0]


def _window(points: Points, shape: tuple[int, ...], margin: float) -> tuple[slice, slice] | None:
    low = np.clip(points.min(axis=0) - margin, 0, (shape[1], shape[0])).astype(int)
    high = np.clip(points.max(axis=0) + margin, 0, (shape[1], shape[0])).astype(int)
    if np.any(high - low < 4):  # noqa: PLR2004 - nothing to see
        return None
    return slice(int(low[1]), int(high[1])), slice(int(low[0]), int(high[0]))
