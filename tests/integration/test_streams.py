"""Many open streams leave the pages their database."""

from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from factories.live import LiveServer, Session, join, live_server

STREAMS = 25


@pytest.fixture
def server() -> Iterator[LiveServer]:
    with live_server() as running:
        yield running


def test_twenty_five_open_streams_leave_the_pages_their_database(server: LiveServer) -> None:
    session = Session(server)
    with ExitStack() as open_streams:
        open_streams.callback(session.http.close)
        join(session, "officer@city.test", "Officer One", "operator")
        for _ in range(STREAMS):
            stream = open_streams.enter_context(session.http.stream("GET", "/alerts/stream"))
            assert next(stream.iter_lines()).startswith("retry")
        assert session.http.get("/health", timeout=5).status_code == httpx.codes.OK
        assert session.http.get("/alerts/", timeout=5).status_code == httpx.codes.OK
