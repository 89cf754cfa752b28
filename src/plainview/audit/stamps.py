"""Time-stamps of RFC 3161: an authority outside puts its own time under a checkpoint.

Off unless `PLAINVIEW_TSA` names an authority. The only module that knows `rfc3161-client`.
"""

import hashlib
import http.client
import urllib.request
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

import rfc3161_client as rfc3161
from rfc3161_client.errors import VerificationError

PATIENCE_S: Final = 10.0
LARGEST: Final = 100_000
"""Bytes of an answer that are read."""
_ASK: Final = "application/timestamp-query"


class NotStamped(Exception):
    """The authority did not answer, or its answer is not a stamp of this text."""


def stamp(text: bytes, address: str) -> bytes:
    """The authority's answer over a text, as it was sent (DER).

    It is checked to be a stamp of this text for this question. Whether the authority is one to trust is the reader's
    judgement: `openssl ts -verify` takes the answer, the text and the authority's root.

    Raises:
        NotStamped: there is no such answer.
    """
    question = (
        rfc3161.TimestampRequestBuilder()
        .data(text)
        .hash_algorithm(rfc3161.HashAlgorithm.SHA256)
        .cert_request(cert_request=True)
        .build()
    )
    answer = _answer(address, question.as_bytes())
    try:
        said = rfc3161.decode_timestamp_response(answer)
        found = said.tst_info
    except (ValueError, VerificationError) as trouble:
        raise NotStamped(f"{address} sent no time-stamp: {trouble}") from trouble
    if found.nonce != question.nonce or found.message_imprint.message != hashlib.sha256(text).digest():
        raise NotStamped(f"{address} sent a time-stamp of something else")
    return answer


def stamped_at(answer: bytes) -> datetime:
    """The authority's time in an answer that `stamp` returned."""
    return rfc3161.decode_timestamp_response(answer).tst_info.gen_time


def _answer(address: str, question: bytes) -> bytes:
    if urlsplit(address).scheme not in {"http", "https"}:
        raise NotStamped(f"{address} is no address of a time-stamp authority")
    request = urllib.request.Request(address, data=question, headers={"Content-Type": _ASK})  # noqa: S310 - see above
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310 - see above
            return bytes(answer.read(LARGEST))
    except (OSError, http.client.HTTPException) as trouble:
        raise NotStamped(f"{address} does not answer: {trouble}") from trouble
