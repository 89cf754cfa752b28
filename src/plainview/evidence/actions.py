"""Hold reads for a case, review the hold, release it at the disposition, and look at what it holds (J.2, K.1)."""

import shutil
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from plainview.accounts.doors import door
from plainview.accounts.permissions import Permission
from plainview.archive.queries import Which
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.documents.attached import Attached, Belongs, unseal
from plainview.evidence import placing, preserving, releases, rules
from plainview.evidence.models import HeldRead, Hold, HoldDocument
from plainview.evidence.placing import NOWHERE, Found, attach, stated, subject_of
from plainview.evidence.rules import Claim, Ground
from plainview.evidence.statement import Waiver, waiver_objections
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused, require
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor
from plainview.terms.read import ReadKey


@door(Event.HOLD_PLACED, needs=Permission.HOLDS_CHANGE)
@enforces(clauses.K_1, clauses.J_2)
def hold(  # noqa: PLR0913 - what a hold is about, on whose word, and where its reads were found
    keys: Sequence[ReadKey],
    claim: Claim,
    *,
    document: Attached | None = None,
    found: Found = NOWHERE,
    actor: Actor,
    at: datetime,
) -> Hold:
    """Keep reads past the purge, as potential evidence in a named case. `found` says how they were come upon.

    Raises:
        PolicyRefusal: the actor may not, something is missing, the law does not permit the ground, or a read is gone.
    """
    placing.lock_days(keys)
    require(*placing.decisions(keys, claim, documented=document is not None, on=at.date()))
    return placing.place(keys, claim, document=document, found=found, actor=actor, at=at)


