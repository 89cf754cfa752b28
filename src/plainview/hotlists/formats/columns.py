"""A hot list as CSV: one header line, one entry a line. Pure.

Columns have other names at each source. Known ones are found by themselves; for others the source's settings keep a
mapping from our field to the file's column.
"""

import csv
from collections.abc import Iterator, Mapping
from typing import Final

from plainview import csv_files
from plainview.csv_files import Fault
from plainview.hotlists.formats import fields
from plainview.hotlists.formats.fields import FIELDS, REQUIRED
from plainview.hotlists.formats.line import FileRefused, Parsed, Settings
from plainview.hotlists.formats.reading import Lines

_ALSO_CALLED: Final[dict[str, tuple[str, ...]]] = {
    "plate": ("license plate", "licence plate", "plate number", "plate no", "lic", "tag", "registration"),
    "state": ("plate state", "issuing state", "lis", "st", "jurisdiction"),
    "offence": ("offense", "offense type", "offence type", "reason", "crime", "category"),
    "purpose": ("clause",),
    "case_number": ("case", "case no", "case number", "incident", "incident number", "ocn"),
    "expires_at": ("expires", "expiry", "expiration", "expiration date", "valid until", "end date"),
    "source_id": ("id", "nic", "nic number", "record id"),
    "record_type": ("record type", "type", "file code"),
    "plate_type": ("plate type", "lit"),
    "colour": ("color", "vehicle color", "vco"),
    "make": ("vehicle make", "vma"),
    "model": ("vehicle model", "vmo"),
    "year": ("vehicle year", "vyr", "model year"),
    "body": ("body style", "body type", "vst", "style"),
    "originating_agency": ("ori", "agency"),
    "officer": ("entered by", "officer name", "contact"),
    "caution": ("remarks", "notes", "alert", "comments"),
    "suspicion": ("facts", "reasonable suspicion"),
}


class HeaderRefused(FileRefused):
    """The header lacks columns that are needed. `columns` are those that it has: name them in the source's settings."""

    def __init__(self, reason: str, columns: tuple[str, ...]) -> None:
        super().__init__(reason)
        self.columns = columns


def guessed(names: tuple[str, ...]) -> dict[str, str]:
    """Our field: the column that is known to mean it, the first that fits."""
    known = {_plain(name): name for name in reversed(names)}
    called = {field: (_plain(field), *_ALSO_CALLED[field]) for field in FIELDS}
    return {field: known[word] for field, words in called.items() for word in reversed(words) if word in known}


def header(lines: Lines) -> tuple[str, ...]:
    """The names of the file's columns, as they stand."""
    return _Walk(lines).names


def parse(lines: Lines, settings: Settings, *, ends: bool = True) -> Iterator[Parsed]:
    """Read a file line by line. `ends`: each entry must say when it ends.

    Raises:
        HeaderRefused: a column that is needed is missing.
        FileRefused: the file is empty, is no CSV, or ends in the middle of a line.
    """
    walk = _Walk(lines)
    places = _places(walk.names, settings, ends=ends)
    broken = 0
    for number, cells in walk:
        broken = 0
        if isinstance(cells, Fault):
            yield cells
        elif len(cells) != len(walk.names):
            broken = number
            reason = f"has {len(cells)} cells where the header has {len(walk.names)}"
            yield Fault(number, "", reason, csv_files.shown(cells))
        elif any(cell.strip() for cell in cells):
            sent = {field: cells[place] for field, place in places.items()}
            yield fields.entry(number, sent, csv_files.shown(cells), settings)
    if broken and not lines.ended:
        raise FileRefused(f"the file ends in the middle of line {broken}: it was cut off; send it again")


class _Walk:
    """The rows below the header, with the number of the line on which each ends."""

    def __init__(self, lines: Lines) -> None:
        self._faults: list[Fault] = []
        self._number = 0
        self._reader = csv.reader(self._texts(lines), strict=True)
        self.names = tuple(name.strip() for name in next(self._rows(), (1, []))[1])
        if not any(self.names):
            raise FileRefused("the first line names no column; a CSV file begins with a line of names")

    def __iter__(self) -> Iterator[tuple[int, list[str] | Fault]]:
        for number, cells in self._rows():
            yield from ((fault.line, fault) for fault in self._faults)
            self._faults.clear()
            if cells:
                yield number, cells
        yield from ((fault.line, fault) for fault in self._faults)

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        try:
            for cells in self._reader:
                yield self._number, cells
        except csv.Error as trouble:
            raise FileRefused(f"line {self._number} is not CSV: {trouble}; have the file sent again") from trouble

    def _texts(self, lines: Lines) -> Iterator[str]:
        for number, text in lines:
            self._number = number
            if isinstance(text, Fault):
                self._faults.append(text)
            else:
                yield f"{text}\n"


def _places(names: tuple[str, ...], settings: Settings, *, ends: bool) -> Mapping[str, int]:
    chosen = guessed(names) | {field: name for field, name in settings.columns.items() if name}
    if gone := [name for field, name in chosen.items() if field in FIELDS and name not in names]:
        raise HeaderRefused(f"line 1 lacks the column {', '.join(gone)} that the source's settings name", names)
    said = {*chosen, *settings.fixed, *(["purpose"] if settings.purposes and "record_type" in chosen else [])}
    said |= set() if ends else {"expires_at"}
    if lacking := [name for name in REQUIRED if name not in said]:
        words = ", ".join(lacking).replace("_", " ")
        raise HeaderRefused(f"line 1 lacks the column{'s' * (len(lacking) > 1)} {words}", names)
    return {field: names.index(name) for field, name in chosen.items() if field in FIELDS}


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("_", " ").replace(".", " ").split())
