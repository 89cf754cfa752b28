"""A bag by RFC 8493 in one ZIP file: payload, manifests of SHA-256, and a note that signs them. Pure.

Files go into it one after another and are not kept in memory; what is said of all of them stands at its end.
"""

import hashlib
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO, Final, Protocol, cast

from plainview.audit.verify_package import DECLARATION, NOTE, SIGNATURE

_KEPT_AS_THEY_ARE: Final = (".jpg", ".png")
"""Files that are compressed already."""


class Out(Protocol):
    """Where a file is written, from its beginning to its end and never back."""

    def write(self, part: bytes, /) -> int: ...
    def flush(self) -> object: ...


class Counted:
    """A file of the payload while it is written: its bytes counted and hashed as they go by."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._hash = file, hashlib.sha256()
        self.size = 0

    def write(self, part: bytes, /) -> int:
        self._hash.update(part)
        self.size += len(part)
        return self._file.write(part)

    def flush(self) -> None:
        self._file.flush()

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


class Bag:
    """A bag that is being written. The same files in the same order give the same bytes, but for the signature."""

    def __init__(self, name: str, out: Out, *, at: datetime) -> None:
        self._name, self._at = name, at.astimezone(UTC)
        # A file that cannot be wound back is enough for it, which its type does not say.
        self._zip = zipfile.ZipFile(cast("IO[bytes]", out), "w")
        self._payload: dict[str, str] = {}
        self._size = 0

    @property
    def files(self) -> int:
        """How many files the payload has so far."""
        return len(self._payload)

    def add(self, path: str, content: bytes) -> None:
        """Add a file to the payload, by its path below `data/`."""
        inside = self._new(path)
        # What cannot be wound back says a file's length behind it, and readers want such a file to be deflated. Level 0
        # leaves a photograph as it is.
        self._zip.writestr(self._entry(inside), content, compresslevel=0 if path.endswith(_KEPT_AS_THEY_ARE) else None)
        self._count(inside, hashlib.sha256(content).hexdigest(), len(content))

    @contextmanager
    def adding(self, path: str, *, large: bool = False) -> Iterator[Counted]:
        """The same, written bit by bit. `large`: it may have two gigabytes or more."""
        inside = self._new(path)
        with self._zip.open(self._entry(inside), "w", force_zip64=large) as file:
            counted = Counted(file)
            yield counted
        self._count(inside, counted.digest, counted.size)

    def close(self, info: Mapping[str, str], *, signed: Callable[[str], str]) -> str:
        """Write what stands for all files; returns the SHA-256 (hex) of the tag manifest, which stands for everything.

        `info` are the lines of bag-info.txt. `signed` makes a signed note of a text.
        """
        oxum = f"{self._size}.{len(self._payload)}"
        said = {**info, "Bagging-Date": self._at.date().isoformat(), "Payload-Oxum": oxum}
        tags = {
            "bagit.txt": DECLARATION,
            "bag-info.txt": "".join(f"{key}: {_line(each)}\n" for key, each in said.items()).encode(),
            "manifest-sha256.txt": _manifest(self._payload),
        }
        tags["tagmanifest-sha256.txt"] = _manifest(
            {name: hashlib.sha256(content).hexdigest() for name, content in tags.items()}
        )
        digest = hashlib.sha256(tags["tagmanifest-sha256.txt"]).hexdigest()
        tags[SIGNATURE] = signed(f"{NOTE}\n{digest}\n{self._at.isoformat(timespec='seconds')}\n").encode()
        for name, content in tags.items():
            self._zip.writestr(self._entry(name), content)
        self._zip.close()
        return digest

    def _entry(self, path: str) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(f"{self._name}/{path}", self._at.timetuple()[:6])
        entry.external_attr = 0o600 << 16
        entry.compress_type = zipfile.ZIP_DEFLATED
        return entry

    def _new(self, path: str) -> str:
        inside = f"data/{path}"
        if inside in self._payload:
            raise ValueError(f"{inside} is in the bag already")
        return inside

    def _count(self, inside: str, digest: str, size: int) -> None:
        self._payload[inside] = digest
        self._size += size


def _manifest(hashes: Mapping[str, str]) -> bytes:
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(hashes.items())).encode()


def _line(text: str) -> str:
    return " ".join(text.split())
