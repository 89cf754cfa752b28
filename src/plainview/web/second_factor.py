"""The second factor: asked for after the password, and set up by the person."""

from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.totp.views import ActivateTOTPView
from django.forms import Form
from django.http import HttpResponse
from django.utils import timezone

from plainview.accounts import actions
from plainview.web import acting


class SecondStep(AuthenticateView):  # type: ignore[misc]  # allauth has no types
    """The code of the second factor, after the password. A wrong one is logged, and ten in five minutes are the end."""

    def form_invalid(self, form: Form) -> HttpResponse:
        actions.note_failure(self.stage.login.user.email, at=timezone.now())
        answer: HttpResponse = super().form_invalid(form)
        return answer


class SetUp(ActivateTOTPView):  # type: ignore[misc]  # allauth has no types
    def form_valid(self, form: Form) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        actions.note_second_factor(acting.person(self.request), at=timezone.now())
        return answer
