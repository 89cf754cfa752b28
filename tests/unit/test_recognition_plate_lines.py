import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview.recognition.ctc import Line
from plainview.recognition.engines.plate_lines import box, could_be_plate, outline, reads_like_plate, without_doubles
from plainview.recognition.engines.text_lines import TextLine
from plainview.recognition.fakes import reading
from plainview.recognition.measuring.score import overlap
from plainview.terms.read import Character


def line(width: float = 120, height: float = 45, angle: float = 0) -> TextLine:
    return TextLine(x=300, y=200, width=width, height=height, angle=angle, score=0.8)


def read(text: str, *, separators: int = 0, small: int = 0) -> Line:
    return Line(tuple(Character(char, 0.9) for char in text), separators=separators, small=small)


@pytest.mark.parametrize(
    ("text", "shape"),
    [("AB12345", 2.6), ("123ABC", 2.4), ("1ABCD2", 2.5), ("B121PHD", 4.0), ("881204", 2.4), ("NEILDMND", 2.6)],
)
def test_plates_of_all_kinds_read_like_plates(text: str, shape: float) -> None:
    assert reads_like_plate(read(text), shape)


@pytest.mark.parametrize(
    ("said", "shape"),
    [
        (read("ABC"), 2.5),
        (read("20140616064642", separators=4), 5.0),
        (read("064642", separators=2), 3.0),
        (read("3148455900", separators=2), 3.6),
        (read("20140616"), 2.6),
        (read("064642"), 4.0),
        (read("SUNTRUP"), 3.7),
        (read("TOYOTA"), 2.5),
        (read("FEDEX", small=3), 1.6),
        (read("5AUCHAN", small=6), 2.9),
    ],
)
def test_clocks_telephones_and_words_do_not(said: Line, shape: float) -> None:
    assert not reads_like_plate(said, shape)


def test_a_line_must_have_the_shape_of_a_plates_line_before_it_is_read() -> None:
    assert could_be_plate(line())
    assert not could_be_plate(line(width=400))
    assert not could_be_plate(line(width=45))
    assert not could_be_plate(line(width=20, height=8))
    assert not could_be_plate(line(angle=35))


def test_a_us_plate_is_twice_as_wide_as_high_and_a_european_one_hardly_higher_than_its_line() -> None:
    american = outline(line(width=110, height=48))
    assert american.width / american.height == pytest.approx(2)
    european = outline(line(width=200, height=50))
    assert european.width / european.height == pytest.approx(4, rel=0.05)


@given(
    x=st.floats(-50, 700),
    y=st.floats(-50, 500),
    width=st.floats(1, 900),
    height=st.floats(1, 600),
    angle=st.floats(-30, 30),
)
def test_the_box_of_a_plate_always_lies_inside_the_picture(
    x: float, y: float, width: float, height: float, angle: float
) -> None:
    left, top, wide, high = box(TextLine(x, y, width, height, angle, 0.5), 640, 480)
    assert 0 <= left < left + wide <= 640
    assert 0 <= top < top + high <= 480


def test_a_slogan_inside_a_plates_box_gives_way_to_the_plate() -> None:
    plate = reading("AKS4329", confidence=0.7, box=(100, 100, 80, 40))
    slogan = reading("NSCA", confidence=0.99, box=(125, 122, 30, 10))
    other = reading("ABC123", confidence=0.5, box=(400, 100, 80, 40))
    assert without_doubles([slogan, plate, other]) == (plate, other)


def test_plates_side_by_side_are_both_kept_the_surer_first() -> None:
    left = reading("ABC123", confidence=0.5, box=(100, 100, 80, 40))
    right = reading("XYZ789", confidence=0.9, box=(185, 100, 80, 40))
    assert overlap(left.box, right.box) == 0
    assert without_doubles([left, right]) == (right, left)
