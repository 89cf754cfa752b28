"""A stop on each of its roads, through the doors."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from factories import devices, entries
from factories.looks import kept, seen
from factories.people import client_of, person
from plainview import jobs
from plainview.accounts.models import Person
from plainview.alerts import actions as alerts
from plainview.alerts import queries as looks
from plainview.alerts.endings import concerned
from plainview.alerts.models import Alert
from plainview.alerts.rules import Closing
from plainview.approvals import actions as approvals
from plainview.approvals import queries as asked
from plainview.approvals.kinds import Kind
from plainview.audit.models import Entry as LogEntry
from plainview.hotlists import actions as hotlists
from plainview.hotlists.models import Entry
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal
from plainview.stops import actions, paper, queries, reporting
from plainview.stops.models import Stop, Waiver
from plainview.stops.paper import Sheet
from plainview.terms.actor import Role, job
from plainview.terms.entry import Handling, MatchBy
from plainview.terms.stop import Road

pytestmark = pytest.mark.usefixtures("instance")
WHY = "The driver had a gun in his hand and drove towards the school."
SAW = "The driver ran two red lights on Main Street and hit a parked van."


def now() -> datetime:
    return datetime.now(UTC)


def hit(plate: str = "AB12345", state: str = "CT", **entry: object) -> Alert:
    entries.active_entry(**entry)
    box = devices.box()
    box.send(devices.batch(box.camera, devices.read(plate, state)))
    return Alert.objects.get()


def confirm(alert: Alert, officer: Person, *, at: datetime | None = None) -> None:
    """Eyes and dispatch."""
    alerts.verify(alert.pk, seen(alert), actor=officer.actor(), at=at or now())
    alerts.ask_dispatch(alert.pk, actor=officer.actor(), at=at or now())
    alerts.answer(alert.pk, "active", source="NCIC, terminal 1", actor=person(Role.DISPATCHER).actor(), at=at or now())


def waive(alert: Alert, officer: Person, office: str = "inspector general", **said: object) -> None:
    made = {"authorised_by": "I. G.", "authorised_on": date(2026, 1, 5), "reference": "OIG 1", **said}
    reporting.record_waiver(alert.pk, office, **made, actor=officer.actor(), at=now())


def clauses_of(refused: pytest.ExceptionInfo[PolicyRefusal]) -> set[clauses.Clause]:
    return {each.clause for each in refused.value.refusals}


@pytest.mark.proves(clauses.F_C_1, clauses.F_C_1_I, clauses.F_C_1_II, clauses.I_6)
def test_the_whole_way_from_eyes_to_dispatch_to_the_stop_and_what_came_of_it() -> None:
    alert, officer = hit(), person()
    with pytest.raises(PolicyRefusal) as refused:
        actions.begin(alert.pk, Road.CONFIRMED, actor=officer.actor(), at=now())
    assert clauses_of(refused) == {clauses.F_C_1_I, clauses.I_6}
    confirm(alert, officer)
    stop = actions.begin(alert.pk, Road.CONFIRMED, actor=officer.actor(), at=now())
    assert (stop.road, stop.purpose, stop.answer_source) == ("confirmed hit", "E.a.3", "NCIC, terminal 1")
    closed = alerts.close(alert.pk, Closing("true", stopped=True), actor=officer.actor(), at=now())
    assert (closed.step, closed.stopped, closed.road) == ("closed", True, "confirmed hit")
    told = LogEntry.objects.get(event="stop.begun", outcome="done")
    assert alert.plate not in told.facts
    assert LogEntry.objects.filter(outcome="refused", event="stop.begun").count() == 2


@pytest.mark.proves(clauses.F_C_1_II, clauses.I_6)
def test_an_answer_older_than_ten_minutes_carries_no_stop_until_dispatch_is_asked_again() -> None:
    alert, officer, at = hit(), person(), now()
    confirm(alert, officer, at=at)
    late = at + timedelta(minutes=10, seconds=1)
    with pytest.raises(PolicyRefusal, match="older than ten minutes"):
        actions.begin(alert.pk, Road.CONFIRMED, actor=officer.actor(), at=late)
    alerts.ask_dispatch(alert.pk, actor=officer.actor(), at=late)
    with pytest.raises(PolicyRefusal, match="not answered yet"):
        actions.begin(alert.pk, Road.CONFIRMED, actor=officer.actor(), at=late)
    alerts.answer(alert.pk, "active", source="NCIC", actor=person(Role.DISPATCHER).actor(), at=late)
    assert actions.begin(alert.pk, Road.CONFIRMED, actor=officer.actor(), at=late).answered_at == late


@pytest.mark.proves(clauses.F_C_1_I)
@pytest.mark.parametrize("road", [Road.CONFIRMED, Road.EXIGENT])
def test_the_same_number_of_another_state_is_refused_as_a_hit_whatever_was_answered(road: Road) -> None:
    alert, officer = hit(state="NY"), person()
    confirm(alert, officer)
    with pytest.raises(PolicyRefusal, match="another state") as refused:
        actions.begin(alert.pk, road, actor=officer.actor(), at=now())
    assert clauses_of(refused) == {clauses.F_C_1_I}
    with pytest.raises(PolicyRefusal, match="no hit"):
        alerts.close(alert.pk, Closing("true", stopped=False), actor=officer.actor(), at=now())
    closed = alerts.close(alert.pk, Closing("wrong state", stopped=False), actor=officer.actor(), at=now())
    assert (closed.disposition, closed.stopped) == ("wrong state", False)


@pytest.mark.proves(clauses.F_C_1_I, clauses.F_C_1_II)
def test_own_suspicion_carries_a_stop_by_its_facts_and_dispatch_is_asked_all_the_same() -> None:
    alert, officer = hit(state="NY"), person()
    with pytest.raises(PolicyRefusal, match="facts are missing"):
        actions.begin(alert.pk, Road.SUSPICION, statement="just a check", actor=officer.actor(), at=now())
    stop = actions.begin(alert.pk, Road.SUSPICION, statement=SAW, actor=officer.actor(), at=now())
    assert (stop.statement, stop.justify_by) == (SAW, None)
    dispatcher = person(Role.DISPATCHER).actor()
    assert [each.pk for each in looks.waiting_for_dispatch(viewer=dispatcher)] == [alert.pk]
    assert SAW not in LogEntry.objects.get(event="stop.begun", outcome="done").facts


@pytest.mark.proves(clauses.F_C_1_II)
def test_a_stop_that_did_not_wait_stays_in_dispatchs_queue_until_it_is_answered() -> None:
    alert, officer, dispatcher = hit(), person(), person(Role.DISPATCHER).actor()
    actions.begin(alert.pk, Road.EXIGENT, actor=officer.actor(), at=now())
    alerts.close(alert.pk, Closing("cannot verify", stopped=True), actor=officer.actor(), at=now())
    assert [each.pk for each in looks.waiting_for_dispatch(viewer=dispatcher)] == [alert.pk]
    alerts.answer(alert.pk, "active", source="NCIC", actor=dispatcher, at=now())
    assert looks.waiting_for_dispatch(viewer=dispatcher) == []
    with pytest.raises(PolicyRefusal, match="closed"):
        alerts.answer(alert.pk, "unable", source="NCIC", actor=dispatcher, at=now())


@pytest.mark.proves(clauses.F_C_1_I, clauses.E_A_10)
def test_an_exigent_stop_is_justified_by_its_officer_and_reviewed_by_another() -> None:
    alert, supervisor, other = hit(), person(Role.SUPERVISOR), person(Role.SUPERVISOR)
    stop = actions.begin(alert.pk, Road.EXIGENT, actor=supervisor.actor(), at=now())
    with pytest.raises(PolicyRefusal, match="somebody else's stop"):
        actions.justify(stop.pk, WHY, actor=other.actor(), at=now())
    with pytest.raises(PolicyRefusal, match="facts are missing"):
        actions.justify(stop.pk, "asap", actor=supervisor.actor(), at=now())
    actions.justify(stop.pk, WHY, actor=supervisor.actor(), at=now())
    with pytest.raises(PolicyRefusal, match="owes no justification"):
        actions.justify(stop.pk, WHY, actor=supervisor.actor(), at=now())
    (request,) = asked.of(stop.subject)
    assert (request.kind, request.why) == (Kind.EXIGENT_STOP, WHY)
    assert asked.waiting(supervisor.actor(), now()) == []
    with pytest.raises(PolicyRefusal, match="yourself") as refused:
        approvals.decide(request.pk, approved=True, actor=supervisor.actor(), at=now())
    assert clauses_of(refused) == {clauses.F_C_1_I}
    approvals.decide(request.pk, approved=True, actor=other.actor(), at=now())
    (listed,) = queries.listed(viewer=other.actor(), at=now())
    assert (listed.review_state, listed.rank) == ("approved", 3)


@pytest.mark.proves(clauses.F_C_1_I, clauses.E_A_10)
def test_an_overdue_justification_is_shown_logged_once_and_still_taken() -> None:
    alert, officer, chief = hit(), person(), person(Role.CHIEF)
    at = now()
    stop = actions.begin(alert.pk, Road.EXIGENT, actor=officer.actor(), at=at)
    clock, late = job("clock"), at + timedelta(hours=24)
    assert actions.note_overdue(actor=clock, at=late - timedelta(seconds=1)) == 0
    assert actions.note_overdue(actor=clock, at=late) == 1
    assert actions.note_overdue(actor=clock, at=late + timedelta(minutes=1)) == 0
    assert LogEntry.objects.get(event="stop.justification-overdue").subject == stop.subject
    (listed,) = queries.listed(viewer=chief.actor(), at=late)
    assert (listed.overdue, listed.rank) == (True, 0)
    assert not kept("exigent stops that nobody justified in time", late)
    actions.justify(stop.pk, WHY, actor=officer.actor(), at=late + timedelta(hours=1))
    assert asked.of(stop.subject)[0].why.startswith("Written late. ")
    assert kept("exigent stops that nobody justified in time", late)


def test_an_officer_sees_the_own_stops_and_a_supervisor_all() -> None:
    alert, officer = hit(), person()
    actions.begin(alert.pk, Road.EXIGENT, actor=officer.actor(), at=now())
    assert [each.stop.alert_id for each in queries.listed(viewer=officer.actor(), at=now())] == [alert.pk]
    assert queries.listed(viewer=person().actor(), at=now()) == []
    assert len(queries.listed(viewer=person(Role.SUPERVISOR).actor(), at=now())) == 1
    assert (queries.owed_by(officer.actor()), queries.owed_by(person().actor())) == (1, 0)
    assert '<span class="pv-count">1<' in client_of(officer).get("/alerts/").content.decode()


@pytest.mark.proves(clauses.F_C_1)
def test_do_not_stop_notify_blocks_the_road_of_the_hit_with_a_clear_word() -> None:
    alert, officer = hit(handling=Handling.NOTIFY_ONLY, caution="Part of a watch; call Det. Roe."), person()
    confirm(alert, officer)
    with pytest.raises(PolicyRefusal, match="do not stop, notify"):
        actions.begin(alert.pk, Road.CONFIRMED, actor=officer.actor(), at=now())
    assert actions.begin(alert.pk, Road.SUSPICION, statement=SAW, actor=officer.actor(), at=now())


@pytest.mark.proves(clauses.I_6, clauses.F_B_1_III)
@pytest.mark.parametrize("road", [Road.CONFIRMED, Road.EXIGENT])
def test_an_entry_that_is_recalled_between_hit_and_stop_carries_none(road: Road) -> None:
    alert, officer = hit(), person()
    confirm(alert, officer)
    assert looks.alert(alert.pk, viewer=officer.actor()).ended(now()) == ""
    assert concerned("") == []
    hotlists.remove(alert.entry_id, because="located", actor=officer.actor(), at=now())
    assert concerned(str(alert.entry_id)) == concerned("") == [alert.pk]
    assert looks.alert(alert.pk, viewer=officer.actor()).ended(now()) == "it was removed"
    with pytest.raises(PolicyRefusal, match="no longer stands: it was removed") as refused:
        actions.begin(alert.pk, road, actor=officer.actor(), at=now())
    assert clauses_of(refused) == {clauses.I_6}
    page = client_of(officer).get(f"/alerts/{alert.pk}/").content.decode()
    assert 'data-step="ended"' in page
    assert "Reason on record: located" in page
    assert "Begin the stop" not in page


@pytest.mark.proves(clauses.I_6, clauses.F_B_1_II)
def test_an_entry_that_expires_carries_no_stop_from_that_very_second() -> None:
    ends = now() + timedelta(minutes=5)
    alert, officer = hit(expires_at=ends), person()
    confirm(alert, officer)
    with pytest.raises(PolicyRefusal, match="it has expired"):
        actions.begin(alert.pk, Road.CONFIRMED, actor=officer.actor(), at=ends)
    assert actions.begin(alert.pk, Road.CONFIRMED, actor=officer.actor(), at=ends - timedelta(seconds=1))


@pytest.mark.proves(clauses.F_C_1)
def test_two_officers_do_not_begin_the_same_stop() -> None:
    alert, first, second = hit(), person(), person()
    confirm(alert, first)
    actions.begin(alert.pk, Road.CONFIRMED, actor=first.actor(), at=now())
    with pytest.raises(PolicyRefusal, match=f"{first.name} has begun this stop already"):
        actions.begin(alert.pk, Road.EXIGENT, actor=second.actor(), at=now())
    assert Stop.objects.count() == 1


@pytest.mark.proves(clauses.F_C_1_I)
@pytest.mark.parametrize(
    ("plate", "entry"),
    [
        ("AB1234", {"match_by": MatchBy.NEAR}),
        ("AB12345", {"plate": "AB1*", "match_by": MatchBy.PATTERN}),
        ("AB12345", {"plate": "A?123?5", "match_by": MatchBy.PATTERN}),
    ],
)
def test_entries_of_another_length_and_with_wildcards_are_compared_too(plate: str, entry: dict[str, object]) -> None:
    made = {"plate": "AB12345", **entry}
    expires = {name: made[name] for name in made if name != "plate"}
    wanted = entries.active_entry("AB12345", **{**expires, "match_by": MatchBy.PLATE})
    type(wanted).objects.filter(pk=wanted.pk).update(plate=made["plate"], match_by=made["match_by"])
    box = devices.box()
    box.send(devices.batch(box.camera, devices.read(plate)))
    alert, officer = Alert.objects.get(), person()
    page = client_of(officer).get(f"/alerts/{alert.pk}/")
    assert page.status_code == 200
    sent = {each.name: "match" for each in alert.items if each.stated}
    assert client_of(officer).post(f"/alerts/{alert.pk}/verify", sent).status_code == 303
    alert.refresh_from_db()
    assert alert.all_matches


def test_an_entry_known_by_its_description_alone_is_compared_by_state_and_vehicle() -> None:
    alert, officer = hit(), person()
    Alert.objects.filter(pk=alert.pk).update(entry_plate="", tier="description")
    client = client_of(officer)
    assert "The entry names no plate" in client.get(f"/alerts/{alert.pk}/").content.decode()
    sent = {"state": "match", "colour": "match", "make": "match"}
    assert client.post(f"/alerts/{alert.pk}/verify", sent).status_code == 303
    alert.refresh_from_db()
    assert (alert.plate_matches, alert.state_matches, alert.all_matches) == (None, True, True)


@pytest.mark.proves(clauses.I_4, clauses.J_1)
def test_the_statement_says_what_stands_on_record_and_that_it_was_opened_is_logged() -> None:
    alert, officer = hit(), person()
    confirm(alert, officer)
    actions.begin(alert.pk, Road.CONFIRMED, actor=officer.actor(), at=now())
    alerts.close(alert.pk, Closing("true", stopped=True, outcome="One arrest."), actor=officer.actor(), at=now())
    text = reporting.open_statement(alert.pk, "page", actor=officer.actor(), at=now()).text
    assert text.startswith("Automatic license plate reader (ALPR) data was used in this matter.")
    for words in (
        "plate AB12345, state CT",
        "NCIC, terminal 1",
        "confirmed by eye",
        "One arrest.",
        "26-00100",
    ):
        assert words in text, words
    told = LogEntry.objects.get(event="statement.opened")
    assert (told.subject, told.actor) == (f"alert:{alert.pk}", str(officer.actor()))
    assert "AB12345" not in told.facts


@pytest.mark.proves(clauses.I_4)
def test_only_the_three_offices_waive_the_statement_and_the_waiver_stands_in_it() -> None:
    alert, officer = hit(), person()
    with pytest.raises(PolicyRefusal) as refused:
        waive(alert, officer, "the Mayor", authorised_by=" ", authorised_on=date(2099, 1, 1), reference="")
    assert {each.field for each in refused.value.refusals} == {"office", "authorised_by", "authorised_on", "reference"}
    waive(alert, officer, "state's attorney", authorised_by="A. Lawyer", reference="SA 12")
    written = reporting.open_statement(alert.pk, "pdf", actor=officer.actor(), at=now())
    assert written.waived
    assert "State's Attorney (A. Lawyer) authorized on 2026-01-05, reference SA 12" in written.text
    made = paper.pdf(Sheet("City of Elms", written, str(alert.pk), "Made today."), compressed=False)
    assert made.startswith(b"%PDF")
    assert made == paper.pdf(Sheet("City of Elms", written, str(alert.pk), "Made today."), compressed=False)


def test_the_statements_pages_take_what_is_typed_and_give_a_pdf() -> None:
    alert, client = hit(), client_of(person())
    page = f"/alerts/{alert.pk}/statement"
    assert "was used in this matter" in client.get(f"{page}/").content.decode()
    assert client.get(f"{page}.pdf").content.startswith(b"%PDF")
    bad = client.post(f"{page}/waiver", {"authorised_on": "yesterday"})
    assert (bad.status_code, "this is not a date" in bad.content.decode().lower()) == (422, True)
    good = {
        "office": "inspector general",
        "authorised_by": "I. G.",
        "authorised_on": "2026-01-05",
        "reference": "OIG 1",
    }
    assert client.post(f"{page}/waiver", good).status_code == 303
    assert Waiver.objects.get().reference == "OIG 1"
    assert client.get(f"/alerts/{uuid4()}/statement/").status_code == 404


def test_what_is_sent_wrongly_to_the_stop_is_refused_at_its_field() -> None:
    alert, client = hit(), client_of(person())
    sent = client.post(f"/alerts/{alert.pk}/stop", {"road": "because"})
    assert (sent.status_code, "The road is missing" in sent.content.decode()) == (422, True)
    assert client.post(f"/alerts/{alert.pk}/justify", {"justification": WHY}).status_code == 404
    long = client.post(f"/alerts/{alert.pk}/stop", {"road": "own suspicion", "suspicion": "a" * 1001})
    assert (long.status_code, "1001 characters" in long.content.decode()) == (422, True)
    one_tap = client.post(f"/alerts/{alert.pk}/stop", {"road": "exigent circumstances"})
    assert one_tap.status_code == 303
    assert client.post(f"/alerts/{alert.pk}/justify", {"justification": WHY}).status_code == 303
    assert client.post(f"/alerts/{alert.pk}/resolve", {"resolution": "It is."}).status_code == 422


@pytest.mark.proves(clauses.D_2)
def test_of_a_covert_alert_nobody_begins_a_stop_who_may_not_know_of_it() -> None:
    alert = hit()
    Alert.objects.filter(pk=alert.pk).update(entry_covert=True)
    with pytest.raises(Alert.DoesNotExist):
        actions.begin(alert.pk, Road.EXIGENT, actor=person().actor(), at=now())
    assert client_of(person()).post(f"/alerts/{alert.pk}/stop", {"road": "exigent circumstances"}).status_code == 404


@pytest.mark.proves(clauses.K_1)
def test_stops_and_waivers_go_with_their_read() -> None:
    alert, officer = hit(), person()
    actions.begin(alert.pk, Road.EXIGENT, actor=officer.actor(), at=now())
    waive(alert, officer)
    jobs.purge(actor=job("clock"), at=now() + timedelta(days=10))
    assert (Stop.objects.count(), Waiver.objects.count()) == (1, 1)
    jobs.purge(actor=job("clock"), at=now() + timedelta(days=22))
    assert (Stop.objects.count(), Waiver.objects.count(), Alert.objects.count()) == (0, 0, 0)


def test_dispatch_sees_the_entrys_number_and_the_agency_that_owns_it() -> None:
    alert, officer = hit(), person()
    Entry.objects.filter(pk=alert.entry_id).update(source_id="V123456789", originating_agency="CT0006400")
    alerts.ask_dispatch(alert.pk, actor=officer.actor(), at=now())
    page = client_of(person(Role.DISPATCHER)).get("/confirmations/").content.decode()
    assert "V123456789" in page
    assert "CT0006400" in page
