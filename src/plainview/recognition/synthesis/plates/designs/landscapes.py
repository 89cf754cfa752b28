"""Pictures screened on plates: land, water, trees, buildings. Each paints one mask of 12 x 6 inches, 0 to 255."""

import numpy as np

from plainview.recognition.synthesis.plates.designs.mask import Mask


def mountains(mask: Mask) -> None:
    mask.ridge(1.9, 0.8, 11, 120)
    mask.ridge(2.8, 0.9, 14, 190)
    mask.ridge(3.9, 0.5, 18, 255)


def rainier(mask: Mask) -> None:
    mask.fill((0.5, 5), (4.6, 1.5), (5.3, 1.3), (6.2, 1.45), (7.0, 2.2), (11.5, 5))
    mask.ridge(4.6, 0.2, 20, 160)


def hills(mask: Mask) -> None:
    mask.swell(3.6, 0.5, 7.5, 150)
    mask.swell(4.5, 0.4, 5.0, 255)


def waves(mask: Mask) -> None:
    for level in (3.0, 3.7, 4.4, 5.1):
        across = np.linspace(0, 12, 60)
        mask.line(*zip(across, level + 0.16 * np.sin(across * 3 + level * 2), strict=True), wide=0.16)


def swell(mask: Mask) -> None:
    across = np.linspace(0, 12, 50)
    for at in range(6):
        curve = 2.0 + at * 0.65 + (0.9 - at * 0.1) * np.sin(across * 0.75 + at * 0.4)
        mask.line(*zip(across, curve, strict=True), wide=0.1 + at * 0.04)


def pine_at(mask: Mask, x: float, foot: float, tall: float, tone: int = 255) -> None:
    for part in range(4):
        top, wide = foot - tall * (1 - part * 0.2), tall * (0.1 + part * 0.07)
        mask.fill((x, top), (x - wide, top + tall * 0.36), (x + wide, top + tall * 0.36), tone=tone)
    mask.line((x, foot), (x, foot - tall * 0.3), wide=tall * 0.06, tone=tone)


def pines(mask: Mask) -> None:
    for x in np.arange(0.2, 12, 0.55):
        pine_at(mask, float(x), 5.2, float(mask.rng.uniform(0.9, 2.0)))


def pine(mask: Mask) -> None:
    pine_at(mask, 6.0, 5.2, 4.3)


def sun(mask: Mask) -> None:
    for turn in np.linspace(np.pi, 2 * np.pi, 15):
        ends = [(6 + 12 * np.cos(turn + d), 5.4 + 12 * np.sin(turn + d)) for d in (-0.05, 0.05)]
        mask.fill((6, 5.4), *ends, tone=150)
    mask.oval(6, 5.4, 2.1, 2.1)


def dome(mask: Mask) -> None:
    mask.fill((3.4, 5), (3.4, 3.9), (8.6, 3.9), (8.6, 5))
    mask.fill((4.9, 3.9), (4.9, 3.0), (7.1, 3.0), (7.1, 3.9), tone=200)
    mask.oval(6, 3.0, 1.1, 1.2)
    mask.line((6, 1.8), (6, 1.1), wide=0.14)


def skyline(mask: Mask) -> None:
    at = 0.0
    while at < 12:  # noqa: PLR2004 - inches
        wide, top = mask.rng.uniform(0.35, 0.9), mask.rng.uniform(1.6, 4.4)
        mask.fill((at, 5.2), (at, top), (at + wide, top), (at + wide, 5.2), tone=int(mask.rng.integers(120, 256)))
        at += wide


def bridge(mask: Mask) -> None:
    across = np.linspace(0.5, 11.5, 40)
    deck = 4.3
    cable = 1.6 + 2.4 * np.abs(np.sin(across * np.pi / 5.6))
    mask.line(*zip(across, cable, strict=True), wide=0.12)
    for x, y in zip(across, cable, strict=True):
        mask.line((x, y), (x, deck), wide=0.04, tone=160)
    mask.line((0, deck), (12, deck), wide=0.22)


def palm(mask: Mask) -> None:
    mask.line((6, 5.2), (5.9, 3.4), (6.1, 2.2), wide=0.28)
    for turn in np.linspace(np.pi * 0.9, np.pi * 2.1, 8):
        tip = (6.1 + 1.9 * float(np.cos(turn)), 2.4 + 1.4 * float(np.sin(turn)))
        mask.fill((6.1, 2.0), tip, (6.1 + 0.4 * float(np.cos(turn)), 2.5))


def lighthouse(mask: Mask) -> None:
    mask.fill((1.0, 5.2), (1.25, 1.7), (1.95, 1.7), (2.2, 5.2))
    mask.fill((1.15, 1.7), (1.6, 1.0), (2.05, 1.7), tone=180)
    for turn in (-0.15, 0.15):
        mask.fill((1.7, 1.5), (12, 1.2 + turn * 8), (12, 1.6 + turn * 9), tone=60)


def mesa(mask: Mask) -> None:
    for left, right, top in ((0.2, 2.8, 3.1), (4.5, 6.0, 3.4), (8.4, 11.6, 2.7)):
        mask.fill((left - 0.7, 5.2), (left, top), (right, top), (right + 0.7, 5.2))
    mask.fill((0, 6), (0, 4.7), (12, 4.7), (12, 6), tone=200)


def cactus(mask: Mask) -> None:
    for x, tall in ((0.9, 2.2), (11.0, 2.6)):
        mask.line((x, 5.3), (x, 5.3 - tall), wide=0.26)
        mask.line((x, 4.4), (x - 0.5, 4.4), (x - 0.5, 3.7), wide=0.18)
        mask.line((x, 4.0), (x + 0.5, 4.0), (x + 0.5, 3.3), wide=0.18)


def reeds(mask: Mask) -> None:
    for x in np.arange(0.1, 12, 0.22):
        tall, lean = mask.rng.uniform(0.6, 2.2), mask.rng.uniform(-0.4, 0.4)
        mask.line((x, 6), (x + lean * 0.3, 6 - tall * 0.6), (x + lean, 5.6 - tall), wide=0.06, tone=210)


def barn(mask: Mask) -> None:
    mask.fill((8.6, 5.0), (8.6, 3.6), (9.4, 2.7), (10.2, 3.6), (10.2, 5.0))
    mask.fill((10.5, 5.0), (10.5, 2.9), (11.1, 2.9), (11.1, 5.0), tone=190)
    mask.oval(10.8, 2.9, 0.3, 0.3, 190)
    mask.swell(5.0, 0.2, 8, 120)


def arch(mask: Mask) -> None:
    mask.fill((1.5, 5.4), (2.2, 2.6), (4.2, 1.5), (7.4, 1.5), (9.4, 2.5), (10.4, 5.4), (8.2, 5.4), (7.6, 3.4), (6, 2.6),
              (4.4, 3.3), (3.8, 5.4))  # fmt: skip


def wheat(mask: Mask) -> None:
    for x in np.arange(0.3, 12, 0.7):
        mask.line((x, 6), (x + 0.2, 3.4), wide=0.06)
        for y in np.arange(3.2, 4.6, 0.22):
            mask.oval(x + 0.1 + 0.12, y, 0.09, 0.15)
            mask.oval(x + 0.1 - 0.05, y, 0.09, 0.15)


def arcs(mask: Mask) -> None:
    for at in range(4):
        away = 5.6 - at * 0.5
        half = np.linspace(np.pi, 2 * np.pi, 40)
        mask.line(
            *zip(6 + away * np.cos(half), 6 + 0.85 * away * np.sin(half), strict=True), wide=0.3, tone=255 - at * 50
        )
