"""A month of a city's traffic, the same in every run: who passes which camera, and when. Pure.

Vehicles are numbers. Commuters come back along one way, morning and evening, and make about half of all reads. Of the
others most are seen on one or two days. A vehicle's plate follows from its number, in the formats of Connecticut and
of its neighbours; no two vehicles have the same.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

CAMERAS: Final = 200
LATITUDE: Final = 41.76
LONGITUDE: Final = -72.67
"""The city's middle; cameras stand about it on a grid of some 600 metres."""
_GRID: Final = 15
_APART: Final = 0.0055
_DAY_S: Final = 86_400
_WAY: Final = 5
"""Cameras that a commuter passes in a day: three in the morning, two on the way back."""
_TRIP: Final = 2
"""Cameras that any other vehicle passes."""
_COMMUTERS_PER_MILLION: Final = 3_600
_OTHERS_PER_MILLION: Final = 180_000
# How much of a day's traffic falls into each hour of local time, from midnight.
_HOURS: Final = np.array(
    [6, 4, 3, 3, 6, 18, 44, 78, 80, 58, 50, 52, 56, 55, 60, 74, 88, 90, 66, 48, 36, 28, 18, 10], dtype=float
)
_PAINTED: Final = ("black", "white", "gray", "silver", "black", "white", "blue", "red", "gray", "green")
COLOURS: Final = tuple(dict.fromkeys(_PAINTED))
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CT: Final = 67_600_000
_PRIME: Final = 15_485_863
_LOCAL_S: Final = -5 * 3_600


class Passing(NamedTuple):
    """Reads of a day in the order in which they were captured. `second` counts from midnight UTC."""

    vehicle: NDArray[np.int64]
    camera: NDArray[np.int64]
    second: NDArray[np.float64]

    def chosen(self, which: "slice | NDArray[np.bool_] | NDArray[np.int64]") -> "Passing":
        """Some of them."""
        return Passing(self.vehicle[which], self.camera[which], self.second[which])


@dataclass(frozen=True)
class City:
    """A city whose cameras make so many reads in a month."""

    reads: int
    seed: int = 1

    @property
    def commuters(self) -> int:
        return max(20, self.reads * _COMMUTERS_PER_MILLION // 1_000_000)

    @property
    def others(self) -> int:
        return max(100, self.reads * _OTHERS_PER_MILLION // 1_000_000)

    def day(self, day: date, reads: int) -> Passing:
        """So many reads of a day."""
        chance = np.random.default_rng((self.seed, day.toordinal()))
        regular = int(reads * (0.56 if day.weekday() < 5 else 0.3))  # noqa: PLR2004 - Saturday is 5
        first, second = self._commuting(chance, regular), self._passing_through(chance, reads - regular)
        together = Passing(
            np.concatenate((first.vehicle, second.vehicle)),
            np.concatenate((first.camera, second.camera)),
            np.concatenate((first.second, second.second)),
        )
        return together.chosen(np.argsort(together.second, kind="stable"))

    def _commuting(self, chance: np.random.Generator, reads: int) -> Passing:
        ways = -(-reads // _WAY)
        vehicle = chance.permutation(np.resize(np.arange(self.commuters), ways))
        out = 7.6 * 3_600 + chance.normal(0, 3_600, ways)
        back = out + 9 * 3_600 + chance.normal(0, 2_400, ways)
        leg = np.arange(_WAY)
        start = np.where(leg < 3, out[:, None], back[:, None])  # noqa: PLR2004 - three cameras in the morning
        when = start + (leg % 3) * 240 + chance.random((ways, _WAY)) * 90
        camera = (vehicle[:, None] * 7 + leg) % CAMERAS
        flat = np.repeat(vehicle, _WAY)[:reads], camera.ravel()[:reads], _utc(when.ravel()[:reads])
        return Passing(*flat)

    def _passing_through(self, chance: np.random.Generator, reads: int) -> Passing:
        trips = -(-reads // _TRIP)
        vehicle = self.commuters + chance.integers(0, self.others, trips)
        hour = chance.choice(24, trips, p=_HOURS / _HOURS.sum())
        start = (hour + chance.random(trips)) * 3_600
        when = start[:, None] + np.arange(_TRIP) * 200 + chance.random((trips, _TRIP)) * 120
        # Some corners see far more traffic than others.
        camera = (chance.zipf(1.4, trips) % CAMERAS)[:, None] + np.arange(_TRIP) + chance.integers(0, 60, (trips, 1))
        camera %= CAMERAS
        return Passing(np.repeat(vehicle, _TRIP)[:reads], camera.ravel()[:reads], _utc(when.ravel()[:reads]))


def plate(vehicle: int) -> tuple[str, str]:
    """A vehicle's canonical plate and its state."""
    kind, number = vehicle % 20, vehicle * _PRIME % _CT
    if kind < 14:  # noqa: PLR2004 - seven in ten have the main format
        return f"{_pair(number // 100_000)}{number % 100_000:05d}", "CT"
    digits, letters = number % 1_000, number // 1_000 % 17_576
    triple = _LETTERS[letters // 676] + _pair(letters % 676)
    if kind < 16:  # noqa: PLR2004 - one in ten has the one before
        return f"{digits % 10}{triple}{_LETTERS[digits // 10 % 26]}{number // 7 % 10}", "CT"
    if kind == 16:  # noqa: PLR2004 - and one in twenty the oldest
        return f"{digits:03d}{triple}", "CT"
    return (f"{triple}{number % 10_000:04d}", "NY") if kind < 18 else (f"{digits % 10}{triple}{digits // 10:02d}", "MA")  # noqa: PLR2004


def states_colours(camera: int) -> bool:
    """Whether a camera states the colour of what it sees: one in four does, the others being as ours are."""
    return camera % 4 == 0


def colour(vehicle: int) -> str:
    """A vehicle's colour; some are common."""
    return _PAINTED[vehicle * _PRIME // 20 % len(_PAINTED)]


def position(camera: int) -> tuple[float, float]:
    """Where a camera stands: latitude and longitude in degrees."""
    row, column = divmod(camera, _GRID)
    return LATITUDE + (row - _GRID // 2) * _APART, LONGITUDE + (column - _GRID // 2) * _APART


def _pair(number: int) -> str:
    return _LETTERS[number // 26 % 26] + _LETTERS[number % 26]


def _utc(local: NDArray[np.float64]) -> NDArray[np.float64]:
    """Seconds of local time to seconds of the day in UTC; what falls outside the day begins or ends it."""
    return np.mod(local - _LOCAL_S, _DAY_S)
