"""How the product says no: what was refused, the clause, what would make it permitted, whom to ask."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from plainview.policy.decisions import Refused


def page(request: HttpRequest, refusals: Sequence[Refused], *, status: int = 403) -> HttpResponse:
    """A page that shows each refusal with its way out."""
    return render(request, "refused.html", {"refusals": refusals}, status=status)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    return _plain(request, 403, "This form has expired", "Go back, reload the page and send it again.")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return _plain(request, 403, "This is not permitted", "Ask the ALPR Administrator if your duties need it.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return _plain(request, 404, "There is nothing here", "It may have been purged, or the address is mistyped.")


def failed(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    # Drawn without the request: what failed may be the database, and a signed-in person is read from it.
    what, remedy = "Something failed on our side", "Nothing was changed. Tell the ALPR Administrator when it happened."
    return HttpResponse(render_to_string("plain.html", {"what": what, "remedy": remedy, "status": 500}), status=500)


def _plain(request: HttpRequest, status: int, what: str, remedy: str) -> HttpResponse:
    return render(request, "plain.html", {"what": what, "remedy": remedy, "status": status}, status=status)
