"""The fixed layouts line by line, what no file may do, and the simulators that write them."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview.csv_files import Fault
from plainview.hotlists import simulator
from plainview.hotlists.formats import codes, collect, ncic
from plainview.hotlists.formats.kinds import Kind, parse, record_types
from plainview.hotlists.formats.line import NO_PLATE, OTHER_ISSUER, FileRefused, KeptOut, Line, Parsed, Settings
from plainview.hotlists.formats.reading import LONGEST, Lines
from plainview.policy import clauses
from plainview.terms.purpose import Purpose

RECORD = "V123456789LA057020020190509AB123456  CA2009MC2009YAMACYLMCBLK"
NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)


def found(kind: Kind, text: str | bytes, settings: Settings | None = None) -> list[Parsed]:
    content = text.encode() if isinstance(text, str) else text
    return list(parse(kind, io.BytesIO(content), settings or Settings()))


def only(text: str) -> Parsed:
    (line,) = found(Kind.NCIC, text)
    return line


def test_a_record_of_ncic_is_read_by_its_columns() -> None:
    assert only(RECORD + "      ARMED   AND DANGEROUS") == Line(
        number=1,
        source_id="V123456789",
        record_type="V",
        plate="AB123456",
        state="CA",
        plate_type="MC",
        colour="black",
        make="Yamaha",
        model="CYL",
        year="2009",
        body="motorcycle",
        offence="Stolen vehicle, since 2019-05-09",
        purpose=Purpose.WARRANT_SUSPECT_STOLEN,
        case_number="V123456789",
        originating_agency="LA0570200",
        officer="",
        caution="ARMED AND DANGEROUS",
        suspicion="",
        expires_at=None,
    )


@pytest.mark.parametrize("header", ["", "HEADER 2026-10-05\n", "NCIC EXTRACT 20261005 0615\n", "H20261005 000002\n"])
def test_a_header_is_passed_over_and_its_absence_costs_no_record(header: str) -> None:
    assert [each.plate for each in found(Kind.NCIC, header + RECORD + "\n") if isinstance(each, Line)] == ["AB123456"]


def test_a_header_says_the_moment_of_the_file() -> None:
    assert ncic.header_time("NCIC EXTRACT 20261005 0615") == datetime(2026, 10, 5, 6, 15, tzinfo=UTC)
    assert ncic.header_time("NCIC EXTRACT 20261399") is None
    assert ncic.header_time(RECORD) is None


@pytest.mark.proves(clauses.E_B)
def test_every_kind_of_record_has_a_purpose_of_the_policy_or_cannot_alert() -> None:
    some = {code: found(Kind.NCIC, code + RECORD[1:])[0] for code in codes.RECORDS}
    assert {code: each.purpose for code, each in some.items() if isinstance(each, Line)} == {
        "A": Purpose.MISSING_PERSON,
        "F": Purpose.WARRANT_SUSPECT_STOLEN,
        "M": Purpose.MISSING_PERSON,
        "P": Purpose.WARRANT_SUSPECT_STOLEN,
        "V": Purpose.WARRANT_SUSPECT_STOLEN,
        "W": Purpose.WARRANT_SUSPECT_STOLEN,
    }
    assert {code for code, each in some.items() if each == KeptOut(1, code)} == set("CHKLRTX")
    assert isinstance(only("Z" + RECORD[1:]), Fault)


@pytest.mark.proves(clauses.E_B)
def test_the_department_says_what_a_kind_of_record_may_alert_for() -> None:
    watch_list = Settings(purposes={"T": Purpose.WATCH_LIST})
    terrorist, stolen = found(Kind.NCIC, f"T{RECORD[1:]}\n{RECORD}\n", watch_list)
    assert isinstance(terrorist, Line)
    assert terrorist.purpose is Purpose.WATCH_LIST
    assert stolen == KeptOut(2, "V")


def test_a_feed_that_writes_zero_for_o_is_mended_where_there_are_letters_and_says_so_where_it_cannot_be() -> None:
    text = (
        RECORD.replace("CA2009MC", "C02009MC")
        .replace("YAMA", "T0YT")
        .replace("BLK", "BR0/BLK")
        .replace("AB123456", "AB0123  ")
    )
    line = only(text)
    assert isinstance(line, Line)
    assert (line.state, line.make, line.colour) == ("CO", "Toyota", "brown and black")
    assert (line.plate, line.caution) == ("AB0123", ncic.HAZARD)
    honest = only(RECORD.replace("AB123456", "AB0123  "))
    assert isinstance(honest, Line)
    assert honest.caution == ""


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (RECORD.replace("V123456789", "V12345678X"), "NIC"),
        (RECORD.replace("20190509", "20190231"), "date"),
        (RECORD.replace("20190509", "2019O509"), "date"),
        (RECORD.replace("  CA", "    "), "state"),
        (RECORD.replace("AB123456", "A       "), "plate"),
        (RECORD[:20], ""),
        (RECORD[:60] + "\x07", ""),
    ],
)
def test_a_bad_record_is_named_with_its_field_and_text(text: str, field: str) -> None:
    fault = found(Kind.NCIC, f"{RECORD}\n{text}\n{RECORD}\n")[1]
    assert isinstance(fault, Fault)
    assert (fault.line, fault.field, fault.text) == (2, field, text)


def test_what_has_no_plate_or_no_state_of_ours_is_counted_and_left_out() -> None:
    assert only(RECORD.replace("AB123456", "        ")) == KeptOut(1, NO_PLATE)
    assert only(RECORD.replace("  CA", "  ON")) == KeptOut(1, OTHER_ISSUER)
    nebraska = only(RECORD.replace("  CA", "  NB"))
    assert isinstance(nebraska, Line)
    assert nebraska.state == "NE"


def collect_record(status: str = "ST", plate: str = "AB12345") -> str:
    texts = ("PASSENGER", "HONDA", "CIVIC", "SEDAN", "BLUE")
    return f"{plate:8}{''.join(f'{text:30}' for text in texts)}2018{'PRIVATE':30}20270101{status}"


def test_a_record_of_collect_is_read_by_its_columns() -> None:
    (line,) = found(Kind.COLLECT, collect_record() + "\r\n")
    assert isinstance(line, Line)
    assert (line.plate, line.state, line.make, line.model, line.body, line.colour, line.year) == (
        "AB12345",
        "CT",
        "Honda",
        "Civic",
        "sedan",
        "blue",
        "2018",
    )
    assert (line.record_type, line.offence, line.purpose) == ("ST", "Stolen vehicle", Purpose.WARRANT_SUSPECT_STOLEN)


@pytest.mark.proves(clauses.E_B)
@pytest.mark.parametrize("status", ["EX", "SU", "AC", "??"])
def test_an_expired_registration_is_no_purpose_of_the_policy_and_never_alerts(status: str) -> None:
    assert found(Kind.COLLECT, collect_record(status)) == [KeptOut(1, status)]


@pytest.mark.parametrize(("kind", "record"), [(Kind.NCIC, RECORD), (Kind.COLLECT, collect_record())])
def test_no_file_of_a_fixed_layout_leaves_a_doubt_of_what_came_of_it(kind: Kind, record: str) -> None:
    with pytest.raises(FileRefused, match="empty"):
        found(kind, b"")
    with pytest.raises(FileRefused, match="UTF-16"):
        found(kind, record.encode("utf-16"))
    with pytest.raises(FileRefused, match="cut off"):
        found(kind, f"{record}\n{record[:30]}")
    latin = record[:-4].encode() + "ñ".encode("latin-1") + b"\n"
    fault = found(kind, latin + record.encode())[0]
    assert isinstance(fault, Fault)
    assert fault.reason == "is not UTF-8 text"


class Endless(io.RawIOBase):
    """300 MB of one line, made as they are read."""

    def __init__(self, head: bytes, length: int, tail: bytes) -> None:
        self.parts = self._parts(head, length, tail)

    @staticmethod
    def _parts(head: bytes, length: int, tail: bytes) -> Iterator[bytes]:
        yield head
        piece = b"X" * 65_536
        for _ in range(length // len(piece)):
            yield piece
        yield tail

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        some = next(self.parts, b"")
        buffer[: len(some)] = some
        return len(some)


def test_a_line_of_300_megabytes_is_a_fault_and_what_follows_is_read() -> None:
    file = io.BufferedReader(Endless(f"{RECORD}\n".encode(), 300 * 1024 * 1024, f"\n{RECORD}\n".encode()), 65_536)
    first, second, third = parse(Kind.NCIC, file, Settings())
    assert isinstance(first, Line)
    assert isinstance(second, Fault)
    assert second.reason == f"has over {LONGEST:,} bytes; no record is that long"
    assert len(second.text) == 300
    assert isinstance(third, Line)
    assert third.number == 3


@pytest.mark.parametrize("kind", [Kind.NCIC, Kind.COLLECT, Kind.CSV])
@given(content=st.binary(min_size=1, max_size=400))
def test_no_bytes_make_a_parser_fail_otherwise_than_by_refusing_the_file(kind: Kind, content: bytes) -> None:
    try:
        some = found(kind, content)
    except FileRefused:
        return
    assert all(isinstance(each, Line | KeptOut | Fault) for each in some)


@given(
    plate=st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=2, max_size=10),
    state=st.sampled_from(["CT", "CO", "OH", "NY"]),
    year=st.integers(1990, 2026),
)
def test_what_is_written_by_the_columns_is_read_by_them(plate: str, state: str, year: int) -> None:
    line = only(f"P000000007CT000640020260102{plate:10}{state}2027PC{year}FORDF15PKBLU/WHI")
    assert isinstance(line, Line)
    assert (line.plate, line.state, line.year, line.make, line.colour) == (
        plate,
        state,
        str(year),
        "Ford",
        "blue and white",
    )


@pytest.mark.parametrize("kind", Kind)
def test_what_a_simulator_writes_is_read_without_a_fault_and_is_the_same_for_the_same_seed(kind: Kind) -> None:
    def written() -> str:
        return "".join(simulator.write(kind, simulator.vehicles(200), as_of=NOW))

    some = found(kind, written())
    assert written() == written()
    assert [each for each in some if isinstance(each, Fault)] == []
    assert sum(isinstance(each, Line) for each in some) > 90
    keys = [each.source_id or each.plate for each in some if isinstance(each, Line)]
    assert len(keys) == len(set(keys))


def test_the_simulator_of_a_feed_that_writes_zero_for_o_is_read_as_such() -> None:
    text = "".join(simulator.write(Kind.NCIC, simulator.vehicles(300), as_of=NOW, header=False, zero_for_o=True))
    some = [each for each in found(Kind.NCIC, text) if isinstance(each, Line)]
    assert {"CO", "OH"} <= {each.state for each in some}
    assert all(each.caution == (ncic.HAZARD if "0" in each.plate else "") for each in some)


def test_a_kept_file_ends_with_or_without_its_last_newline() -> None:
    for text, ended in ((f"{RECORD}\n", True), (RECORD, False)):
        lines = Lines(io.BytesIO(text.encode()))
        assert [number for number, _ in lines] == [1]
        assert lines.ended is ended


def test_the_layouts_name_their_kinds_of_record() -> None:
    assert record_types(Kind.NCIC)["V"] == ("Stolen vehicle", Purpose.WARRANT_SUSPECT_STOLEN)
    assert record_types(Kind.COLLECT)["EX"] == ("Registration expired", None)
    assert record_types(Kind.CSV) == {}
    assert set(collect.PURPOSES) < set(collect.KINDS)
