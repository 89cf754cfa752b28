"""What vehicles are made of, and the colours in which they are sold."""

from typing import Final

from plainview.recognition.synthesis.pixels import colour
from plainview.recognition.synthesis.street.panel import LACQUER, MATT, SATIN, Stuff

PAINTS: Final = {
    "white": Stuff(colour("#d3d5d5"), LACQUER, 0.0),
    "silver": Stuff(colour("#9a9ea2"), LACQUER, 0.35),
    "gray": Stuff(colour("#62676b"), LACQUER, 0.30),
    "black": Stuff(colour("#121315"), LACQUER, 0.06),
    "blue": Stuff(colour("#20457a"), LACQUER, 0.30),
    "red": Stuff(colour("#8c171b"), LACQUER, 0.18),
    "green": Stuff(colour("#2a4538"), LACQUER, 0.25),
    "brown": Stuff(colour("#54463b"), LACQUER, 0.28),
}
"""A vehicle's colour as an officer names it: its paint."""

PLASTIC: Final = Stuff(colour("#1e1f20"), MATT)
DARK_PLASTIC: Final = Stuff(colour("#131414"), SATIN)
GAP: Final = Stuff(colour("#0a0a0a"), 0.05)
RUBBER: Final = Stuff(colour("#1a1a1b"), 0.08)
CHROME: Final = Stuff(colour("#c9cccf"), LACQUER, 0.85)
RIM: Final = Stuff(colour("#a4a7aa"), 0.7, 0.5)
GLASS: Final = Stuff(colour("#0b0d0f"), 1.8)
"""Gloss above 1: a window mirrors more than lacquer does."""
CABIN: Final = Stuff(colour("#0d0e10"), 1.8)
LENS: Final = Stuff(colour("#7a0a0e"), 1.3)
DEEP_LENS: Final = Stuff(colour("#3d0508"), 1.3)
CLEAR_LENS: Final = Stuff(colour("#b9bdc0"), 1.4, 0.35)
AMBER_LENS: Final = Stuff(colour("#c9701a"), 1.2)
REFLECTOR: Final = Stuff(colour("#8e1013"), 0.9)
BEHIND_GLASS: Final = Stuff(colour("#6d747a"), 1.8)
"""The street beyond, seen through the windows of the cabin."""
SKIN_OF_SEATS: Final = Stuff(colour("#1c1c1f"), 1.8)
FABRIC: Final = Stuff(colour("#101113"), 0.05)
SMOKED_LENS: Final = Stuff(colour("#4b5054"), 1.5, 0.25)
