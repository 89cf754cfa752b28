"""The log to take along (J.3): the public part of each entry with the seal of the rest. No plate is in it.

As lines of JSON it is what `plainview-verify` checks; as CSV it is for a spreadsheet.
"""

import csv
import io
import json
from typing import Final

from plainview.audit import queries
from plainview.audit.signing_key import signing_key
from plainview.audit.verify import FORMAT
from plainview.policy import clauses
from plainview.policy.enforcement import enforces

COLUMNS: Final = (
    "seq",
    "at",
    "event",
    "outcome",
    "clause",
    "actor",
    "actor_name",
    "subject",
    "source",
    "pack",
    "facts",
)
STEP: Final = queries.STEP
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def header(size: int) -> bytes:
    """The first line of an export of so many entries."""
    key = signing_key()
    said = {"format": FORMAT, "key": key.verifier, "origin": key.name, "root": queries.root(size).hex(), "size": size}
    return json.dumps(said, separators=(",", ":")).encode() + b"\n"


@enforces(clauses.J_3)
def lines(first: int, last: int) -> bytes:
    """Some entries, each in a line with the hash that was kept of it."""
    return b"".join(
        b'{"hash":"%s","entry":%s}\n' % (bytes(entry.nodes)[:32].hex().encode(), queries.leaf_of(entry).written())
        for entry in queries.entries(first, last)
    )


def csv_header() -> bytes:
    """The first line of an export as CSV."""
    return _csv([COLUMNS])


def csv_lines(first: int, last: int) -> bytes:
    """Some entries as CSV."""
    return _csv([tuple(_cell(getattr(entry, name)) for name in COLUMNS) for entry in queries.entries(first, last)])


def _cell(found: object) -> str:
    # A spreadsheet takes what begins like this for a formula, and a person may have chosen their name so.
    text = str(found)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _csv(rows: list[tuple[str, ...]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()
