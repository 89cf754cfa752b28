"""The road and what lies beside it, seen pixel by pixel: asphalt, lines, kerb, paving or grass."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from plainview.recognition.synthesis.pixels import Field, clouded, colour, filled, looked_up, mixed, smoothstep
from plainview.recognition.synthesis.street.light import LAMP_TONE, Hour, Light

LAMP_HEIGHT: Final = 7.2
"""Metres."""
TILE: Final = 1024
"""Pixels of a square of noise, which repeats."""


@dataclass(frozen=True)
class Lamp:
    """A street lamp: where its head is, in metres."""

    across: float
    up: float
    away: float


@dataclass(frozen=True)
class Layout:
    """Across the street, in metres from the camera: right kerb, middle line, left kerb, width of the pavements."""

    right: float = 0.55
    middle: float = -3.35
    left: float = -9.2
    pavement: float = 2.6
    green: bool = False
    crossing: float = 27.0

    @property
    def lamps(self) -> tuple[Lamp, ...]:
        """The street lamps, over the near lane and over the parked cars."""
        near = tuple(Lamp(self.right - 1.2, LAMP_HEIGHT, away) for away in (11.0, 26.0, 48.0, 74.0))
        return near + tuple(Lamp(self.left + 1.3, LAMP_HEIGHT, away) for away in (18.0, 36.0, 60.0))


def ground(layout: Layout, across: Field, away: Field, light: Light, rng: np.random.Generator) -> Field:
    """Linear light from the ground at each place; `across` and `away` are metres."""
    grain = _Grain(across, away, rng)
    road = _asphalt(layout, across, away, grain)
    road = _lines(layout, across, away, road, grain)
    stone = filled(across.shape, colour("#9a9690")) * (0.92 + 0.05 * grain.fine + 0.07 * grain.broad)[..., None]
    slab = _paving(layout, across, away, grain)
    verge = _grass(grain) if layout.green else slab
    beside = np.maximum(across - layout.right, layout.left - across)
    picture = mixed(road, stone, smoothstep(0.0, 0.02, beside))
    face = smoothstep(0.0, 0.02, beside) * smoothstep(0.075, 0.05, beside)
    picture *= (1 - 0.45 * face)[..., None]
    picture = mixed(picture, verge, smoothstep(0.17, 0.19, beside))
    if layout.green:
        picture = mixed(picture, slab, smoothstep(1.3, 1.33, beside) * smoothstep(2.85, 2.82, beside))
    gutter = smoothstep(-0.45, 0.0, beside) * smoothstep(0.02, 0.0, beside)
    picture *= (1 - 0.28 * gutter)[..., None]
    return np.asarray(picture * _fallen(across, away, light, layout.lamps), np.float32)


class _Grain:
    """Noise over the ground: `fine` like sand, `middle` like stains, `broad` like old repairs; deviation about 1."""

    def __init__(self, across: Field, away: Field, rng: np.random.Generator) -> None:
        near = np.clip(9.0 / np.maximum(away, 0.1), 0, 1)
        self.fine = self._laid(across, away, rng, 170, 3.0) * near
        self.middle = self._laid(across, away, rng, 60, 60.0) * np.clip(near * 2, 0, 1)
        self.broad = self._laid(across, away, rng, 14, 90.0)
        self.streaks = self._laid(across, away * np.float32(0.12), rng, 60, 30.0)

    @staticmethod
    def _laid(across: Field, away: Field, rng: np.random.Generator, scale: float, coarse: float) -> Field:
        tile = clouded(rng, TILE, TILE, coarse, 4)
        return looked_up(tile, *(_folded(place * np.float32(scale)) for place in (across, away)))


def _folded(value: Field) -> Field:
    """To and fro over a tile, so that no seam shows."""
    return np.abs(np.mod(value, np.float32(2 * TILE - 2)) - np.float32(TILE - 1))


def _asphalt(layout: Layout, across: Field, away: Field, grain: _Grain) -> Field:
    base = filled(across.shape, colour("#6b6c6c"))
    lane = (layout.right + layout.middle) / 2
    tracks = np.exp(-(((np.abs(across - lane) - 0.78) / 0.28) ** 2)) + np.exp(
        -(((np.abs(across - 2 * layout.middle + lane) - 0.78) / 0.28) ** 2)
    )
    oil = np.exp(-(((across - lane) / 0.35) ** 2))
    tone = (
        1
        + 0.07 * grain.fine
        + 0.05 * grain.middle
        + 0.06 * grain.broad
        + 0.05 * grain.streaks
        + 0.08 * tracks
        - 0.10 * oil
    )
    edge = np.maximum(np.float32(0.02), away * np.float32(0.001))
    patch = _band(across, lane - 1.2, lane + 0.2, edge) * _band(away, 12.6, 15.4, edge * 6) * np.float32(0.16)
    seam = np.exp(
        -(((across - layout.middle - 0.35 - 0.03 * grain.broad) / np.maximum(0.018, edge * 0.5)) ** 2)
    ) * np.float32(0.35)
    lid = smoothstep(0.40, 0.37, np.hypot(across - 2 * layout.middle + lane, (away - 21.5))) * np.float32(0.35)
    return np.asarray(base * (tone * (1 - patch) * (1 - seam) * (1 - lid))[..., None], np.float32)


def _lines(layout: Layout, across: Field, away: Field, road: Field, grain: _Grain) -> Field:
    edge = np.maximum(np.float32(0.006), away * np.float32(0.0006))
    worn = np.float32(0.88) - smoothstep(0.4, 2.2, grain.middle + 0.5 * grain.fine) * np.float32(0.4)
    for middle in (layout.middle - 0.11, layout.middle + 0.11):
        stripe = _band(across, middle - 0.055, middle + 0.055, edge)
        road = mixed(road, colour("#c99a3c"), stripe * worn)
    parking = layout.left + 2.3
    white = _band(across, layout.right - 0.42, layout.right - 0.31, edge) + _band(
        across, parking - 0.05, parking + 0.05, edge
    )
    bars = smoothstep(0.0, 0.08, np.abs(np.mod(across, 1.2) - 0.6) - 0.3) * _band(
        away, layout.crossing, layout.crossing + 3, edge * 4
    )
    bars = bars * _band(across, layout.left + 0.2, layout.right - 0.2, edge)
    stop = _band(away, layout.crossing - 1.9, layout.crossing - 1.45, edge * 4) * _band(
        across, layout.middle + 0.2, layout.right - 0.3, edge
    )
    return mixed(road, colour("#d8d8d2"), np.clip(white + bars + stop, 0, 1) * worn)


def _band(value: Field, low: float, high: float, edge: Field) -> Field:
    rise = np.clip((value - np.float32(low)) / edge + 0.5, 0, 1) * np.clip(
        (np.float32(high) - value) / edge + 0.5, 0, 1
    )
    return np.asarray(rise, np.float32)


def _paving(layout: Layout, across: Field, away: Field, grain: _Grain) -> Field:
    base = filled(across.shape, colour("#a8a39a"))
    joint_away = np.abs(np.mod(away, 1.5) - 0.75) - 0.735
    joint_across = np.abs(np.mod(across - layout.right, 1.3) - 0.65) - 0.638
    sharp = np.clip(14.0 / np.maximum(away, 1), 0, 1)
    joints = (smoothstep(0, 0.012, joint_away) + smoothstep(0, 0.010, joint_across)) * 0.35 * sharp
    tone = 1 + 0.05 * grain.fine + 0.06 * grain.middle + 0.08 * grain.broad
    return np.asarray(base * (tone * (1 - np.clip(joints, 0, 0.45)))[..., None], np.float32)


def _grass(grain: _Grain) -> Field:
    base = filled(grain.fine.shape, colour("#68774c"))
    base = mixed(base, colour("#838a5e"), smoothstep(-0.5, 2.0, grain.broad) * np.float32(0.8))
    return np.asarray(base * (0.85 + 0.20 * grain.fine + 0.12 * grain.middle)[..., None], np.float32)


def _fallen(across: Field, away: Field, light: Light, lamps: tuple[Lamp, ...]) -> Field:
    """Light on the ground: sky, sun, and pools under the street lamps after dark."""
    sun = np.asarray(light.sunlight, np.float32) * np.float32(light.sun[1])
    if light.hour is not Hour.NIGHT:
        return np.broadcast_to(light.above + sun, (*across.shape, 3)).astype(np.float32)
    total = np.broadcast_to(light.above + 0.25 * sun, (*across.shape, 3)).astype(np.float32)
    for lamp in lamps:
        square = (across - lamp.across) ** 2 + (away - lamp.away) ** 2 + np.float32(lamp.up**2)
        pool = np.float32(18.0 * lamp.up) / (square * np.sqrt(square))
        total += pool[..., None] * np.asarray(LAMP_TONE, np.float32)
    return total
