"""What hangs on poles and walls and is no plate: traffic signs, house numbers, shop fronts, posters, route displays."""

from collections.abc import Callable
from typing import Final

import cv2
import numpy as np

from plainview.recognition.synthesis.chance import happens, picked, weighted
from plainview.recognition.synthesis.lessons.boards import (
    BLACK,
    BLUE,
    BROWN,
    GREEN,
    ORANGE,
    RED,
    WHITE,
    YELLOW,
    Style,
    board,
    digits,
    letters,
    painted,
)
from plainview.recognition.synthesis.optics.pasting import Decal, decal

_STREETS: Final = ("ELM ST", "MAIN ST", "OAK AVE", "RIVER RD", "PARK PL", "HILL DR", "STATE ST", "MILL LN", "LAKE BLVD")
_TRADES: Final = (
    "PIZZA", "NAILS", "BANK", "OPEN", "CAFE", "TIRES", "BAKERY", "PHARMACY", "LIQUOR", "FOR LEASE", "SALE", "PARTS",
    "DINER", "LAUNDRY", "HARDWARE", "DENTIST", "PARKING", "CAR WASH", "GAS", "MOTEL", "BARBER", "GYM", "DELI",
)  # fmt: skip
_ORDERS: Final = (
    "ONE WAY", "DO NOT ENTER", "YIELD", "NO TURN", "STOP", "DETOUR", "SCHOOL", "EXIT ONLY", "KEEP RIGHT", "NO PARKING",
    "BUS STOP", "TOW ZONE", "WRONG WAY", "ROAD WORK", "BUMP", "TRUCKS", "MERGE", "DEAD END", "PRIVATE", "RESERVED",
)  # fmt: skip
_NOTICES: Final = ("LOT", "UNIT", "BAY", "GATE", "SUITE", "APT", "NO", "ZONE", "DOCK", "PIER", "BLDG")
_PAIRS: Final = ((WHITE, BLACK), (WHITE, RED), (RED, WHITE), (YELLOW, BLACK), (ORANGE, BLACK), (BLACK, WHITE))
_ROUTES: Final = ("DOWNTOWN", "STATION", "MALL", "CITY HALL", "EXPRESS", "NOT IN SERVICE")


def limit(rng: np.random.Generator) -> Decal:
    lines = picked(rng, (("SPEED", "LIMIT", f"{5 * rng.integers(3, 14)}"), ("TRUCK", f"{5 * rng.integers(5, 13)}")))
    return board(lines, (100, 124), Style(WHITE, BLACK, 0.02, 0.06), rng)


def exit_sign(rng: np.random.Generator) -> Decal:
    number = f"{rng.integers(1, 99)}{picked(rng, ('', '', 'A', 'B', 'N'))}"
    lines = picked(rng, ((f"EXIT {number}",), ("EXIT", number), (_street(rng), f"{rng.integers(1, 9)} MILES")))
    return board(lines, (picked(rng, (150, 200, 240)), 90), Style(GREEN, WHITE, 0.02, 0.1), rng)


def street_name(rng: np.random.Generator) -> Decal:
    style = Style(picked(rng, (GREEN, GREEN, BLUE, BROWN)), WHITE, picked(rng, (0.0, 0.03)), 0.1)
    if happens(rng, 0.2):
        style = Style(WHITE, BLACK, 0.03, 0.1)
    return board((_street(rng),), (int(rng.integers(150, 260)), 50), style, rng)


def order(rng: np.random.Generator) -> Decal:
    words = picked(rng, _ORDERS)
    lines = words.split() if happens(rng, 0.6) else [words]
    ground, ink = picked(rng, _PAIRS)
    size = picked(rng, ((110, 110), (160, 80), (90, 120), (180, 70), (140, 90)))
    return board(lines, size, Style(ground, ink, 0.03, 0.07), rng)


def diamond(rng: np.random.Generator) -> Decal:
    """A warning sign on its tip."""
    tip = np.array([[70, 2], [138, 70], [70, 138], [2, 70]])
    picture, cover = np.zeros((140, 140, 3), np.uint8), np.zeros((140, 140), np.uint8)
    cv2.fillPoly(picture, [tip], picked(rng, (YELLOW, ORANGE)), cv2.LINE_AA)
    cv2.polylines(picture, [tip + np.sign(70 - tip) * 5], isClosed=True, color=BLACK, thickness=2)
    text = board((picked(rng, _ORDERS).split()[0], digits(rng, 2)), (76, 60), Style(None, BLACK), rng)
    picture[40:100, 32:108][text.cover > 128] = BLACK  # noqa: PLR2004 - half covered
    cv2.fillPoly(cover, [tip], 255, cv2.LINE_AA)
    return decal(picture, cover)


