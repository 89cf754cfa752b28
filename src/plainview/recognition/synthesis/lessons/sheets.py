"""Training pictures on one page, for people to judge: what a network learns from must look like the road."""

from collections.abc import Iterable, Sequence
from typing import Final

import cv2
import numpy as np

from plainview.recognition.synthesis.lessons.composites import Scene
from plainview.recognition.synthesis.lessons.crops import Crop
from plainview.recognition.synthesis.pixels import Pixels

_CELL: Final = (244, 172)
"""Width and height of a crop's place, in pixels."""
_CAPTION: Final = 22
_KNOWN: Final = (0, 255, 0)
_BOXED: Final = (255, 255, 0)
_IGNORED: Final = (150, 150, 150)
_OUTSIDE: Final = 0.2
"""Outlines are drawn this much larger than the plate, so that they do not hide its edge."""


def crop_sheet(crops: Iterable[Crop], *, columns: int = 10) -> Pixels:
    """The crops in rows, enlarged to one size, with text, state and width in pixels below."""
    return _tiled([_captioned(each) for each in crops], columns)


def scene_sheet(scenes: Iterable[Scene], *, columns: int = 4) -> Pixels:
    """The scenes in rows: known corners green, boxes cyan, what is not to be learned grey."""
    return _tiled([_outlined(each) for each in scenes], columns)


def _captioned(crop: Crop) -> Pixels:
    width, height = _CELL
    cell = np.full((height, width, 3), 30, np.uint8)
    tall, wide = crop.picture.shape[:2]
    factor = min((width - 4) / wide, (height - _CAPTION) / tall)
    way = cv2.INTER_NEAREST if factor > 1 else cv2.INTER_AREA
    seen = cv2.resize(crop.picture, (max(1, int(wide * factor)), max(1, int(tall * factor))), interpolation=way)
    cell[: seen.shape[0], : seen.shape[1]] = seen
    words = f"{crop.text} {crop.state or '-'} {np.ptp(crop.corners[:, 0]):.0f} px"
    cv2.putText(cell, words, (3, height - 6), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (255, 255, 255), 1, cv2.LINE_AA)
    return cell


def _outlined(scene: Scene) -> Pixels:
    picture = scene.picture.copy()
    for plate in scene.plates:
        ink = _IGNORED if plate.ignore else _KNOWN if plate.exact else _BOXED
        around = plate.corners + (plate.corners - plate.corners.mean(axis=0)) * _OUTSIDE
        cv2.polylines(picture, [np.rint(around).astype(np.int32)], isClosed=True, color=ink, thickness=1)
    return picture


def _tiled(cells: Sequence[Pixels], columns: int) -> Pixels:
    """Cells of one size in rows.

    Raises:
        ValueError: there is no cell.
    """
    if not cells:
        raise ValueError("a sheet needs at least one picture")
    full = [*cells, *[np.full_like(cells[0], 24)] * (-len(cells) % columns)]
    return np.asarray(np.vstack([np.hstack(full[at : at + columns]) for at in range(0, len(full), columns)]), np.uint8)
