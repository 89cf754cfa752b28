"""Plates drawn flat, as various as the country's: what the reader and the detector learn from.

Fast rather than fine: uint8 throughout, grounds and lettering from pools. `plates` draws the few plates of the street
scenes with more care.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from plainview.recognition.synthesis.chance import happens
from plainview.recognition.synthesis.pixels import Pixels, Points
from plainview.recognition.synthesis.plates import fittings, signs, soil
from plainview.recognition.synthesis.plates.blanks import Layers, Size, blank, metal, painted, rim
from plainview.recognition.synthesis.plates.designs import LOOKS, Look, bgr
from plainview.recognition.synthesis.plates.rows import Row, row
from plainview.recognition.synthesis.plates.stamps import laid, ramped, stamp, word
from plainview.recognition.synthesis.plates.subjects import Subject, subject

_VARIANTS: Final = 2
_POOLED: Final = frozenset(LOOKS)
"""Made-up designs come once only and are not worth keeping."""
_BRIGHT: Final = 330
"""The sum of a colour's channels from where it counts as light."""


@dataclass(frozen=True)
class Specimen:
    """A plate drawn flat.

    Attributes:
        text: the full-height characters, A-Z and 0-9, the letter O and the figure 0 as issued; small stacked letters
            are left out.
        state: two letters, or None for what no state issued.
        words: the upper and the lower line as printed; empty where there is none or something hides it.
        picture: BGR, uint8; 12 x 6 inches (or 7 x 4, or 20.5 x 4.3) and half an inch of margin all around.
        cover: uint8, how much of each pixel is plate, frame or what stands before them.
        corners: 4 x 2, pixels: top left, top right, bottom right, bottom left of the metal itself.
        returns: uint8, how strongly each pixel throws light back where it came from.
    """

    text: str
    state: str | None
    words: tuple[str, ...]
    picture: Pixels
    cover: Pixels
    corners: Points
    returns: Pixels


def specimen(rng: np.random.Generator, *, inch: int = 30) -> Specimen:
    """Draws a plate by chance; the same generator state gives the same plate.

    Args:
        rng: where all chance comes from.
        inch: pixels an inch.
    """
    shown = subject(rng)
    size = _size(shown.shape, inch)
    canvas, returns, lines = _printed(rng, shown, size)
    set_row = row(rng, shown, size)
    signs.between(rng, canvas, shown.look, set_row, size)
    canvas, returns = _inked(rng, canvas, returns, set_row, shown.look)
    signs.stickers(rng, canvas, shown.look, set_row, size)
    layers = Layers(_relief(canvas, *rim(size), float(rng.uniform(0.1, 0.5))), metal(size).copy(), returns)
    seen = _fitted(rng, layers, shown, size, set_row)
    lines = (lines[0] if seen.upper else "", lines[1] if seen.lower else "")
    layers = soil.bent(rng, layers, size) if happens(rng, 0.15) else layers
    back = np.asarray(cv2.min(layers.returns, layers.cover), np.uint8)
    return Specimen(shown.text, shown.state, lines, layers.canvas, layers.cover, size.corners(), back)


def _size(shape: str, inch: int) -> Size:
    if shape == "motorcycle":
        return Size(7.0, 4.0, inch)
    return Size(20.47, 4.33, inch * 0.72) if shape == "abroad" else Size(12.0, 6.0, inch)


def _printed(rng: np.random.Generator, shown: Subject, size: Size) -> tuple[Pixels, Pixels, tuple[str, str]]:
    """The plate before its characters: colours, what it throws back, the two lines of words."""
    look = shown.look
    variant = int(rng.integers(_VARIANTS))
    canvas = blank(look, size, variant).copy() if look in _POOLED else painted(look, size, rng)
    returns = np.full(size.cells, 225 if _light(look.ground.split()[0]) else 120, np.uint8)
    lines, masks = signs.words(rng, look, size)
    for ink, mask in masks:
        canvas = laid(canvas, mask, bgr(ink))
        returns = laid(returns, mask, (235 if _light(ink) else 40,))
    if shown.shape == "abroad":
        _banded(rng, canvas, size)
    return soil.bleached(rng, canvas), returns, lines


