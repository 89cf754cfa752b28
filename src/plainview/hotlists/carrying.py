"""The copies of entries that boxes in cars carry, and which of them has acknowledged a recall (F.b.1.iii).

A copy holds what everybody who sees alerts may know, met by its plate. A covert entry, or one for named people, never
leaves: a box cannot tell who sits in the car.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Max, Min, Q, QuerySet

from plainview.accounts.doors import door
from plainview.accounts.permissions import Facts, Permission, may
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.hotlists.models import Acknowledgement, Carrier, Entry, HotList
from plainview.policy import clauses
from plainview.policy.decisions import require
from plainview.policy.enforcement import enforces
from plainview.policy.evidence import Shown, shows
from plainview.terms.actor import Actor
from plainview.terms.carried import LAPSES, CarriedEntry, Changes
from plainview.terms.entry import MatchBy

REMEMBERED: Final = timedelta(days=30)
"""How long it is kept when a box acknowledged what."""
_FOR_EVERYBODY: Final = Q(covert=False, audience=[], match_by__in=[MatchBy.PLATE, MatchBy.NEAR])


@door(Event.ENTRIES_CARRIED, needs=Permission.ENTRIES_CARRY)
@enforces(clauses.F_B_1_III)
def exchange(held: int, *, camera_id: UUID, in_a_car: bool, actor: Actor, at: datetime) -> Changes:
    """What changed since the number that a box holds; that number is its acknowledgement.

    Raises:
        PolicyRefusal: the box is not in a car.
    """
    require(may(actor, Permission.ENTRIES_CARRY, on=Facts(in_a_car=in_a_car)))
    carrier, new = Carrier.objects.update_or_create(
        device=actor.id,
        defaults={"camera_id": camera_id, "heard_at": at},
        create_defaults={"camera_id": camera_id, "heard_at": at, "since": at},
    )
    own = _own()
    newest = own.aggregate(newest=Max("revision"))["newest"] or 0
    whole = new or not 0 < held <= newest
    if not whole:
        _acknowledge(carrier, held, actor=actor, at=at)
    changed = own.filter(_FOR_EVERYBODY, revision__lte=newest)
    in_force = Q(status=Entry.Status.ACTIVE, expires_at__gt=at)
    since = Q() if whole else Q(revision__gt=held)
    gone = () if whole else tuple(changed.filter(since).exclude(in_force).values_list("pk", flat=True))
    return Changes(
        revision=newest, whole=whole, entries=tuple(map(_carried, changed.filter(since & in_force))), gone=gone
    )


@dataclass(frozen=True)
class Standing:
    """How a box stands to an entry. `acknowledged_at` is None while it may hold an older word of it."""

    device: str
    camera_id: UUID
    heard_at: datetime
    acknowledged_at: datetime | None
    lapsed: bool

    @property
    def lapses_at(self) -> datetime:
        """When its copy is deleted by itself if it hears nothing until then."""
        return self.heard_at + LAPSES


def is_carried(entry: Entry) -> bool:
    """Whether cars carry such an entry at all."""
    return (
        entry.hot_list.manual
        and not entry.covert
        and not entry.audience
        and entry.match_by in {MatchBy.PLATE, MatchBy.NEAR}
    )


@enforces(clauses.F_B_1_III)
def standings(entry: Entry, *, at: datetime) -> list[Standing]:
    """Every box that may hold this entry, those without an acknowledgement first.

    One whose first copy came after the entry had ended never held it.
    """
    if not is_carried(entry):
        return []
    said = Min("acknowledgements__at", filter=Q(acknowledgements__revision__gte=entry.revision))
    carriers = Carrier.objects.annotate(said=said)
    if entry.ended_at is not None:
        carriers = carriers.filter(since__lte=entry.ended_at)
    found = [
        Standing(each.device, each.camera_id, each.heard_at, each.said, lapsed=each.heard_at + LAPSES <= at)
        for each in carriers.order_by("device")
    ]
    return sorted(found, key=lambda each: (each.acknowledged_at is not None, each.heard_at))


def forget(*, at: datetime) -> None:
    """Let go of acknowledgements that nobody asks for any more; the last of each box stays."""
    newest = Acknowledgement.objects.values("carrier").annotate(newest=Max("pk")).values("newest")
    Acknowledgement.objects.filter(at__lt=at - REMEMBERED).exclude(pk__in=newest).delete()


@shows("cars that have not acknowledged a recall", clauses.F_B_1_III, route="entries")
def _not_acknowledged(at: datetime) -> Shown:
    ended = _own().filter(_FOR_EVERYBODY, ended_at__gt=at - LAPSES)
    each_standing = (each for entry in ended for each in standings(entry, at=at))
    late = {each.device for each in each_standing if each.acknowledged_at is None and not each.lapsed}
    if late:
        return Shown(
            f"{len(late)}, which delete their copy by themselves after {LAPSES // timedelta(hours=1)} h", kept=False
        )
    return Shown("none", kept=True)


def _own() -> QuerySet[Entry]:
    # The lists by name: with a join the database would walk through everybody else's entries as well.
    manual = list(HotList.objects.filter(manual=True).values_list("pk", flat=True))
    return Entry.objects.filter(hot_list__in=manual).select_related("hot_list").order_by()


def _acknowledge(carrier: Carrier, held: int, *, actor: Actor, at: datetime) -> None:
    _, new = Acknowledgement.objects.get_or_create(carrier=carrier, revision=held, defaults={"at": at})
    if new:
        facts = {"holds_every_change_up_to": held}
        audit.append(Event.ENTRIES_CARRIED, actor=actor, at=at, subject=f"camera:{carrier.camera_id}", facts=facts)


def _carried(entry: Entry) -> CarriedEntry:
    return CarriedEntry(
        id=entry.pk,
        plate=entry.plate,
        state=entry.state,
        expires_at=entry.expires_at,
        vehicle=entry.vehicle,
        offence=entry.offence,
        priority=entry.priority,
        handling=entry.handling,
        caution=entry.caution,
    )
