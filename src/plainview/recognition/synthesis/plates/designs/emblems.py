"""Pictures screened on plates: stars, animals, seals, flags. Each paints one mask of 12 x 6 inches, 0 to 255."""

import cv2
import numpy as np

from plainview.recognition.synthesis.plates.designs.mask import ROUND, Mask


def stripes(mask: Mask) -> None:
    for x in np.arange(-6, 12, 1.6):
        mask.fill((x, 6), (x + 0.7, 6), (x + 4.2, 0), (x + 3.5, 0))


def flag(mask: Mask) -> None:
    for at in range(7):
        mask.fill(*zip([0, 12, 12, 0], np.array([0, 0, 0.42, 0.42]) + at * 0.9, strict=True))
    mask.fill((0, 0), (4.5, 0), (4.5, 3.1), (0, 3.1), tone=140)


def outline(mask: Mask) -> None:
    reach = 2.2 + 0.7 * mask.rng.uniform(-1, 1, len(ROUND)) * (mask.rng.random(len(ROUND)) < 0.5)  # noqa: PLR2004
    mask.fill(*zip(6 + 1.7 * reach * np.cos(ROUND), 3 + reach * np.sin(ROUND), strict=True))


def bird(mask: Mask) -> None:
    x, y = float(mask.rng.choice([1.6, 6.0, 10.2])), 2.9
    mask.oval(x, y, 0.75, 0.45)
    mask.oval(x + 0.75, y - 0.45, 0.3, 0.27)
    mask.fill((x + 1.0, y - 0.55), (x + 1.4, y - 0.42), (x + 1.0, y - 0.35))
    mask.fill((x - 0.2, y), (x - 1.5, y - 1.2), (x + 0.4, y - 0.3))
    mask.fill((x - 0.6, y), (x - 1.6, y + 0.5), (x - 0.5, y + 0.3))


def flower(mask: Mask) -> None:
    for x, y in ((1.3, 3.6), (10.6, 2.4), (6.0, 3.0)):
        for turn in np.linspace(0, 2 * np.pi, 6)[:-1]:
            mask.oval(x + 0.5 * float(np.cos(turn)), y + 0.5 * float(np.sin(turn)), 0.36, 0.36, 200)
        mask.oval(x, y, 0.25, 0.25)


def star_at(mask: Mask, x: float, y: float, reach: float, tone: int = 255) -> None:
    turns = np.linspace(-np.pi / 2, 1.5 * np.pi, 11)[:-1]
    away = np.where(np.arange(10) % 2, 0.4, 1.0) * reach
    mask.fill(*zip(x + away * np.cos(turns), y + away * np.sin(turns), strict=True), tone=tone)


def star(mask: Mask) -> None:
    for x, y, reach in ((1.2, 1.0, 0.5), (10.6, 1.1, 0.6), (6.0, 3.0, 1.6), (2.6, 4.6, 0.5), (9.4, 4.5, 0.4)):
        star_at(mask, x, y, reach)


def star1(mask: Mask) -> None:
    star_at(mask, 1.1, 0.95, 0.62)


def ball(mask: Mask) -> None:
    mask.oval(6, 3.1, 1.5, 1.5, 220)
    mask.fill((6.1, 1.7), (6.9, 1.0), (7.6, 1.4), (6.8, 1.9))


def checks(mask: Mask) -> None:
    for row in range(3):
        for column in range(24):
            if (row + column) % 2:
                x, y = column * 0.5, 4.6 + row * 0.45
                mask.fill((x, y), (x + 0.5, y), (x + 0.5, y + 0.45), (x, y + 0.45))


def zia(mask: Mask) -> None:
    for dx, dy in ((1, 0), (0, 1)):
        for shift in (-0.45, -0.15, 0.15, 0.45):
            ends = [(6 + dx * far + dy * shift, 3 + dy * far + dx * shift) for far in (-2.3, 2.3)]
            mask.line(*ends, wide=0.12)
    mask.oval(6, 3, 1.0, 1.0)
    mask.oval(6, 3, 0.82, 0.82, 0)


