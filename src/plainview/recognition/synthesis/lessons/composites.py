"""Training pictures for the detector: photographs whose plates stay, go, or become US plates, among look-alikes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from plainview.recognition.synthesis.chance import happens, weighted
from plainview.recognition.synthesis.lessons.clutter import cluttered, free
from plainview.recognition.synthesis.lessons.framing import Photograph, View, framed, mirrored, widths
from plainview.recognition.synthesis.lessons.overlays import captioned
from plainview.recognition.synthesis.lessons.replating import (
    Eye,
    as_seen,
    bright,
    effaced,
    replaced,
    upright,
    window_of,
)
from plainview.recognition.synthesis.optics.illumination import exposed, faded
from plainview.recognition.synthesis.optics.pasting import laid, ratio_of
from plainview.recognition.synthesis.optics.pose import likely, wide_log
from plainview.recognition.synthesis.optics.taking import taken
from plainview.recognition.synthesis.pixels import Pixels, Points

if TYPE_CHECKING:
    from plainview.recognition.synthesis.plates.specimens import Specimen

__all__ = ["Canvas", "Photograph", "Scene", "Target", "composite"]

Size = tuple[int, int]
"""Width and height in pixels."""
Draw = Callable[[], "Specimen"]

LEAST: Final = 10.0
"""Pixels of width below which a plate is neither asked for nor held against the detector."""
_VISIBLE: Final = 0.9
"""The share of a plate inside the picture from which it counts as whole."""
_MOSAIC: Final = 0.15
_SMALL_MOSAIC: Final = 0.4
"""The share of mosaics where the photograph is smaller than the scene: it would have to be enlarged."""
_NIGHT: Final = 0.05
"""The share of scenes under a camera's infrared lamp."""
_FURTHER: Final = 0.14
"""The share of views with one more plate than the photograph had."""
_LAYOUTS: Final = {(2, 1): 2.0, (2, 2): 2.0, (3, 2): 1.5}
"""Columns and rows of mosaics."""
_FATES: Final = {"kept": 0.42, "replaced": 0.42, "mixed": 0.1, "removed": 0.06}


@dataclass(frozen=True)
class Canvas:
    """Width and height of a scene, and the narrowest and the widest of its plates, in pixels."""

    size: Size
    plates: tuple[float, float]

    @classmethod
    def of(cls, size: Size) -> "Canvas":
        """With the plates that suit the size."""
        return cls(size, widths(size))


@dataclass(frozen=True)
class Target:
    """A plate in a scene.

    Attributes:
        corners: 4 x 2 in pixels: top left, top right, bottom right, bottom left; of the upright box if not exact.
        exact: whether the corners are known, or only the box.
        ignore: too small or cut off: to be learned neither as a plate nor as none.
    """

    corners: npt.NDArray[np.float32]
    exact: bool
    ignore: bool


@dataclass(frozen=True)
class Scene:
    """A picture, BGR uint8, with all its plates."""

    picture: Pixels
    plates: tuple[Target, ...]


def composite(
    photograph: Photograph,
    specimens: Draw,
    rng: np.random.Generator,
    canvas: Canvas,
    *,
    beside: Callable[[], Photograph] | None = None,
) -> Scene:
    """One scene.

    Args:
        photograph: where it takes place.
        specimens: draws a plate each time that it is called.
        rng: chance; the same state gives the same scene.
        canvas: how large the picture and its plates are.
        beside: gives further photographs for mosaics; without it, these show several views of the one.
    """
    size = canvas.size
    small = photograph.picture.shape[1] < size[0] or photograph.picture.shape[0] < size[1]
    if happens(rng, _SMALL_MOSAIC if small else _MOSAIC):
        scene = _mosaic(photograph, specimens, rng, canvas, beside)
    else:
        scene = _staged(photograph, specimens, rng, size, canvas.plates)
    early = happens(rng, 0.5)
    picture, caption = scene.picture, happens(rng, 0.12)
    if caption and early:
        picture = captioned(picture, rng)
    picture = taken(picture, rng, float(rng.beta(1.1, 2.2)), blur=0.3 + size[1] / 384)
    if caption and not early:
        picture = captioned(picture, rng)
    return Scene(picture, scene.plates)


