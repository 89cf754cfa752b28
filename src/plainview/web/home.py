"""The start of each role, whether the system is well, and its sign in the browser's tab."""

from typing import Final

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone

from plainview.accounts import queries as accounts
from plainview.terms.actor import Role
from plainview.web import gate
from plainview.web.acting import person

_STARTS: Final = {
    Role.OPERATOR: "alerts",
    Role.DISPATCHER: "confirmations",
    Role.SUPERVISOR: "alerts",
    Role.ADMINISTRATOR: "compliance",
    Role.CHIEF: "compliance",
    Role.AUDITOR: "log",
    Role.ANALYST: "search",
    Role.RECORDS_CLERK: "retention",
    Role.VENDOR: "cameras",
}
"""Where each role's work begins: the name of a route that the role may open."""

_ICON: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#14335f"/>'
    '<path d="M6 12V9a3 3 0 0 1 3-3h3M20 6h3a3 3 0 0 1 3 3v3M26 20v3a3 3 0 0 1-3 3h-3M12 26H9a3 3 0 0 1-3-3v-3"'
    ' fill="none" stroke="#86b9f5" stroke-width="2" stroke-linecap="round"/>'
    '<rect x="9" y="12.5" width="14" height="7" rx="1.6" fill="#fbfbf6"/></svg>'
)


def home(request: HttpRequest) -> HttpResponseRedirect:
    """On to where this person's work begins: by appointing an administrator, by training, or with the role's own."""
    role = Role(person(request).role)
    if role is Role.CHIEF and not accounts.standing_appointments(timezone.now()):
        return redirect("appointment")
    stands = gate.standing(request)
    if stands is not None and stands.lapses:
        return redirect("training")
    return redirect(_STARTS[role])


def health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - Django's signature
    """200 while the database answers, 503 otherwise; for whoever watches the server."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "failing", "database": "no answer"}, status=503)
    return JsonResponse({"status": "ok", "database": "ok"})


def icon(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The sign of the browser's tab. Unlike a page it may be kept."""
    response = HttpResponse(_ICON, content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=86400"
    return response
