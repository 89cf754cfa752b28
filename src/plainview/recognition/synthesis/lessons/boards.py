"""Lines of lettering on boards or on nothing: what signs, stickers and shop fronts are drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from plainview.recognition.synthesis.chance import happens, picked
from plainview.recognition.synthesis.optics.pasting import Decal, decal
from plainview.recognition.synthesis.street.plates import FONTS, lettering

Tone = tuple[int, int, int]
"""Blue, green, red, 0 to 255."""

WHITE: Final[Tone] = (238, 240, 240)
BLACK: Final[Tone] = (26, 25, 25)
GREEN: Final[Tone] = (74, 104, 20)
BLUE: Final[Tone] = (150, 76, 22)
RED: Final[Tone] = (38, 34, 186)
YELLOW: Final[Tone] = (30, 196, 242)
ORANGE: Final[Tone] = (24, 128, 238)
BROWN: Final[Tone] = (36, 62, 98)
GREY: Final[Tone] = (128, 128, 126)
TONES: Final = (WHITE, WHITE, BLACK, GREEN, BLUE, RED, YELLOW, ORANGE, BROWN, GREY)
_DARK: Final = 384
"""Sum of the channels below which white letters are legible."""


@dataclass(frozen=True)
class Style:
    """Ground and ink of a board; `edge` the part of its height that a border takes, `rounding` that of its corners."""

    ground: Tone | None = WHITE
    ink: Tone = BLACK
    edge: float = 0.0
    rounding: float = 0.0
    face: str | None = None


def board(lines: Sequence[str], size: tuple[int, int], style: Style, rng: np.random.Generator) -> Decal:
    """Lines one below the other, each as large as there is room.

    Args:
        lines: what is written; may be empty.
        size: width and height in pixels.
        style: without a ground only the letters are there.
        rng: chance, for the face.
    """
    width, height = size
    canvas = Image.new("RGB", size, style.ground or style.ink)
    cover = Image.new("L", size, 0)
    pen, mask = ImageDraw.Draw(canvas), ImageDraw.Draw(cover)
    if style.ground:
        radius = int(style.rounding * height)
        mask.rounded_rectangle((0, 0, width - 1, height - 1), radius, fill=255)
        if style.edge:
            inset, thick = max(1, int(height * 0.03)), max(1, int(height * style.edge))
            box = (inset, inset, width - 1 - inset, height - 1 - inset)
            pen.rounded_rectangle(box, max(0, radius - inset), outline=style.ink, width=thick)
    face = style.face or typeface(rng)
    room = height * (1 - 2.5 * style.edge) * 0.9 / max(1, len(lines))
    for row, words in enumerate(lines):
        tall = int(room * 0.92)
        longest = lettering(face, 40).getlength(words) * tall / 40 if tall > 4 else 0  # noqa: PLR2004 - no letters so small
        if not longest:
            continue
        font = lettering(face, _stepped(tall * min(1.0, 0.88 * width / longest)))
        where = (width / 2, height / 2 + (row - (len(lines) - 1) / 2) * room)
        pen.text(where, words, fill=style.ink, font=font, anchor="mm")
        if not style.ground:
            mask.text(where, words, fill=255, font=font, anchor="mm")
    return decal(np.array(canvas, np.uint8), np.array(cover, np.uint8))


def typeface(rng: np.random.Generator) -> str:
    """One of the faces that are there."""
    return picked(rng, _FACES)


def painted(rng: np.random.Generator, *, edge: float = 0.0, rounding: float = 0.0) -> Style:
    """Any ground with an ink that shows on it."""
    ground = picked(rng, TONES)
    ink = WHITE if sum(ground) < _DARK else picked(rng, (BLACK, BLACK, RED, BLUE, GREEN))
    return Style(ground, ink, edge if happens(rng, 0.5) else 0.0, rounding)


def letters(rng: np.random.Generator, count: int) -> str:
    return "".join(chr(65 + int(number)) for number in rng.integers(0, 26, count))


def digits(rng: np.random.Generator, count: int) -> str:
    return "".join(str(number) for number in rng.integers(0, 10, count))


def _stepped(size: float) -> int:
    """A size of letters, in steps: each size of each face is kept in memory."""
    step = 1 if size < 16 else 4  # noqa: PLR2004 - small letters differ by a pixel
    return max(5, int(size / step) * step)


_FACES: Final = tuple(sorted(path.name for path in FONTS.glob("*.woff")))
