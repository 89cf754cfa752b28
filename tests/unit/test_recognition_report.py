import base64
import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import cv2
import numpy as np
import pytest

from plainview.recognition.calibration import bins
from plainview.recognition.fakes import reading
from plainview.recognition.measuring.evaluation import Evaluation
from plainview.recognition.measuring.looks import Look, Unreadable
from plainview.recognition.measuring.misses import Kind, Miss
from plainview.recognition.measuring.report.cards import card
from plainview.recognition.measuring.report.cuts import WIDTH, cut
from plainview.recognition.measuring.report.page import Facts, page
from plainview.recognition.measuring.report.reliability import diagram, interval
from plainview.recognition.measuring.score import LabelledPicture, LabelledPlate
from plainview.terms.read import Alternate, Character, Reading

SPITEFUL = "<script>\"&'"
AT = datetime(2031, 5, 12, 8, 15, tzinfo=UTC)


class Tags(HTMLParser):
    """The tags that are open at the end, and every attribute that leads somewhere."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.ids: list[str] = []
        self.leads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        if tag not in {"meta", "br"}:
            self.open.append(tag)
        self._look(attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self._look(attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def _look(self, attrs: list[tuple[str, str | None]]) -> None:
        self.leads += [value or "" for name, value in attrs if name in {"href", "src", "action", "style"}]
        self.ids += [value or "" for name, value in attrs if name == "id"]


@pytest.fixture
def street(tmp_path: Path) -> Path:
    path = tmp_path / "cameras" / "elm" / "1.png"
    path.parent.mkdir(parents=True)
    assert cv2.imwrite(str(path), np.full((480, 640, 3), 90, np.uint8))
    return path


def looked(path: Path, label: LabelledPlate | None, *readings: Reading) -> Look:
    return Look(LabelledPicture(path, (label,) if label else ()), readings, milliseconds=12)


def drawn(*looks: Look, unreadable: tuple[Unreadable, ...] = ()) -> str:
    found = Evaluation(looks)
    return page(found, Facts("scripted 1", 1, AT, {"elm": found}, unreadable))


def misread(path: Path) -> Look:
    said = Reading(
        plate="AB8",
        confidence=0.97,
        box=(100, 100, 80, 40),
        characters=(Character("A", 0.9999), Character("B", 0.8), Character("8", 0.97, (Alternate("B", 0.02),))),
        state="NY",
        state_confidence=0.8,
    )
    return looked(path, LabelledPlate((98, 100, 80, 40), "ABB", "ct"), said)


def test_every_miss_is_a_picture_with_what_was_read_and_what_is_labelled(street: Path) -> None:
    text = drawn(misread(street))
    assert '<section id="misread"' in text
    assert text.count("data:image/jpeg;base64,") == 1
    picture = re.search(r"data:image/jpeg;base64,([A-Za-z0-9+/=]+)", text)
    assert picture
    assert cv2.imdecode(np.frombuffer(base64.b64decode(picture[1]), np.uint8), cv2.IMREAD_COLOR) is not None
    for words in ("<code>ABB</code> CT", "<code>AB8</code> NY", "97.0%", "state 80%", "&gt;99%", "B 2%"):
        assert words in text
    assert '<li class="wrong"><span class="char">8<span class="unseen"> (wrong)</span>' in text
    assert text.count('class="wrong"') == 1
    assert 'aria-label="The plate in the picture: read as AB8, labelled ABB"' in text
    assert "cameras/elm/1.png" in text
    assert str(street.parents[2]) not in text


def test_alarms_and_plates_that_were_not_read_have_their_sections(street: Path) -> None:
    text = drawn(
        looked(street, None, reading("SALE", confidence=0.4, box=(300, 300, 90, 30))),
        looked(street, LabelledPlate((98, 100, 80, 40), "ABB", None)),
    )
    assert "Read where nothing is labelled" in text
    assert '<section id="not_read"' in text
    assert text.count("data:image/jpeg;base64,") == 2


def test_the_page_is_well_formed_and_every_link_on_it_stays_on_it(street: Path) -> None:
    tags = Tags(drawn(misread(street), looked(street, None, reading("SALE"))))
    assert tags.open == []
    assert not {"script", "link", "iframe", "img", "form"} & set(tags.seen)
    targets = [lead for lead in tags.leads if not lead.startswith("data:image/jpeg;base64,")]
    assert all(target.startswith("#") and target[1:] in tags.ids for target in targets)
    assert len(tags.ids) == len(set(tags.ids))


def test_the_page_forbids_itself_everything_but_its_own_style_and_pictures(street: Path) -> None:
    text = drawn(misread(street))
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'" in text
    assert "url(" not in style[1]
    assert "@import" not in style[1]
    assert " style=" not in text
    assert "prefers-color-scheme: dark" in style[1]
    assert "@media print" in style[1]


def test_the_page_says_what_it_holds(street: Path) -> None:
    text = drawn(misread(street))
    assert "Licence plates inside." in text
    assert "retention limit" in text
    assert "12 May 2031, 08:15 UTC" in text
    assert "1 of 1; above the target of 3%" in text


def test_what_labels_engines_and_folders_say_is_shown_as_text_and_never_as_markup(street: Path) -> None:
    label = LabelledPlate((98, 100, 80, 40), SPITEFUL + "A1", None)
    nasty = Reading(plate=SPITEFUL, confidence=0.5, box=(100, 100, 80, 40), characters=(Character("<", 0.5),))
    path = street.with_name("<b>.png")
    street.rename(path)
    found = Evaluation([looked(path, label, nasty)])
    facts = Facts(SPITEFUL, 2, AT, {SPITEFUL: found}, (Unreadable(Path(SPITEFUL), SPITEFUL),))
    text = page(found, facts)
    assert "<script" not in text
    assert "<b>" not in text
    assert "&lt;b&gt;.png" in text
    assert text.count("&lt;script&gt;&quot;&amp;&#x27;") >= 5
    assert Tags(text).open == []


def test_without_a_read_or_a_miss_the_page_still_stands() -> None:
    empty, right = drawn(looked(Path("gone.jpg"), None)), Path("gone.jpg")
    assert "There is no miss to show." in empty
    assert Tags(empty).open == []
    gone = drawn(looked(right, LabelledPlate((1, 1, 9, 9), "A1", None)), unreadable=(Unreadable(right, "torn"),))
    assert "The picture can no longer be opened." in gone
    assert "gone.jpg: torn" in gone


def test_what_was_not_measured_has_no_key_figure(street: Path) -> None:
    taken = misread(street)
    photographs, crops = drawn(taken), drawn(replace(taken, crop=True))
    assert "for a photograph, the median" in photographs
    assert "for a crop, the median" in crops
    assert "for a photograph, the median" not in crops


def test_several_folders_stand_beside_each_other_with_all_at_the_end(street: Path) -> None:
    one, two = Evaluation([misread(street)]), Evaluation([looked(street, None)])
    text = page(Evaluation([*one.looks, *two.looks]), Facts("scripted 1", 1, AT, {"elm": one, "main": two}))
    heads = re.findall(r'<th scope="col">(\w+)</th>', text)
    assert heads[:4] == ["What", "elm", "main", "All"]


@pytest.mark.parametrize("box", [(600.0, 440.0, 200.0, 100.0), (-50.0, -50.0, 10.0, 10.0), (0.2, 0.2, 0.5, 0.5)])
def test_a_cut_stays_inside_the_picture_even_where_the_label_does_not(
    street: Path, box: tuple[float, float, float, float]
) -> None:
    miss = Miss(
        Kind.NOT_READ, LabelledPicture(street, ()), crop=False, label=LabelledPlate(box, "A1", None), reading=None
    )
    found = cut(np.zeros((480, 640, 3), np.uint8), miss)
    assert 1 <= found.width <= WIDTH
    assert found.height >= 1
    assert "<rect" in card(miss)


def test_a_frame_in_a_cut_lies_where_the_plate_lies() -> None:
    image = np.zeros((480, 640, 3), np.uint8)
    image[200:240, 300:380] = 255
    label = LabelledPlate((300, 200, 80, 40), "A1", None)
    found = cut(image, Miss(Kind.NOT_READ, LabelledPicture(Path("a"), ()), crop=False, label=label, reading=None))
    pixels = cv2.imdecode(np.frombuffer(found.jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert pixels is not None
    assert found.label is not None
    x, y, width, height = (round(value) for value in found.label)
    assert pixels[y + 3 : y + height - 3, x + 3 : x + width - 3].min() > 200
    assert pixels[: y - 3].max() < 60
    assert pixels[:, : x - 3].max() < 60


def test_the_diagram_has_a_point_for_each_bin_and_words_for_those_who_cannot_see_it() -> None:
    found = bins([(number / 200, number % 3 > 0) for number in range(200)])
    text = diagram(found, what="Plates")
    assert text.count('class="point"') == len(found) == 10
    assert 'role="img"' in text
    assert 'aria-label="Plates: ' in text


def test_the_certainty_of_a_share_grows_with_the_reads_and_never_leaves_0_to_1() -> None:
    few, many = interval(1.0, 10), interval(1.0, 1000)
    assert few == pytest.approx((0.722, 1.0), abs=0.001)
    assert few[0] < many[0] < 1
    assert interval(0.0, 10) == pytest.approx((0.0, 0.278), abs=0.001)
