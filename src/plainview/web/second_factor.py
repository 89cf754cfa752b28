"""The second factor: asked for after the password, and set up by the person: an authenticator app, or a passkey."""

from typing import Any

from allauth.account.views import ReauthenticateView as PasswordView
from allauth.mfa.base.views import AuthenticateView, ReauthenticateView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from plainview.accounts import factors, lock, sessions
from plainview.accounts.sessions import Because
from plainview.web import acting, lock_at_the_door, own_factors, session

APP = "authenticator app"


class SecondStep(AuthenticateView):  # type: ignore[misc]  # allauth has no types
    """The second factor after the password. A wrong one counts as a wrong password does (AC-7)."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if lock.is_locked(self.stage.login.user.email):
            return self._turned_away()
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer

    def form_invalid(self, form: Form) -> HttpResponse:
        what = "passkey" if isinstance(form, AuthenticateWebAuthnForm) else "code"
        if lock.fail(self.stage.login.user.email, what=what, at=timezone.now()):
            return self._turned_away()
        answer: HttpResponse = super().form_invalid(form)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "factors": own_factors.of(self.stage.login.user)}

    def _turned_away(self) -> HttpResponse:
        address = self.stage.login.user.email
        self.stage.abort()
        return lock_at_the_door.locked_out(self.request, credentials={"email": address})


class PasswordAgain(PasswordView):  # type: ignore[misc]  # allauth has no types
    """The password once more, before what changes how one signs in. axes counted a wrong one already."""

    def form_invalid(self, form: Form) -> HttpResponseBase:
        if lock.is_locked(acting.person(self.request).email):
            return _ended(self.request)
        answer: HttpResponse = super().form_invalid(form)
        return answer


class CodeAgain(ReauthenticateView):  # type: ignore[misc]  # allauth has no types
    """A code once more. Wrong ones count too, and the fifth ends the session."""

    def form_invalid(self, form: Form) -> HttpResponseBase:
        return wrong_again(self.request, "code") or super().form_invalid(form)


def wrong_again(request: HttpRequest, what: str) -> HttpResponseBase | None:
    """Count a wrong factor of somebody who is in; the fifth locks the log-in and ends the session."""
    locked = lock.fail(acting.person(request).email, what=what, at=timezone.now())
    return _ended(request) if locked else None


def _ended(request: HttpRequest) -> HttpResponseBase:
    at = timezone.now()
    sessions.end(request.session.session_key, Because.LOCKED, at=at)
    return session.away(request, sessions.Over(Because.LOCKED, at))


class SetUp(ActivateTOTPView):  # type: ignore[misc]  # allauth has no types
    """An authenticator app."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        has = own_factors.has_one(acting.person(self.request))
        return {**super().get_context_data(**kwargs), "has_second_factor": has}

    def form_valid(self, form: Form) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        factors.note_set(acting.person(self.request), kind=APP, at=timezone.now())
        return answer


class TurnOff(DeactivateTOTPView):  # type: ignore[misc]  # allauth has no types
    """Take the authenticator app away, for a new phone, while a passkey stands."""

    def form_valid(self, form: Form) -> HttpResponse:
        person, take = acting.person(self.request), super().form_valid
        answer: HttpResponse = factors.remove(
            person,
            kind=APP,
            others=lambda: own_factors.count(person) - 1,
            take=lambda: take(form),
            actor=person.actor(),
            at=timezone.now(),
        )
        return answer


class NewRecoveryCodes(GenerateRecoveryCodesView):  # type: ignore[misc]  # allauth has no types
    """Ten codes for the day when phone and key are lost."""

    def form_valid(self, form: Form) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        factors.note_set(acting.person(self.request), kind="recovery codes", at=timezone.now())
        return answer
