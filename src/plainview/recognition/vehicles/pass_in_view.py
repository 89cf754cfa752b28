"""A vehicle in view: what was read of it so far, which look at it speaks, and what was told of it."""

from collections import Counter
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

import msgspec

from plainview.recognition.vehicles.alike import edits, near, one_edit
from plainview.recognition.vehicles.ballots import Ballot, best
from plainview.recognition.vehicles.vote import is_sure, vote
from plainview.terms.plate import canonical, folded
from plainview.terms.read import Box, Reading

MISREAD_GAP: Final = 1.5
"""Seconds. A similar plate in the same place is a misread only so soon after: later the next vehicle may stand there,
and a fleet's plates differ by one character."""
STANDS_AFTER: Final = 10.0
"""Seconds in one place that make a vehicle a parked one."""
_BALLOTS: Final = 24  # the most legible; more change no vote and only take time
_PICTURES: Final = 4  # of different texts, each the best of its text, since a frame takes megabytes
_STRANGE_EDITS: Final = 3  # so different, and both sure of themselves: the track went over to another vehicle
_STRANGE_FROM: Final = 0.7

Picture = TypeVar("Picture")


@dataclass(frozen=True, eq=False)  # pictures are arrays, which do not compare to one truth
class Look(Generic[Picture]):
    """One reading at one moment (seconds), its picture, how legible that was (0 to 1), and the track it follows."""

    seconds: float
    reading: Reading
    picture: Picture
    legibility: float = 1.0
    track: int | None = None

    @property
    def ballot(self) -> Ballot:
        return Ballot(self.reading, self.seconds, self.legibility)


@dataclass(frozen=True, eq=False)
class Pass(Generic[Picture]):
    """A vehicle that passed: the voted reading, and the picture in which its plate is seen best.

    The reading's box lies in that picture. `looks` counts the readings that voted, `reading.frames` those that agreed;
    times are in seconds. `corrects` is the plate that was told of this vehicle before, and wrongly.
    """

    reading: Reading
    picture: Picture
    best_seconds: float
    first_seen: float
    last_seen: float
    looks: int
    corrects: str | None = None

    @property
    def frames_agreed(self) -> int:
        return self.reading.frames or 1


class PassInView(Generic[Picture]):
    """A pass that is not over. `told` is what was told of it, `last_present` when it was seen or known to be there."""

    def __init__(self, look: Look[Picture]) -> None:
        self.first_seen = self.last_seen = self.last_present = look.seconds
        self.first_box: Box = look.reading.box
        self.last_box: Box = look.reading.box
        self.tracks: set[int] = set()
        self.told: Reading | None = None
        self._ballots: list[Ballot] = []
        self._counts: Counter[str] = Counter()
        self._folded: set[str] = set()
        self._states: set[str] = set()
        self._best: dict[str, Look[Picture]] = {}
        self._voted: Reading | None = None
        self._corrected = False
        self.take(look)

    @property
    def stands(self) -> bool:
        """Whether it has stood in one place long enough to be a parked vehicle."""
        return self.last_present - self.first_seen >= STANDS_AFTER and near(self.first_box, self.last_box, 0.5)

    def fit(self, look: Look[Picture], gap: float) -> int:
        """How well a look fits: 0 not at all, 1 by place and likeness, 2 by its track or text, 3 by both."""
        text = folded(look.reading.plate)
        close = near(self.last_box, look.reading.box)
        away = look.seconds - self.last_present
        followed = look.track in self.tracks
        if text in self._folded:
            if close or followed:
                return 3
            # The same number of two states is two vehicles. A parked one that drove off and came back passes again.
            same_state = look.reading.state is None or not self._states or look.reading.state in self._states
            return 2 * (same_state and away <= gap)
        if followed:
            return 2 * (not self._is_stranger(look.reading))
        mine = folded(self.voted().plate)
        return int(close and abs(look.seconds - self.last_seen) <= MISREAD_GAP and one_edit(text, mine))

    def take(self, look: Look[Picture]) -> None:
        """Count a look as one at this vehicle."""
        text = canonical(look.reading.plate)
        self._counts[text] += 1
        self._folded.add(folded(text))
        if look.reading.state is not None:
            self._states.add(look.reading.state)
        if look.track is not None:
            self.tracks.add(look.track)
        self.last_seen = self.last_present = look.seconds
        self.last_box = look.reading.box
        self._ballots.append(look.ballot)
        if len(self._ballots) > _BALLOTS:
            self._ballots.remove(min(self._ballots, key=lambda ballot: ballot.legibility * ballot.reading.confidence))
        self._keep_picture(text, look)
        self._voted = None

    def voted(self) -> Reading:
        """What the looks so far agree on; `frames` counts all that agreed."""
        if self._voted is None:
            reading = vote(self._ballots)
            self._voted = msgspec.structs.replace(reading, frames=max(1, self._counts[reading.canonical]))
        return self._voted

    def needs_correction(self) -> bool:
        """Whether the vote is now sure of another text than the told one; see `passes` for when that is told."""
        if self.told is None or self._corrected:
            return False
        now = self.voted()
        more = (now.frames or 0) > self._counts[self.told.canonical]
        return now.canonical != self.told.canonical and is_sure(now) and more

    def tell(self) -> Pass[Picture]:
        """The pass as it stands now."""
        reading = self.voted()
        corrects, self._corrected = (self.told.canonical, True) if self.told else (None, False)
        self.told = reading
        shown = self._best.get(reading.canonical) or self._surest()
        return Pass(
            msgspec.structs.replace(reading, box=shown.reading.box, quality=shown.reading.quality),
            shown.picture,
            best_seconds=shown.seconds,
            first_seen=self.first_seen,
            last_seen=self.last_seen,
            looks=self._counts.total(),
            corrects=corrects,
        )

    def _is_stranger(self, reading: Reading) -> bool:
        mine = self.voted()
        sure = min(mine.confidence, reading.confidence) >= _STRANGE_FROM
        return sure and edits(folded(mine.plate), folded(reading.plate)) >= _STRANGE_EDITS

    def _keep_picture(self, text: str, look: Look[Picture]) -> None:
        known = self._best.get(text)
        if known is None or best([known.ballot, look.ballot]).reading is look.reading:
            self._best[text] = look
        if len(self._best) > _PICTURES:
            del self._best[min(self._best, key=lambda text: self._counts[text])]

    def _surest(self) -> Look[Picture]:
        chosen = best([look.ballot for look in self._best.values()])
        return next(look for look in self._best.values() if look.reading is chosen.reading)
