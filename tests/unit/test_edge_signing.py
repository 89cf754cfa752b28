"""The signature on a request, checked with the library's verifier and by hand against RFC 9421."""

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import httpx
import pytest
from cryptography.exceptions import InvalidSignature as WrongSignature
from http_message_signatures import HTTPMessageVerifier, InvalidSignature, MappingKeyResolver
from http_message_signatures.algorithms import ED25519

from plainview.edge import keys
from plainview.edge.signing import sign, signed_headers
from plainview.terms.signing import COVERED, MSGPACK, READS_PATH

BODY = b"a batch"


@dataclass
class Received:
    """A request as a server sees it."""

    method: str
    url: str
    headers: dict[str, str]


@pytest.fixture
def key(tmp_path: Path) -> keys.DeviceKey:
    return keys.make(tmp_path / "device.pem")


def verify(key: keys.DeviceKey, request: Received, body: bytes = BODY) -> None:
    resolver = MappingKeyResolver(public_keys={key.id: key.public_pem.encode()}, private_keys={})
    verifier = HTTPMessageVerifier(signature_algorithm=ED25519, key_resolver=resolver)
    verifier.verify(request, max_age=timedelta(minutes=5), require_components=COVERED, body=body)


def test_the_librarys_verifier_accepts_the_request_under_whatever_name_the_server_has(key: keys.DeviceKey) -> None:
    headers = signed_headers("POST", READS_PATH, BODY, MSGPACK, key, datetime.now(UTC))
    verify(key, Received("POST", f"https://alpr.example.gov{READS_PATH}", headers))
    verify(key, Received("POST", f"http://127.0.0.1:8000{READS_PATH}", headers))


@pytest.mark.parametrize("changed", ["method", "path", "Date", "Content-Type", "Content-Digest", "body"])
def test_a_change_to_any_covered_part_is_found(key: keys.DeviceKey, changed: str) -> None:
    headers = signed_headers("POST", READS_PATH, BODY, MSGPACK, key, datetime.now(UTC))
    method, path, body = "POST", READS_PATH, BODY
    if changed == "method":
        method = "PUT"
    elif changed == "path":
        path = "/api/v1/other"
    elif changed == "body":
        body = b"another batch"
    elif changed == "Content-Digest":
        body = b"another batch"
        headers[changed] = f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"
    else:
        headers[changed] += "x"
    with pytest.raises(InvalidSignature):
        verify(key, Received(method, f"https://alpr.example.gov{path}", headers), body)


def test_the_signature_base_is_the_one_that_rfc_9421_describes(key: keys.DeviceKey) -> None:
    at = datetime(2026, 3, 1, 7, 30, 5, 999_999, tzinfo=timezone(timedelta(hours=-5)))
    headers = signed_headers("POST", READS_PATH, BODY, MSGPACK, key, at)
    assert headers["Date"] == "Sun, 01 Mar 2026 12:30:05 GMT"
    digest = base64.b64encode(hashlib.sha256(BODY).digest()).decode()
    assert headers["Content-Digest"] == f"sha-256=:{digest}:"
    label, parameters = headers["Signature-Input"].split("=", 1)
    assert set(parameters.split(";")[1:]) == {f"created={int(at.timestamp())}", f'keyid="{key.id}"', 'alg="ed25519"'}
    assert parameters.split(";")[0] == '("@method" "@path" "date" "content-digest" "content-type")'
    base = (
        f'"@method": POST\n"@path": {READS_PATH}\n"date": {headers["Date"]}\n'
        f'"content-digest": {headers["Content-Digest"]}\n"content-type": {MSGPACK}\n"@signature-params": {parameters}'
    )
    signature = re.fullmatch(rf"{label}=:([A-Za-z0-9+/=]+):", headers["Signature"])
    assert signature is not None
    raw = base64.b64decode(signature[1])
    key.private.public_key().verify(raw, base.encode())
    with pytest.raises(WrongSignature):
        key.private.public_key().verify(raw, base.replace("POST", "GET").encode())


def test_a_request_of_the_http_client_is_signed_over_its_own_path_and_body(key: keys.DeviceKey) -> None:
    url = f"https://alpr.example.gov/town%20of{READS_PATH}?trace=1"
    request = httpx.Request("POST", url, content=BODY, headers={"Content-Type": MSGPACK})
    sign(request, key, datetime.now(UTC))
    verify(key, Received("POST", url, dict(request.headers)))
