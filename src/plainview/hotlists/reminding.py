"""Whoever proposed an entry watches it (F.b.1.ii): a reminder once before it expires, and what waits for them."""

from datetime import datetime, timedelta
from typing import Final

from plainview.accounts.doors import door
from plainview.accounts.permissions import Permission
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.hotlists.models import Entry, HotList
from plainview.policy import clauses
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor

REMIND_BEFORE: Final = timedelta(hours=24)
CHECK_AGES: Final = timedelta(days=3)
"""From then on the page asks to look at CJIS once more."""


@door(Event.ENTRIES_REMINDED, needs=Permission.ENTRIES_EXPIRE)
@enforces(clauses.F_B_1_II)
def remind(*, actor: Actor, at: datetime) -> int:
    """Note once, for each entry made by hand that is about to expire, that its proposer is reminded of it."""
    manual = list(HotList.objects.filter(manual=True).values_list("pk", flat=True))
    due = Entry.objects.filter(
        hot_list__in=manual,
        status__in=(Entry.Status.ACTIVE, Entry.Status.APPROVED),
        asked_until=None,
        reminded_at=None,
        expires_at__gt=at,
        expires_at__lte=at + REMIND_BEFORE,
    )
    ids = list(due.select_for_update().values_list("pk", flat=True))
    if ids:
        Entry.objects.filter(pk__in=ids).update(reminded_at=at)
        audit.append(Event.ENTRIES_REMINDED, actor=actor, at=at, facts={"entries": len(ids)})
    return len(ids)


def reminders(actor: Actor) -> int:
    """How many of this person's entries are about to expire."""
    return Entry.objects.filter(proposed_by=str(actor), reminded_at__isnull=False, ended_at=None).count()
