"""The plate as a flat drawing: colours, state, slogan, embossed characters, bolts, frame, sticker, dirt.

A US plate is 12 x 6 inches. The drawing has a margin around it for the dealer's frame.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from plainview.recognition.synthesis.formats import format_of
from plainview.recognition.synthesis.pixels import Field, Pixels, blurred, clouded, filled, resized, smoothstep
from plainview.recognition.synthesis.plates.designs import DESIGNS, FALLBACK, Design

INCH: Final = 60
"""Pixels of the drawing."""
MARGIN: Final = 0.5
"""Inches around the plate."""
WIDTH: Final = 12.0
HEIGHT: Final = 6.0
METRES: Final = 0.0254
"""An inch."""
FONTS: Final = Path(__file__).parents[1] / "fonts"


@dataclass(frozen=True)
class Wear:
    """What years on the road do: `dirt` and `fading` from 0 (new) to 1, `frame` a dealer's frame or None."""

    dirt: float = 0.0
    fading: float = 0.0
    frame: str | None = None


@dataclass(frozen=True)
class Drawing:
    """A flat plate: linear colour, how much of it is there (1 on metal), and how well it throws light back (0 to 1)."""

    colour: Field
    cover: Field
    returns: Field


def wear(rng: np.random.Generator) -> Wear:
    """A likely state of a plate: mostly clean, some grimy, one in three in a dealer's frame."""
    frame = rng.choice(["", "", "#18191b", "#c3c6c9"])
    return Wear(float(rng.beta(1.5, 2.4)), float(rng.beta(1.5, 4)), str(frame) or None)


def plate(text: str, state: str, worn: Wear, rng: np.random.Generator) -> Drawing:
    """Draws a plate; `text` is canonical. The colour is linear, (6 + 1) x (12 + 1) inches at `INCH` pixels each."""
    design = DESIGNS.get(state, FALLBACK)
    ground = _ground(design)
    canvas = Image.fromarray(ground)
    pen = ImageDraw.Draw(canvas)
    _words(pen, design)
    if design.sticker:
        _sticker(pen, design.sticker)
    letters = _letters(format_of(text, state).spaced(text), design.face)
    colour = _linear(np.asarray(canvas))
    ink = np.asarray(_rgb(design.ink)[::-1], np.float32) ** 2.2
    raised = blurred(letters, 1.6)
    slope = np.gradient(raised)[0] * 1.5 + np.gradient(raised)[1] * 0.7
    faded = 1 - 0.45 * worn.fading
    colour += (ink - colour) * (letters * np.float32(faded))[..., None]
    colour *= (1 - np.clip(slope, -0.25, 0.25) * 1.1)[..., None]
    returns = (1 - 0.9 * letters).astype(np.float32)
    _bolts(colour, returns)
    return _worn(colour, returns, worn, rng)


def _ground(design: Design) -> Pixels:
    rows = np.linspace(0, 1, int(HEIGHT * INCH))[:, None]
    stops = np.asarray([_rgb(design.top), _rgb(design.middle), _rgb(design.bottom)])
    shades = np.stack([np.interp(rows[:, 0], [0.0, 0.45, 1.0], stops[:, k]) for k in range(3)], axis=1)
    picture = np.repeat(shades[:, None, :], int(WIDTH * INCH), axis=1)
    if design.band:
        picture[int(4.93 * INCH) : int(5.0 * INCH)] = _rgb(design.band)
    return np.asarray(picture * 255, np.uint8)


def _words(pen: ImageDraw.ImageDraw, design: Design) -> None:
    ink = tuple(int(255 * part) for part in _rgb(design.title))
    for words, middle, size in ((design.name, 0.74, 1.22), (design.slogan, 5.40, 0.80)):
        font = lettering(design.small, int(size * INCH))
        room = 5.9 * INCH / max(font.getlength(words), 1)
        if room < 1:
            font = lettering(design.small, int(size * room * INCH))
        pen.text((WIDTH / 2 * INCH, middle * INCH), words, fill=ink, font=font, anchor="mm")


def _sticker(pen: ImageDraw.ImageDraw, shade: str) -> None:
    where = [(WIDTH - 2.0) * INCH, 0.30 * INCH, (WIDTH - 0.75) * INCH, 1.05 * INCH]
    pen.rounded_rectangle(where, radius=5, fill=tuple(int(255 * part) for part in _rgb(shade)))
    pen.rectangle([where[0] + 8, where[1] + 28, where[2] - 8, where[3] - 8], fill=(235, 235, 225))


