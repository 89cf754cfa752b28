"""Hot lists: what is wanted, how old it is, and one source with its versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from plainview.accounts.permissions import Permission
from plainview.approvals import queries as asked
from plainview.hotlists import queries, settling, source_queries, versions
from plainview.hotlists.formats.kinds import Kind, record_types
from plainview.hotlists.models import HotList, Source, Version
from plainview.hotlists.source_queries import Fresh
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.web import csv_answers, uploads
from plainview.web.acting import actor, granted
from plainview.web.onward import onward
from plainview.web.typed import Typed

FAULTS_SHOWN: Final = 50


@dataclass(frozen=True)
class Row:
    """A list as the overview draws it; `fresh` is None for a list that no source feeds."""

    hot_list: HotList
    active: int
    fresh: Fresh | None


def overview(request: HttpRequest) -> HttpResponse:
    """The lists with their age."""
    fresh = source_queries.by_list(at=timezone.now())
    lists = [Row(each, vars(each)["active"], fresh.get(each.pk)) for each in queries.lists()]
    return render(
        request, "hotlists/overview.html", {"lists": lists, "may_import": granted(request, Permission.LISTS_IMPORT)}
    )


def one(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """A source with its versions, what waits, and the way to bring a file."""
    return draw(request, source_id)


def go_back(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Make the list what it was before the version in force."""
    typed = Typed(request.POST, clauses.F_B_1_III)
    because = typed.text("because", longest=200)
    if typed.faults:
        return draw(request, source_id, typed.with_faults())
    try:
        version = versions.go_back(fresh(source_id).source.pk, because=because, actor=actor(request), at=timezone.now())
    except PolicyRefusal as refusal:
        return draw(request, source_id, refusal.refusals)
    said = f"The list is what it was in version {version.back_to}: {version.entries:,} entries."
    messages.success(request, f"{said} A second person looks at the next file.")
    return onward("hotlist", source_id)


def errors(request: HttpRequest, source_id: UUID, version_id: UUID) -> HttpResponse:  # noqa: ARG001 - the guard asked
    """The bad lines of a version as a CSV file."""
    try:
        version = source_queries.version(version_id)
    except Version.DoesNotExist as none:
        raise Http404 from none
    if version.source_id != source_id:
        raise Http404
    lines = [[str(line), field, reason, text] for line, field, reason, text in version.faults]
    return csv_answers.answer(f"bad-lines-{version.number}.csv", ("line", "field", "reason", "text"), lines)


def fresh(source_id: UUID) -> Fresh:
    """The source of this address.

    Raises:
        Http404: there is none.
    """
    try:
        return source_queries.one(source_id, at=timezone.now())
    except Source.DoesNotExist as none:
        raise Http404 from none


def _asked_by(request: HttpRequest, version: Version) -> bool:
    """Whether whoever looks brought the version, and so may not decide it."""
    return any(each.requested_by == str(actor(request)) for each in asked.of(settling.subject(version)))


def draw(
    request: HttpRequest,
    source_id: UUID,
    refusals: Sequence[Refused] = (),
    *,
    look: "uploads.Look | None" = None,
    token: str = "",
) -> HttpResponse:
    """The page of a source; with a look at a file that was just brought, or the token that was just made."""
    found = fresh(source_id)
    source, kind = found.source, Kind(found.source.kind)
    history = source_queries.history(source_id)
    context = {
        "fresh": found,
        "source": source,
        "list": source.hot_list,
        "words": {code: words for code, (words, _) in record_types(kind).items()},
        "active": queries.active(source.hot_list_id),
        "current": next((each for each in history if each.status == Version.Status.IN_FORCE), None),
        "newest": history[0] if history else None,
        "previous": source_queries.previous(source_id),
        "versions": history,
        "faults_shown": FAULTS_SHOWN,
        "may_import": granted(request, Permission.LISTS_IMPORT),
        "own": found.waiting is not None and _asked_by(request, found.waiting),
        "may_approve": granted(request, Permission.ENTRIES_APPROVE),
        "refusals": refusals,
        "look": look,
        "file_help": f"At most {uploads.LARGEST // 1024**2} MB here; larger ones through the drop folder.",
        "token": token,
        "api": request.build_absolute_uri(reverse("api-hot-list", args=[source.pk])),
        "values": request.POST.dict(),
    }
    bad = bool(refusals) or (look is not None and look.stops)
    return render(request, "hotlists/source.html", context, status=422 if bad else 200)
