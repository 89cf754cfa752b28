"""Hold reads for a case, copy them before their day goes, release them at the disposition (J.2, K.1)."""

import logging
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from plainview.accounts.doors import door
from plainview.accounts.permissions import Permission
from plainview.archive import actions as archived
from plainview.archive import packs
from plainview.archive import queries as archive
from plainview.archive.master_key import master_key
from plainview.archive.models import Read
from plainview.archive.queries import Which
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.configuration import data_folder
from plainview.evidence.models import HeldRead, Hold
from plainview.policy import clauses
from plainview.policy.decisions import ALLOWED, Decision, Refused, require
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor
from plainview.terms.read import ReadKey

_log = logging.getLogger(__name__)


@door(Event.HOLD_PLACED, needs=Permission.HOLDS_CHANGE)
@enforces(clauses.K_1, clauses.J_2)
def hold(  # noqa: PLR0913 - what a hold must state
    keys: Sequence[ReadKey], *, case_number: str, matter: str, reason: str, actor: Actor, at: datetime
) -> Hold:
    """Keep reads past the purge, as potential evidence in a named case.

    Raises:
        PolicyRefusal: the actor may not, something is missing, or a read is gone already.
    """
    for day in sorted({key.captured_at.astimezone(UTC).date() for key in keys}):
        archived.lock_day(day)
    require(
        _stated(case_number, "case_number", "the case number is missing"),
        _stated(reason, "reason", "the reason is missing"),
        _stated(matter if matter in Hold.Matter.values else "", "matter", "the kind of matter is missing"),
        ALLOWED if keys else Refused(clauses.K_1, "no read is chosen", "Choose what the case needs.", "read"),
        *(_still_there(key) for key in keys),
    )
    placed = Hold.objects.create(
        case_number=case_number.strip(),
        matter=matter,
        reason=reason.strip(),
        placed_by=str(actor),
        placed_by_name=actor.name,
        placed_at=at,
        wrapped_key=packs.wrap(packs.new_key(), master_key()),
    )
    HeldRead.objects.bulk_create(
        HeldRead(hold=placed, read_id=key.id, plate=key.plate, captured_at=key.captured_at) for key in keys
    )
    audit.append(
        Event.HOLD_PLACED,
        actor=actor,
        at=at,
        subject=f"hold:{placed.pk}",
        facts={"case_number": placed.case_number, "matter": matter, "reads": len(keys)},
    )
    return placed


@door(Event.HOLD_RELEASED, needs=Permission.HOLDS_CHANGE)
@enforces(clauses.J_2)
def release(hold_id: UUID, *, because: str, actor: Actor, at: datetime) -> None:
    """End a hold at the case's final disposition. What it preserved is deleted; the hold's row stays.

    Raises:
        PolicyRefusal: the actor may not, or the disposition is missing.
    """
    require(_stated(because, "because", "the disposition is missing"))
    placed = Hold.objects.select_for_update().get(pk=hold_id)
    if placed.released_at is not None:
        return
    placed.released_at, placed.released_by, placed.released_because = at, actor.name, because.strip()
    # Without the key the copied pictures are unreadable wherever a copy of them lies.
    placed.wrapped_key = b""
    placed.save()
    count = placed.reads.all().delete()[0]
    audit.append(
        Event.HOLD_RELEASED, actor=actor, at=at, subject=f"hold:{hold_id}", facts={"because": because, "reads": count}
    )


@door(Event.PHOTOGRAPH_OPENED, needs=Permission.HOLDS_CHANGE)
@enforces(clauses.J_1)
def open_picture(held: HeldRead, which: Which, *, actor: Actor, at: datetime) -> bytes:
    """A held read's JPEG. That a photograph is opened stands in the log before it is shown.

    Raises:
        PolicyRefusal: the actor may not.
        PictureUnreadable: it is gone or was exchanged.
    """
    opened = _picture(held, which)
    if which == "photograph":
        facts = {"read": str(held.read_id)}
        audit.append(Event.PHOTOGRAPH_OPENED, actor=actor, at=at, subject=f"hold:{held.hold_id}", facts=facts)
    return opened


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


def _copy(held: HeldRead, read: Read, at: datetime) -> None:
    held.photograph_hash = read.photograph_hash
    try:
        pictures = [archive.picture(read, "photograph"), archive.picture(read, "crop")]
    except packs.PictureUnreadable:
        # What the read says is kept without its pictures; one lost file must not keep a whole day past its limit.
        _log.exception("the pictures of held read %s cannot be copied", read.id)
    else:
        key = packs.unwrap(bytes(held.hold.wrapped_key), master_key())
        pack, held.crop_hash = packs.write(pictures_folder(held.hold.pk), key, pictures), packs.digest(pictures[1])
        held.pack, held.photograph_span, held.crop_span = pack.id, list(pack.spans[0]), list(pack.spans[1])
    held.content = {
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
    held.preserved_at = at
    held.save(force_update=True)


def _picture(held: HeldRead, which: Which) -> bytes:
    """From the archive while the read's day lives, and from the hold's own copy afterwards."""
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
    return packs.read(pictures_folder(held.hold_id), key, held.pack, (span[0], span[1]), bytes(expected))


def pictures_folder(hold_id: UUID) -> Path:
    return data_folder() / "evidence" / str(hold_id)


def _stated(text: str, field: str, reason: str) -> Decision:
    return (
        ALLOWED if text.strip() else Refused(clauses.K_1, reason, "State it, so that the hold can be reviewed.", field)
    )


def _still_there(key: ReadKey) -> Decision:
    if archive.read(key) is not None:
        return ALLOWED
    return Refused(clauses.K_1, "a chosen read is gone already", "Search again and choose among what is left.")
