"""Run a search: decided and logged first, looked up afterwards."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from plainview.accounts import declarations
from plainview.accounts import queries as accounts
from plainview.accounts.doors import door
from plainview.accounts.permissions import Facts, Permission, may
from plainview.approvals import actions as approvals
from plainview.approvals import queries as asked_before
from plainview.approvals.kinds import Kind
from plainview.approvals.models import State
from plainview.archive import queries as archive
from plainview.archive.models import Read
from plainview.archive.queries import Which
from plainview.audit import actions as audit
from plainview.audit.events import Event
from plainview.cameras import queries as cameras
from plainview.documents.attached import Attached, Belongs, seal, unseal
from plainview.policy import clauses, parameters
from plainview.policy.decisions import ALLOWED, Decision, PolicyRefusal, Refused, require
from plainview.policy.enforcement import enforces
from plainview.policy.matters import LOOKED_BACK, Concern, Second, weigh
from plainview.policy.rules import Rule
from plainview.search.analysis import against, name_of, switched_off
from plainview.search.models import Document, Search
from plainview.search.plan import named
from plainview.search.request import SearchRequest, missing, statement, too_long_for
from plainview.terms.actor import Actor
from plainview.terms.purpose import Purpose

OPEN_FOR: Final = timedelta(hours=8)
"""How long results may be looked at under the purpose that was given: a shift."""
WAITS_FOR: Final = timedelta(hours=24)
"""How long a search waits for a second person."""


@door(Event.SEARCH_RUN, needs=Permission.SEARCH)
@enforces(clauses.F_A, clauses.J_1)
def ask(request: SearchRequest, *, document: Attached | None = None, actor: Actor, at: datetime) -> Search:
    """Decide whether the search may run, and log it. Results can be seen only once this has committed.

    A search that touches a prohibited matter, or protected activity, waits for a second person: see `resume`.

    Raises:
        PolicyRefusal: with everything that stands against it.
    """
    on = at.date()
    weighed = weigh(statement(request, documented=document is not None, earlier=_earlier(actor)), on)
    beyond = against(request, cameras.placed(), on) if request.analysis else ()
    require(*missing(request, on), *too_long_for(actor.roles, request, on), *beyond, *weighed.refusals)
    search = Search(
        most=_most(actor, on),
        actor=str(actor),
        run_at=at,
        request=msgspec.to_builtins(request),
        waited=bool(weighed.second),
        begun_at=None,
    )
    facts = _facts(request)
    if document is not None:
        facts["document"] = _attach(search, document, at=at)
    if weighed.second:
        facts["waits_for"] = ", ".join(sorted(each.clause.id for each in weighed.second))
    event = Event.SEARCH_WAITS if weighed.second else Event.SEARCH_RUN
    private = msgspec.to_builtins(request)
    audit.append(event, actor=actor, at=at, subject=subject_of(search), facts=facts, private=private)
    search.save()
    _follow_up(search, request, weighed.second, actor=actor, at=at)
    return search


@enforces(clauses.E_A_10, clauses.I_2, clauses.G_5, clauses.G_4)
def _follow_up(search: Search, request: SearchRequest, second: Sequence[Second], *, actor: Actor, at: datetime) -> None:
    """Who else must look: before the search, after an exigent one, or at a search that finds one's own plate."""
    if second:
        approvals.ask(
            Kind.SENSITIVE_SEARCH,
            subject_of(search),
            why="; ".join(each.why for each in second),
            clause=second[0].clause,
            expires_at=at + WAITS_FOR,
            actor=actor,
            at=at,
        )
    if request.purpose == Purpose.EXIGENT:
        approvals.ask(
            Kind.EXIGENT_JUSTIFICATION,
            subject_of(search),
            why="an exigent search, which ran at once",
            clause=clauses.E_A_10,
            expires_at=at + parameters.exigent_review(at.date()).period,
            actor=actor,
            at=at,
        )
    if accounts.declared(actor.id, named(request)):
        declarations.flag_search(subject_of(search), actor=actor, at=at)


def _attach(search: Search, document: Attached, *, at: datetime) -> str:
    digest = hashlib.sha256(document.content)
    Document.objects.create(
        search_id=search.pk,
        name=document.name,
        media_type=document.media_type,
        hash=digest.digest(),
        sealed=seal(document.content, Belongs.SEARCH, search.pk),
        attached_at=at,
    )
    return digest.hexdigest()


def _facts(request: SearchRequest) -> dict[str, object]:
    facts: dict[str, object] = {
        "purpose": request.purpose,
        "offence": request.offence,
        "case_number": request.case_number,
    }
    if request.entry is not None:
        facts["entry"] = str(request.entry)
    if request.analysis is not None:
        facts["analysis"] = str(name_of(request.analysis))
    more = {"concern": request.concern if request.concern != Concern.NONE else "", "exception": request.exception}
    return facts | {name: said for name, said in more.items() if said}


@door(Event.SEARCH_RUN, needs=Permission.SEARCH)
@enforces(clauses.F_A, clauses.J_1)
def begin(search: Search, *, actor: Actor, at: datetime) -> Search:
    """Run a search to which a second person has agreed: from now on its results can be seen, for a shift.

    Raises:
        PolicyRefusal: nobody agreed yet, it was refused, it ran out, it is somebody else's, or the packs of this day
            no longer let it be asked.
    """
    require(may(actor, Permission.SEARCH, on=Facts(asked_by=search.actor)), _agreed(search, at))
    kept = Search.objects.select_for_update().get(pk=search.pk)
    if kept.begun_at is None:
        request = msgspec.convert(kept.request, SearchRequest)
        require(*_barred_by_now(request, actor, at.date()))
        kept.begun_at = kept.run_at = at
        kept.most = _most(actor, at.date())
        kept.save(update_fields=["begun_at", "run_at", "most"])
        audit.append(Event.SEARCH_RUN, actor=actor, at=at, subject=subject_of(kept), facts=_facts(request))
    return kept


