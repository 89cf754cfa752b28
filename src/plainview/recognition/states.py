"""The issuing state from the words printed on a plate: its name, its slogan, the address of its motor-vehicle site.

Names and slogans are facts, gathered from what the states have issued since the 1980s. A slogan that several states use
("In God We Trust") names none and is left out.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import Final

PRINTED: Final[dict[str, tuple[str, ...]]] = {
    "AK": ("ALASKA", "THE LAST FRONTIER", "NORTH TO THE FUTURE"),
    "AL": ("ALABAMA", "HEART OF DIXIE", "STARS FELL ON", "SWEET HOME"),
    "AR": ("ARKANSAS", "THE NATURAL STATE"),
    "AZ": ("ARIZONA", "GRAND CANYON STATE"),
    "CA": ("CALIFORNIA", "DMV.CA.GOV", "CA EXEMPT"),
    "CO": ("COLORADO",),
    "CT": ("CONNECTICUT", "CONSTITUTION STATE", "PRESERVE THE SOUND"),
    "DC": ("WASHINGTON DC", "DISTRICT OF COLUMBIA", "TAXATION WITHOUT REPRESENTATION", "CELEBRATE & DISCOVER"),
    "DE": ("DELAWARE", "THE FIRST STATE"),
    "FL": ("FLORIDA", "MYFLORIDA.COM", "SUNSHINE STATE"),
    "GA": ("GEORGIA", "PEACH STATE", "ON MY MIND"),
    "HI": ("HAWAII", "ALOHA STATE"),
    "IA": ("IOWA",),
    "ID": ("IDAHO", "SCENIC IDAHO", "FAMOUS POTATOES"),
    "IL": ("ILLINOIS", "LAND OF LINCOLN"),
    "IN": ("INDIANA", "CROSSROADS OF AMERICA", "HOOSIER STATE"),
    "KS": ("KANSAS",),
    "KY": ("KENTUCKY", "BLUEGRASS STATE", "UNBRIDLED SPIRIT"),
    "LA": ("LOUISIANA", "SPORTSMANS PARADISE", "BAYOU STATE", "LOUISIANA PURCHASE"),
    "MA": ("MASSACHUSETTS", "THE SPIRIT OF AMERICA"),
    "MD": ("MARYLAND", "MARYLAND.GOV", "TREASURE THE CHESAPEAKE", "WAR OF 1812"),
    "ME": ("MAINE", "VACATIONLAND"),
    "MI": ("MICHIGAN", "GREAT LAKES SPLENDOR", "PURE MICHIGAN", "MICHIGAN.GOV"),
    "MN": ("MINNESOTA", "10,000 LAKES", "EXPLORE MINNESOTA"),
    "MO": ("MISSOURI", "SHOW-ME STATE"),
    "MS": ("MISSISSIPPI", "MAGNOLIA STATE", "HOSPITALITY STATE"),
    "MT": ("MONTANA", "BIG SKY COUNTRY", "TREASURE STATE"),
    "NC": ("NORTH CAROLINA", "FIRST IN FLIGHT", "FIRST IN FREEDOM"),
    "ND": ("NORTH DAKOTA", "PEACE GARDEN STATE", "DISCOVER THE SPIRIT"),
    "NE": ("NEBRASKA", "CORNHUSKER STATE"),
    "NH": ("NEW HAMPSHIRE", "LIVE FREE OR DIE"),
    "NJ": ("NEW JERSEY", "GARDEN STATE"),
    "NM": ("NEW MEXICO", "LAND OF ENCHANTMENT"),
    "NV": ("NEVADA", "THE SILVER STATE"),
    "NY": ("NEW YORK", "EMPIRE STATE", "EXCELSIOR"),
    "OH": ("OHIO", "BIRTHPLACE OF AVIATION"),
    "OK": ("OKLAHOMA", "NATIVE AMERICA", "TRAVELOK.COM"),
    "OR": ("OREGON", "PACIFIC WONDERLAND"),
    "PA": ("PENNSYLVANIA", "VISITPA.COM", "WWW.STATE.PA.US", "KEYSTONE STATE"),
    "RI": ("RHODE ISLAND", "OCEAN STATE"),
    "SC": ("SOUTH CAROLINA", "SMILING FACES", "WHILE I BREATHE I HOPE"),
    "SD": ("SOUTH DAKOTA", "GREAT FACES GREAT PLACES"),
    "TN": ("TENNESSEE", "VOLUNTEER STATE", "TNVACATION.COM"),
    "TX": ("TEXAS", "THE LONE STAR STATE"),
    "UT": ("UTAH", "GREATEST SNOW ON EARTH", "LIFE ELEVATED"),
    "VA": ("VIRGINIA", "VIRGINIA IS FOR LOVERS"),
    "VT": ("VERMONT", "GREEN MOUNTAIN STATE"),
    "WA": ("WASHINGTON", "EVERGREEN STATE"),
    "WI": ("WISCONSIN", "AMERICAS DAIRYLAND"),
    "WV": ("WEST VIRGINIA", "WILD WONDERFUL"),
    "WY": ("WYOMING",),
}
"""Postal code: the name first, then what else is printed on its plates."""

_OTHER_WORDS: Final = """
    ACURA AUDI BUICK CHEVY DODGE FORD FIAT HONDA HYUNDAI INFINITI JAGUAR JEEP LEXUS LINCOLN MAZDA MERCURY NISSAN
    PENSKE PONTIAC PORSCHE SATURN SCION SUBARU SUZUKI TESLA TOYOTA VOLVO ALTIMA CAMRY CIVIC COROLLA MAXIMA SENTRA
    SPORT TURBO HYBRID LIMITED STOP EXIT ONLY YIELD LANE LEFT RIGHT AHEAD SLOW SCHOOL BUS TAXI POLICE FIRE RESCUE
    SHERIFF NOTICE CAUTION DANGER PARKING OPEN SALE BANK HOTEL PIZZA MARKET AUTO AUTOS MOTORS TRUCK TRUCKS RENTAL
    ROUTE STREET AVENUE NORTH SOUTH EAST WEST FEDEX UHAUL AMAZON PRIME DEALER TRAILER COUNTY JANUARY MARCH APRIL
    JUNE JULY AUGUST
