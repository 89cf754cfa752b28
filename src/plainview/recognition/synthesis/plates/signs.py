"""The words and small signs on a plate: the state's name, the slogan, what stands in the gap, stickers."""

from typing import Final

import cv2
import numpy as np

from plainview.recognition.synthesis.chance import happens, picked
from plainview.recognition.synthesis.pixels import Pixels
from plainview.recognition.synthesis.plates.blanks import Size
from plainview.recognition.synthesis.plates.designs import LETTERINGS, Look, bgr
from plainview.recognition.synthesis.plates.rows import Row
from plainview.recognition.synthesis.plates.stamps import stamp, word

_MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_STICKERS: Final = ("#c0392b", "#1f6fb0", "#2f8a4a", "#f2c530", "#e8792b", "#f4f4f0", "#6a3f8f", "#8fc4ea", "#d9d2c0")
_TURN: Final = np.linspace(0, 2 * np.pi, 24, endpoint=False)


def words(rng: np.random.Generator, look: Look, size: Size) -> tuple[tuple[str, str], tuple[tuple[str, Pixels], ...]]:
    """The upper and the lower line as printed, and for each line that is not empty its colour and mask."""
    slogan = picked(rng, look.counties) if look.counties and happens(rng, 0.6) else look.slogan
    if slogan and happens(rng, 0.06):
        slogan = ""
    lines = (slogan, look.name) if look.low else (look.name, slogan)
    masks: list[tuple[str, Pixels]] = []
    for at, text in enumerate(lines):
        if not text:
            continue
        named = (at == 1) == look.low
        ink = look.title_ink if named else look.second_ink
        masks.append((ink, _line(rng, text, look, size, named=named, upper=at == 0)))
    return lines, tuple(masks)


def _line(rng: np.random.Generator, text: str, look: Look, size: Size, *, named: bool, upper: bool) -> Pixels:  # noqa: PLR0913
    """One line as a mask over the whole picture; the name is larger than the slogan."""
    scale = size.height / 6
    kind = look.lettering if named else look.slogan_lettering
    face = picked(rng, LETTERINGS[kind if happens(rng, 0.85) else picked(rng, tuple(LETTERINGS))])
    high = float(rng.uniform(0.55, 0.82) if named else rng.uniform(0.36, 0.52)) * scale
    widest = float(rng.uniform(5.2, 6.4) if not named or len(text) < 12 else rng.uniform(6.2, 7.4))  # noqa: PLR2004
    cut = word(text, face, size.long(high), size.long(widest * size.width / 12))
    middle = float(rng.normal(0.72 if upper else 5.38, 0.06)) * scale
    across = size.width / 2 + float(rng.normal(0, 0.08))
    mask = np.zeros(size.cells, np.uint8)
    stamp(mask, cut, (255,), (size.at(across) - cut.shape[1] // 2, size.at(middle) - cut.shape[0] // 2))
    return mask


def between(rng: np.random.Generator, canvas: Pixels, look: Look, row: Row, size: Size) -> None:
    """Draws what stands in the gaps of the number."""
    if not look.between:
        return
    kind = look.between if happens(rng, 0.9) else picked(rng, ("dash", "dot", "star", "map", ""))
    ink = look.ink if kind in {"dash", "dot"} or happens(rng, 0.4) else picked(rng, _STICKERS)
    for left, right in row.gaps:
        middle, half = (row.top + row.bottom) / 2, (right - left) / 2
        if kind == "dash":
            shape = np.array([[-0.9, -0.2], [0.9, -0.2], [0.9, 0.2], [-0.9, 0.2]]) * (half, 0.6)
        elif kind == "dot":
            shape = np.stack([np.cos(_TURN), np.sin(_TURN)], axis=1) * min(half * 0.7, 0.2)
        elif kind == "star":
            away = np.where(np.arange(10) % 2, 0.4, 1.0)[:, None] * half
            turn = np.linspace(-np.pi / 2, 1.5 * np.pi, 11)[:-1]
            shape = np.stack([np.cos(turn), np.sin(turn)], axis=1) * away
        elif kind == "keystone":
            shape = np.array([[-1, -0.9], [1, -0.9], [1, -0.3], [0.6, 0.9], [-0.6, 0.9], [-1, -0.3]]) * half
        else:
            rough = rng.uniform(0.65, 1.1, (len(_TURN), 1))
            shape = np.stack([np.cos(_TURN) * half, np.sin(_TURN) * min(half * 1.7, 0.8)], axis=1) * rough
        centre = np.array([(left + right) / 2, middle])
        spots = (shape + centre) * size.inch + size.at(0)
        cv2.fillPoly(canvas, [np.rint(spots * 16).astype(np.int32)], bgr(ink), cv2.LINE_AA, 4)


def stickers(rng: np.random.Generator, canvas: Pixels, look: Look, row: Row, size: Size) -> None:
    """Registration stickers in the corners of the design, seldom elsewhere, one in fifty in the gap of the number."""
    scale = size.height / 6
    wide, tall = float(rng.uniform(1.0, 1.6)) * scale, float(rng.uniform(0.65, 1.0)) * scale
    places = {
        "tl": (0.3, 0.3), "tr": (size.width - 0.3 - wide, 0.3), "bl": (0.3, size.height - 0.3 - tall),
        "br": (size.width - 0.3 - wide, size.height - 0.3 - tall),
    }  # fmt: skip
    chosen = [places[each] for each in look.corners.split() if happens(rng, 0.85)]
    if happens(rng, 0.06):
        chosen.append(picked(rng, tuple(places.values())))
    for left, top in chosen:
        _sticker(rng, canvas, size, (left, top, wide, tall))
    if row.gaps and happens(rng, 0.02):
        left, right = row.gaps[0]
        _sticker(rng, canvas, size, (left, (row.top + row.bottom) / 2 - 0.3, right - left, 0.6))


def _sticker(rng: np.random.Generator, canvas: Pixels, size: Size, where: tuple[float, float, float, float]) -> None:
    left, top, wide, tall = where
    tone = bgr(picked(rng, _STICKERS))
    ink = (20, 20, 24) if sum(tone) > 330 or happens(rng, 0.2) else (245, 245, 245)  # noqa: PLR2004
    cv2.rectangle(canvas, (size.at(left), size.at(top)), (size.at(left + wide), size.at(top + tall)), tone, -1)
    text = picked(rng, _MONTHS) if happens(rng, 0.4) else f"{int(rng.integers(0, 32)):02d}"
    cut = word(text, picked(rng, LETTERINGS["block"]), size.long(tall * 0.6), size.long(wide * 0.8))
    stamp(canvas, cut, ink, (size.at(left + wide * 0.1), size.at(top + tall * 0.22)), 0.9)
