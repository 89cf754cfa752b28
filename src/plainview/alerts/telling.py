"""What the department's dispatch system is told of a step on an alert."""

from datetime import datetime

from plainview.alerts.models import Alert
from plainview.cad import actions as cad
from plainview.cad.messages import Step


def tell(step: Step, alert: Alert, *, at: datetime, **more: object) -> None:
    """Put a message in the outbox, in the transaction of the step.

    Of a covert entry it says that an officer needs dispatch, and where, and nothing that somebody wrote freely: many
    read what stands in the dispatch system.
    """
    facts: dict[str, object] = {"place": alert.place, "covert": alert.entry_covert}
    if alert.entry_covert:
        more.pop("source", None)
    else:
        facts |= {
            "plate": alert.entry_plate,
            "state": alert.entry_state,
            "plate_as_read": alert.plate,
            "offence": alert.entry_offence,
            "case_number": alert.entry_case_number,
            "list": alert.entry_list,
            "vehicle": alert.entry_vehicle,
            "caution": alert.entry_caution,
            "handling": alert.entry_handling,
            "captured_at": alert.captured_at.isoformat(timespec="seconds"),
        }
    cad.put(step, alert.pk, {**facts, **more}, captured_at=alert.captured_at, at=at)
