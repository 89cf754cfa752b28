"""A vehicle's way from read to read: how long and how far, where nothing is known, what cannot be. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from typing import Final, Protocol
from uuid import UUID

GAP: Final = timedelta(hours=4)
"""A vehicle that nobody read for longer than this was somewhere else, or stood still."""
FASTEST: Final = 200.0
"""Kilometres an hour, on a straight line, that no vehicle drives: one of the two reads is another vehicle's."""
NEAR: Final = 2.0
"""Kilometres within which no speed is judged: a camera sees far, and stands where somebody wrote down."""
_EARTH: Final = 6371.0
"""The mean radius of the earth in kilometres."""

Position = tuple[float, float]
"""Latitude and longitude in degrees."""


class Sighting(Protocol):
    """What of a read matters here."""

    @property
    def captured_at(self) -> datetime: ...

    @property
    def camera_id(self) -> UUID: ...


@dataclass(frozen=True)
class Stretch:
    """From one read to the next. `km` is the straight line, None where a camera's position is not known."""

    elapsed: timedelta
    km: float | None
    moved: bool

    @property
    def gap(self) -> bool:
        return self.elapsed > GAP

    @property
    def speed(self) -> float | None:
        """Kilometres an hour on a straight line, which is the least that the vehicle drove."""
        if self.km is None or not self.moved:
            return None
        return self.km / max(self.elapsed.total_seconds(), 1) * 3600

    @property
    def impossible(self) -> bool:
        return self.speed is not None and self.km is not None and self.km > NEAR and self.speed > FASTEST


@dataclass(frozen=True)
class AtCamera:
    """How often one camera read the vehicle, first and last."""

    camera_id: UUID
    first: datetime
    last: datetime
    reads: int


def stretches(reads: Sequence[Sighting], placed: Mapping[UUID, Position]) -> list[Stretch]:
    """The way between each read and the one after it; the reads stand in the order of time."""
    return [
        Stretch(
            after.captured_at - before.captured_at,
            _between(placed.get(before.camera_id), placed.get(after.camera_id)),
            before.camera_id != after.camera_id,
        )
        for before, after in pairwise(reads)
    ]


def by_camera(reads: Sequence[Sighting]) -> list[AtCamera]:
    """First and last of each camera, the one that saw it most recently first."""
    moments: dict[UUID, list[datetime]] = {}
    for each in reads:
        moments.setdefault(each.camera_id, []).append(each.captured_at)
    found = [AtCamera(camera, min(times), max(times), len(times)) for camera, times in moments.items()]
    return sorted(found, key=lambda each: each.last, reverse=True)


def kilometres(one: Position, other: Position) -> float:
    """The straight line over the ground between two places (haversine)."""
    north, south = radians(one[0]), radians(other[0])
    half = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(radians(other[1] - one[1]) / 2) ** 2
    return 2 * _EARTH * asin(sqrt(min(1.0, half)))


def _between(one: Position | None, other: Position | None) -> float | None:
    return None if one is None or other is None else kilometres(one, other)
