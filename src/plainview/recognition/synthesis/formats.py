"""The plates of the demonstration: Connecticut's four common ways, and the common one of each neighbour.

All ways of all states are in `recognition.formats`; these few stay as they are, so that stored films do not change.
"""

from typing import Final, NamedTuple

import numpy as np

from plainview.recognition.formats.grammar import Format
from plainview.terms.plate import canonical


class Issued(NamedTuple):
    """A plate that a state could have issued: the canonical text and the state's two letters."""

    plate: str
    state: str


FORMATS: Final = (
    Format("CT", "main, since 2015", "AA 99999", 0.70),
    Format("CT", "1980 to 2013", "999 AAA", 0.14),
    Format("CT", "2013 to 2015", "9AAAA9", 0.08),
    Format("CT", "vanity", "*******", 0.08),
    Format("MA", "common", "9AAA 99", 1.0),
    Format("NY", "common", "AAA 9999", 1.0),
    Format("RI", "common", "9AA 999", 1.0),
    Format("NJ", "common", "A99 AAA", 1.0),
)
STATES: Final = {"CT": 0.78, "MA": 0.08, "NY": 0.07, "RI": 0.04, "NJ": 0.03}
"""State: how often its plates are met in Connecticut, as a share."""


def format_of(plate: str, state: str) -> Format:
    """The format of a plate; a text that fits no serial number of its state is taken for a vanity plate."""
    text = canonical(plate)
    for each in FORMATS:
        if each.state == state and not each.vanity and each.matches(text):
            return each
    return Format(state, "vanity", "*******", 0.0)


def plates_for(seed: int, count: int) -> tuple[Issued, ...]:
    """That many different plates by the grammar of their states, always the same for the same seed."""
    rng = np.random.default_rng([seed, 0x9A7E])
    drawn: dict[Issued, None] = {}
    while len(drawn) < count:
        state = str(rng.choice(list(STATES), p=list(STATES.values())))
        formats = [each for each in FORMATS if each.state == state]
        chosen = formats[int(rng.choice(len(formats), p=[each.share for each in formats]))]
        drawn[Issued(chosen.draw(rng), state)] = None
    return tuple(drawn)
