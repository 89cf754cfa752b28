"""What remains of hits when their plates are gone: a count of those that were alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Final
from uuid import UUID


@dataclass(frozen=True)
class Tally:
    """So many alerts of one day that are alike in what tells how well camera and list work. No plate, no person.

    `day` is the department's; `state` is the read's, empty if unread; `confidence` is the lower end of the read's band
    in per cent; `disposition` is empty where nobody closed the alert.
    """

    day: date
    camera_id: UUID
    hot_list: str
    state: str
    tier: str
    confidence: int
    disposition: str
    count: int = 0


KEYS: Final = tuple(field.name for field in fields(Tally) if field.name != "count")
"""What alike means."""


def together(rows: Iterable[Mapping[str, Any]]) -> list[Tally]:
    """Rows that carry what a tally has; those that are alike become one."""
    found: dict[Tally, int] = {}
    for row in rows:
        alike = Tally(**{name: row[name] for name in KEYS})
        found[alike] = found.get(alike, 0) + row["count"]
    return [replace(alike, count=count) for alike, count in found.items()]