"""
_NOT_LETTER: Final = re.compile(r"[^A-Z0-9]")
_NAME_ALIKE_FROM: Final = 0.75
_SLOGAN_ALIKE_FROM: Final = 0.8
_SURE_FROM: Final = 0.5
_SHORTEST: Final = 4
_EXACT_UP_TO: Final = 6  # letters; four letters of "Maine" in order are in many a sentence


@dataclass(frozen=True)
class PrintedState:
    """A state with the confidence, 0 to 1, that its words were read."""

    state: str
    confidence: float


def state_of(lines: Iterable[tuple[str, float]]) -> PrintedState | None:
    """The state that the lines of a plate name best; None where none does.

    Each line is its text and how sure its characters are on average, 0 to 1.
    """
    best: PrintedState | None = None
    for text, sureness in lines:
        named = _named(_NOT_LETTER.sub("", text.upper()))
        if named and (best is None or named.confidence * sureness > best.confidence):
            best = PrintedState(named.state, named.confidence * sureness)
    return best if best and best.confidence >= _SURE_FROM else None


def is_printed_word(text: str) -> bool:
    """Whether a line of letters is a word of plates and streets rather than a vanity plate."""
    return text in _OTHER_WORDS.split() or _named(text) is not None


@cache
def _named(text: str) -> PrintedState | None:
    if len(text) < _SHORTEST:
        return None
    found = [(fit, state) for state, words, alike_from in _phrases() if (fit := _fit(text, words, alike_from))]
    # "West Virginia" also holds "Virginia", and "Washington" most of "Washington DC": letters found count for the
    # words, letters missing against them.
    fit, state = max(found, key=lambda match: (match[0].found - match[0].missing, match[0].found), default=(None, ""))
    return PrintedState(state, fit.likeness) if fit else None


@dataclass(frozen=True)
class _Fit:
    """How many letters of some words a text holds in order, how many it lacks, and how alike both are, 0 to 1."""

    found: int
    missing: int
    likeness: float


def _fit(text: str, words: str, alike_from: float) -> _Fit | None:
    if words in text:
        return _Fit(len(words), 0, 1.0)
    least = len(words) * alike_from
    if len(words) <= _EXACT_UP_TO or len(text) < least or _common(text, words) < least:
        return None
    parts = (text[start : start + len(words)] for start in range(max(1, len(text) - len(words) + 1)))
    matcher = SequenceMatcher(b=words, autojunk=False)
    best = 0
    for part in parts:
        if _common(part, words) <= max(best, least - 1):
            continue
        matcher.set_seq1(part)
        best = max(best, sum(block.size for block in matcher.get_matching_blocks()))
    likeness = best / len(words)
    return _Fit(best, len(words) - best, likeness) if likeness >= alike_from else None


def _common(text: str, words: str) -> int:
    """How many letters both hold in whatever order: at least as many as in the same order, and counted far faster."""
    return sum(min(words.count(letter), text.count(letter)) for letter in set(words))


@cache
def _phrases() -> tuple[tuple[str, str, float], ...]:
    return tuple(
        (state, _NOT_LETTER.sub("", words), _SLOGAN_ALIKE_FROM if place else _NAME_ALIKE_FROM)
        for state, printed in PRINTED.items()
        for place, words in enumerate(printed)
    )