@enforces(clauses.F_A)
def _barred_by_now(request: SearchRequest, actor: Actor, on: date) -> Iterator[Refused]:
    """What a pack that came into force while the search waited says against it."""
    yield from too_long_for(actor.roles, request, on)
    barred = switched_off(name_of(request.analysis), on) if request.analysis else None
    if barred is not None:
        yield barred


def _most(actor: Actor, on: date) -> int | None:
    """How many results this person may be shown of a search; None where no pack limits them."""
    limit = parameters.search_limit(Rule.SEARCH_RESULTS, actor.roles, on)
    return None if limit is None else limit[0]


@enforces(clauses.I_2, clauses.G_5)
def _agreed(search: Search, at: datetime) -> Decision:
    """Whether the second person said yes."""
    asked = next(each for each in asked_before.of(subject_of(search)) if each.kind == Kind.SENSITIVE_SEARCH)
    clause = clauses.BY_ID[asked.clause]
    state = asked.state(at)
    if state is State.APPROVED:
        return ALLOWED
    if state is State.OPEN:
        return Refused(clause, "this search waits for a second person", "A supervisor decides it under Approvals.")
    refused = state is State.REFUSED
    why = "a second person refused this search" if refused else "this search was not agreed to in time"
    return Refused(clause, why, "Talk to the supervisor; it can be asked anew.")


@door(Event.SEARCH_DOCUMENT_OPENED, needs=Permission.SEARCHES_APPROVE)
@enforces(clauses.I_2, clauses.J_1)
def open_document(search_id: UUID, *, actor: Actor, at: datetime) -> tuple[Document, bytes]:
    """The document of an exception, for whoever decides about it, for as long as there is something to decide.

    Raises:
        PolicyRefusal: the actor may not, it is their own search, or it is decided.
        Document.DoesNotExist: there is none.
    """
    document = Document.objects.get(pk=search_id)
    require(_to_decide(search_id, actor, at))
    audit.append(Event.SEARCH_DOCUMENT_OPENED, actor=actor, at=at, subject=f"search:{search_id}")
    return document, unseal(bytes(document.sealed), Belongs.SEARCH, search_id)


def _to_decide(search_id: UUID, actor: Actor, at: datetime) -> Decision:
    asked = [each for each in asked_before.of(f"search:{search_id}") if each.kind == Kind.SENSITIVE_SEARCH]
    if any(each.state(at) is State.OPEN and not each.concerns(actor) for each in asked):
        return ALLOWED
    return Refused(clauses.I_2, "there is nothing for you to decide about this document", "Ask the ALPR Administrator.")


@door(Event.PHOTOGRAPH_OPENED, needs=Permission.SEARCH)
@enforces(clauses.J_1)
def open_picture(search: Search, read: Read, which: Which, *, actor: Actor, at: datetime) -> bytes:
    """A result's JPEG. That a photograph is opened stands in the log before it is shown; a crop is part of the result.

    Raises:
        PolicyRefusal: the actor may not, or it is somebody else's search.
        PictureUnreadable: it is gone, or is not the one that belongs to the read.
    """
    require(may(actor, Permission.SEARCH, on=Facts(asked_by=search.actor)))
    opened = archive.picture(read, which)
    if which == "photograph":
        facts = {"read": str(read.id)}
        audit.append(Event.PHOTOGRAPH_OPENED, actor=actor, at=at, subject=subject_of(search), facts=facts)
    return opened


@enforces(clauses.F_A)
def resume(search_id: UUID, *, actor: Actor, at: datetime) -> Search:
    """A search that this person ran in this shift; its results may be looked at again under the same purpose.

    One that waited for a second person begins with this look, if that person has agreed.

    Raises:
        PolicyRefusal: it is somebody else's, its time is over, or nobody agreed to it.
    """
    search = own(search_id, actor=actor, at=at)
    return begin(search, actor=actor, at=at) if search.waited and search.begun_at is None else search


@enforces(clauses.F_A)
def own(search_id: UUID, *, actor: Actor, at: datetime) -> Search:
    """A search of this person that still counts, whether or not it may be seen.

    Raises:
        PolicyRefusal: it is somebody else's, or its time is over.
    """
    search = Search.objects.filter(pk=search_id).first()
    if search is None or search.run_at <= at - (WAITS_FOR if search.waited and search.begun_at is None else OPEN_FOR):
        # In the words of the rule on somebody else's search: whether there is one is nobody's business.
        raise PolicyRefusal(
            Refused(clauses.F_A, "this is not a search of yours from this shift", "Search anew and state your purpose.")
        )
    require(may(actor, Permission.SEARCH, on=Facts(asked_by=search.actor)))
    return search


def subject_of(search: Search) -> str:
    """What the log and approvals call it."""
    return f"search:{search.pk}"


def _earlier(actor: Actor) -> tuple[tuple[str, str], ...]:
    """The person's last reasons, each with its case."""
    last = Search.objects.filter(actor=str(actor)).order_by("-run_at")[:LOOKED_BACK]
    return tuple((search.request["reason"], search.request["case_number"]) for search in last)


def forget(*, before: datetime) -> int:
    """Drop searches that are older than any read; what was asked stays in the log."""
    return Search.objects.filter(run_at__lt=before).delete()[0]
