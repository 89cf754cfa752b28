"""What a hold keeps when its reads' day goes: copies of the reads and of their pictures. Joins the purge (K.1)."""

import json
import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db import connection, transaction

from plainview.archive import actions as archived
from plainview.archive import packs
from plainview.archive import queries as archive
from plainview.archive.master_key import master_key
from plainview.archive.models import Read
from plainview.archive.queries import Which
from plainview.configuration import data_folder
from plainview.evidence.models import HeldRead
from plainview.policy import clauses
from plainview.policy.enforcement import enforces
from plainview.terms.read import ReadKey

_TOGETHER: Final = 100
"""Reads whose pictures are copied into one pack."""
_PRESERVED: Final = """
    UPDATE evidence_heldread SET preserved_at = %s, content = %s, pack = %s, photograph_span = %s, photograph_hash = %s,
        crop_span = %s, crop_hash = %s
    WHERE id = %s
"""

_log = logging.getLogger(__name__)


@enforces(clauses.K_1)
def preserve(day: date, *, at: datetime, ahead: bool = False) -> int:
    """Copy what is held of a day, in the transaction that drops the day. Returns how many reads were copied.

    A read whose pictures cannot be opened is kept without them, unless this is `ahead` of the day's end: then it waits.

    Raises:
        StoreAway: the pictures lie in an object store that does not answer; nothing is lost, and the day waits.
    """
    # The hold's row is locked too, so that a release waits until the copy is whole.
    waiting = list(
        HeldRead.objects.select_related("hold")
        .select_for_update(of=("self", "hold"))
        .filter(hold__released_at=None, preserved_at=None, captured_at__date=day)
    )
    keys = [ReadKey(held.plate, held.captured_at, held.read_id) for held in waiting]
    reads = {read.id: read for read in archive.of_day(day, keys)}
    kept = [held for held in waiting if held.read_id in reads]
    by_hold = defaultdict(list)
    for held in kept:
        by_hold[held.hold_id].append(held)
    for of_hold in by_hold.values():
        for start in range(0, len(of_hold), _TOGETHER):
            _copy(of_hold[start : start + _TOGETHER], reads, at, ahead=ahead)
    copied = [held for held in kept if held.preserved_at is not None]
    _save(copied)
    if left := len(kept) - len(copied):
        _log.warning("the pictures of %s held reads of %s cannot be opened now, and are tried again", left, day)
    return len(copied)


def preserve_ahead(*, at: datetime) -> int:
    """Where pictures lie in an object store, copy what is held while its day lives; return how many reads were copied.

    At the end of the day the store might be away, and the day would wait for it, past its limit. Each day is a
    transaction.

    Raises:
        StoreAway: the store is away now; what was copied before stays so.
    """
    if not goes_ahead():
        return 0
    waiting = HeldRead.objects.filter(hold__released_at=None, preserved_at=None)
    days = {captured_at.astimezone(UTC).date() for captured_at in waiting.values_list("captured_at", flat=True)}
    copied = 0
    for day in sorted(days):
        with transaction.atomic():
            archived.lock_day(day)
            copied += preserve(day, at=at, ahead=True)
    return copied


def goes_ahead() -> bool:
    """Whether pictures lie in an object store, so that what is held is copied before its day's end."""
    return archive.in_object_store()


def content_of(read: Read) -> dict[str, object]:
    """What is kept of a read beside its plate, time and pictures."""
    return {
        "raw": read.raw,
        "state": read.state,
        "confidence": read.confidence,
        "characters": read.characters,
        "box": read.box,
        "engine": read.engine,
        "vehicle": msgspec.to_builtins(read.vehicle),
        "camera": str(read.camera_id),
        "batch": str(read.batch_id),
        "received_at": read.received_at.isoformat(),
    }


def said_by(held: HeldRead) -> dict[str, object] | None:
    """What a held read says: from the archive while its day lives, and from the hold's own copy afterwards."""
    if held.preserved_at is not None:
        return dict(held.content or {})
    read = archive.read(ReadKey(held.plate, held.captured_at, held.read_id))
    return None if read is None else content_of(read)


def _copy(some: Sequence[HeldRead], reads: Mapping[UUID, Read], at: datetime, *, ahead: bool) -> None:
    """Copy reads of one hold, their pictures into one pack. `ahead`, those without pictures are not copied yet."""
    hold, copied = some[0].hold, []
    pictures: list[bytes] = []
    for held, opened in zip(some, archive.pictures(reads[held.read_id] for held in some), strict=True):
        read = reads[held.read_id]
        if isinstance(opened, packs.StoreAway):
            raise opened  # nothing is lost, and the copy is made once the store answers
        if ahead and isinstance(opened, packs.PictureUnreadable):
            continue  # as long as the day lives, the picture may yet come back
        held.photograph_hash, held.content, held.preserved_at = read.photograph_hash, content_of(read), at
        if isinstance(opened, packs.PictureUnreadable):
            # What the read says is kept without its pictures; one lost file must not keep a whole day past its limit.
            _log.error("the pictures of held read %s cannot be copied: %s", read.id, opened)
        else:
            held.crop_hash = packs.digest(opened.crop)
            copied.append(held)
            pictures += opened
    if copied:
        pack = packs.write(folder(hold.pk), packs.unwrap(bytes(hold.wrapped_key), master_key()), pictures)
        for number, held in enumerate(copied):
            held.pack = pack.id
            held.photograph_span, held.crop_span = list(pack.spans[2 * number]), list(pack.spans[2 * number + 1])


def _save(kept: Sequence[HeldRead]) -> None:
    rows: list[Sequence[Any]] = [
        (
            held.preserved_at,
            json.dumps(held.content),
            held.pack,
            held.photograph_span,
            held.photograph_hash,
            held.crop_span,
            held.crop_hash,
            held.pk,
        )
        for held in kept
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_PRESERVED, rows)


def picture(held: HeldRead, which: Which) -> bytes:
    """From the archive while the read's day lives, and from the hold's own copy afterwards.

    Raises:
        PictureUnreadable: it is gone or was exchanged.
    """
    if held.preserved_at is None:
        read = archive.read(ReadKey(held.plate, held.captured_at, held.read_id))
        if read is None:
            raise packs.PictureUnreadable("the read is gone")
        return archive.picture(read, which)
    span, expected = (
        (held.photograph_span, held.photograph_hash) if which == "photograph" else (held.crop_span, held.crop_hash)
    )
    if held.pack is None or span is None or expected is None:
        raise packs.PictureUnreadable("the hold has no copy of it")
    key = packs.unwrap(bytes(held.hold.wrapped_key), master_key())
    opened = packs.opened(folder(held.hold_id), held.pack)
    return packs.read(opened, key, held.pack, (span[0], span[1]), bytes(expected))


def folder(hold_id: UUID) -> Path:
    """Where a hold's copies lie, each encrypted under the hold's key."""
    return data_folder() / "evidence" / str(hold_id)
