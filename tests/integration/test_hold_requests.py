"""An officer asks that reads be held: by the rules of a hold, decided by another; asking keeps nothing."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from factories import cases, devices
from factories.instance import Instance
from factories.people import person
from plainview import jobs
from plainview.accounts.models import Person
from plainview.approvals.actions import AlreadyDecided
from plainview.approvals.models import Approval
from plainview.archive.models import Read
from plainview.audit.models import Entry as LogEntry
from plainview.evidence import actions, asked, asking, preserving, queries
from plainview.evidence.models import HeldRead, Hold, HoldRequest, RequestedRead
from plainview.evidence.rules import Ground
from plainview.policy import clauses, parameters
from plainview.policy.decisions import PolicyRefusal
from plainview.terms.actor import Role, job

CLOCK = job("clock")


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def box(instance: Instance) -> devices.Box:
    return devices.box()


@pytest.fixture
def read(box: devices.Box) -> Read:
    box.send(devices.batch(box.camera, devices.read("AB 12345")))
    return Read.objects.get()


@pytest.fixture
def officer(box: devices.Box) -> Person:
    return person()


@pytest.fixture
def boss(box: devices.Box) -> Person:
    return person(Role.SUPERVISOR)


def goes(read: Read) -> datetime:
    return parameters.goes_at(read.captured_at, now())


@pytest.mark.proves(clauses.K_1, clauses.J_2)
def test_a_request_states_what_a_hold_states_and_only_some_roles_ask(read: Read, officer: Person) -> None:
    with pytest.raises(PolicyRefusal) as refused:
        cases.asked(by=officer, case_number=" ", scope="", ground=Ground("civil", "subpoena", "26-9"))
    assert [each.field for each in refused.value.refusals] == ["case_number", "scope", "authority", "document", "read"]
    for role in (Role.DISPATCHER, Role.CHIEF, Role.AUDITOR):
        with pytest.raises(PolicyRefusal, match="your role"):
            cases.asked(read, by=person(role))
    assert cases.asked(read, by=person(Role.ANALYST)).read_count == 1
    cases.asked(read, by=officer)
    with pytest.raises(PolicyRefusal, match="just this already"):
        cases.asked(read, by=officer)
    assert cases.asked(read, by=officer, case_number="26-2").case_number == "26-2"


@pytest.mark.proves(clauses.K_1, clauses.J_2, clauses.J_1)
def test_a_supervisor_accepts_and_both_names_stand_in_the_chain_of_custody(
    read: Read, officer: Person, boss: Person
) -> None:
    request = cases.asked(read, by=officer)
    assert not Hold.objects.exists()
    placed = asking.decide(request.pk, approved=True, actor=boss.actor(), at=now())
    assert placed is not None
    assert (placed.asked_by_name, placed.placed_by_name) == (officer.name, boss.name)
    assert [held.read_id for held in placed.reads.all()] == [read.id]
    (link,) = queries.custody(placed.pk)
    assert (link.event, link.who, link.facts["asked_by"]) == ("hold.placed", boss.name, officer.name)
    request.refresh_from_db()
    assert (request.ending, request.hold_id) == ("held", placed.pk)
    assert not RequestedRead.objects.exists()
    assert cases.log_of(request) == ["approval.asked", "hold.requested", "approval.decided"]
    jobs.purge(actor=CLOCK, at=goes(read))
    assert HeldRead.objects.get().preserved_at is not None
    assert not Read.objects.exists()


@pytest.mark.proves(clauses.K_1, clauses.F_B_1)
def test_nobody_accepts_their_own_request_and_officers_accept_none(read: Read, officer: Person, boss: Person) -> None:
    own = cases.asked(read, by=boss)
    with pytest.raises(PolicyRefusal, match="you asked for this hold yourself"):
        asking.decide(own.pk, approved=True, actor=boss.actor(), at=now())
    with pytest.raises(PolicyRefusal, match="your role may not place and release holds"):
        asking.decide(own.pk, approved=True, actor=officer.actor(), at=now())
    assert not Hold.objects.exists()
    assert asking.decide(own.pk, approved=True, actor=person(Role.SUPERVISOR).actor(), at=now()) is not None


@pytest.mark.proves(clauses.K_1)
def test_a_refusal_has_a_reason_and_leaves_no_plate_behind(read: Read, officer: Person, boss: Person) -> None:
    request = cases.asked(read, by=officer, ground=Ground("criminal", "warrant", "W-26-7"), document=cases.WARRANT)
    with pytest.raises(PolicyRefusal, match="the reason of the refusal is missing"):
        asking.decide(request.pk, approved=False, actor=boss.actor(), at=now())
    assert RequestedRead.objects.count() == 1
    asking.decide(request.pk, approved=False, reason="Not this vehicle.", actor=boss.actor(), at=now())
    request.refresh_from_db()
    assert (request.ending, request.paper_sealed) == ("refused", None)
    assert not RequestedRead.objects.exists()
    assert cases.log_of(request) == ["approval.asked", "hold.requested", "approval.decided", "hold.request-refused"]
    facts = "".join(LogEntry.objects.values_list("facts", flat=True))
    assert "AB12345" not in facts
    assert "Not this vehicle" not in facts
    assert "Shown at the scene" not in facts
    with pytest.raises(AlreadyDecided):
        asking.decide(request.pk, approved=True, actor=boss.actor(), at=now())


@pytest.mark.proves(clauses.K_1)
def test_only_whoever_asked_takes_it_back_and_nobody_can_accept_it_then(
    read: Read, officer: Person, boss: Person
) -> None:
    request = cases.asked(read, by=officer)
    with pytest.raises(PolicyRefusal, match="somebody else asked for this"):
        asking.take_back(request.pk, actor=person().actor(), at=now())
    asking.take_back(request.pk, actor=officer.actor(), at=now())
    for late in (
        lambda: asking.take_back(request.pk, actor=officer.actor(), at=now()),
        lambda: asking.decide(request.pk, approved=True, actor=boss.actor(), at=now()),
    ):
        with pytest.raises(AlreadyDecided):
            late()
    assert cases.log_of(request)[-2:] == ["approval.expired", "hold.request-taken-back"]
    assert not Hold.objects.exists()
    assert not RequestedRead.objects.exists()


@pytest.mark.proves(clauses.K_1)
def test_asking_keeps_nothing_and_what_the_purge_came_before_ends_as_too_late(
    read: Read, officer: Person, boss: Person
) -> None:
    request, end = cases.asked(read, by=officer), goes(read)
    assert Approval.objects.get(pk=request.approval_id).expires_at == end
    before = end - timedelta(seconds=1)
    jobs.purge(actor=CLOCK, at=before)
    assert asked.one(request.pk, viewer=boss.actor(), at=before).waits
    with pytest.raises(PolicyRefusal, match="expired"):
        asking.decide(request.pk, approved=True, actor=boss.actor(), at=end)
    assert asked.one(request.pk, viewer=officer.actor(), at=end).state == "too late: the purge came first"
    jobs.tick(actor=CLOCK, at=end)
    assert not Read.objects.exists()
    assert not RequestedRead.objects.exists()
    assert not Hold.objects.exists()
    request.refresh_from_db()
    assert request.ending == "too late"
    late = LogEntry.objects.get(event="hold.request-too-late")
    assert json.loads(late.facts) == {"asked_by": officer.name, "case_number": "26-1", "gone": 1, "left": 0}
    jobs.purge(actor=CLOCK, at=end + timedelta(minutes=1))
    assert LogEntry.objects.filter(event="hold.request-too-late").count() == 1
    jobs.purge(actor=CLOCK, at=end + timedelta(days=40))
    assert not HoldRequest.objects.exists()


@pytest.mark.proves(clauses.K_1)
def test_of_several_reads_those_that_are_left_can_still_be_held(
    box: devices.Box, officer: Person, boss: Person
) -> None:
    box.send(devices.batch(box.camera, devices.read("AB 12345", captured_at=now() - timedelta(days=3))))
    box.send(devices.batch(box.camera, devices.read("AB 12345")))
    old, new = Read.objects.order_by("captured_at")
    request = cases.asked(old, new, by=officer, review_on=now().date() + timedelta(days=2))
    late = goes(old)
    jobs.purge(actor=CLOCK, at=late)
    found = asked.one(request.pk, viewer=boss.actor(), at=late)
    assert (found.waits, found.left, found.gone, found.first_goes) == (True, 1, 1, goes(new))
    placed = asking.decide(request.pk, approved=True, actor=boss.actor(), at=late)
    assert placed is not None
    assert [held.read_id for held in placed.reads.all()] == [new.id]
    assert placed.review_on == late.date() + timedelta(days=1)


@pytest.mark.proves(clauses.K_1)
def test_the_law_of_the_day_decides_when_the_supervisor_does(read: Read, officer: Person, boss: Person) -> None:
    before = datetime(2026, 9, 29, 12, tzinfo=UTC)
    box = devices.box("Elm Street")
    box.send(devices.batch(box.camera, devices.read("CD 6789")))
    other = Read.objects.get(plate="CD6789")
    subpoena = Ground("civil", "subpoena", "26-9")
    request = cases.asked(other, by=officer, at=before, ground=subpoena, document=cases.WARRANT)
    with pytest.raises(PolicyRefusal, match="subpoena does not keep reads"):
        asking.decide(request.pk, approved=True, actor=boss.actor(), at=now())
    assert asked.one(request.pk, viewer=boss.actor(), at=now()).waits


def test_a_paper_goes_from_the_request_to_the_hold_and_its_opening_is_logged(
    read: Read, officer: Person, boss: Person
) -> None:
    request = cases.asked(read, by=officer, ground=Ground("criminal", "warrant", "W-26-7"), document=cases.WARRANT)
    assert cases.WARRANT.content not in bytes(request.paper_sealed or b"")
    with pytest.raises(PolicyRefusal):
        asking.open_document(request.pk, actor=officer.actor(), at=now())
    paper = asking.open_document(request.pk, actor=boss.actor(), at=now())
    assert paper == cases.WARRANT
    assert cases.log_of(request)[-1] == "hold.document-opened"
    placed = asking.decide(request.pk, approved=True, actor=boss.actor(), at=now())
    assert placed is not None
    (kept,) = queries.documents_of(placed)
    assert actions.open_document(kept.pk, actor=boss.actor(), at=now())[1] == cases.WARRANT.content


def test_the_papers_of_open_requests_go_under_a_new_master_key(read: Read, officer: Person) -> None:
    from cryptography.exceptions import InvalidTag

    from plainview.archive.master_key import Change, master_key
    from plainview.evidence import keys

    request = cases.asked(read, by=officer, ground=Ground("criminal", "warrant", "W-26-7"), document=cases.WARRANT)
    before = bytes(request.paper_sealed or b"")
    assert keys.rewrap(Change(master_key(), b"n" * 32)) == (0, 1)
    request.refresh_from_db()
    assert bytes(request.paper_sealed or b"") != before
    with pytest.raises(InvalidTag):
        asking.open_document(request.pk, actor=person(Role.SUPERVISOR).actor(), at=now())


def test_what_is_preserved_is_what_was_asked_for(read: Read, officer: Person, boss: Person) -> None:
    placed = asking.decide(cases.asked(read, by=officer).pk, approved=True, actor=boss.actor(), at=now())
    assert placed is not None
    assert preserving.picture(placed.reads.get(), "photograph") == devices.jpeg()


def test_the_search_that_found_it_and_the_request_go_along_with_a_package(
    read: Read, officer: Person, boss: Person
) -> None:
    from plainview.evidence import contents

    request = cases.asked(read, by=officer)
    placed = asking.decide(request.pk, approved=True, actor=boss.actor(), at=now())
    assert placed is not None
    said = contents.entries(placed, list(contents.items(placed)))
    assert {"hold.requested", "approval.decided", "hold.placed"} <= {str(each["event"]) for each in said}
