"""A hot list as CSV: one header line, one entry a line. Pure: text in, rows and faults out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from plainview import csv_files
from plainview.csv_files import Fault, HeaderRejected
from plainview.hotlists.rules import STATES
from plainview.terms import plate as plates
from plainview.terms.purpose import Purpose

REQUIRED: Final = ("plate", "state", "offence", "purpose", "case_number", "expires_at")
OPTIONAL: Final = ("colour", "make", "model", "year", "originating_agency", "officer", "caution")
LAST_YEAR: Final = 2099
_LENGTHS: Final = {
    "offence": 100,
    "case_number": 40,
    "colour": 30,
    "make": 30,
    "model": 30,
    "year": 4,
    "originating_agency": 9,
    "officer": 100,
    "caution": 200,
}


@dataclass(frozen=True)
class Row:
    """One good line."""

    line: int
    plate: str
    state: str
    offence: str
    purpose: Purpose
    case_number: str
    expires_at: datetime
    descriptors: dict[str, str]


def parse(content: bytes) -> Iterator[Row | Fault]:
    """Read a file line by line.

    Raises:
        HeaderRejected: the header is wrong, or the file is no CSV; nothing can be read from it.
    """
    names, lines = csv_files.read(content)
    header = [name.lower() for name in names]
    lacking = [name for name in REQUIRED if name not in header]
    if lacking:
        raise HeaderRejected(f"line 1 lacks the column {', '.join(lacking)}; needed are {', '.join(REQUIRED)}")
    for line, cells in lines:
        yield _row(line, header, cells)


def _row(line: int, header: list[str], cells: list[str]) -> Row | Fault:
    text = csv_files.shown(cells)
    if len(cells) != len(header):
        return Fault(line, "", f"has {len(cells)} cells where the header has {len(header)}", text)
    value = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    for field, reason in _faults(value):
        return Fault(line, field, reason, text)
    expires_at = datetime.fromisoformat(value["expires_at"])
    return Row(
        line=line,
        plate=plates.canonical(value["plate"]),
        state=value["state"].upper(),
        offence=value["offence"],
        purpose=Purpose(value["purpose"]),
        case_number=value["case_number"],
        # A time without a zone is read as UTC, never as the server's own.
        expires_at=expires_at if expires_at.tzinfo else expires_at.replace(tzinfo=UTC),
        descriptors={name: value.get(name, "") for name in OPTIONAL},
    )


def _faults(value: dict[str, str]) -> Iterator[tuple[str, str]]:
    if not 2 <= len(plates.canonical(value["plate"])) <= plates.MAX_LENGTH:  # noqa: PLR2004 - the shortest plate in use
        yield "plate", "must have 2 to 10 letters and digits"
    if value["state"].upper() not in STATES:
        yield "state", "must be a two-letter state"
    if value["purpose"] not in set(Purpose):
        yield "purpose", "must be one of E.a.1 to E.a.11; an entry without a purpose cannot alert"
    for name, length in _LENGTHS.items():
        if len(value.get(name, "")) > length or (name in REQUIRED and not value[name]):
            yield name, f"must have {'1 to' if name in REQUIRED else 'at most'} {length} characters"
    try:
        expires_at = datetime.fromisoformat(value["expires_at"])
    except ValueError:
        yield "expires_at", "must be a date and time, as in 2026-12-01T00:00-05:00"
    else:
        if expires_at.year > LAST_YEAR:
            yield "expires_at", f"must lie before the end of {LAST_YEAR}; nothing is wanted for ever"
