"""A day's life: made ahead, closed when it is over, dropped. Each joins the caller's transaction."""

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from django.db import connection, transaction

from plainview.archive import packs
from plainview.archive.master_key import master_key
from plainview.archive.models import Day
from plainview.configuration import data_folder

CLOSED_AFTER: Final = timedelta(hours=1)
"""How long a day waits, once it is over, for the reads that come late as a rule."""


def make_day(day: date, *, at: datetime) -> Day:
    """The day's partitions, key and folder of pictures, made now if need be."""
    known = Day.objects.filter(pk=day).first()
    if known is not None:
        return known
    packs.make_folder(pictures_folder(day))
    with connection.cursor() as cursor:
        cursor.execute("SELECT plainview_make_day(%s)", [day])
    made, _ = Day.objects.get_or_create(
        day=day, defaults={"wrapped_key": packs.wrap(packs.new_key(), master_key()), "made_at": at}
    )
    return made


def make_days_ahead(*, at: datetime, ahead: int = 3) -> None:
    """Make the coming days' partitions, so that no batch waits for one at midnight."""
    for number in range(ahead + 1):
        make_day((at + timedelta(days=number)).astimezone(UTC).date(), at=at)


def close_days(*, at: datetime) -> list[date]:
    """Close the days that are over: a dictionary of their plates, and indexes without gaps. Each by itself.

    A read that comes later still is stored and found: it adds its plate to the dictionary.
    """
    today = (at - CLOSED_AFTER).astimezone(UTC).date()
    over = list(Day.objects.filter(day__lt=today, closed_at=None).order_by("day").values_list("day", flat=True))
    for day in over:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT plainview_close_day(%s, %s)", [day, at])
    return over


def drop_day(day: date) -> int:
    """Drop a day's partitions and its key; return how many reads went. From the commit on its pictures are noise."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT plainview_drop_day(%s)", [day])
        count: int = cursor.fetchone()[0]
    Day.objects.filter(pk=day).delete()
    return count


def lock_day(day: date) -> None:
    """Hold a day still until the transaction ends, so that it is not dropped while somebody holds a read of it."""
    Day.objects.select_for_update().filter(pk=day).first()


def sweep_pictures(*, before: date) -> list[date]:
    """Delete the folders of purged days, also those that a crash left behind. Run it after the commit.

    Younger folders stay, whatever the database says: a batch writes its pictures before its day is committed.
    """
    root = data_folder() / "pictures"
    kept = {day.isoformat() for day in Day.objects.values_list("day", flat=True)}
    gone = [
        folder
        for folder in root.glob("????-??-??")
        if folder.name not in kept and date.fromisoformat(folder.name) < before
    ]
    for folder in gone:
        shutil.rmtree(folder)
    return sorted(date.fromisoformat(folder.name) for folder in gone)


def files_by_day() -> dict[date, int]:
    """How many files of pictures lie in each day's folder, whatever the database says of the day."""
    folders = (data_folder() / "pictures").glob("????-??-??")
    return {date.fromisoformat(folder.name): sum(1 for _ in folder.iterdir()) for folder in folders}


def pictures_folder(day: date) -> Path:
    """Where a day's packs lie."""
    return data_folder() / "pictures" / day.isoformat()
