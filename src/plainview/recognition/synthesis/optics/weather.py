"""Weather between a camera and what it sees: fog, rain, drops on the glass, snow."""

import cv2
import numpy as np

from plainview.recognition.synthesis.pixels import Pixels


def foggy(picture: Pixels, rng: np.random.Generator, density: float) -> Pixels:
    """A grey veil; `density` 1 hides everything."""
    tone = np.full(3, rng.uniform(140, 225)) + rng.normal(0, 5, 3)
    veil = np.full_like(picture, np.clip(tone, 0, 255).astype(np.uint8))
    return np.asarray(cv2.addWeighted(picture, 1 - density, veil, density, 0), np.uint8)


def raining(picture: Pixels, rng: np.random.Generator, amount: float) -> Pixels:
    """Streaks of falling rain; `amount` 1 is a downpour."""
    height, width = picture.shape[:2]
    layer = np.zeros((height, width), np.uint8)
    slant, long = rng.normal(0, 0.2), height * rng.uniform(0.03, 0.12)
    for x, y in rng.uniform(0, (width, height), (int(10 + 60 * amount), 2)):
        end = (round(x + slant * long), round(y + long))
        cv2.line(layer, (round(x), round(y)), end, int(rng.integers(20, 90)), 1, cv2.LINE_AA)
    return np.asarray(cv2.add(picture, cv2.merge([layer] * 3)), np.uint8)


def snowing(picture: Pixels, rng: np.random.Generator, amount: float) -> Pixels:
    """Flakes, the near ones large and faint."""
    height, width = picture.shape[:2]
    layer = np.zeros((height, width), np.uint8)
    for x, y in rng.uniform(0, (width, height), (int(6 + 40 * amount), 2)):
        size = max(1.0, height * float(rng.exponential(0.006)))
        shade = int(np.clip(230 / size, 40, 210))
        cv2.circle(layer, (round(x * 8), round(y * 8)), round(size * 8), shade, -1, cv2.LINE_AA, 3)
    soft = cv2.GaussianBlur(layer, (0, 0), 0.7)
    return np.asarray(cv2.add(picture, cv2.merge([soft] * 3)), np.uint8)


def dropped(picture: Pixels, rng: np.random.Generator, amount: float) -> Pixels:
    """Drops on the glass: what lies behind each is blurred and a little brighter above than below."""
    height, width = picture.shape[:2]
    where = np.zeros((height, width), np.uint8)
    for x, y in rng.uniform(0, (width, height), (int(2 + 10 * amount), 2)):
        size = max(1.5, min(height, width) * float(rng.uniform(0.012, 0.05)))
        cv2.circle(where, (round(x), round(y)), round(size), 255, -1, cv2.LINE_AA)
    share = cv2.GaussianBlur(where, (0, 0), 1.0).astype(np.float32)[..., None] / 255
    behind = cv2.GaussianBlur(picture, (0, 0), max(1.0, min(height, width) * 0.02)).astype(np.float32)
    edge = np.roll(share, 1, axis=0) - share
    ground = picture.astype(np.float32)
    return np.asarray(np.clip(ground + (behind - ground) * share * 0.8 - 60 * edge, 0, 255), np.uint8)
