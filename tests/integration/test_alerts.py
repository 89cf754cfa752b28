"""From a hit to what came of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from factories import devices, entries
from factories.looks import seen
from factories.people import person
from plainview.alerts import actions, opening, queries
from plainview.alerts.actions import Seen
from plainview.alerts.models import Alert
from plainview.alerts.rules import Closing
from plainview.audit.models import Entry as LogEntry
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal
from plainview.terms.actor import Role
from plainview.terms.stop import Status

pytestmark = pytest.mark.usefixtures("instance")


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def alert(instance: object) -> Alert:
    entries.active_entry()
    box = devices.box()
    box.send(devices.batch(box.camera))
    return Alert.objects.get()


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


@pytest.mark.proves(clauses.F_C_1_I, clauses.I_6)
def test_an_alert_is_not_closed_as_stopped_without_a_stop_on_record(alert: Alert) -> None:
    officer = person().actor()
    with pytest.raises(PolicyRefusal) as refused:
        actions.close(alert.pk, Closing("true", stopped=True), actor=officer, at=now())
    assert {each.clause for each in refused.value.refusals} == {clauses.F_C_1_I}
    actions.verify(alert.pk, seen(alert), actor=officer, at=now())
    closed = actions.close(alert.pk, Closing("true", stopped=False, outcome="Lost."), actor=officer, at=now())
    assert (closed.step, closed.disposition, closed.stopped) == ("closed", "true", False)
    assert LogEntry.objects.filter(outcome="refused", event="alert.closed").count() == 2


@pytest.mark.proves(clauses.F_C_1_II, clauses.I_6)
def test_dispatch_is_asked_once_and_again_when_the_answer_is_ten_minutes_old(alert: Alert) -> None:
    officer, dispatcher, at = person().actor(), person(Role.DISPATCHER).actor(), now()
    actions.ask_dispatch(alert.pk, actor=officer, at=at)
    assert actions.ask_dispatch(alert.pk, actor=person().actor(), at=now()).asked_by == officer.name
    assert [each.pk for each in queries.waiting_for_dispatch(viewer=dispatcher)] == [alert.pk]
    answered = actions.answer(alert.pk, "active", source="NCIC 14:02", actor=dispatcher, at=at)
    assert queries.waiting_for_dispatch(viewer=dispatcher) == []
    assert answered.status(at + timedelta(minutes=10)) is Status.ACTIVE
    assert answered.status(at + timedelta(minutes=10, seconds=1)) is Status.STALE
    assert actions.ask_dispatch(alert.pk, actor=officer, at=at + timedelta(minutes=10)).answer == "active"
    again = actions.ask_dispatch(alert.pk, actor=officer, at=at + timedelta(minutes=11))
    assert (again.answer, again.status(at + timedelta(minutes=11))) == ("", Status.WAITING)
    assert LogEntry.objects.filter(event="alert.confirmation-answered").count() == 1


@pytest.mark.proves(clauses.F_C_1_I)
def test_one_character_that_differs_makes_the_alert_a_mismatch_that_no_words_resolve(alert: Alert) -> None:
    officer = person().actor()
    looked = actions.verify(alert.pk, seen(alert, differs=("char-6",)), actor=officer, at=now())
    assert (looked.step, looked.plate_matches, looked.state_matches) == ("mismatch", False, True)
    with pytest.raises(PolicyRefusal, match="another plate"):
        actions.resolve(alert.pk, "I think it is a seven.", actor=officer, at=now())
    with pytest.raises(PolicyRefusal):
        actions.close(alert.pk, Closing("true", stopped=False), actor=officer, at=now())


@pytest.mark.proves(clauses.F_C_1_I)
def test_another_colour_is_resolved_in_words_and_compared_again_is_not(alert: Alert) -> None:
    officer = person().actor()
    with pytest.raises(PolicyRefusal, match="nothing differs"):
        actions.resolve(alert.pk, "Repainted.", actor=officer, at=now())
    actions.verify(alert.pk, seen(alert, differs=("colour",)), actor=officer, at=now())
    with pytest.raises(PolicyRefusal, match="not said how"):
        actions.resolve(alert.pk, " ", actor=officer, at=now())
    resolved = actions.resolve(alert.pk, "The owner says that it was repainted.", actor=officer, at=now())
    assert (resolved.step, resolved.differs, resolved.all_matches) == ("verified", True, True)
    assert "repainted" not in LogEntry.objects.get(event="alert.resolved", outcome="done").facts
    again = actions.verify(alert.pk, seen(alert, differs=("make",)), actor=officer, at=now())
    assert (again.step, again.resolution) == ("mismatch", "")


def test_a_look_that_leaves_something_out_is_refused(alert: Alert) -> None:
    with pytest.raises(PolicyRefusal) as refused:
        actions.verify(alert.pk, Seen({"char-0": True}), actor=person().actor(), at=now())
    assert [each.field for each in refused.value.refusals] == ["plate", "state", "vehicle"]


def test_only_dispatch_answers_and_only_with_a_source(alert: Alert) -> None:
    with pytest.raises(PolicyRefusal, match="role"):
        actions.answer(alert.pk, "active", source="NCIC", actor=person().actor(), at=now())
    dispatcher = person(Role.DISPATCHER).actor()
    with pytest.raises(PolicyRefusal, match="nobody waits"):
        actions.answer(alert.pk, "active", source="NCIC", actor=dispatcher, at=now())
    actions.ask_dispatch(alert.pk, actor=person().actor(), at=now())
    with pytest.raises(PolicyRefusal, match="source"):
        actions.answer(alert.pk, "active", source=" ", actor=dispatcher, at=now())


@pytest.mark.proves(clauses.I_6)
def test_who_asked_does_not_answer_for_communications_in_an_emergency_either(alert: Alert) -> None:
    officer = replace(person().actor(), elevated_to=Role.DISPATCHER)
    actions.ask_dispatch(alert.pk, actor=officer, at=now())
    with pytest.raises(PolicyRefusal, match="you asked this yourself"):
        actions.answer(alert.pk, "active", source="NCIC", actor=officer, at=now())
    other = replace(person().actor(), elevated_to=Role.DISPATCHER)
    assert actions.answer(alert.pk, "active", source="NCIC", actor=other, at=now()).answer == "active"


@pytest.mark.proves(clauses.I_6)
def test_an_answer_is_given_once_and_only_the_end_of_an_entry_may_be_said_later(alert: Alert) -> None:
    dispatcher = person(Role.DISPATCHER).actor()
    actions.ask_dispatch(alert.pk, actor=person().actor(), at=now())
    actions.answer(alert.pk, "active", source="NCIC", actor=dispatcher, at=now())
    ended = actions.answer(alert.pk, "not active", source="NCIC", actor=dispatcher, at=now())
    assert ended.answer == "not active"
    with pytest.raises(PolicyRefusal, match="nobody waits"):
        actions.answer(alert.pk, "active", source="NCIC", actor=dispatcher, at=now())


def test_a_closed_alert_is_not_changed(alert: Alert) -> None:
    officer = person().actor()
    actions.close(alert.pk, Closing("misread", stopped=False), actor=officer, at=now())
    with pytest.raises(PolicyRefusal, match="closed"):
        actions.verify(alert.pk, seen(alert), actor=officer, at=now())


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
