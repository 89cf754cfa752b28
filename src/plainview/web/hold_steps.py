"""What a supervisor does with a case: review, release, hand over, record a waiver."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from plainview.evidence import actions
from plainview.evidence.models import Hold
from plainview.evidence.statement import Waiver
from plainview.policy import clauses
from plainview.policy.clauses import Clause
from plainview.policy.decisions import PolicyRefusal
from plainview.web import claim_form
from plainview.web.acting import actor
from plainview.web.holds import draw, found
from plainview.web.onward import onward
from plainview.web.typed import Typed


def review(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """The case still needs what is held: on which ground, and until when."""

    def act(placed: Hold, typed: Typed) -> str:
        at = timezone.now()
        ground, next_on = claim_form.read_ground(typed), typed.day("review_on", at.date())
        finding, paper = typed.text("finding", longest=500), claim_form.attached(request)
        actions.review(placed.pk, finding, ground, next_on=next_on, document=paper, actor=actor(request), at=at)
        return f"Case {placed.case_number} is reviewed; the next review is due on {next_on}."

    return _step(request, hold_id, "review", clauses.J_2, act)


def release(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """End a hold at the case's disposition."""

    def act(placed: Hold, typed: Typed) -> str:
        because = typed.text("because", longest=200)
        actions.release(placed.pk, because=because, actor=actor(request), at=timezone.now())
        return f"The hold for case {placed.case_number} is released. What it kept is deleted."

    return _step(request, hold_id, "release", clauses.J_2, act)


def hand_over(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """Something of the case was given to somebody."""

    def act(placed: Hold, typed: Typed) -> str:
        said = {name: typed.text(name, longest=200) for name in ("to", "what", "how")}
        actions.hand_over(placed.pk, **said, actor=actor(request), at=timezone.now())
        return f"The hand-over to {said['to']} stands in the chain of custody."

    return _step(request, hold_id, "hand-over", clauses.J_2, act)


def waive(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """An office authorised reports not to say that ALPR data was used."""

    def act(placed: Hold, typed: Typed) -> str:
        waiver = Waiver(typed.text("office", longest=32), typed.text("letter", longest=200))
        actions.waive(placed.pk, waiver, actor=actor(request), at=timezone.now())
        return "The waiver is recorded. What leaves the case from now on says so."

    return _step(request, hold_id, "waive", clauses.I_4, act)


def _step(
    request: HttpRequest, hold_id: UUID, name: str, clause: Clause, act: Callable[[Hold, Typed], str]
) -> HttpResponse:
    """Do it, and back to the case with what was done; or the case with what stands against it at its form."""
    placed, typed = found(hold_id), Typed(request.POST, clause)
    try:
        done = act(placed, typed)
    except PolicyRefusal as refusal:
        return draw(request, placed, name, typed.with_faults(refusal.refusals))
    messages.success(request, done)
    return onward("hold", hold_id)
