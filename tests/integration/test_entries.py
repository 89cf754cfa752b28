"""Entries made by hand: the fast lane, CJIS, extension, reminders, covert ones, and the minute of their expiry."""

import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from factories import devices, entries
from factories.people import client_of, person
from plainview import jobs
from plainview.accounts.models import Person
from plainview.alerts.models import Alert
from plainview.approvals import queries as approved
from plainview.approvals.kinds import Kind
from plainview.audit.models import Entry as LogEntry
from plainview.hotlists import actions, checking, extensions, queries, reminding
from plainview.hotlists.cjis_line import Line, Switch
from plainview.hotlists.cjis_simulator import Simulator
from plainview.hotlists.models import Check, Entry
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal
from plainview.terms.actor import Role, job
from plainview.terms.entry import MatchBy

pytestmark = [pytest.mark.usefixtures("instance"), pytest.mark.enable_socket]

CLOCK = job("clock")
SIMULATED = Line(Simulator(), "CT0000000")
AMBER = {"fast_lane": True, "record_type": "AMBER", "purpose": "E.a.2", "offence": "Child abduction"}


def now() -> datetime:
    return datetime.now(UTC)


def hits(box: devices.Box, plate: str = "AB12345") -> int:
    """How many alerts a read of this plate raises now."""
    before = Alert.objects.count()
    answer = box.send(devices.batch(box.camera, devices.read(plate)))
    assert answer.status_code == 200, answer.content
    return Alert.objects.count() - before


def approve(entry: Entry, supervisor: Person | None = None, *, at: datetime | None = None) -> Entry:
    by = supervisor or person(Role.SUPERVISOR)
    return actions.decide(entry.pk, approved=True, actor=by.actor(), at=at or now())


@pytest.mark.proves(clauses.F_B_1_III, clauses.F_B_1_II)
def test_an_expired_entry_never_alerts_from_its_minute_on_whether_or_not_the_clocks_stage_has_run() -> None:
    expiry = now().replace(microsecond=0) + timedelta(minutes=30)
    entries.active_entry(expires_at=expiry)
    box = devices.box()
    with time_machine.travel(expiry - timedelta(seconds=2), tick=False):
        assert hits(box) == 1
    with time_machine.travel(expiry, tick=False):
        assert hits(box) == 0
        assert Entry.objects.get().status == Entry.Status.ACTIVE
        assert actions.expire(actor=CLOCK, at=now()) == 1
        assert hits(box) == 0
    with time_machine.travel(expiry + timedelta(minutes=1), tick=False):
        assert hits(box) == 0


@pytest.mark.proves(clauses.F_B_1, clauses.E_B)
def test_an_amber_alert_is_in_force_at_once_and_ends_by_itself_when_nobody_approves_it_in_time() -> None:
    begun, box = now(), devices.box()
    entry = actions.propose(entries.proposal(**AMBER), actor=person().actor(), at=begun)
    assert entry.on_trial
    assert hits(box) == 1
    late = begun + timedelta(hours=1)
    with time_machine.travel(late, tick=False):
        assert hits(box) == 0
        jobs.tick(actor=CLOCK, at=late)
    entry.refresh_from_db()
    assert (entry.status, entry.ended_because) == (Entry.Status.EXPIRED, "not approved and checked in time")
    ended = LogEntry.objects.get(event="entry.expired")
    assert json.loads(ended.facts)["not_approved_in_time"] == 1


