import json
from pathlib import Path
from typing import Any

import pytest

from plainview.recognition.measuring.labels import BadLabels, checked_pictures
from plainview.recognition.measuring.score import LabelledPlate, labelled_pictures

GOOD: dict[str, Any] = {
    "image": "a.jpg",
    "width": 640,
    "height": 480,
    "plates": [{"box": [1.5, 2, 30, 10], "text": "AB12345", "state": "ct"}],
}


def write(folder: Path, *lines: object) -> Path:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    (folder / "labels.jsonl").write_text(text, encoding="utf-8")
    return folder


def plate(**changed: object) -> dict[str, Any]:
    return {"image": "a.jpg", "plates": [{**GOOD["plates"][0], **changed}]}


def test_good_labels_are_what_the_scoring_rule_reads(tmp_path: Path) -> None:
    crop = {"image": "b.jpg", "plates": [{"box": None, "text": "XYZ789", "state": None}]}
    street = {"image": "c.jpg", "plates": [], "vehicles": []}
    folder = write(tmp_path, GOOD, crop, street)
    assert list(checked_pictures(folder)) == list(labelled_pictures(folder))


def test_blank_lines_line_ends_of_windows_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "labels.jsonl").write_bytes(b"\xef\xbb\xbf" + json.dumps(GOOD).encode() + b"\r\n\r\n")
    (picture,) = checked_pictures(tmp_path)
    assert picture.path == tmp_path / "a.jpg"


def test_the_state_may_be_left_out(tmp_path: Path) -> None:
    (picture,) = checked_pictures(write(tmp_path, {"image": "a.jpg", "plates": [{"box": None, "text": "A1"}]}))
    assert picture.plates == (LabelledPlate(None, "A1", None),)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "line 2: "),
        ([], "line 2: expected `object`"),
        ({"plates": []}, "line 2, image: it is missing"),
        ({"image": "", "plates": []}, "line 2, image: "),
        ({"image": "a.jpg"}, "line 2, plates: it is missing"),
        ({"image": "a.jpg", "plates": [{"text": "A1"}]}, r"line 2, plates\[0\]\.box: it is missing"),
        (plate(box=[1, 2, 3]), r"plates\[0\]\.box: expected `array` of length 4"),
        (plate(box=[1, 2, 3, "4"]), r"plates\[0\]\.box\[3\]: expected `float`"),
        (plate(box=[1, 2, 0, 4]), r"plates\[0\]\.box: it is x, y, width and height"),
        (plate(text=17), r"plates\[0\]\.text: expected `str"),
        (plate(text=" - "), r"plates\[0\]\.text: it has neither a letter nor a digit"),
        (plate(state="Conn"), "state: "),
        (plate(box=None, text=None), r"plates\[0\]: it has neither a box nor a text"),
        (
            {"image": "a.jpg", "plates": [*plate(box=None)["plates"], *GOOD["plates"]]},
            "plates: a picture without boxes",
        ),
    ],
)
def test_a_bad_line_is_named_with_its_field(tmp_path: Path, line: object, words: str) -> None:
    with pytest.raises(BadLabels, match=words) as caught:
        list(checked_pictures(write(tmp_path, GOOD, line)))
    assert caught.value.line == 2
    assert str(tmp_path / "labels.jsonl") in str(caught.value)


def test_labels_that_are_missing_or_empty_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadLabels, match="No such file"):
        list(checked_pictures(tmp_path))
    with pytest.raises(BadLabels, match="it names no picture"):
        list(checked_pictures(write(tmp_path, "", " ")))
