"""The device's key: an Ed25519 key in a file that only its owner can read."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

_ID_DIGITS: Final = 16
_OWNER_ONLY: Final = 0o600
_ANYBODY_ELSE: Final = 0o077


class KeyFileError(Exception):
    """A key file cannot be made or used; the message names the file and what to do."""


@dataclass(frozen=True)
class DeviceKey:
    """The key by which the server knows this device."""

    private: Ed25519PrivateKey

    @property
    def id(self) -> str:
        """Sixteen hexadecimal digits, the same at the device and at the server."""
        return key_id(self.private.public_key())

    @property
    def public_pem(self) -> str:
        """What the camera's register needs: the public half, PEM (SubjectPublicKeyInfo)."""
        pem = self.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return pem.decode("ascii")


def key_id(public: Ed25519PublicKey) -> str:
    """The first 16 hexadecimal digits of SHA-256 over the raw 32 bytes of the public key."""
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:_ID_DIGITS]


def make(path: Path) -> DeviceKey:
    """Make a key and write it to a new file with access for its owner only.

    Raises:
        KeyFileError: the file exists already (a key is never overwritten), or it cannot be written.
    """
    key = DeviceKey(Ed25519PrivateKey.generate())
    pem = key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, _OWNER_ONLY)
    except FileExistsError:
        raise KeyFileError(f"{path} exists already. A key is never overwritten: choose another name.") from None
    except OSError as error:
        raise KeyFileError(f"{path} cannot be made: {error.strerror}.") from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)  # half a key is worse than none
        raise KeyFileError(f"{path} cannot be written: {error.strerror}.") from error
    return key


def load(path: Path) -> DeviceKey:
    """Read a key that `make` wrote.

    Raises:
        KeyFileError: no such file, others may read it, or it holds no Ed25519 key.
    """
    try:
        with path.open("rb") as file:
            open_to = os.fstat(file.fileno()).st_mode & _ANYBODY_ELSE
            pem = file.read()
    except FileNotFoundError:
        raise KeyFileError(f"{path} does not exist. Make a key with: plainview edge keygen --key {path}") from None
    except OSError as error:
        raise KeyFileError(f"{path} cannot be read: {error.strerror}.") from error
    if open_to:
        # Whoever copied the key can send reads in this camera's name, so it is refused rather than used quietly.
        raise KeyFileError(f"{path} is open to other users of this machine. Close it with: chmod 600 {path}")
    try:
        private = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError) as error:
        raise KeyFileError(f"{path} holds no key that can be read without a password.") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyFileError(f"{path} holds a key of another kind; an Ed25519 key is needed.")
    return DeviceKey(private)
