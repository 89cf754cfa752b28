"""Sign a request with the device's key, as RFC 9421 says, over the components that the server asks for."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Final

import httpx
from http_message_signatures import HTTPMessageSigner, MappingKeyResolver
from http_message_signatures.algorithms import ED25519

from plainview.edge.keys import DeviceKey
from plainview.terms.signing import COVERED

_LABEL: Final = "device"


@dataclass
class _Message:
    """A request as the signer wants to see it. The host is not covered: the device may know the server by another."""

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)


def signed_headers(  # noqa: PLR0913, PLR0917 - each is one part of the request that is signed
    method: str, path: str, body: bytes, content_type: str, key: DeviceKey, at: datetime
) -> dict[str, str]:
    """The headers that make this request a signed one.

    Args:
        method: in upper case.
        path: absolute and percent-encoded, without a query.
        body: exactly the bytes that will be sent.
        content_type: of the body.
        key: the device's key.
        at: the moment of sending, with its time zone; the server refuses a clock that is minutes off.

    Returns:
        Date, Content-Type, Content-Digest (sha-256, RFC 9530), Signature-Input and Signature.
    """
    moment = at.astimezone(UTC)
    message = _Message(method, f"https://server{path}")
    message.headers["Date"] = format_datetime(moment.replace(microsecond=0), usegmt=True)
    message.headers["Content-Type"] = content_type
    signer = HTTPMessageSigner(
        signature_algorithm=ED25519,
        key_resolver=MappingKeyResolver(public_keys={}, private_keys={key.id: key.private}),
    )
    signer.sign(message, key_id=key.id, created=moment, label=_LABEL, covered_component_ids=COVERED, body=body)
    return message.headers


def sign(request: httpx.Request, key: DeviceKey, at: datetime) -> None:
    """Add the signature's headers to a request whose body is in memory and whose Content-Type is set."""
    path = request.url.raw_path.partition(b"?")[0].decode("ascii")
    content_type = request.headers["Content-Type"]
    request.headers.update(signed_headers(request.method, path, request.content, content_type, key, at))
