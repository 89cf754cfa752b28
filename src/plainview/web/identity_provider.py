"""A department's identity provider (OpenID Connect), as the environment names it. Pure but for the secret's file.

docs/how-to/operations.md lists the variables. Without `PLAINVIEW_OIDC_ISSUER` there is no single sign-on.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

ID: Final = "department"
"""The provider's name in our addresses."""
_PREFIX: Final = "PLAINVIEW_OIDC_"
_HERE: Final = {"localhost", "127.0.0.1", "::1"}


class ProviderMisnamed(Exception):
    """What the environment says of the identity provider cannot work; the message names the variable."""


@dataclass(frozen=True)
class IdentityProvider:
    """Where people sign in, and what of it counts.

    `methods` and `classes` are the values of `amr` and `acr` that stand for two factors; where both are empty our own
    second factor follows always. An address in one of the `domains` counts as verified without the provider's word.
    """

    name: str
    issuer: str
    client_id: str
    secret: str
    methods: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()

    def app(self) -> dict[str, object]:
        """The provider as allauth's settings describe one."""
        return {
            "provider_id": ID,
            "name": self.name,
            "client_id": self.client_id,
            "secret": self.secret,
            "settings": {"server_url": self.issuer},
        }

    def gave_both(self, claims: Mapping[str, object]) -> bool:
        """Whether the id token says that two factors were given, in the words that the department trusts."""
        methods = claims.get("amr")
        given = {str(each) for each in methods} if isinstance(methods, list) else set()
        return bool(self.methods & given) or str(claims.get("acr", "")) in self.classes

    def vouches_for(self, address: str, claims: Mapping[str, object]) -> bool:
        """Whether this address is the person's: the provider says so, or it gives out all addresses of the domain."""
        return claims.get("email_verified") is True or address.rpartition("@")[2].lower() in self.domains


def configured(environment: Mapping[str, str] = os.environ) -> IdentityProvider | None:
    """What the environment names, or None.

    Raises:
        ProviderMisnamed: something is missing, or the issuer does not speak TLS.
    """
    issuer = environment.get(f"{_PREFIX}ISSUER", "").rstrip("/")
    if not issuer:
        return None
    address = urlsplit(issuer)
    if address.scheme != "https" and not (address.scheme == "http" and address.hostname in _HERE):
        raise ProviderMisnamed(f"{_PREFIX}ISSUER must begin with https://, not {issuer}")
    return IdentityProvider(
        name=environment.get(f"{_PREFIX}NAME", "") or "the department",
        issuer=issuer,
        client_id=_needed(environment, "CLIENT_ID"),
        secret=_secret(_needed(environment, "SECRET_FILE")),
        methods=_several(environment, "AMR"),
        classes=_several(environment, "ACR"),
        domains=frozenset(each.lower() for each in _several(environment, "DOMAINS")),
    )


def _needed(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(_PREFIX + name, "").strip()
    if not value:
        raise ProviderMisnamed(f"{_PREFIX}{name} is missing; {_PREFIX}ISSUER needs it")
    return value


def _secret(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as failure:
        raise ProviderMisnamed(f"{_PREFIX}SECRET_FILE cannot be read: {failure}") from failure


def _several(environment: Mapping[str, str], name: str) -> frozenset[str]:
    return frozenset(each.strip() for each in environment.get(_PREFIX + name, "").split(",") if each.strip())
