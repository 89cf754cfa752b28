"""Walls as flat drawings to scale: brick shops with awnings, and wooden houses. No wall carries any lettering."""

from typing import Final

import numpy as np

from plainview.recognition.synthesis.chance import happens, picked
from plainview.recognition.synthesis.pixels import Colour, clouded, colour
from plainview.recognition.synthesis.street.light import Light
from plainview.recognition.synthesis.street.panel import Span
from plainview.recognition.synthesis.street.sketch import SCALE, Sketch, Wall

BRICKS: Final = ("#85594b", "#96705f", "#75524a", "#b09a84", "#8d8178", "#c2b8a8")
BOARDS: Final = ("#d9d4c6", "#b9c4c4", "#cfc3a4", "#a7b0a0", "#e2e0da", "#8fa0ac")
AWNINGS: Final = ("#2f5d50", "#7c2f33", "#2b4770", "#8a6a2a", "#4a4a4c")
FRAMES: Final = ("#26302c", "#3b2a24", "#1f2a38", "#3a3a3a", "#5b4a2e")
GOODS: Final = ("#8a7a5c", "#6d4b3f", "#51606b", "#9b9484")


def shop(width: float, height: float, light: Light, rng: np.random.Generator) -> Wall:
    """A brick house with a shop on the ground floor and windows above."""
    sketch = Sketch(width, height, colour(picked(rng, BRICKS)))
    _laid(sketch, 0.075, 0.22, rng)
    _shopfront(sketch, light, rng)
    floors = max(int((height - 4.2) / 3.1), 1)
    columns = max(int(width / 2.3), 1)
    for floor in range(floors):
        for column in range(columns):
            middle = (column + 0.5) * width / columns
            _window(sketch, (middle - 0.525, middle + 0.525, 4.5 + 3.1 * floor, 6.25 + 3.1 * floor), light, rng)
    stone = colour("#c9c0ae")
    sketch.paint((0, width, height - 0.55, height - 0.12), stone)
    sketch.paint((0, width, height - 0.12, height), colour("#8f8a80"))
    sketch.shade((0, width, height - 0.95, height - 0.55), 0.55, 0.12)
    return Wall(sketch.colour, sketch.glow)


def bare(width: float, height: float, rng: np.random.Generator) -> Wall:
    """A brick wall without windows, where a gap in the row shows one."""
    sketch = Sketch(width, height, colour(picked(rng, BRICKS)))
    _laid(sketch, 0.075, 0.22, rng)
    return Wall(sketch.colour, sketch.glow)


def boards(width: float, height: float, light: Light, rng: np.random.Generator, *, door: bool = True) -> Wall:
    """A wooden house's wall: clapboard, windows with shutters, a door with a small roof."""
    sketch = Sketch(width, height, colour(picked(rng, BOARDS)))
    for row in range(int(height / 0.14)):
        sketch.shade((0, width, row * 0.14, row * 0.14 + 0.03), 0.80, 0.008)
    shutter = colour(picked(rng, ("#2e3b46", "#37453a", "#5a2f2c", "#2b2b2e")))
    columns = max(int(width / 2.4), 2)
    for floor in range(max(int(height / 2.7), 1)):
        for column in range(columns):
            middle = (column + 0.5) * width / columns
            if door and floor == 0 and column == columns // 2:
                _door(sketch, middle, shutter)
                continue
            for side in (-0.72, 0.72):
                sketch.paint(
                    (middle + side - 0.17, middle + side + 0.17, 0.95 + 2.7 * floor, 2.35 + 2.7 * floor), shutter
                )
            _window(sketch, (middle - 0.475, middle + 0.475, 0.95 + 2.7 * floor, 2.35 + 2.7 * floor), light, rng)
    sketch.paint((0, width, 0, 0.35), colour("#8c8780"))
    sketch.shade((0, width, height - 0.6, height), 0.6, 0.15)
    return Wall(sketch.colour, sketch.glow)


def _laid(sketch: Sketch, tall: float, long: float, rng: np.random.Generator) -> None:
    """Bricks: every one its own tone, with joints, and a broad stain."""
    rows, columns = int(sketch.height / tall) + 1, int(sketch.width / long) + 2
    tones = rng.normal(1.0, 0.10, (rows, columns)).astype(np.float32)
    height, width = sketch.colour.shape[:2]
    row = (np.arange(height) / SCALE / tall).astype(int)
    offset = np.where(row % 2, 0.5, 0.0)
    column = (np.arange(width)[None, :] / SCALE / long + offset[:, None]).astype(int)
    sketch.colour *= tones[row[:, None], column][..., None]
    joint = (np.mod(np.arange(height) / SCALE, tall) < tall * 0.22)[:, None]
    sketch.colour *= np.where(joint, np.float32(1.12), np.float32(1.0))[..., None]
    sketch.colour *= (1 + 0.07 * clouded(rng, height, width, 160, 4))[..., None]


