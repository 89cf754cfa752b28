"""What vehicles carry that is no plate: lettering, stickers, badges, grilles, vents, lamps, blanks, fuel caps."""

from collections.abc import Callable
from typing import Final

import cv2
import numpy as np

from plainview.recognition.synthesis.chance import happens, picked, weighted
from plainview.recognition.synthesis.lessons.boards import (
    BLACK,
    GREY,
    WHITE,
    Style,
    board,
    digits,
    letters,
    painted,
    typeface,
)
from plainview.recognition.synthesis.optics.pasting import Decal, decal
from plainview.recognition.synthesis.pixels import Pixels

_CHROME: Final = (205, 203, 200)
_NAMES: Final = (
    "HARBOR",
    "SUMMIT",
    "PIONEER",
    "VALLEY",
    "NORTHEAST",
    "CRYSTAL",
    "PATRIOT",
    "HARVEST",
    "COASTAL",
    "ACME",
)
_CRAFTS: Final = (
    "PLUMBING",
    "ELECTRIC",
    "ROOFING",
    "MOVERS",
    "FOODS",
    "GLASS",
    "HVAC",
    "FREIGHT",
    "LANDSCAPING",
    "RENTALS",
)
_SAYINGS: Final = (
    "BABY ON BOARD",
    "VOTE",
    "COEXIST",
    "MY OTHER CAR",
    "PROUD PARENT",
    "26.2",
    "I BRAKE",
    "OBX",
    "DOG MOM",
)
_TRIMS: Final = (
    "AWD",
    "4X4",
    "SPORT",
    "2.0T",
    "LIMITED",
    "HYBRID",
    "XLT",
    "V6",
    "TURBO",
    "LX",
    "GT",
    "SE",
    "1500",
    "EV",
    "TDI",
)


def van_lettering(rng: np.random.Generator) -> Decal:
    """A firm's name, its number, its page: only letters, or on a panel."""
    name, craft = picked(rng, _NAMES), picked(rng, _CRAFTS)
    call = f"{picked(rng, ('', f'{digits(rng, 3)}-'))}{digits(rng, 3)}-{digits(rng, 4)}"
    page = f"www.{name.lower()}{craft.lower()}.com"
    lines = [name, craft, call, page, f"USDOT {digits(rng, 6)}", f"{name} {craft}", f"TRUCK {digits(rng, 3)}"]
    chosen = [str(each) for each in rng.permutation(lines)[: int(rng.integers(1, 4))]]
    style = (
        painted(rng) if happens(rng, 0.4) else Style(None, picked(rng, (BLACK, WHITE, (150, 60, 20), (30, 30, 180))))
    )
    return board(chosen, (int(rng.integers(120, 300)), 40 * len(chosen)), style, rng)


def sticker(rng: np.random.Generator) -> Decal:
    text = picked(
        rng, (picked(rng, _SAYINGS), letters(rng, 3), f"#{digits(rng, 2)}", f"{letters(rng, 1)}-{digits(rng, 1)}")
    )
    shape = picked(rng, ((180, 50, 0.08), (150, 60, 0.1), (100, 66, 0.5), (90, 45, 0.08), (120, 40, 0.0)))
    return board((text,), shape[:2], painted(rng, edge=0.04, rounding=shape[2]), rng)


def model_lettering(rng: np.random.Generator) -> Decal:
    """Chrome letters on the boot lid, or the dealer's name."""
    text = picked(
        rng, (picked(rng, _TRIMS), picked(rng, _NAMES), f"{letters(rng, 1)}{digits(rng, 3)}", letters(rng, 5))
    )
    return board((text,), (22 * len(text) + 12, 34), Style(None, picked(rng, (_CHROME, _CHROME, BLACK, GREY))), rng)


def badge(rng: np.random.Generator) -> Decal:
    """A maker's emblem: rings, bars or a cross in an oval."""
    picture, cover = np.zeros((70, 110, 3), np.uint8), np.zeros((70, 110), np.uint8)
    axes = (int(rng.integers(28, 52)), int(rng.integers(22, 33)))
    fill = picked(rng, ((120, 60, 20), BLACK, (30, 30, 150), _CHROME))
    cv2.ellipse(picture, (55, 35), axes, 0, 0, 360, fill, -1, cv2.LINE_AA)
    cv2.ellipse(cover, (55, 35), axes, 0, 0, 360, 255, 2 if happens(rng, 0.3) else -1, cv2.LINE_AA)
    cv2.ellipse(picture, (55, 35), axes, 0, 0, 360, _CHROME, 5, cv2.LINE_AA)
    for _ in range(int(rng.integers(1, 4))):
        ends = rng.integers((20, 12), (90, 58), (2, 2))
        cv2.line(picture, ends[0].tolist(), ends[1].tolist(), _CHROME, 5, cv2.LINE_AA)
    return decal(picture, cover)


