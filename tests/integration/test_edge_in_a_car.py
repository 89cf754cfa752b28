"""A box in a car, out of reach: it meets the entries that it carries, shows them, and goes on reading."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from click.testing import CliRunner

from factories.reads import read
from plainview.cli import main
from plainview.edge import keys
from plainview.edge.agent import Agent
from plainview.edge.camera import Pictures
from plainview.edge.carry import Carrier
from plainview.edge.fakes import FakeEngine, FakeServer, grey
from plainview.edge.forward import Forwarder, reads_address
from plainview.edge.hotcache import HotCache, cache_path
from plainview.edge.spool import Spool
from plainview.terms.carried import LAPSES, CarriedEntry, Changes

pytestmark = pytest.mark.enable_socket

ENTRY = CarriedEntry(
    id=UUID(int=1),
    plate="AB12345",
    state="CT",
    expires_at=datetime.now(UTC) + timedelta(days=1),
    vehicle="blue Honda",
    offence="Stolen vehicle",
    priority="high",
    handling="do not stop, notify",
    caution="Call Detective Rowe.",
)


def now() -> datetime:
    return datetime.now(UTC)


def out_of_reach(_request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("out of reach")


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer() as running:
        yield running


def drive(folder: Path, server: FakeServer, cache: HotCache) -> None:
    """One picture of one vehicle passes the car."""
    key = keys.make(folder / "device.pem")
    address = reads_address(server.address)
    with (
        closing(Spool(folder / "spool.sqlite3")) as spool,
        closing(Forwarder(spool, address, key, now=now)) as forwarder,
        closing(Carrier(cache, address, key, now=now, transport=httpx.MockTransport(out_of_reach))) as carrier,
    ):
        agent = Agent(
            source=Pictures([folder / "1.png"], now=now, fps=10),
            engine=FakeEngine({5: "AB12345"}),
            spool=spool,
            forwarder=forwarder,
            camera=UUID(int=7),
            now=now,
            carrier=carrier,
        )
        assert agent.run(patience=5).reads == 1


def picture(folder: Path) -> None:
    import cv2

    cv2.imwrite(str(folder / "1.png"), grey(5))


def test_a_car_out_of_reach_meets_an_entry_and_shows_it(tmp_path: Path, server: FakeServer) -> None:
    picture(tmp_path)
    cache = HotCache(cache_path(tmp_path / "spool.sqlite3"))
    cache.take(Changes(revision=9, whole=True, entries=(ENTRY,)), at=now())
    drive(tmp_path, server, cache)
    ((met, entry),) = cache.shown(at=now())
    assert (met.read_plate, met.sure, entry) == ("AB12345", False, ENTRY), "its state was not read"
    shown = CliRunner().invoke(main, ["edge", "hits", "--spool", str(tmp_path / "spool.sqlite3")]).output
    assert "possible, look first: Stolen vehicle; blue Honda" in shown
    assert "DO NOT STOP, NOTIFY. Call Detective Rowe." in shown


def test_a_disk_that_fails_under_the_copy_does_not_blind_the_camera(
    tmp_path: Path, server: FakeServer, caplog: pytest.LogCaptureFixture
) -> None:
    picture(tmp_path)
    (tmp_path / "gone").mkdir()
    cache = HotCache(tmp_path / "gone" / "copy")
    cache.take(Changes(revision=9, whole=True, entries=(ENTRY,)), at=now())
    cache.path.unlink()
    (tmp_path / "gone").rmdir()
    drive(tmp_path, server, cache)
    assert "What the car met cannot be written" in caplog.text


def test_a_copy_that_should_have_lapsed_is_not_shown_though_the_box_was_switched_off(tmp_path: Path) -> None:
    cache = HotCache(tmp_path / "copy")
    cache.take(Changes(revision=9, whole=True, entries=(ENTRY,)), at=now())
    assert cache.see(read("AB12345"), at=now()) == [ENTRY]
    again = HotCache(tmp_path / "copy")
    assert len(again.shown(at=now())) == 1
    assert again.shown(at=now() + LAPSES) == []


def test_an_answer_without_an_end_fills_no_memory(tmp_path: Path) -> None:
    sent = 0

    def endless(_request: httpx.Request) -> httpx.Response:
        def pieces() -> Iterator[bytes]:
            nonlocal sent
            while True:
                sent += 1
                yield b"x" * 2**20

        return httpx.Response(200, content=pieces())

    cache, address = HotCache(tmp_path / "copy"), httpx.URL("http://localhost/api/v1/entries")
    key = keys.make(tmp_path / "device.pem")
    with closing(Carrier(cache, address, key, now=now, transport=httpx.MockTransport(endless))) as carrier:
        assert carrier.step() > 0
    assert (sent <= 17, cache.entries) == (True, ())
    assert "did not come" in (carrier.last_error or "")


def test_a_box_without_a_copy_says_so(tmp_path: Path) -> None:
    shown = CliRunner().invoke(main, ["edge", "hits", "--spool", str(tmp_path / "spool.sqlite3")]).output
    assert shown == "This box carries no entries.\n"
