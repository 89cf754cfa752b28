"""Trees as cut-outs: a trunk, and a crown of many small clumps of leaves lit from the sun's side."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from plainview.recognition.synthesis.pixels import Colour, Field, clouded, colour

_CLUMPS: Final = 5200
"""Of leaves in a crown."""


@dataclass(frozen=True)
class Cutout:
    """A thing seen square on: reflected light (linear, before any light falls on it) and how much of it is there."""

    colour: Field
    cover: Field


def tree(height: int, width: int, sunwards: tuple[float, float], rng: np.random.Generator) -> Cutout:
    """A broad-leaved tree filling height x width pixels; `sunwards` points right and up to the sun."""
    ink = np.zeros((height, width, 3), np.float32)
    cover = np.zeros((height, width), np.uint8)
    bark = colour("#5d5146")
    trunk = width * 0.024 + 1.5
    points = [
        (width / 2 - trunk, height),
        (width / 2 + trunk, height),
        (width / 2 + trunk * 0.6, height * 0.45),
        (width / 2 - trunk * 0.6, height * 0.45),
    ]
    cv2.fillPoly(cover, [np.asarray(points, np.int32)], 255, cv2.LINE_AA)
    across = np.linspace(-1, 1, width, dtype=np.float32)[None, :, None]
    ink[:] = np.asarray(bark, np.float32) * (0.7 + 0.6 * sunwards[0] * np.clip(across * 8, -1, 1))
    place = rng.normal(0, 1, (_CLUMPS, 3))
    place /= np.maximum(np.linalg.norm(place, axis=1, keepdims=True), 1e-6)
    place *= rng.uniform(0.25, 1.0, (_CLUMPS, 1)) ** 0.5
    lumps = np.sin(place @ rng.normal(0, 3.2, (3, 3))).mean(axis=1)
    place *= (0.86 + 0.16 * lumps)[:, None]
    place = place[np.argsort(place[:, 2])]
    shine = 0.48 + 0.38 * (place[:, :2] @ sunwards) + 0.20 * place[:, 2] + rng.normal(0, 0.10, _CLUMPS)
    tones = np.clip(shine, 0.12, 1.2)[:, None] * np.asarray(_leaf(rng))
    at = np.stack([width * (0.5 + 0.47 * place[:, 0]), height * (0.38 - 0.36 * place[:, 1])], axis=1).astype(int)
    sizes = np.maximum(1, width * rng.uniform(0.005, 0.016, _CLUMPS)).astype(int)
    turns = rng.uniform(0, 180, _CLUMPS)
    for middle, size, turn, tone in zip(at.tolist(), sizes.tolist(), turns.tolist(), tones.tolist(), strict=True):
        axes = (size, max(1, int(size * 0.7)))
        cv2.ellipse(ink, middle, axes, turn, 0, 360, tone, -1, cv2.LINE_AA)
        cv2.ellipse(cover, middle, axes, turn, 0, 360, 255, -1, cv2.LINE_AA)
    return Cutout(ink, cover.astype(np.float32) / np.float32(255))


def hedge(height: int, width: int, rng: np.random.Generator) -> Cutout:
    """A clipped hedge filling height x width pixels."""
    tone = np.asarray(_leaf(rng), np.float32)
    noise = clouded(rng, height, width, max(height / 6, 3), 4)
    rise = np.linspace(1.05, 0.35, height, dtype=np.float32)[:, None]
    ink = tone * (rise * (1 + 0.28 * noise))[..., None]
    edge = np.clip((np.linspace(0, height, height)[:, None] - height * 0.06 - 0.02 * height * noise) / 2, 0, 1)
    return Cutout(np.asarray(ink, np.float32), np.asarray(edge, np.float32))


def _leaf(rng: np.random.Generator) -> Colour:
    return colour(str(rng.choice(("#64804a", "#6e8450", "#5a7448", "#7c8a52", "#536e47"))))
