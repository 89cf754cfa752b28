"""What is done about a hit, to its disposition. Each step is one transaction and one entry in the log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from plainview.accounts.doors import door
from plainview.accounts.permissions import Facts, Permission, may
from plainview.alerts import endings, tallies
from plainview.alerts.announcing import announce
from plainview.alerts.audience import seen_by
from plainview.alerts.checklist import Part, lacking, matches, unresolvable
from plainview.alerts.models import Alert
from plainview.alerts.rules import Closing, Standing, objections
from plainview.alerts.telling import tell
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.cad.messages import Step
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused, require
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor
from plainview.terms.stop import Road, Status
from plainview.terms.tally import Tally

LONGEST_RESOLUTION = 500


@dataclass(frozen=True)
class Seen:
    """What the officer saw: to the name of each item of the checklist, whether it matches."""

    answers: Mapping[str, bool]


@door(Event.ALERT_VERIFIED, needs=Permission.ALERTS_WORK)
@enforces(clauses.F_C_1_I)
def verify(alert_id: UUID, seen: Seen, *, actor: Actor, at: datetime) -> Alert:
    """Record what the officer saw of all that the entry states. A second look takes the place of the first.

    Raises:
        PolicyRefusal: the actor may not, something was not looked at, or the alert is closed.
    """
    alert = _open_alert(alert_id, viewer=actor)
    those = alert.items
    require(*(_not_looked_at(part) for part in Part if any(each.part is part for each in lacking(those, seen.answers))))
    alert.verified_by, alert.verified_at = actor.name, at
    alert.seen = {each.name: bool(seen.answers[each.name]) for each in those if each.stated}
    alert.plate_matches, alert.state_matches, alert.vehicle_matches = (
        matches(those, alert.seen, part) for part in (Part.PLATE, Part.STATE, Part.VEHICLE)
    )
    alert.resolution, alert.resolved_by, alert.resolved_at = "", "", None
    differing = sorted(name for name, match in alert.seen.items() if not match)
    return _step(alert, Event.ALERT_VERIFIED, {"matches": not differing, "differs": differing}, actor=actor, at=at)


def _not_looked_at(part: Part) -> Refused:
    reason = "not every character was looked at" if part is Part.PLATE else f"the {part} was not compared"
    return Refused(clauses.F_C_1_I, reason, "Say of each whether it matches or differs.", part)


@door(Event.ALERT_RESOLVED, needs=Permission.ALERTS_WORK)
@enforces(clauses.F_C_1_I)
def resolve(alert_id: UUID, how: str, *, actor: Actor, at: datetime) -> Alert:
    """Say how what differs is resolved, so that the vehicle is the entry's all the same.

    Raises:
        PolicyRefusal: the actor may not, nothing differs, it is not said how, or no explanation makes it a match.
    """
    alert = _open_alert(alert_id, viewer=actor)
    if not alert.differs:
        raise PolicyRefusal(Refused(clauses.F_C_1_I, "nothing differs that could be resolved", "Compare it first."))
    refusals = list(unresolvable(alert.tier, alert.items, alert.seen))
    if not how.strip():
        words = "Say what explains the difference, and who told you."
        refusals.append(Refused(clauses.F_C_1_I, "it is not said how it is resolved", words, "resolution"))
    require(*refusals)
    alert.resolution, alert.resolved_by, alert.resolved_at = how.strip()[:LONGEST_RESOLUTION], actor.name, at
    return _step(alert, Event.ALERT_RESOLVED, {}, actor=actor, at=at, private={"how": alert.resolution})


@door(Event.ALERT_CONFIRMATION_ASKED, needs=Permission.ALERTS_WORK)
@enforces(clauses.F_C_1_II, clauses.I_6)
def ask_dispatch(alert_id: UUID, *, actor: Actor, at: datetime) -> Alert:
    """Ask communications whether the entry is still active.

    While a request waits, or an answer still carries a stop, asking again changes nothing. An answer that is too old,
    or that confirmed nothing, gives way to the new request; it stays in the log.

    Raises:
        PolicyRefusal: the actor may not, or the alert is closed.
    """
    alert = _open_alert(alert_id, viewer=actor)
    if alert.status(at) in {Status.WAITING, Status.ACTIVE}:
        return alert
    alert.asked_by, alert.asker, alert.asked_at = actor.name, str(actor), at
    alert.answer, alert.answer_source, alert.answered_by, alert.answered_at = "", "", "", None
    tell(Step.ASKED, alert, at=at, officer=actor.name)
    return _step(alert, Event.ALERT_CONFIRMATION_ASKED, {}, actor=actor, at=at)


@door(Event.ALERT_CONFIRMATION_ANSWERED, needs=Permission.ALERTS_CONFIRM)
@enforces(clauses.F_C_1_II, clauses.I_6)
def answer(alert_id: UUID, answer: str, *, source: str, actor: Actor, at: datetime) -> Alert:
    """Communications' word on the entry, and where they looked. A stop that is over still gets its answer.

    Raises:
        PolicyRefusal: the actor may not, or asked it; the alert is closed without a stop, nobody waits for the answer,
            or it or its source is missing.
    """
    alert = _alert(alert_id, viewer=actor)
    require(may(actor, Permission.ALERTS_CONFIRM, on=Facts(requested_by=alert.asker or None)))
    waiting = alert.status(at) is Status.WAITING
    if not (alert.road and waiting):
        _require_open(alert)
    # That an entry is active no longer may be said at any time; the rest answers a request, once.
    if not waiting and not (alert.asked_at and answer == Alert.Answer.NOT_ACTIVE):
        raise PolicyRefusal(Refused(clauses.I_6, "nobody waits for this answer", "The officer asks first.", "answer"))
    if answer not in Alert.Answer.values or not source.strip():
        raise PolicyRefusal(
            Refused(clauses.I_6, "the answer or its source is missing", "Say what was found and where.", "source")
        )
    alert.answer, alert.answer_source = answer, source.strip()
    alert.answered_by, alert.answered_at = actor.name, at
    tell(Step.ANSWERED, alert, at=at, dispatcher=actor.name, answer=answer, source=alert.answer_source)
    return _step(alert, Event.ALERT_CONFIRMATION_ANSWERED, {"answer": answer, "source": source}, actor=actor, at=at)


def locked(alert_id: UUID, *, viewer: Actor) -> Alert:
    """The open alert, kept from everybody else until the caller's transaction ends, with how its entry stands.

    Raises:
        PolicyRefusal: it is closed.
        Alert.DoesNotExist: there is none of this id of which the viewer may know.
    """
    return endings.attached([_open_alert(alert_id, viewer=viewer)])[0]


def note_road(alert: Alert, road: Road, *, actor: Actor, at: datetime) -> None:
    """Write down on the alert that a stop of its vehicle has begun, and tell everybody who looks at it."""
    alert.road, alert.road_by, alert.road_at = road, actor.name, at
    alert.save()
    tell(Step.STOP_BEGUN, alert, at=at, officer=actor.name, road=road)
    announce(alert)


@door(Event.ALERT_CLOSED, needs=Permission.ALERTS_WORK)
@enforces(clauses.F_C_1, clauses.F_C_1_I)
def close(alert_id: UUID, closing: Closing, *, actor: Actor, at: datetime) -> Alert:
    """Record what came of the alert.

    Raises:
        PolicyRefusal: with everything that stands against it.
    """
    alert = _open_alert(alert_id, viewer=actor)
    require(*objections(standing(alert), closing))
    alert.disposition, alert.stopped, alert.outcome = closing.disposition, closing.stopped, closing.outcome
    alert.closed_by, alert.closed_at = actor.name, at
    facts = {"disposition": closing.disposition, "stopped": closing.stopped, "road": alert.road}
    tell(Step.CLOSED, alert, at=at, officer=actor.name, **facts)
    return _step(alert, Event.ALERT_CLOSED, facts, actor=actor, at=at)


def standing(alert: Alert) -> Standing:
    """What the rules of closing ask of an alert."""
    seen = alert.verified_at is not None
    return Standing(seen, alert.all_matches, alert.answer, is_hit=alert.is_hit, stop_on_record=bool(alert.road))


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


def _alert(alert_id: UUID, *, viewer: Actor) -> Alert:
    return seen_by(viewer).select_for_update().get(pk=alert_id)


def _open_alert(alert_id: UUID, *, viewer: Actor) -> Alert:
    return _require_open(_alert(alert_id, viewer=viewer))


def _require_open(alert: Alert) -> Alert:
    if alert.closed_at is not None:
        raise PolicyRefusal(Refused(clauses.J_1, "this alert is closed", "What came of it stands and is not changed."))
    return alert


def _step(  # noqa: PLR0913 - a step says what, on what, who and when
    alert: Alert,
    event: Event,
    facts: dict[str, object],
    *,
    actor: Actor,
    at: datetime,
    private: dict[str, object] | None = None,
) -> Alert:
    alert.save()
    audit.append(event, actor=actor, at=at, subject=f"alert:{alert.pk}", facts=facts, private=private)
    announce(alert)
    return alert
