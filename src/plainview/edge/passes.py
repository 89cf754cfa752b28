"""One read for each vehicle that passes, told by the box's clock. The rules stand in `recognition.passes`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from plainview.recognition.vehicles import passes
from plainview.terms.read import Reading

Picture = TypeVar("Picture")


@dataclass(frozen=True, eq=False)  # pictures are arrays, which do not compare to one truth
class Sighting(Generic[Picture]):
    """What is told of a vehicle: the voted reading, the picture that shows its plate best, and when that was taken.

    `captured_at` carries its time zone; the reading's box lies in the picture. `corrects` is the plate that was told
    of this vehicle before, and wrongly.
    """

    captured_at: datetime
    reading: Reading
    picture: Picture
    corrects: str | None = None


class Moments:
    """Moments as seconds since the first one, which is how recognition counts them."""

    def __init__(self) -> None:
        self._first: datetime | None = None

    def seconds(self, moment: datetime) -> float:
        self._first = self._first or moment
        return (moment - self._first).total_seconds()

    def moment(self, seconds: float) -> datetime:
        """The moment that many seconds after the first.

        Raises:
            ValueError: there was no first moment yet.
        """
        if self._first is None:
            raise ValueError("seconds can be counted only from a first moment")
        return self._first + timedelta(seconds=seconds)


class Passes(Generic[Picture]):
    """Groups the readings of one camera's pictures, each read by itself, in the order of their capture."""

    def __init__(self) -> None:
        self._moments = Moments()
        self._passes: passes.Passes[tuple[datetime, Picture]] = passes.Passes()

    def see(self, captured_at: datetime, readings: Iterable[Reading], picture: Picture) -> list[Sighting[Picture]]:
        """Take one picture's readings, none included; returns the vehicles that are to be told by now."""
        seconds = self._moments.seconds(captured_at)
        looks = [passes.Look(seconds, reading, (captured_at, picture)) for reading in readings]
        return [_sighting(one) for one in self._passes.see(seconds, looks)]

    def quiet(self, now: datetime) -> list[Sighting[Picture]]:
        """No picture came: returns the vehicles that are to be told by now."""
        return [_sighting(one) for one in self._passes.see(self._moments.seconds(now), ())]

    def finish(self) -> list[Sighting[Picture]]:
        """End every pass: the camera stops. Returns those that were not told before."""
        return [_sighting(one) for one in self._passes.finish()]


def _sighting(one: passes.Pass[tuple[datetime, Picture]]) -> Sighting[Picture]:
    captured_at, picture = one.picture
    return Sighting(captured_at, one.reading, picture, one.corrects)
