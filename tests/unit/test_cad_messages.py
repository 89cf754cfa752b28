"""What the dispatch system is told: a body that stays the same, a signature, and what follows from an answer."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview.cad import messages
from plainview.cad.connector import CadMisnamed, configured
from plainview.cad.messages import WAITS, Answer, Step, Verdict

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECRET = b"sixteen bytes at least"
WITHIN = timedelta(minutes=5)


def test_a_body_names_itself_its_alert_and_its_step() -> None:
    body = json.loads(messages.body("a/1", "a", Step.ASKED, {"plate": "AB12345"}, at=AT))
    assert body == {
        "version": 1,
        "external_id": "a/1",
        "incident": "a",
        "step": "confirmation asked",
        "at": "2026-11-24T12:00:00+00:00",
        "plate": "AB12345",
    }


@given(st.text(max_size=40), st.text(max_size=40), st.timedeltas(-timedelta(hours=1), timedelta(hours=1)))
def test_a_signature_is_of_one_text_one_secret_and_a_short_time(text: str, other: str, passed: timedelta) -> None:
    header = messages.signed(SECRET, text, at=AT)
    assert messages.is_genuine(SECRET, text, header, at=AT + passed, within=WITHIN) == (abs(passed) <= WITHIN)
    assert messages.is_genuine(SECRET, other, header, at=AT, within=WITHIN) == (other == text)
    assert not messages.is_genuine(b"another secret of a kind", text, header, at=AT, within=WITHIN)


@pytest.mark.parametrize("header", ["", "t=,v1=", "t=1", "v1=00", "t=99999999999999999999,v1=é", "t=x,v1=0", ",,,="])
def test_a_header_that_is_none_proves_nothing(header: str) -> None:
    assert not messages.is_genuine(SECRET, "text", header, at=AT, within=WITHIN)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, Verdict.DELIVERED),
        (204, Verdict.DELIVERED),
        (409, Verdict.DELIVERED),
        (None, Verdict.AGAIN),
        (429, Verdict.AGAIN),
        (503, Verdict.AGAIN),
        (302, Verdict.GIVEN_UP),
        (400, Verdict.GIVEN_UP),
        (401, Verdict.GIVEN_UP),
    ],
)
def test_what_follows_from_an_answer(status: int | None, expected: Verdict) -> None:
    assert messages.verdict(Answer(status, ""), tries=1) is expected


def test_the_waits_grow_and_end() -> None:
    assert list(WAITS) == sorted(set(WAITS))
    assert [messages.next_try(number, at=AT) - AT for number in range(1, len(WAITS) + 1)] == list(WAITS)
    assert messages.verdict(Answer(503, ""), tries=len(WAITS)) is Verdict.AGAIN
    assert messages.verdict(Answer(503, ""), tries=len(WAITS) + 1) is Verdict.GIVEN_UP


@pytest.fixture
def secret(tmp_path: Path) -> str:
    path = tmp_path / "cad.secret"
    path.write_bytes(SECRET + b"\n")
    return str(path)


def test_without_an_address_nobody_is_told() -> None:
    assert configured({}) is None


def test_an_address_and_a_secret_make_a_connector(secret: str) -> None:
    found = configured({"PLAINVIEW_CAD_URL": "https://cad.example/hook", "PLAINVIEW_CAD_SECRET_FILE": secret})
    assert found is not None
    assert (found.address, found.secret, found.host) == ("https://cad.example/hook", SECRET, "cad.example")
    assert "sixteen" not in repr(found)
    assert configured({"PLAINVIEW_CAD_URL": "http://127.0.0.1:9/x", "PLAINVIEW_CAD_SECRET_FILE": secret})


@pytest.mark.parametrize(
    ("address", "file", "words"),
    [
        ("http://cad.example/", None, "https://"),
        ("https://me:word@cad.example/", None, "without a password"),
        ("https://", None, "one host"),
        ("https://cad.example:port/", None, "PLAINVIEW_CAD_URL"),
        ("https://cad.example/", "", "must name the file"),
        ("https://cad.example/", "/nowhere/at/all", "PLAINVIEW_CAD_SECRET_FILE"),
    ],
)
def test_what_cannot_work_is_said(address: str, file: str | None, words: str, secret: str) -> None:
    with pytest.raises(CadMisnamed, match=words):
        configured({"PLAINVIEW_CAD_URL": address, "PLAINVIEW_CAD_SECRET_FILE": secret if file is None else file})


def test_a_short_secret_is_refused(tmp_path: Path) -> None:
    (tmp_path / "short").write_text("short")
    with pytest.raises(CadMisnamed, match="at least 16"):
        configured({"PLAINVIEW_CAD_URL": "https://cad.example/", "PLAINVIEW_CAD_SECRET_FILE": str(tmp_path / "short")})
