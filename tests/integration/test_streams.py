"""A server's long connections: many open streams leave the pages their database, and changed entries are heard."""

import time
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import psycopg
import pytest

from factories.live import LiveServer, Session, join, live_server
from plainview.database import connection

STREAMS = 25


@pytest.fixture
def server() -> Iterator[LiveServer]:
    with live_server() as running:
        yield running


def test_the_server_listens_for_changed_entries(server: LiveServer) -> None:
    asked = "SELECT count(*) FROM pg_stat_activity WHERE query IN ('SELECT 1', 'LISTEN plainview_entries')"
    until = time.monotonic() + 20
    with psycopg.connect(connection.conninfo("app", data=server.data), autocommit=True) as same_role:
        while time.monotonic() < until:
            if same_role.execute(asked).fetchone()[0]:
                return
            time.sleep(0.05)
    raise AssertionError("nobody listens")


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
