"""How plates look: few designs for the street scenes (`DESIGNS`), many for the reader's specimens (`looks_of`)."""

from functools import cache
from typing import Final

from plainview.recognition.synthesis.plates.designs.look import DIES, LETTERINGS, Look, bgr
from plainview.recognition.synthesis.plates.designs.mask import Mask
from plainview.recognition.synthesis.plates.designs.midwest import MIDWEST
from plainview.recognition.synthesis.plates.designs.motifs import MOTIFS
from plainview.recognition.synthesis.plates.designs.northeast import CONNECTICUT, NORTHEAST
from plainview.recognition.synthesis.plates.designs.scene import DESIGNS, FALLBACK, Design
from plainview.recognition.synthesis.plates.designs.south import SOUTH
from plainview.recognition.synthesis.plates.designs.specialty import colours, elsewhere, specialty
from plainview.recognition.synthesis.plates.designs.west import WEST

LOOKS: Final = CONNECTICUT + NORTHEAST + SOUTH + MIDWEST + WEST

__all__ = [
    "DESIGNS",
    "DIES",
    "FALLBACK",
    "LETTERINGS",
    "LOOKS",
    "MOTIFS",
    "Design",
    "Look",
    "Mask",
    "bgr",
    "colours",
    "elsewhere",
    "looks_of",
    "specialty",
]


@cache
def looks_of(state: str) -> tuple[Look, ...]:
    """The designs of a state's plates; every state and DC has one at least."""
    return tuple(each for each in LOOKS if each.state == state)
