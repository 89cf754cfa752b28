"""Looks at stops."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from plainview.accounts.permissions import Permission, may
from plainview.approvals import queries as approvals
from plainview.approvals.kinds import Kind
from plainview.approvals.models import Approval, State
from plainview.policy import clauses
from plainview.policy.decisions import Allowed
from plainview.policy.enforcement import enforces
from plainview.policy.evidence import Shown, shows
from plainview.stops.models import Stop, Waiver
from plainview.terms.actor import Actor


@dataclass(frozen=True)
class Listed:
    """A stop with what it still owes. `review` is what a supervisor was asked, if anything."""

    stop: Stop
    review: Approval | None
    at: datetime

    @property
    def overdue(self) -> bool:
        return self.stop.is_overdue(self.at)

    @property
    def waits_for_review(self) -> bool:
        return self.review is not None and self.review.state(self.at) is State.OPEN

    @property
    def rank(self) -> int:
        """What owes most comes first: overdue, unwritten, unreviewed, and then all that owe nothing."""
        if self.overdue:
            return 0
        if self.stop.owes:
            return 1
        return 2 if self.waits_for_review else 3

    @property
    def review_state(self) -> str:
        return self.review.state(self.at).label if self.review is not None else ""


@enforces(clauses.F_C_1)
def listed(*, viewer: Actor, at: datetime, count: int = 200) -> list[Listed]:
    """Stops with what they owe, those that owe something first: every one, or the viewer's own."""
    stops = Stop.objects.all()
    if not isinstance(may(viewer, Permission.STOPS_OVERSEE), Allowed):
        stops = stops.filter(officer=str(viewer))
    # Those that owe a justification are never among the ones that a long list leaves out.
    owing = stops.filter(justify_by__isnull=False, justified_at=None)
    found = [*owing, *stops.exclude(pk__in=owing.values("pk"))[:count]]
    return sorted(_with_reviews(found, at), key=lambda each: (each.rank, -each.stop.begun_at.timestamp()))


def owed_by(officer: Actor) -> int:
    """For how many stops this officer still has to write why they could not wait."""
    return Stop.objects.filter(officer=str(officer), justify_by__isnull=False, justified_at=None).count()


def of_alert(alert_id: UUID, *, at: datetime) -> Listed | None:
    """The stop of an alert of which the caller may know; None while there is none."""
    stop = Stop.objects.filter(alert_id=alert_id).first()
    return _with_reviews([stop], at)[0] if stop is not None else None


def by_id(stop_id: UUID) -> Stop | None:
    """One stop; None once it has gone with its read."""
    return Stop.objects.filter(pk=stop_id).first()


def waivers(alert_id: UUID) -> list[Waiver]:
    """Who allowed that reports on an alert leave out the ALPR data, in the order of record."""
    return list(Waiver.objects.filter(alert_id=alert_id))


def _with_reviews(stops: Iterable[Stop], at: datetime) -> list[Listed]:
    those = list(stops)
    asked = approvals.of_each(stop.subject for stop in those)
    return [Listed(stop, asked.get(stop.subject), at) for stop in those]


@shows("exigent stops that nobody justified in time", clauses.F_C_1_I, clauses.E_A_10, route="stops")
def _unjustified(at: datetime) -> Shown:
    late = Stop.objects.filter(justify_by__lte=at, justified_at=None).count()
    return Shown(f"{late or 'none'} of those that stand on record", kept=not late)


@shows("exigent stops that no supervisor found right", clauses.F_C_1_I, route="stops")
def _not_found_right(at: datetime) -> Shown:
    return approvals.unjustified(Kind.EXIGENT_STOP, at)
