"""Versions of imported lists: what takes over, what waits, what is refused, the way back, and what matching meets."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.db import DatabaseError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import devices
from factories.devices import CONSOLE
from factories.entries import agreed
from factories.lists import active, arrival, brought, came, in_force, record, source
from factories.people import person
from plainview.approvals import actions as approvals
from plainview.approvals import queries as asked
from plainview.audit.models import Entry as LogEntry
from plainview.hotlists import actions, merging, settling, simulator, source_queries, sources, versions
from plainview.hotlists.formats.kinds import Kind
from plainview.hotlists.formats.line import FileRefused
from plainview.hotlists.models import Entry, ListLine, Version
from plainview.matching.index import Index
from plainview.policy import clauses
from plainview.policy.decisions import PolicyRefusal
from plainview.terms.actor import Actor, Role, job

pytestmark = pytest.mark.usefixtures("instance")
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def now() -> datetime:
    return datetime.now(UTC)


def met(index: Index, *plates: str) -> list[str]:
    return sorted(
        each.read.reading.plate for each in index.candidates([devices.read(plate) for plate in plates], at=now())
    )


@pytest.mark.proves(clauses.F_B_1)
def test_a_new_list_alerts_nobody_until_a_second_person_agrees() -> None:
    supervisor, other = person(Role.SUPERVISOR).actor(), person(Role.SUPERVISOR).actor()
    of = source()
    version = versions.upload(of.pk, arrival([record(1)]), keep_good=False, actor=supervisor, at=now())
    assert (version.status, active(), met(Index(), "AA00001")) == ("waiting", set(), [])
    with pytest.raises(PolicyRefusal, match="you made this request yourself"):
        versions.decide(version.pk, approved=True, actor=supervisor, at=now())
    with pytest.raises(PolicyRefusal):
        versions.decide(version.pk, approved=True, actor=person().actor(), at=now())
    assert active() == set()
    done = versions.decide(version.pk, approved=True, actor=other, at=now())
    assert (done.status, active(), met(Index(), "AA00001")) == ("in force", {"AA00001"}, ["AA00001"])
    assert ListLine.objects.count() == 0


@pytest.mark.proves(clauses.F_B_1)
def test_a_refused_version_changes_nothing_and_needs_a_reason() -> None:
    of = source()
    version = brought(of, [record(1)])
    with pytest.raises(PolicyRefusal, match="reason"):
        versions.decide(version.pk, approved=False, actor=person(Role.SUPERVISOR).actor(), at=now())
    done = versions.decide(
        version.pk, approved=False, reason="wrong file", actor=person(Role.SUPERVISOR).actor(), at=now()
    )
    assert (done.status, active(), ListLine.objects.count()) == ("refused", set(), 0)
    with pytest.raises(approvals.AlreadyDecided):
        versions.decide(version.pk, approved=True, actor=person(Role.SUPERVISOR).actor(), at=now())


def test_an_import_says_what_was_added_changed_and_removed_and_touches_only_that() -> None:
    of = source()
    in_force(of, [record(number) for number in range(6)])
    before = {entry.plate: entry for entry in Entry.objects.all()}
    done = came(of, [record(0), record(1, colour="RED"), record(2), record(3), record(4), record(9)])
    assert (done.status, done.added, done.changed, done.removed) == ("in force", 1, 1, 1)
    assert active() == {"AA00000", "AA00001", "AA00002", "AA00003", "AA00004", "AA00009"}
    after = {entry.plate: entry for entry in Entry.objects.all()}
    assert {plate for plate, entry in before.items() if after[plate].version_id != entry.version_id} == {
        "AA00001",
        "AA00005",
    }
    assert (after["AA00001"].pk, after["AA00001"].colour) == (before["AA00001"].pk, "red")
    gone = after["AA00005"]
    assert (gone.status, gone.ended_because) == ("removed", "no longer on its list")
    assert done.revision == LogEntry.objects.order_by("-seq").values_list("seq", flat=True)[0]


def test_a_feed_that_shrinks_too_much_waits_and_the_list_stays_as_it_is() -> None:
    of = source()
    in_force(of, [record(number) for number in range(40)])
    held = versions.deliver(of.pk, arrival([record(number) for number in range(20)]), actor=job("clock"), at=now())
    assert held.status == "waiting"
    assert held.reasons == ["20 entries are no longer in it, 50 % of 40."]
    assert len(active()) == 40
    assert agreed(held).status == "in force"
    assert len(active()) == 20


@pytest.mark.proves(clauses.F_B_1)
def test_no_entry_that_a_person_brings_alerts_on_their_word_alone() -> None:
    of = source()
    in_force(of, [record(number) for number in range(40)])
    same = [record(number) for number in range(39)]
    assert brought(of, same).status == "in force"
    held = brought(of, [*same, record(50)])
    assert (held.status, "AA00050" in active()) == ("waiting", False)
    assert held.reasons == ["A person brought the file: 1 new or changed."]
    assert brought(of, [record(0, colour="RED"), *same[1:]]).status == "waiting"


@pytest.mark.proves(clauses.F_B_1)
def test_other_vehicles_under_known_numbers_are_entries_that_go_and_come() -> None:
    of = source()
    in_force(of, [record(number) for number in range(40)])
    held = came(of, [record(number, plate=f"ZZ{number:05}") for number in range(40)])
    assert (held.status, held.changed) == ("waiting", 40)
    assert held.reasons == ["40 entries are no longer in it, 100 % of 40.", "40 entries are new in it, 100 % of 40."]


def test_a_feed_that_grows_too_much_or_is_bad_in_too_many_lines_waits() -> None:
    of = source()
    in_force(of, [record(number) for number in range(40)])
    grown = versions.deliver(of.pk, arrival([record(number) for number in range(60)]), actor=job("clock"), at=now())
    assert grown.reasons == ["20 entries are new in it, 50 % of 40."]
    lines = [*(record(number) for number in range(40)), "X\n"]
    bad = versions.deliver(of.pk, arrival(lines), actor=job("clock"), at=now())
    assert bad.reasons == ["1 of 41 lines could not be read."]
    grown.refresh_from_db()
    assert (grown.status, grown.reasons[-1]) == ("refused", "A later file took its place.")
    assert [each.state(now()).name for each in asked.of(settling.subject(grown))] == ["EXPIRED"]


def test_bad_lines_stop_what_a_person_brings_until_they_keep_the_good_ones() -> None:
    of = source()
    in_force(of, [record(1), record(2)])
    with pytest.raises(versions.ImportStopped) as stopped:
        brought(of, [record(1), "V12\n", record(3)])
    assert (stopped.value.good, stopped.value.bad, stopped.value.faults[0].line) == (2, 1, 2)
    assert active() == {"AA00001", "AA00002"}
    done = agreed(brought(of, [record(1), "V12\n", record(3)], keep=True))
    assert (done.status, done.bad, done.faults) == (
        "in force",
        1,
        [[2, "NIC", "must be a file code of NCIC and nine digits", "V12"]],
    )
    assert active() == {"AA00001", "AA00003"}


def test_a_number_that_stands_twice_is_counted_once_and_a_contradiction_is_a_fault() -> None:
    of = source()
    version = brought(of, [record(1), record(1), record(2), record(2, plate="ZZ1")], keep=True)
    assert (version.entries, version.repeated, version.bad) == (2, 1, 1)
    (fault,) = version.faults
    assert fault[:3] == [4, "source_id", "V000000002 stands on line 3 already and says something else"]
    agreed(version)
    assert active() == {"AA00001", "AA00002"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\n\n", "no record"),
        ("".join(record(1)).encode("utf-16"), "UTF-16"),
        (record(1).encode() + record(2).encode()[:30], "cut off"),
    ],
)
def test_a_file_of_which_nothing_can_be_read_is_refused_on_record_and_changes_nothing(
    content: bytes, words: str
) -> None:
    of = source()
    in_force(of, [record(1)])
    with pytest.raises(FileRefused, match=words):
        versions.deliver(of.pk, arrival(content), actor=job("clock"), at=now())
    newest = source_queries.history(of.pk)[0]
    assert (newest.status, newest.number, active()) == ("refused", 2, {"AA00001"})
    assert words in newest.reasons[0]
    assert LogEntry.objects.filter(event="hotlist.refused").count() == 1


def test_a_feed_older_than_the_one_in_force_is_refused_and_one_from_the_future_too() -> None:
    of, at = source(), now()
    agreed(versions.upload(of.pk, arrival([record(1)], at - HOUR), keep_good=False, actor=CONSOLE, at=at))
    with pytest.raises(FileRefused, match="older than what is in force"):
        versions.upload(of.pk, arrival([record(2)], at - DAY), keep_good=False, actor=CONSOLE, at=at)
    with pytest.raises(FileRefused, match="lies ahead"):
        versions.upload(of.pk, arrival([record(2)], at + DAY), keep_good=False, actor=CONSOLE, at=at)
    assert active() == {"AA00001"}


def test_the_same_file_again_makes_no_version() -> None:
    of, at = source(), now()
    first = agreed(versions.upload(of.pk, arrival([record(1)], at - HOUR), keep_good=False, actor=CONSOLE, at=at))
    again = versions.upload(of.pk, arrival([record(1)], at - HOUR), keep_good=False, actor=CONSOLE, at=at)
    assert (again.pk, Version.objects.count()) == (first.pk, 1)
    newer = versions.upload(of.pk, arrival([record(1)], at), keep_good=False, actor=CONSOLE, at=at)
    assert (newer.status, newer.added, newer.changed, newer.removed) == ("in force", 0, 0, 0)


def test_an_import_that_breaks_off_leaves_nothing_half_done(monkeypatch: pytest.MonkeyPatch) -> None:
    of = source()
    in_force(of, [record(1)])
    whole = merging._insert  # noqa: SLF001 - where it breaks

    def broken(*_: object) -> object:
        raise DatabaseError("the connection broke")

    monkeypatch.setattr(merging, "_insert", broken)
    with pytest.raises(DatabaseError):
        came(of, [record(2)])
    assert (active(), [each.status for each in Version.objects.all()]) == ({"AA00001"}, ["in force"])
    monkeypatch.setattr(merging, "_insert", whole)
    came(of, [record(2), record(3)])
    assert active() == {"AA00002", "AA00003"}


@pytest.mark.proves(clauses.F_B_1_III)
def test_one_goes_back_to_the_version_before_with_a_reason_and_then_a_second_person_looks() -> None:
    of = source()
    in_force(of, [record(1), record(2), record(3)])
    ids = {entry.plate: entry.pk for entry in Entry.objects.all()}
    came(of, [record(1), record(2, colour="RED"), record(4)])
    with pytest.raises(PolicyRefusal, match="reason is missing"):
        versions.go_back(of.pk, because=" ", actor=CONSOLE, at=now())
    back = versions.go_back(of.pk, because="wrong file", actor=CONSOLE, at=now())
    assert (back.back_to, back.added, back.changed, back.removed) == (1, 1, 1, 1)
    assert active() == {"AA00001", "AA00002", "AA00003"}
    again = Entry.objects.get(plate="AA00002", status="active")
    assert (again.pk, again.colour) == (ids["AA00002"], "blue")
    assert met(Index(), "AA00001", "AA00003", "AA00004") == ["AA00001", "AA00003"]
    held = brought(of, [record(1), record(2), record(3)])
    assert held.status == "waiting"
    undone = versions.go_back(of.pk, because="it was right", actor=CONSOLE, at=now())
    assert (active(), undone.back_to) == ({"AA00001", "AA00002", "AA00004"}, 2)
    assert ListLine.objects.filter(version=held).count() == 3


def test_there_is_no_way_back_from_the_first_version() -> None:
    of = source()
    in_force(of, [record(1)])
    with pytest.raises(PolicyRefusal, match="no earlier version"):
        versions.go_back(of.pk, because="wrong", actor=CONSOLE, at=now())


@pytest.mark.proves(clauses.F_B_1_III)
def test_what_somebody_here_ended_stays_ended_while_the_source_lists_it_unchanged() -> None:
    of = source()
    in_force(of, [record(1), record(2)])
    actions.remove(Entry.objects.get(plate="AA00001").pk, because="vehicle located", actor=person().actor(), at=now())
    done = came(of, [record(1), record(2), record(3)])
    assert (done.ended_here, active()) == (1, {"AA00002", "AA00003"})
    came(of, [record(1, colour="RED"), record(2), record(3)])
    assert active() == {"AA00001", "AA00002", "AA00003"}


def test_an_entry_without_an_end_of_its_own_gets_one_and_is_renewed_while_it_is_listed() -> None:
    of = source(entry_days=30)
    in_force(of, [record(1), record(2)])
    Entry.objects.filter(plate="AA00001").update(expires_at=now() + DAY)
    later = now()
    came(of, [record(1), record(2), record(3)], at=later)
    first = Entry.objects.get(plate="AA00001")
    assert first.expires_at == later + 30 * DAY
    assert met(Index(), "AA00001") == ["AA00001"]
    versions.go_back(of.pk, because="wrong", actor=CONSOLE, at=now())
    assert active() == {"AA00001", "AA00002"}


def test_a_version_that_nobody_decides_ends_as_refused() -> None:
    of = source()
    version = brought(of, [record(1)])
    assert versions.end_undecided(actor=job("clock"), at=now()) == 0
    later = now() + settling.DECIDED_WITHIN + HOUR
    approvals.expire(actor=job("clock"), at=later)
    assert versions.end_undecided(actor=job("clock"), at=later) == 1
    version.refresh_from_db()
    assert (version.status, ListLine.objects.count()) == ("refused", 0)


@pytest.mark.proves(clauses.I_6)
def test_a_list_is_as_old_as_its_source_says_and_an_alert_says_so() -> None:
    from plainview.alerts.models import Alert

    of, at = source(stale_hours=6), now()
    version = versions.upload(of.pk, arrival([record(1)], at - 7 * HOUR), keep_good=False, actor=CONSOLE, at=at)
    agreed(version)
    assert source_queries.one(of.pk, at=at).stale
    look = source_queries._silent(at)  # noqa: SLF001 - what the page of compliance asks
    assert (look.kept, look.words) == (False, "NCIC: older than the source's settings allow")
    box = devices.box()
    assert box.send(devices.batch(box.camera, devices.read("AA00001"))).json()["hits"] == 1
    assert Alert.objects.get().entry_as_of == version.as_of
    newer = versions.upload(of.pk, arrival([record(1)], at), keep_good=False, actor=CONSOLE, at=at)
    assert newer.status == "in force"
    assert source_queries._silent(at).kept  # noqa: SLF001 - the same


@pytest.mark.proves(clauses.E_B, clauses.F_B_1)
def test_what_a_kind_of_record_may_alert_for_is_changed_on_record_and_then_a_second_person_looks() -> None:
    from plainview.terms.purpose import Purpose

    of = source()
    in_force(of, [record(1), record(2, kind="T")])
    assert active() == {"AA00001"}
    wanted = sources.wanted("NCIC", Kind.NCIC)
    supervisor: Actor = person(Role.SUPERVISOR).actor()
    changed = replace(wanted, purposes={**wanted.purposes, "T": Purpose.WATCH_LIST})
    sources.change(of.pk, changed, actor=supervisor, at=now())
    assert LogEntry.objects.filter(event="source.changed").count() == 1
    version = brought(of, [record(1), record(2, kind="T")])
    assert (version.status, version.added) == ("waiting", 1)
    agreed(version)
    assert Entry.objects.get(plate="AA00002").purpose == "E.a.11"


def test_a_simulated_source_marks_its_list_for_good() -> None:
    made = sources.add(sources.wanted("Sample", Kind.CSV, simulated=True), actor=CONSOLE, at=now())
    sources.change(made.pk, sources.wanted("Sample", Kind.CSV), actor=CONSOLE, at=now())
    made.hot_list.refresh_from_db()
    assert made.hot_list.simulated
    some = simulator.vehicles(50)
    content = "".join(simulator.write(Kind.CSV, some, as_of=now())).encode()
    columns = {"plate": "License Plate", "offence": "Offense"}
    sources.name_columns(made.pk, columns, actor=CONSOLE, at=now())
    done = agreed(versions.upload(made.pk, arrival(content), keep_good=False, actor=CONSOLE, at=now()))
    assert (done.entries, len(active())) == (50, 50)


# What the index meets must be what is active, whatever came before: one index lives through all of it.
_STEP = st.one_of(
    st.tuples(st.just("import"), st.frozensets(st.integers(0, 7), min_size=1), st.sampled_from(["BLU", "RED"])),
    st.tuples(st.just("back"), st.just(frozenset[int]()), st.just("")),
    st.tuples(st.just("remove"), st.frozensets(st.integers(0, 7), max_size=1), st.just("")),
)
_NAMES = count()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(_STEP, min_size=1, max_size=6))
def test_the_index_meets_exactly_the_active_entries_after_any_imports_removals_and_ways_back(
    steps: list[tuple[str, frozenset[int], str]],
) -> None:
    letters, index = f"Q{next(_NAMES):03}", Index()
    plates = [f"{letters}{number}" for number in range(8)]
    of = sources.add(sources.wanted(letters, Kind.NCIC), actor=CONSOLE, at=now())
    for what, chosen, colour in steps:
        if what == "import":
            in_force(of, [record(number, plate=plates[number], colour=colour) for number in sorted(chosen)])
        elif what == "remove":
            for entry in Entry.objects.filter(plate__in=[plates[number] for number in chosen], status="active"):
                actions.remove(entry.pk, because="located", actor=person().actor(), at=now())
        elif source_queries.previous(of.pk) is not None:
            versions.go_back(of.pk, because="wrong", actor=CONSOLE, at=now())
        expected = sorted(active() & set(plates))
        fresh = Index()
        fresh.load()
        assert met(index, *plates) == met(fresh, *plates) == expected
