"""One read for each vehicle that passes: readings of consecutive frames are grouped, and the best one speaks.

Pure: no clock, no camera. A sighting joins a pass when it shows the same plate, or when it stands where the pass was
last seen and differs by one character, as a misread does.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

from plainview.terms.plate import folded
from plainview.terms.read import Box, Reading

GAP: Final = timedelta(seconds=3)
"""A plate unseen for longer has left; seen again, it is another pass."""
PATIENCE: Final = timedelta(seconds=10)
"""A vehicle that stays in view is told after this time and then no more, so that a parked car is one read."""
MISREAD_GAP: Final = timedelta(seconds=1.5)
"""A similar plate in the same place is a misread only so soon after: later the next vehicle may stand there, and a
fleet's plates differ by one character."""
_REACH: Final = 1.5  # widths of the plate that a vehicle may move between two frames and still be the same one

Picture = TypeVar("Picture")


@dataclass(frozen=True, eq=False)  # pictures are arrays, which do not compare to one truth
class Sighting(Generic[Picture]):
    """One reading with the picture it comes from. `captured_at` carries its time zone."""

    captured_at: datetime
    reading: Reading
    picture: Picture


@dataclass(eq=False)
class _Pass(Generic[Picture]):
    """A vehicle in view. `told` is set once its read was handed out."""

    best: Sighting[Picture]
    first_seen: datetime
    last_seen: datetime
    last_box: Box
    texts: set[str] = field(default_factory=set)
    states: set[str] = field(default_factory=set)
    told: bool = False

    def fit(self, reading: Reading, now: datetime) -> int:
        """How well a reading fits: 0 not at all, 1 by place and likeness, 2 by its text, 3 by both."""
        text = folded(reading.plate)
        near = _near(self.last_box, reading.box)
        if text in self.texts:
            # The same number of two states is two vehicles, unless both stand in one place: then a state was misread.
            return 3 if near else 2 * (reading.state is None or not self.states or reading.state in self.states)
        soon = now - self.last_seen <= MISREAD_GAP
        return int(near and soon and one_edit(text, folded(self.best.reading.plate)))

    def take(self, sighting: Sighting[Picture]) -> None:
        reading = sighting.reading
        self.texts.add(folded(reading.plate))
        if reading.state is not None:
            self.states.add(reading.state)
        self.last_seen, self.last_box = sighting.captured_at, reading.box
        if reading.confidence > self.best.reading.confidence:
            self.best = sighting


class Passes(Generic[Picture]):
    """Groups the sightings of one camera. Frames come in the order of their capture."""

    def __init__(self, *, gap: timedelta = GAP, patience: timedelta = PATIENCE) -> None:
        self._gap = gap
        self._patience = patience
        self._open: list[_Pass[Picture]] = []

    def see(self, captured_at: datetime, readings: Iterable[Reading], picture: Picture) -> list[Sighting[Picture]]:
        """Take one frame's readings, none included; returns the best sighting of each pass that is over by now."""
        over = self._leave(captured_at)
        taken: list[_Pass[Picture]] = []
        for reading in sorted(readings, key=lambda reading: -reading.confidence):
            if not folded(reading.plate):
                continue  # marks only, no letter and no digit: not a plate
            sighting = Sighting(captured_at, reading, picture)
            home = self._home(sighting, taken)
            if home is None:
                home = _Pass(sighting, captured_at, captured_at, reading.box)
                self._open.append(home)
            home.take(sighting)
            taken.append(home)
        return over + self._tell(captured_at)

    def quiet(self, now: datetime) -> list[Sighting[Picture]]:
        """No frame came: returns the best sighting of each pass that is over by now."""
        return self._leave(now) + self._tell(now)

    def finish(self) -> list[Sighting[Picture]]:
        """End every pass: the camera stops. Returns the best sighting of each that was not told before."""
        over = [one.best for one in self._open if not one.told]
        self._open.clear()
        return over

    def _leave(self, now: datetime) -> list[Sighting[Picture]]:
        # Either way: a clock that is set back must not keep a pass open until it has caught up.
        gone = [one for one in self._open if abs(now - one.last_seen) > self._gap]
        self._open = [one for one in self._open if one not in gone]
        return [one.best for one in gone if not one.told]

    def _tell(self, now: datetime) -> list[Sighting[Picture]]:
        late = [one for one in self._open if not one.told and now - one.first_seen >= self._patience]
        for one in late:
            one.told = True
        return [one.best for one in late]

    def _home(self, sighting: Sighting[Picture], taken: list[_Pass[Picture]]) -> _Pass[Picture] | None:
        """The pass that a sighting belongs to. A frame shows a vehicle once: two boxes are it only if they overlap."""
        reading, now = sighting.reading, sighting.captured_at
        choices = [one for one in self._open if one not in taken or _overlap(one.last_box, reading.box)]
        best = max(choices, key=lambda one: one.fit(reading, now), default=None)
        return best if best is not None and best.fit(reading, now) > 0 else None


def one_edit(one: str, other: str) -> bool:
    """Whether two texts are equal or differ by one character changed, added or left out."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    same = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    rest = one[same + 1 :] if len(one) == len(other) else one[same:]
    return rest == other[same + 1 :]


def _near(one: Box, other: Box) -> bool:
    across = one[0] + one[2] / 2 - other[0] - other[2] / 2
    down = one[1] + one[3] / 2 - other[1] - other[3] / 2
    return max(abs(across), abs(down)) <= _REACH * max(one[2], other[2])


def _overlap(one: Box, other: Box) -> bool:
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return across > 0 and down > 0
