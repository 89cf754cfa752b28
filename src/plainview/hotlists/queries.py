"""Looks at hot lists."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q

from plainview.accounts import queries as accounts
from plainview.accounts.models import Person
from plainview.hotlists import seeing
from plainview.hotlists.models import Check, Entry, Extension, HotList
from plainview.policy import clauses
from plainview.policy.enforcement import enforces
from plainview.policy.evidence import Shown, shows
from plainview.terms.actor import Actor


def lists() -> list[HotList]:
    """Every list with `active`, its number of entries that can match; covert ones are not counted."""
    active = Count("entries", filter=Q(entries__status=Entry.Status.ACTIVE, entries__covert=False))
    return list(HotList.objects.annotate(active=active).order_by("name"))


def active(list_id: UUID) -> int:
    """How many entries of a list can match."""
    return Entry.objects.filter(hot_list_id=list_id, status=Entry.Status.ACTIVE, covert=False).count()


def manual_entries(actor: Actor) -> list[Entry]:
    """Entries made by hand that this actor may know of, newest first, those that ended included."""
    made = Entry.objects.filter(seeing.seen_by(actor), hot_list__manual=True)
    return list(made.select_related("hot_list")[:500])


def entry(entry_id: UUID, *, seen_by: Actor) -> Entry:
    """One entry.

    Raises:
        Entry.DoesNotExist: there is none of this id that the actor may know of.
    """
    return Entry.objects.select_related("hot_list").filter(seeing.seen_by(seen_by)).get(pk=entry_id)


def audience(entry: Entry) -> list[Person]:
    """The people who are alerted, by name; nobody named means everybody who sees alerts."""
    named = set(entry.audience)
    return [person for person in accounts.people() if person.pk in named]


def checks(entry: Entry) -> list[Check]:
    """Every look at CJIS about an entry, newest first."""
    return list(entry.checks.all())


def extension(approval_id: UUID) -> Extension | None:
    """What was asked for by this request, with its entry."""
    return Extension.objects.select_related("entry__hot_list").filter(pk=approval_id).first()


def entries(ids: Iterable[UUID]) -> dict[UUID, Entry]:
    """Entries by id, with their lists."""
    return Entry.objects.select_related("hot_list").in_bulk(list(ids))


class Ending(NamedTuple):
    """Until when an entry stands, and whether somebody ended it before. All None: there is no such entry any more."""

    expires_at: datetime | None = None
    ended_at: datetime | None = None
    because: str = ""

    def words(self, at: datetime) -> str:
        """Why it stands no longer, in fixed words that hold no plate; empty while it does."""
        if self.expires_at is None:
            return "it is on no list any more"
        if self.expires_at <= at:
            return "it has expired"
        return "it was removed" if self.ended_at is not None else ""


def endings(ids: Iterable[UUID]) -> dict[UUID, Ending]:
    """How long each of these entries stands; one that is gone altogether has the ending of such."""
    wanted = set(ids)
    known = Entry.objects.filter(pk__in=wanted).values_list("pk", "expires_at", "ended_at", "ended_because")
    found = {entry: Ending(expires_at, ended_at, because) for entry, expires_at, ended_at, because in known}
    return {entry: found.get(entry, Ending()) for entry in wanted}


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
    # As on the page of lists: a number that is greater by one would say that a covert entry exists.
    return Shown(f"none of {active.filter(covert=False).count()} active entries", kept=True)
