"""Looks at holds and at what they preserved."""

from uuid import UUID

from django.db.models import Count

from plainview.archive import packs
from plainview.archive import queries as archive
from plainview.archive.master_key import master_key
from plainview.archive.queries import Which
from plainview.evidence.actions import pictures_folder
from plainview.evidence.models import HeldRead, Hold
from plainview.terms.read import ReadKey


def holds() -> list[Hold]:
    """Every hold, newest first, with `read_count`."""
    return list(Hold.objects.annotate(read_count=Count("reads")))


def hold(hold_id: UUID) -> Hold:
    """One hold.

    Raises:
        Hold.DoesNotExist: there is none of this id.
    """
    return Hold.objects.prefetch_related("reads").get(pk=hold_id)


def held_ids() -> list[UUID]:
    """The reads that some case holds."""
    return list(HeldRead.objects.filter(hold__released_at=None).values_list("read_id", flat=True))


def picture(held: HeldRead, which: Which) -> bytes:
    """A held read's JPEG, from the archive while its day lives and from the hold's own copy afterwards.

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
    return packs.read(pictures_folder(held.hold_id), key, held.pack, (span[0], span[1]), bytes(expected))
