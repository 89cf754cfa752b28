"""Light on a vehicle: from what each pixel sees and what that is made of, to linear light."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from plainview.recognition.synthesis.pixels import (
    Colour,
    Field,
    Points,
    dotted,
    looked_up,
    mixed,
    parted,
    resized,
    smoothstep,
)
from plainview.recognition.synthesis.street.bodies import MIRROR, PAINT, TYRE, Body
from plainview.recognition.synthesis.street.light import Atmosphere, Light, mirrored
from plainview.recognition.synthesis.street.materials import GLASS
from plainview.recognition.synthesis.street.panel import Panel, Stuff
from plainview.recognition.synthesis.street.raster import Seen

STRIP: Final = 32
"""Rows that are lit at once: the arrays of a strip stay in the processor's cache, which is twice as fast."""
_LEAN: Final = 0.30
"""How far a surface must face backward or forward to show the drawing of that end."""
_TARPAULIN: Final = (0.012, 0.012, 0.012, 0.10)
_GRAZING: Final = 0.15
"""The flank is seen at a small angle, so its drawing is taken that much coarser."""


@dataclass(frozen=True)
class Sheet:
    """A panel's layers to be looked up, at several sizes, the largest first; `left`, `top` and `scale` place it."""

    left: float
    top: float
    scale: float
    sizes: tuple[tuple[Field, Field], ...]

    def at(self, across: Field, up: Field, wanted: float) -> tuple[Field, Field]:
        """The layers at places in metres; `wanted` is the picture's own scale, so that fine lines do not flicker."""
        level = int(np.clip(np.floor(np.log2(max(self.scale / wanted, 1.0)) + 0.35), 0, len(self.sizes) - 1))
        scale = self.scale / 2**level
        x = (across - np.float32(self.left)) * np.float32(scale) - np.float32(0.5)
        y = (np.float32(self.top) - up) * np.float32(scale) - np.float32(0.5)
        one, other = self.sizes[level]
        return looked_up(one, x, y), looked_up(other, x, y)


@dataclass(frozen=True)
class Coat:
    """What a vehicle wears: the drawing of the end that is seen, that of its flank, plain paint elsewhere.

    `faces` is -1 when the rear is seen and 1 when the front is; `glow` is the colour of the lamps of that end.
    """

    body: Body
    end: Sheet
    flank: Sheet
    paint: Stuff
    faces: float
    glow: Colour


def sheet(panel: Panel) -> Sheet:
    """A panel in three sizes."""
    sizes = [panel.layers()]
    for _ in range(2):
        height, width = sizes[-1][0].shape[0] // 2, sizes[-1][0].shape[1] // 2
        sizes.append((resized(sizes[-1][0], width, height), resized(sizes[-1][1], width, height)))
    return Sheet(panel.left, panel.top, panel.scale, tuple(sizes))


def lit(view: Seen, coat: Coat, air: Atmosphere, sun: Points, scale: float) -> Field:
    """Linear light of each pixel of the window.

    Args:
        view: what the pixels see.
        coat: what that is made of.
        air: the hour's light, and what paint and glass mirror.
        sun: the direction to the sun in the vehicle's axes.
        scale: about how many pixels a metre of the vehicle is.
    """
    whole = np.empty(view.place.shape, np.float32)
    for first in range(0, len(whole), STRIP):
        rows = slice(first, first + STRIP)
        strip = Seen(
            view.left,
            view.top + first,
            view.covered[rows],
            view.part[rows],
            view.place[rows],
            view.normal[rows],
            view.ray[rows],
        )
        if strip.covered.any():
            whole[rows] = _lit_strip(strip, coat, air, sun, scale)
    return whole


def _lit_strip(view: Seen, coat: Coat, air: Atmosphere, sun: Points, scale: float) -> Field:
    light = air.light
    stuff, more = _made_of(view, coat, scale)
    normal = _bumped(view.normal, more, coat)
    colour, gloss = stuff[..., :3], stuff[..., 3]
    metal = more[..., :1]
    along = np.asarray(np.einsum("hwc,hwc->hw", view.ray, normal), np.float32)
    shut = _shut_in(view)
    fallen = _fallen(normal, light, sun, shut)
    bounce = view.ray - (2 * along)[..., None] * normal
    there = mirrored(air.surroundings, bounce, -coat.faces)
    facing = np.clip(1 + along, 0, 1)
    fresnel = (np.float32(0.045) + np.float32(0.955) * facing * facing * facing * facing * facing) * gloss * shut
    sunlit = dotted(bounce, sun)
    glint = cv2.pow(sunlit, 700.0) * np.float32(2.5) + cv2.pow(sunlit, 24.0) * np.float32(0.05)
    spark = glint * (fresnel * 4 + np.float32(0.06) * gloss) * np.float32(np.linalg.norm(light.sunlight))
    tint = colour * metal
    result = colour * fallen * (1 - np.float32(0.85) * metal)
    result += there * (fresnel[..., None] + np.float32(0.6) * tint * shut[..., None])
    result += tint * fallen * np.float32(0.55)
    result += spark[..., None] * np.asarray(light.sunlight, np.float32)
    result += more[..., 1:2] * np.asarray(coat.glow, np.float32)
    return np.asarray(result, np.float32)


