"""A hit becomes an alert, in the transaction that stores its read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from plainview.alerts.announcing import announce
from plainview.alerts.models import Alert
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.cameras.models import Camera
from plainview.hotlists.models import Entry
from plainview.matching.known import Candidate
from plainview.policy import clauses
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor


@enforces(clauses.F_C_1, clauses.J_1)
def raise_hits(
    candidates: Sequence[Candidate], entries: Mapping[UUID, Entry], camera: Camera, *, actor: Actor, at: datetime
) -> list[Alert]:
    """Raise one alert for each candidate, in the transaction that stores its read.

    Returns the alert of each hit. The same number of another state is shown as such, and is no hit.
    """
    raised = [(each.tier, _raise(each, entries[each.entry], camera, actor=actor, at=at)) for each in candidates]
    return [alert for tier, alert in raised if tier.is_hit]


def _raise(candidate: Candidate, entry: Entry, camera: Camera, *, actor: Actor, at: datetime) -> Alert:
    read, reading = candidate.read, candidate.read.reading
    alert = Alert(
        tier=candidate.tier,
        raised_at=at,
        read_id=read.id,
        captured_at=read.captured_at,
        camera_id=camera.pk,
        camera_name=camera.name,
        place=camera.place,
        plate=reading.canonical,
        state=reading.state,
        confidence=reading.confidence,
        characters=msgspec.to_builtins(reading.characters),
        box=list(reading.box),
        entry_id=entry.pk,
        entry_plate=entry.plate,
        entry_state=entry.state,
        entry_vehicle=entry.vehicle,
        entry_offence=entry.offence,
        entry_purpose=entry.purpose,
        entry_case_number=entry.case_number,
        entry_caution=entry.caution,
        entry_colour=entry.colour,
        entry_make=f"{entry.make} {entry.model}".strip(),
        entry_body=entry.body,
        entry_plate_type=entry.plate_type,
        entry_record_type=entry.record_type,
        entry_priority=entry.priority,
        entry_handling=entry.handling,
        entry_audience=entry.audience,
        entry_covert=entry.covert,
        entry_list=entry.hot_list.name,
        entry_as_of=entry.hot_list.imported_at or entry.verified_at or entry.entered_at,
    )
    alert.position = audit.append(
        Event.ALERT_RAISED,
        actor=actor,
        at=at,
        subject=f"alert:{alert.pk}",
        facts={"camera": str(camera.pk), "entry": str(entry.pk), "purpose": entry.purpose, "tier": candidate.tier},
    )
    alert.save()
    announce(alert)
    return alert
