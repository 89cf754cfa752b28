"""An entry as named texts, as CSV and JSON send it: checked field by field. Pure."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

from plainview.csv_files import Fault
from plainview.hotlists.formats.line import KeptOut, Line, Parsed, Settings
from plainview.hotlists.rules import STATES
from plainview.terms import plate as plates
from plainview.terms.purpose import Purpose

REQUIRED: Final = ("plate", "state", "offence", "purpose", "case_number", "expires_at")
"""What each entry must say. A source's settings may say it for all of them."""
LENGTHS: Final = {
    "source_id": 40,
    "record_type": 32,
    "plate_type": 2,
    "offence": 100,
    "case_number": 40,
    "colour": 30,
    "make": 30,
    "model": 30,
    "year": 4,
    "body": 30,
    "originating_agency": 9,
    "officer": 100,
    "caution": 200,
    "suspicion": 500,
}
OPTIONAL: Final = tuple(name for name in LENGTHS if name not in REQUIRED)
FIELDS: Final = (*REQUIRED, *OPTIONAL)
LAST_YEAR: Final = 2099


def entry(number: int, sent: Mapping[str, str], text: str, settings: Settings) -> Parsed:
    """One entry. `sent` is what the file says; `text` is shown where it is wrong."""
    value = dict(settings.fixed) | {name: clean for name, each in sent.items() if (clean := " ".join(each.split()))}
    kind = value.get("record_type", "")
    purpose = value.get("purpose") or str(settings.purposes.get(kind, ""))
    if kind and not purpose and settings.purposes:
        return KeptOut(number, kind)
    value["purpose"] = purpose
    for field, reason in _faults(value):
        return Fault(number, field, reason, text)
    return Line(
        number=number,
        plate=plates.canonical(value["plate"]),
        state=value["state"].upper(),
        purpose=Purpose(purpose),
        expires_at=_moment(value["expires_at"]) if value.get("expires_at") else None,
        **{name: value.get(name, "") for name in LENGTHS},
    )


def _faults(value: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    length = len(plates.canonical(value.get("plate", "")))
    if not 2 <= length <= plates.MAX_LENGTH:  # noqa: PLR2004 - the shortest plate in use
        yield "plate", "must have 2 to 10 letters and digits"
    if value.get("state", "").upper() not in STATES:
        yield "state", "must be a two-letter state"
    if value["purpose"] not in set(Purpose):
        yield "purpose", "must be one of E.a.1 to E.a.11; an entry without a purpose cannot alert"
    for name, length in LENGTHS.items():
        if len(value.get(name, "")) > length or (name in REQUIRED and not value.get(name)):
            yield name, f"must have {'1 to' if name in REQUIRED else 'at most'} {length} characters"
        if not value.get(name, "").isprintable():
            yield name, "holds characters that cannot be printed"
    if value["purpose"] == Purpose.CRIMINAL_OFFENCE and not value.get("suspicion"):
        yield "suspicion", "must state the facts that give reasonable suspicion of the offence (E.b)"
    if value.get("expires_at"):
        yield from (("expires_at", reason) for reason in _never_ends(value["expires_at"]))


def _never_ends(text: str) -> Iterator[str]:
    moment = _moment(text)
    if moment is None:
        yield "must be a date and time, as in 2026-12-01T00:00-05:00"
    elif moment.year > LAST_YEAR:
        yield f"must lie before the end of {LAST_YEAR}; nothing is wanted for ever"


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        # A time without a zone is read as UTC, never as the server's own.
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
