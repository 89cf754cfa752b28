"""Which kind of video a file is, by its first bytes.

FFmpeg also knows play lists and scripts, which may name other files and addresses, and follows them whatever the file
is called. Only the kinds named here, which name nothing outside themselves, are handed to it.
"""

from dataclasses import dataclass
from typing import BinaryIO, Final


@dataclass(frozen=True)
class Container:
    """A kind of video file.

    `states_end`: the header says how long the video lasts. `counts_frames`: it counts exactly those that a decoder
    gives. (MP4 counts those that an edit cut away too, Matroska has its number worked out from the rate.)
    """

    states_end: bool
    counts_frames: bool = False


_MP4: Final = Container(states_end=True)
_MATROSKA: Final = Container(states_end=True)
_AVI: Final = Container(states_end=True, counts_frames=True)
_MPEG: Final = Container(states_end=False)

_BOXES: Final = frozenset({b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot"})
_EBML: Final = b"\x1a\x45\xdf\xa3"
_MPEG_STARTS: Final = (b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3")  # a pack, a sequence
_SYNC: Final = 0x47  # begins each packet of a transport stream
_PACKETS: Final = ((0, 188), (4, 192))  # where the first packet begins and the next after it; recorders add a time
_START: Final = 4 + 2 * 192


def recognised(file: BinaryIO) -> Container | None:
    """The kind of the open file, left at its beginning; None for what is none of the kinds that are read.

    Raises:
        OSError: the file cannot be read.
    """
    start = file.read(_START)
    file.seek(0)
    if start[4:8] in _BOXES:
        return _MP4
    if start.startswith(_EBML):
        return _MATROSKA
    if start.startswith(b"RIFF") and start[8:12] == b"AVI ":
        return _AVI
    if start.startswith(_MPEG_STARTS) or any(_is_transport(start, *packet) for packet in _PACKETS):
        return _MPEG
    return None


def _is_transport(start: bytes, first: int, length: int) -> bool:
    return len(start) > first + length and start[first] == start[first + length] == _SYNC
