"""Notifications of a browser: the script that shows them, and the choice on one's own page."""

from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from plainview.accounts.permissions import Permission
from plainview.alerts import addresses, push
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused
from plainview.web.acting import actor, granted
from plainview.web.typed import Typed

_WORKER: Final = Path(__file__).parent / "static/plainview/service-worker.js"
_LONGEST_ENDPOINT: Final = 1000
_LONGEST_KEY: Final = 100
_UNPROCESSABLE: Final = 422


def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The service worker. It lies at the root, because a browser lets it serve only pages below its own address."""
    return HttpResponse(_WORKER.read_text("utf-8"), content_type="text/javascript")


def shown(request: HttpRequest) -> dict[str, object]:
    """What one's own page needs to offer notifications; nothing for who sees no alerts."""
    if not granted(request, Permission.ALERTS_SEE):
        return {}
    return {"push_offered": True, "push_key": push.server_key() if settings.PUSH_CONTACT else ""}


def add(request: HttpRequest) -> HttpResponse:
    """Call this person on this browser."""
    typed = Typed(request.POST, clauses.J_1)
    endpoint = typed.text("endpoint", longest=_LONGEST_ENDPOINT)
    key, secret = typed.text("public_key", longest=_LONGEST_KEY), typed.text("auth_secret", longest=_LONGEST_KEY)
    try:
        addresses.add(endpoint, public_key=key, auth_secret=secret, actor=actor(request), at=timezone.now())
    except PolicyRefusal as refusal:
        return _refused(refusal.refusals)
    return HttpResponse(status=204)


def remove(request: HttpRequest) -> HttpResponse:
    """Call this person on this browser no more."""
    endpoint = Typed(request.POST, clauses.J_1).text("endpoint", longest=_LONGEST_ENDPOINT)
    addresses.remove(endpoint, actor=actor(request), at=timezone.now())
    return HttpResponse(status=204)


def _refused(refusals: tuple[Refused, ...]) -> JsonResponse:
    words = " ".join(f"{each.reason[0].upper()}{each.reason[1:]}. {each.remedy}" for each in refusals)
    return JsonResponse({"why": words}, status=_UNPROCESSABLE)
