"""What becomes of a version: it waits for a second person, is refused, or takes over. In the caller's transaction."""

import json
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from plainview.approvals import actions as approvals
from plainview.approvals.kinds import Kind as Ask
from plainview.audit import actions as audit
from plainview.audit import queries as log
from plainview.audit.events import Event
from plainview.hotlists import incoming, merging
from plainview.hotlists.announcing import announce
from plainview.hotlists.models import HotList, ListLine, Source, Version
from plainview.policy import clauses
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor

DECIDED_WITHIN: Final = timedelta(days=7)


def in_force(source_id: UUID) -> Version | None:
    """The version that a source's list consists of; None before the first."""
    return Version.objects.filter(source_id=source_id, status=Version.Status.IN_FORCE).first()


def subject(version: Version) -> str:
    """How the log and the approvals name a version."""
    return f"list-version:{version.pk}"


def hold(version: Version, *, actor: Actor, at: datetime) -> Version:
    """Let it wait for a second person."""
    version.status = Version.Status.WAITING
    version.save()
    incoming.keep(version.pk)
    approvals.ask(
        Ask.HOT_LIST_VERSION,
        subject(version),
        why=" ".join(version.reasons),
        clause=clauses.F_B_1,
        expires_at=at + DECIDED_WITHIN,
        excluded=_set_up_by(version.source),
        actor=actor,
        at=at,
    )
    _log(Event.HOTLIST_WAITS, version, actor=actor, at=at)
    return version


@enforces(clauses.F_B_1)
def _set_up_by(source: Source) -> set[str]:
    """Who made the source's token, or set it up as nobody agreed to yet: what comes by itself may be from them."""
    current = in_force(source.pk)
    changes = log.latest(subject=f"source:{source.pk}", count=None)
    since = current.taken_over_at if current is not None else None
    recent = {each.actor for each in changes if since is None or each.at >= since}
    makers = [each.actor for each in changes if json.loads(each.facts).get("token") == "made"]
    return recent | set(makers[:1])


def set_aside_what_waits(source: Source, *, actor: Actor, at: datetime) -> None:
    """Refuse what waits of this source, because a later file came."""
    for version in Version.objects.filter(source=source, status=Version.Status.WAITING).select_related("source"):
        refuse(version, "A later file took its place.", actor=actor, at=at)


def refuse(version: Version, because: str, *, actor: Actor, at: datetime) -> Version:
    """End it unused, with the reason."""
    version.status, version.reasons = Version.Status.REFUSED, [*version.reasons, because]
    version.save()
    ListLine.objects.filter(version=version).delete()
    approvals.withdraw(Ask.HOT_LIST_VERSION, subject(version), actor=actor, at=at)
    _log(Event.HOTLIST_REFUSED, version, actor=actor, at=at)
    return version


def take_over(version: Version, event: Event, *, actor: Actor, at: datetime) -> Version:
    """Make the list what the incoming lines say, and let it count from the log's number of this moment on."""
    source, back = version.source, event is Event.HOTLIST_RETURNED
    Version.objects.filter(source=source, status=Version.Status.IN_FORCE).update(
        status=Version.Status.PAST, can_go_back=False
    )
    version.status, version.taken_over_at, version.can_go_back = Version.Status.IN_FORCE, at, True
    version.save()
    merging.apply(version, officer=version.received_by, proposed_by=str(actor), at=at)
    HotList.objects.filter(pk=source.hot_list_id).update(
        imported_at=at, imported_by=version.received_by, as_of=version.as_of
    )
    Source.objects.filter(pk=source.pk).update(second_look=back)
    # Rows first, the log last: its lock stops every other action, so it is held for a moment only.
    version.revision = _log(event, version, actor=actor, at=at)
    version.save(update_fields=["revision"])
    announce()
    return version


def _log(event: Event, version: Version, *, actor: Actor, at: datetime) -> int:
    names = ("number", "lines", "entries", "added", "changed", "removed", "expired", "bad", "back_to")
    facts = {name: getattr(version, name) for name in names if getattr(version, name) is not None}
    facts |= {"list": version.source.hot_list.name, "reasons": list(version.reasons)}
    return audit.append(event, actor=actor, at=at, subject=subject(version), facts=facts)
