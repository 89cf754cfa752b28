"""A person's own silence, with a reason and an end. Cards are drawn all the same."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from plainview.accounts.doors import door
from plainview.accounts.permissions import Permission
from plainview.alerts.models import Mute
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor

LONGEST: Final = timedelta(hours=12)
"""A shift."""


@door(Event.ALERTS_MUTED, needs=Permission.ALERTS_SEE)
@enforces(clauses.J_1)
def mute(because: str, *, until: datetime, actor: Actor, at: datetime) -> Mute:
    """Silence one's own alerts until then, in the place of an earlier silence.

    Raises:
        PolicyRefusal: the actor may not, the reason is missing, or the end is past or too far.
    """
    if not because.strip():
        raise PolicyRefusal(Refused(clauses.J_1, "the reason is missing", "Say why: court, an interview…", "because"))
    if not at < until <= at + LONGEST:
        raise PolicyRefusal(
            Refused(clauses.J_1, "a silence ends within twelve hours", "Choose one of the times offered.", "until")
        )
    _end(actor, at)
    silence = Mute.objects.create(
        person_id=UUID(actor.id), name=actor.name, reason=because.strip(), begins_at=at, ends_at=until
    )
    facts = {"until": until.isoformat(), "because": silence.reason}
    audit.append(Event.ALERTS_MUTED, actor=actor, at=at, subject=str(actor), facts=facts)
    return silence


@door(Event.ALERTS_UNMUTED, needs=Permission.ALERTS_SEE)
@enforces(clauses.J_1)
def unmute(*, actor: Actor, at: datetime) -> None:
    """End one's own silence. Where there is none nothing changes."""
    if _end(actor, at):
        audit.append(Event.ALERTS_UNMUTED, actor=actor, at=at, subject=str(actor))


def own(viewer: Actor, *, at: datetime) -> Mute | None:
    """The silence in which this person is at the moment."""
    return _in_force(at).filter(person_id=UUID(viewer.id)).first()


def everyone(*, at: datetime) -> list[Mute]:
    """Who is silent at the moment, the one who is so longest last."""
    return list(_in_force(at).order_by("ends_at"))


def _in_force(at: datetime) -> QuerySet[Mute]:
    return Mute.objects.filter(begins_at__lte=at, ends_at__gt=at)


def _end(actor: Actor, at: datetime) -> int:
    return _in_force(at).filter(person_id=UUID(actor.id)).update(ends_at=at)
