"""Which object store keeps the pictures, and how it is reached: from the environment alone. Pure.

docs/how-to/operations.md has the variables. The secret stands in the environment or in a file, and nowhere else.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

_PREFIX: Final = "PLAINVIEW_PICTURES_"
_HERE: Final = {"localhost", "127.0.0.1", "::1"}
_BUCKET_NAME: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_FOLDERS: Final = re.compile(r"[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*")
_REGION: Final = re.compile(r"[a-z0-9-]{1,40}")
_DEFAULT_SPOOL_GB: Final = 20
_MOST_SPOOL_GB: Final = 100_000
_SECRET_LINES: Final = 2


class StoreMisnamed(Exception):
    """What the environment says of the pictures' store cannot work; the message names the variable."""


@dataclass(frozen=True)
class BucketSettings:
    """A bucket of an S3-compatible object store. `endpoint` is None for that of AWS in the region."""

    bucket: str
    prefix: str
    endpoint: str | None
    region: str
    key_id: str = field(repr=False)
    secret: str = field(repr=False)
    authority: bytes | None = field(default=None, repr=False)
    """The certificate of the agency's own authority, PEM, where the store's is signed by one."""
    spool_bytes: int = _DEFAULT_SPOOL_GB * 10**9

    @property
    def place(self) -> str:
        """Where that is, as pages and messages may say it."""
        host = urlsplit(self.endpoint).netloc if self.endpoint else f"s3.{self.region}.amazonaws.com"
        return f"{host}/{self.bucket}/{self.prefix}"


def configured(environment: Mapping[str, str] = os.environ) -> BucketSettings | None:
    """The object store that the environment names; None: pictures lie on the file system.

    Raises:
        StoreMisnamed: something that it says cannot be used.
    """
    said = {name: environment.get(_PREFIX + name, "").strip() for name in _NAMES}
    if not said["BUCKET"]:
        if named := next((name for name, value in said.items() if value), None):
            raise StoreMisnamed(f"{_PREFIX}{named} is set, but {_PREFIX}BUCKET names no bucket")
        return None
    key_id, secret = _credentials(said)
    return BucketSettings(
        bucket=_fits(said, "BUCKET", _BUCKET_NAME, "3 to 63 small letters, digits, dots and hyphens"),
        prefix=_fits(said, "PREFIX", _FOLDERS, "names with slashes between, as in police/plainview", "plainview"),
        endpoint=_endpoint(said["ENDPOINT"]),
        region=_fits(said, "REGION", _REGION, "a region's name, as in us-east-1", "us-east-1"),
        key_id=key_id,
        secret=secret,
        authority=_read("CA_FILE", said["CA_FILE"]) if said["CA_FILE"] else None,
        spool_bytes=_gigabytes(said["SPOOL_GB"]),
    )


_NAMES: Final = ("BUCKET", "PREFIX", "ENDPOINT", "REGION", "KEY_ID", "SECRET", "SECRET_FILE", "CA_FILE", "SPOOL_GB")


def _fits(said: Mapping[str, str], name: str, shape: re.Pattern[str], words: str, default: str = "") -> str:
    text = said[name] or default
    if not shape.fullmatch(text) or ".." in text:
        raise StoreMisnamed(f"{_PREFIX}{name} must be {words}")
    return text


def _endpoint(text: str) -> str | None:
    if not text:
        return None
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError as trouble:
        raise StoreMisnamed(f"{_PREFIX}ENDPOINT: {trouble}") from trouble
    if not host or parts.username is not None or parts.query or parts.path.strip("/"):
        raise StoreMisnamed(
            f"{_PREFIX}ENDPOINT needs scheme, host and port alone, as in https://store.example.gov:9000"
        )
    # What travels is encrypted already, but the requests say which days and how much, and could be held back.
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _HERE):
        raise StoreMisnamed(f"{_PREFIX}ENDPOINT must begin with https://")
    return text.rstrip("/")


def _credentials(said: Mapping[str, str]) -> tuple[str, str]:
    """The key's id and its secret: two variables, or a file of two lines."""
    if said["SECRET_FILE"]:
        if said["KEY_ID"] or said["SECRET"]:
            raise StoreMisnamed(f"{_PREFIX}SECRET_FILE has both lines; leave {_PREFIX}KEY_ID and {_PREFIX}SECRET out")
        lines = _read("SECRET_FILE", said["SECRET_FILE"]).decode("utf-8", "replace").split()
        if len(lines) != _SECRET_LINES:
            raise StoreMisnamed(f"{_PREFIX}SECRET_FILE needs two lines: the id of the key, and its secret")
        return lines[0], lines[1]
    if not (said["KEY_ID"] and said["SECRET"]):
        raise StoreMisnamed(f"{_PREFIX}BUCKET needs {_PREFIX}SECRET_FILE, or {_PREFIX}KEY_ID and {_PREFIX}SECRET")
    return said["KEY_ID"], said["SECRET"]


def _read(name: str, path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as trouble:
        raise StoreMisnamed(f"{_PREFIX}{name}: {path}: {trouble.strerror}") from trouble


def _gigabytes(text: str) -> int:
    number = text or str(_DEFAULT_SPOOL_GB)
    if not (number.isascii() and number.isdigit() and len(number) <= len(str(_MOST_SPOOL_GB)) and int(number)):
        raise StoreMisnamed(f"{_PREFIX}SPOOL_GB must be a whole number of gigabytes from 1 on, not {text!r}")
    return int(number) * 10**9
