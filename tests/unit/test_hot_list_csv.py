"""CSV and JSON, field by field, with the columns of each source."""

import io
from collections.abc import Mapping

import msgspec
import pytest

from plainview.csv_files import Fault
from plainview.hotlists.formats import columns
from plainview.hotlists.formats.kinds import Kind, parse, said_time
from plainview.hotlists.formats.line import FileRefused, KeptOut, Line, Parsed, Settings
from plainview.hotlists.formats.reading import Lines
from plainview.terms.purpose import Purpose

HEADER = "plate,state,offence,purpose,case_number,expires_at,make\n"
GOOD = "AB 12345,ct,Stolen vehicle,E.a.3,26-1,2026-12-01T00:00-05:00,Honda\n"


def found(text: str | bytes, settings: Settings | None = None, *, ends: bool = True) -> list[Parsed]:
    content = text.encode() if isinstance(text, str) else text
    return list(parse(Kind.CSV, io.BytesIO(content), settings or Settings(), ends=ends))


def only(text: str) -> Parsed:
    (line,) = found(HEADER + text)
    return line


def posted(*entries: Mapping[str, str], **more: object) -> io.BytesIO:
    return io.BytesIO(msgspec.json.encode({"entries": entries, **more}))


def test_a_good_line_is_read_with_its_zone() -> None:
    line = only(GOOD)
    assert isinstance(line, Line)
    assert (line.number, line.plate, line.state, line.make) == (2, "AB12345", "CT", "Honda")
    assert line.expires_at is not None
    assert line.expires_at.isoformat() == "2026-12-01T05:00:00+00:00"


def test_columns_may_stand_in_any_order_and_case_and_behind_a_byte_order_mark() -> None:
    (line,) = found("\ufeffSTATE,Plate,Expires_At,offence,purpose,case_number\nCT,AB1,2026-12-01,Theft,E.a.3,9\n")
    assert isinstance(line, Line)
    assert line.expires_at is not None
    assert line.expires_at.utcoffset() is not None


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (GOOD.replace("AB 12345", "A" * 60), "plate"),
        (GOOD.replace("AB 12345", "--"), "plate"),
        (GOOD.replace(",ct,", ",Connecticut,"), "state"),
        (GOOD.replace("E.a.3", "registration"), "purpose"),
        (GOOD.replace("E.a.3", "E.a.1"), "suspicion"),
        (GOOD.replace("Stolen vehicle", ""), "offence"),
        (GOOD.replace("Stolen vehicle", "Stolen\x07vehicle"), "offence"),
        (GOOD.replace("26-1", ""), "case_number"),
        (GOOD.replace("2026-12-01T00:00-05:00", "soon"), "expires_at"),
        (GOOD.replace("2026-12-01T00:00-05:00", "9999-12-31T23:59:59-05:00"), "expires_at"),
        (GOOD.replace("2026-12-01T00:00-05:00", "2100-01-01"), "expires_at"),
        (GOOD.replace("Honda", "H" * 31), "make"),
        ("AB1,CT\n", ""),
        (GOOD.replace("Honda", "Hon\0da"), ""),
    ],
)
def test_a_bad_line_is_named_with_its_field_and_text(line: str, field: str) -> None:
    fault = only("\n" + line)
    assert isinstance(fault, Fault)
    assert (fault.line, fault.field) == (3, field)
    assert fault.text == line.strip().replace("\0", "?")


def test_a_line_that_is_no_text_is_a_fault_and_the_next_is_read() -> None:
    first, second = found(HEADER.encode() + b"\xff\xfe\n" + GOOD.encode())
    assert isinstance(first, Fault)
    assert (first.line, first.reason) == (2, "is not UTF-8 text")
    assert isinstance(second, Line)


