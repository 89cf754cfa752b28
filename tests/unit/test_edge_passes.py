"""One read for each vehicle that passes."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from plainview.edge.fakes import reading
from plainview.edge.passes import GAP, MISREAD_GAP, PATIENCE, Passes, Sighting, one_edit
from plainview.terms.plate import folded
from plainview.terms.read import Box, Reading

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
HERE: Box = (100, 100, 80, 40)
THERE: Box = (900, 500, 80, 40)


def told(frames: list[tuple[float, list[Reading]]]) -> list[Sighting[int]]:
    """What is told of frames, each given as seconds since the start and readings. The picture is the frame's number."""
    passes: Passes[int] = Passes()
    out: list[Sighting[int]] = []
    for number, (seconds, readings) in enumerate(frames):
        out += passes.see(START + timedelta(seconds=seconds), readings, number)
    return out + passes.finish()


def test_a_vehicle_in_many_frames_is_one_read_and_the_surest_frame_speaks() -> None:
    frames = [(0.0, [reading("AB12345", 0.6)]), (0.5, [reading("AB12345", 0.9)]), (1.0, [reading("AB12345", 0.7)])]
    (best,) = told(frames)
    assert (best.reading.confidence, best.picture) == (0.9, 1)
    assert best.captured_at == START + timedelta(seconds=0.5)


def test_a_misread_of_one_character_in_the_same_place_is_the_same_vehicle() -> None:
    frames = [
        (0.0, [reading("AB12345", 0.9, (100, 100, 80, 40))]),
        (0.5, [reading("AB1234", 0.5, (150, 110, 84, 42))]),
        (1.0, [reading("AB12395", 0.6, (210, 120, 90, 45))]),
    ]
    assert [sighting.reading.plate for sighting in told(frames)] == ["AB12345"]


def test_a_similar_plate_in_another_place_is_another_vehicle() -> None:
    frames = [(0.0, [reading("AB12345", box=HERE)]), (0.5, [reading("AB12346", box=THERE)])]
    assert {sighting.reading.plate for sighting in told(frames)} == {"AB12345", "AB12346"}


def test_a_similar_plate_in_the_same_place_a_little_later_is_the_next_vehicle_of_a_fleet() -> None:
    later = (MISREAD_GAP + timedelta(milliseconds=1)).total_seconds()
    assert later < GAP.total_seconds()
    frames = [(0.0, [reading("AB12345")]), (later, [reading("AB12346")])]
    assert {sighting.reading.plate for sighting in told(frames)} == {"AB12345", "AB12346"}


def test_two_plates_in_one_frame_are_two_vehicles_however_alike() -> None:
    near: Box = (200, 100, 80, 40)
    frames = [(t / 2, [reading("AB12345", 0.9, HERE), reading("AB12346", 0.8, near)]) for t in range(4)]
    assert sorted(sighting.reading.plate for sighting in told(frames)) == ["AB12345", "AB12346"]


def test_two_boxes_over_one_plate_are_one_vehicle() -> None:
    frames = [(0.0, [reading("AB12345", 0.9, HERE), reading("AB12345", 0.8, (104, 98, 84, 44))])]
    assert len(told(frames)) == 1


def test_the_same_number_of_two_states_is_two_vehicles() -> None:
    frames = [(0.0, [reading("AB12345", box=HERE, state="CT")]), (1.0, [reading("AB12345", box=THERE, state="NY")])]
    assert {sighting.reading.state for sighting in told(frames)} == {"CT", "NY"}


def test_a_state_misread_in_the_same_place_is_the_same_vehicle() -> None:
    frames = [(0.0, [reading("AB12345", 0.9, state="CT")]), (0.5, [reading("AB12345", 0.4, state="NY")])]
    assert [sighting.reading.state for sighting in told(frames)] == ["CT"]


