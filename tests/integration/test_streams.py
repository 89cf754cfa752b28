"""A server's long connections: many open streams leave the pages their database, and changed entries are heard."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx
import psycopg
import pytest

from factories.entries import HEADER
from factories.live import LiveServer, Session, join, list_in_force, live_server
from factories.live_box import live_box
from factories.reads import read
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


def test_a_stream_that_lost_its_database_or_its_browser_misses_nothing_and_tells_nothing_twice(
    server: LiveServer, tmp_path: Path
) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text(f"{HEADER}AB12345,CT,Stolen vehicle,E.a.3,26-1,2099-01-01T00:00:00Z,blue,Honda\n", "utf-8")
    list_in_force(server, listed)
    boxes = [live_box(server, tmp_path, f"Camera {number}") for number in range(5)]
    session = Session(server)
    join(session, "officer@city.test", "Officer One", "operator")
    follower = Follower(session)
    follower.start()
    try:
        boxes[0].sends(read("AB12345"))
        follower.expect(1)
        _end_connections(server)
        boxes[1].sends(read("AB12345"))
        follower.expect(2)
        follower.sleep()
        boxes[2].sends(read("AB12345"))
        boxes[3].sends(read("AB12345"))
        follower.wake()
        follower.expect(4)
        boxes[4].sends(read("AB12345"))
        follower.expect(5)
    finally:
        follower.end()
    assert len(set(follower.heard)) == len(follower.heard) == 5


def _end_connections(server: LiveServer) -> None:
    """What a restart of the database does to everybody."""
    others = "usename = current_user AND pid <> pg_backend_pid()"
    with psycopg.connect(connection.conninfo("app", data=server.data), autocommit=True) as same_role:
        same_role.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")  # noqa: S608


class Follower:
    """What a browser does with a stream: it goes on after the last event that it saw."""

    def __init__(self, session: Session) -> None:
        self._session, self._last, self._awake = session, "0", threading.Event()
        self._over = False
        self._answer: httpx.Response | None = None
        self.heard: list[str] = []
        self._thread = threading.Thread(target=self._follow, daemon=True)

    def start(self) -> None:
        self._awake.set()
        self._thread.start()

    def sleep(self) -> None:
        self._awake.clear()
        if self._answer is not None:
            self._answer.close()

    def wake(self) -> None:
        self._awake.set()

    def end(self) -> None:
        self._over = True
        self.sleep()
        self._awake.set()
        self._thread.join(20)

    def expect(self, events: int) -> None:
        until = time.monotonic() + 40
        while len(self.heard) < events:
            assert time.monotonic() < until, self.heard
            time.sleep(0.05)

    def _follow(self) -> None:
        while not self._over:
            self._awake.wait()
            with suppress(httpx.HTTPError, httpx.StreamError, OSError):
                self._listen()
            time.sleep(0.3)

    def _listen(self) -> None:
        headers, name = {"Last-Event-ID": self._last}, ""
        cookies = {each.name: each.value or "" for each in self._session.http.cookies.jar}
        with httpx.stream(
            "GET", f"{self._session.server.address}/alerts/stream", headers=headers, cookies=cookies, timeout=20
        ) as self._answer:
            for line in self._answer.iter_lines():
                if not self._awake.is_set() or self._over:
                    return
                field, _, value = line.partition(": ")
                if field == "event":
                    name = value
                elif field == "id":
                    self._last = value
                elif field == "data" and name == "alert":
                    self.heard.append(json.loads(value)["id"])
