"""A hit becomes an alert, or is counted on the one that its vehicle has, in the transaction that stores its read."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from django.conf import settings

from plainview.alerts import routing
from plainview.alerts.announcing import announce
from plainview.alerts.models import Alert
from plainview.alerts.routing import Sighting
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
    """Raise an alert for each candidate, or count it on the alert of a moment ago, in its read's transaction.

    The caller has stored the reads, and so holds the lock of their camera: two batches do not both come first. Returns
    the alert of each hit; the same number of another state is shown as such, and is no hit.
    """
    # Every row is locked before the log is: a person who works an alert takes them in that order too.
    known = _lately(candidates, camera)
    told = []
    for each in candidates:
        entry = entries[each.entry]
        first = _first_of(_sighting(each, entry, camera), known)
        if first is None:
            first = _raise(each, entry, camera, actor=actor, at=at)
            known.append(first)
        else:
            _count(first, each, actor=actor, at=at)
        told.append((each.tier, first))
    return [alert for tier, alert in told if tier.is_hit]


def _lately(candidates: Collection[Candidate], camera: Camera) -> list[Alert]:
    """The alerts of this camera on which one of the candidates might be counted, the oldest first."""
    if not candidates:
        return []
    captured, within = [each.read.captured_at for each in candidates], settings.ALERT_REPEAT
    alerts = Alert.objects.filter(
        camera_id=camera.pk,
        entry_id__in={each.entry for each in candidates},
        plate__in={each.read.reading.canonical for each in candidates},
        captured_at__gt=min(captured) - within,
        captured_at__lt=max(captured) + within,
    )
    return sorted(alerts.order_by("pk").select_for_update(), key=lambda alert: alert.position)


def _first_of(new: Sighting, known: Sequence[Alert]) -> Alert | None:
    """The newest alert on which the sighting is counted."""
    repeated = (
        alert
        for alert in reversed(known)
        if routing.is_repeat(new, _told(alert), disposition=alert.disposition, within=settings.ALERT_REPEAT)
    )
    return next(repeated, None)


def _sighting(candidate: Candidate, entry: Entry, camera: Camera) -> Sighting:
    read = candidate.read
    says = (entry.priority, entry.handling, entry.caution, entry.purpose)
    return Sighting(camera.pk, entry.pk, read.reading.canonical, read.captured_at, candidate.tier, says)


def _told(alert: Alert) -> Sighting:
    says = (alert.entry_priority, alert.entry_handling, alert.entry_caution, alert.entry_purpose)
    return Sighting(alert.camera_id, alert.entry_id, alert.plate, alert.captured_at, alert.tier, says)


def _count(alert: Alert, candidate: Candidate, *, actor: Actor, at: datetime) -> None:
    alert.seen_count += 1
    alert.last_seen_at = max(alert.last_seen_at or alert.captured_at, candidate.read.captured_at)
    alert.save(update_fields=["seen_count", "last_seen_at"])
    audit.append(
        Event.ALERT_REPEATED,
        actor=actor,
        at=at,
        subject=f"alert:{alert.pk}",
        facts={"camera": str(alert.camera_id), "read": str(candidate.read.id), "seen": alert.seen_count},
    )
    announce(alert)


def _raise(candidate: Candidate, entry: Entry, camera: Camera, *, actor: Actor, at: datetime) -> Alert:
    read, reading = candidate.read, candidate.read.reading
    colour, make, body = reading.stated.sure if reading.stated else ("", "", "")
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
        read_colour=colour,
        read_make=make,
        read_body=body,
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
        entry_as_of=entry.hot_list.as_of or entry.verified_at or entry.entered_at,
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
