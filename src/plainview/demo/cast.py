"""What the demo shows: two cameras, the vehicles that pass them, and the lists on which some of those stand."""

from dataclasses import dataclass
from typing import Final

from plainview.hotlists.formats.kinds import Kind
from plainview.recognition.synthesis import Passage


@dataclass(frozen=True)
class SampleCamera:
    """A camera that plays rendered frames. `seed` decides its street and its traffic."""

    name: str
    place: str
    latitude: float
    longitude: float
    direction: str
    seed: int
    night: bool
    wanted: tuple[Passage, ...]


CAMERAS: Final = (
    SampleCamera(
        name="Main Street eastbound",
        place="Main Street at Elm Street",
        latitude=41.7627,
        longitude=-72.6743,
        direction="eastbound",
        seed=11,
        night=False,
        wanted=(Passage("AK 48213", "CT", "blue", "sedan", 2.0),),
    ),
    SampleCamera(
        name="Route 9 ramp",
        place="Route 9 northbound, exit 24 ramp",
        latitude=41.5623,
        longitude=-72.6506,
        direction="northbound",
        seed=23,
        night=True,
        wanted=(Passage("BX 90746", "CT", "silver", "SUV", 6.0),),
    ),
)

FEEDS: Final = (("NCIC extract (simulator)", Kind.NCIC), ("COLLECT motor vehicles (simulator)", Kind.COLLECT))
"""Lists that a simulator sends in the layout of the real source."""
FEED_VEHICLES: Final = 2_000

HOT_LIST_NAME: Final = "State hot list (sample)"
HOT_LIST: Final = (
    "plate,state,offence,purpose,case_number,expires_at,colour,make,model,year,officer,caution\n"
    "AK48213,CT,Stolen vehicle,E.a.3,26-01482,{expires},blue,Honda,Civic,2019,Det. L. Moreau,\n"
    "BX90746,CT,Missing person,E.a.2,26-01490,{expires},silver,Toyota,RAV4,2021,Sgt. M. Novak,"
    "Driver may need medical help\n"
    "CZ17734,CT,Stolen plate,E.a.3,26-01377,{expires},white,Ford,Transit,2017,Det. L. Moreau,\n"
)
