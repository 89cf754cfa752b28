"""Run a search: decided and logged first, looked up afterwards."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from plainview.accounts.doors import door
from plainview.accounts.permissions import Facts, Permission, may
from plainview.archive import queries as archive
from plainview.archive.models import Read
from plainview.archive.queries import Which
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused, require
from plainview.policy.enforcement import enforces
from plainview.policy.matters import LOOKED_BACK, weigh
from plainview.search.models import Search
from plainview.search.request import SearchRequest, missing, statement
from plainview.terms.actor import Actor

OPEN_FOR: Final = timedelta(hours=8)
"""How long results may be looked at under the purpose that was given: a shift."""


@door(Event.SEARCH_RUN, needs=Permission.SEARCH)
@enforces(clauses.F_A, clauses.J_1)
def ask(request: SearchRequest, *, actor: Actor, at: datetime) -> Search:
    """Decide whether the search may run, and log it. Results can be seen only once this has committed.

    Raises:
        PolicyRefusal: with everything that stands against it.
    """
    on = at.date()
    weighed = weigh(statement(request, documented=False, earlier=_earlier(actor)), on)
    require(*missing(request, on), *weighed.refusals)
    require(*(Refused(each.clause, each.why, "A second person must agree.") for each in weighed.second))
    search = Search(actor=str(actor), run_at=at, request=msgspec.to_builtins(request))
    audit.append(
        Event.SEARCH_RUN,
        actor=actor,
        at=at,
        subject=f"search:{search.pk}",
        facts={"purpose": request.purpose, "offence": request.offence, "case_number": request.case_number},
        private=msgspec.to_builtins(request),
    )
    search.save()
    return search


@door(Event.PHOTOGRAPH_OPENED, needs=Permission.SEARCH)
@enforces(clauses.J_1)
def open_picture(search: Search, read: Read, which: Which, *, actor: Actor, at: datetime) -> bytes:
    """A result's JPEG. That a photograph is opened stands in the log before it is shown; a crop is part of the result.

    Raises:
        PolicyRefusal: the actor may not, or it is somebody else's search.
        PictureUnreadable: it is gone, or is not the one that belongs to the read.
    """
    require(may(actor, Permission.SEARCH, on=Facts(asked_by=search.actor)))
    opened = archive.picture(read, which)
    if which == "photograph":
        facts = {"read": str(read.id)}
        audit.append(Event.PHOTOGRAPH_OPENED, actor=actor, at=at, subject=f"search:{search.pk}", facts=facts)
    return opened


@enforces(clauses.F_A)
def resume(search_id: UUID, *, actor: Actor, at: datetime) -> Search:
    """A search that this person ran in this shift; its results may be looked at again under the same purpose.

    Raises:
        PolicyRefusal: it is somebody else's, or its time is over.
    """
    search = Search.objects.filter(pk=search_id, run_at__gt=at - OPEN_FOR).first()
    if search is None:
        # In the words of the rule on somebody else's search: whether there is one is nobody's business.
        raise PolicyRefusal(
            Refused(clauses.F_A, "this is not a search of yours from this shift", "Search anew and state your purpose.")
        )
    require(may(actor, Permission.SEARCH, on=Facts(asked_by=search.actor)))
    return search


def _earlier(actor: Actor) -> tuple[tuple[str, str], ...]:
    """The person's last reasons, each with its case."""
    last = Search.objects.filter(actor=str(actor)).order_by("-run_at")[:LOOKED_BACK]
    return tuple((search.request["reason"], search.request["case_number"]) for search in last)


def forget(*, before: datetime) -> int:
    """Drop searches that are older than any read; what was asked stays in the log."""
    return Search.objects.filter(run_at__lt=before).delete()[0]
