"""The layouts that are known, and how each is read. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO, Final

from plainview.hotlists.formats import codes, collect, columns, ncic, posted
from plainview.hotlists.formats.line import Parsed, Settings
from plainview.hotlists.formats.reading import Lines
from plainview.policy import clauses
from plainview.policy.enforcement import enforces
from plainview.terms.purpose import Purpose


class Kind(StrEnum):
    """The value is kept in the database and in the log."""

    NCIC = "NCIC extract"
    COLLECT = "COLLECT motor vehicles"
    CSV = "CSV"
    JSON = "JSON"


@enforces(clauses.E_B)
def parse(kind: Kind, file: BinaryIO, settings: Settings, *, ends: bool = True) -> Iterator[Parsed]:
    """Every line as an entry to be, as one that cannot alert, or as a fault; none is without a purpose of the policy.

    Args:
        kind: the layout.
        file: read once, from where it stands.
        settings: the source's own.
        ends: whether each entry must say when it ends; the fixed layouts never do.

    Raises:
        FileRefused: nothing can be read, or the file was cut off.
    """
    if kind is Kind.NCIC:
        return ncic.parse(Lines(file), settings)
    if kind is Kind.COLLECT:
        return collect.parse(Lines(file), settings)
    if kind is Kind.JSON:
        return posted.parse(posted.decode(file), settings)
    return columns.parse(Lines(file), settings, ends=ends)


def said_time(kind: Kind, file: BinaryIO) -> datetime | None:
    """The moment that a file says of itself, in UTC; None where its layout has none.

    Raises:
        FileRefused: it must be read whole for that, and cannot be.
    """
    if kind is Kind.NCIC:
        return ncic.header_time(file.readline(_HEADER).decode("ascii", "replace"))
    if kind is Kind.JSON:
        return posted.moment(posted.decode(file))
    return None


def record_types(kind: Kind) -> Mapping[str, tuple[str, Purpose | None]]:
    """The record types of a layout: each with its words and its purpose at first; a CSV file has its own."""
    return _RECORD_TYPES.get(kind, {})


_HEADER: Final = 200
_RECORD_TYPES: Final = {
    Kind.NCIC: codes.RECORDS,
    Kind.COLLECT: {code: (words, collect.PURPOSES.get(code)) for code, words in collect.KINDS.items()},
}
