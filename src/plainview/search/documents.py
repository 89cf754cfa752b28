"""The document of an exception: bounded, of a known kind, and encrypted at rest."""

import os
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from plainview.archive.master_key import master_key
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal, Refused

LARGEST: Final = 5 * 1024 * 1024
_NONCE_BYTES: Final = 12
_KINDS: Final = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
"""What a file of each kind begins with. What it is called says nothing."""


@dataclass(frozen=True)
class Attached:
    """A document as it was sent, looked at. `media_type` is what its first bytes say."""

    name: str
    content: bytes
    media_type: str


def look_at(name: str, content: bytes) -> Attached:
    """The document, if it is one.

    Raises:
        PolicyRefusal: it is empty, larger than 5 MB, or of no kind that we keep.
    """
    media_type = next((kind for begin, kind in _KINDS.items() if content.startswith(begin)), None)
    if len(content) > LARGEST or media_type is None:
        raise PolicyRefusal(
            Refused(
                clauses.I_2, "the document cannot be kept", "Attach a PDF, JPEG or PNG of at most 5 MB.", "document"
            )
        )
    return Attached(name[:100], content, media_type)


def seal(content: bytes, search_id: UUID) -> bytes:
    """Encrypt for the database, bound to the search: AES-256-GCM, the nonce in front."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(_key()).encrypt(nonce, content, search_id.bytes)


def unseal(sealed: bytes, search_id: UUID) -> bytes:
    """What `seal` encrypted.

    Raises:
        InvalidTag: it was changed, or is another search's.
    """
    return AESGCM(_key()).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], search_id.bytes)


def _key() -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=b"plainview documents of searches").derive(master_key())
