from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview.recognition.engine import Image
from plainview.recognition.fakes import ScriptedEngine, reading
from plainview.recognition.measuring.evaluation import Evaluation, States
from plainview.recognition.measuring.looks import Look, StagedEngine, Unreadable, is_crop, looks
from plainview.recognition.measuring.misses import Kind, iou, misses
from plainview.recognition.measuring.score import Detection, LabelledPicture, LabelledPlate, Tally
from plainview.recognition.measuring.spelling import distance, right_places
from plainview.recognition.measuring.summary import NOTHING, as_json, miss_as_json, rows, stated
from plainview.terms.read import Character, Reading

PLATE = (10.0, 20.0, 120.0, 60.0)

texts = st.text("ABC01", max_size=8)


class TimedEngine(ScriptedEngine):
    def read_timed(self, image: Image) -> tuple[tuple[Reading, ...], Mapping[str, float]]:
        return self.read(image), {"find": 30.0, "read": 10.0}


def photograph(*plates: LabelledPlate, path: str = "photo.jpg") -> LabelledPicture:
    return LabelledPicture(Path(path), plates)


def seen(text: str | None, *readings: Reading, state: str | None = None) -> Look:
    """A look at a photograph whose plate is labelled with the text."""
    return Look(photograph(LabelledPlate(PLATE, text, state)), readings, milliseconds=40)


def cropped(text: str, *readings: Reading, state: str | None = None) -> Look:
    return Look(photograph(LabelledPlate(None, text, state)), readings, milliseconds=10, crop=True)


def of_state(text: str, state: str | None) -> Reading:
    return Reading(plate=text, confidence=0.9, box=(0, 0, 9, 9), characters=(), state=state)


@given(texts, texts)
def test_the_distance_is_none_for_equals_and_the_same_both_ways(one: str, other: str) -> None:
    assert (distance(one, other) == 0) is (one == other)
    assert distance(one, other) == distance(other, one) <= max(len(one), len(other))


@given(texts, texts)
def test_every_character_that_was_read_is_right_or_wrong(read: str, label: str) -> None:
    places = right_places(read, label)
    assert len(places) == len(read)
    assert sum(places) <= len(label)
    assert places.count(False) <= distance(read, label)


def test_a_character_too_many_is_wrong_and_those_behind_it_are_right() -> None:
    assert distance("BVNC0669", "BVN0669") == 1
    assert right_places("BVNC0669", "BVN0669") == (True, True, True, False, True, True, True, True)
    assert right_places("BDJ0529", "5DJ0529") == (False, *[True] * 6)


def test_pictures_with_boxes_are_photographs_one_bare_plate_is_a_crop_and_an_empty_street_is_none() -> None:
    assert not is_crop(photograph(LabelledPlate(PLATE, "AB12345", None)))
    assert is_crop(photograph(LabelledPlate(None, "AB12345", None)))
    assert not is_crop(photograph())


def test_each_picture_is_read_by_the_door_that_its_labels_ask_for(tmp_path: Path) -> None:
    assert cv2.imwrite(str(tmp_path / "a.png"), np.zeros((90, 160, 3), np.uint8))
    (tmp_path / "torn.jpg").write_bytes(b"\xff\xd8\xff")
    pictures = [
        photograph(LabelledPlate(PLATE, "AB12345", None), path=str(tmp_path / "a.png")),
        photograph(LabelledPlate(None, "AB12345", None), path=str(tmp_path / "a.png")),
        photograph(path=str(tmp_path / "torn.jpg")),
        photograph(path=str(tmp_path / "none.jpg")),
    ]
    two = ScriptedEngine([reading("AB12345"), reading("XYZ789")])
    street, crop, torn, absent = looks(two, pictures)
    assert isinstance(street, Look)
    assert isinstance(crop, Look)
    assert (len(street.readings), street.crop, len(crop.readings), crop.crop) == (2, False, 1, True)
    assert isinstance(torn, Unreadable)
    assert "cannot be decoded" in torn.reason
    assert isinstance(absent, Unreadable)
    assert absent == Unreadable(tmp_path / "none.jpg", "the file cannot be opened: No such file or directory")
    (forced,) = looks(two, pictures[:1], crops=True)
    assert isinstance(forced, Look)
    assert forced.crop


