"""What the detector is shown when it looks a second time: its finds from near, and what only looked like a plate.

The places are cut as the detector cuts them (`detect.around`), around boxes that are as wrong as a look from afar is.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from plainview.recognition.detect import NEAR, around, reduced
from plainview.recognition.synthesis.chance import happens
from plainview.recognition.synthesis.lessons.composites import Canvas, Photograph, Scene, Target, composite

if TYPE_CHECKING:
    from plainview.recognition.synthesis.plates.specimens import Specimen

_SEEN: Final = Canvas((448, 224), plates=(42.0, 220.0))
"""The picture that is looked at again."""
ROOM: Final = 1.7
"""How much wider than the plate a look is. The detector's own are a little narrower: that was measured afterwards."""
_AWAY: Final = 0.07
"""How far from the plate's middle a find is, in parts of its size: one standard deviation,"""
_LARGER: Final = (0.06, 0.14)
"""and how much larger, as a logarithm: mean and standard deviation. A frame or a recess is often taken along."""
_EMPTY: Final = 0.6
"""How often a place is looked at that chance alone has chosen."""
_VISIBLE: Final = 0.9
"""The share of a plate that is seen from which it counts as whole."""

Numbers = npt.NDArray[np.float32]


def looks_from_near(
    photograph: Photograph,
    specimens: "Callable[[], Specimen]",
    rng: np.random.Generator,
    beside: Callable[[], Photograph],
) -> Iterator[Scene]:
    """Looks, each `NEAR` large, at what stands in one scene."""
    scene = composite(photograph, specimens, rng, _SEEN, beside=beside)
    for edges in _finds(scene, rng):
        window, shown = around(edges, *_SEEN.size, ROOM)
        if shown == NEAR:
            yield _look(scene, window)


def _finds(scene: Scene, rng: np.random.Generator) -> Iterator[Numbers]:
    """Left, top, right and bottom of what a look from afar might have found."""
    for plate in scene.plates:
        low, high = plate.corners.min(axis=0), plate.corners.max(axis=0)
        if not plate.ignore and high[0] - low[0] >= _SEEN.plates[0] / 2:
            for _ in range(2):
                middle = (low + high) / 2 + rng.normal(0, _AWAY, 2) * (high - low)
                half = (high - low) / 2 * np.exp(rng.normal(*_LARGER, 2))
                yield np.array([*(middle - half), *(middle + half)], np.float32)
    if happens(rng, _EMPTY):
        wide = np.exp(rng.uniform(*np.log(_SEEN.plates)))
        half = np.array([wide, wide / rng.uniform(1.6, 3)]) / 2
        middle = rng.uniform((0.1, 0.2), (0.9, 0.9)) * _SEEN.size
        yield np.array([*(middle - half), *(middle + half)], np.float32)


def _look(scene: Scene, window: tuple[int, int, int, int]) -> Scene:
    left, top, right, bottom = window
    scale = np.array(NEAR, np.float32) / (right - left, bottom - top)
    picture = reduced(scene.picture[top:bottom, left:right], *NEAR)
    moved = (
        Target(((each.corners - (left, top)) * scale).astype(np.float32), each.exact, each.ignore)
        for each in scene.plates
    )
    return Scene(picture, tuple(seen for each in moved if (seen := _in_view(each)) is not None))


def _in_view(plate: Target) -> Target | None:
    """The plate, to be ignored where a part of it lies beyond the look; None where nothing of it is seen."""
    seen = np.clip(plate.corners, 0, np.array(NEAR, np.float32))
    whole, shown = float(np.prod(np.ptp(plate.corners, axis=0))), float(np.prod(np.ptp(seen, axis=0)))
    if shown <= 0:
        return None
    return plate if shown >= _VISIBLE * whole else Target(seen, plate.exact, ignore=True)
