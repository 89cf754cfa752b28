"""A file line by line, never more of it in memory than a line may be long. Pure."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from plainview.csv_files import Fault
from plainview.hotlists.formats.line import FileRefused

LONGEST: Final = 16_384
"""Bytes of a line. A longer one is passed over in pieces, whatever its length."""
_SHOWN: Final = 300
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")


class Lines:
    """Each line with its number, from 1: its text without the end of the line, or what is wrong with it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.ended = True
        """Whether the last line that was read had its end; false at the end of a file that may have been cut off."""

    def __iter__(self) -> Iterator[tuple[int, str | Fault]]:
        """Walk through the file, once.

        Raises:
            FileRefused: it is empty, or is no text of one byte a letter.
        """
        first = self._file.readline(LONGEST)
        _check(first)
        raw, number = first.removeprefix(b"\xef\xbb\xbf"), 1
        while raw:
            self.ended = raw.endswith(b"\n")
            yield number, self._rest(number, raw) if len(raw) == LONGEST and not self.ended else _text(number, raw)
            raw, number = self._file.readline(LONGEST), number + 1

    def _rest(self, number: int, raw: bytes) -> Fault:
        """Pass over what is left of a line that is too long."""
        piece = raw
        while piece and not piece.endswith(b"\n"):
            piece = self._file.readline(LONGEST)
        self.ended = bool(piece)
        reason = f"has over {LONGEST:,} bytes; no record is that long"
        return Fault(number, "", reason, raw[:_SHOWN].decode("ascii", "replace"))


def _check(first: bytes) -> None:
    if not first:
        raise FileRefused("the file is empty; ask its source to send it again")
    if first.startswith(_UTF_16) or b"\0" in first:
        raise FileRefused("the file is no plain text (it may be UTF-16, or packed); have it sent as UTF-8 or ASCII")


def _text(number: int, raw: bytes) -> str | Fault:
    try:
        text = raw.rstrip(b"\r\n").decode()
    except UnicodeDecodeError:
        return Fault(number, "", "is not UTF-8 text", raw[:_SHOWN].decode("ascii", "replace"))
    return Fault(number, "", "holds a NUL character", text[:_SHOWN].replace("\0", "?")) if "\0" in text else text