def _window(sketch: Sketch, where: Span, light: Light, rng: np.random.Generator) -> None:
    """A sash window: frame, sill, the sky in its panes, perhaps a blind, perhaps somebody at home."""
    left, right, low, high = where
    tall = high - low
    trim = colour("#e4e0d6")
    sketch.paint((left - 0.12, right + 0.12, low - 0.16, low - 0.02), colour("#b9b1a2"))
    sketch.shade((left - 0.1, right + 0.1, low - 0.34, low - 0.16), 0.7, 0.06)
    sketch.paint((left - 0.07, right + 0.07, low - 0.02, high + 0.07), trim)
    sketch.paint(where, colour("#2b343c"))
    for step in range(6):
        share = step / 6
        pane = (left, right, low + tall * share, low + tall * (share + 0.17))
        sketch.paint(pane, colour("#8fa9bf"), share=0.08 + 0.40 * share**1.5)
    sketch.shade((left, right, high - 0.16, high), 0.5, 0.04)
    if happens(rng, 0.55):
        blind = (left + 0.03, right - 0.03, high - tall * float(rng.uniform(0.15, 0.6)), high - 0.02)
        sketch.paint(blind, colour("#c8c0ae"), share=0.75)
    sketch.paint((left, right, low + tall / 2 - 0.03, low + tall / 2 + 0.03), trim)
    if happens(rng, 0.45 * light.windows):
        sketch.shine(where, (0.25, 0.55, 0.95), float(rng.uniform(0.3, 0.8)))


def _shopfront(sketch: Sketch, light: Light, rng: np.random.Generator) -> None:
    width = sketch.width
    sketch.paint((0.25, width - 0.25, 0.0, 3.75), colour(picked(rng, FRAMES)))
    door = float(rng.uniform(0.35, 0.65)) * width
    for left, right in ((0.5, door - 0.65), (door + 0.65, width - 0.5)):
        _display(sketch, (left, right, 0.65, 2.85), light, rng)
    _display(sketch, (door - 0.5, door + 0.5, 0.15, 2.85), light, rng)
    cloth = colour(picked(rng, AWNINGS))
    if happens(rng, 0.65):
        _awning(sketch, cloth)
    else:
        sketch.paint((0.3, width - 0.3, 3.0, 3.6), cloth)
        sketch.paint((0.45, width - 0.45, 3.12, 3.48), _paler(cloth, 0.01, 1.35))
        sketch.shade((0.3, width - 0.3, 2.8, 3.0), 0.6, 0.06)
    sketch.paint((0, width, 3.75, 4.0), colour("#bfb6a4"))
    sketch.shade((0, width, 3.55, 3.75), 0.7, 0.06)


def _display(sketch: Sketch, where: Span, light: Light, rng: np.random.Generator) -> None:
    """A shop window: the other side of the street in its upper half, goods behind it."""
    left, right, low, high = where
    sketch.paint(where, colour("#1f262b"))
    sketch.paint((left, right, 1.7, high), colour("#7d93a6"), soft=0.25, share=0.55)
    for _ in range(3):
        at = float(rng.uniform(left + 0.2, max(right - 0.4, left + 0.3)))
        goods = (at, min(at + 0.35, right), low, low + float(rng.uniform(0.3, 0.9)))
        sketch.paint(goods, colour(picked(rng, GOODS)), soft=0.03, share=0.5)
    if light.windows:
        _lit_room(sketch, where, light.windows * float(rng.uniform(0.35, 1.0)), rng)


def _awning(sketch: Sketch, cloth: Colour) -> None:
    right = sketch.width - 0.2
    sketch.paint((0.2, right, 2.55, 3.35), cloth)
    for stripe in np.arange(0.2, right - 0.3, 0.7):
        sketch.paint((float(stripe), float(stripe) + 0.35, 2.55, 3.35), _paler(cloth, 0.45, 0.5), share=0.85)
    sketch.shade((0.2, right, 2.55, 2.78), 0.72, 0.03)
    sketch.shade((0.2, right, 1.7, 2.55), 0.55, 0.2)


def _paler(tone: Colour, base: float, factor: float) -> Colour:
    blue, green, red = (min(1.0, base + factor * part) for part in tone)
    return blue, green, red


def _lit_room(sketch: Sketch, where: Span, strength: float, rng: np.random.Generator) -> None:
    """A shop after dark: brightest under the ceiling, with goods before the light."""
    left, right, low, _ = where
    sketch.shine(where, (0.30, 0.58, 0.92), strength, falling=True)
    for _ in range(int((right - left) * 2.2)):
        at = float(rng.uniform(left, max(right - 0.3, left + 0.1)))
        goods = (at, min(at + float(rng.uniform(0.12, 0.5)), right), low, low + float(rng.uniform(0.25, 1.5)))
        sketch.dim(goods, float(rng.uniform(0.2, 0.7)))


def _door(sketch: Sketch, middle: float, tone: Colour) -> None:
    sketch.paint((middle - 0.62, middle + 0.62, 0.3, 2.6), colour("#e6e2d8"))
    sketch.paint((middle - 0.46, middle + 0.46, 0.3, 2.4), tone)
    sketch.shade((middle - 0.6, middle + 0.6, 2.1, 2.6), 0.6, 0.1)
    sketch.paint((middle - 1.0, middle + 1.0, 2.6, 2.85), colour("#d9d5ca"))