def shield(rng: np.random.Generator) -> Decal:
    """A route marker: a number on white in a shape, or under a word on blue."""
    number = str(rng.integers(1, 400))
    size = (80 + 15 * len(number), 100)
    if happens(rng, 0.6):
        return board((number,), size, Style(WHITE, BLACK, 0.04, picked(rng, (0.0, 0.2, 0.45))), rng)
    heading = picked(rng, ("NORTH", "SOUTH", "INTERSTATE", "EAST"))
    return board((heading, number), size, Style(BLUE, WHITE, 0.03, 0.3), rng)


def notice(rng: np.random.Generator) -> Decal:
    """A board twice as wide as high with few characters: the hardest, as a plate has the same shape.

    None says what a plate might say in full: a detector cannot tell 6468 on a board from 6468 on a plate.
    """
    named = f"{picked(rng, _NOTICES)} {digits(rng, int(rng.integers(1, 4)))}{picked(rng, ('', letters(rng, 1)))}"
    call, price = f"{digits(rng, 3)}-{digits(rng, 4)}", f"${digits(rng, 2)}.{digits(rng, 2)}"
    words = (picked(rng, _TRADES), picked(rng, _ORDERS), digits(rng, int(rng.integers(1, 3))))
    text = picked(rng, (named, named, call, price, *words))
    tall = int(rng.integers(80, 120))
    return board((text,), (int(tall * rng.uniform(1.7, 2.6)), tall), painted(rng, edge=0.03, rounding=0.06), rng)


def house_number(rng: np.random.Generator) -> Decal:
    text = digits(rng, int(rng.integers(1, 5)))
    style = painted(rng, edge=0.04, rounding=0.1) if happens(rng, 0.6) else Style(None, picked(rng, (BLACK, WHITE)))
    return board((text,), (40 + 28 * len(text), 64), style, rng)


def shop_front(rng: np.random.Generator) -> Decal:
    name = picked(rng, ("", f"{letters(rng, 1)}&{letters(rng, 1)} ", "CITY ", "TOWN "))
    style = painted(rng, edge=0.03) if happens(rng, 0.7) else Style(None, picked(rng, (WHITE, RED, YELLOW, BLACK)))
    size = (int(rng.integers(160, 320)), int(rng.integers(50, 90)))
    return board((name + picked(rng, _TRADES),), size, style, rng)


def poster(rng: np.random.Generator) -> Decal:
    """A banner or poster: some large words, some small ones."""
    lines = [picked(rng, _TRADES), f"{digits(rng, 2)}% OFF", f"CALL {digits(rng, 3)}-{digits(rng, 4)}", _street(rng)]
    count = int(rng.integers(2, 5))
    size = (int(rng.integers(90, 240)), int(rng.integers(90, 170)))
    return board([str(each) for each in rng.permutation(lines)[:count]], size, painted(rng, edge=0.02), rng)


def route_display(rng: np.random.Generator) -> Decal:
    """The lit front of a bus, in dots."""
    text = f"{rng.integers(1, 200)} {picked(rng, _ROUTES)}"
    shown = board((text,), (240, 46), Style(BLACK, picked(rng, (ORANGE, YELLOW, WHITE)), 0.0, 0.08), rng)
    shown.picture[::3] //= 2
    shown.picture[:, ::3] //= 2
    return shown


def roof_sign(rng: np.random.Generator) -> Decal:
    """What a taxi or a driving school carries."""
    text = picked(rng, ("TAXI", "CAB", f"TAXI {digits(rng, 3)}", "STUDENT", f"CAB {digits(rng, 2)}"))
    ground, ink = picked(rng, (YELLOW, WHITE)), picked(rng, (BLACK, RED, BLUE))
    return board((text,), (130, 52), Style(ground, ink, 0.0, 0.3), rng)


def window_row(rng: np.random.Generator) -> Decal:
    """Panes in a pattern, as a wall or a bus has."""
    rows, columns = int(rng.integers(1, 4)), int(rng.integers(3, 8))
    wall, pane = rng.integers(60, 220, 3), rng.integers(20, 120, 3)
    picture = np.full((rows * 34, columns * 26, 3), wall, np.uint8)
    for row in range(rows):
        for column in range(columns):
            picture[row * 34 + 5 : row * 34 + 29, column * 26 + 4 : column * 26 + 22] = pane * rng.uniform(0.6, 1.4)
    return decal(picture)


def _street(rng: np.random.Generator) -> str:
    return picked(rng, ("", "", "N ", "W ", f"{digits(rng, 2)} ")) + picked(rng, _STREETS)


_SHARES: Final[dict[Callable[[np.random.Generator], Decal], float]] = {
    limit: 1.0,
    exit_sign: 1.0,
    street_name: 1.0,
    order: 1.4,
    diamond: 0.5,
    shield: 0.6,
    notice: 3.0,
    house_number: 0.5,
    shop_front: 1.6,
    poster: 1.2,
    route_display: 0.5,
    roof_sign: 0.5,
    window_row: 0.5,
}


def sign(rng: np.random.Generator) -> Decal:
    """Any of them."""
    return weighted(rng, _SHARES)(rng)
