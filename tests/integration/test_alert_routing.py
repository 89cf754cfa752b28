"""Repeats, audiences, who holds an alert, silence and escalation, on a real database."""

import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connections, transaction

from factories import devices, entries, looks
from factories.devices import Box
from factories.people import client_of, person
from plainview import jobs
from plainview.accounts.models import Person
from plainview.alerts import actions, muting, opening, queries, taking
from plainview.alerts.audience import knows
from plainview.alerts.models import Alert
from plainview.alerts.rules import Closing
from plainview.audit.models import Entry as LogEntry
from plainview.hotlists.models import Entry
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal
from plainview.terms.actor import Role, job
from plainview.web import stream

pytestmark = pytest.mark.usefixtures("instance")
HOUR = timedelta(hours=1)


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def box(instance: object) -> Box:
    entries.active_entry()
    return devices.box()


def seen(box: Box) -> None:
    assert box.send(devices.batch(box.camera)).status_code == 200


def the_alert(box: Box) -> Alert:
    seen(box)
    return Alert.objects.get()


def test_the_same_vehicle_at_the_same_camera_is_counted_and_logged(box: Box) -> None:
    seen(box)
    box.send(devices.batch(box.camera, devices.read("AB 12345"), devices.read("AB 12345")))
    alert = Alert.objects.get()
    assert (alert.seen_count, alert.last_seen_at is None) == (3, False)
    assert LogEntry.objects.filter(event="alert.repeated", subject=f"alert:{alert.pk}").count() == 2
    assert alert.plate not in str(LogEntry.objects.filter(event="alert.repeated").values_list("facts", flat=True))


@pytest.mark.proves(clauses.F_C_1)
def test_another_camera_raises_an_alert_of_its_own(box: Box) -> None:
    seen(box)
    seen(devices.box("Second camera"))
    assert [each.seen_count for each in Alert.objects.all()] == [1, 1]


def test_a_vehicle_that_was_the_wanted_one_is_news_when_it_comes_again(box: Box) -> None:
    alert = the_alert(box)
    Alert.objects.update(disposition="true", closed_at=now())
    seen(box)
    assert Alert.objects.count() == 2
    Alert.objects.filter(pk=alert.pk).delete()
    Alert.objects.update(disposition="misread", closed_at=now())
    seen(box)
    assert Alert.objects.count() == 1


def test_without_minutes_each_sighting_is_an_alert(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ALERT_REPEAT", timedelta())
    seen(box)
    seen(box)
    assert Alert.objects.count() == 2


def test_batches_that_come_at_once_raise_one_alert(box: Box) -> None:
    ready = threading.Barrier(4)

    def send() -> None:
        try:
            ready.wait(10)
            seen(box)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert Alert.objects.get().seen_count == 4


def covert(box: Box, *audience: uuid.UUID) -> Alert:
    Entry.objects.update(covert=True, audience=list(audience))
    return the_alert(box)


@pytest.mark.proves(clauses.D_2)
def test_a_covert_alert_exists_for_its_audience_and_for_who_approves_alone(box: Box) -> None:
    named, other, dispatcher = person(), person(), person(Role.DISPATCHER)
    supervisor, analyst = person(Role.SUPERVISOR), person(Role.ANALYST)
    alert = covert(box, named.pk)
    knowing = {named.pk, supervisor.pk}
    for someone in (named, other, dispatcher, supervisor, analyst):
        viewer, expected = someone.actor(now()), someone.pk in knowing
        assert bool(queries.latest(viewer=viewer, count=9)) is expected
        assert bool(queries.raised_after(0, viewer=viewer)) is expected
        assert bool(queries.last_position(viewer=viewer)) is expected
        assert knows(viewer, alert) is expected
    client = client_of(other)
    for path in ("", "card", "crop.jpg", "photograph.jpg"):
        assert client.get(f"/alerts/{alert.pk}/{path}").status_code == 404
    for step in ("verify", "ask", "close", "take", "join", "leave"):
        assert client.post(f"/alerts/{alert.pk}/{step}").status_code == 404
    for page in ("/alerts/?show=all", "/map/"):
        assert str(alert.pk) not in client.get(page).content.decode()
    assert not LogEntry.objects.filter(event="alert.opened").exists()
    assert client_of(named).get(f"/alerts/{alert.pk}/").status_code == 200


@pytest.mark.proves(clauses.D_2)
def test_a_stream_that_is_open_forgets_what_an_earlier_role_let_its_person_know(box: Box) -> None:
    supervisor = person(Role.SUPERVISOR)
    alert = covert(box, person().pk)
    assert knows(stream._viewer(supervisor), alert)  # noqa: SLF001 - what a stream asks again and again
    Person.objects.filter(pk=supervisor.pk).update(role=Role.OPERATOR)
    assert not knows(stream._viewer(supervisor), alert)  # noqa: SLF001 - the same


@pytest.mark.proves(clauses.D_2)
def test_who_confirms_learns_of_a_covert_alert_once_they_are_asked(box: Box) -> None:
    named, dispatcher = person().actor(), person(Role.DISPATCHER).actor()
    alert = covert(box, uuid.UUID(named.id))
    with pytest.raises(Alert.DoesNotExist):
        opening.open_alert(alert.pk, actor=dispatcher, at=now())
    actions.ask_dispatch(alert.pk, actor=named, at=now())
    assert [each.pk for each in queries.waiting_for_dispatch(viewer=dispatcher)] == [alert.pk]
    assert knows(dispatcher, Alert.objects.get())
    assert queries.waiting_for_dispatch(viewer=person().actor()) == []


def test_of_two_officers_the_first_holds_the_alert_and_the_second_joins(box: Box) -> None:
    first, second = person().actor(), person().actor()
    alert = the_alert(box)
    taking.take(alert.pk, actor=first, at=now())
    with pytest.raises(PolicyRefusal, match=f"{first.name} holds this alert"):
        taking.take(alert.pk, actor=second, at=now())
    joined = taking.join(alert.pk, actor=second, at=now())
    assert (joined.taken_by, joined.joined_by) == (first.name, [second.name])
    assert taking.join(alert.pk, actor=second, at=now()).joined_by == [second.name]
    left = taking.leave(alert.pk, actor=first, at=now())
    assert (left.taken_by, left.joined_by) == (second.name, [])
    assert taking.leave(alert.pk, actor=second, at=now()).taken_by_id is None
    events = list(LogEntry.objects.filter(subject=f"alert:{alert.pk}", outcome="done").values_list("event", flat=True))
    assert [each for each in events if each != "alert.raised"] == [
        "alert.taken",
        "alert.joined",
        "alert.left",
        "alert.left",
    ]


def test_two_who_take_at_once_do_not_both_hold(box: Box) -> None:
    alert, officers, held = the_alert(box), [person().actor() for _ in range(4)], []
    ready = threading.Barrier(4)

    def take(number: int) -> None:
        try:
            ready.wait(10)
            held.append(taking.take(alert.pk, actor=officers[number], at=now()).taken_by)
        except PolicyRefusal:
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take, args=(number,)) for number in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert held == [Alert.objects.get().taken_by]


