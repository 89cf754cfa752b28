"""Many frames on one page, for people to look at."""

from collections.abc import Iterable
from typing import Final

import cv2
import numpy as np

from plainview.recognition.synthesis.pixels import Pixels
from plainview.recognition.synthesis.plates.specimens import Specimen
from plainview.recognition.synthesis.street.scenes import Frame

_CAPTION: Final = 26
"""Pixels of height."""
_CROP_SHARE: Final = 0.34
"""How wide the enlarged plate is, as a share of its picture."""


def contact_sheet(frames: Iterable[Frame], *, columns: int = 4, width: int = 480) -> Pixels:
    """The frames in rows, each with its largest plate enlarged in a corner and named below.

    Args:
        frames: what to show; all of one size.
        columns: frames in a row.
        width: of each frame on the sheet, in pixels.

    Raises:
        ValueError: there is no frame.
    """
    cells = [_cell(frame, width) for frame in frames]
    if not cells:
        raise ValueError("a contact sheet needs at least one frame")
    cells += [np.full_like(cells[0], 24)] * (-len(cells) % columns)
    rows = [np.hstack(cells[at : at + columns]) for at in range(0, len(cells), columns)]
    return np.asarray(np.vstack(rows), np.uint8)


def specimen_sheet(specimens: Iterable[Specimen], *, columns: int = 8, width: int = 240) -> Pixels:
    """Flat plates in rows, each over a grey wall with its state and text below.

    Args:
        specimens: what to show, of any size.
        columns: plates in a row.
        width: of each on the sheet, in pixels.

    Raises:
        ValueError: there is no specimen.
    """
    cells = [_plate_cell(each, width) for each in specimens]
    if not cells:
        raise ValueError("a sheet needs at least one specimen")
    cells += [np.full_like(cells[0], 24)] * (-len(cells) % columns)
    rows = [np.hstack(cells[at : at + columns]) for at in range(0, len(cells), columns)]
    return np.asarray(np.vstack(rows), np.uint8)


def _plate_cell(shown: Specimen, width: int) -> Pixels:
    tall = width * 7 // 13
    wall = np.full((tall + _CAPTION, width, 3), 96, np.uint8)
    cover = shown.cover[..., None].astype(np.float32) / 255
    picture = (shown.picture * cover + 96 * (1 - cover)).astype(np.uint8)
    scale = min(width / picture.shape[1], tall / picture.shape[0])
    size = (round(picture.shape[1] * scale), round(picture.shape[0] * scale))
    wall[: size[1], : size[0]] = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    words = f"{shown.state or '--'} {shown.text}  {' / '.join(shown.words)}"
    plain = words.encode("ascii", "replace").decode()
    cv2.putText(wall, plain, (6, tall + 17), cv2.FONT_HERSHEY_SIMPLEX, 0.36, (225, 225, 225), 1, cv2.LINE_AA)
    return wall


def _cell(frame: Frame, width: int) -> Pixels:
    tall = round(frame.image.shape[0] * width / frame.image.shape[1])
    cell = np.full((tall + _CAPTION, width, 3), 24, np.uint8)
    cell[:tall] = cv2.resize(frame.image, (width, tall), interpolation=cv2.INTER_AREA)
    words = f"{frame.seconds:.1f} s"
    if frame.truth:
        seen = max(frame.truth, key=lambda each: each.box[2])
        x, y, wide, high = seen.box
        words = f"{seen.state} {seen.plate}   {wide} px   {words}"
        across = int(width * _CROP_SHARE)
        crop = cv2.resize(frame.image[y : y + high, x : x + wide], (across, across // 2), interpolation=cv2.INTER_CUBIC)
        left = 6 if x + wide / 2 > frame.image.shape[1] / 2 else width - across - 6  # not over the plate itself
        cell[tall - across // 2 - 6 : tall - 6, left : left + across] = crop
    cv2.putText(cell, words, (8, tall + 18), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (225, 225, 225), 1, cv2.LINE_AA)
    return cell
