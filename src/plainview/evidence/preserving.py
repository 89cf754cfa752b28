"""What a hold keeps when its reads' day goes: copies of the reads and of their pictures. Joins the purge (K.1)."""

import logging
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

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

_log = logging.getLogger(__name__)


@enforces(clauses.K_1)
def preserve(day: date, *, at: datetime) -> int:
    """Copy what is held of a day, in the transaction that drops the day. Returns how many reads were copied."""
    # The hold's row is locked too, so that a release waits until the copy is whole.
    waiting = list(
        HeldRead.objects.select_related("hold")
        .select_for_update(of=("self", "hold"))
        .filter(hold__released_at=None, preserved_at=None, captured_at__date=day)
    )
    reads = {read.id: read for read in archive.of_day(day, {held.read_id for held in waiting})}
    kept = [held for held in waiting if held.read_id in reads]
    for held in kept:
        _copy(held, reads[held.read_id], at)
    return len(kept)


def content_of(read: Read) -> dict[str, object]:
    """What is kept of a read beside its plate, time and pictures."""
    return {
        "raw": read.raw,
        "state": read.state,
        "confidence": read.confidence,
        "characters": read.characters,
        "box": read.box,
        "engine": read.engine,
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


def _copy(held: HeldRead, read: Read, at: datetime) -> None:
    held.photograph_hash = read.photograph_hash
    try:
        pictures = [archive.picture(read, "photograph"), archive.picture(read, "crop")]
    except packs.PictureUnreadable:
        # What the read says is kept without its pictures; one lost file must not keep a whole day past its limit.
        _log.exception("the pictures of held read %s cannot be copied", read.id)
    else:
        key = packs.unwrap(bytes(held.hold.wrapped_key), master_key())
        pack, held.crop_hash = packs.write(folder(held.hold.pk), key, pictures), packs.digest(pictures[1])
        held.pack, held.photograph_span, held.crop_span = pack.id, list(pack.spans[0]), list(pack.spans[1])
    held.content = content_of(read)
    held.preserved_at = at
    held.save(force_update=True)


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
    return packs.read(folder(held.hold_id), key, held.pack, (span[0], span[1]), bytes(expected))


def folder(hold_id: UUID) -> Path:
    """Where a hold's copies lie, each encrypted under the hold's key."""
    return data_folder() / "evidence" / str(hold_id)
