"""Check a proof of deletion without Plainview: what remained on a day, as the log's key signed it.

Part of `plainview-verify`. What is looked at: the signature, that each line can be read, that the first day follows
from the moment and the limit, that nothing is older than it, and that the proof says so itself.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from plainview.audit.verify import Finding, Key, Unreadable, note_of, notes

NOTE: Final = "plainview-inventory/1"
_LIMIT: Final = re.compile(r"^limit (\d+) days by \S+ of \S+$")
_LINES: Final = re.compile(
    r"^(?:(?:reads|pictures) (\d{4}-\d\d-\d\d) [1-9]\d*|oldest [a-z]+ (\d{4}-\d\d-\d\d|none)"
    r"|preserved \d+|backup (?:\d{4}-\d\d-\d\d|none)|overdue (\d+))$"
)


def check(path: Path, keys: Sequence[Key]) -> Iterator[str | Finding]:
    """Words on a proof that holds, or what is wrong with it.

    Raises:
        Unreadable: it is no proof of deletion, or no key was given.
    """
    if not keys:
        raise Unreadable("a proof of deletion is checked with --key, the verifier key of the agency's log")
    found = list(notes(path.read_text("utf-8")))
    if len(found) != 1:
        raise Unreadable("this is no proof of deletion: it is not one signed note")
    ((_, text, signatures),) = found
    findings = [*_signed(text, signatures, keys), *_said(text.splitlines())]
    yield from findings
    if not findings:
        lines = text.splitlines()
        yield f"The proof holds: {lines[1]}, {lines[2]}; nothing unheld from before {lines[3].removeprefix('first ')}."
    else:
        yield f"The proof does NOT hold: {len(findings)} findings."


def overdue_in(lines: Sequence[str]) -> list[str]:
    """The lines of an inventory that name a day before the first that may be there."""
    first = next(line.removeprefix("first ") for line in lines if line.startswith("first "))
    return [line for line in lines if (day := _day(line)) is not None and day < first]


def _day(line: str) -> str | None:
    found = _LINES.match(line)
    day = found and (found[1] or found[2])
    return None if day in (None, "none") else day


def _signed(text: str, signatures: Sequence[str], keys: Sequence[Key]) -> Iterator[Finding]:
    wrong = note_of(text, signatures, keys)
    if wrong is not None:
        yield Finding("the signature", wrong)


def _said(lines: Sequence[str]) -> Iterator[Finding]:
    try:
        taken = datetime.fromisoformat(lines[1].removeprefix("taken "))
        limit = _LIMIT.match(lines[2])
        first = date.fromisoformat(lines[3].removeprefix("first "))
    except (ValueError, IndexError):
        yield Finding("the head", "moment, limit or first day cannot be read")
        return
    if limit is None or (taken - timedelta(days=int(limit[1]))).date() + timedelta(days=1) != first:
        yield Finding("the head", "the first day does not follow from the moment and the limit")
    for number, line in enumerate(lines[4:], 5):
        if _LINES.match(line) is None:
            yield Finding(f"line {number}", "it cannot be read")
    late = overdue_in(lines)
    for line in late:
        yield Finding(line, "it is past the limit")
    if lines[-1] != f"overdue {len(late)}":
        yield Finding("the end", f"it says {lines[-1]!r}, and {len(late)} lines are past the limit")
