"""Forwarding to a server that speaks each answer of the contract."""

import logging
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from http_message_signatures import HTTPMessageVerifier, MappingKeyResolver
from http_message_signatures.algorithms import ED25519

from plainview.edge import keys
from plainview.edge.fakes import FakeServer, Reply, captured_read, refused
from plainview.edge.forward import Forwarder, ServerAddressError, reads_address
from plainview.edge.pause import Pause
from plainview.edge.spool import Spool
from plainview.terms.read import ReadBatch
from plainview.terms.signing import COVERED, MSGPACK, READS_PATH

pytestmark = pytest.mark.enable_socket

CAMERA = UUID(int=7)


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer() as running:
        yield running


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    opened = Spool(tmp_path / "spool.sqlite3")
    yield opened
    opened.close()


@pytest.fixture
def key(tmp_path: Path) -> keys.DeviceKey:
    return keys.make(tmp_path / "device.pem")


@pytest.fixture
def forwarder(server: FakeServer, spool: Spool, key: keys.DeviceKey) -> Iterator[Forwarder]:
    made = Forwarder(
        spool,
        reads_address(server.address),
        key,
        now=now,
        timeout=httpx.Timeout(2),
        passing=Pause(first=1, longest=60),
        standing=Pause(first=10, longest=300),
    )
    yield made
    made.close()


def now() -> datetime:
    return datetime.now(UTC)


def fill(spool: Spool, count: int) -> list[UUID]:
    reads = [captured_read(now()) for _ in range(count)]
    for read in reads:
        spool.put(CAMERA, read, at=now())
    return [read.id for read in reads]


def send_all(forwarder: Forwarder) -> None:
    forwarder.drain(lambda: False)


def test_a_batch_arrives_signed_and_whole_and_leaves_the_spool(
    server: FakeServer, spool: Spool, key: keys.DeviceKey, forwarder: Forwarder
) -> None:
    ids = fill(spool, 3)
    assert forwarder.step() == 0
    (request,) = server.requests
    assert (request.method, request.path, request.headers["Content-Type"]) == ("POST", READS_PATH, MSGPACK)
    assert [read.id for read in request.batch.reads] == ids
    assert request.batch.camera == CAMERA
    resolver = MappingKeyResolver(public_keys={key.id: key.public_pem.encode()}, private_keys={})
    verifier = HTTPMessageVerifier(signature_algorithm=ED25519, key_resolver=resolver)
    message = httpx.Request(request.method, server.url, headers=request.headers)
    (proof,) = verifier.verify(message, max_age=timedelta(minutes=5), require_components=COVERED, body=request.body)
    assert set(proof.parameters) == {"keyid", "alg", "created"}
    assert spool.counts().waiting == 0
    assert forwarder.step() > 0


def test_reads_beyond_one_batch_follow_in_the_next(server: FakeServer, spool: Spool, forwarder: Forwarder) -> None:
    ids = fill(spool, 130)
    send_all(forwarder)
    assert [len(request.batch.reads) for request in server.requests] == [100, 30]
    assert set(server.reads) == set(ids)


def test_an_invalid_read_is_set_aside_and_the_rest_arrives_under_a_new_batch_id(
    server: FakeServer, spool: Spool, forwarder: Forwarder, caplog: pytest.LogCaptureFixture
) -> None:
    server.script = [refused(400, "invalid_read", item=1)]
    ids = fill(spool, 3)
    send_all(forwarder)
    first, second = server.requests
    assert first.batch.id != second.batch.id
    assert set(server.reads) == {ids[0], ids[2]}
    (rejection,) = spool.rejections()
    assert "invalid_read: so says the test" in rejection.reason
    assert "refused the read" in caplog.text
    assert (spool.counts().acknowledged, spool.counts().rejected, spool.counts().waiting) == (2, 1, 0)


