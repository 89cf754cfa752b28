"""Search: the form with its purpose, the results under it, and one read with its photograph."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from plainview.accounts.permissions import Permission
from plainview.approvals.models import State
from plainview.archive.models import Read
from plainview.archive.packs import StoreAway
from plainview.hotlists import queries as hotlists
from plainview.hotlists.models import Entry
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.search import actions, described, queries, retroactive, saved
from plainview.search.models import Document, Search
from plainview.search.plan import why
from plainview.web import (
    analysis_results,
    claim_form,
    drawn_and_described,
    pictures,
    search_forms,
    search_offers,
    search_rows,
)
from plainview.web.acting import actor, granted
from plainview.web.attachments import attached
from plainview.web.choices import STATES
from plainview.web.onward import onward
from plainview.web.search_forms import Values
from plainview.web.tags import stand_at


def form(request: HttpRequest) -> HttpResponse:
    """Ask. A purpose is never carried over: `?again=` brings an earlier search's parameters and nothing else.

    `?saved=` brings those of a saved one, up to now. `?entry=` brings the plate of a hot list entry, to look for what
    was seen before it was entered.
    """
    at, zone = timezone.now(), _zone()
    if request.method == "POST":
        return _ask(request)
    values = search_forms.empty_values(zone, at=at)
    if again := _uuid(request.GET.get("again", "")):
        earlier = queries.request_of(actions.own(again, actor=actor(request), at=at))
        values = search_forms.repeated_values(earlier, zone)
    elif kept := _uuid(request.GET.get("saved", "")):
        values = search_forms.repeated_values(saved.parameters_of(kept, actor=actor(request), at=at), zone)
    elif wanted := _uuid(request.GET.get("entry", "")):
        entry = _entry(request, wanted)
        values = search_forms.repeated_values(retroactive.parameters_of(entry, at=at), zone)
        values = {**values, "not_found": retroactive.not_found(entry)}
    return _draw_form(request, values)


def results(request: HttpRequest, search_id: UUID) -> HttpResponse:
    """What was found, newest first, under the purpose that was given."""
    at = timezone.now()
    search = actions.own(search_id, actor=actor(request), at=at)
    if search.waited and search.begun_at is None and queries.second_word(search).state(at) is not State.APPROVED:
        return _draw_waiting(request, search, at=at)
    search = actions.resume(search_id, actor=actor(request), at=at)
    return draw_results(request, search, after=request.GET.get("after", ""))


def document(request: HttpRequest, search_id: UUID) -> HttpResponse:
    """The document of an exception, to be kept by nobody: it is shown, and that it was shown is logged."""
    try:
        attached, content = actions.open_document(search_id, actor=actor(request), at=timezone.now())
    except Document.DoesNotExist as none:
        raise Http404 from none
    answer = HttpResponse(content, content_type=attached.media_type)
    answer["Content-Disposition"] = "inline"
    answer["Content-Security-Policy"] = "sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def one(request: HttpRequest, search_id: UUID, key: str) -> HttpResponse:
    """One result with its photograph, whose opening is logged as it is fetched."""
    search = actions.resume(search_id, actor=actor(request), at=timezone.now())
    read = _result(search, key)
    asked = queries.request_of(search)
    size, away = None, False
    try:
        size = queries.photograph_size(read)
    except StoreAway:
        away = True
    context = {
        "search": search,
        "asked": asked,
        "row": search_rows.row(
            read, search_rows.known_cameras(), why(asked, read.plate), described.why(asked.vehicle, read.vehicle)
        ),
        "size": size,
        "away": away,
        "hash": bytes(read.photograph_hash).hex(),
        **claim_form.keeping(request, timezone.now()),
        "values": {"case_number": asked.case_number},
    }
    return render(request, "search/one.html", context)


def picture(request: HttpRequest, search_id: UUID, key: str, which: str) -> HttpResponse:
    """A result's photograph or crop as JPEG."""
    at = timezone.now()
    search = actions.resume(search_id, actor=actor(request), at=at)
    read = _result(search, key)
    return pictures.jpeg(which, lambda wanted: actions.open_picture(search, read, wanted, actor=actor(request), at=at))


def _ask(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    asked, typed = search_forms.read(request.POST, _zone(), at=at)
    try:
        search = actions.ask(asked, document=attached(request), actor=actor(request), at=at)
    except PolicyRefusal as refusal:
        return _draw_form(request, search_forms.typed_values(request.POST), typed.with_faults(refusal.refusals))
    return onward("search-results", search.pk)


def _entry(request: HttpRequest, entry_id: UUID) -> Entry:
    """The entry, for whoever may know of it."""
    if not granted(request, Permission.ENTRIES_SEE):
        raise Http404
    try:
        return hotlists.entry(entry_id, seen_by=actor(request))
    except Entry.DoesNotExist as none:
        raise Http404 from none


def _draw_waiting(request: HttpRequest, search: Search, *, at: datetime) -> HttpResponse:
    word = queries.second_word(search)
    context = {
        "search": search,
        "asked": queries.request_of(search),
        "word": word,
        "state": word.state(at),
        "clause": clauses.BY_ID[word.clause],
        "again": analysis_results.again(search),
    }
    return render(request, "search/waiting.html", context)


def _draw_form(request: HttpRequest, values: Values, refusals: Sequence[Refused] = ()) -> HttpResponse:
    context = {
        "values": values,
        "refusals": refusals,
        "saved": saved.of(actor(request)),
        # What is folded away is open where something stands in it, or against it.
        "further_open": search_forms.says_further(values)
        or stand_at(refusals, "more start2 end2 start3 end3 start4 end4"),
        "area_open": values.get("area") or stand_at(refusals, "area"),
        "corridor_open": values.get("corridor") or stand_at(refusals, "corridor corridor_width"),
        **drawn_and_described.offered(),
        "states": STATES,
        **search_offers.offered(timezone.now()),
    }
    return render(request, "search/form.html", context, status=422 if refusals else 200)


def draw_results(
    request: HttpRequest,
    search: Search,
    *,
    after: str,
    refusals: Sequence[Refused] = (),
    values: Values | None = None,
) -> HttpResponse:
    """The page of what a search found, with what stands against the step that was just tried."""
    asked, known = queries.request_of(search), search_rows.known_cameras()
    if asked.analysis is not None:
        return analysis_results.draw(request, search, refusals=refusals, values=values)
    seen = search_forms.parse_key(after)
    rows = [
        search_rows.row(found.read, known, found.why, found.stated) for found in queries.results(search, after=seen)
    ]
    context = {
        "search": search,
        "asked": asked,
        "chosen_cameras": [known[camera] for camera in asked.cameras if camera in known],
        "asked_further": drawn_and_described.words(asked),
        "rows": rows,
        "say_vehicle": bool(asked.vehicle) or any(row.read.vehicle for row in rows),
        "after": after if seen else "",
        "older": rows[-1].key if len(rows) == queries.PAGE else "",
        "count": queries.count(search) if len(rows) == queries.PAGE and not seen else None,
        "again": f"{reverse('search')}?again={search.pk}",
        "open_until": search.run_at + actions.OPEN_FOR,
        **claim_form.keeping(request, timezone.now()),
        "refusals": refusals,
        "values": values or {"case_number": asked.case_number},
        "chosen": set(request.POST.getlist("read")),
    }
    return render(request, "search/results.html", context, status=422 if refusals else 200)


def _result(search: Search, key: str) -> Read:
    named = search_forms.parse_key(key)
    read = queries.result(search, *named) if named else None
    if read is None:
        raise Http404
    return read


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.DISPLAY_ZONE)
