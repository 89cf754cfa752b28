"""How a hold is placed: by a supervisor at once, or on somebody's request. Joins the transaction of the action."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from plainview.archive import actions as archived
from plainview.archive import packs
from plainview.archive import queries as archive
from plainview.archive.master_key import master_key
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.documents.attached import Attached, Belongs, seal
from plainview.evidence import rules
from plainview.evidence.models import HeldRead, Hold, HoldDocument, HoldRequest
from plainview.evidence.rules import Claim, Ground
from plainview.policy import clauses
from plainview.policy.decisions import ALLOWED, Decision, Refused
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor
from plainview.terms.read import ReadKey


@dataclass(frozen=True)
class Found:
    """How somebody came upon the reads: by a search of their own, or by an alert that they may see."""

    search: UUID | None = None
    alert: UUID | None = None

    def facts(self) -> dict[str, str]:
        """What the log says of it."""
        return {name: str(each) for name, each in (("search", self.search), ("alert", self.alert)) if each}


NOWHERE = Found()


def lock_days(keys: Sequence[ReadKey]) -> None:
    """Keep the purge away from the days of these reads until the transaction ends."""
    for day in sorted({key.captured_at.astimezone(UTC).date() for key in keys}):
        archived.lock_day(day)


@enforces(clauses.K_1, clauses.J_2)
def decisions(keys: Sequence[ReadKey], claim: Claim, *, documented: bool, on: date) -> Iterator[Decision]:
    """What there is to say about holding these reads on this claim: the same, whoever asks."""
    yield from rules.objections(claim, documented=documented, on=on)
    if not keys:
        yield Refused(clauses.K_1, "no read is chosen", "Choose what the case needs.", "read")
    yield from (_still_there(key) for key in keys)


def place(  # noqa: PLR0913 - what a hold is about, on whose word and request, and where its reads were found
    keys: Sequence[ReadKey],
    claim: Claim,
    *,
    document: Attached | None,
    found: Found,
    asked: HoldRequest | None = None,
    actor: Actor,
    at: datetime,
) -> Hold:
    """Write the hold and its first link of custody. What stands against it was asked before; its days are locked."""
    placed = Hold.objects.create(
        case_number=claim.case_number.strip(),
        matter=claim.ground.matter,
        authority=claim.ground.authority,
        reference=claim.ground.reference.strip(),
        active=claim.ground.active,
        scope=claim.scope.strip(),
        reason=claim.reason.strip(),
        search_id=found.search,
        request_id=asked.pk if asked else None,
        asked_by_name=asked.asked_by_name if asked else "",
        placed_by=str(actor),
        placed_by_name=actor.name,
        placed_at=at,
        review_on=claim.review_on,
        wrapped_key=packs.wrap(packs.new_key(), master_key()),
    )
    HeldRead.objects.bulk_create(
        HeldRead(hold=placed, read_id=key.id, plate=key.plate, captured_at=key.captured_at) for key in keys
    )
    facts: dict[str, object] = {"case_number": placed.case_number, **stated(claim.ground), "reads": len(keys)}
    facts |= {"review_on": claim.review_on.isoformat(), **found.facts()}
    facts |= {"request": str(asked.pk), "asked_by": asked.asked_by_name} if asked else {}
    facts |= attach(placed, document, actor=actor, at=at)
    private = {"reason": placed.reason, "scope": placed.scope}
    audit.append(Event.HOLD_PLACED, actor=actor, at=at, subject=subject_of(placed.pk), facts=facts, private=private)
    return placed


def attach(placed: Hold, document: Attached | None, *, actor: Actor, at: datetime) -> dict[str, str]:
    """Keep the paper of a hold's authority, and return what the log says of it."""
    if document is None:
        return {}
    digest = hashlib.sha256(document.content)
    kept = HoldDocument(
        hold=placed,
        name=document.name,
        media_type=document.media_type,
        hash=digest.digest(),
        attached_by=actor.name,
        attached_at=at,
    )
    kept.sealed = seal(document.content, Belongs.HOLD, kept.pk)
    kept.save()
    return {"document": digest.hexdigest()}


def stated(ground: Ground) -> dict[str, object]:
    """What the log says of a ground."""
    said: dict[str, object] = {"matter": ground.matter, "authority": ground.authority}
    return said | ({"reference": ground.reference.strip()} if ground.reference.strip() else {})


def subject_of(hold_id: UUID) -> str:
    """What the log calls a hold."""
    return f"hold:{hold_id}"


def _still_there(key: ReadKey) -> Decision:
    if archive.read(key) is not None:
        return ALLOWED
    return Refused(clauses.K_1, "a chosen read is gone already", "Search again and choose among what is left.")