@pytest.mark.proves(clauses.F_B_1)
def test_the_fast_lane_gives_a_plate_no_second_hour_whoever_proposes_it_and_however_the_first_ended() -> None:
    begun, officer = now(), person()
    first = actions.propose(entries.proposal(**AMBER), actor=officer.actor(), at=begun)
    hour = timedelta(hours=1)

    def again(plate: str, at: datetime) -> Entry:
        return actions.propose(entries.proposal(plate, **AMBER, expires_at=at + hour), actor=person().actor(), at=at)

    with pytest.raises(PolicyRefusal, match="has stood in the fast lane"):
        again("AB 12345", begun)
    actions.remove(first.pk, because="renewed", actor=officer.actor(), at=begun)
    for plate in ("AB 12345", "A8 I2345"):
        with pytest.raises(PolicyRefusal, match="has stood in the fast lane"):
            again(plate, begun + hour)
    assert again("BB 22222", begun).on_trial
    assert again("AB 12345", begun + timedelta(days=30)).on_trial
    # One that was approved and checked is no way past anybody.
    approved_one = approve(again("CC 33333", now()))
    actions.verify(approved_one.pk, source="COLLECT", actor=officer.actor(), at=now())
    actions.remove(approved_one.pk, because="found", actor=officer.actor(), at=now())
    assert again("CC 33333", now()).on_trial


@pytest.mark.proves(clauses.F_B_1, clauses.F_B_1_III)
def test_a_check_after_the_hour_revives_no_entry_that_the_clock_has_not_ended_yet() -> None:
    begun, officer = now(), person()
    entry = approve(actions.propose(entries.proposal(**AMBER), actor=officer.actor(), at=begun))
    late = begun + timedelta(hours=1)
    with pytest.raises(PolicyRefusal, match="this entry has ended"):
        actions.verify(entry.pk, source="COLLECT terminal", actor=officer.actor(), at=late)
    with time_machine.travel(begun + timedelta(minutes=59), tick=False):
        asked = checking.ask(entry.pk, SIMULATED, actor=officer.actor(), at=now())
    answers = tuple(SIMULATED.by.exchange(each) for each in asked.question.messages())
    assert checking.answer(asked, answers, actor=officer.actor(), at=late).outcome == Check.Outcome.CONFIRMED
    entry.refresh_from_db()
    assert (entry.on_trial, entry.expires_at) == (True, late)


@pytest.mark.proves(clauses.F_B_1, clauses.F_B_1_IV)
def test_an_amber_alert_stands_as_long_as_was_asked_once_it_is_approved_and_checked() -> None:
    begun, officer = now(), person()
    until = begun + timedelta(days=2)
    entry = actions.propose(entries.proposal(**AMBER, expires_at=until), actor=officer.actor(), at=begun)
    entry = approve(entry)
    assert (entry.on_trial, entry.status) == (True, Entry.Status.ACTIVE)
    assert entry.expires_at == begun + timedelta(hours=1)
    entry = actions.verify(entry.pk, source="COLLECT terminal", actor=officer.actor(), at=now())
    assert (entry.on_trial, entry.status, entry.expires_at) == (False, Entry.Status.ACTIVE, until)


@pytest.mark.proves(clauses.E_B)
def test_only_officers_and_supervisors_use_the_fast_lane_and_only_for_such_alerts() -> None:
    for role in (Role.DISPATCHER, Role.ANALYST, Role.ADMINISTRATOR, Role.CHIEF):
        with pytest.raises(PolicyRefusal):
            actions.propose(entries.proposal(**AMBER), actor=person(role).actor(), at=now())
    with pytest.raises(PolicyRefusal) as refused:
        actions.propose(entries.proposal(fast_lane=True), actor=person().actor(), at=now())
    assert {each.field for each in refused.value.refusals} == {"record_type", "purpose"}
    assert not Entry.objects.exists()


@pytest.mark.proves(clauses.F_B_1_IV)
def test_a_plate_that_cjis_confirms_activates_an_approved_entry_with_time_source_and_messages() -> None:
    officer = person()
    entry = approve(actions.propose(entries.proposal(), actor=officer.actor(), at=now()))
    made = checking.check(entry.pk, SIMULATED, actor=officer.actor(), now=now)
    entry.refresh_from_db()
    assert (made.outcome, made.simulated, made.source) == ("confirmed", True, "CJIS simulator")
    assert made.messages[0] == "QV.CT0000000.LIC/AB12345.LIS/CT"
    assert (entry.status, entry.verified_source) == (Entry.Status.ACTIVE, "CJIS simulator")
    assert entry.verified_at == made.answered_at
    events = list(
        LogEntry.objects.filter(event__startswith="entry.check").order_by("seq").values_list("event", flat=True)
    )
    assert events == ["entry.check-asked", "entry.check-answered"]


