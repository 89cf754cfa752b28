"""Where the dispatch system listens, and the secret by which it knows that a message is ours. Pure.

docs/how-to/operations.md has the variables.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

SHORTEST_SECRET: Final = 16
"""Bytes."""
_ADDRESS: Final = "PLAINVIEW_CAD_URL"
_SECRET: Final = "PLAINVIEW_CAD_SECRET_FILE"  # noqa: S105 - the name of a variable
_HERE: Final = {"localhost", "127.0.0.1", "::1"}


class CadMisnamed(Exception):
    """What the environment says of the dispatch system cannot work; the message names the variable."""


@dataclass(frozen=True)
class Connector:
    """A dispatch system that takes messages by POST."""

    address: str
    secret: bytes = field(repr=False)

    @property
    def host(self) -> str:
        """What a page may say of the address."""
        return urlsplit(self.address).netloc


def configured(environment: Mapping[str, str] = os.environ) -> Connector | None:
    """The dispatch system that the environment names; None: none is told anything.

    Raises:
        CadMisnamed: the address or the secret cannot be used.
    """
    address = environment.get(_ADDRESS, "").strip()
    if not address:
        return None
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError as trouble:
        raise CadMisnamed(f"{_ADDRESS}: {trouble}") from trouble
    if not host or parts.username is not None:
        raise CadMisnamed(f"{_ADDRESS} needs the name of one host, without a password")
    # Where plates travel over a network they travel encrypted.
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _HERE):
        raise CadMisnamed(f"{_ADDRESS} must begin with https://")
    return Connector(address, _secret(environment.get(_SECRET, "").strip()))


def _secret(path: str) -> bytes:
    if not path:
        raise CadMisnamed(f"{_SECRET} must name the file of the secret that the dispatch system knows too")
    try:
        secret = Path(path).read_bytes().strip()
    except OSError as trouble:
        raise CadMisnamed(f"{_SECRET}: {trouble}") from trouble
    if len(secret) < SHORTEST_SECRET:
        raise CadMisnamed(f"{_SECRET}: the secret needs at least {SHORTEST_SECRET} bytes")
    return secret
