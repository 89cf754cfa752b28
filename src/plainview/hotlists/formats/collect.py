"""Connecticut's motor-vehicle file of COLLECT, fixed width. Columns count from 1 in the comments. Pure.

This is one of several layouts. What its status codes mean stands in the source's settings: get a specimen and the list
of codes before production. An expired registration is no purpose of the policy, so it never alerts.
"""

from collections.abc import Iterator
from typing import Final

from plainview.csv_files import Fault
from plainview.hotlists.formats.line import NO_PLATE, FileRefused, KeptOut, Line, Parsed, Settings
from plainview.hotlists.formats.reading import Lines
from plainview.terms import plate as plates
from plainview.terms.purpose import Purpose

KINDS: Final = {
    "AC": "Registration in force",
    "EX": "Registration expired",
    "SP": "Stolen plate",
    "ST": "Stolen vehicle",
    "SU": "Registration suspended",
}
PURPOSES: Final = {"ST": Purpose.WARRANT_SUSPECT_STOLEN, "SP": Purpose.WARRANT_SUSPECT_STOLEN}
WIDTH: Final = 202
_SHOWN: Final = 300


def parse(lines: Lines, settings: Settings) -> Iterator[Parsed]:
    """Read a file line by line.

    Raises:
        FileRefused: the file is empty, is no text, or ends in the middle of a line.
    """
    purposes, short = settings.purposes or PURPOSES, 0
    for number, text in lines:
        short = 0
        if isinstance(text, Fault):
            yield text
        elif not text.strip():
            continue
        elif len(text) < WIDTH:
            short = number
            yield Fault(number, "", f"has {len(text)} characters; a record has {WIDTH}", text[:_SHOWN])
        else:
            kind = text[200:202].strip().upper()  # 201-202
            purpose = purposes.get(kind)
            yield KeptOut(number, kind or "no status") if purpose is None else _record(number, text, kind, purpose)
    if short and not lines.ended:
        raise FileRefused(f"the file ends in the middle of line {short}: it was cut off; send it again")


def _record(number: int, text: str, kind: str, purpose: Purpose) -> Parsed:
    plate = plates.canonical(text[:8])  # 1-8
    if not plate:
        return KeptOut(number, NO_PLATE)
    if len(plate) == 1:
        return Fault(number, "plate", "must have 2 to 10 letters and digits", text[:_SHOWN])
    if not text.isprintable():
        return Fault(number, "", "holds characters that cannot be printed", text[:_SHOWN])
    return Line(
        number=number,
        source_id="",
        record_type=kind,
        plate=plate,
        state="CT",
        plate_type="",
        colour=text[128:158].strip().lower(),  # 129-158
        make=text[38:68].strip().title(),  # 39-68
        model=text[68:98].strip().title(),  # 69-98
        year=text[158:162].strip(),  # 159-162
        body=text[98:128].strip().lower(),  # 99-128
        offence=KINDS.get(kind, f"COLLECT status {kind}"),
        purpose=purpose,
        case_number=f"COLLECT {kind}",
        originating_agency="",
        officer="",
        caution="",
        suspicion="",
        expires_at=None,
    )
