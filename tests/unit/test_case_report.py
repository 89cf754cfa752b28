"""The report of a case: each page says case, person and time; what is lost or unplaced is said and breaks nothing."""

import io
import re
from datetime import UTC, datetime

import pytest

from factories.reads import jpeg
from plainview.evidence.contents import Item, Marked, Picture
from plainview.evidence.report import Report, pdf
from plainview.evidence.small_map import BaseMap
from plainview.evidence.statement import statement
from plainview.policy import clauses

MARKED = Marked("26-118", "Sergeant Žižka", datetime(2026, 11, 29, 5, 0, 7, tzinfo=UTC))
BASE = BaseMap([[(-73.5, 41.0), (-71.8, 42.0)]], [(-72.67, 41.76, "Hartford"), (-72.66, 41.76, "Next to it")])


def item(number: int, *, pictures: bool = True, east: float | None = -72.67) -> Item:
    said = {
        "number": number,
        "plate": "AB12345",
        "state": None,
        "confidence": 0.934,
        "captured_at": "2026-11-28T05:00:00.000+00:00",
        "camera": "Main Street",
        "place": "Main Street at Elm Street",
        "longitude": east,
        "latitude": None if east is None else 41.76,
        "engine": "plainview 3",
        "read_id": "eda3362d-19ac-40cf-a705-b1c3d946ccd5",
        "photograph_sha256": "ab" * 32 if pictures else None,
        "crop_sha256": "cd" * 32 if pictures else None,
    }
    if not pictures:
        return Item(said, "batch", None, None)
    return Item(said, "batch", Picture((64, 32), jpeg), Picture((64, 32), lambda: jpeg("white")))


def drawn(*items: Item, custody: int = 3) -> bytes:
    links = [("2026-11-29 05:00:00", "Sergeant Two", "hold.opened", "case_number: 26-118")] * custody
    about = [("Case number", "26-118"), ("Scope", "a very long scope " * 40)]
    report = Report("City Police", MARKED, about, statement("26-118", len(items), None), items, links, BASE)
    out = io.BytesIO()
    pdf(report, out, compressed=False)
    return out.getvalue()


@pytest.mark.proves(clauses.J_2, clauses.I_4)
@pytest.mark.parametrize(("reads", "links"), [(1, 1), (5, 3), (2, 120)])
def test_each_page_says_case_person_and_time_and_that_alpr_data_was_used(reads: int, links: int) -> None:
    made = drawn(*(item(number) for number in range(1, reads + 1)), custody=links)
    pages = made.count(b"/Type /Page\n")
    assert pages >= 3
    # In the letters that the fonts of a PDF have.
    assert made.count(b"Case 26-118, made by Sergeant \\216i\\236ka, 2026-11-29 05:00:07 UTC") == pages
    assert made.count(b"ALPR data was used \\(I.4\\)") == pages
    assert f"Page {pages} of {pages}".encode() in made


def test_a_lost_picture_and_a_camera_without_a_place_are_said() -> None:
    made = drawn(item(1, pictures=False, east=None))
    assert made.count(b"The picture cannot be opened.") == 2
    assert b"No camera of these reads has a position on the register." in made
    assert b"state not read" in made


def test_hashes_stand_whole_and_the_same_case_gives_the_same_bytes() -> None:
    made = drawn(item(1))
    assert made.count(b"abababababababababababababababab") == 2
    assert made == drawn(item(1))
    assert b"Hartford" in made
    assert b"Next to it" not in made


def test_each_photograph_goes_in_as_it_is_and_the_one_before_has_left_the_memory_by_then() -> None:
    out = io.BytesIO()
    photographs = [jpeg(colour) for colour in ("navy", "red", "green", "white", "black", "gray")]

    def opened(number: int) -> bytes:
        assert photographs[:number] == [each for each in photographs if each in out.getvalue()]
        return photographs[number]

    items = [
        Item(item(each, pictures=False).said, "batch", Picture((64, 32), lambda each=each: opened(each)), None)
        for each in range(len(photographs))
    ]
    pdf(Report("City Police", MARKED, [], "Said.", items, []), out, compressed=False)
    assert [out.getvalue().count(each) for each in photographs] == [1] * len(photographs)


def test_every_object_stands_where_the_table_at_the_end_says() -> None:
    made = drawn(item(1), item(2), item(3))
    start = int(made.rsplit(b"startxref", 1)[1].split()[0])
    assert made[start:].startswith(b"xref")
    offsets = re.findall(rb"^(\d{10}) 00000 n", made[start:], re.MULTILINE)
    assert len(offsets) > 10
    for number, offset in enumerate(offsets, 1):
        assert made[int(offset) :].startswith(f"{number} 0 obj".encode())
