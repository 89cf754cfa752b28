"""Is this request from a device that we know, and fresh? RFC 9421 signature, RFC 9530 digest, Ed25519 (RFC 8032)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    algorithms,
)

from plainview.cameras import queries as cameras
from plainview.cameras.models import Device
from plainview.terms.signing import CLOCK_TOLERANCE, COVERED

_KEY_ID: Final = re.compile(r';keyid="([0-9a-f]{16})"')
"""As a request says which key signed it, in its Signature-Input. A key's id is sixteen hexadecimal digits."""


@dataclass(frozen=True)
class SignedRequest:
    """A request as it came. The host is not covered: a device may know the server by another name."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def url(self) -> str:
        """What the verifier asks for; only its path is covered."""
        return f"https://server{self.path}"


class Distrusted(Exception):
    """The request is not believed. `code` is for the device, the message for the person who looks after it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class _KnownDevices(HTTPSignatureKeyResolver):
    """Finds the device of a key id, and remembers it for the caller."""

    device: Device | None = None

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:
        self.device = cameras.device(key_id)
        if self.device is None:
            raise Distrusted("unknown_device", "this device is not registered, or its key was revoked")
        return Ed25519PublicKey.from_public_bytes(bytes(self.device.public_key))


class _Verifier(HTTPMessageVerifier):
    max_clock_skew = CLOCK_TOLERANCE


def sender(request: SignedRequest, *, at: datetime) -> Device:
    """The device that signed the request.

    Raises:
        Distrusted: no or a bad signature, an unknown device, or a clock that is off by more than five minutes.
    """
    _check_clock(request.headers.get("Date", ""), at)
    devices = _KnownDevices()
    verifier = _Verifier(signature_algorithm=algorithms.ED25519, key_resolver=devices)
    try:
        results = verifier.verify(request, max_age=CLOCK_TOLERANCE, require_components=COVERED, body=request.body)
    except HTTPMessageSignaturesException as trouble:
        if isinstance(trouble.__cause__, Distrusted):
            raise trouble.__cause__ from None
        raise Distrusted("bad_signature", f"the signature does not hold: {trouble}") from trouble
    if len(results) != 1 or devices.device is None:
        raise Distrusted("bad_signature", "the request must carry one signature")
    return devices.device


def named_by(headers: Mapping[str, str]) -> Device | None:
    """The registered device whose key a request names, which proves nothing: it is for telling refusals apart."""
    found = _KEY_ID.search(headers.get("Signature-Input", ""))
    return cameras.device(found[1]) if found else None


def _check_clock(date: str, at: datetime) -> None:
    try:
        sent_at = parsedate_to_datetime(date)
    except ValueError:
        raise Distrusted("bad_signature", "the request has no valid Date") from None
    sent_at = sent_at if sent_at.tzinfo else sent_at.replace(tzinfo=UTC)
    if abs(at - sent_at) > CLOCK_TOLERANCE:
        minutes = round(abs(at - sent_at).total_seconds() / 60)
        raise Distrusted("clock_off", f"the device's clock is {minutes} minutes off; set it by a time server")
