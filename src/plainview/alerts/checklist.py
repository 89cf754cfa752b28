"""What a person compares by eye before a stop: each character, the state, colour, make and class (F.c.1.i). Pure.

What the entry does not say is shown as not stated. It is no question, and no answer to it counts as a match.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import Final

from plainview.matching.rules import Tier
from plainview.policy import clauses
from plainview.policy.decisions import Refused
from plainview.policy.enforcement import enforces
from plainview.terms import plate as plates
from plainview.terms.vehicle import agree

GAP: Final = "·"
"""Stands where one of the two plates has no character."""

PLATE_TYPES: Final[Mapping[str, str]] = {
    "AQ": "antique",
    "BU": "bus",
    "CO": "commercial vehicle",
    "MC": "motorcycle",
    "PC": "passenger car",
    "TK": "truck",
    "TL": "trailer",
    "TX": "taxi",
}
"""NCIC's two letters in words, of the kinds that say what class of vehicle carries the plate."""


class Part(StrEnum):
    PLATE = "plate"
    STATE = "state"
    VEHICLE = "vehicle"


@dataclass(frozen=True)
class Item:
    """One thing to compare. `entry` is what the entry says and `read` what the camera did; `place` is that of the read.

    Only a `stated` item is a question; of the others the page shows what was read, if anything was.
    """

    name: str
    part: Part
    label: str
    entry: str
    read: str
    stated: bool
    place: int | None = None

    @property
    def same(self) -> bool:
        return self.entry == self.read or not self.stated


@dataclass(frozen=True)
class Compared:
    """What an alert knows of the entry and of the read; of the vehicle, what the camera stated of it."""

    tier: str
    plate: str
    state: str
    entry_plate: str
    entry_state: str
    colour: str = ""
    make: str = ""
    body: str = ""
    plate_type: str = ""
    vehicle: str = ""
    read_colour: str = ""
    read_make: str = ""
    read_body: str = ""


def items(of: Compared) -> tuple[Item, ...]:
    """Everything to compare, in the order in which an eye goes over it."""
    return (*_places(of), _item("state", Part.STATE, "State", of.entry_state, of.state), *_vehicle(of))


def contradicted(of: Compared) -> Iterator[str]:
    """What the camera stated of the vehicle that is not what the entry says, in a sentence each.

    It is a warning and decides nothing: cameras are wrong about colours at night. A motorcycle's plate on another
    vehicle once had a family held at gunpoint.
    """
    stated = (("colour", of.colour, of.read_colour), ("make", of.make, of.read_make), ("body", of.body, of.read_body))
    for name, entry, read in stated:
        if entry and read and not agree(entry, read):
            yield f"The camera states the {name} {read}; the entry says {entry}."
    cycle = PLATE_TYPES["MC"]
    if of.plate_type == "MC" and not of.body and of.read_body and of.read_body != cycle:
        yield f"The camera states the body {of.read_body}; the plate is a {cycle}'s."


def lacking(those: Sequence[Item], answers: Mapping[str, bool]) -> list[Item]:
    """The questions without an answer."""
    return [each for each in those if each.stated and each.name not in answers]


def matches(those: Sequence[Item], answers: Mapping[str, bool], part: Part) -> bool | None:
    """Whether a part agrees in all that the entry states of it; None where it states nothing."""
    said = [answers[each.name] for each in those if each.stated and each.part is part and each.name in answers]
    return all(said) if said else None


@enforces(clauses.F_C_1_I)
def unresolvable(tier: str, those: Sequence[Item], answers: Mapping[str, bool]) -> Iterator[Refused]:
    """What no explanation makes a match.

    Another state's plate is another plate, and so is one that differs from an entry that names it. Only the owner of an
    entry who was not sure of one character leaves that one open.
    """
    differing = [each for each in those if each.stated and not answers.get(each.name, False)]
    if tier == Tier.OTHER_STATE or any(each.part is Part.STATE for each in differing):
        yield Refused(
            clauses.F_C_1_I,
            "the issuing state differs: it is another vehicle's plate",
            "Compare again, or close it as wrong state.",
            "resolution",
        )
    places = sum(each.part is Part.PLATE for each in differing)
    if places > (tier == Tier.ONE_EDIT):
        yield Refused(
            clauses.F_C_1_I,
            "the characters differ: it is another plate",
            "Compare again, or close it as a misread plate.",
            "resolution",
        )


def _places(of: Compared) -> Iterator[Item]:
    place = 0
    for number, (entry, read) in enumerate(_aligned(of)):
        stated = entry not in {"?", "*"}
        here = place if read and read != GAP else None
        yield Item(f"char-{number}", Part.PLATE, f"Place {number + 1}", entry, read, stated, here)
        place += 0 if read == GAP else len(read)


def _aligned(of: Compared) -> Iterator[tuple[str, str]]:
    """The entry's characters over those of the read. A wildcard stands over what it may be."""
    if not of.entry_plate:
        return
    if of.tier == Tier.PATTERN and (runs := _runs(of.entry_plate, of.plate)) is not None:
        yield from runs
        return
    entry, read = of.entry_plate, of.plate
    if abs(len(entry) - len(read)) == 1:
        short, long = sorted((entry, read), key=len)
        gap = next((place for place, char in enumerate(short) if char != long[place]), len(short))
        padded = short[:gap] + GAP + short[gap:]
        entry, read = (padded, long) if short == entry else (long, padded)
    yield from zip_longest(entry, read, fillvalue=GAP)


def _runs(pattern: str, plate: str) -> list[tuple[str, str]] | None:
    """Each character of a pattern over what it met; None where the plate does not meet it."""
    cut = re.sub(r"\*+", "*", pattern)
    wild = {"?": "(.)", "*": "(.*)"}
    found = re.fullmatch(
        "".join(wild.get(char) or f"({re.escape(plates.folded(char))})" for char in cut), plates.folded(plate)
    )
    if found is None:
        return None
    spans = [found.span(number) for number in range(1, len(cut) + 1)]
    return [(char, plate[start:end] or GAP) for char, (start, end) in zip(cut, spans, strict=True)]


def _vehicle(of: Compared) -> Iterator[Item]:
    if not (of.colour or of.make or of.body or of.plate_type) and of.vehicle:
        yield _item("vehicle", Part.VEHICLE, "Vehicle", of.vehicle, "")
        return
    kind = " ".join(part for part in (of.body, PLATE_TYPES.get(of.plate_type, "")) if part)
    yield _item("colour", Part.VEHICLE, "Colour", of.colour, of.read_colour)
    yield _item("make", Part.VEHICLE, "Make", of.make, of.read_make)
    yield _item("class", Part.VEHICLE, "Class", kind, of.read_body)


def _item(name: str, part: Part, label: str, entry: str, read: str) -> Item:
    return Item(name, part, label, entry, read, stated=bool(entry))
