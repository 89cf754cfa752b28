"""Looks at hot lists."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from plainview.hotlists.models import Entry, HotList
from plainview.policy import clauses
from plainview.policy.enforcement import enforces
from plainview.policy.evidence import Shown, shows


def lists() -> list[HotList]:
    """Every list with `active`, its number of entries that can match."""
    active = Count("entries", filter=Q(entries__status=Entry.Status.ACTIVE))
    return list(HotList.objects.annotate(active=active).order_by("name"))


def active(list_id: UUID) -> int:
    """How many entries of a list can match."""
    return Entry.objects.filter(hot_list_id=list_id, status=Entry.Status.ACTIVE).count()


def manual_entries() -> list[Entry]:
    """Entries made by hand, newest first, those that ended included."""
    return list(Entry.objects.filter(hot_list__manual=True)[:500])


def entry(entry_id: UUID) -> Entry:
    """One entry.

    Raises:
        Entry.DoesNotExist: there is none of this id.
    """
    return Entry.objects.select_related("hot_list").get(pk=entry_id)


def entries(ids: Iterable[UUID]) -> dict[UUID, Entry]:
    """Entries by id, with their lists."""
    return Entry.objects.select_related("hot_list").in_bulk(list(ids))


@enforces(clauses.F_B_1_III)
def in_force(ids: Iterable[UUID], *, at: datetime) -> dict[UUID, Entry]:
    """Those of these entries that count at that moment, with their lists."""
    active = Entry.objects.filter(status=Entry.Status.ACTIVE, expires_at__gt=at)
    return active.select_related("hot_list").in_bulk(list(ids))


@shows("hot list entries past their expiry", clauses.F_B_1_II, clauses.F_B_1_III, route="hotlists")
def _past_expiry(at: datetime) -> Shown:
    active = Entry.objects.filter(status=Entry.Status.ACTIVE)
    late = active.filter(expires_at__lte=at).count()
    if late:
        return Shown(f"{late} wait to be removed; none of them can match any more", kept=False)
    return Shown(f"none of {active.count()} active entries", kept=True)