def test_an_engine_that_tells_its_stages_is_timed_by_them(tmp_path: Path) -> None:
    assert cv2.imwrite(str(tmp_path / "a.png"), np.zeros((90, 160, 3), np.uint8))
    picture = photograph(LabelledPlate(PLATE, "AB12345", None), path=str(tmp_path / "a.png"))
    assert not isinstance(ScriptedEngine(), StagedEngine)
    (look,) = looks(TimedEngine([reading("AB12345")]), [picture])
    assert isinstance(look, Look)
    assert Evaluation([look]).stages == {"find": 30.0, "read": 10.0}
    assert [row[0] for row in rows(Evaluation([look]))][-2:] == [
        "  of a photograph: find, ms",
        "  of a photograph: read, ms",
    ]


def test_texts_are_counted_exact_folded_and_by_character() -> None:
    found = Evaluation([seen("AB0", reading("ABO")), seen("ABC1", reading("ABX1")), seen("QQQ"), seen(None)])
    assert found.texts == Tally(total=3, exact=0, fold=1)
    assert found.fold == pytest.approx(100 / 3)
    assert found.characters == pytest.approx(100 * (3 + 3 + 0) / 10)


def test_a_text_with_more_wrong_characters_than_the_label_has_counts_none_against_the_others() -> None:
    assert Evaluation([seen("AB", reading("XYXYXYXY"))]).characters == 0


def test_photographs_and_crops_are_told_apart_and_each_has_its_time() -> None:
    found = Evaluation([seen("AB1", reading("AB1")), cropped("XY2", reading("ZZZ")), cropped("XY2", reading("XY2"))])
    assert (found.photographs.exact, found.crops.exact) == (100, 50)
    assert found.photographs.milliseconds == (40, 40)
    assert found.crops.milliseconds == (10, 10)


def test_finding_is_counted_over_the_photographs_with_a_street_without_plates_among_them() -> None:
    empty = Look(photograph(), (reading("SALE"),), milliseconds=1)
    found = Evaluation([seen(None, reading("AB1")), seen(None), empty, cropped("AB1", reading("AB1"))])
    assert found.finding == Detection(labelled=2, predicted=2, met=1)
    assert found.mean_overlap == 1


def test_states_are_right_wrong_or_not_stated_whatever_their_case() -> None:
    found = Evaluation(
        [
            cropped("A1", of_state("A1", "CT"), state="ct"),
            cropped("A2", of_state("A2", "NY"), state="ct"),
            cropped("A3", of_state("A3", None), state="ct"),
            cropped("A4", state="ct"),
            cropped("A5", of_state("A5", "CT")),
        ]
    )
    assert found.states == States(labelled=4, right=1, wrong=1)
    assert (found.states.stated_share, found.states.right_where_stated) == (50, 50)


def test_confidence_is_compared_plate_by_plate_and_character_by_character() -> None:
    said = Reading(
        plate="AX", confidence=0.6, box=(10, 20, 120, 60), characters=(Character("A", 0.9), Character("X", 0.7))
    )
    found = Evaluation([seen("AB", said), seen("AB"), seen(None, said)])
    assert found.said == ((0.6, False),)
    assert found.characters_said == ((0.9, True), (0.7, False))
    assert found.abstention[0].stated == 0.5


