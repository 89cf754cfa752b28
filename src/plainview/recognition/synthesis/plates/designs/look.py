"""What a design of a plate consists of, for the flat specimens that the reader learns from."""

from dataclasses import dataclass
from typing import Final

DIES: Final = {
    "plain": (
        "saira-condensed-latin-600-normal", "roboto-condensed-latin-600-normal", "barlow-condensed-latin-600-normal",
        "archivo-narrow-latin-700-normal", "barlow-condensed-latin-700-normal", "roboto-condensed-latin-700-normal",
        "fjalla-one-latin-400-normal",
    ),
    "narrow": (
        "antonio-latin-600-normal", "saira-extra-condensed-latin-600-normal", "big-shoulders-text-latin-700-normal",
        "sofia-sans-extra-condensed-latin-700-normal", "oswald-latin-500-normal", "antonio-latin-700-normal",
    ),
    "round": (
        "overpass-latin-700-normal", "dosis-latin-700-normal", "barlow-semi-condensed-latin-600-normal",
        "share-tech-latin-400-normal", "rubik-latin-600-normal",
    ),
    "square": (
        "rajdhani-latin-700-normal", "khand-latin-600-normal", "teko-latin-600-normal",
        "saira-condensed-latin-700-normal", "share-tech-latin-400-normal", "share-tech-mono-latin-400-normal",
    ),
}  # fmt: skip
"""Kind of character: the files in `fonts` (without `.woff`) that come near it."""
LETTERINGS: Final = {
    "block": (
        "barlow-condensed-latin-600-normal", "roboto-condensed-latin-700-normal", "oswald-latin-600-normal",
        "archivo-narrow-latin-700-normal", "overpass-latin-700-normal", "saira-condensed-latin-600-normal",
    ),
    "wide": ("overpass-latin-700-normal", "rubik-latin-600-normal", "barlow-semi-condensed-latin-600-normal"),
    "serif": ("playfair-display-latin-700-normal", "roboto-slab-latin-700-normal"),
    "slab": ("alfa-slab-one-latin-400-normal", "roboto-slab-latin-700-normal"),
    "script": ("yellowtail-latin-400-normal", "kaushan-script-latin-400-normal"),
}  # fmt: skip
"""Kind of lettering for a state's name and slogan: its files."""


@dataclass(frozen=True)
class Look:
    """One design. Colours are `#rrggbb`.

    Attributes:
        state: two letters; empty for designs that no state issued.
        name: the state's name as printed.
        ink: colour of the characters.
        ground: one colour or several with blanks between, from the upper edge to the lower.
        share: weight among the designs of its state.
        slogan: the other line.
        title: colour of the name; the ink's without it.
        second: colour of the slogan; the title's without it.
        die: kind of the characters, a key of `DIES`.
        lettering: of the name, a key of `LETTERINGS`.
        slogan_lettering: the same of the slogan.
        low: whether the name stands below and the slogan above.
        scene: screened pictures as `motif:colour:strength`, with blanks between, the farthest first.
        bands: `upper colour/height in inches` and `lower …` as `top:#rrggbb:1.2 low:#rrggbb:0.8`.
        between: what stands in the gap of the number: nothing, a dash, dot, star, map, keystone or sign.
        flat: printed rather than embossed.
        corners: where stickers or their boxes are, of tl, tr, bl, br with blanks between.
        counties: words for the lower edge instead of the slogan.
    """

    state: str
    name: str
    ink: str
    ground: str
    share: float = 1.0
    slogan: str = ""
    title: str = ""
    second: str = ""
    die: str = "plain"
    lettering: str = "block"
    slogan_lettering: str = "block"
    low: bool = False
    scene: str = ""
    bands: str = ""
    between: str = ""
    flat: bool = False
    corners: str = ""
    counties: tuple[str, ...] = ()

    @property
    def title_ink(self) -> str:
        return self.title or self.ink

    @property
    def second_ink(self) -> str:
        return self.second or self.title_ink


def bgr(web: str) -> tuple[int, int, int]:
    """`#rrggbb` as blue, green, red from 0 to 255, as OpenCV wants it."""
    return int(web[5:7], 16), int(web[3:5], 16), int(web[1:3], 16)
