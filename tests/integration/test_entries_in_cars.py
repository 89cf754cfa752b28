"""The copy of the entries that a car carries: what is in it, how a recall reaches it, and who has not acknowledged."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import msgspec
import pytest
from django.test import Client

from factories import devices, entries
from factories.people import client_of, person
from factories.reads import read
from plainview.audit.models import Entry as LogEntry
from plainview.cameras import actions as cameras
from plainview.edge import carry
from plainview.edge.carry import Carrier
from plainview.edge.hotcache import HotCache
from plainview.edge.signing import signed_headers
from plainview.hotlists import actions, carrying
from plainview.hotlists.models import Acknowledgement, Entry
from plainview.hotlists.models import Carrier as Carries
from plainview.policy import clauses
from plainview.terms.carried import LAPSES, Changes, Holding
from plainview.terms.entry import MatchBy
from plainview.terms.signing import ENTRIES_PATH, JSON

pytestmark = pytest.mark.usefixtures("instance")


def now() -> datetime:
    return datetime.now(UTC)


class Road(httpx.BaseTransport):
    """The way between a car and the server, through the program's own front door. `open` is false out of reach."""

    def __init__(self) -> None:
        self.open = True

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if not self.open:
            raise httpx.ConnectError("out of reach")
        headers = {name: value for name, value in request.headers.items() if name not in {"host", "content-length"}}
        answer = Client(SERVER_NAME="localhost").post(
            request.url.path, request.content, content_type=request.headers["content-type"], headers=headers
        )
        return httpx.Response(answer.status_code, content=answer.content)


class Car:
    """A registered box in a car, with the program's own agent of the copy."""

    def __init__(self, folder: Path, name: str, *, mobile: bool = True) -> None:
        self.box = devices.box(name, mobile=mobile)
        self.road, self.late = Road(), timedelta()
        self.cache = HotCache(folder / f"{name}.entries")
        self.carrier = Carrier(
            self.cache,
            httpx.URL(f"http://localhost{ENTRIES_PATH}"),
            self.box.key,
            now=lambda: now() + self.late,
            transport=self.road,
        )

    def drives(self) -> None:
        """Ask until there is nothing new, as the box's loop does."""
        while self.carrier.step() == 0:
            pass

    @property
    def plates(self) -> set[str]:
        return {each.plate for each in self.cache.entries}


@pytest.fixture
def car(tmp_path: Path) -> Iterator[Car]:
    made = Car(tmp_path, "Car 12")
    yield made
    made.carrier.close()


@pytest.mark.proves(clauses.F_B_1_III)
def test_a_disconnected_car_acknowledges_a_recall_when_it_returns(car: Car) -> None:
    entry = entries.active_entry()
    car.drives()
    assert car.plates == {"AB12345"}
    (standing,) = carrying.standings(Entry.objects.get(), at=now())
    assert standing.acknowledged_at is not None
    car.road.open = False
    officer = person()
    ended = actions.remove(entry.pk, because="vehicle located", actor=officer.actor(), at=now())
    assert car.carrier.step() > 0
    assert car.cache.see(read("AB12345"), at=now()), "out of reach, the car still meets it"
    (standing,) = carrying.standings(ended, at=now())
    assert (standing.acknowledged_at, standing.lapsed) == (None, False)
    page = client_of(officer).get(f"/hot-lists/entries/{entry.pk}/").content.decode()
    assert "not acknowledged" in page
    assert "Car 12" in page
    car.road.open = True
    car.drives()
    assert car.plates == set()
    assert car.cache.shown(at=now()) == [], "what it met of the entry is gone with it"
    (standing,) = carrying.standings(ended, at=now())
    assert standing.acknowledged_at is not None
    assert LogEntry.objects.filter(event="entries.carried", outcome="done").count() == 2
    assert "not acknowledged" not in client_of(officer).get(f"/hot-lists/entries/{entry.pk}/").content.decode()


@pytest.mark.proves(clauses.F_B_1_III)
def test_a_copy_lapses_by_itself_when_the_server_is_not_heard_for_half_a_day(
    car: Car, caplog: pytest.LogCaptureFixture
) -> None:
    entries.active_entry()
    car.drives()
    car.road.open = False
    car.late = LAPSES
    assert car.cache.see(read("AB12345"), at=now() + LAPSES) == []
    with caplog.at_level(logging.WARNING):
        car.carrier.step()
    assert "copy of the entries is deleted" in caplog.text
    assert (car.plates, car.cache.revision) == (set(), 0)
    assert b"AB12345" not in car.cache.path.read_bytes()
    car.road.open, car.late = True, timedelta()
    car.drives()
    assert car.plates == {"AB12345"}


