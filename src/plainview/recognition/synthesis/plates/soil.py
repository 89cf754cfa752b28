"""What years and weather do to a plate: dirt, snow, mud, scratches, rust, bleaching, bends. In uint8."""

from functools import cache
from typing import Final

import cv2
import numpy as np

from plainview.recognition.synthesis.chance import happens
from plainview.recognition.synthesis.pixels import Pixels, clouded
from plainview.recognition.synthesis.plates.blanks import Layers, Size
from plainview.recognition.synthesis.plates.stamps import ramped

_CLOUDS: Final = 12
_CLOUD_SIDE: Final = 900
_LINES: Final = ((0.07, 0.18), (0.84, 0.94))
"""Where the words stand, in parts of the plate's height."""
_HIDDEN: Final = 70.0
"""The mean of a mask over a line of words from where on it cannot be read."""


def cloud(rng: np.random.Generator, shape: tuple[int, int]) -> Pixels:
    """Blots from a pool, 0 to 255 around 128, cut out and mirrored by chance."""
    whole = _cloud(int(rng.integers(_CLOUDS)))
    top, left = (int(rng.integers(0, _CLOUD_SIDE - side)) for side in shape)
    part = whole[top : top + shape[0], left : left + shape[1]]
    return np.ascontiguousarray(part[:: 1 if happens(rng, 0.5) else -1, :: 1 if happens(rng, 0.5) else -1])


@cache
def _cloud(number: int) -> Pixels:
    rng = np.random.default_rng([number, 0xC10D])
    blots = clouded(rng, _CLOUD_SIDE, _CLOUD_SIDE, (240, 120, 60)[number % 3], 6)
    return np.clip(128 + blots * 52, 0, 255).astype(np.uint8)


def dirt(rng: np.random.Generator, layers: Layers, amount: float) -> None:
    """A film of grime, thicker below; `amount` from 0 to 1."""
    shape = _shape(layers)
    blots = ramped(cloud(rng, shape), (1 - amount) * 90, 1.5 * amount)
    mask = _times(blots, _lower(shape))
    blue, green, red = (int(part) for part in rng.integers((40, 50, 60), (110, 125, 145)))
    layers.lay(mask, (blue, green, red), 18, float(rng.uniform(0.4, 0.85)))


@cache
def _lower(shape: tuple[int, int]) -> Pixels:
    rows = np.linspace(90, 255, shape[0]).astype(np.uint8)
    return np.ascontiguousarray(np.broadcast_to(rows[:, None], shape))


def patches(rng: np.random.Generator, layers: Layers, size: Size) -> tuple[bool, bool]:
    """Snow or mud that hides some of the plate: at an edge mostly, thin over the characters.

    Returns:
        Whether the upper and the lower line of words can still be read.
    """
    shape = _shape(layers)
    mask = ramped(cloud(rng, shape), float(rng.uniform(150, 215)), 40)
    reach = size.at(float(rng.uniform(0.05, 0.3)) * size.height)
    edge = slice(None, reach) if happens(rng, 0.5) else slice(-reach, None)
    loose = ramped(cloud(rng, shape), 110, 40)
    mask[edge] = np.maximum(mask[edge], loose[edge])
    mask = np.array(cv2.blur(mask, (5, 5)), np.uint8)
    _thinned(rng, mask, size)
    share = float(rng.uniform(0.5, 1.0))
    if happens(rng, 0.6):
        layers.lay(mask, (238, 236, 232), 90, share)
    else:
        blue, green, red = (int(part) for part in rng.integers((30, 42, 55), (60, 80, 105)))
        layers.lay(mask, (blue, green, red), 12, share)
    lines = (slice(size.at(low * size.height), size.at(high * size.height)) for low, high in _LINES)
    columns = slice(size.at(0.25 * size.width), size.at(0.75 * size.width))
    upper, lower = (float(mask[rows, columns].mean()) * share < _HIDDEN for rows in lines)
    return upper, lower


