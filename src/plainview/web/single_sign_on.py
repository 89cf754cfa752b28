"""Signing in at the department's own identity provider (OpenID Connect), where one is configured.

Only people who were invited come in: the address that the provider vouches for must be that of a log-in. Their second
factor follows here, unless the provider says, in the words that the department trusts, that it asked for it.
"""

from typing import Any, Final

from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from requests import RequestException

from plainview.accounts import lock, queries
from plainview.web import id_token
from plainview.web.id_token import IssuerDiffers
from plainview.web.identity_provider import ID, IdentityProvider
from plainview.web.sign_in import PROVIDERS_SECOND_FACTOR

_NEXT: Final = "next"
_LONGEST: Final = 120
"""Characters of a provider's own words that are kept."""


def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """On to the provider. Nothing of the address counts but where to go afterwards."""
    provider = _provider(provider_id)
    kept = QueryDict(mutable=True)
    if _NEXT in request.GET:
        kept[_NEXT] = request.GET[_NEXT]
    request.GET = kept  # type: ignore[assignment]  # the library would take scope and process from it
    return _through(OAuth2LoginView, provider, request)


def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the provider with a code. The library answers with what a refusal carries."""
    return _through(OAuth2CallbackView, _provider(provider_id), request)


def _through(view: Any, provider: IdentityProvider, request: HttpRequest) -> HttpResponse:
    try:
        answer: HttpResponse = view.adapter_view(id_token.Adapter(request, ID, provider.issuer))(request)
    except (RequestException, IssuerDiffers, KeyError) as failure:
        # Away, or not what it says it is; its own words are for the log.
        raise _refused(request, "", f"the provider did not answer as it should ({type(failure).__name__})") from failure
    return answer


class Adapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Who comes back from the provider, and whether they have a log-in here."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        provider = _provider(ID)
        claims, told = _claims(sociallogin.account.extra_data)
        if not claims or (told and told.get("sub") != claims.get("sub")):
            raise _refused(request, "", "its answer does not fit together")
        address = str(told.get("email") or claims.get("email") or "")
        if not address or not provider.vouches_for(address, {**claims, **told}):
            raise _refused(request, address, "the provider does not vouch for the address")
        person = queries.by_email(address)
        if person is None:
            raise _refused(request, address, "nobody has a log-in under this address")
        sociallogin.user = person
        if provider.gave_both(claims):
            record_authentication(request, person, method=PROVIDERS_SECOND_FACTOR)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,  # noqa: ARG002 - the library's signature
        **others: Any,
    ) -> None:
        """The provider refused, or what came back from it cannot be trusted."""
        what = str(others.get("exception") or others.get("error") or "no reason was given")
        raise _refused(request, "", f"the sign-in failed: {what}"[:_LONGEST])


class SecondFactor(AuthenticateStage):  # type: ignore[misc]  # allauth has no types
    """Our own second factor after the provider's sign-in, unless the provider asked for one and is trusted in that."""

    def _should_handle(self, request: HttpRequest) -> bool:
        came = (self.login.signal_kwargs or {}).get("sociallogin")
        if came is not None and _provider(ID).gave_both(_claims(came.account.extra_data)[0]):
            return False
        return bool(super()._should_handle(request))


def _provider(provider_id: str) -> IdentityProvider:
    provider: IdentityProvider | None = settings.SINGLE_SIGN_ON
    if provider is None or provider_id != ID:
        raise Http404
    return provider


def _claims(told: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Of the id token, and of the user info."""
    return told.get("id_token") or {}, told.get("userinfo") or {}


def _refused(request: HttpRequest, address: str, why: str) -> ImmediateHttpResponse:
    lock.note_refused_elsewhere(address or "single sign-on", why=why, at=timezone.now())
    words = {
        "what": "You are not signed in",
        "remedy": f"Your department's sign-in was refused here: {why}. Ask the ALPR Administrator.",
        "status": 403,
    }
    return ImmediateHttpResponse(render(request, "plain.html", words, status=403))
