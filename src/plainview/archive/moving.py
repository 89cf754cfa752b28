"""From the spool on the disk into the object store: oldest first, tried again later where the store is away.

Only packs of batches that are committed are moved: a half-written file belongs to no batch, never leaves this machine,
and goes after a day. A pack leaves the disk once the store has said that it has it; killed in between, it is put
again, the same bytes under the same name.
"""

import logging
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from django.conf import settings
from django.db import connection

from plainview.archive import keeping, noted
from plainview.archive.bucket import Bucket
from plainview.archive.disk import Disk, Lying, pictures
from plainview.archive.noted import Noted
from plainview.archive.packs import StoreAway

_AT_ONCE: Final = 8
_LONGEST_S: Final = 25.0
"""How long a stage of the clock may take; the others of the minute wait behind it."""
_NOBODYS_AFTER: Final = timedelta(days=1)
"""How old a pack of no batch is when it goes: no transaction takes as long, however the clock jumps."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=15)
_COMMITTED: Final = "SELECT DISTINCT pack FROM archive_delivery WHERE day = %s AND pack = ANY(%s)"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Waiting:
    """What waits in the spool: how many packs of committed batches, their bytes, and since when the oldest waits.

    `lying` is the bytes of all that lies there, `most` how many may; `noted` says how it went the last time, and
    `place` where they go.
    """

    place: str
    packs: int
    size: int
    since: datetime | None
    lying: int
    most: int
    noted: Noted


def move_packs(*, at: datetime, longest_s: float = _LONGEST_S) -> int:
    """Take what waits to the object store, as long as that goes well; return how many packs went.

    What goes wrong is noted for the pages, and tried again after a minute, two, four, up to fifteen.
    """
    store = keeping.object_store()
    if store is None:
        return 0
    before = noted.read(store.settings)
    # A clock that was ahead once must not stop this until then.
    if before.next_try is not None and at < before.next_try <= at + LONGEST_PAUSE:
        return 0
    moved, until = 0, time.monotonic() + longest_s
    try:
        found = pictures().lying()
        waits = _committed(found)
        _drop_nobodys(set(found) - set(waits), before=at - _NOBODYS_AFTER)
        for some in _waves(waits):
            moved += _move(some, pictures(), store)
            if time.monotonic() > until:
                break
    except (StoreAway, OSError) as trouble:
        noted.write(store.settings, noted.read(store.settings).failed(str(trouble), _pause(before.failures), at=at))
        _log.warning("pictures wait in the spool, the object store does not take them: %s", trouble)
        return moved
    if moved or before.failures:
        noted.write(store.settings, noted.read(store.settings).went(at=at))
    return moved


def waiting() -> Waiting | None:
    """What waits, for the pages; None where pictures lie on the disk for good."""
    if settings.PICTURES is None:
        return None
    lies = pictures().lying()
    found = _committed(lies)
    return Waiting(
        place=settings.PICTURES.place,
        packs=len(found),
        size=sum(each.size for each in found),
        since=found[0].since if found else None,
        lying=sum(each.size for each in lies),
        most=settings.PICTURES.spool_bytes,
        noted=noted.read(settings.PICTURES),
    )


def _drop_nobodys(some: Iterable[Lying], *, before: datetime) -> None:
    """Delete packs whose batch came to nothing: they would fill the spool, and are noise to everybody."""
    for each in some:
        if each.since < before:
            pictures().drop(each)


def _move(some: Sequence[Lying], spool: Disk, store: Bucket) -> int:
    """Put a wave of packs into the store, all at once, and let go of those that it has.

    Raises:
        StoreAway: it did not take all of them.
    """
    with ThreadPoolExecutor(_AT_ONCE) as beside:
        put = list(beside.map(lambda each: _put(each, spool, store), some))
    gone = [each for each, trouble in zip(some, put, strict=True) if not trouble]
    # First: what is there must be known to be there, whatever happens next.
    noted.write(store.settings, noted.read(store.settings).counting(each.day for each in gone))
    for each in gone:
        spool.drop(each)
    if trouble := next(filter(None, put), ""):
        raise StoreAway(trouble)
    return len(gone)


def _put(lying: Lying, spool: Disk, store: Bucket) -> str:
    """Put one; say what went wrong, if anything. The exception itself would keep the pack in memory."""
    try:
        store.put(lying.day, lying.pack, [spool.content(lying)])
    except (StoreAway, OSError) as trouble:
        return str(trouble) or type(trouble).__name__
    return ""


def _committed(lying: Iterable[Lying]) -> list[Lying]:
    """Those that belong to a batch that is committed, in the same order."""
    found = list(lying)
    known = set()
    with connection.cursor() as cursor:
        for day, of_day in groupby(sorted(found, key=lambda each: each.day), key=lambda each: each.day):
            cursor.execute(_COMMITTED, [day, [each.pack for each in of_day]])
            known |= {row[0] for row in cursor.fetchall()}
    return [each for each in found if each.pack in known]


def _waves(some: Sequence[Lying]) -> Iterable[Sequence[Lying]]:
    return (some[start : start + _AT_ONCE] for start in range(0, len(some), _AT_ONCE))


def _pause(failures: int) -> timedelta:
    # The exponent is bounded, the failures of a month are not.
    return min(FIRST_PAUSE * (1 << min(failures, 10)), LONGEST_PAUSE)