def _thinned(rng: np.random.Generator, mask: Pixels, size: Size) -> None:
    """Lets the characters show through, but for the width of half a character at some place."""
    band = slice(size.at(0.25 * size.height), size.at(0.78 * size.height))
    start = int(rng.integers(0, mask.shape[1]))
    kept = slice(start, start + size.long(0.5))
    whole = mask[band, kept].copy()
    mask[band] = cv2.convertScaleAbs(mask[band], alpha=float(rng.uniform(0.1, 0.45)))
    mask[band, kept] = whole


def scratches(rng: np.random.Generator, layers: Layers, size: Size) -> None:
    """A few thin lines, bright or dark."""
    for _ in range(int(rng.integers(1, 4))):
        x, y = rng.uniform(0, size.width), rng.uniform(0, size.height)
        dx, dy = rng.normal(0, 1.3), rng.normal(0, 0.5)
        tone = (int(rng.integers(60, 240)),) * 3
        ends = (size.at(float(x)), size.at(float(y))), (size.at(float(x + dx)), size.at(float(y + dy)))
        cv2.line(layers.canvas, *ends, tone, 1, cv2.LINE_AA)


def rust(rng: np.random.Generator, layers: Layers, size: Size) -> None:
    """Brown runs below the screws."""
    shape = _shape(layers)
    mask = np.zeros(shape, np.uint8)
    for across in (2.5, 9.5):
        spot = (size.at(across * size.width / 12), size.at(0.6 * size.height / 6) + size.long(0.5))
        cv2.ellipse(mask, spot, (size.long(0.25), size.long(float(rng.uniform(0.4, 1.2)))), 0, 0, 360, 255, -1)
    layers.lay(_times(np.asarray(cv2.blur(mask, (9, 9)), np.uint8), cloud(rng, shape)), (35, 62, 110), 20, 0.8)


def bleached(rng: np.random.Generator, canvas: Pixels) -> Pixels:
    """Other colours than when it was new: each channel a little, all of it sometimes towards grey."""
    gains = rng.normal(0.97, 0.045) * rng.normal(1, 0.016, 3)
    matrix = np.diag(gains)
    lift = 0.0
    if happens(rng, 0.2):
        grey = float(rng.uniform(0.05, 0.35))
        lift = float(rng.uniform(36, 66)) * grey
        matrix = matrix * (1 - grey) + np.full((3, 3), grey / 3) * float(rng.uniform(0.4, 1.0))
    return np.asarray(cv2.transform(canvas, np.c_[matrix, np.full(3, lift)]), np.uint8)


def bent(rng: np.random.Generator, layers: Layers, size: Size) -> Layers:
    """The layers of a plate that is bent between its corners, which stay where they are."""
    height, width = size.cells
    across = np.linspace(0, np.pi, width, dtype=np.float32)[None]
    down = np.linspace(0, np.pi, height, dtype=np.float32)[:, None]
    waves = (rng.normal(0, 0.05, 4) * size.inch).astype(np.float32)
    rows = waves[0] * np.sin(across) + waves[1] * np.sin(2 * across) * np.cos(down)
    columns = waves[2] * np.sin(down) + waves[3] * np.sin(2 * down)
    x = np.arange(width, dtype=np.float32)[None] + columns
    y = np.arange(height, dtype=np.float32)[:, None] + rows
    places, parts = cv2.convertMaps(x, y, cv2.CV_16SC2)
    canvas, cover, returns = (
        np.asarray(cv2.remap(each, places, parts, cv2.INTER_LINEAR), np.uint8)
        for each in (layers.canvas, layers.cover, layers.returns)
    )
    return Layers(canvas, cover, returns)


def _times(one: Pixels, other: Pixels) -> Pixels:
    return np.asarray(cv2.multiply(one, other, scale=1 / 255), np.uint8)


def _shape(layers: Layers) -> tuple[int, int]:
    return layers.cover.shape[0], layers.cover.shape[1]