def grille(rng: np.random.Generator) -> Decal:
    """Bars or honeycomb in a frame; the gaps are as regular as letters."""
    width, height = int(rng.integers(120, 280)), int(rng.integers(50, 110))
    dark = int(rng.integers(8, 40))
    picture = np.full((height, width, 3), dark, np.uint8)
    tone = picked(rng, (_CHROME, (70, 70, 70), (110, 108, 105)))
    step, kind = int(rng.integers(7, 18)), int(rng.integers(3))
    for at in range(0, max(width, height), step):
        if kind != 1 and at < height:
            cv2.line(picture, (0, at), (width, at), tone, max(1, step // 4))
        if kind != 0:
            cv2.line(picture, (at, 0), (at, height), tone, max(1, step // 4))
    cv2.rectangle(picture, (0, 0), (width - 1, height - 1), picked(rng, (_CHROME, BLACK)), 5)
    return decal(picture, _softened(width, height, 0.2))


def vent(rng: np.random.Generator) -> Decal:
    """Slats, dark between."""
    width, height, step = int(rng.integers(80, 180)), int(rng.integers(36, 90)), int(rng.integers(8, 16))
    ramp = (np.arange(height) % step / step)[:, None, None]
    body = np.asarray(rng.integers(20, 210, 3))
    picture = np.asarray(np.broadcast_to(12 + body * ramp, (height, width, 3)), np.uint8).copy()
    return decal(picture, _softened(width, height, 0.15))


def lamp(rng: np.random.Generator) -> Decal:
    """A tail lamp or reflector, dark or lit, with the lines of its lens."""
    width, height = int(rng.integers(40, 140)), int(rng.integers(24, 70))
    tone = np.asarray(picked(rng, ((28, 22, 140), (40, 36, 210), (24, 110, 235), (200, 205, 210))), np.float32)
    ramp = 1 + 0.5 * np.sin(np.linspace(0, float(rng.uniform(2, 40)), width, dtype=np.float32))[None, :, None] ** 2
    picture = np.asarray(np.clip(np.broadcast_to(tone * ramp, (height, width, 3)), 0, 255), np.uint8).copy()
    if happens(rng, 0.4):
        picture[height // 3 : 2 * height // 3] = picked(rng, ((225, 225, 230), (180, 190, 255), (40, 140, 240)))
    if happens(rng, 0.3):
        cv2.circle(picture, (width // 2, height // 2), height // 3, (235, 240, 255), -1, cv2.LINE_AA)
    return decal(picture, _softened(width, height, float(rng.uniform(0.05, 0.5))))


def blank(rng: np.random.Generator) -> Decal:
    """A plate's shape that says nothing: a bare holder, a cover, paper, a white box over a plate."""
    width, height = 150, int(rng.choice((36, 60, 75, 75)))
    tone = np.asarray(picked(rng, (WHITE, WHITE, GREY, BLACK, (60, 200, 235), (190, 188, 185))), np.float32)
    ramp = np.linspace(float(rng.uniform(0.75, 1)), float(rng.uniform(0.75, 1.05)), height, dtype=np.float32)
    picture = np.asarray(np.clip(tone * ramp[:, None, None] + np.zeros((height, width, 1)), 0, 255), np.uint8)
    if happens(rng, 0.5):
        cv2.rectangle(picture, (2, 2), (width - 3, height - 3), picked(rng, (BLACK, _CHROME, GREY)), 4)
    if happens(rng, 0.5):
        for x in (30, width - 30):
            cv2.circle(picture, (x, 9), 4, GREY, -1, cv2.LINE_AA)
    return decal(picture, _softened(width, height, 0.08))


def fuel_cap(rng: np.random.Generator) -> Decal:
    """The gap around a flap in the body's own colour."""
    picture, cover = np.full((80, 80, 3), 18, np.uint8), np.zeros((80, 80), np.uint8)
    if happens(rng, 0.5):
        cv2.circle(cover, (40, 40), 34, 170, 3, cv2.LINE_AA)
    else:
        cv2.rectangle(cover, (6, 10), (74, 70), 170, 3)
    return decal(picture, cover)


def dealer_tag(rng: np.random.Generator) -> Decal:
    """A dealer's advertisement where a plate would be: a name in the middle, no number."""
    name = picked(rng, _NAMES)
    lines = picked(rng, ((name,), (name, "MOTORS"), (f"{name} AUTO", f"{name.lower()}cars.com")))
    style = painted(rng, edge=0.03, rounding=0.08)
    return board(lines, (160, 80), Style(style.ground, style.ink, style.edge, 0.08, typeface(rng)), rng)


def _softened(width: int, height: int, rounding: float) -> Pixels:
    """Coverage of a rectangle with rounded corners."""
    cover = np.zeros((height, width), np.uint8)
    reach = max(1, int(rounding * height))
    cv2.rectangle(cover, (reach, 0), (width - 1 - reach, height - 1), 255, -1)
    cv2.rectangle(cover, (0, reach), (width - 1, height - 1 - reach), 255, -1)
    for x in (reach, width - 1 - reach):
        for y in (reach, height - 1 - reach):
            cv2.circle(cover, (x, y), reach, 255, -1, cv2.LINE_AA)
    return cover


_SHARES: Final[dict[Callable[[np.random.Generator], Decal], float]] = {
    van_lettering: 2.0,
    sticker: 1.5,
    model_lettering: 1.5,
    badge: 0.8,
    grille: 1.0,
    vent: 0.6,
    lamp: 1.2,
    blank: 0.8,
    fuel_cap: 0.3,
    dealer_tag: 0.7,
}


def decoy(rng: np.random.Generator) -> Decal:
    """Any of them."""
    return weighted(rng, _SHARES)(rng)
