"""What is screwed to a plate or stands before it: bolts, dealers' frames, covers, a tow ball."""

from typing import Final, NamedTuple

import cv2
import numpy as np

from plainview.recognition.synthesis.chance import happens, picked
from plainview.recognition.synthesis.pixels import Pixels
from plainview.recognition.synthesis.plates.blanks import MARGIN, Layers, Size, filled_outline
from plainview.recognition.synthesis.plates.designs import LETTERINGS, bgr
from plainview.recognition.synthesis.plates.stamps import laid, stamp, word

_FRAMES: Final = ("#16181b", "#16181b", "#202328", "#c3c6c9", "#a9adb2", "#e2e4e6", "#7a1f2e", "#1f3f7c", "#c9a24a")
_CAPS: Final = ("#16181b", "#c9ccd0", "#e8e8e4", "#c0392b", "#1f4f96", "#5b5f66")
_SCREWS: Final = ("#2a2c30", "#55585c", "#8d9195", "#b9bcc0", "#6b5a4a", "#c9ccd0")
_NAMES: Final = (
    "HARBOR FORD", "MAPLE HONDA", "Sunrise Motors", "VALLEY SUBARU", "www.shoreline-auto.com", "NUTMEG CHEVROLET",
    "UNIVERSITY ALUMNI", "My Other Car Is A Boat", "RIVERSIDE TOYOTA", "ELM CITY VOLVO", "Proud Parent", "BOSTON",
    "NEW YORK", "CONNECTICUT", "HARTFORD", "GO HUSKIES", "Route 9 Nissan", "BEST DAD EVER",
)  # fmt: skip


_NAME: Final = 0.72
_SLOGAN: Final = 5.38
"""The middles of the two lines of words, in inches of a plate six inches high."""
_HALF: Final = 0.16


class Left(NamedTuple):
    """Whether the upper and the lower line of words can still be read."""

    upper: bool
    lower: bool


def bolts(rng: np.random.Generator, layers: Layers, size: Size) -> None:
    """Two screws above mostly, often two below, empty holes otherwise; some with large caps."""
    away, edge = 2.5 * size.width / 12, 0.5 * size.height / 6
    capped = happens(rng, 0.2)
    radius = float(rng.uniform(0.25, 0.42) if capped else rng.uniform(0.13, 0.22)) * min(1.0, size.width / 9)
    tone = bgr(picked(rng, _CAPS if capped else _SCREWS))
    below = happens(rng, 0.5)
    for down in (edge, size.height - edge):
        for across in (away, size.width - away):
            x = size.at(across + float(rng.normal(0, 0.07)))
            y = size.at(down + float(rng.normal(0, 0.05)))
            if down == edge or below:
                _bolt(layers.canvas, (x, y), size.long(radius), tone)
                cv2.circle(layers.returns, (x, y), size.long(radius), 20, -1, cv2.LINE_AA)
            else:
                reach = (size.long(0.17), size.long(0.11))
                cv2.ellipse(layers.canvas, (x, y), reach, 0, 0, 360, (34, 34, 36), -1, cv2.LINE_AA)
                cv2.ellipse(layers.returns, (x, y), reach, 0, 0, 360, 0, -1, cv2.LINE_AA)


