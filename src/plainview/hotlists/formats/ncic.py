"""The extract of NCIC, fixed width, with or without a header line. Columns count from 1 in the comments. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import chain, islice
from typing import Final

from plainview.csv_files import Fault
from plainview.hotlists.formats import codes
from plainview.hotlists.formats.line import NO_PLATE, OTHER_ISSUER, FileRefused, KeptOut, Line, Parsed, Settings
from plainview.hotlists.formats.reading import Lines
from plainview.terms import plate as plates
from plainview.terms.purpose import Purpose

PURPOSES: Final = {code: purpose for code, (_, purpose) in codes.RECORDS.items() if purpose is not None}
KINDS: Final = {code: words for code, (words, _) in codes.RECORDS.items()}
HAZARD: Final = "This list writes 0 for the letter O: compare each of them."
_SHORTEST: Final = 39
"""Up to the state; what follows may be blank, and blanks at the end are often cut."""
_LOOKED_AT: Final = 5_000
_SHOWN: Final = 300
_NIC: Final = re.compile(r"[A-Z]\d{9}")
_HEADER_TIME: Final = re.compile(r"(20\d\d)(\d\d)(\d\d)(?:\D?([01]\d|2[0-3])([0-5]\d))?")
_LONGEST_CAUTION: Final = 200


def parse(lines: Lines, settings: Settings) -> Iterator[Parsed]:
    """Read an extract line by line.

    Some sources write the digit 0 for the letter O in every field. In the state, the colour and the make that can be
    mended. In a plate it cannot, so an entry with a 0 says so, and matching meets the look-alike as "possible".

    Raises:
        FileRefused: the file is empty, is no text, or ends in the middle of a line.
    """
    numbered = iter(lines)
    head = list(islice(numbered, _LOOKED_AT))
    hazard = _writes_zero_for_o(text for _, text in head if isinstance(text, str))
    purposes, short = settings.purposes or PURPOSES, 0
    for number, text in chain(head, numbered):
        short = 0
        if isinstance(text, Fault):
            yield text
        elif text.strip() and not (number == 1 and is_header(text)):
            short = number if len(text) < _SHORTEST else 0
            yield _record(number, text, purposes, hazard=hazard)
    if short and not lines.ended:
        raise FileRefused(f"the file ends in the middle of line {short}: it was cut off; send it again")


def is_header(first: str) -> bool:
    """Whether a first line is a header: it does not begin as a record does."""
    return not _NIC.match(first[:10]) and not first[19:27].isdigit()


def header_time(first: str) -> datetime | None:
    """The moment that a header names, in UTC; None where there is no header or it names none."""
    found = _HEADER_TIME.search(first) if is_header(first) else None
    if found is None:
        return None
    year, month, day, hour, minute = (int(part or 0) for part in found.groups())
    try:
        return datetime(year, month, day, hour, minute, tzinfo=UTC)
    except ValueError:
        return None


def _record(number: int, text: str, purposes: Mapping[str, Purpose], *, hazard: bool) -> Parsed:
    if (other := _no_entry(number, text, purposes)) is not None:
        return other
    kind, plate, remarks = text[0], plates.canonical(text[27:37]), " ".join(text[65:].split())  # 1, 28-37, 66 and on
    return Line(
        number,
        text[:10],  # 1-10
        kind,
        plate,
        codes.state(text[37:39]),  # 38-39
        codes.letters_of(text[43:45]).strip(),  # 44-45
        codes.colour(text[58:65]),  # 59-65
        codes.make(text[49:53]),  # 50-53
        text[53:56].strip(),  # 54-56
        text[45:49].strip(),  # 46-49
        codes.body(text[56:58]),  # 57-58
        f"{KINDS[kind]}, since {_day(text[19:27])}",  # 20-27
        purposes[kind],
        text[:10],
        text[10:19].strip(),  # 11-19
        "",
        (f"{HAZARD} {remarks}".strip() if hazard and "0" in plate else remarks)[:_LONGEST_CAUTION],
        "",
        None,
    )


def _no_entry(number: int, text: str, purposes: Mapping[str, Purpose]) -> KeptOut | Fault | None:
    """What a line is that makes no entry: a record that cannot alert, or a fault."""
    if text[:1] not in KINDS or not _NIC.match(text):
        return Fault(number, "NIC", "must be a file code of NCIC and nine digits", text[:_SHOWN])
    if text[0] not in purposes:
        return KeptOut(number, text[0])
    for field, reason in _faults(text):
        return Fault(number, field, reason, text[:_SHOWN])
    if not text[27:37].strip():
        return KeptOut(number, NO_PLATE)
    return None if codes.state(text[37:39]) else KeptOut(number, OTHER_ISSUER)


def _faults(text: str) -> Iterator[tuple[str, str]]:
    if len(text) < _SHORTEST:
        yield "", f"has {len(text)} characters; a record has at least {_SHORTEST}"
    elif not text.isprintable():
        yield "", "holds characters that cannot be printed"
    elif not _day(text[19:27]):
        yield "date", "must be a day as in 20261005"
    elif text[27:37].strip() and len(plates.canonical(text[27:37])) < 2:  # noqa: PLR2004 - the shortest plate in use
        yield "plate", "must have 2 to 10 letters and digits"
    elif text[27:37].strip() and not text[37:39].strip():
        yield "state", "is missing"


def _writes_zero_for_o(some: Iterable[str]) -> bool:
    """Whether a state or a colour, which have letters alone, has a 0 in it."""
    return any("0" in text[37:39] or "0" in text[58:65] for text in some if _NIC.match(text))


@lru_cache(maxsize=40_000)
def _day(text: str) -> str:
    """The day in ISO's spelling; empty where it is none."""
    if not (text.isascii() and text.isdigit()):
        return ""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])).isoformat()
    except ValueError:
        return ""
