"""Signing in: invitation, password, and what happens when all factors are given (CJIS AC-7, AC-10, IA-5(1))."""

import time
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.account.views import LoginView
from axes.decorators import axes_dispatch, axes_form_invalid
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from plainview.accounts import actions, lock, queries, sessions
from plainview.accounts.actions import InvitationInvalid
from plainview.accounts.models import Person
from plainview.accounts.sessions import Because, Given
from plainview.web import demo_people, identity_provider, lock_at_the_door, session, workstations

ASKED_AGAIN_AFTER_S: Final = 300
PROVIDERS_SECOND_FACTOR: Final = "provider's second factor"
"""In allauth's record of a sign-in: the department's identity provider asked for both factors."""
# What allauth writes of a sign-in, and what it is to us; the strongest first.
_GIVEN: Final = (
    ("webauthn", Given.PASSKEY),
    ("totp", Given.CODE),
    ("recovery_codes", Given.RECOVERY_CODE),
    (PROVIDERS_SECOND_FACTOR, Given.PROVIDER),
    ("socialaccount", Given.PROVIDER_ALONE),
)


@method_decorator(axes_dispatch, name="dispatch")
@method_decorator(axes_form_invalid, name="form_invalid")
class SignIn(LoginView):  # type: ignore[misc]  # allauth has no types
    """E-mail and password, and the other ways in. The second factor follows on a page of its own."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "again" in request.GET:
            clear_login(request)  # somebody who was asked for a second factor, and begins anew
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ours = {
            "demo_people": demo_people.sheet(),
            "provider": settings.SINGLE_SIGN_ON,
            "provider_id": identity_provider.ID,
        }
        return {**super().get_context_data(**kwargs), **ours}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Notes who came and who left, turns away whom the lock holds, and lets nobody sign up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the library's signature
        return False

    def is_reauthentication_required(self, *, app: str) -> bool:  # noqa: ARG002 - the same
        """Whoever gave the password in the last minutes is not asked again before the second factor is changed."""
        given = [each["at"] for each in get_authentication_records(self.request, self.request.user)]
        return not given or time.time() - max(given) > ASKED_AGAIN_AFTER_S

    def get_login_stages(self) -> list[str]:
        """Our own step of the second factor, which knows when a department's provider asked for it already."""
        ours = {"allauth.mfa.stages.AuthenticateStage": "plainview.web.single_sign_on.SecondFactor"}
        return [ours.get(each, each) for each in super().get_login_stages()]

    def pre_login(self, request: HttpRequest, user: Person, **others: Any) -> HttpResponse | None:
        """However somebody comes in, with a passkey or from a provider: a lock is a lock."""
        if lock.is_locked(user.email):
            clear_login(request)
            return lock_at_the_door.locked_out(request, credentials={"email": user.email})
        answer: HttpResponse | None = super().pre_login(request, user, **others)
        return answer

    def respond_user_inactive(self, request: HttpRequest, user: Person) -> HttpResponse:
        """The password was right, and the log-in is switched off."""
        lock.turn_away_ended(user, at=timezone.now())
        why = f" ({user.ended_because})" if user.ended_because else ""
        words = {
            "what": "This log-in is switched off",
            "remedy": f"It was ended{why}. The ALPR Administrator can open it again.",
            "status": 403,
        }
        return render(request, "plain.html", words, status=403)

    def login(self, request: HttpRequest, user: Person) -> None:
        """All factors are given: one session begins, and every other of this person ends."""
        super().login(request, user)
        workstation = workstations.of(request)
        given = _given(get_authentication_records(request, user))
        key = str(request.session.session_key)
        begun = sessions.begin(user, key, by=given, workstation=workstation, at=timezone.now())
        if begun.ends_at is not None:
            session.begin_shift(request, begun.ends_at)

    def logout(self, request: HttpRequest) -> None:
        sessions.end(request.session.session_key, Because.SIGNED_OUT, at=timezone.now())
        super().logout(request)


def _given(records: list[dict[str, Any]]) -> Given:
    """The strongest thing that was given in this sign-in."""
    kinds = {record.get("type", record.get("method", "")) for record in records}
    for kind, given in _GIVEN:
        if kind in kinds:
            return given
    return Given.PASSWORD


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