def _inked(
    rng: np.random.Generator, canvas: Pixels, returns: Pixels, set_row: Row, look: Look
) -> tuple[Pixels, Pixels]:
    """The characters in their ink, worn in places, raised where they are embossed."""
    mask = worn = set_row.mask
    jitter = rng.integers(-14, 15, 3)
    tone = [int(np.clip(part + change, 0, 255)) for part, change in zip(bgr(look.ink), jitter, strict=True)]
    share = 1.0 if happens(rng, 0.6) else float(rng.uniform(0.6, 1.0))
    if happens(rng, 0.08):  # paint that has come off in places
        gone = ramped(soil.cloud(rng, (mask.shape[0], mask.shape[1])), 175, 3)
        worn = np.asarray(cv2.subtract(mask, gone), np.uint8)
    canvas = laid(canvas, worn, tone, share)
    returns = laid(returns, worn, (235 if _light(look.ink) else 25,), share)
    if not look.flat and happens(rng, 0.9):
        soft = cv2.blur(mask, (3, 3))
        moved = np.roll(soft, (1, 1), (0, 1))
        light, dark = cv2.subtract(soft, moved), cv2.subtract(moved, soft)
        depth = float(rng.uniform(0.12, 0.5))
        canvas = _relief(canvas, np.asarray(light, np.uint8), np.asarray(dark, np.uint8), depth)
    return canvas, returns


def _relief(canvas: Pixels, light: Pixels, dark: Pixels, depth: float) -> Pixels:
    bright, dim = cv2.convertScaleAbs(light, alpha=depth), cv2.convertScaleAbs(dark, alpha=depth)
    raised = cv2.add(canvas, cv2.merge([bright] * 3))
    return np.asarray(cv2.subtract(raised, cv2.merge([dim] * 3)), np.uint8)


def _fitted(rng: np.random.Generator, layers: Layers, shown: Subject, size: Size, set_row: Row) -> fittings.Left:
    """What happens to a plate after it was made, in place: screws, wear, a frame; which words can still be read."""
    seen = fittings.Left(upper=True, lower=True)
    if happens(rng, 0.04):
        soil.rust(rng, layers, size)
    if happens(rng, 0.25):
        soil.scratches(rng, layers, size)
    if shown.shape != "abroad" and happens(rng, 0.92):
        fittings.bolts(rng, layers, size)
    if happens(rng, 0.6):
        soil.dirt(rng, layers, float(rng.beta(1.2, 2.5)))
    if happens(rng, 0.38):
        seen = fittings.frame(rng, layers, size, (set_row.top, set_row.bottom))
    if happens(rng, 0.05):
        upper, lower = soil.patches(rng, layers, size)
        seen = fittings.Left(seen.upper and upper, seen.lower and lower)
    if happens(rng, 0.05):
        fittings.smoked(rng, layers)
    if happens(rng, 0.015):
        fittings.tow_ball(rng, layers, size)
    return seen


def _banded(rng: np.random.Generator, canvas: Pixels, size: Size) -> None:
    """The blue band of European plates with its country's letters."""
    if happens(rng, 0.25):
        return
    cv2.rectangle(canvas, (0, 0), (size.at(1.6), canvas.shape[0]), bgr("#1f3f9c"), -1)
    country = ("D", "F", "I", "E", "PL", "NL", "B", "A", "GB", "P")[int(rng.integers(10))]
    cut = word(country, "overpass-latin-700-normal", size.long(0.9), size.long(1.1))
    stamp(canvas, cut, (245, 245, 245), (size.at(0.8) - cut.shape[1] // 2, size.at(2.7)))
    cv2.circle(canvas, (size.at(0.8), size.at(1.3)), size.long(0.45), (60, 210, 245), size.long(0.1), cv2.LINE_AA)


def _light(web: str) -> bool:
    return sum(bgr(web)) > _BRIGHT