def _mosaic(
    photograph: Photograph,
    specimens: Draw,
    rng: np.random.Generator,
    canvas: Canvas,
    beside: Callable[[], Photograph] | None,
) -> Scene:
    """Two, four or six scenes side by side in one picture."""
    layout = weighted(rng, _LAYOUTS)
    wide, tall = canvas.size
    columns, rows = _parted(wide, layout[0], rng), _parted(tall, layout[1], rng)
    picture = np.zeros((tall, wide, 3), np.uint8)
    plates: list[Target] = []
    for left, right in pairwise(columns):
        for top, bottom in pairwise(rows):
            scene = _staged(photograph, specimens, rng, (right - left, bottom - top), canvas.plates)
            picture[top:bottom, left:right] = scene.picture
            shift = np.array((left, top), np.float32)
            plates += [Target(each.corners + shift, each.exact, each.ignore) for each in scene.plates]
            photograph = beside() if beside else photograph
    return Scene(picture, tuple(plates))


def _parted(length: int, count: int, rng: np.random.Generator) -> list[int]:
    """Where a length is cut to give that many unequal parts, from 0 to the length."""
    inner = [int(length * (at + rng.uniform(-0.2, 0.2)) / count) for at in range(1, count)]
    return [0, *inner, length]


def _staged(
    photograph: Photograph, specimens: Draw, rng: np.random.Generator, size: Size, limits: tuple[float, float]
) -> Scene:
    """A view with its plates kept, replaced or taken off, and clutter; before any camera has spoilt it."""
    view = framed(photograph, rng, size, limits)
    eye = Eye(float(np.clip(0.55 * view.zoom, 0.35, 1.4)), happens(rng, _NIGHT))
    fate = "replaced" if eye.night else weighted(rng, _FATES)
    # Mirrored letters of a plate that stays would teach that letters may be mirrored.
    if (fate in {"replaced", "removed"} or not len(view.boxes)) and happens(rng, 0.5):
        view = mirrored(view)
    if eye.night:
        view = replace(view, picture=exposed(faded(view.picture, 1.0), gain=float(rng.uniform(0.1, 0.6))))
    plates = list(_plates(view, eye, specimens, rng, fate))
    if happens(rng, _FURTHER):
        plate = specimens()
        corners = _somewhere(rng, size, limits, ratio_of(plate))
        if free(corners, [each.corners for each in plates]):
            plates += _further(view, eye, plate, corners, rng)
    cluttered(view.picture, [each.corners for each in plates], rng, eye.softness)
    return Scene(faded(view.picture, 1.0) if eye.night else view.picture, tuple(plates))


def _plates(view: View, eye: Eye, specimens: Draw, rng: np.random.Generator, fate: str) -> Iterator[Target]:
    """What becomes of the photograph's own plates."""
    for box in view.doubtful:
        yield replace(_target(upright(box), view, exact=False), ignore=True)
    for box in view.boxes:
        own = weighted(rng, {"kept": 1, "replaced": 1, "removed": 0.3}) if fate == "mixed" else fate
        if own == "kept" or box[2] < LEAST:
            yield _target(upright(box), view, exact=False)
        elif own == "removed":
            effaced(view.picture, box, rng)
        else:
            yield _target(replaced(view.picture, box, specimens(), rng, eye), view, exact=True)


def _somewhere(rng: np.random.Generator, size: Size, limits: tuple[float, float], ratio: float) -> Points:
    """The corners of a plate anywhere in the lower part."""
    outline = likely(rng, ratio, spread=0.75) * wide_log(rng, limits[0], limits[1] * 0.6, 1.4)
    return np.asarray(outline + rng.uniform((0.1, 0.35), (0.9, 0.92)) * np.array(size), np.float64)


def _further(view: View, eye: Eye, plate: "Specimen", corners: Points, rng: np.random.Generator) -> list[Target]:
    """One more plate, as bright as its surroundings; none where it would be cut off."""
    target = _target(corners, view, exact=True)
    if target.ignore:
        return []
    low, high = corners.min(axis=0), corners.max(axis=0)
    around = bright(window_of(view.picture, np.array([*low, *(high - low)]), 0.3))
    shown, light = as_seen(plate, around * 0.75 + 45, rng, eye)
    laid(view.picture, shown, corners, light)
    return [target]


def _target(corners: Points, view: View, *, exact: bool) -> Target:
    """Ignored when it is too narrow or lies in part beyond the view, and then only as large as can be seen."""
    window = np.array(view.window, np.float64)
    seen = np.clip(corners, window[:2], window[2:])
    whole, shown = np.ptp(corners, axis=0), np.ptp(seen, axis=0)
    cut = float(np.prod(shown) / max(np.prod(whole), 1e-6)) < _VISIBLE
    kept = corners if exact and not cut else seen
    return Target(kept.astype(np.float32), exact, bool(cut or whole[0] < LEAST))
