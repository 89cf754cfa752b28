"""One read for each vehicle that passes."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from plainview.edge.fakes import reading
from plainview.edge.passes import Passes, Sighting
from plainview.recognition.vehicles.alike import edits, one_edit
from plainview.recognition.vehicles.pass_in_view import MISREAD_GAP, STANDS_AFTER
from plainview.recognition.vehicles.passes import GAP, PATIENCE, STANDING_GAP
from plainview.terms.plate import canonical, folded
from plainview.terms.read import Box, Reading

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
HERE: Box = (100, 100, 80, 40)
THERE: Box = (900, 500, 80, 40)


def moment(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def told(frames: list[tuple[float, list[Reading]]]) -> list[Sighting[int]]:
    """What is told of frames, each given as seconds since the start and readings. The picture is the frame's number."""
    passes: Passes[int] = Passes()
    out: list[Sighting[int]] = []
    for number, (seconds, readings) in enumerate(frames):
        out += passes.see(START + timedelta(seconds=seconds), readings, number)
    return out + passes.finish()


def test_a_vehicle_in_many_frames_is_one_read_and_the_surest_frame_shows_it() -> None:
    frames = [(0.0, [reading("AB12345", 0.6)]), (0.5, [reading("AB12345", 0.9)]), (1.0, [reading("AB12345", 0.7)])]
    (best,) = told(frames)
    assert (best.reading.plate, best.picture, best.corrects) == ("AB12345", 1, None)
    assert best.reading.confidence > 0.9
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
    later = MISREAD_GAP + 0.001
    assert later < GAP
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
    back = GAP + 1
    assert len(told([(0.0, [reading("AB12345")]), (back, [reading("AB12345")])])) == 2


def test_two_sure_frames_that_agree_are_told_at_once_and_only_once() -> None:
    passes: Passes[None] = Passes()
    assert passes.see(START, [reading("AB12345")], None) == []
    (told_now,) = passes.see(START + timedelta(seconds=0.2), [reading("AB12345")], None)
    assert (told_now.reading.plate, told_now.reading.frames) == ("AB12345", 2)
    assert passes.see(START + timedelta(seconds=0.4), [reading("AB12345")], None) == []
    assert passes.finish() == []


def test_one_frame_is_told_when_patience_is_over_and_not_before() -> None:
    passes: Passes[None] = Passes()
    assert passes.see(START, [reading("AB12345")], None) == []
    assert passes.quiet(START + timedelta(seconds=PATIENCE - 0.001)) == []
    (late,) = passes.quiet(START + timedelta(seconds=PATIENCE))
    assert (late.reading.confidence, late.reading.frames, late.captured_at) == (0.9, 1, START)
    assert passes.finish() == []


def test_a_pass_that_was_told_wrongly_is_corrected_once() -> None:
    passes: Passes[None] = Passes()
    out = [one for each in (0, 1, 2) for one in passes.see(moment(each), [reading("AB12745", 0.5)], None)]
    for tenth in range(1, 30):
        out += passes.see(moment(2 + tenth / 10), [reading("AB12345", 0.95)], None)
    assert [(one.reading.plate, one.corrects) for one in out] == [("AB12745", None), ("AB12345", "AB12745")]


def test_a_parked_car_is_told_once_while_it_stands_there_and_while_traffic_hides_it() -> None:
    passes: Passes[None] = Passes()
    hidden = STANDING_GAP - 1
    assert hidden > GAP
    moments = [*range(int(STANDS_AFTER) + 1), int(STANDS_AFTER + hidden), *range(1000, 1003)]
    out = [
        (seconds, sighting)
        for seconds in moments
        for sighting in passes.see(START + timedelta(seconds=seconds), [reading("AB12345")], None)
    ]
    assert [seconds for seconds, _ in out] == [1, 1001]  # after longer, it came back
    assert passes.finish() == []


def test_an_hour_of_a_parked_car_is_one_read() -> None:
    passes: Passes[None] = Passes()
    out = [
        one
        for seconds in range(3600)
        for one in passes.see(START + timedelta(seconds=seconds), [reading("AB12345")], None)
    ]
    assert len(out) == 1


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
def test_what_is_told_was_seen_then_and_there_and_its_characters_were_read(
    frames: list[tuple[float, list[Reading]]],
) -> None:
    moments = timed(frames)
    for sighting in told(moments):
        seconds, readings = moments[sighting.picture]
        assert sighting.captured_at == START + timedelta(seconds=seconds)
        assert sighting.reading.box in [one.box for one in readings]
        assert sighting.reading.confidence <= 1
        spelt = canonical(sighting.reading.plate)
        alike = [canonical(one.plate) for _, all_read in moments for one in all_read]
        fitting = [text for text in alike if len(text) == len(spelt)]
        assert all(char in column for char, column in zip(spelt, zip(*fitting, strict=True), strict=True))


@given(FRAMES)
def test_no_vehicle_is_lost(frames: list[tuple[float, list[Reading]]]) -> None:
    """Each reading of a plate has a told one that reads alike, at two edits at most."""
    texts = {folded(one.plate) for _, readings in frames for one in readings} - {""}
    spoken = {folded(sighting.reading.plate) for sighting in told(timed(frames))}
    assert bool(texts) == bool(spoken)
    for text in texts:
        assert any(edits(text, said) <= 2 for said in spoken)


@given(st.text("AB1", max_size=6), st.text("AB1", max_size=6))
def test_one_edit_is_what_trying_every_edit_finds(one: str, other: str) -> None:
    cut = {one[:i] + one[i + 1 :] for i in range(len(one))}
    changed = {one[:i] + c + one[i + 1 :] for i in range(len(one)) for c in "AB1"}
    added = {one[:i] + c + one[i:] for i in range(len(one) + 1) for c in "AB1"}
    assert one_edit(one, other) == (other in cut | changed | added | {one})
