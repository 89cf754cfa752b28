"""A stop: begun on one of its roads, justified where it could not wait, and told of in the report."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from plainview.accounts.doors import door
from plainview.accounts.permissions import Facts, Permission, Unasked, may
from plainview.alerts import actions as alerts
from plainview.alerts.models import Alert
from plainview.approvals import actions as approvals
from plainview.approvals.kinds import Kind
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused, require
from plainview.policy.enforcement import enforces
from plainview.stops import rules
from plainview.stops.models import Stop, Waiver
from plainview.terms.actor import Actor
from plainview.terms.stop import Road

LONGEST_STATEMENT: Final = 1000


@door(Event.STOP_BEGUN, needs=Permission.ALERTS_WORK)
@enforces(clauses.F_C_1, clauses.F_C_1_I, clauses.F_C_1_II, clauses.I_6, clauses.E_A_10)
def begin(alert_id: UUID, road: Road, *, statement: str = "", actor: Actor, at: datetime) -> Stop:
    """Begin the stop of an alert's vehicle on one of its three roads.

    Where the road does not need dispatch's word, dispatch is asked in the same breath: the status is then verified as
    soon as practicable (F.c.1.ii).

    Raises:
        PolicyRefusal: with everything that stands against this road.
        Alert.DoesNotExist: there is none of this id of which the actor may know.
    """
    alert = alerts.locked(alert_id, viewer=actor)
    require(*rules.objections(road, standing(alert, at=at), statement, at=at))
    carried = road is Road.CONFIRMED
    stop = Stop.objects.create(
        alert_id=alert.pk,
        read_id=alert.read_id,
        captured_at=alert.captured_at,
        place=alert.place,
        offence=alert.entry_offence,
        purpose=alert.entry_purpose,
        case_number=alert.entry_case_number,
        covert=alert.entry_covert,
        road=road,
        officer=str(actor),
        officer_name=actor.name,
        begun_at=at,
        statement=statement.strip()[:LONGEST_STATEMENT] if road is Road.SUSPICION else "",
        justify_by=rules.justify_by(at) if road is Road.EXIGENT else None,
        answered_by=alert.answered_by if carried else "",
        answered_at=alert.answered_at if carried else None,
        answer_source=alert.answer_source if carried else "",
    )
    if not carried:
        alert = alerts.ask_dispatch(alert_id, actor=actor, at=at)
    alerts.note_road(alert, road, actor=actor, at=at)
    facts = {"road": road, "purpose": alert.entry_purpose, "case_number": alert.entry_case_number}
    private = {"statement": stop.statement} if stop.statement else None
    audit.append(Event.STOP_BEGUN, actor=actor, at=at, subject=f"alert:{alert.pk}", facts=facts, private=private)
    return stop


def standing(alert: Alert, *, at: datetime) -> rules.Standing:
    """What the rules of a stop ask of an alert whose entry was looked up."""
    return rules.Standing(
        purpose=alert.entry_purpose,
        is_hit=alert.is_hit,
        verified=alert.verified_at is not None,
        confirmed=alert.all_matches,
        status=alert.status(at),
        handling=alert.entry_handling,
        ended=alert.ended(at),
        under_way=alert.road_by if alert.road else "",
    )


@door(Event.STOP_JUSTIFIED, needs=Permission.ALERTS_WORK)
@enforces(clauses.F_C_1_I, clauses.E_A_10)
def justify(stop_id: UUID, words: str, *, actor: Actor, at: datetime) -> Stop:
    """Write why an exigent stop could not wait, and put it before a supervisor. Late is written, and said to be late.

    Raises:
        PolicyRefusal: it is somebody else's stop, it owes nothing, or the words do not say why.
        Stop.DoesNotExist: there is none of this id.
    """
    stop = Stop.objects.select_for_update().get(pk=stop_id)
    require(may(actor, Permission.ALERTS_WORK, on=Facts(stopped_by=stop.officer)))
    if not stop.owes:
        raise PolicyRefusal(
            Refused(clauses.F_C_1_I, "this stop owes no justification", "What was written stands and is not changed.")
        )
    require(*rules.unsaid(words, at.date(), "justification"))
    late = stop.is_overdue(at)
    stop.statement, stop.justified_at = words.strip()[:LONGEST_STATEMENT], at
    stop.save()
    facts = {"late": late, "case_number": stop.case_number}
    private = {"why": stop.statement}
    audit.append(Event.STOP_JUSTIFIED, actor=actor, at=at, subject=stop.subject, facts=facts, private=private)
    approvals.ask(
        Kind.EXIGENT_STOP,
        stop.subject,
        why=f"{'Written late. ' if late else ''}{stop.statement}",
        clause=clauses.F_C_1_I,
        expires_at=rules.review_by(at),
        excluded=(stop.officer,),
        actor=actor,
        at=at,
    )
    return stop


@door(Event.STOP_JUSTIFICATION_OVERDUE, needs=Unasked("writes down that a deadline has passed, and opens nothing"))
@enforces(clauses.F_C_1_I, clauses.E_A_10)
def note_overdue(*, actor: Actor, at: datetime) -> int:
    """Write into the log, once each, which exigent stops nobody justified in time. Returns how many are new."""
    due = Stop.objects.filter(justify_by__lte=at, justified_at=None, overdue_noted_at=None)
    late = list(due.select_for_update(skip_locked=True))
    for stop in late:
        facts = {"officer": stop.officer_name, "case_number": stop.case_number}
        audit.append(Event.STOP_JUSTIFICATION_OVERDUE, actor=actor, at=at, subject=stop.subject, facts=facts)
    Stop.objects.filter(pk__in=[stop.pk for stop in late]).update(overdue_noted_at=at)
    return len(late)


@enforces(clauses.K_1)
def forget(*, before: datetime, held: Sequence[UUID]) -> int:
    """Delete the stops and waivers whose read was captured before that moment, except those whose read a case holds.

    What was done, why, and who reviewed it stays in the log.
    """
    gone = [
        each.objects.filter(captured_at__lt=before).exclude(read_id__in=held).delete()[0] for each in (Stop, Waiver)
    ]
    return sum(gone)