@door(Event.HOLD_REVIEWED, needs=Permission.HOLDS_CHANGE)
@enforces(clauses.J_2, clauses.K_1)
def review(  # noqa: PLR0913 - what was found, on which ground it goes on, until when
    hold_id: UUID,
    finding: str,
    ground: Ground,
    *,
    next_on: date,
    document: Attached | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """Say that the case still needs what is held, and on which ground. Whose case is over releases it instead.

    Raises:
        PolicyRefusal: the actor may not, the hold has ended, something is missing, or the law as it stands on this day
            does not permit the ground.
    """
    placed = _in_force(hold_id)
    same_paper = (placed.authority, placed.reference) == (ground.authority, ground.reference.strip())
    documented = document is not None or (same_paper and placed.documents.exists())
    require(
        *rules.review_objections(finding, next_on, at.date()),
        *rules.unlawful(ground, documented=documented, on=at.date()),
    )
    placed.matter, placed.authority, placed.active = ground.matter, ground.authority, ground.active
    placed.reference, placed.review_on = ground.reference.strip(), next_on
    placed.reviewed_by, placed.reviewed_at = actor.name, at
    placed.save()
    facts = {**stated(ground), "review_on": next_on.isoformat(), **attach(placed, document, actor=actor, at=at)}
    audit.append(
        Event.HOLD_REVIEWED,
        actor=actor,
        at=at,
        subject=subject_of(hold_id),
        facts=facts,
        private={"finding": finding.strip()},
    )


@door(Event.HOLD_RELEASED, needs=Permission.HOLDS_CHANGE)
@enforces(clauses.J_2)
def release(hold_id: UUID, *, because: str, actor: Actor, at: datetime) -> None:
    """End a hold at the case's final disposition. What it preserved is deleted; the hold's row stays.

    Raises:
        PolicyRefusal: the actor may not, or the disposition is missing.
    """
    if not because.strip():
        words = "State it, so that the hold can be reviewed."
        raise PolicyRefusal(Refused(clauses.J_2, "the disposition is missing", words, "because"))
    placed = Hold.objects.select_for_update().get(pk=hold_id)
    if placed.released_at is None:
        _end(placed, because.strip(), actor=actor, at=at)


@door(Event.HOLD_RELEASED, needs=Permission.RETENTION_PURGE)
@enforces(clauses.J_2, clauses.K_1)
def release_again(*, actor: Actor, at: datetime) -> int:
    """After a restore: end the holds that had ended since the backup, for what they kept came back with it.

    Returns how many there were.
    """
    back = list(Hold.objects.select_for_update().filter(released_at=None, pk__in=releases.known()))
    for placed in back:
        _end(placed, "Released before the database was restored.", actor=actor, at=at)
    return len(back)


def _end(placed: Hold, because: str, *, actor: Actor, at: datetime) -> None:
    placed.released_at, placed.released_by, placed.released_because = at, actor.name, because
    # Without the key the copied pictures and packages are unreadable wherever a copy of them lies.
    placed.wrapped_key = b""
    placed.save()
    count = placed.reads.all().delete()[0]
    facts = {"because": because, "reads": count}
    audit.append(Event.HOLD_RELEASED, actor=actor, at=at, subject=subject_of(placed.pk), facts=facts)
    # Noted only once it is so: a release that was undone must not end the hold at a restore.
    transaction.on_commit(lambda: _sweep(placed.pk))


def _sweep(hold_id: UUID) -> None:
    releases.note(hold_id)
    shutil.rmtree(preserving.folder(hold_id), ignore_errors=True)


@door(Event.HOLD_HANDED_OVER, needs=Permission.HOLDS_CHANGE)
@enforces(clauses.J_2, clauses.J_1)
def hand_over(  # noqa: PLR0913 - to whom, what and how
    hold_id: UUID, *, to: str, what: str, how: str, actor: Actor, at: datetime
) -> None:
    """Note that something of the case was given to somebody: a link of the chain of custody.

    Raises:
        PolicyRefusal: the actor may not, the hold has ended, or to whom, what or how is missing.
    """
    _in_force(hold_id)
    said = {"to": to.strip(), "what": what.strip(), "how": how.strip()}
    words = "State it, so that the chain of custody has no gap."
    require(*(Refused(clauses.J_2, f'"{name}" is missing', words, name) for name, each in said.items() if not each))
    audit.append(Event.HOLD_HANDED_OVER, actor=actor, at=at, subject=subject_of(hold_id), facts=said)


@door(Event.HOLD_STATEMENT_WAIVED, needs=Permission.HOLDS_CHANGE)
@enforces(clauses.I_4)
def waive(hold_id: UUID, waiver: Waiver, *, actor: Actor, at: datetime) -> None:
    """Record that an office authorised reports on this case not to say that ALPR data was used.

    Raises:
        PolicyRefusal: the actor may not, the hold has ended, or office or letter is missing.
    """
    placed = _in_force(hold_id)
    require(*waiver_objections(waiver))
    placed.waiver_office, placed.waiver_reference = waiver.office, waiver.reference.strip()
    placed.waiver_by, placed.waiver_at = actor.name, at
    placed.save()
    facts = {"office": waiver.office, "reference": placed.waiver_reference}
    audit.append(Event.HOLD_STATEMENT_WAIVED, actor=actor, at=at, subject=subject_of(hold_id), facts=facts)


@door(Event.HOLD_OPENED, needs=Permission.HOLDS_CHANGE)
@enforces(clauses.J_1, clauses.J_2)
def open_hold(hold_id: UUID, *, actor: Actor, at: datetime) -> None:
    """Note that somebody looks at the plates and crops of a case: an opening of its chain of custody.

    Raises:
        PolicyRefusal: the actor may not.
    """
    audit.append(Event.HOLD_OPENED, actor=actor, at=at, subject=subject_of(hold_id))


@door(Event.PHOTOGRAPH_OPENED, needs=Permission.HOLDS_CHANGE)
@enforces(clauses.J_1)
def open_picture(held: HeldRead, which: Which, *, actor: Actor, at: datetime) -> bytes:
    """A held read's JPEG. That a photograph is opened stands in the log before it is shown.

    Raises:
        PolicyRefusal: the actor may not.
        PictureUnreadable: it is gone or was exchanged.
    """
    opened = preserving.picture(held, which)
    if which == "photograph":
        facts = {"read": str(held.read_id)}
        audit.append(Event.PHOTOGRAPH_OPENED, actor=actor, at=at, subject=subject_of(held.hold_id), facts=facts)
    return opened


@door(Event.HOLD_DOCUMENT_OPENED, needs=Permission.HOLDS_CHANGE)
@enforces(clauses.J_1)
def open_document(document_id: UUID, *, actor: Actor, at: datetime) -> tuple[HoldDocument, bytes]:
    """The paper of a hold's authority, once it stands in the log who looks at it.

    Raises:
        PolicyRefusal: the actor may not.
        HoldDocument.DoesNotExist: there is none of this id.
    """
    document = HoldDocument.objects.get(pk=document_id)
    facts = {"document": bytes(document.hash).hex()}
    audit.append(Event.HOLD_DOCUMENT_OPENED, actor=actor, at=at, subject=subject_of(document.hold_id), facts=facts)
    return document, unseal(bytes(document.sealed), Belongs.HOLD, document.pk)


def _in_force(hold_id: UUID) -> Hold:
    placed = Hold.objects.select_for_update().get(pk=hold_id)
    if placed.released_at is not None:
        raise PolicyRefusal(Refused(clauses.J_2, "this hold has ended", "What it kept is deleted; hold reads anew."))
    return placed
