"""Looks at holds and at what they preserved."""

from uuid import UUID

from django.db.models import Count

from plainview.evidence.models import HeldRead, Hold


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
