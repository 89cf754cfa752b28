"""Looks at the outbox."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q

from plainview.cad.models import Message
from plainview.policy import clauses
from plainview.policy.evidence import Shown, shows


@dataclass(frozen=True)
class Standing:
    """How the connector stands. `host` is None where there is none; `simulated`: what answered last is a simulator."""

    host: str | None
    waiting: int
    given_up: int
    simulated: bool
    last: Message | None


def standing() -> Standing:
    """How the connector stands at this moment."""
    state = Message.State
    counted = Message.objects.aggregate(
        waiting=Count("pk", filter=Q(state=state.WAITING)), given_up=Count("pk", filter=Q(state=state.GIVEN_UP))
    )
    last = Message.objects.filter(state=state.DELIVERED).order_by("-settled_at").first()
    host = settings.CAD.host if settings.CAD is not None else None
    return Standing(host, counted["waiting"], counted["given_up"], last is not None and last.simulated, last)


def given_up() -> list[Message]:
    """What waits for a person, oldest first."""
    return list(Message.objects.filter(state=Message.State.GIVEN_UP).order_by("pk"))


def lately(*, count: int) -> list[Message]:
    """The newest messages, given up ones left out."""
    return list(Message.objects.exclude(state=Message.State.GIVEN_UP)[:count])


@shows("messages that the dispatch system did not take", clauses.F_C_1_II, route="dispatch-system")
def _not_taken(_at: datetime) -> Shown:
    if settings.CAD is None:
        return Shown("no dispatch system is connected; requests stand in the queue of confirmations", kept=True)
    count = Message.objects.filter(state=Message.State.GIVEN_UP).count()
    return Shown(f"{count or 'none'} given up", kept=not count)
