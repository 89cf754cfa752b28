"""The hit ledger: how often hits were right, by camera, list, state and reason. No plate is on this page."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plainview.ledger import queries, rates
from plainview.ledger.worst import ENOUGH
from plainview.policy import clauses
from plainview.policy.decisions import Refused
from plainview.web import csv_answers
from plainview.web import ledger_drawing as drawing
from plainview.web.typed import Typed

SHOWN: Final = 5
"""Cameras and lists among the worst that are drawn; the table has all of them."""
_SPANS: Final = (("30 days", 30), ("90 days", 90), ("a year", 365))


@dataclass(frozen=True)
class Period:
    """The days that are asked for, both included."""

    first: date
    last: date

    def query(self, by: str) -> str:
        """As an address says it."""
        return urlencode({"from": self.first.isoformat(), "to": self.last.isoformat(), "by": by})


def overview(request: HttpRequest) -> HttpResponse:
    """Rates of the period `?from=` to `?to=`, the table by `?by=`."""
    today, by = queries.today(timezone.now()), _by(request)
    period, refusals = _period(request, today)
    tallies, cameras = queries.tallies(period.first, period.last), queries.camera_names()
    all_hits = rates.whole(tallies)
    context = {
        "period": period,
        "today": today,
        "refusals": refusals,
        "values": {"from": request.GET.get("from") or period.first, "to": request.GET.get("to") or period.last},
        "spans": [(words, _span(today, days)) for words, days in _SPANS],
        "by": by,
        "all_by": [(each, words, period.query(each)) for each, words in drawing.BY.items()],
        "by_words": drawing.BY[by],
        "query": period.query(by),
        "all_hits": all_hits,
        "false": drawing.drawn(all_hits.false),
        "lines": drawing.lines(tallies, by, cameras),
        "worst": (
            ("cameras", "misread plates and wrong states", drawing.worst_cameras(tallies, cameras)[:SHOWN]),
            ("lists", "stale entries and wrong vehicles", drawing.worst_lists(tallies)[:SHOWN]),
        ),
        "enough": ENOUGH,
        "confusions": queries.confusions()[:SHOWN],
        "oldest": queries.first_day(),
    }
    return render(request, "ledger/overview.html", context, status=422 if refusals else 200)


def as_csv(request: HttpRequest) -> HttpResponse:
    """The table as a file."""
    period, refusals = _period(request, queries.today(timezone.now()))
    if refusals:
        return HttpResponse(
            "\n".join(f"{each.reason}. {each.remedy}" for each in refusals), "text/plain; charset=utf-8", 422
        )
    by = _by(request)
    tallies = queries.tallies(period.first, period.last)
    name = f"hits-by-{by}-{period.first}-to-{period.last}.csv"
    return csv_answers.answer(name, drawing.CSV_HEADER, drawing.csv_lines(tallies, by, queries.camera_names()))


def _by(request: HttpRequest) -> str:
    by = request.GET.get("by", "")
    return by if by in drawing.BY else "camera"


def _span(today: date, days: int) -> Period:
    return Period(today - timedelta(days=days - 1), today)


def _period(request: HttpRequest, today: date) -> tuple[Period, tuple[Refused, ...]]:
    typed, usual = Typed(request.GET, clauses.I_6), _span(today, _SPANS[0][1])
    first, last = typed.day("from", usual.first), typed.day("to", usual.last)
    if first > last:
        typed.fault("to", "the period ends before it begins", "Choose a later last day.")
    return (usual if typed.faults else Period(first, last)), typed.with_faults()
