"""Passkeys (WebAuthn): registered, named and removed on one's own page, and given when signing in.

A passkey here is always unlocked by a PIN, a finger or a face, so it is two factors in one and signs in alone. It also
serves as the second factor after a password. It answers this server's name only, so that a false page gets nothing.
"""

from typing import Any

from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.core.exceptions import ValidationError
from django.forms import CharField, Form
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse, reverse_lazy
from django.utils import timezone

from plainview.accounts import factors, lock
from plainview.web import acting, own_factors
from plainview.web.second_factor import wrong_again

PASSKEY = "passkey"
LONGEST_NAME = 60
_UNREADABLE = (AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What the library raises for an answer that is no answer of a browser."""


class _Readable:
    """Mixed into a form: an answer of the wrong shape is a wrong passkey, not a failure of ours."""

    def clean(self) -> Any:
        return _read(super().clean)  # type: ignore[misc]

    def clean_credential(self) -> Any:
        checked = getattr(super(), "clean_credential", None)
        return _read(checked) if checked else self.cleaned_data["credential"]  # type: ignore[attr-defined]


def _read(step: Any) -> Any:
    try:
        return step()
    except ValidationError:
        raise
    except _UNREADABLE as failure:
        raise ValidationError("The passkey's answer could not be read. Try again.") from failure


class NewPasskey(_Readable, AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    name = CharField(required=False, max_length=LONGEST_NAME)


class NewName(EditWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    name = CharField(max_length=LONGEST_NAME)


class GivenPasskey(_Readable, LoginWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    pass


class SecondPasskey(_Readable, AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    pass


class PasskeyAgain(_Readable, ReauthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    pass


class Add(AddWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """Register one more passkey."""

    form_class = NewPasskey

    def get_form_class(self) -> type[Form]:
        return NewPasskey

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # The library would ask for a plain security key; ours must be unlocked, and must be found without a name.
        return {
            **super().get_context_data(**kwargs),
            "form": kwargs.get("form") or self.get_form(),
            "options": auth.begin_registration(self.request.user, passwordless=True),
            "has_second_factor": own_factors.has_one(self.request.user),
        }

    def form_valid(self, form: Form) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        person = acting.person(self.request)
        factors.note_set(person, kind=PASSKEY, name=form.cleaned_data["name"], at=timezone.now())
        return answer


class Rename(EditWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """Give a passkey another name."""

    success_url = reverse_lazy("mfa_index")

    def get_form_class(self) -> type[Form]:
        return NewName

    def form_valid(self, form: Form) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        factors.note_renamed(acting.person(self.request), name=form.cleaned_data["name"], at=timezone.now())
        return answer


class Remove(RemoveWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """Remove a passkey; the last second factor stays."""

    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Form) -> HttpResponse:
        person, take = acting.person(self.request), super().form_valid
        answer: HttpResponse = factors.remove(
            person,
            kind=PASSKEY,
            name=self.get_object().wrap().name,
            others=lambda: own_factors.count(person) - 1,
            take=lambda: take(form),
            actor=person.actor(),
            at=timezone.now(),
        )
        return answer


class SignIn(LoginWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """Sign in with a passkey alone. A GET of the page's script is answered with what the browser must sign."""

    def get_form_class(self) -> type[Form]:
        return GivenPasskey

    def form_invalid(self, form: Form) -> HttpResponse:
        # Whose it was is what the stranger says it is: logged, and counted against nobody.
        lock.note_unknown_passkey(at=timezone.now())
        answer: HttpResponse = super().form_invalid(form)
        return answer

    def get_success_url(self) -> str:
        return reverse("home")


class Again(ReauthenticateWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """A passkey once more, before what changes how one signs in."""

    def get_form_class(self) -> type[Form]:
        return PasskeyAgain

    def form_invalid(self, form: Form) -> HttpResponseBase:
        return wrong_again(self.request, PASSKEY) or super().form_invalid(form)
