"""Files of a case that are larger than a memory: written and read piece by piece, and never in the clear on the disk.

What is being made lies in a folder of its own. A file that has a name there was left by a server that stopped, and is
swept at the next start; one that leaves at once has no name at all and goes with whoever writes it.
"""

import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from plainview.archive import packs
from plainview.archive.packs import NotStored, PictureUnreadable
from plainview.configuration import data_folder
from plainview.secret_files import sync_folder

PIECE: Final = 2**20
"""Bytes that are sealed together: as much as is ever in memory of a file."""
_NONCE_BYTES, _TAG_BYTES = 12, 16
_SEALED: Final = _NONCE_BYTES + PIECE + _TAG_BYTES


class Writer:
    """What is written here is encrypted into a file, a piece at a time, each bound to its file and its place.

    `size` and `digest` (SHA-256) are those of what was written.
    """

    def __init__(self, file: BinaryIO, key: bytes, name: UUID) -> None:
        self._file, self._cipher, self._name = file, AESGCM(key), name
        self._waiting = bytearray()
        self._number = 0
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, part: bytes, /) -> int:
        self._hash.update(part)
        self.size += len(part)
        self._waiting += part
        while len(self._waiting) >= PIECE:
            self._seal(bytes(self._waiting[:PIECE]))
            del self._waiting[:PIECE]
        return len(part)

    def flush(self) -> None:
        """Nothing: a piece is sealed when it is full, and the last one at the end."""

    def end(self) -> None:
        """Seal what is left. Nothing can be written after it."""
        self._seal(bytes(self._waiting))
        self._waiting.clear()
        self._file.flush()

    @property
    def digest(self) -> bytes:
        return self._hash.digest()

    def _seal(self, piece: bytes) -> None:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        self._file.write(nonce + self._cipher.encrypt(nonce, piece, _place(self._name, self._number)))
        self._number += 1


class Pieces:
    """A sealed file in the clear, a piece at a time, from its beginning. Closing it closes the file.

    `whole`: it was sealed in one piece, as packages once were.
    """

    def __init__(self, file: BinaryIO, key: bytes, name: UUID, *, whole: bool = False) -> None:
        self._file, self._cipher, self._name = file, AESGCM(key), name
        self._length = -1 if whole else _SEALED

    def __iter__(self) -> Iterator[bytes]:
        """Each piece.

        Raises:
            PictureUnreadable: it was changed, or is another file's.
        """
        self._file.seek(0)
        number = 0
        while sealed := self._file.read(self._length):
            try:
                yield self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _place(self._name, number))
            except (InvalidTag, ValueError) as trouble:
                raise PictureUnreadable("the file is damaged") from trouble
            number += 1

    def check(self, digest: bytes) -> None:
        """Read all of it once.

        Raises:
            PictureUnreadable: it is not the file that was written (SHA-256 `digest`).
        """
        found = hashlib.sha256()
        for piece in self:
            found.update(piece)
        if found.digest() != digest:
            raise PictureUnreadable("the file is not the one that was made")

    def close(self) -> None:
        self._file.close()


class Part:
    """A file that is being made, under a key that stays. Either it is kept, or nothing of it is left."""

    def __init__(self, key: bytes) -> None:
        self.id = uuid4()
        self._path = _folder() / f"{self.id}.part"
        self._file = os.fdopen(os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")
        self.writer = Writer(self._file, key, self.id)
        self._kept: Path | None = None

    def keep(self, folder: Path) -> None:
        """Move it to where it stays. When this returns, it and its name are on the disk.

        Raises:
            NotStored: the disk is full, or fails.
        """
        try:
            self.writer.end()
            os.fsync(self._file.fileno())
            self._file.close()
            packs.make_folder(folder)
            self._kept = folder / f"{self.id}.pack"
            self._path.replace(self._kept)
            sync_folder(folder)
        except OSError as trouble:
            raise NotStored(f"a file of a case cannot be written: {trouble.strerror}") from trouble

    def drop(self) -> None:
        """Leave nothing of it, wherever it lies by now."""
        self._file.close()
        for path in (self._path, self._kept):
            if path is not None:
                path.unlink(missing_ok=True)


class Spool:
    """A file that leaves at once and is kept nowhere: it has no name, and its key is in this memory alone."""

    def __init__(self) -> None:
        self._key, self._id = packs.new_key(), uuid4()
        self._file = tempfile.TemporaryFile(dir=_folder())  # noqa: SIM115 - whoever takes the pieces along closes it
        self.writer = Writer(self._file, self._key, self._id)

    def pieces(self) -> Pieces:
        """What was written. Nothing can be written after it."""
        self.writer.end()
        return Pieces(self._file, self._key, self._id)

    def close(self) -> None:
        self._file.close()


def opened(folder: Path, name: UUID, key: bytes, *, whole: bool = False) -> Pieces:
    """A file that was kept in a folder. `whole`: it was sealed in one piece.

    Raises:
        PictureUnreadable: it is gone.
    """
    try:
        return Pieces((folder / f"{name}.pack").open("rb"), key, name, whole=whole)
    except OSError as trouble:
        raise PictureUnreadable("the file is gone") from trouble


def sweep() -> int:
    """Delete what a server that stopped left half made, and return how many files that were."""
    left = list(_folder().glob("*.part"))
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def _folder() -> Path:
    folder = data_folder() / "evidence" / "making"
    packs.make_folder(folder)
    return folder


def _place(name: UUID, number: int) -> bytes:
    return name.bytes + number.to_bytes(8, "big")
