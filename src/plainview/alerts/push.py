"""Web Push: words encrypted for one browser (RFC 8291), signed by this server (RFC 8292), handed to its push service.

The one module that knows the libraries. A push service learns the moment and the size, never the words; and the words
hold no plate, because a notification lies on a locked screen.
"""

import base64
import binascii
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

import http_ece
import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from plainview import secret_files
from plainview.alerts.models import PushAddress

_TTL: Final = timedelta(minutes=10)
"""How long a push service keeps what a sleeping browser does not fetch; later it is no help."""
_SIGNED_FOR: Final = timedelta(hours=1)
_POINT_BYTES: Final = 65
_SECRET_BYTES: Final = 16


class Outcome(StrEnum):
    SENT = "sent"
    GONE = "gone"
    """The browser has no such address any more, and never will again."""
    FAILED = "failed"


@dataclass(frozen=True)
class Words:
    """What a notification says. `path` is the page that it opens; of one `tag` the last takes the others' place."""

    title: str
    body: str
    path: str
    tag: str
    urgent: bool
    silent: bool


def server_key() -> str:
    """The public key by which a browser knows this server's pushes, in base64 for the web."""
    point = _vapid().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def is_service(endpoint: str, services: Collection[str]) -> bool:
    """Whether an address that a browser gave lies at one of these services, so that nobody makes us post elsewhere.

    A service is a host, which stands for itself and the names below it, or an origin with its scheme, which stands for
    itself alone.
    """
    try:
        parts = urlsplit(endpoint)
        origin, host = f"{parts.scheme}://{parts.netloc}", parts.hostname or ""
        plain = parts.scheme == "https" and parts.port in {None, 443} and "@" not in parts.netloc
    except ValueError:
        return False
    return any(
        origin == each if "://" in each else plain and (host == each or host.endswith(f".{each}")) for each in services
    )


def is_key(public_key: str, auth_secret: str) -> bool:
    """Whether these are a browser's public key and secret, in base64 for the web."""
    try:
        point, secret = _bytes(public_key), _bytes(auth_secret)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except (ValueError, binascii.Error):
        return False
    return len(point) == _POINT_BYTES and len(secret) == _SECRET_BYTES


def send(client: httpx.Client, address: PushAddress, words: Words, *, contact: str, at: datetime) -> Outcome:
    """Hand the words to the browser's push service, which passes them on when it can. `contact` is whom it may ask."""
    body = http_ece.encrypt(
        json.dumps(asdict(words)).encode(),
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=_bytes(address.public_key),
        auth_secret=_bytes(address.auth_secret),
        version="aes128gcm",
    )
    parts = urlsplit(address.endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "sub": contact,
        "exp": int((at + _SIGNED_FOR).timestamp()),
    }
    headers = {
        **_vapid().sign(claims),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(int(_TTL.total_seconds())),
        "Urgency": "high" if words.urgent else "normal",
    }
    try:
        answer = client.post(address.endpoint, content=body, headers=headers)
    except httpx.HTTPError:
        return Outcome.FAILED
    if answer.status_code in {httpx.codes.NOT_FOUND, httpx.codes.GONE}:
        return Outcome.GONE
    return Outcome.SENT if answer.is_success else Outcome.FAILED


def _vapid() -> Vapid02:
    def made() -> bytes:
        new = Vapid02()
        new.generate_keys()
        return bytes(new.private_pem())

    return Vapid02.from_pem(secret_files.made_once(secret_files.secret_path("push.key"), made))


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
