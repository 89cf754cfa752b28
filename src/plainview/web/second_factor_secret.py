"""How allauth's second factors are ours: their secret is encrypted at rest, and passkeys have names of our own."""

import base64
import secrets
from typing import Final

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.contrib.auth.base_user import AbstractBaseUser

from plainview.archive.master_key import master_key

_NONCE_BYTES: Final = 12
_BOUND_TO: Final = b"second factor"


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """The app's secret lies encrypted under the instance's master key, never in the database as it is."""

    def encrypt(self, text: str) -> str:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return base64.b64encode(nonce + AESGCM(master_key()).encrypt(nonce, text.encode(), _BOUND_TO)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        sealed = base64.b64decode(encrypted_text)
        return AESGCM(master_key()).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _BOUND_TO).decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: object) -> str:  # noqa: A002 - the library's
        """A name for one more passkey."""
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """This server, as the person's device shows it when it asks for finger or PIN."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Plainview"}