def _made_of(view: Seen, coat: Coat, scale: float) -> tuple[Field, Field]:
    """(blue, green, red, gloss) and (metal, glow, slope across, slope up) of each pixel."""
    x, y, z = parted(view.place)
    across, _, ahead = parted(view.normal)
    endways = ahead * np.float32(coat.faces)
    share_end = smoothstep(_LEAN - 0.04, _LEAN + 0.04, endways)
    share_flank = smoothstep(-0.03, 0.03, np.abs(across) - np.maximum(endways, np.float32(0.33)))
    stuff = np.empty((*x.shape, 4), np.float32)
    stuff[:] = (*coat.paint.colour, coat.paint.gloss)
    more = np.zeros((*x.shape, 4), np.float32)
    more[..., 0] = coat.paint.metal
    if coat.body.bed:
        cover = _covered_bed(coat.body, coat.body.bed, x, y, z) & (view.part == PAINT)
        stuff[cover], more[cover] = _TARPAULIN, 0
    for layers, share in (
        (coat.end.at(x if coat.faces < 0 else -x, y, scale), share_end),
        (coat.flank.at(z, y, scale * _GRAZING), share_flank),
    ):
        stuff, more = mixed(stuff, layers[0], share), mixed(more, layers[1], share)
    tyre = view.part == TYRE
    if tyre.any():
        stuff[tyre], more[tyre] = _tyre(coat.body, y[tyre], z[tyre], across[tyre] * np.sign(x[tyre])), 0
    mirror = view.part == MIRROR
    stuff[mirror] = (*coat.paint.colour, coat.paint.gloss)
    more[mirror] = (coat.paint.metal, 0, 0, 0)
    pane = mirror & (ahead < -0.55)  # noqa: PLR2004 - the side of a mirror that its driver sees
    stuff[pane], more[pane] = (*GLASS.colour, 9.0), 0
    return stuff, more


def _covered_bed(body: Body, bed: tuple[float, float], x: Field, y: Field, z: Field) -> npt.NDArray[np.bool_]:
    """Where a pickup's load bed is, which a tarpaulin covers."""
    back, cab = bed
    high = body.lower[-2][0] - 0.01
    return np.asarray((y > high) & (z > back) & (z < cab + 0.1) & (np.abs(x) < body.half - 0.17))


def _tyre(body: Body, up: Field, along: Field, sideways: Field) -> Field:
    """Rubber, and a rim with five pairs of spokes on the faces of the wheel."""
    axle = np.where(np.abs(along - body.axles[0]) < np.abs(along - body.axles[1]), *(np.float32(a) for a in body.axles))
    radius = np.hypot(up - body.wheel, along - axle) / body.wheel
    turn = np.arctan2(up - body.wheel, along - axle)
    spoke = (np.abs(np.sin(turn * 2.5)) > 0.45) | (radius < 0.16)  # noqa: PLR2004 - the width of a spoke, and the hub
    rim = (sideways > 0.7) & (radius < 0.66)  # noqa: PLR2004 - the wheel's outer face, and the rim's share of it
    rubber = np.asarray((0.011, 0.011, 0.0115, 0.08), np.float32)
    metal, hollow = np.asarray((0.33, 0.32, 0.31, 0.8), np.float32), np.asarray((0.01, 0.01, 0.01, 0.1), np.float32)
    return np.where(rim[:, None], np.where(spoke[:, None], metal, hollow), rubber)


def _bumped(normal: Field, more: Field, coat: Coat) -> Field:
    """Normals tilted by the relief of the drawings."""
    x, y, z = parted(normal)
    endways = np.abs(z) >= np.abs(x)
    slope = more[..., 2]
    right = np.float32(-1.0 if coat.faces < 0 else 1.0)
    x = np.where(endways, x + right * slope, x)
    z = np.where(endways, z, z - slope)
    y = y - more[..., 3]
    scale = 1 / np.sqrt(x * x + y * y + z * z)
    return np.asarray(cv2.merge([x * scale, y * scale, z * scale]), np.float32)


def _shut_in(view: Seen) -> Field:
    """Less light reaches what is low and what faces down; 1 in the open."""
    low = smoothstep(0.05, 0.62, view.place[..., 1]) * np.float32(0.55) + np.float32(0.45)
    down = smoothstep(-0.9, 0.1, view.normal[..., 1]) * np.float32(0.75) + np.float32(0.25)
    return low * down


def _fallen(normal: Field, light: Light, sun: Points, shut: Field) -> Field:
    """Light that falls on each pixel: the sky's from above, the road's from below, and the sun's."""
    below = np.asarray(light.ground, np.float32)
    up = normal[..., 1:2] * np.float32(0.5) + np.float32(0.5)
    ambient = (below + (light.above - below) * up) * shut[..., None]
    return np.asarray(
        ambient + dotted(normal, sun)[..., None] * (np.asarray(light.sunlight, np.float32) * 0.9), np.float32
    )
