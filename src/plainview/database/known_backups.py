"""The backups that this machine knows: those it made, and whatever lies in the folder that the operator names.

A purge does not reach a backup, so its age counts inside the limit. What is copied elsewhere is not seen from here.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from plainview import configuration


@dataclass(frozen=True)
class Known:
    """A backup that is still there."""

    file: Path
    made_at: datetime


def note(file: Path, *, at: datetime) -> None:
    """Remember that a backup was made."""
    with _list().open("a", encoding="utf-8") as out:
        out.write(json.dumps({"file": str(file.absolute()), "made_at": at.isoformat()}) + "\n")


def known() -> list[Known]:
    """The backups that are still there, the oldest first. One that was destroyed is forgotten."""
    found = {each.file: each for each in (*_noted(), *_in_folder())}
    return sorted((each for each in found.values() if each.file.is_file()), key=lambda each: each.made_at)


def _noted() -> list[Known]:
    if not _list().exists():
        return []
    lines = [json.loads(line) for line in _list().read_text("utf-8").splitlines()]
    return [Known(Path(line["file"]), datetime.fromisoformat(line["made_at"])) for line in lines]


def _in_folder() -> list[Known]:
    folder = configuration.backups()
    if folder is None or not folder.is_dir():
        return []
    # A copy that keeps its time says how old it is; one that does not counts from when it was copied.
    files = (each for each in folder.iterdir() if each.is_file())
    return [Known(each.absolute(), datetime.fromtimestamp(each.stat().st_mtime, UTC)) for each in files]


def _list() -> Path:
    return configuration.data_folder() / "backups.jsonl"
