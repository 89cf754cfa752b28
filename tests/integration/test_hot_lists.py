"""From a proposal to an entry that alerts, and to its end."""

from datetime import UTC, datetime, timedelta

import pytest

from factories import devices, entries
from factories.people import person
from plainview.alerts.models import Alert
from plainview.audit.models import Entry as LogEntry
from plainview.hotlists import actions, imports, queries
from plainview.hotlists.models import Entry
from plainview.matching.rules import Tier
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal
from plainview.terms.actor import Role, job

pytestmark = pytest.mark.usefixtures("instance")


def now() -> datetime:
    return datetime.now(UTC)


def hits(plate: str, state: str | None = "CT") -> list[Alert]:
    box = devices.box(f"Camera for {plate} {now().timestamp()}")
    answer = box.send(devices.batch(box.camera, devices.read(plate, state)))
    assert answer.status_code == 200, answer.content
    return list(Alert.objects.filter(camera_id=box.camera.pk))


@pytest.mark.proves(clauses.F_B_1, clauses.F_B_1_IV)
def test_an_entry_alerts_only_once_a_second_person_approved_and_the_plate_was_checked() -> None:
    officer, supervisor = person(), person(Role.SUPERVISOR)
    entry = actions.propose(entries.proposal(), actor=officer.actor(), at=now())
    assert hits("AB 12345") == []
    actions.decide(entry.pk, approved=True, actor=supervisor.actor(), at=now())
    assert hits("AB 12345") == []
    actions.verify(entry.pk, source="COLLECT terminal 2", actor=officer.actor(), at=now())
    (alert,) = hits("AB 12345")
    assert (alert.entry_id, alert.tier, alert.entry_vehicle) == (entry.pk, Tier.EXACT, "blue Honda")


@pytest.mark.proves(clauses.F_B_1)
def test_nobody_approves_their_own_entry() -> None:
    supervisor = person(Role.SUPERVISOR)
    entry = actions.propose(entries.proposal(), actor=supervisor.actor(), at=now())
    with pytest.raises(PolicyRefusal) as refused:
        actions.decide(entry.pk, approved=True, actor=supervisor.actor(), at=now())
    assert refused.value.refusals[0].clause is clauses.F_B_1
    assert Entry.objects.get().status == Entry.Status.PROPOSED
    assert LogEntry.objects.filter(outcome="refused", clause="F.b.1").count() == 1


def test_an_operator_cannot_approve() -> None:
    entry = actions.propose(entries.proposal(), actor=person().actor(), at=now())
    with pytest.raises(PolicyRefusal):
        actions.decide(entry.pk, approved=True, actor=person().actor(), at=now())


def test_a_refused_proposal_never_alerts_and_a_decision_stands() -> None:
    entry = actions.propose(entries.proposal(), actor=person().actor(), at=now())
    actions.decide(entry.pk, approved=False, reason="No case.", actor=person(Role.SUPERVISOR).actor(), at=now())
    with pytest.raises(PolicyRefusal):
        actions.decide(entry.pk, approved=True, actor=person(Role.SUPERVISOR).actor(), at=now())
    with pytest.raises(PolicyRefusal):
        actions.verify(entry.pk, source="COLLECT", actor=person().actor(), at=now())
    assert hits("AB 12345") == []


@pytest.mark.proves(clauses.F_B_1_III)
def test_a_removed_entry_stops_alerting_at_once() -> None:
    entry = entries.active_entry()
    assert len(hits("AB 12345")) == 1
    actions.remove(entry.pk, because="vehicle located", actor=person().actor(), at=now())
    assert hits("AB 12345") == []


@pytest.mark.proves(clauses.F_B_1_III)
def test_an_entry_past_its_expiry_does_not_alert_even_before_the_clock_job_ran() -> None:
    entry = entries.active_entry()
    assert len(hits("AB 12345")) == 1
    Entry.objects.filter(pk=entry.pk).update(expires_at=now() - timedelta(seconds=1), revision=entry.revision + 10_000)
    assert hits("AB 12345") == []
    assert actions.expire(actor=job("clock"), at=now()) == 1
    assert Entry.objects.get(pk=entry.pk).status == Entry.Status.EXPIRED
    assert actions.expire(actor=job("clock"), at=now()) == 0


@pytest.mark.proves(clauses.B)
def test_doubt_about_a_hit_is_named() -> None:
    entries.active_entry("AB 12345", state="CT")
    assert [alert.tier for alert in hits("AB 12345", None)] == [Tier.STATE_UNREAD]
    assert [alert.tier for alert in hits("A8 12345", "CT")] == [Tier.LOOK_ALIKE]


def test_an_import_replaces_the_lists_earlier_version() -> None:
    entries.imported(entries.line("AB11111"), entries.line("AB22222"))
    done = entries.imported(entries.line("AB22222"), entries.line("AB33333"), entries.line("AB44444", days=-1))
    assert (done.entries, done.replaced, done.expired) == (2, 2, 1)
    assert hits("AB11111") == []
    assert len(hits("AB33333")) == 1
    assert [each.active for each in queries.lists()] == [2]


def test_a_bad_line_stops_the_import_unless_the_person_keeps_the_good_ones() -> None:
    entries.imported(entries.line("AB11111"))
    with pytest.raises(imports.ImportStopped) as stopped:
        entries.imported(entries.line("AB22222"), entries.line("AB33333", state="Ohio"))
    assert [(fault.line, fault.field) for fault in stopped.value.faults] == [(3, "state")]
    assert Entry.objects.filter(status="active").get().plate == "AB11111"
    done = entries.imported(entries.line("AB22222"), entries.line("AB33333", state="Ohio"), keep_good=True)
    assert (done.entries, len(done.faults)) == (1, 1)
    assert Entry.objects.filter(status="active").get().plate == "AB22222"


@pytest.mark.proves(clauses.F_B_1_III)
def test_an_entry_that_ended_while_it_waited_cannot_be_approved() -> None:
    officer = person()
    entry = actions.propose(entries.proposal(), actor=officer.actor(), at=now())
    actions.remove(entry.pk, because="vehicle located", actor=officer.actor(), at=now())
    with pytest.raises(PolicyRefusal, match="ended"):
        actions.decide(entry.pk, approved=True, actor=person(Role.SUPERVISOR).actor(), at=now())


@pytest.mark.proves(clauses.F_B_1)
def test_an_import_cannot_take_the_place_of_the_entries_that_two_people_made() -> None:
    entry = entries.active_entry()
    with pytest.raises(PolicyRefusal, match="two people"):
        entries.imported(entries.line("AB22222"), name=entry.hot_list.name)
    assert Entry.objects.get(pk=entry.pk).status == Entry.Status.ACTIVE


def test_a_sample_list_stays_marked_as_one() -> None:
    content = (entries.HEADER + entries.line()).encode()
    entries.agreed(imports.import_csv("S", content, simulated=True, actor=devices.CONSOLE, at=now()).version)
    entries.imported(entries.line("AB22222"), name="S")
    assert [each.simulated for each in queries.lists()] == [True]


def test_of_two_supervisors_the_faster_one_decides() -> None:
    from plainview.approvals.actions import AlreadyDecided

    entry = entries.active_entry()
    with pytest.raises(AlreadyDecided):
        actions.decide(entry.pk, approved=False, actor=person(Role.SUPERVISOR).actor(), at=now())