def _letters(text: str, face: str) -> Field:
    """The characters in the middle of the plate, each as tall as on the metal and no wider than there is room."""
    tall, gap = 2.72, 0.22
    count = len(text.replace(" ", ""))
    wide = min(1.36, (WIDTH - 1.1 - gap * (count - 1) - 0.45 * text.count(" ")) / count)
    total = wide * count + gap * (count - 1) + 0.45 * text.count(" ")
    canvas = np.zeros((int(HEIGHT * INCH), int(WIDTH * INCH)), np.float32)
    at = (WIDTH - total) / 2
    for each in text:
        if each == " ":
            at += 0.45
            continue
        glyph = _glyph(each, face)
        narrow = min(wide, 1.12 * tall * glyph.shape[1] / glyph.shape[0])
        shape = resized(glyph, int(narrow * INCH), int(tall * INCH))
        left, top = int((at + (wide - narrow) / 2) * INCH), int((3.06 - tall / 2) * INCH)
        window = canvas[top : top + shape.shape[0], left : left + shape.shape[1]]
        np.maximum(window, np.clip(shape, 0, 1), out=window)
        at += wide + gap
    return canvas


@cache
def _glyph(character: str, face: str) -> Field:
    """One character cut out tightly, 0 to 1."""
    font = lettering(face, 260)
    canvas = Image.new("L", (400, 400), 0)
    ImageDraw.Draw(canvas).text((100, 40), character, fill=255, font=font)
    return np.asarray(np.asarray(canvas.crop(canvas.getbbox()), np.float32) / 255, np.float32)


@lru_cache(maxsize=256)  # signs ask for any size, and training would keep them all
def lettering(name: str, size: int) -> ImageFont.FreeTypeFont:
    path = FONTS / name
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing: run `make install`, which puts the lettering for plates there")
    return ImageFont.truetype(str(path), size)


def _bolts(colour: Field, returns: Field) -> None:
    """Four screws, in place, each with its shadow."""
    reach = int(0.4 * INCH)
    rows, columns = np.mgrid[-reach:reach, -reach:reach].astype(np.float32) / INCH
    away = np.hypot(columns, rows)
    head = smoothstep(0.25, 0.22, away)
    shade = 1 - 0.5 * (smoothstep(0.31, 0.25, away) - head)
    shine = 0.45 - 0.8 * rows
    for across in (2.5, WIDTH - 2.5):
        for down in (0.52, HEIGHT - 0.52):
            middle, centre = round(down * INCH), round(across * INCH)
            window = (slice(middle - reach, middle + reach), slice(centre - reach, centre + reach))
            colour[window] += (shine[..., None] - colour[window]) * head[..., None]
            colour[window] *= shade[..., None]
            returns[window] *= 1 - head


def _worn(colour: Field, returns: Field, worn: Wear, rng: np.random.Generator) -> Drawing:
    height, width = returns.shape
    if worn.dirt > 0.02:  # noqa: PLR2004 - less cannot be seen
        low = np.linspace(0.15, 1.0, height, dtype=np.float32)[:, None]
        blots = smoothstep(-0.6, 2.4, clouded(rng, height, width, 220, 5) + np.float32(1.2 * worn.dirt))
        grime = np.clip(blots * (0.35 + low) * np.float32(0.75 * worn.dirt), 0, 0.8)
        colour += (np.asarray((0.055, 0.075, 0.095), np.float32) - colour) * grime[..., None]
        returns *= 1 - grime
    rim = int(MARGIN * INCH)
    big = filled((height + 2 * rim, width + 2 * rim), (0.0, 0.0, 0.0))
    inside = (slice(rim, rim + height), slice(rim, rim + width))
    big[inside] = colour
    cover = blurred(_rounded(big.shape[0], big.shape[1], rim, 0.35), 1.0)
    back = np.zeros(cover.shape, np.float32)
    back[inside] = returns
    if worn.frame:
        cover = _framed(big, back, cover, worn.frame)
    return Drawing(np.clip(big, 0, 1), cover, np.clip(back, 0, 1))


def _framed(colour: Field, returns: Field, cover: Field, shade: str) -> Field:
    """Screws a dealer's frame on, in place; the plate's coverage with the frame."""
    height, width = cover.shape
    rim = int(MARGIN * INCH)
    outer = blurred(_rounded(height, width, rim - int(0.30 * INCH), 0.5), 1.0)
    inner = blurred(_rounded(height, width, rim + int(0.20 * INCH), 0.25), 1.5)
    rail = outer * (1 - inner)
    bevel = np.clip(np.gradient(blurred(rail, 4), axis=0) * -6, -0.6, 0.9)
    tone = np.asarray(_rgb(shade)[::-1], np.float32) ** 2.2
    colour += (tone * (1 + bevel)[..., None] - colour) * rail[..., None]
    returns *= 1 - rail
    return np.maximum(cover, outer)


def _rounded(height: int, width: int, inset: int, radius: float) -> Field:
    canvas = Image.new("L", (width, height), 0)
    box = [inset, inset, width - inset - 1, height - inset - 1]
    ImageDraw.Draw(canvas).rounded_rectangle(box, radius=int(radius * INCH), fill=255)
    return np.asarray(np.asarray(canvas, np.float32) / 255, np.float32)


def _linear(picture: Pixels) -> Field:
    return np.asarray((picture[..., ::-1].astype(np.float32) / 255) ** 2.2, np.float32)


def _rgb(web: str) -> tuple[float, float, float]:
    return (int(web[1:3], 16) / 255, int(web[3:5], 16) / 255, int(web[5:7], 16) / 255)
