"""The proof of deletion: what remains, signed by the log's key, in the log and for everybody to see (K.1, I.9)."""

import hashlib
from datetime import UTC, datetime

from plainview.accounts.doors import door
from plainview.accounts.permissions import Permission
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.audit.signing_key import signing_key
from plainview.policy import clauses, parameters
from plainview.policy.enforcement import enforces
from plainview.retention import inventory
from plainview.retention.inventory import Bound, Remains
from plainview.retention.models import Proof
from plainview.terms.actor import Actor


@door(Event.RETENTION_PROVED, needs=Permission.RETENTION_PURGE)
@enforces(clauses.K_1)
def prove(remains: Remains, *, actor: Actor, at: datetime) -> Proof:
    """Sign what remains; the proof of that day if there is one already.

    Raises:
        PolicyRefusal: the actor may not.
    """
    day = at.astimezone(UTC).date()
    known = Proof.objects.filter(pk=day).first()
    if known is not None:
        return known
    limit = parameters.retention(at.date())
    pack = f"{limit.pack}@{limit.effective.isoformat()}"
    bound = Bound(limit.days, parameters.first_day_kept(at), limit.clause.id, pack)
    text, overdue = inventory.written(remains, bound, at=at)
    made = Proof.objects.create(day=day, taken_at=at, note=signing_key().note(text), overdue=overdue)
    facts = {"sha256": hashlib.sha256(made.note.encode()).hexdigest(), "overdue": overdue, "limit_days": limit.days}
    audit.append(Event.RETENTION_PROVED, actor=actor, at=at, subject=f"proof:{day.isoformat()}", facts=facts)
    return made