def test_misses_are_sorted_by_their_harm_and_the_surest_comes_first() -> None:
    found = misses(
        [
            seen("AB0", reading("ABO")),
            seen("AB1"),
            seen("AB1", reading("AB1"), reading("SALE", box=(400, 300, 120, 60), confidence=0.4)),
            seen("AB1", reading("XX1", confidence=0.5)),
            cropped("AB1", reading("YY1", confidence=0.99)),
            seen("AB1", reading("AB1", box=(10, 20, 50, 60))),
            Look(
                photograph(LabelledPlate(PLATE, "A2", "ct")),
                (Reading(plate="A2", confidence=0.9, box=(10, 20, 120, 60), characters=(), state="NY"),),
                milliseconds=1,
            ),
        ]
    )
    assert [(miss.kind, miss.reading and miss.reading.plate) for miss in found] == [
        (Kind.MISREAD, "YY1"),
        (Kind.MISREAD, "XX1"),
        (Kind.WRONG_STATE, "A2"),
        (Kind.ALARM, "SALE"),
        (Kind.NOT_READ, None),
        (Kind.LOOSE, "AB1"),
        (Kind.LOOK_ALIKE, "ABO"),
    ]
    assert iou(found[0]) is None
    assert iou(found[1]) == 1


def test_what_is_right_is_no_miss_and_an_unlabelled_text_is_only_looked_for() -> None:
    assert misses([seen("AB1", reading("ab 1")), cropped("AB1", reading("AB1")), seen(None, reading("AB1"))]) == ()
    assert [miss.kind for miss in misses([seen(None)])] == [Kind.NOT_READ]


def test_a_second_reading_on_a_plate_is_an_alarm_but_the_one_that_speaks_is_not() -> None:
    twice = seen("AB1", reading("AB1"), reading("AB7", box=(12, 20, 120, 60), confidence=0.3))
    (miss,) = misses([twice])
    assert (miss.kind, miss.reading and miss.reading.plate) == (Kind.ALARM, "AB7")


def test_nothing_to_count_is_none_in_json_and_a_dash_in_the_table() -> None:
    empty = Evaluation([seen(None)])
    entry = as_json(empty)
    assert entry["photographs"]["exact"] is None
    assert entry["crops"]["milliseconds"] is None
    assert entry["confidence"]["plates"] == {"reads": 0, "ece": None, "ece_by_chance": None, "bins": []}
    assert entry["confidence"]["sure"]["misread_share"] is None
    assert dict(rows(empty))["photographs: text exact"] == NOTHING


def test_the_keys_for_programs_stay() -> None:
    entry = as_json(Evaluation([seen("AB1", reading("AB1"))]))
    assert list(entry) == ["photographs", "crops", "finding", "states", "confidence"]
    assert entry["photographs"] == {
        "pictures": 1,
        "texts": 1,
        "exact": 100.0,
        "fold": 100.0,
        "characters": 100.0,
        "milliseconds": {"median": 40.0, "p95": 40.0},
        "stages": {},
    }
    assert entry["finding"] == {
        "labelled": 1,
        "predicted": 1,
        "met": 1,
        "recall": 100.0,
        "precision": 100.0,
        "mean_iou": 1.0,
    }
    assert list(entry["states"]) == ["labelled", "right", "wrong", "not_stated", "stated_share", "right_where_stated"]
    assert list(entry["confidence"]) == ["plates", "characters", "sure", "abstention"]
    assert entry["confidence"]["sure"] == {"at_least": 0.9, "reads": 1, "misread": 0, "misread_share": 0.0}
    (miss,) = misses([seen("AB1", state="ct")])
    assert miss_as_json(miss) == {
        "kind": "not_read",
        "image": "photo.jpg",
        "crop": False,
        "label": {"text": "AB1", "state": "ct", "box": PLATE},
        "read": None,
        "iou": None,
    }


def test_a_confidence_below_1_never_shows_as_100_percent() -> None:
    assert [stated(each) for each in (0.9996, 0.9990, 0.5, 1.0, 0.0)] == [">99.9%", "99.9%", "50.0%", "100.0%", "0.0%"]
    assert [stated(each, digits=0) for each in (0.996, 0.99, 1.0)] == [">99%", "99%", "100%"]
