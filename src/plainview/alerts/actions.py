"""What is done about a hit, to its disposition. Each step is one transaction and one entry in the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from plainview.accounts.doors import door
from plainview.accounts.permissions import Permission
from plainview.alerts import tallies
from plainview.alerts.announcing import announce
from plainview.alerts.audience import seen_by
from plainview.alerts.models import Alert
from plainview.alerts.rules import Closing, Standing, objections
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused, require
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor
from plainview.terms.tally import Tally


@dataclass(frozen=True)
class Seen:
    """What the officer saw: each character of the plate in turn, the state, the vehicle."""

    characters: Sequence[bool]
    state: bool
    vehicle: bool


@door(Event.ALERT_VERIFIED, needs=Permission.ALERTS_WORK)
@enforces(clauses.F_C_1_I)
def verify(alert_id: UUID, seen: Seen, *, actor: Actor, at: datetime) -> Alert:
    """Record what the officer saw, character by character.

    Raises:
        PolicyRefusal: the actor may not, a character was not looked at, or the alert is closed.
    """
    alert = _open_alert(alert_id, viewer=actor)
    if len(seen.characters) != len(alert.entry_plate):
        raise PolicyRefusal(
            Refused(clauses.F_C_1_I, "not every character was looked at", "Compare each one with the entry.", "plate")
        )
    alert.verified_by, alert.verified_at = actor.name, at
    alert.plate_matches, alert.state_matches, alert.vehicle_matches = all(seen.characters), seen.state, seen.vehicle
    return _step(
        alert,
        Event.ALERT_VERIFIED,
        {"plate": alert.plate_matches, "state": seen.state, "vehicle": seen.vehicle},
        actor=actor,
        at=at,
    )


@door(Event.ALERT_CONFIRMATION_ASKED, needs=Permission.ALERTS_WORK)
@enforces(clauses.F_C_1_II, clauses.I_6)
def ask_dispatch(alert_id: UUID, *, actor: Actor, at: datetime) -> Alert:
    """Ask communications whether the entry is still active. Asking twice changes nothing.

    Raises:
        PolicyRefusal: the actor may not, or the alert is closed.
    """
    alert = _open_alert(alert_id, viewer=actor)
    if alert.asked_at is not None:
        return alert
    alert.asked_by, alert.asked_at = actor.name, at
    return _step(alert, Event.ALERT_CONFIRMATION_ASKED, {}, actor=actor, at=at)


@door(Event.ALERT_CONFIRMATION_ANSWERED, needs=Permission.ALERTS_CONFIRM)
@enforces(clauses.I_6)
def answer(alert_id: UUID, answer: str, *, source: str, actor: Actor, at: datetime) -> Alert:
    """Communications' word on the entry, and where they looked.

    Raises:
        PolicyRefusal: the actor may not, the alert is closed, or the answer or its source is missing.
    """
    alert = _open_alert(alert_id, viewer=actor)
    if answer not in Alert.Answer.values or not source.strip():
        raise PolicyRefusal(
            Refused(clauses.I_6, "the answer or its source is missing", "Say what was found and where.", "source")
        )
    alert.answer, alert.answer_source = answer, source.strip()
    alert.answered_by, alert.answered_at = actor.name, at
    return _step(alert, Event.ALERT_CONFIRMATION_ANSWERED, {"answer": answer, "source": source}, actor=actor, at=at)


@door(Event.ALERT_CLOSED, needs=Permission.ALERTS_WORK)
@enforces(clauses.F_C_1, clauses.F_C_1_I)
def close(alert_id: UUID, closing: Closing, *, actor: Actor, at: datetime) -> Alert:
    """Record what came of the alert.

    Raises:
        PolicyRefusal: with everything that stands against it.
    """
    alert = _open_alert(alert_id, viewer=actor)
    standing = Standing(alert.verified_at is not None, alert.all_matches, alert.answer)
    require(*objections(standing, closing))
    alert.disposition, alert.stopped = closing.disposition, closing.stopped
    alert.outcome, alert.exigency = closing.outcome, closing.exigency
    alert.closed_by, alert.closed_at = actor.name, at
    return _step(
        alert,
        Event.ALERT_CLOSED,
        {"disposition": closing.disposition, "stopped": closing.stopped, "exigent": bool(closing.exigency)},
        actor=actor,
        at=at,
    )


@enforces(clauses.K_1)
def forget(*, before: datetime, held: Sequence[UUID]) -> list[Tally]:
    """Delete the alerts whose read was captured before that moment, except those whose read a case holds.

    Returns what came of them, as counts: the caller keeps those in the same transaction. The rows are locked first, so
    that an alert that is being closed at this moment is counted as it was closed.
    """
    going = Alert.objects.filter(captured_at__lt=before).exclude(read_id__in=held)
    ids = list(going.order_by("pk").select_for_update().values_list("pk", flat=True))
    gone = Alert.objects.filter(pk__in=ids)
    counted = tallies.of(gone)
    gone.delete()
    return counted


def _open_alert(alert_id: UUID, *, viewer: Actor) -> Alert:
    alert = seen_by(viewer).select_for_update().get(pk=alert_id)
    if alert.closed_at is not None:
        raise PolicyRefusal(Refused(clauses.J_1, "this alert is closed", "What came of it stands and is not changed."))
    return alert


def _step(alert: Alert, event: Event, facts: dict[str, object], *, actor: Actor, at: datetime) -> Alert:
    alert.save()
    audit.append(event, actor=actor, at=at, subject=f"alert:{alert.pk}", facts=facts)
    announce(alert)
    return alert
