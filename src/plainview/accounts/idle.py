"""Log-ins that nobody uses: after ninety days they are switched off (CJIS AC-2(3))."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import F, QuerySet
from django.db.models.functions import Greatest

from plainview.accounts import actions, sessions, standing
from plainview.accounts.doors import door
from plainview.accounts.models import Invitation, Person
from plainview.accounts.permissions import Unasked
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.policy import clauses
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor

IDLE_PERIOD: Final = timedelta(days=90)
BECAUSE: Final = "no sign-in for 90 days"


@door(Event.PERSON_DISABLED, needs=Unasked("the clock; it opens nothing"))
@enforces(clauses.F, clauses.D_2)
def disable_idle(*, actor: Actor, at: datetime) -> int:
    """Switch off each log-in without a sign-in for ninety days, and return how many.

    The days count from the last sign-in, from the joining, or from the return of a log-in that was off, whichever
    was last. The demonstration's people are left alone.
    """
    # The last Chief stays: without one nobody could appoint, approve a return, or be let in again.
    due = [each for each in _idle(at).select_for_update().order_by("pk") if not actions.is_last_chief(each)]
    for person in due:
        person.is_active, person.ended_at, person.ended_because = False, at, BECAUSE
        person.save(update_fields=["is_active", "ended_at", "ended_because"])
        Invitation.objects.filter(person=person, accepted_at=None).update(expires_at=at)
        standing.end_all(person.pk, by=actor, because=BECAUSE, at=at)
        sessions.end_of(person, at=at)
        last = person.last_login or person.joined_at
        audit.append(
            Event.PERSON_DISABLED,
            actor=actor,
            at=at,
            subject=f"person:{person.pk}",
            facts={"reason": BECAUSE, "control": "CJIS AC-2(3)", "last": last.isoformat()},
        )
    return len(due)


def _idle(at: datetime) -> QuerySet[Person]:
    # In PostgreSQL the greatest of several moments passes over those that are not known.
    used = Greatest(F("joined_at"), F("last_login"), F("returned_at"))
    return Person.objects.filter(is_active=True, is_demo=False).alias(used=used).filter(used__lte=at - IDLE_PERIOD)
