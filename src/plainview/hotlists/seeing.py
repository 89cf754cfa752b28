"""Who knows of an entry. A covert one exists for its proposer, its audience and those who approve, and nobody else."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from plainview.accounts import queries as accounts
from plainview.accounts.models import Person
from plainview.accounts.permissions import Permission, may
from plainview.policy import clauses
from plainview.policy.decisions import Allowed
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor, ActorKind


@enforces(clauses.D_1)
def seen_by(actor: Actor) -> Q:
    """The entries that this actor may know of."""
    if isinstance(may(actor, Permission.ENTRIES_APPROVE), Allowed):
        return Q()
    theirs = Q(covert=False) | Q(proposed_by=str(actor))
    return theirs | Q(audience__contains=[UUID(actor.id)]) if actor.kind is ActorKind.PERSON else theirs


def may_be_told(at: datetime) -> list[Person]:
    """The people who can be an entry's audience: whoever sees alerts at that moment."""
    return [
        person
        for person in accounts.people()
        if person.is_active and isinstance(may(person.actor(at), Permission.ALERTS_SEE), Allowed)
    ]
