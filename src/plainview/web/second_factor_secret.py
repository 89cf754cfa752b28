"""How allauth's second factors are ours: their secret is encrypted at rest, and passkeys have names of our own."""

import base64
import secrets
from typing import Any, Final

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.contrib.auth.base_user import AbstractBaseUser

from plainview.archive.master_key import Change, master_key, named

_NONCE_BYTES: Final = 12
_BOUND_TO: Final = b"second factor"
_SECRETS: Final = {"secret", "seed", "migrated_codes"}
"""What allauth keeps encrypted in a factor's data."""


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """The app's secret lies encrypted under the instance's master key, never in the database as it is."""

    def encrypt(self, text: str) -> str:
        return _sealed(text, master_key())

    def decrypt(self, encrypted_text: str) -> str:
        return _opened(encrypted_text, master_key())

    def generate_authenticator_name(self, user: AbstractBaseUser, type: object) -> str:  # noqa: A002 - the library's
        """A name for one more passkey."""
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """This server, as the person's device shows it when it asks for finger or PIN."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Plainview"}


def rewrap(change: Change) -> int:
    """Encrypt the secrets anew, in the caller's transaction; return of how many second factors. A passkey has none.

    Raises:
        Damaged: one is not under the old key.
    """
    count = 0
    for factor in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN):
        for name in _SECRETS & set(factor.data):
            with named(f"a second factor of {factor.user}"):
                factor.data[name] = _anew(factor.data[name], change)
        factor.save(update_fields=["data"])
        count += 1
    return count


def _anew(sealed: Any, change: Change) -> Any:
    """One secret, or a list of them."""
    if isinstance(sealed, list):
        return [_anew(each, change) for each in sealed]
    return _sealed(_opened(sealed, change.old), change.new)


def _sealed(text: str, key: bytes) -> str:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, text.encode(), _BOUND_TO)).decode()


def _opened(encrypted_text: str, key: bytes) -> str:
    sealed = base64.b64decode(encrypted_text)
    return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _BOUND_TO).decode()
