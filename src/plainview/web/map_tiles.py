"""The agency's own map tiles, if it has any. Without them the map is drawn from boundaries that the program carries.

docs/how-to/operations.md has the variables.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from plainview.web.headers import CONTENT_SECURITY_POLICY

_ADDRESS: Final = "PLAINVIEW_MAP_TILES"
_CREDIT: Final = "PLAINVIEW_MAP_CREDIT"
_HERE: Final = {"localhost", "127.0.0.1", "::1"}
_PARTS: Final = ("{z}", "{x}", "{y}")


class TilesMisnamed(Exception):
    """What the environment says of the map tiles cannot work; the message names the variable."""


@dataclass(frozen=True)
class Tiles:
    """Where pictures of the map come from, and whom to name for them."""

    address: str
    credit: str

    @property
    def origin(self) -> str:
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"

    def policy(self) -> str:
        """The content security policy of a page with this map: pictures from that origin, and nothing else more."""
        return CONTENT_SECURITY_POLICY.replace("img-src 'self'", f"img-src 'self' {self.origin}")


def configured(environment: Mapping[str, str] = os.environ) -> Tiles | None:
    """The tiles that the environment names.

    Raises:
        TilesMisnamed: the address cannot be one of tiles.
    """
    address = environment.get(_ADDRESS, "").strip()
    if not address:
        return None
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError as trouble:
        raise TilesMisnamed(f"{_ADDRESS}: {trouble}") from trouble
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _HERE):
        raise TilesMisnamed(f"{_ADDRESS} must begin with https://")
    # The origin becomes part of a header and the address part of a page, so neither may hold anything else.
    if not host or parts.username is not None or set("{};,'\"*<> \t") & set(parts.netloc):
        raise TilesMisnamed(f"{_ADDRESS} needs the name of one host, without a password and without {{s}}")
    if any(address.count(part) != 1 for part in _PARTS) or not address.isprintable():
        raise TilesMisnamed(
            f"{_ADDRESS} needs {{z}}, {{x}} and {{y}}, each once, as in https://tiles.example.gov/{{z}}/{{x}}/{{y}}.png"
        )
    return Tiles(address, environment.get(_CREDIT, "").strip())
