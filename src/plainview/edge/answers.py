"""What the server's answer to a batch means for the reads in it. Pure."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import msgspec

from plainview.terms.read import BatchAnswer, ReadBatch

_INVALID_READ: Final = "invalid_read"
_BATCH_CHANGED: Final = "batch_changed"
_MAY_PASS: Final = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
_ADVICE: Final = {
    "bad_signature": "Check that the register holds this device's public key: plainview edge status shows its id.",
    "clock_off": "Set this device's clock.",
    "unknown_device": "Enter this device's public key at the camera in the register.",
    "camera_not_attested": "Attest at the camera's page that it sees only what the public can see.",
}
"""What a person does about an answer that no repetition mends."""


@dataclass(frozen=True)
class Acknowledged:
    """Committed: the reads may leave the spool."""

    answer: BatchAnswer


@dataclass(frozen=True)
class SetAside:
    """Item number `item` can never be accepted; the others can."""

    item: int
    reason: str


@dataclass(frozen=True)
class Split:
    """The batch is too large, or one of its reads, we do not know which, can never be accepted."""


@dataclass(frozen=True)
class Rename:
    """The batch's id stands for something else at the server. Its reads go again under a new id."""


@dataclass(frozen=True)
class Retry:
    """Nothing is decided: keep everything and send the same batch again. `after` is the server's wish in seconds."""

    reason: str
    after: float = 0.0


@dataclass(frozen=True)
class NeedsPerson:
    """Repeating alone will not help. Keep everything, say so, and try again at a growing distance."""

    reason: str


Verdict = Acknowledged | SetAside | Split | Rename | Retry | NeedsPerson


class _Problem(msgspec.Struct, frozen=True):
    code: str
    message: str
    item: int | None = None
    field: str | None = None
    clause: str | None = None


class _Refusal(msgspec.Struct, frozen=True):
    error: _Problem


def verdict(batch: ReadBatch, status: int, body: bytes, retry_after: str | None = None) -> Verdict:
    """What to do with a batch.

    Args:
        batch: what was sent.
        status: of the HTTP answer.
        body: of the HTTP answer.
        retry_after: the header of this name; only its form in seconds is heeded.
    """
    if status == HTTPStatus.OK:
        return _accepted(batch, body)
    problem = _problem(body)
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return _smaller(batch, "too large for the server")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _MAY_PASS:
        return Retry(_said(status, problem), after=_seconds(retry_after))
    return _refused(batch, status, problem)


def _refused(batch: ReadBatch, status: int, problem: _Problem | None) -> Verdict:
    """The batch or a read in it is at fault, or else a person must look."""
    said = _said(status, problem)
    if problem is None:
        return NeedsPerson(said)
    if status == HTTPStatus.CONFLICT and problem.code == _BATCH_CHANGED:
        return Rename()
    if status == HTTPStatus.BAD_REQUEST and problem.code == _INVALID_READ:
        if problem.item is None or not 0 <= problem.item < len(batch.reads):
            return _smaller(batch, said)
        return SetAside(problem.item, said)
    return NeedsPerson(said)


def _accepted(batch: ReadBatch, body: bytes) -> Verdict:
    """A portal between us and the server may answer 200 to anything: only our own batch, in full, is believed."""
    try:
        answer = msgspec.json.decode(body, type=BatchAnswer)
    except msgspec.DecodeError:
        return NeedsPerson("200, but not from Plainview. Check the server's address and what stands between.")
    if answer.batch != batch.id:
        return NeedsPerson(f"200, but for batch {answer.batch} instead of {batch.id}.")
    if answer.accepted + answer.repeated != len(batch.reads):
        counted = answer.accepted + answer.repeated
        return NeedsPerson(f"200, but it accounts for {counted} reads of {len(batch.reads)}. They are kept.")
    return Acknowledged(answer)


def _smaller(batch: ReadBatch, reason: str) -> Verdict:
    return Split() if len(batch.reads) > 1 else SetAside(0, reason)


def _problem(body: bytes) -> _Problem | None:
    try:
        return msgspec.json.decode(body, type=_Refusal).error
    except msgspec.DecodeError:
        return None


def _said(status: int, problem: _Problem | None) -> str:
    if problem is None:
        return f"{status} without an explanation from Plainview."
    where = ", ".join(part for part in (problem.field, problem.clause and f"clause {problem.clause}") if part)
    advice = _ADVICE.get(problem.code, "")
    return f"{status} {problem.code}: {problem.message}{f' ({where})' if where else ''} {advice}".rstrip()


def _seconds(text: str | None) -> float:
    return float(text) if text is not None and text.isascii() and text.isdigit() else 0.0
