"""A stop begins on one of its roads, is justified where it could not wait, and is told of in the report."""

from collections.abc import Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plainview.alerts.models import Alert
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.stops import actions, paper, queries, reporting
from plainview.stops.models import Waiver
from plainview.stops.paper import Sheet
from plainview.stops.reporting import LONGEST
from plainview.terms.stop import Road
from plainview.web.acting import actor
from plainview.web.one_alert import draw, known
from plainview.web.onward import onward
from plainview.web.tags import zoned
from plainview.web.typed import Typed

_SAID = {
    Road.CONFIRMED: "The stop has begun, on the confirmed hit. Dispatch sees it.",
    Road.SUSPICION: "The stop has begun, on your own suspicion. Dispatch is asked about the entry too.",
    Road.EXIGENT: "The stop has begun. Dispatch is asked. Write within a day why it could not wait.",
}
_UNPROCESSABLE = 422


def begin(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Begin the stop on the road that was chosen."""
    alert = known(request, alert_id)
    typed = Typed(request.POST, clauses.F_C_1_I)
    chosen, statement = typed.text("road", longest=24), typed.text("suspicion", longest=actions.LONGEST_STATEMENT)
    if chosen not in set(Road):
        typed.fault("road", "the road is missing", "Choose one of the three.")
    if typed.faults:
        return draw(request, alert, refusals=typed.with_faults())
    road = Road(chosen)
    try:
        actions.begin(alert_id, road, statement=statement, actor=actor(request), at=timezone.now())
    except PolicyRefusal as refusal:
        return draw(request, known(request, alert_id), refusals=refusal.refusals)
    messages.success(request, _SAID[road])
    return onward("alert", alert_id)


def justify(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Write why an exigent stop could not wait."""
    alert = known(request, alert_id)
    typed = Typed(request.POST, clauses.F_C_1_I)
    words = typed.text("justification", longest=actions.LONGEST_STATEMENT)
    listed = queries.of_alert(alert_id, at=timezone.now())
    if listed is None:
        raise Http404
    if typed.faults:
        return draw(request, alert, refusals=typed.with_faults())
    try:
        actions.justify(listed.stop.pk, words, actor=actor(request), at=timezone.now())
    except PolicyRefusal as refusal:
        return draw(request, alert, refusals=refusal.refusals)
    messages.success(request, "Written. A supervisor reviews it; you see the word here.")
    return onward("alert", alert_id)


def stops(request: HttpRequest) -> HttpResponse:
    """Stops with what they still owe, those that owe something first."""
    at = timezone.now()
    listed = queries.listed(viewer=actor(request), at=at)
    context = {"listed": listed, "owing": sum(each.stop.owes or each.waits_for_review for each in listed)}
    return render(request, "stops/overview.html", context)


def statement(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """The statement for the report, ready to copy. That it is opened is logged."""
    return _draw_statement(request, alert_id)


def statement_pdf(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """The same as a PDF."""
    at, me = timezone.now(), actor(request)
    try:
        written = reporting.open_statement(alert_id, "pdf", actor=me, at=at)
    except Alert.DoesNotExist as gone:
        raise Http404 from gone
    made = f"Made for {me.name} on {zoned(at)}."
    sheet = Sheet(settings.AGENCY, written, str(alert_id), made, demo=settings.DEMO)
    response = HttpResponse(paper.pdf(sheet), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="alpr-statement-{str(alert_id)[:8]}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def waive(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Record who allows that reports leave the ALPR data out."""
    alert, at = known(request, alert_id), timezone.now()
    typed = Typed(request.POST, clauses.I_4)
    today = at.astimezone(ZoneInfo(settings.DISPLAY_ZONE)).date()
    office = typed.text("office", longest=24)
    authorised_by, reference = typed.text("authorised_by", longest=LONGEST), typed.text("reference", longest=LONGEST)
    authorised_on = typed.day("authorised_on", today)
    if typed.faults:
        return _draw_statement(request, alert_id, typed.with_faults())
    try:
        reporting.record_waiver(
            alert.pk,
            office,
            authorised_by=authorised_by,
            authorised_on=authorised_on,
            reference=reference,
            actor=actor(request),
            at=at,
        )
    except PolicyRefusal as refusal:
        return _draw_statement(request, alert_id, refusal.refusals)
    messages.success(request, "The waiver is on record, with the statement.")
    return onward("alert-statement", alert_id)


def _draw_statement(request: HttpRequest, alert_id: UUID, refusals: Sequence[Refused] = ()) -> HttpResponse:
    try:
        written = reporting.open_statement(alert_id, "page", actor=actor(request), at=timezone.now())
    except Alert.DoesNotExist as gone:
        raise Http404 from gone
    context = {
        "alert_id": alert_id,
        "statement": written,
        "offices": Waiver.Office.choices,
        "values": request.POST,
        "refusals": refusals,
    }
    return render(request, "stops/statement.html", context, status=_UNPROCESSABLE if refusals else None)