@pytest.mark.proves(clauses.F_B_1_IV)
@pytest.mark.parametrize(
    ("plate", "outcome"), [("AB12503", "no answer"), ("AB12404", "not on file"), ("AB12207", "differs")]
)
def test_without_a_confirmation_the_entry_waits_and_says_why(plate: str, outcome: str) -> None:
    officer = person()
    entry = approve(actions.propose(entries.proposal(plate), actor=officer.actor(), at=now()))
    made = checking.check(entry.pk, SIMULATED, actor=officer.actor(), now=now)
    assert (made.outcome, bool(made.notes)) == (outcome, True)
    assert Entry.objects.get().status == Entry.Status.APPROVED
    assert hits(devices.box(), plate) == 0
    actions.verify(entry.pk, source="COLLECT terminal 4", actor=officer.actor(), at=now())
    assert Entry.objects.get().status == Entry.Status.ACTIVE
    assert [each.outcome for each in queries.checks(entry)] == ["confirmed", outcome]


def test_a_check_by_hand_keeps_when_it_was_and_one_from_yesterday_or_tomorrow_does_not_count() -> None:
    officer = person()
    entry = approve(actions.propose(entries.proposal(), actor=officer.actor(), at=now()))
    for wrong in (now() - timedelta(days=2), now() + timedelta(minutes=5)):
        with pytest.raises(PolicyRefusal, match="24 hours"):
            actions.verify(entry.pk, source="COLLECT", checked_at=wrong, actor=officer.actor(), at=now())
    looked = now() - timedelta(minutes=20)
    assert (
        actions.verify(entry.pk, source="COLLECT", checked_at=looked, actor=officer.actor(), at=now()).verified_at
        == looked
    )


def test_cjis_is_not_asked_about_a_pattern() -> None:
    officer = person()
    pattern = entries.proposal("AB1*", match_by=MatchBy.PATTERN)
    entry = actions.propose(pattern, actor=officer.actor(), at=now())
    assert entry.plate == "AB1*"
    with pytest.raises(PolicyRefusal, match="one plate"):
        checking.check(entry.pk, SIMULATED, actor=officer.actor(), now=now)
    assert not Check.objects.exists()


