"""What each answer of the server means for the reads in a batch."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import msgspec
import pytest

from plainview.edge.answers import Acknowledged, NeedsPerson, Rename, Retry, SetAside, Split, Verdict, verdict
from plainview.edge.fakes import captured_read
from plainview.terms.read import BatchAnswer, ReadBatch

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def batch_of(count: int) -> ReadBatch:
    return ReadBatch(id=uuid4(), camera=UUID(int=7), reads=tuple(captured_read(NOW) for _ in range(count)))


BATCH = batch_of(3)


def error(code: str, **more: object) -> bytes:
    parts = {"code": code, "message": "The clock says otherwise.", "item": None, "field": None, "clause": None}
    return msgspec.json.encode({"error": {**parts, **more}})


def answer(batch: UUID, accepted: int, repeated: int) -> bytes:
    return msgspec.json.encode(BatchAnswer(batch=batch, accepted=accepted, repeated=repeated, hits=0))


@pytest.mark.parametrize(("accepted", "repeated"), [(3, 0), (0, 3), (1, 2)])
def test_a_batch_is_acknowledged_when_every_read_is_stored_or_was_stored_before(accepted: int, repeated: int) -> None:
    said = verdict(BATCH, 200, answer(BATCH.id, accepted, repeated))
    assert isinstance(said, Acknowledged)
    assert (said.answer.accepted, said.answer.repeated) == (accepted, repeated)


@pytest.mark.parametrize(
    "body",
    [
        b"<html>Welcome to the hotel</html>",
        b"",
        b"{}",
        answer(UUID(int=1), 3, 0),
        answer(BATCH.id, 2, 0),
        answer(BATCH.id, 3, 1),
    ],
    ids=["a portal's page", "nothing", "another JSON", "another batch", "a read missing", "a read too many"],
)
def test_a_200_that_does_not_account_for_this_batch_acknowledges_nothing(body: bytes) -> None:
    assert isinstance(verdict(BATCH, 200, body), NeedsPerson)


def test_a_read_that_can_never_be_accepted_is_set_aside_with_the_servers_reason() -> None:
    body = error("invalid_read", item=1, field="captured_at", clause="K.1")
    reason = "400 invalid_read: The clock says otherwise. (captured_at, clause K.1)"
    assert verdict(BATCH, 400, body) == SetAside(1, reason)


@pytest.mark.parametrize("item", [None, -1, 3])
def test_an_invalid_read_that_is_not_named_is_found_by_halving(item: int | None) -> None:
    body = error("invalid_read", item=item)
    assert verdict(BATCH, 400, body) == Split()
    assert isinstance(verdict(batch_of(1), 400, body), SetAside)


def test_a_batch_that_is_too_large_is_split_and_a_single_read_that_is_too_large_is_set_aside() -> None:
    assert verdict(BATCH, 413, b"") == Split()
    assert verdict(batch_of(1), 413, b"") == SetAside(0, "too large for the server")


def test_a_batch_id_that_stands_for_something_else_is_changed() -> None:
    assert verdict(BATCH, 409, error("batch_changed")) == Rename()
    assert isinstance(verdict(BATCH, 409, error("other")), NeedsPerson)


def test_a_batch_that_is_refused_as_a_whole_is_kept_for_a_person() -> None:
    assert isinstance(verdict(BATCH, 400, error("invalid_batch", field="camera")), NeedsPerson)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_what_may_pass_by_itself_is_retried(status: int) -> None:
    assert isinstance(verdict(BATCH, status, b"<html>"), Retry)


@pytest.mark.parametrize(("header", "seconds"), [("30", 30.0), (None, 0.0), ("Sun, 01 Mar 2026 12:00:00 GMT", 0.0)])
def test_the_server_may_ask_for_a_pause(header: str | None, seconds: float) -> None:
    said = verdict(BATCH, 429, error("too_many"), header)
    assert isinstance(said, Retry)
    assert said.after == seconds


@pytest.mark.parametrize(
    ("status", "code", "advice"),
    [
        (401, "bad_signature", "public key"),
        (401, "clock_off", "clock"),
        (401, "unknown_device", "register"),
        (403, "camera_not_attested", "Attest"),
    ],
)
def test_what_a_person_must_mend_says_what_to_do(status: int, code: str, advice: str) -> None:
    said = verdict(BATCH, status, error(code))
    assert isinstance(said, NeedsPerson)
    assert said.reason.startswith(f"{status} {code}: The clock says otherwise.")
    assert advice in said.reason


@pytest.mark.parametrize("status", [301, 302, 400, 401, 404, 405, 410, 422, 204])
def test_an_answer_outside_the_contract_loses_nothing(status: int) -> None:
    said: Verdict = verdict(BATCH, status, b"no such page")
    assert said == NeedsPerson(f"{status} without an explanation from Plainview.")
