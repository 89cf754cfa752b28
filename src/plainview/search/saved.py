"""Searches that a person keeps to run again: what to look for, and never why. Each time the purpose is said anew."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from msgspec import structs

from plainview.accounts.doors import door
from plainview.accounts.permissions import Permission
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.policy import clauses
from plainview.policy.decisions import ALLOWED, PolicyRefusal, Refused, require
from plainview.policy.enforcement import enforces
from plainview.search.models import Saved, Search
from plainview.search.request import SearchRequest
from plainview.terms.actor import Actor

MOST: Final = 20
"""Searches that a person may keep."""
_REASONS: Final = dict.fromkeys(
    ("purpose", "offence", "case_number", "reason", "concern", "suspicion", "exception"), ""
)

_UNNAMED: Final = Refused(clauses.F_A_1_I, "the name is missing", "Say what you will call it.", "name")
_FULL: Final = Refused(
    clauses.F_A_1_I, f"{MOST} searches are saved already", "Remove one that you no longer use.", "name"
)
_ANALYSIS: Final = Refused(
    clauses.F_A_1_I, "an analysis is not kept", "Ask it again from its results; its times belong to the case.", "name"
)


@door(Event.SEARCH_SAVED, needs=Permission.SEARCH)
@enforces(clauses.F_A, clauses.F_A_1_I)
def save(search: Search, name: str, *, actor: Actor, at: datetime) -> Saved:
    """Keep what a search looked for, under a name. Who saves the same name again replaces it.

    Raises:
        PolicyRefusal: the actor may not, the name is missing, or there are too many.
    """
    asked = msgspec.convert(search.request, SearchRequest)
    parameters = without_reasons(asked)
    called = name.strip()
    others = Saved.objects.filter(actor=str(actor)).exclude(name=called).count()
    require(
        ALLOWED if called else _UNNAMED,
        ALLOWED if others < MOST else _FULL,
        ALLOWED if asked.analysis is None else _ANALYSIS,
    )
    kept, _ = Saved.objects.update_or_create(
        actor=str(actor),
        name=called,
        defaults={"parameters": msgspec.to_builtins(parameters), "saved_at": at, "used_at": at},
    )
    audit.append(Event.SEARCH_SAVED, actor=actor, at=at, subject=f"saved-search:{kept.pk}")
    return kept


@door(Event.SEARCH_UNSAVED, needs=Permission.SEARCH)
def drop(saved_id: UUID, *, actor: Actor, at: datetime) -> None:
    """Keep it no longer. One that is somebody else's, or gone, changes nothing."""
    if Saved.objects.filter(pk=saved_id, actor=str(actor)).delete()[0]:
        audit.append(Event.SEARCH_UNSAVED, actor=actor, at=at, subject=f"saved-search:{saved_id}")


@enforces(clauses.F_A)
def parameters_of(saved_id: UUID, *, actor: Actor, at: datetime) -> SearchRequest:
    """What a saved search looks for, its time moved so that it ends now; without any purpose.

    Raises:
        PolicyRefusal: there is none of this person's.
    """
    kept = Saved.objects.filter(pk=saved_id, actor=str(actor)).first()
    if kept is None:
        raise PolicyRefusal(
            Refused(clauses.F_A, "this is not a saved search of yours", "Choose one of your own, or search anew.")
        )
    Saved.objects.filter(pk=saved_id).update(used_at=at)
    request = msgspec.convert(kept.parameters, SearchRequest)
    if request.more:
        return request
    return structs.replace(request, start=at - (request.end - request.start), end=at)


def of(actor: Actor) -> list[Saved]:
    """A person's saved searches, by name."""
    return list(Saved.objects.filter(actor=str(actor)).order_by("name"))


def forget(*, before: datetime) -> int:
    """Drop those that nobody used since: a plate is not remembered for longer than reads are."""
    return Saved.objects.filter(used_at__lt=before).delete()[0]


def without_reasons(request: SearchRequest) -> SearchRequest:
    """The same parameters; why they were looked for is taken out."""
    return structs.replace(request, **_REASONS, entry=None)
