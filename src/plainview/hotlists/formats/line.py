"""What a parser makes of a line: an entry to be, a line that cannot alert, or a fault. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from plainview.csv_files import Fault
from plainview.terms.purpose import Purpose

NO_PURPOSE: Final = "no purpose of the policy"
NO_PLATE: Final = "no plate"
OTHER_ISSUER: Final = "not issued by a state"


class Line(NamedTuple):
    """One good line. `expires_at` is None where the source says nothing of an end."""

    number: int
    source_id: str
    record_type: str
    plate: str
    state: str
    plate_type: str
    colour: str
    make: str
    model: str
    year: str
    body: str
    offence: str
    purpose: Purpose
    case_number: str
    originating_agency: str
    officer: str
    caution: str
    suspicion: str
    expires_at: datetime | None


class KeptOut(NamedTuple):
    """A line as it should be that may not alert. `kind` is what is counted: its record type, or why."""

    number: int
    kind: str


Parsed = Line | KeptOut | Fault


class FileRefused(Exception):
    """Nothing can be read from the file. The text says what is wrong and what to do; nothing was changed."""


@dataclass(frozen=True)
class Settings:
    """What a source's settings say of its lines.

    Attributes:
        purposes: record type to purpose; one that is not here cannot alert (E.b).
        columns: of a CSV file: our field to the file's column, over what is found by itself.
        fixed: our field to a text that holds for every line, where the file says nothing.
    """

    purposes: Mapping[str, Purpose] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
