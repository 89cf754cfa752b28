"""The size of an encoded picture from its first bytes, so that nothing is decoded before it is known to be harmless.

A picture of 40 kB can unfold to gigabytes. JPEG (ITU-T T.81), PNG (W3C), WebP (RFC 9649) and BMP are what cameras,
phones and browsers write; other formats are refused rather than handed to decoders that see little use.
"""

import struct
from collections.abc import Callable
from typing import Final

Size = tuple[int, int]
"""Width and height in pixels."""

FORMATS: Final = "JPEG, PNG, WebP or BMP"
_FRAME_HEADERS: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The JPEG markers that carry the size; the three left out define tables and an extension."""
_START_OF_SCAN: Final = 0xDA
_SHORTEST_BMP_HEADER: Final = 12
_VP8_KEY_FRAME: Final = b"\x9d\x01\x2a"


class NotAPicture(ValueError):
    """The bytes are of no format that is read, or end before they say how large the picture is."""


def size(encoded: bytes) -> Size:
    """Width and height as the header states them, before any turning that EXIF asks for.

    Raises:
        NotAPicture: no JPEG, PNG, WebP or BMP, or cut off within the header.
    """
    reader = _reader(encoded)
    if reader is None:
        raise NotAPicture(f"it is not {FORMATS}")
    try:
        return reader(encoded)
    except (struct.error, IndexError) as short:
        raise NotAPicture("it ends within its header") from short


def is_picture(start: bytes) -> bool:
    """Whether the first 16 bytes of a file are those of a format that is read."""
    return _reader(start) is not None


def _reader(start: bytes) -> Callable[[bytes], Size] | None:
    if start.startswith(b"\xff\xd8\xff"):
        return _jpeg
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return _png
    if start.startswith(b"RIFF") and start[8:12] == b"WEBP":
        return _webp
    return _bmp if start.startswith(b"BM") else None


def _jpeg(encoded: bytes) -> Size:
    place = 2
    while True:
        if encoded[place] != 0xFF:  # noqa: PLR2004 - what each marker starts with
            raise NotAPicture("its JPEG markers are damaged")
        marker = encoded[place + 1]
        if marker == 0xFF:  # noqa: PLR2004 - a filler
            place += 1
            continue
        if marker == _START_OF_SCAN:
            raise NotAPicture("its JPEG header states no size")
        (length,) = struct.unpack_from(">H", encoded, place + 2)
        if marker in _FRAME_HEADERS:
            height, width = struct.unpack_from(">HH", encoded, place + 5)
            return width, height
        place += 2 + length


def _png(encoded: bytes) -> Size:
    if encoded[12:16] != b"IHDR":
        raise NotAPicture("its PNG header is damaged")
    width, height = struct.unpack_from(">II", encoded, 16)
    # The PNG decoder would say so too, but on standard error.
    if b"IEND" not in encoded[-64:]:
        raise NotAPicture("it is cut short")
    return width, height


def _webp(encoded: bytes) -> Size:
    kind = encoded[12:16]
    if kind == b"VP8X":
        width, height = (int.from_bytes(encoded[place : place + 3], "little") for place in (24, 27))
        return width + 1, height + 1
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", encoded, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and encoded[23:26] == _VP8_KEY_FRAME:
        width, height = struct.unpack_from("<HH", encoded, 26)
        return width & 0x3FFF, height & 0x3FFF
    raise NotAPicture("its WebP header is damaged")


def _bmp(encoded: bytes) -> Size:
    (length,) = struct.unpack_from("<I", encoded, 14)
    width, height = struct.unpack_from("<HH" if length == _SHORTEST_BMP_HEADER else "<ii", encoded, 18)
    return width, abs(height)  # below zero where the rows run from top to bottom
