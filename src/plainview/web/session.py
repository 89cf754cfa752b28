"""A person's session as the pages see it: how long it lasts, why it ended, and what becomes of a form after that."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone

from plainview.accounts import sessions
from plainview.accounts.sessions import Because, Over
from plainview.policy import clauses
from plainview.policy.enforcement import enforces
from plainview.web import tags

SHIFT_ENDS: Final = "shift_ends"
"""In the session at an exempt workstation: when it is over."""
_WORDS: Final = {
    Because.ANOTHER_SIGN_IN: "Somebody signed in with your log-in elsewhere at {at}, and that ended this session: a"
    " log-in has one session at a time. If that was not you, tell the ALPR Administrator at once.",
    Because.DEACTIVATED: "This log-in has ended. Ask the ALPR Administrator if your duties need it.",
    Because.IDLE: "The session ended, because nothing was asked for during thirty minutes. Sign in to go on.",
    Because.LOCKED: "This session ended at {at}: five attempts failed, and the log-in is locked. The ALPR Administrator"
    " can release it.",
    Because.REVOKED: "This session ended at {at}: this workstation is not exempt from the lock any more.",
    Because.SHIFT_OVER: "The shift of this session was over at {at}. Sign in for the next one.",
    Because.UNKNOWN: "This session is from before a change of the system. Sign in again.",
}


def seconds_left(request: HttpRequest) -> int:
    """How long this session lasts if nothing more is asked: until the lock, or until the shift is over."""
    shift = request.session.get(SHIFT_ENDS)
    if not shift:
        return settings.SESSION_COOKIE_AGE
    return max(0, int((datetime.fromisoformat(shift) - timezone.now()).total_seconds()))


def begin_shift(request: HttpRequest, ends_at: datetime) -> None:
    """At an exempt workstation: no lock after thirty minutes, but an end of the shift."""
    request.session[SHIFT_ENDS] = ends_at.isoformat()
    request.session.set_expiry(sessions.SHIFT + timedelta(minutes=1))


@enforces(clauses.I)
def prolong(request: HttpRequest) -> None:
    """Thirty minutes from now, if this request is a person's own step (CJIS AC-11).

    What a page asks by itself, for a card, a picture or the stream, is told apart by `Sec-Fetch-Mode`, which browsers
    set and scripts cannot. A request without it is a step.
    """
    if _is_a_step(request):
        request.session.modified = True


def left(request: HttpRequest) -> HttpResponse:
    """For a page that waits: how long the session goes on, and the token that its forms need now. Prolongs nothing."""
    at = timezone.now()
    expires = sessions.expires(request.session.session_key) or at
    until_lock = int((expires - at).total_seconds())
    seconds = min(until_lock, seconds_left(request)) if SHIFT_ENDS in request.session else until_lock
    return JsonResponse({"seconds": seconds, "token": get_token(request)})


def keep(request: HttpRequest) -> HttpResponse:
    """Somebody said that they are still there."""
    request.session.modified = True
    return JsonResponse({"seconds": seconds_left(request), "token": get_token(request)})


@enforces(clauses.F, clauses.F_A)
def away(request: HttpRequest, over: Over | None = None) -> HttpResponseBase:
    """Nobody is signed in, or their session is over: to the sign-in page and back again, with the reason.

    A page that asks by itself is told 401, and the reason is kept for the person's next step.
    Where a form was sent, the answer says what to do with what was typed: it went nowhere, and the browser has it.
    """
    if over is None:
        over = sessions.lost(request.COOKIES.get(settings.SESSION_COOKIE_NAME), at=timezone.now())
    by_itself, posted = not _is_a_step(request), request.method == "POST"
    if by_itself and request.user.is_authenticated:
        return _over()
    if request.user.is_authenticated:
        logout(request)
    words = why(over) if over else ""
    if words and not posted:
        messages.warning(request, words)
    if by_itself:
        return _over()  # the browser forgets a session that is no more, so its reason is in a cookie of its own now
    if posted:
        return render(request, "form_not_sent.html", {"why": words}, status=403)
    return redirect_to_login(request.get_full_path())


def _over() -> HttpResponse:
    return HttpResponse("This session is over.", status=401, content_type="text/plain")


def why(over: Over) -> str:
    """The reason in words; nothing where there is none to tell."""
    return _WORDS.get(over.because, "").format(at=tags.zoned(over.at))


def _is_a_step(request: HttpRequest) -> bool:
    return request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
