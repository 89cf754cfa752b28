"""Passwords known from breaches, in a Bloom filter: six megabytes for some four million, asked offline.

A filter never misses a password that was put into it. Of others it calls about one in three hundred known, which costs
somebody a second thought. `scripts/known_passwords.py` writes the file; docs/adr/0020-signing-in.md says from what.
"""

import hashlib
import mmap
import struct
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

PATH: Final = Path(__file__).with_name("known-passwords.bloom")
_HEADER: Final = struct.Struct(">8sQ")
_MAGIC: Final = b"PVBLOOM1"
_BITS_EACH: Final = 12
_PROBES: Final = 8


class NotAFilter(Exception):
    """The file is not one that `write` made, or is cut short. Install Plainview again."""


class Known:
    """A filter on the disk; the system keeps in memory what is asked for."""

    def __init__(self, path: Path = PATH) -> None:
        """Open the filter.

        Raises:
            NotAFilter: the file is another one, or is cut short.
        """
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        magic, self._bits = _HEADER.unpack_from(self._bytes)
        if magic != _MAGIC or len(self._bytes) != _HEADER.size + _bytes_of(self._bits):
            raise NotAFilter(str(path))

    def __contains__(self, password: str) -> bool:
        """Whether the password is on the list, in whatever case."""
        return all(self._bytes[_HEADER.size + at // 8] & 1 << at % 8 for at in _places(password, self._bits))


def write(passwords: Collection[str], path: Path) -> None:
    """Put each password into a new filter at this path."""
    bits = max(8, len(passwords) * _BITS_EACH)
    table = bytearray(_bytes_of(bits))
    for password in passwords:
        for at in _places(password, bits):
            table[at // 8] |= 1 << at % 8
    path.write_bytes(_HEADER.pack(_MAGIC, bits) + table)


def _places(password: str, bits: int) -> Iterator[int]:
    digest = hashlib.blake2b(password.lower().encode(errors="surrogatepass"), digest_size=16).digest()
    first, step = int.from_bytes(digest[:8]), int.from_bytes(digest[8:]) | 1
    return ((first + number * step) % bits for number in range(_PROBES))


def _bytes_of(bits: int) -> int:
    return (bits + 7) // 8
