"""Encoded pictures to arrays, safely: the size is checked before a byte is decoded, and EXIF turning is honoured."""

from pathlib import Path
from typing import Final, cast

import cv2
import numpy as np

from plainview.recognition.engine import Image, ImageRejected, check_size
from plainview.recognition.media import headers

MAX_FILE_BYTES: Final = 256 * 1024 * 1024
"""The largest file that is opened as a picture: 50 megapixels take 150 MB uncompressed."""
SUFFIXES: Final = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp"})
"""Endings, in lower case, by which pictures are found in a folder."""


class PictureRejected(ImageRejected):
    """A file or its bytes cannot be decoded to a picture that may be read."""


def decode(encoded: bytes) -> Image:
    """The picture as BGR, uint8, height x width x 3; 16 bits a channel become 8, transparency is dropped.

    Raises:
        PictureRejected: of no format that is read, damaged or cut short.
        ImageRejected: empty, or above `engine.MAX_PIXELS`; nothing has been decoded then.
    """
    try:
        stated = headers.size(encoded)
    except headers.NotAPicture as reason:
        raise PictureRejected(f"the picture cannot be decoded: {reason}") from reason
    check_size(*stated)
    image = _decoded(encoded)
    if image is None:
        raise PictureRejected("the picture cannot be decoded: it is damaged or cut short")
    if sorted(image.shape[:2]) != sorted(stated):
        raise PictureRejected("the picture cannot be decoded: it is not of the size that its header states")
    return image


def read_file(path: Path) -> Image:
    """Decode a picture file.

    Raises:
        PictureRejected: as `decode`, or larger than `MAX_FILE_BYTES`.
        ImageRejected: as `decode`.
        OSError: the file cannot be read.
    """
    if path.stat().st_size > MAX_FILE_BYTES:
        raise PictureRejected(f"the file is larger than {MAX_FILE_BYTES >> 20} MB")
    return decode(path.read_bytes())


def _decoded(encoded: bytes) -> Image | None:
    # OpenCV reports damage on standard error; the caller gets an exception instead.
    spoken = cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    try:
        return cast("Image | None", cv2.imdecode(np.frombuffer(encoded, np.uint8), cv2.IMREAD_COLOR))
    except cv2.error:
        return None
    finally:
        cv2.utils.logging.setLogLevel(spoken)
