"""The statement for the report is opened, and its waiver recorded. Both stand in the log (I.4)."""

from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from plainview.accounts.doors import door
from plainview.accounts.permissions import Permission
from plainview.alerts import queries as alerts
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.policy import clauses
from plainview.policy.decisions import Refused, require
from plainview.policy.enforcement import enforces
from plainview.stops import queries
from plainview.stops import statement as statements
from plainview.stops.models import Waiver
from plainview.stops.statement import Statement
from plainview.terms.actor import Actor

LONGEST: Final = 100
Form = Literal["page", "pdf", "package"]


@door(Event.STATEMENT_OPENED, needs=Permission.ALERTS_WORK)
@enforces(clauses.I_4, clauses.J_1)
def open_statement(alert_id: UUID, form: Form, *, actor: Actor, at: datetime) -> Statement:
    """The statement about an alert as it stands on record, once it stands in the log who takes it.

    Raises:
        PolicyRefusal: the actor may not.
        Alert.DoesNotExist: there is none of this id of which the actor may know.
    """
    alert = alerts.alert(alert_id, viewer=actor)
    waivers = queries.waivers(alert_id)
    written = statements.write(alert, queries.of_alert(alert_id, at=at), waivers, moment=_moment)
    facts = {"form": form, "case_number": alert.entry_case_number, "waived": written.waived}
    audit.append(Event.STATEMENT_OPENED, actor=actor, at=at, subject=f"alert:{alert_id}", facts=facts)
    return written


@door(Event.STATEMENT_WAIVED, needs=Permission.ALERTS_WORK)
@enforces(clauses.I_4)
def record_waiver(  # noqa: PLR0913 - a waiver says by which office and whom, when, and where that is written
    alert_id: UUID, office: str, *, authorised_by: str, authorised_on: date, reference: str, actor: Actor, at: datetime
) -> Waiver:
    """Record that one of the three offices allows reports on this matter to leave out the use of ALPR data.

    Raises:
        PolicyRefusal: the actor may not, or it is not said who allowed it, when, and where that is written.
        Alert.DoesNotExist: there is none of this id of which the actor may know.
    """
    alert = alerts.alert(alert_id, viewer=actor)
    lacking = [
        Refused(clauses.I_4, reason, remedy, field)
        for said, reason, remedy, field in (
            (office in Waiver.Office.values, "the office is missing", "Only these three may allow it.", "office"),
            (authorised_by.strip(), "it is not said who allowed it", "Enter the person's name.", "authorised_by"),
            (reference.strip(), "the reference is missing", "Enter the letter's or the file's number.", "reference"),
            (authorised_on <= _today(at), "the day lies ahead", "Enter the day of the authorization.", "authorised_on"),
        )
        if not said
    ]
    require(*lacking)
    waiver = Waiver.objects.create(
        alert_id=alert_id,
        read_id=alert.read_id,
        captured_at=alert.captured_at,
        office=office,
        authorised_by=authorised_by.strip()[:LONGEST],
        authorised_on=authorised_on,
        reference=reference.strip()[:LONGEST],
        recorded_by=actor.name,
        recorded_at=at,
    )
    facts = {"office": office, "reference": waiver.reference, "case_number": alert.entry_case_number}
    audit.append(Event.STATEMENT_WAIVED, actor=actor, at=at, subject=f"alert:{alert_id}", facts=facts)
    return waiver


def _moment(at: datetime) -> str:
    local = at.astimezone(ZoneInfo(settings.DISPLAY_ZONE))
    return f"{local:%B} {local.day}, {local:%Y at %H:%M:%S %Z}"


def _today(at: datetime) -> date:
    return at.astimezone(ZoneInfo(settings.DISPLAY_ZONE)).date()