def test_a_batch_that_is_too_large_arrives_in_halves(server: FakeServer, spool: Spool, forwarder: Forwarder) -> None:
    def at_most_two(batch: ReadBatch) -> Reply:
        if len(batch.reads) > 2:
            return 413, b"", {}
        raise AssertionError

    server.script = [at_most_two]
    ids = fill(spool, 4)
    send_all(forwarder)
    assert [len(request.batch.reads) for request in server.requests] == [4, 2, 2]
    assert set(server.reads) == set(ids)


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, "bad_signature"), (401, "clock_off"), (401, "unknown_device"), (403, "camera_not_attested")],
)
def test_what_a_person_must_mend_keeps_the_same_batch_and_waits_longer_each_time(
    server: FakeServer, spool: Spool, forwarder: Forwarder, status: int, code: str
) -> None:
    server.script = [refused(status, code)] * 3
    fill(spool, 2)
    pauses = [forwarder.step() for _ in range(3)]
    assert pauses[0] >= 5
    assert pauses == sorted(pauses)
    assert pauses[-1] >= 20
    assert f"{status} {code}" in str(forwarder.last_error)
    assert spool.counts().waiting == 2
    assert forwarder.step() == 0
    assert forwarder.last_error is None
    assert len({request.batch.id for request in server.requests}) == 1
    assert len({request.body for request in server.requests}) == 1


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_may_pass_is_tried_again_with_the_same_batch(
    server: FakeServer, spool: Spool, forwarder: Forwarder, status: int
) -> None:
    server.script = [refused(status, "busy")]
    fill(spool, 2)
    assert 0.5 <= forwarder.step() <= 1
    assert forwarder.step() == 0
    assert len({request.batch.id for request in server.requests}) == 1
    assert spool.counts().acknowledged == 2


def test_the_pause_that_the_server_asks_for_is_kept_up_to_the_longest(
    server: FakeServer, spool: Spool, forwarder: Forwarder
) -> None:
    server.script = [lambda _: (429, b"", {"Retry-After": "20"}), lambda _: (429, b"", {"Retry-After": "86400"})]
    fill(spool, 1)
    assert forwarder.step() == 20
    assert forwarder.step() == 60


def test_reads_whose_batch_id_is_taken_arrive_under_another(
    server: FakeServer, spool: Spool, forwarder: Forwarder
) -> None:
    server.script = [refused(409, "batch_changed")]
    ids = fill(spool, 2)
    send_all(forwarder)
    first, second = server.requests
    assert first.batch.id != second.batch.id
    assert first.batch.reads == second.batch.reads
    assert set(server.reads) == set(ids)


def test_a_server_that_hangs_up_after_the_commit_gets_the_same_batch_again(
    server: FakeServer, spool: Spool, forwarder: Forwarder
) -> None:
    def cut(batch: ReadBatch) -> Reply:
        server.reads.update({read.id: read for read in batch.reads})
        raise ConnectionAbortedError

    server.script = [cut]
    ids = fill(spool, 2)
    assert forwarder.step() > 0
    assert spool.counts().waiting == 2
    assert forwarder.last_error is not None
    assert "cannot be reached" in forwarder.last_error
    assert forwarder.step() == 0
    assert len({request.batch.id for request in server.requests}) == 1
    assert set(server.reads) == set(ids)
    assert spool.counts().waiting == 0


