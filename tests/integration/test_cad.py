"""The outbox: put in by the step, delivered once as far as the other side can tell, given up in the open."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import ThreadingHTTPServer

import httpx
import pytest
from django.conf import settings
from django.db import transaction

from factories import devices, entries
from factories.looks import kept, seen
from factories.people import client_of, person
from plainview import jobs
from plainview.alerts import actions as alerts
from plainview.alerts.models import Alert
from plainview.alerts.rules import Closing
from plainview.audit.models import Entry as LogEntry
from plainview.cad import actions, delivery
from plainview.cad.connector import Connector
from plainview.cad.messages import EXTERNAL_ID, SIGNATURE, SIMULATOR, WAITS, is_genuine
from plainview.cad.models import Message
from plainview.commands.cad import handler
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal
from plainview.stops import actions as stops
from plainview.terms.actor import Role, job
from plainview.terms.stop import Road

pytestmark = pytest.mark.usefixtures("instance")
CONNECTOR = Connector("https://cad.example/hook", b"a secret of this test")


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(autouse=True)
def connected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "CAD", CONNECTOR)


class Dispatch:
    """A dispatch system that answers as told and keeps what it took."""

    def __init__(self, *answers: int) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []
        self.took: dict[str, dict[str, object]] = {}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        status = self.answers.pop(0) if self.answers else 200
        if status == 0:
            raise httpx.ConnectError("no route")
        if status == 200:
            self.took[request.headers[EXTERNAL_ID]] = json.loads(request.content)
        return httpx.Response(status, headers={SIMULATOR: "yes"} if status == 200 else {})

    def deliver(self, at: datetime | None = None) -> int:
        with httpx.Client(transport=httpx.MockTransport(self)) as sender:
            return delivery.deliver_due(CONNECTOR, sender, lambda: at or now())


def hit(**entry: object) -> Alert:
    entries.active_entry(**entry)
    box = devices.box()
    box.send(devices.batch(box.camera))
    return Alert.objects.get()


def asked() -> Alert:
    alert = hit()
    alerts.ask_dispatch(alert.pk, actor=person().actor(), at=now())
    return alert


@pytest.mark.proves(clauses.F_C_1_II)
def test_each_step_of_a_stop_is_told_in_order_signed_and_once() -> None:
    alert, officer, dispatch = hit(), person(), Dispatch()
    alerts.verify(alert.pk, seen(alert), actor=officer.actor(), at=now())
    alerts.ask_dispatch(alert.pk, actor=officer.actor(), at=now())
    alerts.answer(alert.pk, "active", source="NCIC", actor=person(Role.DISPATCHER).actor(), at=now())
    stops.begin(alert.pk, Road.CONFIRMED, actor=officer.actor(), at=now())
    alerts.close(alert.pk, Closing("true", stopped=True), actor=officer.actor(), at=now())
    assert dispatch.deliver() == 4
    assert dispatch.deliver() == 0
    bodies = list(dispatch.took.values())
    steps = ["confirmation asked", "confirmation answered", "stop begun", "alert closed"]
    assert [body["step"] for body in bodies] == steps
    assert {body["incident"] for body in bodies} == {str(alert.pk)}
    assert (bodies[0]["plate"], bodies[2]["road"], bodies[3]["disposition"]) == ("AB12345", "confirmed hit", "true")
    for request in dispatch.requests:
        within = timedelta(minutes=1)
        header = request.headers[SIGNATURE]
        assert is_genuine(CONNECTOR.secret, request.content.decode(), header, at=now(), within=within)
    assert set(Message.objects.values_list("body", flat=True)) == {""}
    delivered = LogEntry.objects.filter(event="cad.delivered")
    assert delivered.count() == 4
    assert all("AB12345" not in each.facts for each in delivered)


@pytest.mark.proves(clauses.I_6)
def test_what_did_not_happen_is_not_told() -> None:
    alert = hit()
    officer = person().actor()
    with transaction.atomic():
        alerts.ask_dispatch(alert.pk, actor=officer, at=now())
        assert Message.objects.count() == 1
        transaction.set_rollback(True)
    assert Message.objects.count() == 0


def test_asking_twice_tells_once_and_without_a_system_nobody_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    alert = asked()
    alerts.ask_dispatch(alert.pk, actor=person().actor(), at=now())
    assert Message.objects.count() == 1
    monkeypatch.setattr(settings, "CAD", None)
    alerts.answer(alert.pk, "active", source="NCIC", actor=person(Role.DISPATCHER).actor(), at=now())
    assert Message.objects.count() == 1


def test_what_does_not_get_through_is_tried_again_with_growing_waits_and_the_same_id() -> None:
    asked()
    dispatch, at = Dispatch(0, 503, 429), now()
    for wait in WAITS[:3]:
        assert dispatch.deliver(at) == 1
        assert dispatch.deliver(at) == 0
        assert Message.objects.get().next_try_at == at + wait
        at += wait
    assert dispatch.deliver(at) == 1
    message = Message.objects.get()
    assert (message.state, message.tries, message.answer, message.simulated) == ("delivered", 4, "HTTP 200", True)
    assert len({request.headers[EXTERNAL_ID] for request in dispatch.requests}) == 1
    assert len({request.content for request in dispatch.requests}) == 1


def test_a_worker_that_dies_after_sending_sends_again_and_the_other_side_knows_it() -> None:
    asked()
    at = now()
    taken = actions.take(at=at)
    assert taken is not None
    assert actions.take(at=at) is None
    dispatch = Dispatch(409)
    assert dispatch.deliver(at + actions.LEASE) == 1
    assert dispatch.requests[0].headers[EXTERNAL_ID] == taken.external_id
    assert Message.objects.get().state == "delivered"


def test_a_later_step_of_an_alert_waits_for_the_earlier_and_other_alerts_do_not() -> None:
    first = asked()
    alerts.close(first.pk, Closing("misread", stopped=False), actor=person().actor(), at=now())
    box = devices.box("Second")
    box.send(devices.batch(box.camera))
    second = Alert.objects.exclude(pk=first.pk).get()
    alerts.ask_dispatch(second.pk, actor=person().actor(), at=now())
    dispatch = Dispatch(503)
    assert dispatch.deliver() == 2
    assert [body["incident"] for body in dispatch.took.values()] == [str(second.pk)]


@pytest.mark.proves(clauses.F_C_1_II, clauses.J_1)
def test_what_is_given_up_is_shown_and_sent_again_by_a_person() -> None:
    alert = asked()
    dispatch = Dispatch(401)
    dispatch.deliver()
    message = Message.objects.get()
    assert (message.state, LogEntry.objects.filter(event="cad.given-up").count()) == ("given up", 1)
    assert not kept("messages that the dispatch system did not take", now())
    dispatcher = client_of(person(Role.DISPATCHER))
    page = dispatcher.get("/dispatch-system/").content.decode()
    assert "HTTP 401" in page
    assert alert.plate not in page
    assert "did not take 1 message" in dispatcher.get("/confirmations/").content.decode()
    assert dispatcher.post(f"/dispatch-system/{message.pk}/again").status_code == 303
    assert dispatcher.post(f"/dispatch-system/{message.pk}/again").status_code == 422
    assert dispatcher.post("/dispatch-system/999999/again").status_code == 404
    assert dispatch.deliver() == 1
    assert LogEntry.objects.get(event="cad.sent-again", outcome="done").actor.startswith("person:")
    assert "A simulator answers" in dispatcher.get("/dispatch-system/").content.decode()
    assert "is a simulator" in dispatcher.get("/confirmations/").content.decode()


def test_who_may_not_tend_the_connector_sends_nothing_again() -> None:
    asked()
    Dispatch(400).deliver()
    with pytest.raises(PolicyRefusal, match="role"):
        actions.send_again(Message.objects.get().pk, actor=person().actor(), at=now())


def test_of_a_covert_entry_the_dispatch_system_learns_where_and_who_and_no_more() -> None:
    alert, officer, dispatch = hit(), person(), Dispatch()
    Alert.objects.filter(pk=alert.pk).update(entry_covert=True, entry_audience=[officer.pk])
    alerts.ask_dispatch(alert.pk, actor=officer.actor(), at=now())
    dispatch.deliver()
    (body,) = dispatch.took.values()
    told = {"at", "covert", "external_id", "incident", "place", "step", "version"}
    assert set(body) == told | {"officer"}
    dispatcher = person(Role.DISPATCHER).actor()
    alerts.answer(alert.pk, "active", source="NCIC on AB12345", actor=dispatcher, at=now())
    dispatch.deliver()
    (answered,) = (each for each in dispatch.took.values() if each["step"] == "confirmation answered")
    assert set(answered) == told | {"dispatcher", "answer"}


@pytest.mark.proves(clauses.K_1)
def test_messages_go_with_their_read_delivered_or_not() -> None:
    asked()
    Dispatch(400).deliver()
    assert Message.objects.get().body
    jobs.purge(actor=job("clock"), at=now() + timedelta(days=22))
    assert Message.objects.count() == 0


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    monkeypatch.setattr(delivery, "_EVERY_S", 0.01)
    dispatch = Dispatch()
    monkeypatch.setattr(delivery, "client", lambda: httpx.Client(transport=httpx.MockTransport(dispatch)))
    stopping = threading.Event()
    failures = iter([RuntimeError("the database went away")])
    take = actions.take

    def failing(*, at: datetime) -> Message | None:
        if (failure := next(failures, None)) is not None:
            raise failure
        found = take(at=at)
        if found is None:
            stopping.set()
        return found

    monkeypatch.setattr(actions, "take", failing)
    return lambda: delivery.run(CONNECTOR, stopping)


def test_the_worker_goes_on_after_a_failure(quick: Callable[[], None]) -> None:
    asked()
    quick()
    assert Message.objects.get().state == "delivered"


@pytest.fixture
def simulator() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(CONNECTOR.secret, fail=1))
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    serving.join()
    server.server_close()


def test_the_simulator_takes_a_message_once_and_only_if_it_is_signed(simulator: str) -> None:
    asked()
    at, connector = now(), Connector(simulator, CONNECTOR.secret)
    with delivery.client() as sender:
        delivery.deliver_due(connector, sender, lambda: at)
        assert Message.objects.get().answer == "HTTP 503"
        again = datetime.now(UTC)
        Message.objects.update(next_try_at=again)
        delivery.deliver_due(connector, sender, lambda: again)
        assert (Message.objects.get().state, Message.objects.get().simulated) == ("delivered", True)
        Message.objects.update(state="waiting", body="{}", next_try_at=again)
        delivery.deliver_due(connector, sender, lambda: again)
        assert Message.objects.get().answer == "HTTP 409"
        assert sender.post(simulator, content=b"{}").status_code == 401
