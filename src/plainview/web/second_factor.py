"""The page on which a person sets up the second factor."""

from allauth.mfa.totp.views import ActivateTOTPView
from django.forms import Form
from django.http import HttpResponse
from django.utils import timezone

from plainview.accounts import actions
from plainview.web import acting


class SetUp(ActivateTOTPView):  # type: ignore[misc]  # allauth has no types
    def form_valid(self, form: Form) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        actions.note_second_factor(acting.person(self.request), at=timezone.now())
        return answer
