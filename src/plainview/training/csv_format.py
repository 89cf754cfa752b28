"""Training records from elsewhere as CSV: one header line, one topic (or the whole course) of one person a line. Pure.

The names of the columns differ from one source to the next. Known ones are found by themselves; for others the caller
gives a mapping from our field to the file's column.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from plainview import csv_files
from plainview.csv_files import Fault, HeaderRejected

FIELDS: Final = ("email", "badge", "topic", "version", "date", "instructor", "source")
WHOLE_COURSE: Final = "all"
LONGEST: Final = 100
"""Characters of an instructor's name, and of a source."""
_ALSO_CALLED: Final[dict[str, tuple[str, ...]]] = {
    "email": ("email", "e-mail", "mail", "e-mail address", "email address", "work email"),
    "badge": ("badge", "badge number", "badge no", "badge no.", "shield"),
    "topic": ("topic", "subject", "module", "unit", "lesson", "clause"),
    "version": ("version", "edition", "course version", "topic version"),
    "date": ("date", "completed", "completed on", "completion date", "date completed", "passed on", "taught on"),
    "instructor": ("instructor", "teacher", "trainer", "taught by"),
    "source": ("source", "course", "provider", "class", "origin"),
}
_DATES: Final = ("%Y-%m-%d", "%m/%d/%Y")


@dataclass(frozen=True)
class Row:
    """One good line. `topic` is a clause's id, or `all`. One of `email` and `badge` is not empty."""

    line: int
    email: str
    badge: str
    topic: str
    version: int
    on: date
    instructor: str
    source: str
    text: str


def columns(content: bytes) -> tuple[str, ...]:
    """The names of the file's columns, as they stand.

    Raises:
        HeaderRejected: the file is no CSV, or has no header.
    """
    return _read(content)[0]


def guessed(names: tuple[str, ...]) -> dict[str, str]:
    """Our field: the column that is known to mean it. The first that fits."""
    known = {name.lower(): name for name in reversed(names)}
    return {field: known[called] for field in FIELDS for called in reversed(_ALSO_CALLED[field]) if called in known}


def parse(content: bytes, topics: Mapping[str, int], mapping: Mapping[str, str] | None = None) -> Iterator[Row | Fault]:
    """Read a file line by line.

    Args:
        content: the file.
        topics: each topic's clause id with its newest version.
        mapping: our field: the file's column, over what is found by itself.

    Raises:
        HeaderRejected: a column is missing, or a line is no CSV; nothing can be read from it.
    """
    names, lines = _read(content)
    chosen = {**guessed(names), **{field: name for field, name in (mapping or {}).items() if name}}
    _check(chosen, names)
    places = {field: names.index(name) for field, name in chosen.items()}
    for line, cells in lines:
        yield _row(line, places, cells, len(names), topics)


def _read(content: bytes) -> tuple[tuple[str, ...], Iterator[tuple[int, list[str]]]]:
    names, lines = csv_files.read(content)
    if not any(names):
        raise HeaderRejected("the file is empty; its first line must name the columns")
    return names, lines


def _check(chosen: Mapping[str, str], names: tuple[str, ...]) -> None:
    for field, name in chosen.items():
        if field not in FIELDS:
            raise HeaderRejected(f"there is no field {field!r}; ours are {', '.join(FIELDS)}", names)
        if name not in names:
            raise HeaderRejected(f"the file has no column {name!r}; it has {', '.join(names)}", names)
    lacking = [field for field in FIELDS[2:] if field not in chosen]
    if not {"email", "badge"} & set(chosen):
        lacking.insert(0, "email or badge")
    if lacking:
        raise HeaderRejected(f"line 1 names no column for {', '.join(lacking)}", names)


def _row(line: int, places: Mapping[str, int], cells: list[str], width: int, topics: Mapping[str, int]) -> Row | Fault:
    text = csv_files.shown(cells)
    if len(cells) != width:
        return Fault(line, "", f"has {len(cells)} cells where the header has {width}", text)
    value = {field: cells[place].strip() for field, place in places.items()}
    for field, reason in _faults(value, topics):
        return Fault(line, field, reason, text)
    return Row(
        line=line,
        email=value.get("email", "").lower(),
        badge=value.get("badge", ""),
        topic=_topic(value["topic"], topics) or WHOLE_COURSE,
        version=int(value["version"]),
        on=_date(value["date"]) or date.min,
        instructor=value["instructor"],
        source=value["source"],
        text=text,
    )


def _faults(value: Mapping[str, str], topics: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    if not value.get("email") and not value.get("badge"):
        yield "email" if "email" in value else "badge", "does not say whose training this is"
    topic = _topic(value["topic"], topics)
    if topic is None:
        yield "topic", f"must be one of {', '.join(topics)}, or {WHOLE_COURSE} for the whole course"
    number = value["version"]
    newest = max(topics.values()) if topic in {None, WHOLE_COURSE} else topics[topic or ""]
    if not (number.isascii() and number.isdecimal() and len(number) <= 4 and 1 <= int(number) <= newest):  # noqa: PLR2004
        yield "version", f"must be a whole number from 1 to {newest}, the newest edition"
    if _date(value["date"]) is None:
        yield "date", "must be a date, as in 2026-12-01 or 12/01/2026"
    for field in ("instructor", "source"):
        if not 1 <= len(value[field]) <= LONGEST or not value[field].isprintable():
            yield field, f"must have 1 to {LONGEST} printable characters"


def _topic(text: str, topics: Mapping[str, int]) -> str | None:
    """`L.3`, `l3`, `3`, `03` and `all` in our spelling."""
    said = text.strip().lower()
    if said in {WHOLE_COURSE, "whole course", "l"}:
        return WHOLE_COURSE
    number = said.removeprefix("l").removeprefix(".").strip()
    found = f"L.{int(number)}" if number.isascii() and number.isdecimal() and len(number) <= 2 else ""  # noqa: PLR2004
    return found if found in topics else None


def _date(text: str) -> date | None:
    for form in _DATES:
        try:
            found = datetime.strptime(text, form).date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
        # Arithmetic near the calendar's ends would fail, and such a year has been mistyped.
        return found if 2000 <= found.year < 2100 else None  # noqa: PLR2004
    return None
