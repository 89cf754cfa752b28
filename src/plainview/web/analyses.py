"""The pages of the analyses: a search that asks one thing more, through the same door, with the same why."""

from collections.abc import Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.search import actions, queries
from plainview.search.analysis import (
    LEAST_SCENES,
    LONGEST_SCENE,
    MOST_APART,
    MOST_CAMERAS,
    MOST_MET,
    MOST_SCENES,
    switched_off,
)
from plainview.search.request import SearchRequest
from plainview.terms.analysis import Analysis
from plainview.web import search_forms, search_offers
from plainview.web.acting import actor
from plainview.web.analysis_forms import FORMS, ROUTES
from plainview.web.attachments import attached
from plainview.web.choices import STATES
from plainview.web.onward import onward
from plainview.web.search_forms import Values
from plainview.web.tags import stand_at


def route(request: HttpRequest) -> HttpResponse:
    """Where one vehicle was read, in order of time."""
    return _page(request, Analysis.ROUTE)


def scenes(request: HttpRequest) -> HttpResponse:
    """Which vehicles were at several scenes."""
    return _page(request, Analysis.SCENES)


def together(request: HttpRequest) -> HttpResponse:
    """Which vehicles were read near one vehicle again and again."""
    return _page(request, Analysis.TOGETHER)


def only_here(request: HttpRequest) -> HttpResponse:
    """Which vehicles were read at a place and nowhere else."""
    return _page(request, Analysis.ONLY_HERE)


def _page(request: HttpRequest, analysis: Analysis) -> HttpResponse:
    """The form, or where it was sent the search that it asks for.

    `?again=` brings an earlier search's parameters, and with `&read=` the plate of that result. Never why.
    """
    at, form, zone = timezone.now(), FORMS[analysis], ZoneInfo(settings.DISPLAY_ZONE)
    if request.method == "POST":
        asked, typed = form.read(request.POST, zone, at)
        try:
            search = actions.ask(asked, document=attached(request), actor=actor(request), at=at)
        except PolicyRefusal as refusal:
            return _draw(request, analysis, form.typed(request.POST), typed.with_faults(refusal.refusals))
        return onward("search-results", search.pk)
    if barred := switched_off(analysis, at.date()):
        return render(request, "search/switched_off.html", _context(analysis, [barred]))
    return _draw(request, analysis, form.shown(_earlier(request), zone, at))


def _earlier(request: HttpRequest) -> SearchRequest | None:
    """What an earlier search of this person looked for; plate and state of one of its results where that is named."""
    try:
        search_id = UUID(request.GET.get("again", ""))
    except ValueError:
        return None
    at = timezone.now()
    key = search_forms.parse_key(request.GET.get("read", ""))
    if key is None:
        return queries.request_of(actions.own(search_id, actor=actor(request), at=at))
    search = actions.resume(search_id, actor=actor(request), at=at)
    asked, read = queries.request_of(search), queries.result(search, *key)
    return SearchRequest(
        purpose="",
        offence="",
        case_number="",
        reason="",
        start=asked.start,
        end=asked.end,
        plate="" if read is None else read.plate,
        state="" if read is None else read.state or "",
    )


def _draw(request: HttpRequest, analysis: Analysis, values: Values, refusals: Sequence[Refused] = ()) -> HttpResponse:
    status = 422 if refusals else 200
    if any(each.field == "analysis" for each in refusals):
        barred = [each for each in refusals if each.field == "analysis"]
        return render(request, "search/switched_off.html", _context(analysis, barred), status=status)
    context = {
        **_context(analysis, refusals),
        **search_offers.offered(timezone.now()),
        "values": values,
        "states": STATES,
        "area_open": values.get("area") or stand_at(refusals, "area"),
        "most_apart": MOST_APART,
        "most_cameras": MOST_CAMERAS,
        "most_met": MOST_MET,
        "least_scenes": LEAST_SCENES,
        "most_scenes": MOST_SCENES,
        "longest_hours": int(LONGEST_SCENE.total_seconds()) // 3600,
    }
    return render(request, FORMS[analysis].template, context, status=status)


def _context(analysis: Analysis, refusals: Sequence[Refused]) -> dict[str, object]:
    return {"analysis": analysis, "here": ROUTES[analysis], "refusals": refusals}