@pytest.fixture
def silent_switch() -> Iterator[Switch]:
    """A message switch that takes a connection and says half an answer."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        held: list[socket.socket] = []

        def hold() -> None:
            taken, _ = listening.accept()
            taken.sendall(b"\x02RR.LIC/")
            held.append(taken)

        thread = threading.Thread(target=hold)
        thread.start()
        yield Switch("127.0.0.1", listening.getsockname()[1], timeout_s=0.2)
        thread.join()
        for each in held:
            each.close()


def test_a_switch_that_does_not_answer_in_time_or_is_down_leaves_the_entry_waiting(silent_switch: Switch) -> None:
    officer = person()
    entry = approve(actions.propose(entries.proposal(), actor=officer.actor(), at=now()))
    made = checking.check(entry.pk, Line(silent_switch, "CT0001500"), actor=officer.actor(), now=now)
    assert (made.outcome, "did not answer within" in made.notes[0]) == ("no answer", True)
    with socket.create_server(("127.0.0.1", 0)) as closing:
        nobody = Switch("127.0.0.1", closing.getsockname()[1], timeout_s=0.2)
    made = checking.check(entry.pk, Line(nobody, "CT0001500"), actor=officer.actor(), now=now)
    assert (made.outcome, "cannot be reached" in made.notes[0]) == ("no answer", True)
    assert Entry.objects.get().status == Entry.Status.APPROVED


def test_a_switch_answers_between_stx_and_etx() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            for reply in (b"1L01.NO RECORD", b"RR.LIC/AB12345.LIS/CT"):
                taken, _ = listening.accept()
                with taken:
                    assert taken.recv(4096).startswith(b"\x02")
                    taken.sendall(b"\x02" + reply[:4])
                    taken.sendall(reply[4:] + b"\x03")

        thread = threading.Thread(target=answer)
        thread.start()
        officer = person()
        entry = approve(actions.propose(entries.proposal(), actor=officer.actor(), at=now()))
        line = Line(Switch("127.0.0.1", listening.getsockname()[1], timeout_s=5), "CT0001500")
        made = checking.check(entry.pk, line, actor=officer.actor(), now=now)
        thread.join()
    assert (made.outcome, made.simulated) == ("confirmed", False)


@pytest.mark.proves(clauses.F_B_1_II, clauses.F_B_1)
def test_an_extension_needs_a_second_person_and_stays_within_the_limit() -> None:
    officer, supervisor = person(), person(Role.SUPERVISOR)
    entry = entries.active_entry()
    until = now() + timedelta(days=20)
    for wrong, words in ((now() + timedelta(days=60), "within the next"), (entry.expires_at, "that long already")):
        with pytest.raises(PolicyRefusal, match=words):
            extensions.ask(entry.pk, until=wrong, why="Still missing.", actor=officer.actor(), at=now())
    asked = extensions.ask(entry.pk, until=until, why="Still missing.", actor=supervisor.actor(), at=now())
    assert Entry.objects.get().expires_at == entry.expires_at
    with pytest.raises(PolicyRefusal, match="yourself"):
        extensions.decide(asked.pk, approved=True, actor=supervisor.actor(), at=now())
    extensions.decide(asked.pk, approved=True, actor=person(Role.SUPERVISOR).actor(), at=now())
    assert Entry.objects.get().expires_at == until


def test_an_extension_that_is_refused_or_asked_before_the_approval_changes_nothing() -> None:
    officer = person()
    entry = actions.propose(entries.proposal(), actor=officer.actor(), at=now())
    until = now() + timedelta(days=5)
    with pytest.raises(PolicyRefusal, match="not approved"):
        extensions.ask(entry.pk, until=until, why="Still missing.", actor=officer.actor(), at=now())
    approve(entry)
    actions.verify(entry.pk, source="COLLECT", actor=officer.actor(), at=now())
    asked = extensions.ask(entry.pk, until=until, why="Still missing.", actor=officer.actor(), at=now())
    extensions.decide(asked.pk, approved=False, reason="Found.", actor=person(Role.SUPERVISOR).actor(), at=now())
    assert Entry.objects.get().expires_at == entry.expires_at
    actions.remove(entry.pk, because="vehicle located", actor=officer.actor(), at=now())
    assert {each.kind for each in approved.of(f"entry:{entry.pk}")} == {Kind.MANUAL_ENTRY, Kind.EXTENSION}


@pytest.mark.proves(clauses.F_B_1_II)
def test_whoever_proposed_an_entry_is_reminded_once_before_it_expires() -> None:
    entry = entries.active_entry(expires_at=now() + timedelta(hours=30))
    assert reminding.remind(actor=CLOCK, at=now()) == 0
    soon = now() + timedelta(hours=8)
    assert reminding.remind(actor=CLOCK, at=soon) == 1
    assert reminding.remind(actor=CLOCK, at=soon + timedelta(minutes=1)) == 0
    proposer = Person.objects.get(pk=entry.proposed_by.removeprefix("person:"))
    assert reminding.reminders(proposer.actor()) == 1
    assert reminding.reminders(person().actor()) == 0
    badge = '<span class="pv-count">1<span class="visually-hidden"> due</span></span>'
    assert badge in client_of(proposer).get("/hot-lists/").content.decode()
    with time_machine.travel(soon, tick=False):
        assert "Yours to look after" in client_of(proposer).get("/hot-lists/entries/").content.decode()


@pytest.mark.proves(clauses.D_1)
def test_nobody_but_proposer_audience_and_approvers_knows_of_a_covert_entry() -> None:
    officer, told, stranger, supervisor = person(), person(), person(), person(Role.SUPERVISOR)
    covert = entries.proposal(covert=True, audience=(told.pk,))
    entry = actions.propose(covert, actor=officer.actor(), at=now())
    address = f"/hot-lists/entries/{entry.pk}/"
    for someone, sees in ((officer, True), (told, True), (supervisor, True), (stranger, False)):
        client = client_of(someone)
        assert client.get(address).status_code == (200 if sees else 404), someone
        assert ("AB12345" in client.get("/hot-lists/entries/").content.decode()) is sees, someone
        assert client.get(f"/search/?entry={entry.pk}").status_code == (200 if sees else 404), someone
        assert bool(queries.manual_entries(someone.actor())) is sees
    for act in ("verify", "remove", "extend", "check"):
        assert client_of(stranger).post(f"{address}{act}", {"because": "x", "source": "y"}).status_code == 404
    with pytest.raises(Entry.DoesNotExist):
        actions.remove(entry.pk, because="x", actor=stranger.actor(), at=now())
    assert client_of(person(Role.CHIEF)).get(address).status_code == 404
    assert sum(each.active for each in queries.lists()) == 0


def test_no_count_of_entries_and_no_answer_to_a_box_tells_that_a_covert_entry_exists() -> None:
    box, officer = devices.box(), person()
    entries.active_entry("BB 22222")
    shown = queries._past_expiry(now()).words  # noqa: SLF001 - what the page of compliance asks
    entries.active_entry("CC 33333", covert=True, audience=(officer.pk,))
    assert queries._past_expiry(now()).words == shown  # noqa: SLF001 - the same
    told = box.send(devices.batch(box.camera, devices.read("CC33333"), devices.read("BB22222"))).json()
    assert (Alert.objects.count(), told["hits"]) == (2, 1)


def test_an_audience_is_of_people_who_see_alerts() -> None:
    clerk = person(Role.RECORDS_CLERK)
    with pytest.raises(PolicyRefusal, match="does not see alerts"):
        actions.propose(entries.proposal(audience=(clerk.pk,)), actor=person().actor(), at=now())


@pytest.mark.proves(clauses.F_B_1_II)
def test_a_supervisor_decides_an_extension_where_everything_waits_for_a_second_person() -> None:
    entry = entries.active_entry()
    until = now() + timedelta(days=9)
    asked = extensions.ask(entry.pk, until=until, why="Still missing.", actor=person().actor(), at=now())
    client = client_of(person(Role.SUPERVISOR))
    page = client.get("/approvals/").content.decode()
    assert "A longer time for an entry" in page
    assert "Still missing." in page
    assert client.post(f"/approvals/{asked.pk}/", {"approved": "yes"}).status_code == 303
    assert Entry.objects.get().expires_at == until
    assert "Approved" in client.get(f"/hot-lists/entries/{entry.pk}/").content.decode()


def test_without_a_line_a_check_is_recorded_by_hand_and_the_page_offers_nothing_else() -> None:
    officer = person()
    entry = approve(actions.propose(entries.proposal(), actor=officer.actor(), at=now()))
    client, address = client_of(officer), f"/hot-lists/entries/{entry.pk}/"
    page = client.get(address).content.decode()
    assert "Record a check by hand" in page
    assert "simulator" not in page
    assert client.post(f"{address}check").status_code == 404
    assert client.post(f"{address}verify", {"source": "", "checked_at": "soon"}).status_code == 422
    assert client.post(f"{address}verify", {"source": "COLLECT terminal 4"}).status_code == 303
    assert Entry.objects.get().status == Entry.Status.ACTIVE


@pytest.mark.parametrize("form", [{}, {"until": "never", "why": "x"}, {"until": "2026-12-01T10:00", "why": ""}])
def test_an_extension_that_cannot_be_read_comes_back_with_what_is_wrong(form: dict[str, str]) -> None:
    entry = entries.active_entry()
    answer = client_of(person()).post(f"/hot-lists/entries/{entry.pk}/extend", form)
    assert answer.status_code == 422
    assert "pv-error" in answer.content.decode()
