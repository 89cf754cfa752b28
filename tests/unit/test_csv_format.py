import pytest

from plainview.csv_files import Fault, HeaderRejected
from plainview.hotlists.csv_format import Row, parse

HEADER = "plate,state,offence,purpose,case_number,expires_at,make\n"
GOOD = "AB 12345,ct,Stolen vehicle,E.a.3,26-1,2026-12-01T00:00-05:00,Honda\n"


def only(text: str) -> Row | Fault:
    (found,) = parse((HEADER + text).encode())
    return found


def test_a_good_line_is_read_with_its_zone() -> None:
    row = only(GOOD)
    assert isinstance(row, Row)
    assert (row.line, row.plate, row.state, row.descriptors["make"]) == (2, "AB12345", "CT", "Honda")
    assert row.expires_at.isoformat() == "2026-12-01T00:00:00-05:00"


def test_columns_may_stand_in_any_order_and_case_and_behind_a_byte_order_mark() -> None:
    text = "\ufeffSTATE,Plate,Expires_At,offence,purpose,case_number\nCT,AB1,2026-12-01,Theft,E.a.3,9\n"
    (row,) = parse(text.encode())
    assert isinstance(row, Row)
    assert row.expires_at.utcoffset() is not None


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (GOOD.replace("AB 12345", "A" * 60), "plate"),
        (GOOD.replace("AB 12345", "--"), "plate"),
        (GOOD.replace(",ct,", ",Connecticut,"), "state"),
        (GOOD.replace("E.a.3", "registration"), "purpose"),
        (GOOD.replace("Stolen vehicle", ""), "offence"),
        (GOOD.replace("26-1", ""), "case_number"),
        (GOOD.replace("2026-12-01T00:00-05:00", "soon"), "expires_at"),
        (GOOD.replace("2026-12-01T00:00-05:00", "9999-12-31T23:59:59-05:00"), "expires_at"),
        (GOOD.replace("Honda", "H" * 31), "make"),
        ("AB1,CT\n", ""),
    ],
)
def test_a_bad_line_is_named_with_its_field_and_text(line: str, field: str) -> None:
    fault = only("\n" + line)
    assert isinstance(fault, Fault)
    assert (fault.line, fault.field) == (3, field)
    assert fault.text == line.strip()


def test_an_entry_without_a_purpose_of_the_policy_cannot_alert() -> None:
    assert "cannot alert" in only(GOOD.replace("E.a.3", "expired registration")).reason


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "lacks the column plate"),
        (b"tag,state\n", "lacks the column plate"),
        (b'"' + b"x" * 200_000 + b'"\n', "line 1 is not CSV"),
        (HEADER.encode() + GOOD.replace("Honda", "Hon\0da").encode(), "NUL"),
        (b"plate,state,offence,purpose,case_number\n", "expires_at"),
        (HEADER.encode() + b"\xff\xfe\n", "line 2 is not UTF-8"),
        (HEADER.encode() + b'"' + b"A" * 200_000, "is not CSV"),
    ],
)
def test_a_file_that_is_no_hot_list_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(HeaderRejected, match=words):
        list(parse(content))
