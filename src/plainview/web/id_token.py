"""What an identity provider says of somebody, checked (OpenID Connect Core 1.0, 3.1.3.7): key, issuer, audience, time.

The library would trust the signature of a token that came straight from the provider; we check it all the same.
"""

from collections.abc import Mapping
from typing import Any, Final

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest

ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures with a key pair. One with the shared secret, or none at all, proves nothing of the provider."""
_NEEDED: Final = ["exp", "iat", "iss", "aud", "sub"]
_LEEWAY_S: Final = 60


class IssuerDiffers(OAuth2Error):  # type: ignore[misc]  # allauth has no types
    """The provider describes itself under another name than the one that was configured."""


class Adapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    """The provider of the settings, held to its name and to its keys."""

    def __init__(self, request: HttpRequest, provider_id: str, issuer: str) -> None:
        super().__init__(request, provider_id)
        self._issuer = issuer

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself.

        Raises:
            IssuerDiffers: it is another provider.
        """
        told: dict[str, Any] = super().openid_config
        if str(told.get("issuer", "")).rstrip("/") != self._issuer:
            raise IssuerDiffers("the provider's name is not the configured one")
        return told

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        return verified(id_token, keys=answer.json(), issuer=self.openid_config["issuer"], client_id=app.client_id)


def verified(id_token: str, *, keys: Mapping[str, Any], issuer: str, client_id: str) -> dict[str, Any]:
    """The claims of an id token that this provider made for us, and that is still valid.

    Raises:
        OAuth2Error: it is not; the message says what is wrong.
    """
    try:
        header = jwt.get_unverified_header(id_token)
        claims: dict[str, Any] = jwt.decode(
            id_token,
            key=_key(header, keys),
            algorithms=[header["alg"]],
            audience=client_id,
            issuer=issuer,
            leeway=_LEEWAY_S,
            options={"require": _NEEDED},
        )
    except jwt.PyJWTError as wrong:
        raise OAuth2Error(f"id token: {wrong}") from wrong
    if claims.get("azp", client_id) != client_id:
        raise OAuth2Error("id token: made for another program")
    return claims


def _key(header: Mapping[str, Any], keys: Mapping[str, Any]) -> jwt.PyJWK:
    if header.get("alg") not in ALGORITHMS:
        raise OAuth2Error("id token: its signature is of a kind that is not accepted")
    offered = [each for each in jwt.PyJWKSet.from_dict(dict(keys)).keys if each.public_key_use in {None, "sig"}]
    named = [each for each in offered if header.get("kid") in {None, each.key_id}]
    if len(named) != 1:
        raise OAuth2Error("id token: its key is not one of the provider's")
    return named[0]
