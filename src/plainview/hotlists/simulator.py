"""Feeds with made-up plates, in the layouts of the real ones: for the demo, tests and measurements. Pure.

A feed is a window over an endless row of vehicles that a seed decides: the next day's begins some vehicles later, so
that some are gone and as many are new.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

import msgspec

from plainview.hotlists.formats.codes import RECORDS
from plainview.hotlists.formats.kinds import Kind

_STATES: Final = ("CT", "CT", "CT", "CT", "NY", "MA", "RI", "NJ", "CO", "OH")
_KINDS: Final = ("V", "V", "V", "V", "V", "P", "P", "M", "W", "A", "X", "H")
_STATUSES: Final = ("ST", "SP", "EX", "SU")
_MODELS: Final = (
    ("HOND", "CIV", "Honda", "Civic", "4D", "sedan"),
    ("TOYT", "RAV", "Toyota", "RAV4", "LL", "SUV"),
    ("FORD", "F15", "Ford", "F-150", "PK", "pickup"),
    ("NISS", "ALT", "Nissan", "Altima", "4D", "sedan"),
    ("SUBA", "OUT", "Subaru", "Outback", "SW", "wagon"),
)
_COLOURS: Final = (("BLU", "blue"), ("BLK", "black"), ("SIL", "silver"), ("BRO", "brown"), ("WHI", "white"))
_LONG_AGO: Final = date(2023, 1, 1)
_LETTERS: Final = "ABCDEFGHJKLMNOPRSTUVWXYZ"
_PRIME: Final = 2_654_435_761
_SPAN: Final = 2**32


class Vehicle(NamedTuple):
    """One made-up vehicle. `number` tells it from every other; `kind` is NCIC's file code."""

    number: int
    kind: str
    plate: str
    state: str
    colour: int = 0
    model: int = 0
    year: int = 2018


def vehicles(count: int, *, seed: int = 1, first: int = 0) -> Iterator[Vehicle]:
    """So many vehicles of the seed's row, from the place `first` on."""
    for number in range(first, first + count):
        chance = (number * _PRIME + seed * 40_503) % _SPAN
        one, two, rest = chance % 24, chance // 24 % 24, chance // 576
        plate = f"{_LETTERS[one]}{_LETTERS[two]}{(rest + number) % 100_000:05}"
        yield Vehicle(
            number=number,
            kind=_KINDS[chance // 7 % len(_KINDS)],
            plate=plate,
            state=_STATES[chance // 11 % len(_STATES)],
            colour=chance // 13 % len(_COLOURS),
            model=chance // 17 % len(_MODELS),
            year=2005 + chance // 19 % 20,
        )


def write(
    kind: Kind, some: Iterable[Vehicle], *, as_of: datetime, header: bool = True, zero_for_o: bool = False
) -> Iterator[str]:
    """A file of this layout, piece by piece. `header` and `zero_for_o` are habits of some sources of NCIC's extract."""
    if kind is Kind.NCIC and header:
        yield f"NCIC LICENSE PLATE EXTRACT {as_of:%Y%m%d} {as_of:%H%M}\n"
    if kind is Kind.JSON:
        yield _json(some, as_of)
    else:
        line = _LINES[kind]
        if kind is Kind.CSV:
            yield line(None, as_of)
        for each in some:
            text = line(each, as_of)
            yield text.replace("O", "0") if zero_for_o else text


def _ncic(vehicle: Vehicle | None, as_of: datetime) -> str:
    if vehicle is None:
        return ""
    make, model, _, _, body, _ = _MODELS[vehicle.model]
    since = _LONG_AGO + timedelta(days=vehicle.number % 900)
    return (
        f"{vehicle.kind}{vehicle.number:09}CT0006400{since:%Y%m%d}{vehicle.plate:10}{vehicle.state}{as_of.year + 1}PC"
        f"{vehicle.year}{make:4}{model:3}{body}{_COLOURS[vehicle.colour][0]}\n"
    )


def _collect(vehicle: Vehicle | None, _as_of: datetime) -> str:
    if vehicle is None:
        return ""
    _, _, make, model, _, body = _MODELS[vehicle.model]
    colour, status = _COLOURS[vehicle.colour][1], _STATUSES[vehicle.number % len(_STATUSES)]
    texts = ("PASSENGER", make.upper(), model.upper(), body.upper(), colour.upper())
    return (
        f"{vehicle.plate:8}{''.join(f'{text:30}' for text in texts)}{vehicle.year}{'PRIVATE':30}"
        f"{_LONG_AGO + timedelta(days=vehicle.number % 900):%Y%m%d}{status}\n"
    )


def _csv(vehicle: Vehicle | None, as_of: datetime) -> str:
    out = io.StringIO()
    written = csv.writer(out, lineterminator="\n")
    written.writerow(_NAMES.values() if vehicle is None else _said(vehicle, as_of).values())
    return out.getvalue()


def _json(some: Iterable[Vehicle], as_of: datetime) -> str:
    entries = [_said(each, as_of) for each in some]
    return msgspec.json.encode({"as_of": as_of.isoformat(), "entries": entries}).decode()


def _said(vehicle: Vehicle, as_of: datetime) -> dict[str, str]:
    _, _, make, model, _, body = _MODELS[vehicle.model]
    words, purpose = RECORDS[vehicle.kind]
    return {
        "source_id": f"{vehicle.kind}{vehicle.number:09}",
        "plate": vehicle.plate,
        "state": vehicle.state,
        "offence": words,
        "purpose": str(purpose or "E.a.3"),
        "case_number": f"26-{vehicle.number:06}",
        "expires_at": f"{as_of + timedelta(days=14):%Y-%m-%d}",
        "colour": _COLOURS[vehicle.colour][1],
        "make": make,
        "model": model,
        "year": str(vehicle.year),
        "body": body,
    }


_NAMES: Final = {
    "source_id": "Record ID",
    "plate": "License Plate",
    "state": "Plate State",
    "offence": "Offense",
    "purpose": "Purpose",
    "case_number": "Case Number",
    "expires_at": "Expires",
    "colour": "Color",
    "make": "Make",
    "model": "Model",
    "year": "Year",
    "body": "Body Style",
}
"""Names of columns as another system would have them."""

_LINES: Final[dict[Kind, Callable[[Vehicle | None, datetime], str]]] = {
    Kind.NCIC: _ncic,
    Kind.COLLECT: _collect,
    Kind.CSV: _csv,
}