def test_an_entry_without_a_purpose_of_the_policy_cannot_alert() -> None:
    fault = only(GOOD.replace("E.a.3", "expired registration"))
    assert isinstance(fault, Fault)
    assert "cannot alert" in fault.reason


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\n", "names no column"),
        (b"tag,state\n", "lacks the columns offence, purpose, case number"),
        (b'"' + b"x" * 200_000 + b'"\n', "names no column"),
        (b"plate,state,offence,purpose,case_number\n", "lacks the column expires at"),
        ("plate,state\n".encode("utf-16"), "UTF-16"),
        (HEADER.encode() + b'"never closed\nAB1', "is not CSV"),
        (HEADER.encode() + GOOD.encode() + b"AB 12345,ct,Stol", "cut off"),
    ],
)
def test_a_file_that_is_no_hot_list_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        found(content)


def test_usual_names_of_columns_are_found_and_others_are_mapped() -> None:
    assert columns.guessed(("License Plate", "Plate State", "Offense", "Case No.", "Color")) == {
        "plate": "License Plate",
        "state": "Plate State",
        "offence": "Offense",
        "case_number": "Case No.",
        "colour": "Color",
    }
    settings = Settings(columns={"plate": "Kennzeichen"}, fixed={"state": "CT", "offence": "Theft", "purpose": "E.a.3"})
    (line,) = found("Kennzeichen,Case\nAB1234,7\n", settings, ends=False)
    assert isinstance(line, Line)
    assert (line.plate, line.state, line.offence, line.case_number) == ("AB1234", "CT", "Theft", "7")


def test_a_column_that_the_settings_name_and_the_file_lacks_stops_it() -> None:
    with pytest.raises(columns.HeaderRefused, match="lacks the column Tag") as refused:
        found(HEADER + GOOD, Settings(columns={"plate": "Tag"}))
    assert refused.value.columns == ("plate", "state", "offence", "purpose", "case_number", "expires_at", "make")


def test_a_record_type_without_a_purpose_is_kept_out_and_one_with_it_alerts() -> None:
    text = (
        "plate,state,offence,record_type,case_number,expires_at\n"
        "AB1,CT,Theft,stolen,1,2026-12-01\nAB2,CT,Tax,debt,2,2026-12-01\n"
    )
    stolen, debt = found(text, Settings(purposes={"stolen": Purpose.WARRANT_SUSPECT_STOLEN}))
    assert isinstance(stolen, Line)
    assert stolen.purpose is Purpose.WARRANT_SUSPECT_STOLEN
    assert debt == KeptOut(3, "debt")


def test_the_columns_of_a_file_can_be_asked_before_it_is_read() -> None:
    assert columns.header(Lines(io.BytesIO(b"Plate , State\nAB1,CT\n"))) == ("Plate", "State")


def test_json_is_read_as_the_csv_is_and_its_entries_are_numbered() -> None:
    entry = {
        "plate": "AB 1",
        "state": "CT",
        "offence": "Theft",
        "purpose": "E.a.3",
        "case_number": "1",
        "expires_at": "2026-12-01",
    }
    good, bad = parse(Kind.JSON, posted(entry, {**entry, "state": "Connecticut"}), Settings())
    assert isinstance(good, Line)
    assert isinstance(bad, Fault)
    assert (good.number, good.plate, bad.line, bad.field) == (1, "AB1", 2, "state")


def test_json_says_its_moment() -> None:
    said = said_time(Kind.JSON, posted(as_of="2026-10-05T06:00:00-04:00"))
    assert said is not None
    assert said.isoformat() == "2026-10-05T10:00:00+00:00"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "not a list"),
        (b"[]", "not a list"),
        (b'{"entries": [{"plate": 7}]}', "not a list"),
        (b'{"entries": [], "mode": "add"}', "not a list"),
        (b'{"entries": [], "as_of": "2026-10-05T06:00:00"}', "time zone"),
        (b"[" * 100_000, "not a list"),
        (b'{"entries": [{"plate": "\\ud800"}]}', "not a list"),
    ],
)
def test_json_that_is_no_list_is_refused_in_words(body: bytes, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        list(parse(Kind.JSON, io.BytesIO(body), Settings()))