def test_a_vehicle_that_comes_back_after_the_gap_is_told_again() -> None:
    back = (GAP + timedelta(seconds=1)).total_seconds()
    assert len(told([(0.0, [reading("AB12345")]), (back, [reading("AB12345")])])) == 2


def test_a_pass_is_told_as_soon_as_the_gap_is_over_and_not_before() -> None:
    passes: Passes[None] = Passes()
    assert passes.see(START, [reading("AB12345")], None) == []
    assert passes.see(START + GAP, [], None) == []
    assert len(passes.see(START + GAP + timedelta(microseconds=1), [], None)) == 1
    assert passes.finish() == []


def test_a_parked_car_is_told_once_while_it_stands_there() -> None:
    passes: Passes[None] = Passes()
    out = [
        (seconds, sighting)
        for seconds in range(3600)
        for sighting in passes.see(START + timedelta(seconds=seconds), [reading("AB12345")], None)
    ]
    assert [seconds for seconds, _ in out] == [PATIENCE.total_seconds()]
    assert passes.finish() == []


def test_marks_without_a_letter_or_a_digit_are_no_vehicle() -> None:
    assert told([(0.0, [reading("--")])]) == []


def test_one_edit_knows_changed_added_and_missing_characters() -> None:
    assert one_edit("AB123", "AB123")
    assert one_edit("AB123", "AC123")
    assert one_edit("AB123", "AB1234")
    assert one_edit("B123", "AB123")
    assert not one_edit("AB123", "BA123")
    assert not one_edit("AB123", "AB12345")


PLATES = st.sampled_from(["AB12345", "AB12346", "AB1234", "8B12345", "XYZ789", "XY2789", "777AAA", "-"])
BOXES = st.tuples(st.integers(0, 500), st.integers(0, 500), st.integers(20, 90), st.integers(10, 45))
READINGS = st.builds(reading, PLATES, st.floats(0, 1), BOXES, st.sampled_from([None, "CT", "NY"]))
FRAMES = st.lists(st.tuples(st.floats(0, 6), st.lists(READINGS, max_size=4)), max_size=12)


def timed(frames: list[tuple[float, list[Reading]]]) -> list[tuple[float, list[Reading]]]:
    """Pauses turned into moments."""
    moment, out = 0.0, []
    for pause, readings in frames:
        moment += pause
        out.append((moment, readings))
    return out


@given(FRAMES)
def test_what_is_told_was_seen_then_and_there_and_never_twice(frames: list[tuple[float, list[Reading]]]) -> None:
    moments = timed(frames)
    sightings = told(moments)
    for sighting in sightings:
        seconds, readings = moments[sighting.picture]
        assert sighting.captured_at == START + timedelta(seconds=seconds)
        assert any(sighting.reading is one for one in readings)
    spoken = [id(sighting) for sighting in sightings]
    assert len(spoken) == len(set(spoken))


@given(FRAMES)
def test_no_vehicle_is_lost(frames: list[tuple[float, list[Reading]]]) -> None:
    """Each reading of a plate has a told one near it in time that reads alike, at two edits at most through a chain."""
    texts = {folded(one.plate) for _, readings in frames for one in readings} - {""}
    spoken = {folded(sighting.reading.plate) for sighting in told(timed(frames))}
    assert spoken <= texts
    for text in texts:
        alike = {other for other in texts if one_edit(text, other)}
        assert any(one_edit(other, said) for other in alike for said in spoken)


@given(st.text("AB1", max_size=6), st.text("AB1", max_size=6))
def test_one_edit_is_what_trying_every_edit_finds(one: str, other: str) -> None:
    cut = {one[:i] + one[i + 1 :] for i in range(len(one))}
    changed = {one[:i] + c + one[i + 1 :] for i in range(len(one)) for c in "AB1"}
    added = {one[:i] + c + one[i:] for i in range(len(one) + 1) for c in "AB1"}
    assert one_edit(one, other) == (other in cut | changed | added | {one})
