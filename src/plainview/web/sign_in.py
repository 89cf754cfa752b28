"""Signing in: invitation, password, second factor, and the lock after five failures (CJIS AC-7, IA-5(1))."""

import time
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.views import LoginView
from axes.decorators import axes_dispatch, axes_form_invalid
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from plainview.accounts import actions, queries
from plainview.accounts.actions import InvitationInvalid
from plainview.accounts.models import Person
from plainview.web import demo_people

ASKED_AGAIN_AFTER_S: Final = 300


@method_decorator(axes_dispatch, name="dispatch")
@method_decorator(axes_form_invalid, name="form_invalid")
class SignIn(LoginView):  # type: ignore[misc]  # allauth has no types
    """E-mail and password. The second factor follows on a page of its own."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "demo_people": demo_people.sheet()}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Logs who came, who failed and who left; lets nobody sign up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the library's signature
        return False

    def is_reauthentication_required(self, *, app: str) -> bool:  # noqa: ARG002 - the same
        """Whoever gave the password in the last minutes is not asked again before the second factor is changed."""
        given = [each["at"] for each in get_authentication_records(self.request, self.request.user)]
        return not given or time.time() - max(given) > ASKED_AGAIN_AFTER_S

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ARG002 - the same
        actions.note_failure(credentials.get("email", ""), at=timezone.now())

    def login(self, request: HttpRequest, user: Person) -> None:
        super().login(request, user)
        actions.note_sign_in(user, at=timezone.now())

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, Person):
            actions.note_sign_out(request.user, at=timezone.now())
        super().logout(request)


def attempted_address(request: HttpRequest, credentials: dict[str, str] | None) -> str:
    """The address whose failures are counted, in one spelling."""
    return str((credentials or {}).get("email") or request.POST.get("login", "")).strip().lower()


def locked_out(request: HttpRequest, credentials: dict[str, str] | None, *_: object) -> HttpResponse:
    """Five failures: say so, and who can help."""
    actions.note_lock(attempted_address(request, credentials), at=timezone.now())
    return render(
        request,
        "plain.html",
        {
            "what": "This log-in is locked",
            "remedy": "Five attempts failed. The ALPR Administrator can release it.",
            "status": 403,
        },
        status=403,
    )


def by_invitation(request: HttpRequest) -> HttpResponse:
    """There is no sign-up (D.3)."""
    what, remedy = "Log-ins are by invitation", "The ALPR Administrator invites people who completed their training."
    return render(request, "plain.html", {"what": what, "remedy": remedy, "status": 200})


@sensitive_post_parameters("password")
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a password for an invitation."""
    at = timezone.now()
    invitation = queries.invitation(token, at)
    if invitation is None:
        return _invitation_over(request)
    errors: list[str] = []
    if request.method == "POST":
        try:
            actions.join(
                token, password=request.POST.get("password", ""), actor=actions.stranger(invitation.email), at=at
            )
        except InvitationInvalid:
            return _invitation_over(request)
        except ValidationError as error:
            errors = error.messages
        else:
            return redirect("account_login")
    return render(request, "account/join.html", {"invitation": invitation, "errors": errors})


def _invitation_over(request: HttpRequest) -> HttpResponse:
    what, remedy = (
        "This invitation is no longer valid",
        "It was used or has expired. Ask the ALPR Administrator for a new one.",
    )
    return render(request, "plain.html", {"what": what, "remedy": remedy, "status": 404}, status=404)
