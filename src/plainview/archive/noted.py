"""What is remembered of the object store between two minutes and two processes: a small file in the data folder.

It holds no secret: where the packs are, how many of each day, and what went wrong. The clock writes it, pages read it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from plainview import secret_files
from plainview.archive.bucket_settings import BucketSettings, StoreMisnamed
from plainview.configuration import data_folder

_NAME: Final = "pictures-store.json"


class Noted(msgspec.Struct, frozen=True):
    """How it stands with the object store.

    `counted` is how many packs of each day it has, as far as this server knows; `trouble` is what went wrong, in words,
    since `since`; before `next_try` nothing is tried. `not_deleted` is why a purged day's packs may still be there.
    """

    place: str
    counted: Mapping[date, int] = {}
    failures: int = 0
    trouble: str = ""
    since: datetime | None = None
    next_try: datetime | None = None
    moved_at: datetime | None = None
    not_deleted: str = ""

    def counting(self, days: Iterable[date]) -> "Noted":
        """With one pack more for each of these."""
        return msgspec.structs.replace(self, counted=dict(Counter(self.counted) + Counter(days)))

    def failed(self, trouble: str, pause: timedelta, *, at: datetime) -> "Noted":
        """After something went wrong."""
        return msgspec.structs.replace(
            self, failures=self.failures + 1, trouble=trouble, since=self.since or at, next_try=at + pause
        )

    def went(self, *, at: datetime) -> "Noted":
        """After packs were taken."""
        return msgspec.structs.replace(self, failures=0, trouble="", since=None, next_try=None, moved_at=at)

    def counted_as(self, counted: Mapping[date, int]) -> "Noted":
        """After everything that is there was counted."""
        return msgspec.structs.replace(self, counted=counted)

    def swept(self, gone: Iterable[date]) -> "Noted":
        """After the packs of these days were deleted."""
        left = {day: count for day, count in self.counted.items() if day not in set(gone)}
        return msgspec.structs.replace(self, counted=left, not_deleted="")

    def not_swept(self, trouble: str) -> "Noted":
        """After they were not."""
        return msgspec.structs.replace(self, not_deleted=trouble)


def read(settings: BucketSettings) -> Noted:
    """What is noted of this place; nothing, if there is no file or it is of another place."""
    found = _read()
    return found if found is not None and found.place == settings.place else Noted(settings.place)


def write(settings: BucketSettings, known: Noted) -> None:
    """Remember it."""
    if known != read(settings):
        secret_files.replace(_path(), msgspec.json.encode(known))


def check_place(settings: BucketSettings | None) -> None:
    """See that pictures which lie in an object store are still looked for there.

    Raises:
        StoreMisnamed: they lie elsewhere than the environment says.
    """
    found = _read()
    if found is None or not any(found.counted.values()) or (settings and settings.place == found.place):
        return
    raise StoreMisnamed(
        f"Pictures of {len(found.counted)} days lie in {found.place}, and PLAINVIEW_PICTURES_BUCKET names"
        f" {settings.place if settings else 'no bucket'}. Set it as it was; or copy the objects, for the file system"
        f" into {data_folder() / 'pictures'}, and then delete {_path()}."
    )


def _read() -> Noted | None:
    try:
        return msgspec.json.decode(_path().read_bytes(), type=Noted)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def _path() -> Path:
    return data_folder() / _NAME
