"""Looks at requests to hold reads. Each says for whom: whoever asked, and whoever decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from plainview.accounts.permissions import Permission, may
from plainview.approvals import queries as approvals
from plainview.approvals.models import Approval
from plainview.archive import queries as archive
from plainview.evidence.models import HoldRequest, RequestedRead
from plainview.evidence.preserving import content_of
from plainview.evidence.rules import HURRIED
from plainview.policy import clauses, parameters
from plainview.policy.decisions import Allowed
from plainview.policy.evidence import Shown, shows
from plainview.terms.actor import Actor
from plainview.terms.read import ReadKey

_LOOKED_BACK: Final = timedelta(days=30)


@dataclass(frozen=True)
class Asked:
    """A request as it stands. `first_goes` is when the first of its reads goes; None once it has ended.

    `gone` of its reads went before anybody decided. `hurried`: a read goes within the day. `word` is the second
    person's request, with its decision.
    """

    request: HoldRequest
    word: Approval
    first_goes: datetime | None
    last_goes: datetime | None
    left: int
    hurried: bool

    @property
    def waits(self) -> bool:
        return self.first_goes is not None

    @property
    def gone(self) -> int:
        return self.request.read_count - self.left if self.waits else 0

    @property
    def state(self) -> str:
        """How it stands, in a word or some."""
        if self.waits:
            return "waits"
        return HoldRequest.Ending(self.request.ending or HoldRequest.Ending.TOO_LATE).label


def own(actor: Actor, at: datetime) -> list[Asked]:
    """What the actor asked, newest first. What ended long ago is forgotten."""
    return _drawn(HoldRequest.objects.filter(asked_by=str(actor)).prefetch_related("reads"), at)


def one(request_id: UUID, *, viewer: Actor, at: datetime) -> Asked:
    """One request, for whoever asked and for whoever decides.

    Raises:
        HoldRequest.DoesNotExist: there is none of this id of which the viewer may know.
    """
    found = HoldRequest.objects.prefetch_related("reads").get(pk=request_id)
    if found.asked_by != str(viewer) and not decides(viewer):
        raise HoldRequest.DoesNotExist
    return _drawn([found], at)[0]


def by_id(request_id: UUID, at: datetime) -> Asked | None:
    """A request, for the page of approvals, which shows it to whoever decides or asked; None once it is forgotten."""
    found = list(HoldRequest.objects.filter(pk=request_id).prefetch_related("reads"))
    return next(iter(_drawn(found, at)), None)


def of_alert(alert_id: UUID, *, viewer: Actor, at: datetime) -> list[Asked]:
    """What the viewer asked about the read of an alert, and all that anybody asked for whoever decides."""
    found = HoldRequest.objects.filter(alert_id=alert_id).prefetch_related("reads")
    return _drawn(found if decides(viewer) else found.filter(asked_by=str(viewer)), at)


def reads_of(asked: Asked, at: datetime) -> list[tuple[RequestedRead, Mapping[str, object], datetime]]:
    """The reads that a request still names, the first to go first: each with what it says and when it goes."""
    reads = sorted(asked.request.reads.all(), key=lambda each: (each.captured_at, each.read_id))
    return [(each, _said(each), parameters.goes_at(each.captured_at, at)) for each in reads]


def hurried(actor: Actor, at: datetime) -> int:
    """How many requests that this actor may decide lose a read within a day."""
    waiting = HoldRequest.objects.filter(ended_at=None).exclude(asked_by=str(actor)).prefetch_related("reads")
    return sum(each.hurried for each in _drawn(waiting, at))


def decides(viewer: Actor) -> bool:
    """Whether the viewer's role decides requests, and so may see what they name."""
    return isinstance(may(viewer, Permission.HOLDS_CHANGE), Allowed)


def _said(each: RequestedRead) -> Mapping[str, object]:
    read = archive.read(ReadKey(each.plate, each.captured_at, each.read_id))
    return {} if read is None else content_of(read)


def _drawn(found: Iterable[HoldRequest], at: datetime) -> list[Asked]:
    requests = list(found)
    words = approvals.by_ids(each.approval_id for each in requests)
    return [_one(each, words[each.approval_id], at) for each in requests]


def _one(asked: HoldRequest, word: Approval, at: datetime) -> Asked:
    goes = sorted(parameters.goes_at(each.captured_at, at) for each in asked.reads.all())
    left = [each for each in goes if each > at] if asked.ended_at is None else []
    first, last = (left[0], left[-1]) if left else (None, None)
    return Asked(asked, word, first, last, len(left), first is not None and first - at < HURRIED)


@shows("requests to hold reads that the purge came before", clauses.K_1, route="approvals")
def _too_late(at: datetime) -> Shown:
    since = at - _LOOKED_BACK
    late = HoldRequest.objects.filter(ending=HoldRequest.Ending.TOO_LATE, ended_at__gt=since).count()
    return Shown(f"{late or 'none'} in the last {_LOOKED_BACK.days} days", kept=not late)
