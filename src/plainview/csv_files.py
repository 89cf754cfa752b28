"""CSV files that people bring: decoded, walked line by line, and refused by line and field. Pure."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_SHOWN: Final = 300
"""Characters of a bad line that are shown."""


@dataclass(frozen=True)
class Fault:
    """One bad line: where, what is wrong, and the text as it came."""

    line: int
    field: str
    reason: str
    text: str


class HeaderRejected(Exception):
    """Nothing can be read: columns are lacking, or the file is no CSV. `columns` are those that it has."""

    def __init__(self, reason: str, columns: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.columns = columns


def read(content: bytes) -> tuple[tuple[str, ...], Iterator[tuple[int, list[str]]]]:
    """The names in the first line, and below it each line that is not empty: its number, from 1, and its cells.

    Raises:
        HeaderRejected: the file is no CSV in UTF-8; the iterator raises it too, at the line that is none.
    """
    walked = _walk(_text(content))
    _, first = next(walked, (1, []))
    return tuple(name.strip() for name in first), ((n, cells) for n, cells in walked if any(c.strip() for c in cells))


def shown(cells: list[str]) -> str:
    """As much of a line as a fault shows."""
    return ",".join(cells)[:_SHOWN]


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        line = content[: trouble.start].count(b"\n") + 1
        raise HeaderRejected(f"line {line} is not UTF-8 text; save the file as UTF-8") from trouble
    if "\0" in text:
        raise HeaderRejected("the file holds a NUL character; it is no CSV")
    return text


def _walk(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as trouble:
        raise HeaderRejected(f"line {reader.line_num} is not CSV: {trouble}") from trouble
