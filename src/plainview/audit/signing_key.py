"""The key under every checkpoint, in the data folder and readable by its owner only, in the form of a C2SP signed note.

Beside it stands what the key signed last, outside the database: a key never signs two logs that differ, whatever
became of the tables. After a restore, which takes the log back, the log goes on under a new name and key.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from plainview import configuration
from plainview.secret_files import made_once, replace, secret_path

_KIND: Final = b"\x01"
_BEGIN: Final = "PRIVATE+KEY+"


class KeyDamaged(Exception):
    """The file of the key holds something else."""


@dataclass(frozen=True)
class SigningKey:
    """The log's name, and the key that signs for it."""

    name: str
    private: Ed25519PrivateKey

    @property
    def verifier(self) -> str:
        """`name+id+key`, by which anybody checks the signatures."""
        content = _KIND + self.private.public_key().public_bytes_raw()
        return f"{self.name}+{self._id().hex()}+{base64.b64encode(content).decode()}"

    def checkpoint(self, size: int, root: bytes) -> str:
        """The signed note that says which tree has so many entries (tlog-checkpoint)."""
        return self._signed(f"{self.name}\n{size}\n{base64.b64encode(root).decode()}\n")

    def note(self, text: str) -> str:
        """A signed note of whole lines that is no checkpoint: its first line says what it is.

        Raises:
            ValueError: it could be taken for a checkpoint, or is not of whole lines.
        """
        if text.startswith(f"{self.name}\n") or not text.endswith("\n") or "\n\n" in text:
            raise ValueError("this text is not to be signed as a note")
        return self._signed(text)

    def _signed(self, text: str) -> str:
        signature = base64.b64encode(self._id() + self.private.sign(text.encode())).decode()
        return f"{text}\n\N{EM DASH} {self.name} {signature}\n"

    def _id(self) -> bytes:
        content = _KIND + self.private.public_key().public_bytes_raw()
        return hashlib.sha256(self.name.encode() + b"\n" + content).digest()[:4]

    def kept(self) -> str:
        """The key as its file holds it: never show it."""
        seed = base64.b64encode(_KIND + self.private.private_bytes_raw()).decode()
        return f"{_BEGIN}{self.name}+{self._id().hex()}+{seed}\n"


def signing_key() -> SigningKey:
    """The log's key, made on first use.

    Raises:
        KeyDamaged: the file is not a key.
    """
    path = secret_path("log-signing.key")
    try:
        kept = made_once(path, _fresh).decode("ascii")
        name, _, content = kept.strip().removeprefix(_BEGIN).split("+", 2)
        found = SigningKey(name, Ed25519PrivateKey.from_private_bytes(base64.b64decode(content, validate=True)[1:]))
    except ValueError as trouble:
        raise KeyDamaged(
            f"{path} is not the key of a log. Move it away, and the log goes on under a new one."
        ) from trouble
    if kept != found.kept():
        raise KeyDamaged(f"{path} is not whole. Move it away, and the log goes on under a new one.")
    public = path.with_name("log-verifier.txt")
    if not public.exists() or public.read_text("ascii") != f"{found.verifier}\n":
        replace(public, f"{found.verifier}\n".encode())
    return found


def signed_last() -> tuple[int, bytes] | None:
    """The size and the root (32 bytes) that this key signed last, or None if it signed nothing yet."""
    try:
        size, root = secret_path("log-signed.txt").read_text("ascii").split()
    except FileNotFoundError:
        return None
    return int(size), bytes.fromhex(root)


def remember(size: int, root: bytes) -> None:
    """Keep what the key is about to sign."""
    replace(secret_path("log-signed.txt"), f"{size} {root.hex()}\n".encode())


def retire(*, at: datetime) -> None:
    """Put the key aside: what comes belongs to a log of another name."""
    for name in ("log-signing.key", "log-verifier.txt", "log-signed.txt"):
        path = secret_path(name)
        if path.exists():
            path.rename(path.with_name(f"{name}.until-{at:%Y%m%dT%H%M%SZ}"))


def _fresh() -> bytes:
    name = f"{configuration.log_name()}/{secrets.token_hex(4)}"
    return SigningKey(name, Ed25519PrivateKey.generate()).kept().encode()
