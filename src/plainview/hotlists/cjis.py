"""What is asked of CJIS about an entry's plate, in the messages of that world, and what an answer says. Pure.

Two questions stand for one check (F.b.1.iv): `QV` asks NCIC whether it holds a record of the plate, `RQ` asks the
register of the issuing state whose vehicle the plate is on. Answers carry fields as in `VMA/HOND`. The switch that the
department is connected to puts its own header before a message; get its specimen before production.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from plainview.terms.vehicle import COLOURS

_FIELD: Final = re.compile(r"\b([A-Z]{3})/([^./\r\n]+?)(?=[.\r\n]|\s+[A-Z]{3}/|\s*$)")
_NO_RECORD: Final = re.compile(r"\bNO RECORD\b|\bNOT ON FILE\b", re.IGNORECASE)
_REGISTRATION: Final = "RR"
_MAKES: Final[Mapping[str, str]] = {"LEXS": "LEXUS", "MERZ": "MERCEDES", "TOYT": "TOYOTA", "VOLV": "VOLVO"}
"""Codes that are not the beginning of the make's name."""


class LineDown(Exception):
    """No answer came. The message says why, for the page."""


class Outcome(StrEnum):
    """What an answer means for the entry."""

    CONFIRMED = "confirmed"
    DIFFERS = "differs"
    NOT_ON_FILE = "not on file"


class Described(NamedTuple):
    """What the entry says of its vehicle, empty where not known."""

    colour: str = ""
    make: str = ""
    year: str = ""


@dataclass(frozen=True)
class Question:
    """One check. `ori` is the department's, nine characters; `reference` comes back with the answers."""

    plate: str
    state: str
    plate_type: str
    ori: str
    reference: str
    year: int

    def messages(self) -> tuple[str, str]:
        """What goes over the line, in order."""
        plate = f"LIC/{self.plate}.LIY/{self.year}.LIT/{self.plate_type or 'PC'}"
        return (
            f"QV.{self.ori}.LIC/{self.plate}.LIS/{self.state}",
            f"RQ.{self.ori}.{self.state}.*{self.reference}.TXT.{plate}",
        )


@dataclass(frozen=True)
class Finding:
    """What the answers say, with a sentence for each thing that a person should know."""

    outcome: Outcome
    notes: tuple[str, ...] = ()


def fields(answer: str) -> dict[str, str]:
    """The fields of an answer, the first of each name."""
    found: dict[str, str] = {}
    for name, value in _FIELD.findall(answer.upper()):
        found.setdefault(name, value.strip())
    return found


def judge(question: Question, described: Described, wanted: str, register: str) -> Finding:
    """What the answers to `QV` (`wanted`) and `RQ` (`register`) say of an entry."""
    notes = tuple(_records(wanted))
    said = fields(register)
    if _NO_RECORD.search(register) or not register.strip().upper().startswith(_REGISTRATION):
        return Finding(Outcome.NOT_ON_FILE, (f"The register of {question.state} has no such plate.", *notes))
    if (said.get("LIC"), said.get("LIS")) != (question.plate, question.state):
        answered = f"{said.get('LIS', '')} {said.get('LIC', '')}".strip() or "which it does not name"
        return Finding(Outcome.NOT_ON_FILE, (f"The register answered for another plate, {answered}.", *notes))
    differences = tuple(_differences(described, said))
    return Finding(Outcome.DIFFERS if differences else Outcome.CONFIRMED, (*differences, *notes))


def _records(wanted: str) -> Iterator[str]:
    said = fields(wanted)
    if not _NO_RECORD.search(wanted) and "NIC" in said:
        yield f"NCIC holds a record: {said.get('MKE', 'wanted').lower()}, NIC {said['NIC']}."


def _differences(described: Described, said: Mapping[str, str]) -> Iterator[str]:
    if described.colour and "VCO" in said and not _same_colour(described.colour, said["VCO"]):
        yield f"The register says colour {said['VCO']}, the entry {described.colour}."
    if described.make and "VMA" in said and not _same_make(described.make, said["VMA"]):
        yield f"The register says make {said['VMA']}, the entry {described.make}."
    if described.year and "VYR" in said and described.year != said["VYR"]:
        yield f"The register says year {said['VYR']}, the entry {described.year}."


def _same_colour(words: str, codes: str) -> bool:
    """Whether one of the colours of a code such as `BLK/WHI` is one of those said; an unknown code differs."""
    said = frozenset(words.lower().replace("grey", "gray").split())
    return any(said & frozenset(COLOURS.get(code.strip(), "").split()) for code in codes.split("/"))


def _same_make(words: str, code: str) -> bool:
    letters = re.sub(r"[^A-Z]", "", words.upper())
    return letters.startswith(_MAKES.get(code, code)) or code.startswith(letters)
