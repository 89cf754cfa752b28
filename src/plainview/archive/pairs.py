"""The pictures of a batch in one file: the pair of each read, crop and photograph, encrypted and on the disk.

A pair begins with the sealed lengths of its two pictures, so that one number, the place where it begins, is all that a
read must keep. Each picture is AES-256-GCM under the key of its day. The pack, the place and the SHA-256 of the
photograph are bound into it: a crop opens only beside the photograph that was captured with it, and nothing opens in
another's place.
"""

import secrets
import struct
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from plainview.archive.packs import Opened, PictureUnreadable, digest, durable

Which = Literal["photograph", "crop"]

_LENGTHS: Final = struct.Struct(">II")
_NONCE_BYTES: Final = 12
_TAGS: Final[dict[Which, bytes]] = {"crop": b"c", "photograph": b"p"}


class Pair(NamedTuple):
    """The two pictures of a read as they were captured."""

    photograph: bytes
    crop: bytes


class Place(NamedTuple):
    """Where a pair begins in its pack, in bytes, and the SHA-256 of its photograph: what the read keeps."""

    start: int
    hash: bytes


@contextmanager
def writing(folder: Path, key: bytes, pack: UUID, pairs: Sequence[Pair]) -> Iterator[list[Place]]:
    """Encrypt pairs into a new pack and write it beside what the block does; the block is told where each pair lies.

    Once the block has ended, the pack is on the disk. Where the block fails, the pack is not kept.

    Raises:
        NotStored: the disk is full, or fails.
    """
    places, sealed = _sealed(AESGCM(key), pack, pairs)
    with ThreadPoolExecutor(1) as beside:
        written = beside.submit(durable, folder, f"{pack}.pack", sealed)
        try:
            yield places
        except BaseException:
            wait([written])
            (folder / f"{pack}.pack").unlink(missing_ok=True)
            raise
        written.result()


def read(opened: Opened, key: bytes, pack: UUID, place: Place, which: Which) -> bytes:
    """Open one picture of a pair. It is the one that was captured with the photograph of this hash, or none.

    Raises:
        StoreAway: the store that has it does not answer.
        PictureUnreadable: it is gone or was exchanged.
    """
    try:
        with opened as at:
            start = place.start + _LENGTHS.size
            crop, photograph = _LENGTHS.unpack(at(place.start, _LENGTHS.size))
            sealed = at(start, crop) if which == "crop" else at(start + crop, photograph)
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _bound(pack, place, which))
    except (OSError, InvalidTag, ValueError, struct.error) as trouble:
        raise PictureUnreadable("the picture cannot be opened, or is not this read's own") from trouble


def _sealed(cipher: AESGCM, pack: UUID, pairs: Sequence[Pair]) -> tuple[list[Place], list[bytes]]:
    places, sealed, start = [], [], 0
    for pair in pairs:
        place = Place(start, digest(pair.photograph))
        crop = _seal(cipher, pair.crop, _bound(pack, place, "crop"))
        photograph = _seal(cipher, pair.photograph, _bound(pack, place, "photograph"))
        sealed += [_LENGTHS.pack(len(crop), len(photograph)), crop, photograph]
        start += _LENGTHS.size + len(crop) + len(photograph)
        places.append(place)
    return places, sealed


def _seal(cipher: AESGCM, picture: bytes, bound: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, picture, bound)


def _bound(pack: UUID, place: Place, which: Which) -> bytes:
    return pack.bytes + place.start.to_bytes(8, "big") + _TAGS[which] + place.hash
