"""What a message says, how it is signed, and what follows from an answer. Pure."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

VERSION: Final = 1
"""Of the body. It changes where a receiver would misunderstand the older one."""
SIGNATURE: Final = "Plainview-Signature"
EXTERNAL_ID: Final = "Idempotency-Key"
SIMULATOR: Final = "Plainview-Simulator"
"""A header by which our own simulator says that it is one."""

WAITS: Final = tuple(timedelta(seconds=each) for each in (5, 15, 60, 120, 300, 900, 1_800, 3_600))
"""After each try that did not work. After the last one a person decides."""

_ACCEPTED: Final = range(200, 300)
_KNOWN_ALREADY: Final = 409
_PASSES: Final = frozenset({408, 425, 429})
_SERVER_FAILS: Final = range(500, 600)


class Step(StrEnum):
    """What a message tells. The value is part of the body."""

    ASKED = "confirmation asked"
    ANSWERED = "confirmation answered"
    STOP_BEGUN = "stop begun"
    CLOSED = "alert closed"


@dataclass(frozen=True)
class Answer:
    """What came back of one try. `status` is None where nothing did; `words` say what happened, without a plate."""

    status: int | None
    words: str
    simulated: bool = False


class Verdict(StrEnum):
    DELIVERED = "delivered"
    AGAIN = "again"
    GIVEN_UP = "given up"


def body(external_id: str, incident: str, step: Step, facts: Mapping[str, object], *, at: datetime) -> str:
    """One message as JSON. The same message is the same text at each try."""
    said = {
        "version": VERSION,
        "external_id": external_id,
        "incident": incident,
        "step": step,
        "at": at.astimezone(UTC).isoformat(timespec="seconds"),
        **facts,
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def signed(secret: bytes, text: str, *, at: datetime) -> str:
    """The header that proves a body and the time of its try: `t=<seconds>,v1=<HMAC-SHA-256 of "t.body" in hex>`."""
    seconds = int(at.timestamp())
    return f"t={seconds},v1={_mac(secret, seconds, text)}"


def is_genuine(secret: bytes, text: str, header: str, *, at: datetime, within: timedelta) -> bool:
    """Whether a header was made over this body with this secret, and lately. For whoever receives."""
    parts = dict(each.partition("=")[::2] for each in header.split(","))
    seconds, mac = parts.get("t", ""), parts.get("v1", "")
    if not (seconds.isascii() and seconds.isdecimal()) or len(seconds) > len("9999999999"):
        return False
    lately = abs(at.timestamp() - int(seconds)) <= within.total_seconds()
    return lately and hmac.compare_digest(mac.encode(), _mac(secret, int(seconds), text).encode())


def verdict(answer: Answer, *, tries: int) -> Verdict:
    """What follows from the answer to the try of this number, counted from one."""
    if answer.status is not None and (answer.status in _ACCEPTED or answer.status == _KNOWN_ALREADY):
        return Verdict.DELIVERED
    passes = answer.status is None or answer.status in _PASSES or answer.status in _SERVER_FAILS
    return Verdict.AGAIN if passes and tries <= len(WAITS) else Verdict.GIVEN_UP


def next_try(tries: int, *, at: datetime) -> datetime:
    """When to try again after so many tries."""
    return at + WAITS[min(tries, len(WAITS)) - 1]


def _mac(secret: bytes, seconds: int, text: str) -> str:
    return hmac.new(secret, f"{seconds}.{text}".encode(), hashlib.sha256).hexdigest()
