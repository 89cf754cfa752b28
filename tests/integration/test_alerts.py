"""From a hit to what came of it."""

from datetime import UTC, datetime

import pytest

from factories import devices, entries
from factories.people import person
from plainview.alerts import actions, opening, queries
from plainview.alerts.actions import Seen
from plainview.alerts.models import Alert
from plainview.alerts.rules import Closing
from plainview.audit.models import Entry as LogEntry
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal
from plainview.terms.actor import Role

pytestmark = pytest.mark.usefixtures("instance")


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def alert(instance: object) -> Alert:
    entries.active_entry()
    box = devices.box()
    box.send(devices.batch(box.camera))
    return Alert.objects.get()


ALL_SEEN = Seen(characters=[True] * 7, state=True, vehicle=True)


@pytest.mark.proves(clauses.F_C_1, clauses.J_1)
def test_a_hit_keeps_the_entry_as_it_stood_and_carries_its_purpose(alert: Alert) -> None:
    assert (alert.entry_purpose, alert.entry_case_number) == ("E.a.3", "26-00100")
    assert LogEntry.objects.get(event="alert.raised").subject == f"alert:{alert.pk}"
    assert LogEntry.objects.get(event="alert.raised").seq == alert.position


@pytest.mark.proves(clauses.J_1)
def test_a_hits_log_entry_names_no_plate(alert: Alert) -> None:
    entry = LogEntry.objects.get(event="alert.raised")
    assert alert.plate not in entry.facts
    assert entry.private is None


@pytest.mark.proves(clauses.F_C_1_I, clauses.F_C_1_II, clauses.I_6)
def test_the_whole_way_from_eyes_to_dispatch_to_the_stop(alert: Alert) -> None:
    officer, dispatcher = person().actor(), person(Role.DISPATCHER).actor()
    closing = Closing("true", stopped=True, outcome="Vehicle recovered.")
    with pytest.raises(PolicyRefusal) as refused:
        actions.close(alert.pk, closing, actor=officer, at=now())
    assert {each.clause for each in refused.value.refusals} == {clauses.F_C_1_I, clauses.I_6}
    actions.verify(alert.pk, ALL_SEEN, actor=officer, at=now())
    actions.ask_dispatch(alert.pk, actor=officer, at=now())
    assert [each.pk for each in queries.waiting_for_dispatch(viewer=dispatcher)] == [alert.pk]
    actions.answer(alert.pk, "active", source="NCIC 14:02", actor=dispatcher, at=now())
    assert queries.waiting_for_dispatch(viewer=dispatcher) == []
    closed = actions.close(alert.pk, closing, actor=officer, at=now())
    assert (closed.step, closed.disposition, closed.stopped) == ("closed", "true", True)
    assert LogEntry.objects.filter(outcome="refused", event="alert.closed").count() == 3


@pytest.mark.proves(clauses.F_C_1_I)
def test_one_character_that_differs_makes_the_alert_a_mismatch(alert: Alert) -> None:
    seen = Seen(characters=[True] * 6 + [False], state=True, vehicle=True)
    assert actions.verify(alert.pk, seen, actor=person().actor(), at=now()).step == "mismatch"
    with pytest.raises(PolicyRefusal):
        actions.close(alert.pk, Closing("true", stopped=False), actor=person().actor(), at=now())


def test_a_look_at_fewer_characters_than_the_plate_has_is_refused(alert: Alert) -> None:
    with pytest.raises(PolicyRefusal, match="every character"):
        actions.verify(alert.pk, Seen([True], state=True, vehicle=True), actor=person().actor(), at=now())


def test_only_dispatch_answers_and_only_with_a_source(alert: Alert) -> None:
    with pytest.raises(PolicyRefusal, match="role"):
        actions.answer(alert.pk, "active", source="NCIC", actor=person().actor(), at=now())
    with pytest.raises(PolicyRefusal, match="source"):
        actions.answer(alert.pk, "active", source=" ", actor=person(Role.DISPATCHER).actor(), at=now())


def test_a_closed_alert_is_not_changed(alert: Alert) -> None:
    officer = person().actor()
    actions.close(alert.pk, Closing("misread", stopped=False), actor=officer, at=now())
    with pytest.raises(PolicyRefusal, match="closed"):
        actions.verify(alert.pk, ALL_SEEN, actor=officer, at=now())


def test_a_stream_that_resumes_sees_each_alert_once(alert: Alert) -> None:
    box = devices.box("Second camera")
    box.send(devices.batch(box.camera))
    box = devices.box("Third camera")
    box.send(devices.batch(box.camera))
    viewer = person().actor()
    first, second, third = queries.raised_after(0, viewer=viewer)
    assert first.pk == alert.pk
    assert [each.pk for each in queries.raised_after(second.position, viewer=viewer)] == [third.pk]


def test_the_picture_of_an_alert_is_its_own_reads(alert: Alert) -> None:
    officer = person()
    assert opening.open_picture(alert.pk, "crop", actor=officer.actor(), at=now()) == devices.jpeg("white")
    assert not LogEntry.objects.filter(event="photograph.opened").exists()
    assert opening.open_picture(alert.pk, "photograph", actor=officer.actor(), at=now()) == devices.jpeg()
    assert LogEntry.objects.get(event="photograph.opened").subject == f"alert:{alert.pk}"


@pytest.mark.proves(clauses.J_1)
def test_who_looks_at_an_alert_stands_in_the_log(alert: Alert) -> None:
    officer = person()
    opening.open_alert(alert.pk, actor=officer.actor(), at=now())
    assert LogEntry.objects.get(event="alert.opened").actor == f"person:{officer.pk}"


def test_open_and_closed_alerts_are_told_apart(alert: Alert) -> None:
    box = devices.box("Second camera")
    box.send(devices.batch(box.camera))
    viewer = person().actor()
    actions.close(alert.pk, Closing("misread", stopped=False), actor=viewer, at=now())
    assert [each.pk for each in queries.latest(viewer=viewer, count=9, closed=True)] == [alert.pk]
    assert alert.pk not in [each.pk for each in queries.latest(viewer=viewer, count=9, closed=False)]
    newest = queries.latest(viewer=viewer, count=1)[0]
    assert queries.last_position(viewer=viewer) == newest.position


def test_the_page_for_a_failure_is_drawn_without_a_database() -> None:
    from plainview.web import refusals

    assert b"failed on our side" in refusals.failed(None).content
