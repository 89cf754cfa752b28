"""The results of a search that was decided and logged."""

from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Final
from uuid import UUID

from django.db.models import Min
from PIL import Image

from plainview.approvals import queries as approvals
from plainview.approvals.kinds import Kind
from plainview.approvals.models import Approval
from plainview.archive import queries as archive
from plainview.archive.models import Read
from plainview.archive.packs import PictureUnreadable, StoreAway
from plainview.archive.queries import Count, Seen
from plainview.policy import clauses
from plainview.policy.evidence import Shown, shows
from plainview.search import comparing, described
from plainview.search.models import Document, Search
from plainview.search.plan import why
from plainview.search.wanting import asks_for_vehicles, inside, looked_at, request_of, wanted

__all__ = [
    "Found",
    "by_id",
    "count",
    "document_of",
    "inside",
    "oldest_day",
    "photograph_size",
    "request_of",
    "result",
    "results",
    "second_word",
    "wanted",
]

PAGE: Final = 50


@dataclass(frozen=True)
class Found:
    """One result, why its plate is one, and what it stated of the vehicle that was described, if one was."""

    read: Read
    why: str
    stated: str = ""


def results(search: Search, *, after: Seen | None = None) -> list[Found]:
    """One page of results, newest first, from after the last one seen.

    Raises:
        ValueError: the search asked for vehicles, which `comparing.vehicles` finds.
    """
    request = looked_at(search)
    if asks_for_vehicles(request):
        raise ValueError("an analysis finds vehicles: ask comparing.vehicles")
    reads = archive.found(wanted(request), limit=PAGE, after=after)
    if search.most is not None:
        # Of those that may be shown at all, a page.
        shown = archive.found(wanted(request), limit=search.most)
        last = (shown[-1].captured_at, shown[-1].id) if shown else None
        reads = [read for read in reads if last is not None and (read.captured_at, read.id) >= last]
    return [Found(read, why(request, read.plate), described.why(request.vehicle, read.vehicle)) for read in reads]


def count(search: Search) -> Count | None:
    """How many reads the search finds in all; None where nobody can say so quickly."""
    return archive.counted(wanted(looked_at(search)))


def result(search: Search, captured_at: datetime, read_id: UUID) -> Read | None:
    """One read, if it is a result of this search. It is named without its plate, which has no place in an address."""
    request = looked_at(search)
    if asks_for_vehicles(request):
        return comparing.result(search, captured_at, read_id)
    read = archive.one(wanted(request), captured_at, read_id)
    return read if read is not None and _may_be_shown(search, read) else None


def _may_be_shown(search: Search, read: Read) -> bool:
    """Whether a result is among the newest, as many as the limit of a role shows."""
    if search.most is None:
        return True
    newest = archive.found(wanted(looked_at(search)).since(read.captured_at), limit=search.most)
    return any(each.id == read.id for each in newest)


def photograph_size(read: Read) -> tuple[int, int] | None:
    """Width and height of a result's photograph in pixels, to draw the plate's box over it; None if it is gone.

    Raises:
        StoreAway: the object store that has it does not answer; ask again.
    """
    try:
        return Image.open(BytesIO(archive.picture(read, "photograph"))).size
    except StoreAway:
        raise
    except (PictureUnreadable, OSError):
        return None


def by_id(search_id: UUID) -> Search | None:
    """A search, for whoever decides about it; None once it is as old as the reads that have gone."""
    return Search.objects.filter(pk=search_id).first()


def document_of(search_id: UUID) -> Document | None:
    """What was attached to a search; None if nothing was."""
    return Document.objects.filter(pk=search_id).first()


def second_word(search: Search) -> Approval:
    """What the second person was asked about a search that waits, or waited."""
    asked = approvals.of(f"search:{search.pk}")
    return next(each for each in asked if each.kind == Kind.SENSITIVE_SEARCH)


@shows("exigent searches that nobody found justified in time", clauses.E_A_10, route="approvals")
def _not_justified(at: datetime) -> Shown:
    return approvals.unjustified(Kind.EXIGENT_JUSTIFICATION, at)


def oldest_day() -> date | None:
    """The day (UTC) of the oldest search that is still there."""
    found = Search.objects.aggregate(oldest=Min("run_at"))["oldest"]
    return None if found is None else found.date()
