"""The two sets of photographs that training may look at, and the guard that keeps it from the others."""

from pathlib import Path
from typing import Final

import numpy as np

from plainview.recognition.measuring.score import labelled_pictures
from plainview.recognition.media.pictures import read_file
from plainview.recognition.synthesis.lessons.composites import Photograph

TRAINING_SETS: Final = ("ro-train", "oid")
"""Folders whose licence permits training. The US sets are for checking and are never opened here."""


def photographs(folder: Path) -> list[Photograph]:
    """The photographs of the permitted sets that lie in `folder`, with the boxes of their plates.

    Raises:
        FileNotFoundError: one of the sets is not there.
    """
    return [
        Photograph(read_file(each.path), np.array(each.boxes, np.float32).reshape(-1, 4))
        for name in TRAINING_SETS
        for each in labelled_pictures(folder / name)
    ]
