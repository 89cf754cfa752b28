"""What may be said of a vehicle beside its plate: its colour, make and body, in words from closed lists.

The words are those of NCIC's codes, and some for which it has none that we know. Stored reads keep a word's number, its
place in `WORDS`: a word is added at the end of its list, and none is moved or taken away.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Final

import msgspec

Confidence = Annotated[float, msgspec.Meta(ge=0, le=1)]
SURE_FROM: Final = 0.5
"""The confidence from which a word counts where somebody is alerted by it: with less it is likelier wrong."""
LONGEST: Final = 30
"""Characters of a word, as entries have room for them."""


class Trait(StrEnum):
    """What can be stated. The value is the name of the field, here, in entries and on pages."""

    COLOUR = "colour"
    MAKE = "make"
    BODY = "body"


COLOURS: Final = {
    "AME": "amethyst",
    "BGE": "beige",
    "BLK": "black",
    "BLU": "blue",
    "BRO": "brown",
    "BRZ": "bronze",
    "CAM": "camouflage",
    "COM": "chrome",
    "CPR": "copper",
    "CRM": "cream",
    "DBL": "dark blue",
    "DGR": "dark green",
    "GLD": "gold",
    "GRN": "green",
    "GRY": "gray",
    "LAV": "lavender",
    "LBL": "light blue",
    "LGR": "light green",
    "MAR": "maroon",
    "MUL": "multicoloured",
    "MVE": "mauve",
    "ONG": "orange",
    "PLE": "purple",
    "PNK": "pink",
    "RED": "red",
    "SIL": "silver",
    "TAN": "tan",
    "TEA": "teal",
    "TPE": "taupe",
    "TRQ": "turquoise",
    "WHI": "white",
    "YEL": "yellow",
}
"""NCIC's codes of colours in words. `MUL` is the vehicle of many colours; a pair such as `BLK/WHI` is read as two."""

MAKES: Final = {
    "ACUR": "Acura",
    "AUDI": "Audi",
    "BMW": "BMW",
    "BUIC": "Buick",
    "CADI": "Cadillac",
    "CHEV": "Chevrolet",
    "CHRY": "Chrysler",
    "DODG": "Dodge",
    "FORD": "Ford",
    "GMC": "GMC",
    "HD": "Harley-Davidson",
    "HOND": "Honda",
    "HYUN": "Hyundai",
    "INFI": "Infiniti",
    "JEEP": "Jeep",
    "KAWK": "Kawasaki",
    "KIA": "Kia",
    "LEXS": "Lexus",
    "LINC": "Lincoln",
    "MAZD": "Mazda",
    "MERZ": "Mercedes-Benz",
    "MITS": "Mitsubishi",
    "NISS": "Nissan",
    "PONI": "Pontiac",
    "PONT": "Pontiac",
    "PORS": "Porsche",
    "RAM": "Ram",
    "SUBA": "Subaru",
    "SUZI": "Suzuki",
    "TESL": "Tesla",
    "TOYT": "Toyota",
    "VOLK": "Volkswagen",
    "VOLV": "Volvo",
    "YAMA": "Yamaha",
}
"""NCIC's codes of makes that are common."""

BODIES: Final = {
    "2D": "coupe",
    "4D": "sedan",
    "LL": "SUV",
    "MC": "motorcycle",
    "PK": "pickup",
    "SW": "wagon",
    "VN": "van",
}
"""NCIC's codes of body styles that are common."""

_COLOUR_WORDS: Final = """
    amethyst, beige, black, blue, brown, bronze, camouflage, chrome, copper, cream, dark blue, dark green, gold,
    green, gray, lavender, light blue, light green, maroon, multicoloured, mauve, orange, purple, pink, red, silver,
    tan, teal, taupe, turquoise, white, yellow
"""
_MAKE_WORDS: Final = """
    Acura, Audi, BMW, Buick, Cadillac, Chevrolet, Chrysler, Dodge, Ford, GMC, Harley-Davidson, Honda, Hyundai,
    Infiniti, Jeep, Kawasaki, Kia, Lexus, Lincoln, Mazda, Mercedes-Benz, Mitsubishi, Nissan, Pontiac, Porsche, Ram,
    Subaru, Suzuki, Tesla, Toyota, Volkswagen, Volvo, Yamaha, Alfa Romeo, Bentley, Ducati, Fiat, Freightliner,
    Genesis, Hino, Hummer, Indian, International, Isuzu, Jaguar, Kenworth, Land Rover, Lucid, Mack, Maserati,
    Mercury, Mini, Oldsmobile, Peterbilt, Plymouth, Polestar, Rivian, Saab, Saturn, Scion, Smart, Triumph
"""
_BODY_WORDS: Final = """
    coupe, sedan, SUV, motorcycle, pickup, wagon, van, bus, convertible, hatchback, truck
"""
WORDS: Final[Mapping[Trait, tuple[str, ...]]] = {
    trait: tuple(" ".join(word.split()) for word in listed.split(","))
    for trait, listed in ((Trait.COLOUR, _COLOUR_WORDS), (Trait.MAKE, _MAKE_WORDS), (Trait.BODY, _BODY_WORDS))
}
"""The words that may be stated. A word's number is its place here, from 1; 0 says that nothing is stated."""
NUMBERS: Final[Mapping[Trait, Mapping[str, int]]] = {
    trait: {word: number for number, word in enumerate(words, start=1)} for trait, words in WORDS.items()
}


class Stated(msgspec.Struct, frozen=True):
    """One word of a list, and how sure a camera is of it."""

    word: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST)]
    confidence: Confidence


class StatedVehicle(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a camera or an engine says of a vehicle. What it does not say is None, which is no word for anything."""

    colour: Stated | None = None
    make: Stated | None = None
    body: Stated | None = None

    def __bool__(self) -> bool:
        return any(said is not None for _, said in self.each())

    def each(self) -> Iterator[tuple[Trait, Stated | None]]:
        """Colour, make and body, in this order."""
        yield Trait.COLOUR, self.colour
        yield Trait.MAKE, self.make
        yield Trait.BODY, self.body

    @property
    def sure(self) -> tuple[str, str, str]:
        """The words of colour, make and body that count for an alert, empty where none does."""
        colour, make, body = (
            said.word if said is not None and said.confidence >= SURE_FROM else "" for _, said in self.each()
        )
        return colour, make, body


def agree(said: str, found: str) -> bool:
    """Whether two descriptions are of one thing: "dark blue" and "Blue" agree, for one says less than the other."""
    one, other = frozenset(said.lower().split()), frozenset(found.lower().split())
    return bool(one) and bool(other) and (one <= other or other <= one)


def agreeing(trait: Trait, word: str) -> tuple[str, ...]:
    """The words of a list that agree with one: of "blue" the dark and the light blue as well."""
    return tuple(each for each in WORDS[trait] if agree(word, each))


def meant(trait: Trait, text: str) -> str:
    """The narrowest word of a list with which all agrees that a text agrees with: of "Ford F-150" that is "Ford".

    Empty where no camera can state the text, and where it names more than one word does, as "dark" or "red blue".
    """
    found = agreeing(trait, text)
    reach = {word: agreeing(trait, word) for word in found}
    return min(
        (word for word in found if set(found) <= set(reach[word])), key=lambda word: len(reach[word]), default=""
    )