def _bolt(canvas: Pixels, at: tuple[int, int], radius: int, tone: tuple[int, int, int]) -> None:
    dark = tuple(part // 3 for part in tone)
    bright = tuple(min(255, part + 60) for part in tone)
    cv2.circle(canvas, (at[0] + 1, at[1] + 1), radius + 1, dark, -1, cv2.LINE_AA)
    cv2.circle(canvas, at, radius, tone, -1, cv2.LINE_AA)
    cv2.circle(canvas, (at[0] - radius // 3, at[1] - radius // 3), max(1, radius // 2), bright, -1, cv2.LINE_AA)


def frame(rng: np.random.Generator, layers: Layers, size: Size, number: tuple[float, float]) -> Left:
    """Screws a dealer's frame on; `number` is from where to where the characters stand, in inches from the top."""
    tone = bgr(picked(rng, _FRAMES))
    scale = size.height / 6
    top, bottom = _rails(rng, number, size)
    side, beyond = float(rng.uniform(0.15, 0.38)), float(rng.uniform(0.06, 0.34))
    outer = filled_outline(size, -beyond, 0.5)
    inner = np.zeros_like(outer)
    ends = (size.at(side), size.at(top)), (size.at(size.width - side) - 1, size.at(size.height - bottom) - 1)
    cv2.rectangle(inner, *ends, 255, -1)
    layers.lay(np.asarray(cv2.subtract(outer, inner), np.uint8), tone, 14)
    lighter = tuple(min(255, part + 70) for part in tone)
    darker = tuple(part // 2 for part in tone)
    cv2.rectangle(layers.canvas, *ends, darker, 1, cv2.LINE_AA)
    edge = size.at(-beyond * 0.6)
    cv2.line(layers.canvas, (size.at(0), edge), (size.at(size.width), edge), lighter, 1)
    np.maximum(layers.cover, outer, out=layers.cover)
    _named(rng, layers.canvas, size, (top, bottom), tone)
    return Left(top < _NAME * scale, bottom < (6 - _SLOGAN) * scale)


def _rails(rng: np.random.Generator, number: tuple[float, float], size: Size) -> tuple[float, float]:
    """How far the upper and the lower rail reach into the plate, in inches.

    A line of words is mostly visible or mostly hidden: one that is half hidden is neither read nor absent.
    """
    scale = size.height / 6
    top, bottom = (float(rng.uniform(0.55, 1.15) if happens(rng, 0.4) else rng.uniform(0.18, 0.55)) for _ in range(2))
    if abs(top - _NAME) < _HALF:
        top = _NAME + picked(rng, (-_HALF, _HALF))
    if abs(bottom - (6 - _SLOGAN)) < _HALF:
        bottom = 6 - _SLOGAN + picked(rng, (-_HALF, _HALF))
    nibbles = 0.3 if happens(rng, 0.06) else -0.05
    return min(top * scale, number[0] - 0.05), min(bottom * scale, size.height - number[1] + nibbles * scale)


def _named(
    rng: np.random.Generator, canvas: Pixels, size: Size, rails: tuple[float, float], tone: tuple[int, int, int]
) -> None:
    """The dealer's name on rails that are broad enough for it."""
    ink = (240, 240, 240) if sum(tone) < 380 else (24, 24, 28)  # noqa: PLR2004 - the sum of a middle grey
    face = picked(rng, LETTERINGS[picked(rng, ("block", "wide", "script", "serif"))])
    for upper, rail in zip((True, False), rails, strict=True):
        if rail + 0.2 < 0.45 or happens(rng, 0.25):  # noqa: PLR2004 - inches
            continue
        cut = word(picked(rng, _NAMES), face, size.long(min(rail * 0.6, 0.45)), size.long(size.width * 0.7))
        middle = rail / 2 - 0.06 if upper else size.height - rail / 2 + 0.06
        at = size.at(size.width / 2) - cut.shape[1] // 2, size.at(middle) - cut.shape[0] // 2
        stamp(canvas, cut, ink, at, 0.9)


def smoked(rng: np.random.Generator, layers: Layers) -> None:
    """A tinted or glossy cover, with a streak of light on it."""
    dim = float(rng.uniform(0.35, 0.9))
    layers.canvas[:] = cv2.convertScaleAbs(layers.canvas, alpha=dim, beta=float(rng.uniform(0, 25)))
    layers.returns[:] = cv2.convertScaleAbs(layers.returns, alpha=dim * dim)
    height, width = layers.returns.shape
    x, lean, broad = (float(each) for each in rng.uniform((0, -0.6, 0.05), (1, 0.6, 0.3)))
    spots = np.array([[x, 0], [x + broad, 0], [x + broad + lean, 1], [x + lean, 1]]) * (width, height)
    streak = np.zeros((height, width), np.uint8)
    cv2.fillPoly(streak, [np.rint(spots).astype(np.int32)], 255, cv2.LINE_AA)
    layers.canvas[:] = laid(layers.canvas, streak, (235, 235, 235), float(rng.uniform(0.05, 0.4)))


def tow_ball(rng: np.random.Generator, layers: Layers, size: Size) -> None:
    """A ball on its neck before the lower edge, hiding part of a character at most."""
    x = size.at(float(rng.uniform(0.2, 0.8)) * size.width)
    top = size.at(float(rng.uniform(0.76, 0.95)) * size.height)
    radius = size.long(float(rng.uniform(0.3, 0.55)))
    tone = int(rng.integers(20, 120))
    foot = size.at(size.height + MARGIN)
    for picture, shade in ((layers.canvas, (tone, tone, tone)), (layers.cover, (255,)), (layers.returns, (10,))):
        cv2.rectangle(picture, (x - radius // 2, top), (x + radius // 2, foot), shade, -1)
        cv2.circle(picture, (x, top), radius, shade, -1, cv2.LINE_AA)
    glint = (tone + 90,) * 3
    cv2.circle(layers.canvas, (x - radius // 3, top - radius // 3), max(1, radius // 3), glint, -1, cv2.LINE_AA)
