"""What a network is shown before it is brought to 8 bits, so that the range of each of its numbers is known.

Pictures as it will be given later: photographs of the permitted sets, and for the reader rendered US plates as well.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plainview.recognition.detect import from_afar
from plainview.recognition.rectify import as_input, straightened, upright
from plainview.recognition.synthesis.lessons.composites import Photograph
from plainview.recognition.training.reader_task import Samples

PHOTOGRAPHS: Final = 120
PLATES: Final = 240
_SEED: Final = 0x8B17
"""Other plates than those of the training and of the calibration."""

Shown = Iterator[NDArray[np.float32]]


def from_the_road(photographs: Sequence[Photograph]) -> Shown:
    """Whole photographs, for the detector's look from afar."""
    return (as_input(from_afar(each.picture)) for each in _spread(photographs))


def on_plates(photographs: Sequence[Photograph]) -> Shown:
    """Bands of rendered plates and of those in the photographs, for the reader."""
    backdrops = [each.picture for each in photographs]
    for sample in islice(Samples(backdrops, _SEED, 0), PLATES):
        yield as_input(sample.picture)
    for each in _spread([one for one in photographs if len(one.boxes)]):
        x, y, width, height = map(float, each.boxes[0])
        yield as_input(straightened(each.picture, upright((x, y, width, height))))


def _spread(photographs: Sequence[Photograph]) -> Sequence[Photograph]:
    """`PHOTOGRAPHS` of them, from all over the sets."""
    return photographs[:: max(1, len(photographs) // PHOTOGRAPHS)][:PHOTOGRAPHS]
