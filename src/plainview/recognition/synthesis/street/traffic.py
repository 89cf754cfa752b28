"""Who drives past a camera and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from plainview.recognition.synthesis.chance import weighted
from plainview.recognition.synthesis.formats import Issued, plates_for
from plainview.recognition.synthesis.street import bodies, materials
from plainview.terms.plate import canonical

KEPT_CLEAR: Final = 3.0
"""Seconds before and after a wanted vehicle in which no random one comes."""
COLOURS: Final = tuple(materials.PAINTS)
BODIES: Final = tuple(bodies.BODIES)
_COLOUR_SHARES: Final = {
    "white": 24,
    "black": 20,
    "gray": 19,
    "silver": 14,
    "blue": 10,
    "red": 8,
    "green": 3,
    "brown": 2,
}
_BODY_SHARES: Final = {"SUV": 40, "sedan": 28, "pickup": 14, "hatchback": 12, "van": 6}


@dataclass(frozen=True)
class Passage:
    """One vehicle passing: its plate, its state's two letters, colour and body by name, when it comes into view.

    Colours are those of `COLOURS`, bodies those of `BODIES`; `at_seconds` counts from the start of the film.
    """

    plate: str
    state: str
    colour: str
    body: str
    at_seconds: float

    def __post_init__(self) -> None:
        if self.colour not in COLOURS:
            raise ValueError(f"no paint is called {self.colour!r}; there are {', '.join(COLOURS)}")
        if self.body not in BODIES:
            raise ValueError(f"no body is called {self.body!r}; there are {', '.join(BODIES)}")


def passages_for(seed: int, count: int, wanted: Sequence[Passage] = (), every: float = 4.0) -> tuple[Passage, ...]:
    """Random traffic, one vehicle every few seconds, with the wanted passages in their own places.

    A random vehicle that would come too close to a wanted one stays away.
    """
    rng = np.random.default_rng([seed, 0x7AFF])
    taken = {Issued(canonical(each.plate), each.state) for each in wanted}
    traffic = list(wanted)
    for number, issued in enumerate(plates_for(seed, count + len(wanted))):
        colour, body = weighted(rng, _COLOUR_SHARES), weighted(rng, _BODY_SHARES)
        at = round(number * every + float(rng.uniform(0, every / 4)), 1)
        if number < count and issued not in taken and all(abs(at - other.at_seconds) >= KEPT_CLEAR for other in wanted):
            traffic.append(Passage(issued.plate, issued.state, colour, body, at))
    return tuple(sorted(traffic, key=lambda each: each.at_seconds))
