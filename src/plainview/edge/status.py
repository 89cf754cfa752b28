"""The state of the box in one file beside the spool, for people and for monitoring. It names no plate."""

import os
from datetime import datetime
from pathlib import Path

import msgspec


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """One look at a running box.

    `frames` were looked at, the engine found `readings` in them, and these became `reads`, one a vehicle. Those and
    `dropped_frames`, `failed_frames`, `refused` and `unsure` (vehicles whose plate was too unsure for a read) count
    since the start of this run, the spool's own counts since its file was made. `last_error` is None while all is well.
    """

    at: datetime
    running: bool
    device: str
    camera: str
    reads: int
    readings: int
    frames: int
    dropped_frames: int
    failed_frames: int
    refused: int
    waiting: int
    acknowledged: int
    rejected: int
    expired: int
    unsure: int = 0
    last_error: str | None = None

    def line(self) -> str:
        """The same in one line."""
        trouble = f"; last error: {self.last_error}" if self.last_error else ""
        lost = f", {self.refused} refused" if self.refused else ""
        unsure = f", {self.unsure} too unsure to be read" if self.unsure else ""
        frames = f"{self.frames} frames ({self.dropped_frames} dropped, {self.failed_frames} failed)"
        return (
            f"{self.reads} reads from {self.readings} readings in {frames}{lost}{unsure}; "
            f"spool: {self.waiting} waiting, {self.acknowledged} acknowledged, {self.rejected} rejected, "
            f"{self.expired} expired{trouble}"
        )


def status_path(spool: Path) -> Path:
    """Where the status of the box with this spool stands."""
    return spool.with_name(spool.name + ".status.json")


def write(status: Status, spool: Path) -> None:
    """Replace the status file in one step, so that a reader never sees half of one.

    Raises:
        OSError: the file cannot be written.
    """
    path = status_path(spool)
    half = path.with_name(path.name + ".new")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(status)))
    half.replace(path)


def read(spool: Path) -> Status | None:
    """The status that the box with this spool last wrote, or None where there is none that can be understood."""
    try:
        return msgspec.json.decode(status_path(spool).read_bytes(), type=Status)
    except (OSError, msgspec.DecodeError):
        return None
