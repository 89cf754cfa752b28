import json
from pathlib import Path

import pytest

from plainview.recognition.fakes import reading
from plainview.recognition.measuring.score import (
    Detection,
    Tally,
    detection,
    labelled_pictures,
    overlap,
    spokesman,
    tally,
)


def test_two_equal_boxes_overlap_wholly_and_apart_not_at_all() -> None:
    assert overlap((10, 10, 40, 20), (10, 10, 40, 20)) == 1
    assert overlap((10, 10, 40, 20), (50, 10, 40, 20)) == 0


def test_a_box_moved_by_half_its_width_overlaps_by_a_third() -> None:
    assert overlap((0, 0, 40, 20), (20, 0, 40, 20)) == pytest.approx(1 / 3)


def test_the_reading_that_overlaps_best_speaks_for_the_plate_even_if_it_is_less_sure() -> None:
    near = reading("ABC123", confidence=0.4, box=(10, 10, 40, 20))
    far = reading("XYZ789", confidence=0.9, box=(30, 10, 40, 20))
    assert spokesman([far, near], (10, 10, 40, 20)) is near


def test_a_small_reading_inside_the_plate_speaks_where_none_overlaps_enough() -> None:
    sure = reading("ABC123", confidence=0.9, box=(48, 24, 4, 2))
    unsure = reading("XYZ789", confidence=0.3, box=(50, 24, 4, 2))
    assert spokesman([unsure, sure], (0, 0, 100, 50)) is sure


def test_nobody_speaks_for_a_plate_that_no_reading_is_near() -> None:
    assert spokesman([reading("ABC123", box=(500, 500, 40, 20))], (10, 10, 40, 20)) is None
    assert spokesman([], (10, 10, 40, 20)) is None


def test_texts_are_compared_in_upper_case_without_spaces_and_folded_only_over_o_q_and_i() -> None:
    pairs = [("abc 123", "ABC123"), ("CUSTOM", "CUST0M"), ("8QI", "801"), ("B1", "81"), (None, "ABC123")]
    assert tally(pairs) == Tally(total=5, exact=1, fold=3)
    assert tally(pairs).exact_share == 20
    assert tally(pairs).fold_share == 60


def test_each_labelled_plate_is_found_at_most_once() -> None:
    twice = [reading("ABC123", box=(10, 10, 40, 20)), reading("ABC123", box=(11, 10, 40, 20))]
    found = detection(twice, [(10, 10, 40, 20), (200, 10, 40, 20)])
    assert found == Detection(labelled=2, predicted=2, met=1)
    assert (found.recall, found.precision) == (50, 50)


def test_detections_of_several_pictures_add_up_and_an_empty_one_divides_by_nothing() -> None:
    assert Detection(2, 1, 1) + Detection(1, 3, 0) == Detection(3, 4, 1)
    assert (Detection(0, 0, 0).recall, Detection(0, 0, 0).precision) == (0, 0)


def test_labels_are_read_line_by_line_with_what_is_missing_left_out(tmp_path: Path) -> None:
    entry = {
        "image": "images/1.jpg",
        "width": 640,
        "height": 480,
        "plates": [
            {"box": [1.5, 2, 30, 10], "text": None, "state": None},
            {"box": None, "text": "AB12345", "state": "ct"},
        ],
    }
    (tmp_path / "labels.jsonl").write_text(json.dumps(entry) + "\n")
    (picture,) = labelled_pictures(tmp_path)
    assert picture.path == tmp_path / "images/1.jpg"
    assert list(picture.boxes) == [(1.5, 2.0, 30.0, 10.0)]
    assert [(plate.text, plate.state) for plate in picture.plates] == [(None, None), ("AB12345", "ct")]
