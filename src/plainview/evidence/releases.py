"""Which holds have ended, kept beside the database: a backup that is older than a release does not know of it."""

import os
from typing import Final
from uuid import UUID

from plainview.configuration import data_folder

_NAME: Final = "released.txt"


def note(hold_id: UUID) -> None:
    """Remember that a hold has ended. When this returns, it is on the disk."""
    path = data_folder() / "evidence" / _NAME
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as file:
        file.write(f"{hold_id}\n")
        file.flush()
        os.fsync(file.fileno())


def known() -> list[UUID]:
    """The holds that have ended on this machine. A line that a crash tore is none."""
    path = data_folder() / "evidence" / _NAME
    lines = path.read_text("ascii").splitlines() if path.exists() else []
    return [UUID(line) for line in lines if len(line) == len(str(UUID(int=0)))]
