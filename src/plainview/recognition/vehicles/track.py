"""Plates followed from frame to frame by where they are, before anybody knows what they say.

Each track foresees where its plate will be, at the speed at which it last moved. Found plates go to the track whose
foresight they fit best, the best fits first. The reach grows with the time between two frames, so that the same rules
serve thirty frames a second and four.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from plainview.recognition.finder import Found, FoundRead
from plainview.recognition.vehicles.alike import edits
from plainview.terms.plate import folded
from plainview.terms.read import Box

LOST_AFTER: Final = 1.0
"""Seconds for which a plate may be looked for and missed before its track ends."""
STILL_AFTER: Final = 2.0
"""Seconds in one place after which a track stands still."""

_MISSES: Final = 2  # at fewer, the time since the last sight says nothing: frames may be far apart
_REACH: Final = 0.6  # widths of the plate, between any two frames
_REACH_A_SECOND: Final = 12.0  # the same for each second between them, while the speed is unknown
_REACH_FORESEEN: Final = 4.0  # and once it is known
_REACH_AT_MOST: Final = 3.0
_GROWTH: Final = 1.7  # times as large or small from one frame to the next
_STAYS: Final = 0.3  # widths that a plate may wander and still stand
_EASE: Final = 0.6  # share of a new speed in the known one
_STRANGE: Final = 3  # edits between two texts that cannot be one plate


@dataclass(eq=False)
class Track:
    """A plate as it moves through the picture; times in seconds, speed in pixels a second.

    `still_since` is when it came to where it stands now. `reads`, `read_at` and `best` are the caller's: how often it
    was read, when last, and how legible it was at best.
    """

    number: int
    found: Found
    seconds: float
    still_since: float
    still_at: tuple[float, float]
    speed: tuple[float, float] | None = None
    misses: int = 0
    missed_since: float | None = None
    text: str = ""
    reads: int = 0
    read_at: float = field(default=-math.inf)
    best: float = 0.0

    @property
    def is_still(self) -> bool:
        return self.seconds - self.still_since >= STILL_AFTER

    def foreseen(self, seconds: float) -> Box:
        """Where its plate should be at that moment."""
        x, y, width, height = self.found.box
        across, down = self.speed or (0.0, 0.0)
        passed = seconds - self.seconds
        return max(0, round(x + across * passed)), max(0, round(y + down * passed)), width, height

    def misfit(self, found: Found, seconds: float) -> float:
        """How far a found plate is from the foreseen place, as a share of the reach; above 1 it is another plate."""
        mine, other = self.foreseen(seconds), found.box
        larger, smaller = max(mine[2], other[2]), max(1, min(mine[2], other[2]))
        if larger > smaller * _GROWTH or self._says_otherwise(found):
            return math.inf
        a_second = _REACH_A_SECOND if self.speed is None else _REACH_FORESEEN
        reach = min(_REACH_AT_MOST, _REACH + a_second * abs(seconds - self.seconds))
        (x, y), (at_x, at_y) = _middle(mine), _middle(other)
        return math.hypot(x - at_x, y - at_y) / (larger * reach)

    def take(self, found: Found, seconds: float) -> None:
        """Move on to where its plate was found."""
        here, before = _middle(found.box), _middle(self.found.box)
        passed = seconds - self.seconds
        if passed > 0:
            now = ((here[0] - before[0]) / passed, (here[1] - before[1]) / passed)
            known = self.speed or now
            self.speed = (known[0] + _EASE * (now[0] - known[0]), known[1] + _EASE * (now[1] - known[1]))
        if math.dist(here, self.still_at) > _STAYS * found.box[2]:
            self.still_at, self.still_since = here, seconds
        self.found, self.seconds = found, seconds
        self.misses, self.missed_since = 0, None
        self.text = _text(found) or self.text

    def miss(self, seconds: float) -> None:
        """It was looked for at that moment and not found."""
        self.misses += 1
        if self.missed_since is None:
            self.missed_since = seconds

    def is_lost(self, seconds: float) -> bool:
        return (
            self.missed_since is not None and self.misses >= _MISSES and abs(seconds - self.missed_since) >= LOST_AFTER
        )

    def is_in(self, area: Box, seconds: float) -> bool:
        """Whether this area holds the place where it should be or that where it was; it may have left the picture."""
        return _holds(area, self.foreseen(seconds)) or _holds(area, self.found.box)

    def _says_otherwise(self, found: Found) -> bool:
        text = _text(found)
        return bool(self.text and text) and edits(self.text, text) >= _STRANGE


class Tracker:
    """The tracks of one camera."""

    def __init__(self) -> None:
        self._tracks: list[Track] = []
        self._count = 0

    @property
    def tracks(self) -> Sequence[Track]:
        return self._tracks

    def follow(self, found: Iterable[Found], seconds: float, area: Box) -> list[Track]:
        """Take what was found in this area of a frame; returns the tracks that were seen, new ones included.

        A track outside the area was not looked for, so it is not missed.
        """
        waiting = list(found)
        seen: list[Track] = []
        pairs = [
            (misfit, number, track)
            for track in self._tracks
            for number, each in enumerate(waiting)
            if (misfit := track.misfit(each, seconds)) <= 1
        ]
        used: set[int] = set()
        for _, number, track in sorted(pairs, key=lambda pair: pair[0]):
            if number not in used and track not in seen:
                track.take(waiting[number], seconds)
                used.add(number)
                seen.append(track)
        for track in self._tracks:
            if track not in seen and track.is_in(area, seconds):
                track.miss(seconds)
        self._tracks = [track for track in self._tracks if not track.is_lost(seconds)]
        fresh = [self._begin(each, seconds) for number, each in enumerate(waiting) if number not in used]
        return seen + fresh

    def _begin(self, found: Found, seconds: float) -> Track:
        self._count += 1
        track = Track(self._count, found, seconds, seconds, _middle(found.box))
        track.text = _text(found)
        self._tracks.append(track)
        return track


def _text(found: Found) -> str:
    """What it says, folded; empty where it was not read yet."""
    return folded(found.reading.plate) if isinstance(found, FoundRead) else ""


def _middle(box: Box) -> tuple[float, float]:
    return box[0] + box[2] / 2, box[1] + box[3] / 2


def _holds(area: Box, box: Box) -> bool:
    """Whether a box's middle lies in an area."""
    x, y = _middle(box)
    return area[0] <= x <= area[0] + area[2] and area[1] <= y <= area[1] + area[3]
