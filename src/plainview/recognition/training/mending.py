"""Plates that nobody labelled: found by a detector of the first round, so that the second does not learn to miss them.

Several dashcam photographs show plates without a label. They are neither learned as plates, since the find may be
wrong, nor held against the detector.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import numpy as np

from plainview.recognition.detect import PlateFinder
from plainview.recognition.measuring.score import overlap
from plainview.recognition.synthesis.lessons.composites import Photograph

_LABELLED_FROM: Final = 0.15
"""Overlap from which a find is a plate with a label."""


def mended(photographs: Iterable[Photograph], finder: PlateFinder) -> list[Photograph]:
    """The photographs with the finds that have no label as doubtful boxes."""
    return [replace(each, doubtful=_doubtful(each, finder)) for each in photographs]


def _doubtful(photograph: Photograph, finder: PlateFinder) -> "np.ndarray[tuple[int, int], np.dtype[np.float32]]":
    labelled = [tuple(box) for box in photograph.boxes.tolist()]
    finds = (found.box for found in finder.find(photograph.picture))
    new = [box for box in finds if all(overlap(box, other) < _LABELLED_FROM for other in labelled)]
    return np.array(new, np.float32).reshape(-1, 4)
