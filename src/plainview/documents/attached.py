"""A document that somebody attached: bounded, of a known kind, and encrypted at rest."""

import os
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from plainview.archive.master_key import Change, master_key
from plainview.policy.clauses import Clause
from plainview.policy.decisions import PolicyRefusal, Refused

LARGEST: Final = 5 * 1024 * 1024
_NONCE_BYTES: Final = 12
_KINDS: Final = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
"""What a file of each kind begins with. What it is called says nothing."""


class Belongs(StrEnum):
    """To what a document belongs. Each kind has a key of its own, so that none opens the other's."""

    SEARCH = "searches"
    HOLD = "holds"


@dataclass(frozen=True)
class Attached:
    """A document as it was sent, looked at. `media_type` is what its first bytes say."""

    name: str
    content: bytes
    media_type: str


def look_at(name: str, content: bytes, clause: Clause, *, field: str = "document") -> Attached:
    """The document, if it is one. `clause` asks for it; `field` is where the form has it.

    Raises:
        PolicyRefusal: it is empty, larger than 5 MB, or of no kind that we keep.
    """
    media_type = next((kind for begin, kind in _KINDS.items() if content.startswith(begin)), None)
    if len(content) > LARGEST or media_type is None:
        raise PolicyRefusal(
            Refused(clause, "the document cannot be kept", "Attach a PDF, JPEG or PNG of at most 5 MB.", field)
        )
    return Attached(name[:100], content, media_type)


def seal(content: bytes, belongs: Belongs, to: UUID) -> bytes:
    """Encrypt for the database, bound to its search or hold: AES-256-GCM, the nonce in front."""
    return _sealed(content, belongs, to, master_key())


def unseal(sealed: bytes, belongs: Belongs, to: UUID) -> bytes:
    """What `seal` encrypted.

    Raises:
        InvalidTag: it was changed, or belongs to another.
    """
    return _unsealed(sealed, belongs, to, master_key())


def resealed(sealed: bytes, belongs: Belongs, to: UUID, change: Change) -> bytes:
    """The same under another master key.

    Raises:
        InvalidTag: it is not under the old one.
    """
    return _sealed(_unsealed(sealed, belongs, to, change.old), belongs, to, change.new)


def _sealed(content: bytes, belongs: Belongs, to: UUID, master: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(_key(belongs, master)).encrypt(nonce, content, to.bytes)


def _unsealed(sealed: bytes, belongs: Belongs, to: UUID, master: bytes) -> bytes:
    return AESGCM(_key(belongs, master)).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], to.bytes)


def _key(belongs: Belongs, master: bytes) -> bytes:
    info = f"plainview documents of {belongs}".encode()
    return HKDF(hashes.SHA256(), 32, salt=None, info=info).derive(master)
