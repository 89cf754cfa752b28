"""The entries in memory find what a walk through all of them finds."""

import uuid
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.reads import read, vehicle
from factories.wanted import AT, columns, entry
from plainview.hotlists.matchable import Columns, Matchable
from plainview.matching.known import Known, wanted
from plainview.matching.own import Own
from plainview.matching.packed import ColumnsDiffer, Packed
from plainview.matching.rules import Seen, Tier, Vehicle, in_force, tier
from plainview.policy import clauses
from plainview.terms import plate as plates
from plainview.terms.entry import MatchBy

# Few characters, some that look alike, so that what is random meets often.
TEXTS = st.text("AB8O0", min_size=1, max_size=5)
STATES = st.sampled_from(["CT", "NY", ""])
COLOURS = st.sampled_from(["", "blue", "dark blue", "red"])
MAKES = st.sampled_from(["", "Honda", "Ford"])
EXPIRIES = st.sampled_from([AT - timedelta(days=1), AT, AT + timedelta(microseconds=1), AT + timedelta(days=9)])


@st.composite
def entries(draw: st.DrawFn) -> Matchable:
    match_by = draw(st.sampled_from(MatchBy))
    text = {
        MatchBy.PLATE: TEXTS,
        MatchBy.NEAR: TEXTS,
        MatchBy.PATTERN: st.text("AB0?*", min_size=1, max_size=5),
        MatchBy.DESCRIPTION: st.just(""),
    }[match_by]
    return entry(
        draw(text),
        draw(STATES),
        expires_at=draw(EXPIRIES),
        match_by=match_by,
        colour=draw(COLOURS),
        make=draw(MAKES),
    )


SEEN = st.builds(
    Seen, TEXTS, st.sampled_from(["CT", "NY", None]), st.none() | st.builds(Vehicle, COLOURS, MAKES, st.just(""))
)


def scanned(listed: list[Matchable], seen: Seen) -> set[tuple[uuid.UUID, Tier]]:
    found = [(each, tier(seen, each)) for each in map(wanted, (row for row in listed if row.active))]
    return {(each.entry, how) for each, how in found if how is not None and in_force(each, at=AT)}


def loaded(listed: list[Matchable], revision: int = 1) -> Known:
    packed = [each for each in listed if each.match_by is MatchBy.PLATE]
    own = [wanted(each) for each in listed if each.match_by is not MatchBy.PLATE]
    return Known(revision, Packed(columns(packed)), Own(own))


def found(known: Known, seen: Seen) -> list[tuple[uuid.UUID, Tier]]:
    return [(each.entry, how) for each, how in known.find(seen, plates.folded(seen.plate), at=AT)]


@pytest.mark.proves(clauses.B, clauses.F_B_1_III)
@given(st.lists(entries(), max_size=12), st.lists(SEEN, min_size=1, max_size=6))
def test_what_is_loaded_finds_what_a_walk_through_all_entries_finds(listed: list[Matchable], seen: list[Seen]) -> None:
    known = loaded(listed)
    for each in seen:
        assert len(found(known, each)) == len(set(found(known, each))), "none twice"
        assert set(found(known, each)) == scanned(listed, each)


@pytest.mark.proves(clauses.F_B_1_III)
@given(st.lists(entries(), max_size=8), st.data())
def test_what_changed_since_the_load_hides_what_was_loaded(listed: list[Matchable], data: st.DataObject) -> None:
    known, now = loaded(listed), {each.entry: each for each in listed}
    for revision in range(2, 5):
        changes = data.draw(st.lists(entries(), max_size=4))
        for place, each in enumerate(changes):
            again = data.draw(st.sampled_from([None, *now]))
            changes[place] = each._replace(entry=again or each.entry, active=data.draw(st.booleans()))
        changes = list({each.entry: each for each in changes}.values())
        now |= {each.entry: each for each in changes}
        known = known.after(changes, revision=revision)
        assert known.revision == revision
        for seen in data.draw(st.lists(SEEN, max_size=4)):
            assert len(found(known, seen)) == len(set(found(known, seen))), "none twice"
            assert set(found(known, seen)) == scanned(list(now.values()), seen)


@given(st.lists(entries(), max_size=10), st.lists(st.tuples(TEXTS, COLOURS, MAKES), max_size=8))
def test_a_batch_of_reads_finds_what_each_of_them_finds(
    listed: list[Matchable], looks: list[tuple[str, str, str]]
) -> None:
    known, reads = loaded(listed), [read(text, "CT", vehicle=vehicle(*said)) for text, *said in looks]
    batch = [(each.read, each.entry, each.tier) for each in known.candidates(reads, at=AT)]
    assert sorted(batch, key=str) == sorted(
        (
            (each, *one)
            for each, (_, *said) in zip(reads, looks, strict=True)
            for one in scanned(listed, Seen(each.reading.canonical, "CT", Vehicle(*said) if any(said) else None))
        ),
        key=str,
    )


def test_many_entries_are_taken_in_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = [entry(f"AB{number:05}", "CT" if number % 2 else "NY") for number in range(500)]
    listed += [entry("AB00007", "MA"), entry("A800007", "RI")]
    whole = Packed(columns(listed))
    monkeypatch.setattr("plainview.matching.packed._AT_ONCE", 20)
    by_parts = Packed(columns(listed))
    assert len(whole) == len(by_parts) == 502
    for key in ("A800000", "A800007", "A800449", "A800499"):
        assert list(whole.find(key)) == list(by_parts.find(key))
    assert [(each.plate, each.state) for each in by_parts.find("A800007")] == [
        ("AB00007", "CT"),
        ("AB00007", "MA"),
        ("A800007", "RI"),
    ]
    assert list(by_parts.find("A800500")) == []


def test_an_entry_comes_out_as_it_went_in() -> None:
    listed = [entry("K1", ""), entry("AB12345", "CT", expires_at=AT + timedelta(microseconds=1)), entry("ABCDEFGH10")]
    packed = Packed(columns(listed))
    assert [next(packed.find(plates.folded(each.plate))) for each in listed] == [wanted(each) for each in listed]


@pytest.mark.parametrize(
    "broken",
    [
        {"ids": b"1" * 15},
        {"ids": b"1" * 32},
        {"plates": "AB1,AB2"},
        {"states": "C"},
        {"states": "CTNY"},
        {"expires": b"12345678" * 2},
    ],
)
def test_columns_of_different_lengths_are_not_taken_in(broken: dict[str, object]) -> None:
    good = columns([entry()])
    assert len(Packed(good)) == 1
    with pytest.raises(ColumnsDiffer):
        Packed(good._replace(**broken))


def test_of_no_entries_nothing_is_found() -> None:
    empty = Packed(Columns(b"", "", "", b""))
    assert len(empty) == 0
    assert list(empty.find("")) == []
    assert list(Known().candidates([read()], at=AT)) == []


def test_what_reads_state_of_a_vehicle_is_looked_at_only_where_an_entry_by_description_exists() -> None:
    reads = [read("ZZ98765", "CT", vehicle=vehicle("blue", "Honda"))]
    near = entry("AB12345", match_by=MatchBy.NEAR, colour="blue", make="Honda")
    described = entry("", match_by=MatchBy.DESCRIPTION, colour="blue", make="Honda")
    assert not loaded([near]).own.describes
    assert list(loaded([near]).candidates(reads, at=AT)) == []
    known = loaded([near]).after([described], revision=2)
    assert [(each.entry, each.tier) for each in known.candidates(reads, at=AT)] == [(described.entry, Tier.DESCRIPTION)]
    assert not known.after([described._replace(active=False)], revision=3).own.describes
