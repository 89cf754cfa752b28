"""Notifications by Web Push, against a push service of our own."""

import base64
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.db import transaction
from py_vapid import Vapid02

from factories import devices, entries
from factories.devices import Box
from factories.people import client_of, person
from plainview.accounts.models import Person
from plainview.alerts import addresses, calling, muting, push, taking
from plainview.alerts.models import Alert, PushAddress
from plainview.audit.models import Entry as LogEntry
from plainview.hotlists.models import Entry
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal
from plainview.terms.actor import Role, job
from plainview.training.models import Certificate

pytestmark = pytest.mark.usefixtures("instance")
HOUR = timedelta(hours=1)


def now() -> datetime:
    return datetime.now(UTC)


def web(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class Phone:
    """A browser with its keys: it can read what is pushed to it."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def public_key(self) -> str:
        return web(self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    def is_given_to(self, someone: Person) -> PushAddress:
        return addresses.add(
            self.endpoint, public_key=self.public_key, auth_secret=web(self.secret), actor=someone.actor(), at=now()
        )

    def read(self, body: bytes) -> dict[str, object]:
        words = http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret, version="aes128gcm")
        return dict(json.loads(words))


@dataclass
class Service:
    """A push service that answers each address with a status of our choosing."""

    origin: str = ""
    answers: dict[str, int] = field(default_factory=dict)
    heard: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def phone(self, path: str = "/a", answer: int = 201) -> Phone:
        self.answers[path] = answer
        return Phone(self.origin + path)

    def paths(self) -> list[str]:
        return sorted(path for path, _, _ in self.heard)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    made = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.heard.append((self.path, dict(self.headers), body))
            self.send_response(made.answers[self.path])
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.origin = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setattr(settings, "PUSH_SERVICES", (made.origin,))
    monkeypatch.setattr(settings, "PUSH_CONTACT", "mailto:alpr@city.test")
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def box(instance: object) -> Box:
    entries.active_entry()
    return devices.box()


def called(*, later: timedelta = timedelta()) -> int:
    return calling.call_due(actor=job("push"), at=now() + later)


def hit(box: Box) -> Alert:
    assert box.send(devices.batch(box.camera)).status_code == 200
    return Alert.objects.latest("position")


@pytest.mark.proves(clauses.D_2)
def test_a_notification_names_urgency_and_place_and_no_plate(box: Box, service: Service) -> None:
    phone = service.phone()
    phone.is_given_to(person())
    alert = hit(box)
    assert service.heard == []
    assert called() == 1
    _, headers, body = service.heard[0]
    words = phone.read(body)
    assert (words["title"], words["body"]) == ("High alert at Main Street at Elm Street", "Open Plainview.")
    assert (words["path"], words["silent"]) == (f"/alerts/{alert.pk}/", False)
    assert not any(each in json.dumps(words) for each in (alert.plate, "12345", alert.entry_offence))
    assert (headers["Content-Encoding"], headers["TTL"], headers["Urgency"]) == ("aes128gcm", "600", "high")
    assert Vapid02.verify(headers["Authorization"])
    assert headers["Authorization"].endswith(f"k={push.server_key()}")
    token = headers["Authorization"].split("t=")[1].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    assert (claims["aud"], claims["sub"]) == (service.origin, "mailto:alpr@city.test")


def test_nobody_is_called_twice_to_the_same_and_again_where_nobody_takes_it(box: Box, service: Service) -> None:
    phone = service.phone()
    phone.is_given_to(person(Role.SUPERVISOR))
    hit(box)
    assert (called(), called()) == (1, 0)
    taking.escalate(actor=job("clock"), at=now() + timedelta(minutes=6))
    assert called() == 1
    assert phone.read(service.heard[-1][2])["body"] == "Nobody took it yet. Open Plainview."


def test_what_could_not_be_told_within_minutes_is_not_told_late(box: Box, service: Service) -> None:
    service.phone().is_given_to(person())
    hit(box)
    assert called(later=timedelta(minutes=11)) == 0


@pytest.mark.parametrize("status", [404, 410])
def test_an_address_that_is_gone_is_taken_away_and_logged(box: Box, service: Service, status: int) -> None:
    service.phone("/gone", status).is_given_to(person())
    service.phone("/there").is_given_to(person())
    hit(box)
    assert called() == 1
    assert [each.endpoint for each in addresses.all_addresses()] == [f"{service.origin}/there"]
    assert '"because":"gone"' in LogEntry.objects.get(event="push.removed").facts.replace(" ", "")


@pytest.mark.parametrize("status", [429, 500, 302])
def test_a_service_that_fails_is_tried_once_more_and_keeps_its_address(box: Box, service: Service, status: int) -> None:
    service.phone(answer=status).is_given_to(person())
    hit(box)
    assert called() == 0
    assert len(service.heard) == 2
    assert len(addresses.all_addresses()) == 1


def test_a_service_that_is_down_stops_nothing(box: Box, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = "http://127.0.0.1:9"
    monkeypatch.setattr(settings, "PUSH_SERVICES", (nowhere, service.origin))
    Phone(f"{nowhere}/x").is_given_to(person())
    service.phone().is_given_to(person())
    hit(box)
    assert called() == 1


@pytest.mark.proves(clauses.D_2)
def test_a_covert_alert_calls_its_audience_silently_and_tells_nothing(box: Box, service: Service) -> None:
    named, other = person(), person()
    phone = service.phone("/named")
    phone.is_given_to(named)
    service.phone("/other").is_given_to(other)
    Entry.objects.update(covert=True, audience=[named.pk])
    hit(box)
    assert called() == 1
    words = phone.read(service.heard[0][2])
    assert (words["title"], words["silent"], words["urgent"]) == ("Plainview", True, False)
    assert "Main Street" not in json.dumps(words)


def test_who_is_muted_untrained_deactivated_or_not_named_is_not_called(box: Box, service: Service) -> None:
    muted, untrained, gone, unnamed, named = (person() for _ in range(5))
    for number, each in enumerate((muted, untrained, gone, unnamed, named)):
        service.phone(f"/{number}").is_given_to(each)
    muting.mute("court", until=now() + HOUR, actor=muted.actor(), at=now())
    Certificate.objects.filter(person=untrained).delete()
    Person.objects.filter(pk=gone.pk).update(is_active=False)
    Entry.objects.update(audience=[muted.pk, untrained.pk, gone.pk, named.pk])
    hit(box)
    assert called() == 1
    assert service.paths() == ["/4"]


def test_an_alert_whose_transaction_fails_calls_nobody(box: Box, service: Service) -> None:
    service.phone().is_given_to(person())
    with transaction.atomic():
        hit(box)
        transaction.set_rollback(True)
    assert called() == 0


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com.evil.test/x",
        "https://evilfcm.googleapis.com.test/x",
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com@evil.test/x",
        "https://fcm.googleapis.com:8443/x",
        "https://169.254.169.254/latest",
        "https://[broken",
        "file:///etc/passwd",
        "",
    ],
)
def test_the_server_posts_to_known_push_services_alone(endpoint: str) -> None:
    phone = Phone(endpoint)
    with pytest.raises(PolicyRefusal, match="push service"):
        phone.is_given_to(person())
    assert not push.is_service(endpoint, ("fcm.googleapis.com",))
    assert push.is_service("https://fcm.googleapis.com/fcm/send/x", ("fcm.googleapis.com",))
    assert push.is_service("https://web.push.apple.com/x", ("push.apple.com",))


def test_a_browser_is_one_persons_and_a_person_has_ten(service: Service) -> None:
    first, second = person(), person()
    phone = service.phone("/shared")
    phone.is_given_to(first)
    phone.is_given_to(second)
    assert [each.person_id for each in addresses.all_addresses()] == [second.pk]
    for number in range(addresses.MOST):
        service.phone(f"/{number}").is_given_to(second)
    kept = {each.endpoint.rpartition("/")[2] for each in addresses.all_addresses()}
    assert kept == {str(number) for number in range(addresses.MOST)}
    addresses.remove(f"{service.origin}/3", actor=first.actor(), at=now())
    assert len(addresses.all_addresses()) == addresses.MOST
    addresses.remove(f"{service.origin}/3", actor=second.actor(), at=now())
    assert len(addresses.all_addresses()) == addresses.MOST - 1


def test_the_page_of_ones_own_offers_notifications_and_its_form_is_never_a_failure(service: Service) -> None:
    officer = person()
    client = client_of(officer)
    assert push.server_key() in client.get("/me/").content.decode()
    phone = service.phone()
    sent = {"endpoint": phone.endpoint, "public_key": phone.public_key, "auth_secret": web(phone.secret)}
    for broken in ({}, {"endpoint": "x" * 2000}, {"public_key": "!"}, {"public_key": "aaaa"}, {"auth_secret": "é"}):
        assert client.post("/me/push/add", {**sent, **broken} if broken else {}).status_code == 422
    assert client.post("/me/push/add", sent).status_code == 204
    assert PushAddress.objects.get().person_id == officer.pk
    assert client.post("/me/push/remove", {"endpoint": phone.endpoint}).status_code == 204
    assert not PushAddress.objects.exists()
    assert LogEntry.objects.filter(subject=f"person:{officer.pk}", event__startswith="push").count() == 2


def test_without_a_contact_the_page_says_so_and_an_analyst_is_offered_nothing() -> None:
    assert "Not set up on this server" in client_of(person()).get("/me/").content.decode()
    assert "Notifications of this browser" not in client_of(person(Role.ANALYST)).get("/me/").content.decode()


def test_the_script_that_shows_notifications_lies_at_the_root() -> None:
    answer = client_of(person()).get("/service-worker.js")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript")
