"""The witness: a file on another disk or host that keeps every checkpoint, so that the log's own disk cannot forget.

It is written after the database. What it missed, because its disk was away, it gets when it is back.
"""

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from plainview import configuration
from plainview.audit.models import Checkpoint
from plainview.audit.queries import newest_checkpoint
from plainview.audit.verify import notes
from plainview.policy import clauses
from plainview.policy.enforcement import enforces

_TAIL: Final = 16_384
"""Bytes at the end of the file that hold its last notes."""
_log = logging.getLogger("plainview.audit")


@dataclass(frozen=True)
class State:
    """How the witness stands. `holds` is None while there is nothing to say, as where no witness is configured."""

    path: Path | None
    holds: bool | None
    words: str


@dataclass(frozen=True)
class _Last:
    origin: str
    size: int
    text: str


@enforces(clauses.D_5)
def bring_up_to_date() -> None:
    """Add the checkpoints that the witness lacks. A failure is told and stops nothing."""
    path, newest = configuration.witness(), newest_checkpoint()
    if path is None or newest is None:
        return
    try:
        last, origin = _last(path), _origin(newest)
        if last is not None and last.origin == origin and not _known(last):
            _log.critical("THE LOG WAS CHANGED: its witness %s holds a checkpoint that it does not have", path)
            return
        after = last.size if last is not None and last.origin == origin else 0
        _add(
            path, Checkpoint.objects.filter(size__gt=after, note__startswith=f"{origin}\n").order_by("size").iterator()
        )
    except OSError as trouble:
        _log.warning("The witness %s cannot be written: %s", path, trouble.strerror)


def state() -> State:
    """How the witness stands at this moment, by a look at its file."""
    path, newest = configuration.witness(), newest_checkpoint()
    if path is None:
        return State(None, None, "No witness is set up: checkpoints are kept on this server alone.")
    if newest is None:
        return State(path, None, "There is no checkpoint yet.")
    try:
        return _compared(path, _last(path), newest)
    except OSError as trouble:
        return State(path, holds=False, words=f"It cannot be read: {trouble.strerror}.")


def _compared(path: Path, last: _Last | None, newest: Checkpoint) -> State:
    if last is None:
        return State(path, holds=False, words="It holds no checkpoint yet.")
    if last.origin == _origin(newest) and not _known(last):
        words = f"It holds a checkpoint of {last.size:,} entries that this log does not have. Tell the Chief."
        return State(path, holds=False, words=words)
    if last.text != newest.note.partition("\n\n")[0] + "\n":
        return State(path, holds=False, words=f"It is behind: its last checkpoint covers {last.size:,} entries.")
    return State(path, holds=True, words="It holds the newest checkpoint.")


def _last(path: Path) -> _Last | None:
    """The last whole note of the file; None if there is none, or no file yet in a folder that is there."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
            text = file.read().decode("utf-8", "replace")
    except FileNotFoundError:
        if path.parent.is_dir():
            return None
        raise
    signed = [said for _, said, signatures in notes(text) if signatures]
    for said in reversed(signed):
        origin, size, *_ = [*said.splitlines(), "", ""]
        if size.isdecimal():
            return _Last(origin, int(size), said)
    return None


def _known(last: _Last) -> bool:
    return Checkpoint.objects.filter(pk=last.size, note__startswith=f"{last.text}\n").exists()


def _origin(checkpoint: Checkpoint) -> str:
    return checkpoint.note.partition("\n")[0]


def _add(path: Path, missing: Iterator[Checkpoint]) -> None:
    text = "".join(f"{each.note}\n" for each in missing)
    if not text:
        return
    with path.open("ab") as file:
        # A blank line first: what a machine tore when it stopped then stays a note of its own, without a signature.
        file.write(b"\n" * (2 if file.tell() else 0) + text.encode())
        file.flush()
        os.fsync(file.fileno())
