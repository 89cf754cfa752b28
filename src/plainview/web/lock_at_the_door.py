"""The lock of `accounts/lock.py` where people sign in: django-axes asks here and turns away who is locked (AC-7)."""

from typing import Any

from axes.handlers.base import AbstractAxesHandler, AxesBaseHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plainview.accounts import lock

_TOLD = "plainview.lock_told"
"""In a request's META: the failure that locked is in the log already."""


class Handler(AbstractAxesHandler, AxesBaseHandler):  # type: ignore[misc]  # axes has no types
    """Counts failures in our own table, by the minute, and knows the lock."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, str] | None = None) -> bool:
        return lock.is_locked(attempted_address(request, credentials))

    def get_failures(self, request: HttpRequest, credentials: dict[str, str] | None = None) -> int:
        return lock.LIMIT if self.is_locked(request, credentials) else 0

    def user_login_failed(
        self,
        sender: object,  # noqa: ARG002 - the library's signature
        credentials: dict[str, str],
        request: HttpRequest | None = None,
        **_: object,
    ) -> None:
        """A password was wrong, or the log-in is locked, which is not counted again."""
        if request is None:
            return
        address = attempted_address(request, credentials)
        if not lock.is_locked(address) and not lock.fail(address, at=timezone.now()):
            return
        request.META[_TOLD] = True
        # What axes' own middleware looks for to answer in place of the form.
        request.axes_locked_out, request.axes_credentials = True, credentials  # type: ignore[attr-defined]

    def user_logged_in(self, *_: object, **__: object) -> None:
        """Nothing: the session's beginning clears the count (accounts/sessions.py)."""

    def user_logged_out(self, *_: object, **__: object) -> None:
        """Nothing."""


def attempted_address(request: HttpRequest, credentials: dict[str, str] | None) -> str:
    """The address whose failures are counted, in one spelling."""
    return lock.spelled(str((credentials or {}).get("email") or request.POST.get("login", "")))


def locked_out(request: HttpRequest, _answer: object = None, credentials: Any = None) -> HttpResponse:
    """Five failures: say so, and who can help."""
    if not request.META.get(_TOLD):
        lock.turn_away(attempted_address(request, credentials), at=timezone.now())
    words = {
        "what": "This log-in is locked",
        "remedy": "Five attempts failed within fifteen minutes. The ALPR Administrator can release it.",
        "status": 403,
    }
    return render(request, "plain.html", words, status=403)
