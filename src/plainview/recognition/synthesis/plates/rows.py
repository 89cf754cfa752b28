"""The row of characters: where each stands, how wide it is, what stands between them."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from plainview.recognition.synthesis.chance import happens, picked
from plainview.recognition.synthesis.pixels import Pixels
from plainview.recognition.synthesis.plates.blanks import Size
from plainview.recognition.synthesis.plates.designs import DIES, LETTERINGS, Look
from plainview.recognition.synthesis.plates.stamps import glyph, slenderness, stamp, word
from plainview.recognition.synthesis.plates.subjects import Subject

_WIDE: Final = {"plain": 1.26, "narrow": 1.12, "round": 1.34, "square": 1.24}
"""Inches of a character's width for each kind of die, at 2.6 inches of height."""
_TALL: Final = {"plate": 2.6, "motorcycle": 1.75, "abroad": 3.0}
_SLIM: Final = "1J"


@dataclass(frozen=True)
class Row:
    """The characters as a mask over the whole picture, and the places (left, right in inches) of the gaps for signs."""

    mask: Pixels
    gaps: tuple[tuple[float, float], ...]
    top: float
    bottom: float


@dataclass(frozen=True)
class _Die:
    face: str
    weight: int
    tall: float
    wide: float
    apart: float
    gap: float
    even: bool
    alike: bool


def row(rng: np.random.Generator, subject: Subject, size: Size) -> Row:
    """Sets the characters of a subject in the middle of its plate, as large as there is room for."""
    signed = bool(subject.look.between)
    logo = subject.look.scene.startswith("logo")
    leading = happens(rng, 0.75)
    die = _die(rng, subject.look, subject.shape, roomy=signed or "♥" in subject.printed)
    left = (
        0.45
        + (2.1 if logo else 0.0)
        + (0.75 if subject.stack and leading else 0.0)
        + (1.4 if subject.shape == "abroad" else 0)
    )
    room = size.width - 0.4 - left - float(rng.uniform(0, 0.3))
    room -= 0.75 if subject.stack and not leading else 0.0
    widths = [_width(each, die) for each in subject.printed]
    total = sum(widths) + die.apart * (len(widths) - 1)
    squeeze = min(1.0, room / total)
    mask = np.zeros(size.cells, np.uint8)
    off = rng.uniform(-0.5, 0.5) * min(0.35, room - total * squeeze)
    at = left + (room - total * squeeze) / 2 + off
    top = size.height * (0.512 if subject.shape != "abroad" else 0.5) - die.tall / 2 + float(rng.normal(0, 0.06))
    start = at
    gaps: list[tuple[float, float]] = []
    for each, width in zip(subject.printed, widths, strict=True):
        wide = width * squeeze
        slip = float(rng.normal(0, 0.02)) if happens(rng, 0.15) else 0.0
        _set(mask, each, die, size, (at, top + slip, wide))
        if each == " ":
            gaps.append((at, at + wide))
        at += wide + die.apart * squeeze
    if subject.stack:
        place = start - 0.75 if leading else at - die.apart * squeeze + 0.05
        _stack(rng, mask, subject, size, (place, top, die.tall))
    return Row(mask, tuple(gaps), top, top + die.tall)


def _die(rng: np.random.Generator, look: Look, shape: str, *, roomy: bool) -> _Die:
    kind = look.die if happens(rng, 0.75) else picked(rng, tuple(DIES))
    tall = _TALL[shape] * float(np.clip(rng.normal(1, 0.035), 0.9, 1.08))
    if shape == "plate" and happens(rng, 0.06):  # flat specialty plates have smaller characters
        tall *= float(rng.uniform(0.68, 0.9))
    ratio = _WIDE[kind] / _TALL["plate"] * (1.12 if shape == "abroad" else 1.0)
    wide = tall * ratio * float(np.clip(rng.normal(1, 0.07), 0.82, 1.18))
    return _Die(
        face=picked(rng, DIES[kind]),
        weight=int(rng.integers(-1, 4 if kind == "narrow" else 6)),
        tall=tall,
        wide=wide,
        apart=tall * float(rng.uniform(0.045, 0.13)),
        gap=tall * float(rng.uniform(0.2, 0.34) if roomy else rng.uniform(0.06, 0.26)),
        even=happens(rng, 0.5),
        alike=happens(rng, 0.3),
    )


def _width(each: str, die: _Die) -> float:
    """How wide a sign's place is, in inches."""
    if each == " ":
        return die.gap
    if each in "-♥":
        return die.wide * (0.5 if each == "-" else 0.85)
    if die.even and each != "I":
        return die.wide
    natural = slenderness(each, die.face) / slenderness("H", die.face)
    return die.wide * min(max(natural, 0.3), 1.15)


def _set(mask: Pixels, each: str, die: _Die, size: Size, where: tuple[float, float, float]) -> None:
    left, top, wide = where
    if each == " ":
        return
    middle = top + die.tall / 2
    if each == "-":
        ends = (size.at(left), size.at(middle - 0.13)), (size.at(left + wide), size.at(middle + 0.13))
        cv2.rectangle(mask, *ends, 255, -1)
        return
    if each == "♥":
        _heart(mask, size, left + wide / 2, middle, wide / 2)
        return
    narrow = wide
    if die.even and each in _SLIM:
        narrow = wide * min(1.0, max(0.3, slenderness(each, die.face) / slenderness("H", die.face)))
    drawn = "0" if each == "O" and die.alike else each  # several states have one die for both
    cut = glyph(drawn, die.face, die.weight, size.long(narrow), size.long(die.tall))
    stamp(mask, cut, (255,), (size.at(left + (wide - narrow) / 2), size.at(top)))


def _heart(mask: Pixels, size: Size, x: float, y: float, reach: float) -> None:
    turn = np.linspace(0, 2 * np.pi, 40)
    across = np.sin(turn) ** 3
    down = -(13 * np.cos(turn) - 5 * np.cos(2 * turn) - 2 * np.cos(3 * turn) - np.cos(4 * turn)) / 16
    spots = np.stack([size.at(x) + across * reach * size.inch, size.at(y) + down * reach * size.inch], axis=1)
    cv2.fillPoly(mask, [np.rint(spots * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)


def _stack(
    rng: np.random.Generator, mask: Pixels, subject: Subject, size: Size, where: tuple[float, float, float]
) -> None:
    """Small letters one above the other, or side by side, beside the number."""
    left, top, tall = where
    face = picked(rng, LETTERINGS["block"])
    count = len(subject.stack)
    high = min(tall / (count + 0.25 * (count - 1)), 1.05)
    start = top + (tall - high * (1.25 * count - 0.25)) / 2
    for at, each in enumerate(subject.stack):
        small = word(each, face, size.long(high), size.long(0.6))
        stamp(mask, small, (255,), (size.at(left + 0.1), size.at(start + at * high * 1.25)))
