"""Steps that several actions on an entry share. Each belongs into the transaction of an action."""

from datetime import datetime
from uuid import UUID

from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.hotlists import seeing
from plainview.hotlists.announcing import announce
from plainview.hotlists.models import Entry
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.terms.actor import Actor


def confirm(entry: Entry, *, source: str, checked_at: datetime, actor: Actor, at: datetime) -> None:
    """The plate is checked, so the entry is in force if it is approved."""
    entry.verified_by, entry.verified_at, entry.verified_source = actor.name, checked_at, source
    put_in_force(entry)
    entry.revision = log(Event.ENTRY_VERIFIED, entry, actor=actor, at=at)
    entry.save()


def standing(entry_id: UUID, *, actor: Actor, at: datetime) -> Entry:
    """The entry, locked.

    Raises:
        PolicyRefusal: it has ended, or its time is over and the clock has not ended it yet.
        Entry.DoesNotExist: there is none that the actor may know of.
    """
    entry = locked(entry_id, actor=actor)
    if entry.ended_at is not None or entry.expires_at <= at:
        raise PolicyRefusal(Refused(clauses.F_B_1_III, "this entry has ended", "Propose it anew."))
    return entry


def subject(entry: Entry) -> str:
    """How the log and the requests name an entry."""
    return f"entry:{entry.pk}"


def log(event: Event, entry: Entry, *, actor: Actor, at: datetime) -> int:
    """What happened to an entry, in the log and to whoever listens. Returns the log's number."""
    announce(str(entry.pk))
    return audit.append(
        event,
        actor=actor,
        at=at,
        subject=subject(entry),
        facts={"purpose": entry.purpose, "case_number": entry.case_number, "status": entry.status},
        private={"plate": entry.plate, "state": entry.state},
    )


def put_in_force(entry: Entry) -> None:
    """An entry counts once it is approved and checked; one of the fast lane then gets the time that was asked for."""
    if entry.approved_at is None:
        return
    if entry.verified_at is None:
        entry.status = entry.status if entry.on_trial else Entry.Status.APPROVED
        return
    entry.status = Entry.Status.ACTIVE
    entry.expires_at, entry.asked_until = entry.asked_until or entry.expires_at, None


def locked(entry_id: UUID, *, actor: Actor) -> Entry:
    """The entry, locked, ended or not.

    Raises:
        Entry.DoesNotExist: there is none that the actor may know of.
    """
    return Entry.objects.select_for_update().filter(seeing.seen_by(actor)).get(pk=entry_id)