def test_a_server_that_is_away_costs_nothing_but_time(
    spool: Spool, key: keys.DeviceKey, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
        forwarder = Forwarder(spool, reads_address(address), key, now=now)
        fill(spool, 1)
        with caplog.at_level(logging.WARNING):
            pauses = [forwarder.step() for _ in range(12)]
        forwarder.close()
    assert pauses[0] <= 1
    assert all(30 <= pause <= 60 for pause in pauses[-5:])
    assert spool.counts().waiting == 1
    assert caplog.text.count("cannot be reached") == 1  # said once, not each minute of a long outage


def test_an_answer_from_something_else_acknowledges_nothing(
    server: FakeServer, spool: Spool, forwarder: Forwarder
) -> None:
    server.script = [lambda _: (200, b"<html>" + bytes(1_000_000), {"Content-Type": "text/html"})]
    fill(spool, 1)
    assert forwarder.step() > 0
    assert spool.counts().waiting == 1


def test_a_redirect_is_not_followed_because_the_signature_was_for_this_server(
    server: FakeServer, spool: Spool, forwarder: Forwarder
) -> None:
    server.script = [lambda _: (307, b"", {"Location": server.url})]
    fill(spool, 1)
    assert forwarder.step() > 0
    assert len(server.requests) == 1


def test_the_thread_sends_what_arrives_and_stops_at_once(
    server: FakeServer, spool: Spool, forwarder: Forwarder
) -> None:
    stopping = threading.Event()
    thread = threading.Thread(target=forwarder.run, args=(stopping,))
    thread.start()
    fill(spool, 2)
    assert wait_for(lambda: len(server.reads) == 2 and spool.counts().waiting == 0)
    stopping.set()
    thread.join(2)
    assert not thread.is_alive()


def test_a_device_killed_between_sending_and_answer_sends_the_same_batch_again(
    server: FakeServer, spool: Spool, key: keys.DeviceKey, forwarder: Forwarder, tmp_path: Path
) -> None:
    received, release = threading.Event(), threading.Event()

    def hold(batch: ReadBatch) -> Reply:
        server.reads.update({read.id: read for read in batch.reads})
        received.set()
        release.wait(10)
        raise ConnectionAbortedError

    server.script = [hold]
    ids = fill(spool, 3)
    program = (
        "import sys; from datetime import UTC, datetime; from pathlib import Path\n"
        "from plainview.edge import keys; from plainview.edge.forward import Forwarder, reads_address\n"
        "from plainview.edge.spool import Spool\n"
        "Forwarder(Spool(Path(sys.argv[1])), reads_address(sys.argv[2]), keys.load(Path(sys.argv[3])),"
        " now=lambda: datetime.now(UTC)).step()\n"
    )
    arguments = [sys.executable, "-c", program, str(spool.path), server.address, str(tmp_path / "device.pem")]
    with subprocess.Popen(arguments) as device:
        assert received.wait(20)
        device.send_signal(signal.SIGKILL)
        device.wait()
        release.set()
    assert device.returncode == -signal.SIGKILL
    assert spool.counts().waiting == 3
    assert forwarder.step() == 0
    first, second = server.requests
    assert first.batch == second.batch
    assert first.headers["Signature"].startswith("device=:")
    assert [read.id for read in second.batch.reads] == ids
    assert key.id in second.headers["Signature-Input"]
    assert spool.counts().acknowledged == 3


@pytest.mark.parametrize(
    ("server_address", "words"),
    [
        ("alpr.example.gov", "no server's address"),
        ("ftp://alpr.example.gov", "no server's address"),
        ("https://", "no server's address"),
        ("https://user:secret@alpr.example.gov", "known by its key"),
        ("https://alpr.example.gov?a=1", "no server's address"),
        ("http://alpr.example.gov", "not encrypted"),
        ("https://alpr:port", "no address"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(server_address: str, words: str) -> None:
    with pytest.raises(ServerAddressError, match=words):
        reads_address(server_address)


def test_the_address_of_the_reads_keeps_the_servers_own_path() -> None:
    assert str(reads_address("https://alpr.example.gov")) == f"https://alpr.example.gov{READS_PATH}"
    assert str(reads_address("https://example.gov:8443/alpr/")) == f"https://example.gov:8443/alpr{READS_PATH}"
    assert reads_address("http://alpr.example.gov", unencrypted=True).scheme == "http"
    assert reads_address("http://[::1]:8000").host == "::1"


def wait_for(condition: Callable[[], bool], seconds: float = 5) -> bool:
    waiting = threading.Event()
    for _ in range(int(seconds / 0.01)):
        if condition():
            return True
        waiting.wait(0.01)
    return condition()