def test_a_car_carries_what_everybody_may_know_and_is_met_by_its_plate_and_nothing_else(car: Car) -> None:
    told = person()
    entries.active_entry("AA 11111")
    entries.active_entry("BB 22222", covert=True, audience=(told.pk,))
    entries.active_entry("CC 33333", audience=(told.pk,))
    entries.active_entry("DD 4*", match_by=MatchBy.PATTERN)
    actions.propose(entries.proposal("EE 55555"), actor=told.actor(), at=now())
    entries.imported(entries.line("FF66666"))
    car.drives()
    assert car.plates == {"AA11111"}
    assert b"26-00100" not in car.cache.path.read_bytes(), "the case stays at the server"
    covert = Entry.objects.get(plate="BB22222")
    assert (carrying.is_carried(covert), carrying.standings(covert, at=now())) == (False, [])


def test_the_copy_is_its_owners_alone_and_outlives_a_restart_and_damage(car: Car) -> None:
    entries.active_entry()
    car.drives()
    assert car.cache.path.stat().st_mode & 0o077 == 0
    assert HotCache(car.cache.path).entries == car.cache.entries
    car.cache.path.write_bytes(b"\x81\xa8broken")
    assert (HotCache(car.cache.path).revision, HotCache(car.cache.path).entries) == (0, ())


def test_a_car_meets_the_plate_of_the_right_state_and_looks_alike_only_as_possible(car: Car) -> None:
    entries.active_entry(expires_at=now() + timedelta(hours=2))
    car.drives()
    assert car.cache.see(read("AB12345", "NY"), at=now()) == []
    assert len(car.cache.see(read("AB12345", None), at=now())) == 1
    assert len(car.cache.see(read("A812345", "CT"), at=now())) == 1
    assert len(car.cache.see(read("AB12345", "CT"), at=now())) == 1
    assert [met.sure for met, _ in car.cache.shown(at=now())] == [True, False, False]
    assert car.cache.see(read("AB12345", "CT"), at=now() + timedelta(hours=2)) == [], "past its expiry"
    assert car.cache.shown(at=now() + timedelta(hours=2)) == []


def test_a_fixed_camera_and_a_revoked_key_get_nothing(car: Car, tmp_path: Path) -> None:
    entries.active_entry()
    fixed = Car(tmp_path, "Elm Street", mobile=False)
    assert fixed.carrier.step() > 0
    assert "only a box in a car" in (fixed.carrier.last_error or "")
    assert fixed.plates == set()
    assert not Carries.objects.exists()
    assert LogEntry.objects.get(event="entries.carried").clause == "F.b.1.iii"
    car.drives()
    cameras.revoke_device(car.box.key.id, actor=devices.CONSOLE, at=now())
    assert car.carrier.step() > 0
    assert "401" in (car.carrier.last_error or "")
    fixed.carrier.close()


def test_what_a_box_says_it_holds_beyond_the_newest_change_is_not_believed(car: Car) -> None:
    entries.active_entry()
    car.drives()
    known = Acknowledgement.objects.count()
    changes = ask(car, Holding(10_000_000))
    assert (changes.whole, len(changes.entries)) == (True, 1)
    assert Acknowledgement.objects.count() == known


@pytest.mark.parametrize("body", [b"", b"{}", b'{"revision": "x"}', b"\xff"])
def test_a_request_that_cannot_be_read_is_refused(car: Car, body: bytes) -> None:
    headers = signed_headers("POST", ENTRIES_PATH, body, JSON, car.box.key, now())
    answer = Client(SERVER_NAME="localhost").post(ENTRIES_PATH, body, content_type=JSON, headers=headers)
    assert answer.status_code == 400


def test_acknowledgements_of_long_ago_are_forgotten_and_the_last_of_each_box_stays(car: Car) -> None:
    entries.active_entry("AA 11111")
    car.drives()
    entries.active_entry("BB 22222")
    car.drives()
    Acknowledgement.objects.update(at=now() - timedelta(days=40))
    carrying.forget(at=now())
    assert Acknowledgement.objects.count() == 1


def test_the_address_of_the_entries_stands_beside_that_of_the_reads() -> None:
    reads = httpx.URL("https://alpr.example.gov/city/api/v1/reads")
    assert str(carry.entries_address(reads)) == "https://alpr.example.gov/city/api/v1/entries"


def ask(car: Car, holding: Holding) -> Changes:
    body = msgspec.json.encode(holding)
    headers = signed_headers("POST", ENTRIES_PATH, body, JSON, car.box.key, now())
    answer = Client(SERVER_NAME="localhost").post(ENTRIES_PATH, body, content_type=JSON, headers=headers)
    assert answer.status_code == 200, answer.content
    return msgspec.json.decode(answer.content, type=Changes)


def test_a_car_that_first_asks_after_an_entry_has_ended_never_held_it(car: Car) -> None:
    entry = entries.active_entry()
    ended = actions.remove(entry.pk, because="located", actor=person().actor(), at=now())
    car.drives()
    assert carrying.standings(ended, at=now()) == []
