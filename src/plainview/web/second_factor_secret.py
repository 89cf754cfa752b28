"""The second factor's secret at rest: encrypted under the instance's master key, never in the database as it is."""

import base64
import secrets
from typing import Final

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from plainview.archive.master_key import master_key

_NONCE_BYTES: Final = 12
_BOUND_TO: Final = b"second factor"


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    def encrypt(self, text: str) -> str:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return base64.b64encode(nonce + AESGCM(master_key()).encrypt(nonce, text.encode(), _BOUND_TO)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        sealed = base64.b64decode(encrypted_text)
        return AESGCM(master_key()).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _BOUND_TO).decode()
