"""The empty street that a fixed camera looks along, drawn once for each camera; vehicles come later."""

from typing import Final

import numpy as np

from plainview.recognition.synthesis.pixels import Field, blurred, clouded, colour, mixed, smoothstep
from plainview.recognition.synthesis.street.canvas import Canvas, falling
from plainview.recognition.synthesis.street.ground import Layout, ground
from plainview.recognition.synthesis.street.light import Light, sky
from plainview.recognition.synthesis.street.view import View

FAR: Final = 400.0
"""Metres beyond which everything is haze."""
_HORIZON: Final = -0.002
"""How steeply down a pixel must look to see the ground."""


def open_street(view: View, layout: Layout, light: Light, rng: np.random.Generator) -> Canvas:
    """Sky, a line of far trees, and the ground, with nothing on it yet."""
    rays = view.rays()
    rays /= np.linalg.norm(rays, axis=2, keepdims=True)
    below = rays[..., 1] < _HORIZON
    away = np.where(below, view.rise / np.maximum(-rays[..., 1], 1e-4), FAR).astype(np.float32)
    picture = _heaven(view, light, rays.astype(np.float32), int(np.argmax(below.any(axis=1))), rng)
    across, ahead = (rays[..., 0] * away).astype(np.float32), (rays[..., 2] * away).astype(np.float32)
    lower = ground(layout, across, ahead, light, rng)
    haze = np.asarray(light.horizon, np.float32) * np.float32(0.8)
    lower = mixed(lower, haze, smoothstep(40, FAR, away) * np.float32(0.6))
    picture[below] = lower[below]
    return Canvas(view, light, np.ascontiguousarray(picture, np.float32), away)


def focused(canvas: Canvas) -> Field:
    """The picture as a lens sees it that is focused on the near road."""
    scale = canvas.view.width / 1920
    soft = blurred(canvas.picture, 1.5 * scale)
    softer = blurred(canvas.picture, 3.2 * scale)
    one = blurred(smoothstep(16, 32, canvas.depth), 2 * scale)
    two = blurred(smoothstep(32, 80, canvas.depth), 2 * scale)
    return mixed(mixed(canvas.picture, soft, one), softer, two)


def _heaven(view: View, light: Light, rays: Field, horizon: int, rng: np.random.Generator) -> Field:
    """The sky with thin clouds, and the woods on the horizon in the haze."""
    scale = view.width / 1920
    picture = sky(light, rays)
    haze = np.asarray(light.horizon, np.float32)
    cloud = smoothstep(0.2, 2.2, clouded(rng, view.height, view.width, 420 * scale, 6))
    picture = mixed(picture, haze * np.float32(1.12), cloud * np.float32(0.55))
    crest = (26 + 9 * clouded(rng, 1, view.width, 60 * scale, 5)) * np.float32(scale)
    rows = np.arange(view.height, dtype=np.float32)[:, None]
    hill = smoothstep(-1.5, 1.5, np.asarray(rows - horizon + crest, np.float32))
    wood = 0.55 * haze + 0.45 * np.asarray(colour("#4f6b49"), np.float32) * falling((0, 0.5, -0.8), light)
    return mixed(picture, wood, hill)