def test_a_closed_alert_is_neither_taken_nor_joined(box: Box) -> None:
    officer, alert = person().actor(), the_alert(box)
    actions.close(alert.pk, Closing("misread", stopped=False), actor=officer, at=now())
    for step in (taking.take, taking.join, taking.leave):
        with pytest.raises(PolicyRefusal, match="closed"):
            step(alert.pk, actor=officer, at=now())


def test_an_alert_that_nobody_takes_calls_the_supervisors_once(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ALERT_ESCALATE", timedelta(minutes=5))
    alert = the_alert(box)
    Alert.objects.update(called_at=now())
    clock, viewer = job("clock"), person().actor()
    assert taking.escalate(actor=clock, at=now() + timedelta(minutes=4)) == 0
    jobs.tick(actor=clock, at=now() + timedelta(minutes=6))
    assert taking.escalate(actor=clock, at=now() + timedelta(minutes=7)) == 0
    escalated = Alert.objects.get()
    assert (escalated.escalated_at is None, escalated.called_at) == (False, None)
    assert LogEntry.objects.get(event="alert.escalated").seq == escalated.escalation
    assert [each.pk for each in queries.raised_after(alert.position, viewer=viewer)] == [alert.pk]
    assert queries.raised_after(escalated.escalation, viewer=viewer) == []


@pytest.mark.parametrize("changed", ["taken_at", "verified_at", "asked_at", "closed_at"])
def test_an_alert_that_somebody_works_is_not_escalated(box: Box, changed: str) -> None:
    the_alert(box)
    Alert.objects.update(**{changed: now()})
    assert taking.escalate(actor=job("clock"), at=now() + HOUR) == 0


def test_another_states_number_and_an_old_alert_are_not_escalated(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    the_alert(box)
    assert taking.escalate(actor=job("clock"), at=now() + timedelta(days=2)) == 0
    Alert.objects.update(tier="other state")
    assert taking.escalate(actor=job("clock"), at=now() + HOUR) == 0
    Alert.objects.update(tier="exact")
    monkeypatch.setattr(settings, "ALERT_ESCALATE", timedelta())
    assert taking.escalate(actor=job("clock"), at=now() + HOUR) == 0


@pytest.mark.proves(clauses.J_1)
def test_a_silence_has_a_reason_and_an_end_and_stands_in_the_log() -> None:
    officer = person().actor()
    for because, until in ((" ", now() + HOUR), ("court", now() - HOUR), ("court", now() + 13 * HOUR)):
        with pytest.raises(PolicyRefusal):
            muting.mute(because, until=until, actor=officer, at=now())
    muting.mute("court", until=now() + HOUR, actor=officer, at=now())
    muting.mute("court, longer", until=now() + 2 * HOUR, actor=officer, at=now())
    assert [each.reason for each in muting.everyone(at=now())] == ["court, longer"]
    assert muting.own(officer, at=now() + 3 * HOUR) is None
    assert muting.own(person().actor(), at=now()) is None
    muting.unmute(actor=officer, at=now())
    muting.unmute(actor=officer, at=now())
    assert muting.own(officer, at=now()) is None
    assert LogEntry.objects.filter(event="alerts.muted", outcome="done").count() == 2
    assert LogEntry.objects.filter(event="alerts.unmuted").count() == 1


def test_a_batch_waits_for_whoever_works_the_alert_and_neither_blocks_the_other(box: Box) -> None:
    alert, counted, officer = the_alert(box), threading.Event(), person().actor()
    seeing = looks.seen(alert)

    def send() -> None:
        try:
            seen(box)
            counted.set()
        finally:
            connections.close_all()

    with transaction.atomic():
        Alert.objects.select_for_update().get(pk=alert.pk)
        thread = threading.Thread(target=send)
        thread.start()
        assert not counted.wait(0.5)
        actions.verify(alert.pk, seeing, actor=officer, at=now())
    thread.join(30)
    kept = Alert.objects.get()
    assert (kept.seen_count, kept.verified_by) == (2, officer.name)