def beast(mask: Mask) -> None:
    x = float(mask.rng.choice([2.3, 6.0, 9.4]))
    mask.oval(x, 3.5, 1.3, 0.75)
    mask.oval(x + 1.2, 3.0, 0.75, 0.75)
    mask.oval(x + 1.9, 3.3, 0.4, 0.35)
    for leg in (-0.9, -0.5, 0.6, 1.1):
        mask.line((x + leg, 3.8), (x + leg - 0.1, 5.1), wide=0.26)


def heads(mask: Mask) -> None:
    for x in (3.4, 5.0, 6.6, 8.2):
        mask.oval(x, 2.6, 0.7, 1.0)
        mask.line((x - 0.25, 2.5), (x - 0.05, 2.5), wide=0.1, tone=90)
        mask.line((x + 0.1, 2.4), (x + 0.1, 3.0), wide=0.1, tone=120)
    mask.ridge(3.3, 0.3, 14)


def face(mask: Mask) -> None:
    mask.oval(6, 2.6, 1.0, 1.35)
    mask.fill((4.2, 5.2), (5.0, 3.9), (7.0, 3.9), (7.8, 5.2))
    mask.oval(6.0, 3.5, 0.75, 0.7, 170)
    mask.oval(6.0, 1.6, 1.1, 0.5, 200)


def plane(mask: Mask) -> None:
    for y in (2.0, 2.9):
        mask.line((2.2, y), (8.4, y - 0.5), wide=0.14)
    for x in (2.6, 4.2, 6.0, 8.0):
        mask.line((x, 2.9 - (x - 2.2) * 0.08), (x, 2.0 - (x - 2.2) * 0.08), wide=0.06)
    mask.line((5, 2.6), (9.6, 2.9), wide=0.1)


def seal(mask: Mask) -> None:
    mask.oval(6, 3, 1.9, 1.9, 200)
    mask.oval(6, 3, 1.6, 1.6, 90)
    star_at(mask, 6, 3, 1.1)


def lozenge(mask: Mask) -> None:
    mask.fill((6, 0.9), (9.6, 3), (6, 5.1), (2.4, 3))
    mask.line((6, 0.9), (5.2, 3), (6, 5.1), (6.8, 3), (6, 0.9), wide=0.06, tone=120)


def burst(mask: Mask) -> None:
    for x, y in ((2.0, 1.6), (4.0, 1.1), (10.3, 1.6)):
        for turn in np.linspace(0, 2 * np.pi, 12):
            mask.line((x, y), (x + 0.8 * float(np.cos(turn)), y + 0.8 * float(np.sin(turn))), wide=0.06)


def logo(mask: Mask) -> None:
    """A sign at the left, as specialty plates have it: made up anew each time."""
    kind = int(mask.rng.integers(5))
    if kind == 0:
        mask.oval(1.45, 3.0, 1.05, 1.05)
        mask.oval(1.45, 3.0, 0.75, 0.75, 60)
        star_at(mask, 1.45, 3.0, 0.6)
    elif kind == 1:
        mask.fill((0.5, 1.9), (2.4, 1.9), (2.4, 3.2), (1.45, 4.4), (0.5, 3.2))
        mask.line((0.7, 2.5), (2.2, 2.5), wide=0.16, tone=80)
    elif kind == 2:  # noqa: PLR2004 - the third of five
        spots = mask.rng.uniform((0.4, 1.7), (2.5, 4.3), (8, 2))
        mask.fill(*map(tuple, np.asarray(cv2.convexHull(spots.astype(np.float32)))[:, 0]))
        mask.oval(1.4, 3.0, 0.4, 0.4, 90)
    elif kind == 3:  # noqa: PLR2004
        for turn in np.linspace(0, 2 * np.pi, 9):
            mask.oval(1.45 + 0.7 * float(np.cos(turn)), 3 + 0.7 * float(np.sin(turn)), 0.35, 0.35, 190)
        mask.oval(1.45, 3.0, 0.5, 0.5, 40)
    else:
        star_at(mask, 1.45, 3.0, 1.1)
