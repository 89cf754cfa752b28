"""Entries that a later version of an imported list ended go, once nothing speaks of them any more.

Such an entry can alert nobody, and comes back under a new id where the list names its vehicle again. What a person or
the clock ended stays: an import asks for it.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from plainview.hotlists.models import Entry

_AT_ONCE: Final = 20_000


def forget(*, before: datetime, spoken_of: Collection[UUID]) -> int:
    """Delete those that ended before that moment, some thousands at a time, and return how many.

    `spoken_of` are the entries of which an alert is kept. One that somebody checked or asked more time for stays.
    """
    ended = Entry.objects.filter(status=Entry.Status.REMOVED, revision=0, ended_at__lt=before)
    silent = ended.filter(hot_list__manual=False, checks=None, extensions=None).exclude(pk__in=spoken_of)
    ids = list(silent.order_by().values_list("pk", flat=True)[:_AT_ONCE])
    return Entry.objects.filter(pk__in=ids).delete()[0] if ids else 0
