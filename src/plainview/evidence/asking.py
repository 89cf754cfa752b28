"""Ask a supervisor to hold reads. What is asked for is not kept while it waits: only a hold keeps it (K.1, J.2)."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, time
from uuid import UUID, uuid4

from plainview.accounts.doors import door
from plainview.accounts.permissions import Facts, Permission, may
from plainview.approvals import actions as approvals
from plainview.approvals.actions import AlreadyDecided
from plainview.approvals.kinds import Kind
from plainview.archive import queries as archive
from plainview.archive.packs import PictureUnreadable
from plainview.archive.queries import Which
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.documents.attached import Attached, Belongs, seal, unseal
from plainview.evidence import placing, rules
from plainview.evidence.models import Hold, HoldRequest, RequestedRead
from plainview.evidence.placing import Found, stated
from plainview.evidence.rules import Claim, Ground
from plainview.policy import clauses, parameters
from plainview.policy.decisions import ALLOWED, Decision, Refused, require
from plainview.policy.enforcement import enforces
from plainview.terms.actor import Actor
from plainview.terms.read import ReadKey

_Ending = HoldRequest.Ending


@door(Event.HOLD_REQUESTED, needs=Permission.HOLDS_ASK)
@enforces(clauses.K_1, clauses.J_2)
def ask(  # noqa: PLR0913 - what is asked for, on whose word, and how its reads were come upon
    keys: Sequence[ReadKey],
    claim: Claim,
    *,
    document: Attached | None = None,
    found: Found,
    actor: Actor,
    at: datetime,
) -> HoldRequest:
    """Ask that reads be held, by the rules of a hold. It counts as refused once the last of them has to go.

    Raises:
        PolicyRefusal: the actor may not, something is missing, the law does not permit the ground, a read is gone, or
            the same is asked already.
    """
    placing.lock_days(keys)
    require(
        *placing.decisions(keys, claim, documented=document is not None, on=at.date()),
        *(_in_time(key, at) for key in keys),
        _not_asked_yet(keys, claim, actor),
    )
    request_id = uuid4()
    approval = approvals.ask(
        Kind.HOLD_REQUEST,
        subject_of(request_id),
        why=f"the purge deletes what case {claim.case_number.strip()} needs, unless it is held",
        clause=clauses.K_1,
        expires_at=max(parameters.goes_at(key.captured_at, at) for key in keys),
        actor=actor,
        at=at,
    )
    asked = HoldRequest(
        id=request_id,
        approval_id=approval.pk,
        case_number=claim.case_number.strip(),
        matter=claim.ground.matter,
        authority=claim.ground.authority,
        reference=claim.ground.reference.strip(),
        active=claim.ground.active,
        scope=claim.scope.strip(),
        reason=claim.reason.strip(),
        review_on=claim.review_on,
        search_id=found.search,
        alert_id=found.alert,
        asked_by=str(actor),
        asked_by_name=actor.name,
        asked_at=at,
        read_count=len(keys),
    )
    facts: dict[str, object] = {"case_number": asked.case_number, **stated(claim.ground), "reads": len(keys)}
    facts |= {"first_goes_at": _moment(min(parameters.goes_at(key.captured_at, at) for key in keys)), **found.facts()}
    facts |= _attach(asked, document)
    asked.save()
    RequestedRead.objects.bulk_create(
        RequestedRead(request=asked, read_id=key.id, plate=key.plate, captured_at=key.captured_at) for key in keys
    )
    private = {"reason": asked.reason, "scope": asked.scope}
    audit.append(Event.HOLD_REQUESTED, actor=actor, at=at, subject=subject_of(request_id), facts=facts, private=private)
    return asked


@door(Event.HOLD_PLACED, needs=Permission.HOLDS_CHANGE)
@enforces(clauses.K_1, clauses.J_2)
def decide(request_id: UUID, *, approved: bool, reason: str = "", actor: Actor, at: datetime) -> Hold | None:
    """A supervisor's word on what somebody else asked for: the hold, or None where it is refused with a reason.

    Of several reads those that have gone are left out, and the log counts them.

    Raises:
        PolicyRefusal: the actor may not, asked for it themselves, refuses without a reason, comes too late, or the law
            as it stands on this day does not permit the ground.
        AlreadyDecided: somebody was faster, or it was taken back.
    """
    asked = _waiting(request_id)
    require(may(actor, Permission.HOLDS_CHANGE, on=Facts(requested_by=asked.asked_by)))
    approvals.decide(asked.approval_id, approved=approved, reason=reason, actor=actor, at=at)
    if not approved:
        _end(asked, _Ending.REFUSED, at=at)
        facts = {"case_number": asked.case_number, "reads": asked.read_count, "asked_by": asked.asked_by_name}
        private = {"reason": reason.strip()}
        subject = subject_of(request_id)
        audit.append(Event.HOLD_REQUEST_REFUSED, actor=actor, at=at, subject=subject, facts=facts, private=private)
        return None
    keys = [key for key in keys_of(asked) if parameters.goes_at(key.captured_at, at) > at]
    placing.lock_days(keys)
    claim, document = _claim(asked, at), _paper(asked)
    require(*placing.decisions(keys, claim, documented=document is not None, on=at.date()))
    found = Found(asked.search_id, asked.alert_id)
    placed = placing.place(keys, claim, document=document, found=found, asked=asked, actor=actor, at=at)
    asked.hold = placed
    _end(asked, _Ending.HELD, at=at)
    return placed


@door(Event.HOLD_REQUEST_TAKEN_BACK, needs=Permission.HOLDS_ASK)
@enforces(clauses.K_1)
def take_back(request_id: UUID, *, actor: Actor, at: datetime) -> None:
    """Ask no longer. Nothing follows; the reads go with their day, as they would have.

    Raises:
        PolicyRefusal: somebody else asked.
        AlreadyDecided: it has ended.
    """
    asked = _waiting(request_id)
    require(may(actor, Permission.HOLDS_ASK, on=Facts(asked_by=asked.asked_by)))
    approvals.withdraw(Kind.HOLD_REQUEST, subject_of(request_id), actor=actor, at=at)
    _end(asked, _Ending.TAKEN_BACK, at=at)
    facts = {"case_number": asked.case_number, "reads": asked.read_count}
    audit.append(Event.HOLD_REQUEST_TAKEN_BACK, actor=actor, at=at, subject=subject_of(request_id), facts=facts)


@door(Event.HOLD_REQUEST_TOO_LATE, needs=Permission.RETENTION_PURGE)
@enforces(clauses.K_1)
def end_late(*, actor: Actor, at: datetime) -> int:
    """Strike from open requests the reads that may no longer be kept; one that has none left ends. Joins no purge.

    Returns how many requests lost a read.
    """
    first = datetime.combine(parameters.first_day_kept(at), time.min, tzinfo=UTC)
    late = RequestedRead.objects.filter(captured_at__lt=first, request__ended_at=None)
    asked = list(HoldRequest.objects.select_for_update().filter(pk__in=late.values("request_id"), ended_at=None))
    for each in asked:
        gone = each.reads.filter(captured_at__lt=first).delete()[0]
        left = each.reads.count()
        facts = {"case_number": each.case_number, "asked_by": each.asked_by_name, "gone": gone, "left": left}
        audit.append(Event.HOLD_REQUEST_TOO_LATE, actor=actor, at=at, subject=subject_of(each.pk), facts=facts)
        if not left:
            approvals.withdraw(Kind.HOLD_REQUEST, subject_of(each.pk), actor=actor, at=at)
            _end(each, _Ending.TOO_LATE, at=at)
    return len(asked)


@door(Event.HOLD_REQUEST_OPENED, needs=Permission.HOLDS_CHANGE)
@enforces(clauses.J_1, clauses.J_2)
def open_request(request_id: UUID, *, actor: Actor, at: datetime) -> None:
    """Note that somebody looks at the plates and crops of a request.

    Raises:
        PolicyRefusal: the actor may not.
    """
    audit.append(Event.HOLD_REQUEST_OPENED, actor=actor, at=at, subject=subject_of(request_id))


@door(Event.PHOTOGRAPH_OPENED, needs=Permission.HOLDS_CHANGE)
@enforces(clauses.J_1)
def open_picture(asked: RequestedRead, which: Which, *, actor: Actor, at: datetime) -> bytes:
    """A JPEG of a read that somebody asks to hold. That a photograph is opened stands in the log before it is shown.

    Raises:
        PolicyRefusal: the actor may not.
        PictureUnreadable: it is gone or was exchanged.
    """
    read = archive.read(_key(asked))
    if read is None:
        raise PictureUnreadable("the read is gone")
    opened = archive.picture(read, which)
    if which == "photograph":
        facts, subject = {"read": str(asked.read_id)}, subject_of(asked.request_id)
        audit.append(Event.PHOTOGRAPH_OPENED, actor=actor, at=at, subject=subject, facts=facts)
    return opened


@door(Event.HOLD_DOCUMENT_OPENED, needs=Permission.HOLDS_CHANGE)
@enforces(clauses.J_1)
def open_document(request_id: UUID, *, actor: Actor, at: datetime) -> Attached | None:
    """The paper of a request that waits, once it stands in the log who looks at it; None where there is none.

    Raises:
        PolicyRefusal: the actor may not.
        HoldRequest.DoesNotExist: there is no such request.
    """
    asked = HoldRequest.objects.get(pk=request_id)
    paper = _paper(asked)
    if paper is not None:
        facts = {"document": bytes(asked.paper_hash or b"").hex()}
        audit.append(Event.HOLD_DOCUMENT_OPENED, actor=actor, at=at, subject=subject_of(request_id), facts=facts)
    return paper


def forget(*, before: datetime) -> int:
    """Drop requests that ended before any read that is kept; what was asked stays in the log. Joins the purge."""
    return HoldRequest.objects.filter(ended_at__lt=before).delete()[0]


def subject_of(request_id: UUID) -> str:
    """What the log and approvals call a request."""
    return f"hold-request:{request_id}"


def keys_of(asked: HoldRequest) -> list[ReadKey]:
    """The reads that a request still names, oldest first."""
    return [_key(each) for each in asked.reads.order_by("captured_at", "read_id")]


def _key(each: RequestedRead) -> ReadKey:
    return ReadKey(each.plate, each.captured_at, each.read_id)


def _in_time(key: ReadKey, at: datetime) -> Decision:
    if parameters.goes_at(key.captured_at, at) > at:
        return ALLOWED
    return Refused(clauses.K_1, "a chosen read has to go now", "Choose among what may still be kept.", "read")


def _not_asked_yet(keys: Sequence[ReadKey], claim: Claim, actor: Actor) -> Decision:
    open_of_case = HoldRequest.objects.filter(ended_at=None, asked_by=str(actor), case_number=claim.case_number.strip())
    ids = {key.id for key in keys}
    if any(ids == {each.read_id for each in earlier.reads.all()} for earlier in open_of_case):
        return Refused(clauses.K_1, "you asked for just this already", "It waits under your requests.", "read")
    return ALLOWED


def _waiting(request_id: UUID) -> HoldRequest:
    asked = HoldRequest.objects.select_for_update().get(pk=request_id)
    if asked.ended_at is not None:
        raise AlreadyDecided(subject_of(request_id))
    return asked


def _end(asked: HoldRequest, ending: HoldRequest.Ending, *, at: datetime) -> None:
    """The request stays for whoever asked; its plates and its paper do not."""
    asked.ending, asked.ended_at = ending, at
    asked.paper_sealed = None
    asked.save()
    asked.reads.all().delete()


def _claim(asked: HoldRequest, at: datetime) -> Claim:
    ground = Ground(asked.matter, asked.authority, asked.reference, active=asked.active)
    review_on = rules.next_review(asked.review_on, at.date())
    return Claim(asked.case_number, ground, asked.scope, asked.reason, review_on)


def _attach(asked: HoldRequest, document: Attached | None) -> dict[str, str]:
    if document is None:
        return {}
    digest = hashlib.sha256(document.content)
    asked.paper_name, asked.paper_type, asked.paper_hash = document.name, document.media_type, digest.digest()
    asked.paper_sealed = seal(document.content, Belongs.HOLD, asked.pk)
    return {"document": digest.hexdigest()}


def _paper(asked: HoldRequest) -> Attached | None:
    if asked.paper_sealed is None:
        return None
    content = unseal(bytes(asked.paper_sealed), Belongs.HOLD, asked.pk)
    return Attached(asked.paper_name, content, asked.paper_type)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
