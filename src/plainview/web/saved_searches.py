"""Saved searches: kept from a search's results, taken up again on the form, removed there."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal
from plainview.search import actions, saved
from plainview.web.acting import actor
from plainview.web.onward import onward
from plainview.web.typed import Typed


def save(request: HttpRequest, search_id: UUID) -> HttpResponse:
    """Keep what this search looked for, without why."""
    at = timezone.now()
    search = actions.own(search_id, actor=actor(request), at=at)
    typed = Typed(request.POST, clauses.F_A_1_I)
    name = typed.text("name", longest=60)
    try:
        kept = saved.save(search, name, actor=actor(request), at=at)
    except PolicyRefusal as refusal:
        first = typed.with_faults(refusal.refusals)[0]
        messages.error(request, f"The search was not saved: {first.reason}. {first.remedy}")
    else:
        messages.success(request, f"“{kept.name}” is saved. Its purpose is said anew each time.")
    return onward("search-results", search.pk)


def drop(request: HttpRequest, saved_id: UUID) -> HttpResponse:
    """Remove a saved search."""
    saved.drop(saved_id, actor=actor(request), at=timezone.now())
    messages.success(request, "The saved search is removed.")
    return onward("search")
