"""What a search found is kept past the purge: a supervisor holds it, an officer or an analyst asks one to."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from plainview.documents.attached import Attached
from plainview.evidence import actions as evidence
from plainview.evidence import asking
from plainview.evidence.placing import Found
from plainview.evidence.rules import Claim
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal
from plainview.search import actions, queries
from plainview.search.models import Search
from plainview.terms.read import ReadKey
from plainview.web import claim_form, search_forms
from plainview.web.acting import actor
from plainview.web.onward import onward
from plainview.web.search import draw_results
from plainview.web.typed import Typed

_Keep = Callable[[Sequence[ReadKey], Claim, Attached | None], HttpResponse]


def hold(request: HttpRequest, search_id: UUID) -> HttpResponse:
    """Keep chosen results past the purge, for a case."""
    at = timezone.now()

    def keep(keys: Sequence[ReadKey], claim: Claim, paper: Attached | None) -> HttpResponse:
        found = Found(search=search_id)
        placed = evidence.hold(keys, claim, document=paper, found=found, actor=actor(request), at=at)
        messages.success(request, f"The hold for case {placed.case_number} is placed.")
        return onward("hold", placed.pk)

    return _kept(request, search_id, keep)


def ask(request: HttpRequest, search_id: UUID) -> HttpResponse:
    """Ask a supervisor to hold chosen results."""
    at = timezone.now()

    def keep(keys: Sequence[ReadKey], claim: Claim, paper: Attached | None) -> HttpResponse:
        found = Found(search=search_id)
        asked = asking.ask(keys, claim, document=paper, found=found, actor=actor(request), at=at)
        messages.success(request, "A supervisor is asked. Nothing is kept before they say so.")
        return onward("hold-request", asked.pk)

    return _kept(request, search_id, keep)


def _kept(request: HttpRequest, search_id: UUID, keep: _Keep) -> HttpResponse:
    """Do it with the ticked reads and the claim, or the results again with what stands against it."""
    at = timezone.now()
    search = actions.resume(search_id, actor=actor(request), at=at)
    typed = Typed(request.POST, clauses.K_1)
    claim = claim_form.read(typed, at=at)
    keys = _chosen(search, request.POST.getlist("read"), typed)
    refusals = typed.with_faults()
    if not refusals:
        try:
            return keep(keys, claim, claim_form.attached(request))
        except PolicyRefusal as refusal:
            refusals = refusal.refusals
    after = request.POST.get("after", "")
    return draw_results(request, search, after=after, refusals=refusals, values=request.POST.dict())


def _chosen(search: Search, sent: Sequence[str], typed: Typed) -> list[ReadKey]:
    """The chosen reads, each found again among the search's own results."""
    if not sent:
        typed.fault("read", "no read is chosen", "Tick the reads that the case needs.")
    keys = []
    for each in dict.fromkeys(sent):
        named = search_forms.parse_key(each)
        read = queries.result(search, *named) if named else None
        if read is None:
            typed.fault("read", "a chosen read is gone already", "Search again and choose among what is left.")
            break
        keys.append(ReadKey(read.plate, read.captured_at, read.id))
    return keys
