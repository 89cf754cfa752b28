"""How plates look in the rendered street scenes: few states, colours, words, lettering. Likenesses, not copies."""

from dataclasses import dataclass
from typing import Final

CONDENSED: Final = "saira-condensed-latin-600-normal.woff"
UPRIGHT: Final = "roboto-condensed-latin-600-normal.woff"
SLIM: Final = "barlow-condensed-latin-600-normal.woff"


@dataclass(frozen=True)
class Design:
    """How a state's plates look. Colours are `#rrggbb`; `top` and `bottom` are the ends of the screened background."""

    name: str
    slogan: str
    top: str
    middle: str
    bottom: str
    ink: str
    title: str
    face: str
    small: str = SLIM
    sticker: str | None = None
    band: str | None = None


DESIGNS: Final = {
    "CT": Design(
        "Connecticut",
        "Constitution State",
        "#9cc3e6",
        "#e9f1f8",
        "#ffffff",
        "#1b2c5c",
        "#1b2c5c",
        CONDENSED,
    ),
    "MA": Design(
        "Massachusetts",
        "The Spirit of America",
        "#fdfdfb",
        "#fdfdfb",
        "#fbfbf8",
        "#b3202c",
        "#1d3a7a",
        UPRIGHT,
        sticker="#3a8f4d",
    ),
    "NY": Design(
        "NEW YORK",
        "EXCELSIOR",
        "#ffffff",
        "#fbfcfd",
        "#f3f5f7",
        "#1c2a4f",
        "#1c2a4f",
        SLIM,
        band="#d9a531",
    ),
    "RI": Design(
        "Rhode Island",
        "Ocean State",
        "#ffffff",
        "#f4f9fd",
        "#a9d2ee",
        "#15345f",
        "#15345f",
        CONDENSED,
        sticker="#c24a2e",
    ),
    "NJ": Design(
        "NEW JERSEY",
        "Garden State",
        "#f7e27a",
        "#fdf6d0",
        "#fffdf3",
        "#17181a",
        "#1c4a2c",
        UPRIGHT,
    ),
}
FALLBACK: Final = Design("", "", "#ffffff", "#ffffff", "#ffffff", "#16213a", "#16213a", CONDENSED)
