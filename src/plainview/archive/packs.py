"""Pictures at rest: encrypted one by one, written together in one file a batch, and durable before anyone is told.

One file and one fsync for a batch of pictures instead of two for each read: a month of a city's reads would otherwise
be millions of files, and a batch would wait for hundreds of writes. Each picture is AES-256-GCM under the key of its
day, bound to its pack and place, so that no picture can be exchanged for another.
"""

import hashlib
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap

from plainview.secret_files import sync_folder

KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12

Span = tuple[int, int]
"""Offset and length in a pack, in bytes."""

At = Callable[[int, int], bytes]
"""The bytes of a pack from an offset, as many as asked for or what there is."""

Opened = AbstractContextManager[At]
"""A pack, wherever it lies. Where it is not there, entering raises OSError; a store that is away, StoreAway."""


class PictureUnreadable(Exception):
    """The pack is gone, its key is destroyed, or what it holds is not what was put in."""


class StoreAway(PictureUnreadable):
    """The object store does not answer, or refuses. What lies in it is not lost: whoever asks must ask again."""


class NotStored(Exception):
    """The disk does not take the pictures: it is full, or fails. Nothing of them was kept."""


@dataclass(frozen=True)
class Pack:
    """Where a batch's pictures lie, in the order in which they were given."""

    id: UUID
    spans: tuple[Span, ...]


def new_key() -> bytes:
    """A fresh AES-256 key."""
    return secrets.token_bytes(KEY_BYTES)


def wrap(key: bytes, master: bytes) -> bytes:
    """Wrap a key under the master key (RFC 3394)."""
    return aes_key_wrap(master, key)


def unwrap(wrapped: bytes, master: bytes) -> bytes:
    """Open a wrapped key.

    Raises:
        InvalidUnwrap: the master key is another one.
    """
    return aes_key_unwrap(master, wrapped)


def digest(picture: bytes) -> bytes:
    """SHA-256 of the picture as it was captured: what binds it to its read."""
    return hashlib.sha256(picture).digest()


def write(folder: Path, key: bytes, pictures: Sequence[bytes]) -> Pack:
    """Encrypt pictures into a new pack in the folder. When this returns, they are on the disk."""
    pack = uuid4()
    cipher, spans, sealed, offset = AESGCM(key), [], [], 0
    for picture in pictures:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed.append(nonce + cipher.encrypt(nonce, picture, _place(pack, offset)))
        spans.append((offset, len(sealed[-1])))
        offset += len(sealed[-1])
    durable(folder, f"{pack}.pack", sealed)
    return Pack(pack, tuple(spans))


def durable(folder: Path, name: str, parts: Sequence[bytes]) -> None:
    """Write a new file. When this returns, it and its name are on the disk.

    Raises:
        NotStored: the disk is full, or fails.
    """
    if not folder.is_dir():
        make_folder(folder)
    try:
        with (folder / name).open("xb") as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        sync_folder(folder)
    except OSError as trouble:
        # Half a pack helps nobody, least of all where the disk is full.
        (folder / name).unlink(missing_ok=True)
        raise NotStored(f"pictures cannot be written: {trouble.strerror}") from trouble


def make_folder(folder: Path) -> None:
    """Make a folder for packs. When this returns, its name is on the disk."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    sync_folder(folder.parent)


def opened(folder: Path, pack: UUID) -> Opened:
    """A pack that lies in a folder."""
    return _in_folder(folder / f"{pack}.pack")


def read(pack_opened: Opened, key: bytes, pack: UUID, span: Span, expected: bytes) -> bytes:
    """Open one picture and check that it is the one that belongs to the read (SHA-256 `expected`).

    Raises:
        StoreAway: the store that has it does not answer.
        PictureUnreadable: it is gone or was exchanged.
    """
    offset, length = span
    try:
        with pack_opened as at:
            sealed = at(offset, length)
        picture = AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _place(pack, offset))
    except (OSError, InvalidTag, ValueError) as trouble:
        raise PictureUnreadable("the picture cannot be opened") from trouble
    if digest(picture) != expected:
        raise PictureUnreadable("the picture is not the one that belongs to this read")
    return picture


@contextmanager
def _in_folder(path: Path) -> Iterator[At]:
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        # What a damaged file says of its own lengths may be anything.
        yield lambda start, length: os.pread(file.fileno(), max(min(length, size - start), 0), start)


def _place(pack: UUID, offset: int) -> bytes:
    return pack.bytes + offset.to_bytes(8, "big")
