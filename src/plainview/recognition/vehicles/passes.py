"""One read for each vehicle that passes: readings of many frames are grouped, and their vote speaks.

Pure: no clock, no camera. A look joins a pass when it shows the same plate, when it follows the same track, or when it
stands where the pass was last seen and differs by one character, as a misread does.

When a vehicle is told: at once where the vote is sure (`vote.is_sure`), since a wanted vehicle must alert while it is
near; at the latest `PATIENCE` after it could first be read. Who has no hurry is told once, at the end, with every frame
counted. What was told is not told again, with one exception: when later frames make the vote sure of another text, and
more of them agree than stood behind the first, the corrected read is told too, once. A wanted vehicle that was misread
far away must not drive by in silence, and two reads of one vehicle do less harm than the wrong one alone.
"""

from collections.abc import Collection, Iterable
from typing import Final, Generic

from plainview.recognition.vehicles.alike import overlap
from plainview.recognition.vehicles.pass_in_view import Look, Pass, PassInView, Picture
from plainview.recognition.vehicles.vote import is_sure
from plainview.terms.plate import folded

__all__ = ["GAP", "PATIENCE", "STANDING_GAP", "Look", "Pass", "Passes"]

GAP: Final = 3.0
"""Seconds. A plate unseen for longer has left; seen again, it is another pass."""
STANDING_GAP: Final = 120.0
"""Seconds for which a vehicle that stood still is remembered in its place, while traffic hides it or nothing moves."""
PATIENCE: Final = 2.0
"""Seconds from the first reading after which a vehicle is told even where the vote is not sure."""


class Passes(Generic[Picture]):
    """Groups the looks of one camera. Frames come in the order of their capture."""

    def __init__(self, *, gap: float = GAP, patience: float = PATIENCE, hurry: bool = True) -> None:
        """Set the rules.

        Args:
            gap: seconds that a vehicle may be unseen.
            patience: seconds after which it is told, sure or not.
            hurry: tell before the vehicle has left; otherwise only then.
        """
        self._gap = gap
        self._patience = patience
        self._hurry = hurry
        self._open: list[PassInView[Picture]] = []

    def see(self, seconds: float, looks: Iterable[Look[Picture]], present: Collection[int] = ()) -> list[Pass[Picture]]:
        """Take one frame's looks, none included; returns the passes that are to be told by now.

        Args:
            seconds: the frame's moment, on the clock of the looks.
            looks: at this frame.
            present: the tracks that are still in view, looked at or not.
        """
        told = self._leave(seconds, present)
        taken: list[PassInView[Picture]] = []
        for look in sorted(looks, key=lambda look: -look.reading.confidence):
            if not folded(look.reading.plate):
                continue  # marks only, no letter and no digit: not a plate
            home = self._home(look, taken)
            if home is None:
                home = PassInView(look)
                self._open.append(home)
            else:
                home.take(look)
            taken.append(home)
        return told + (self._due(seconds) if self._hurry else [])

    def finish(self) -> list[Pass[Picture]]:
        """End every pass: the camera stops. Returns those that were not told before."""
        told = [one.tell() for one in self._open if one.told is None]
        self._open.clear()
        return told

    def is_sure_of(self, track: int) -> bool:
        """Whether the vehicle on this track has a sure vote, so that more looks at it gain little."""
        return any(is_sure(one.voted()) for one in self._open if track in one.tracks)

    def _leave(self, now: float, present: Collection[int]) -> list[Pass[Picture]]:
        for one in self._open:
            if not one.tracks.isdisjoint(present):
                one.last_present = now
        gone = [one for one in self._open if self._is_gone(one, now)]
        self._open = [one for one in self._open if one not in gone]
        return [one.tell() for one in gone if one.told is None]

    def _is_gone(self, one: PassInView[Picture], now: float) -> bool:
        # Either way: a clock that is set back must not keep a pass open until it has caught up.
        return abs(now - one.last_present) > (max(self._gap, STANDING_GAP) if one.stands else self._gap)

    def _due(self, now: float) -> list[Pass[Picture]]:
        due = [
            one
            for one in self._open
            if (one.told is None and (is_sure(one.voted()) or now - one.first_seen >= self._patience))
            or one.needs_correction()
        ]
        return [one.tell() for one in due]

    def _home(self, look: Look[Picture], taken: list[PassInView[Picture]]) -> PassInView[Picture] | None:
        """The pass that a look belongs to. A frame shows a vehicle once: two boxes are it only if they overlap."""
        choices = [one for one in self._open if one not in taken or overlap(one.last_box, look.reading.box)]
        best = max(choices, key=lambda one: one.fit(look, self._gap), default=None)
        return best if best is not None and best.fit(look, self._gap) > 0 else None
