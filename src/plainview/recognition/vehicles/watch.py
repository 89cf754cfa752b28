"""A film in, one pass for each vehicle out: the door for whoever has moving pictures.

    for vehicle in vehicles(video.frames(path, at_most_a_second=30), finder(engine)):
        print(vehicle.reading.plate, vehicle.frames_agreed, vehicle.best_seconds)

A frame costs what it is worth. The gate looks at each; plates are looked for where something moves or a track is under
way; a plate is read when that can tell something new: it is unread, the vote is unsure, or it is clearly more legible
than before. A vehicle that stands is read a few times and then not again for as long as it stays.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from plainview.recognition.engine import Image
from plainview.recognition.finder import Finder, Found, legibility, moved
from plainview.recognition.media.video import Frame
from plainview.recognition.vehicles.motion import Gate
from plainview.recognition.vehicles.passes import Look, Pass, Passes
from plainview.recognition.vehicles.track import Track, Tracker
from plainview.terms.read import Box

LOOK_ANYWAY: Final = 10.0
"""Seconds after which the whole frame is looked at though nothing moved."""

_READ_EVERY: Final = 0.1  # seconds, while the vote is unsure
_CLEARER: Final = 1.15  # times as legible: worth a reading at once while the vote is unsure,
_MUCH_CLEARER: Final = 1.4  # and once it is sure, for a better picture
_STILL_READS: Final = 4  # of a plate that stands and that no vote is sure of
_HOPELESS_READS: Final = 30  # after so many, one a second
_MISSES: Final = 2  # after so many in a row a plate is looked for
_MISSED_EVERY: Final = 0.2  # seconds only
_SURE_EVERY: Final = 0.06  # seconds, while all that drives is read for sure: whoever comes next is seen a frame later
_ROOM: Final = 2.0  # widths of a track's plate around it in which it is looked for
_LEAST_CUT: Final = 0.5  # of the frame's width and height: an engine sees smaller cuts at a scale it was not made for
_WORTH_A_CUT: Final = 0.8  # of the same; above that the whole frame is looked at


class Watch:
    """Watches one camera. Counts what it did: frames taken, frames in which plates were looked for, plates read."""

    def __init__(self, finder: Finder, *, hurry: bool = True, cuts: bool = True) -> None:
        """Tie the parts.

        Args:
            finder: finds and reads plates.
            hurry: tell a vehicle as soon as its plate is sure, as `Passes` does.
            cuts: look only at the part of a frame where something moves, where that is much smaller.
        """
        self.frames = 0
        self.finds = 0
        self.reads = 0
        self._finder = finder
        self._cuts = cuts
        self._gate = Gate()
        self._tracker = Tracker()
        self._passes: Passes[Image] = Passes(hurry=hurry)
        self._found_at = 0.0

    def see(self, image: Image, seconds: float) -> list[Pass[Image]]:
        """Take a frame; returns the vehicles that are to be told by now. Their pictures are the frames given here.

        Whatever the finder raises comes through; the watch stays whole and may go on with the next frame.
        """
        self.frames += 1
        area = self._area(image, seconds)
        looks: list[Look[Image]] = []
        if area is not None:
            self.finds += 1
            self._found_at = seconds
            found = list(_found_in(self._finder, image, area))
            self._gate.keep_open(each.box for each in found)
            seen = self._tracker.follow(found, seconds, area)
            looks = [look for track in seen if (look := self._look(image, track, seconds))]
        return self._passes.see(seconds, looks, self._present())

    def quiet(self, seconds: float) -> list[Pass[Image]]:
        """No frame came; returns the vehicles that are to be told by now."""
        return self._passes.see(seconds, ())

    def finish(self) -> list[Pass[Image]]:
        """The film is over; returns the vehicles that were not told before."""
        return self._passes.finish()

    def _present(self) -> set[int]:
        return {track.number for track in self._tracker.tracks}

    def _area(self, image: Image, seconds: float) -> Box | None:
        """Where plates should be looked for in this frame; None where that would tell nothing new."""
        whole: Box = (0, 0, image.shape[1], image.shape[0])
        moving = self._gate.look(image, seconds)
        if self.frames == 1 or abs(seconds - self._found_at) >= LOOK_ANYWAY:
            return whole
        if abs(seconds - self._found_at) < _SURE_EVERY and self._all_sure():
            return None
        # Most plates that are missed have left; where one is hidden for a moment, something moves.
        again = abs(seconds - self._found_at) >= _MISSED_EVERY
        under_way = [
            _around(track, seconds)
            for track in self._tracker.tracks
            if not track.is_still and (again or track.misses < _MISSES)
        ]
        areas = [*moving, *under_way]
        if not areas:
            return None
        return _cut_of(areas, whole) if self._cuts else whole

    def _all_sure(self) -> bool:
        """Whether there are tracks under way, and the vote is sure of each."""
        driving = [track.number for track in self._tracker.tracks if not track.is_still]
        return bool(driving) and all(map(self._passes.is_sure_of, driving))

    def _look(self, image: Image, track: Track, seconds: float) -> Look[Image] | None:
        """A reading of a track's plate, where one is due and the plate can be read."""
        found = track.found
        if _touches_edge(found.box, image):
            return None  # half a plate reads well, and wrongly
        legible = legibility(image, found.box)
        if not _is_due(track, legible, seconds, sure=self._passes.is_sure_of(track.number)):
            return None
        track.reads += 1
        track.read_at = seconds
        track.best = max(track.best, legible)
        reading = self._finder.look(image, found)
        if reading is None:
            return None
        self.reads += 1
        return Look(seconds, reading, image, legible, track.number)


def vehicles(
    frames: Iterable[Frame], finder: Finder, *, hurry: bool = False, cuts: bool = True
) -> Iterator[Pass[Image]]:
    """One pass for each vehicle of a film, in the order in which they leave; times are seconds of the film.

    Args:
        frames: of one camera that stands still, in their order.
        finder: finds and reads plates; `finder.finder` makes one of any engine.
        hurry: hand out each vehicle as soon as its plate is sure instead of when it has left with every frame counted.
        cuts: as of `Watch`.

    Raises:
        VideoRejected: as `video.frames`, after what was seen until then.
    """
    watch = Watch(finder, hurry=hurry, cuts=cuts)
    try:
        for frame in frames:
            yield from watch.see(frame.image, frame.seconds)
    except Exception:
        yield from watch.finish()
        raise
    yield from watch.finish()


def _is_due(track: Track, legible: float, seconds: float, *, sure: bool) -> bool:
    if track.reads == 0:
        return True
    if track.is_still and (sure or track.reads >= _STILL_READS):
        return False
    passed = abs(seconds - track.read_at)
    if track.reads >= _HOPELESS_READS:
        return passed >= 1
    if sure:
        return legible > _MUCH_CLEARER * track.best
    return passed >= _READ_EVERY or legible > _CLEARER * track.best


def _found_in(finder: Finder, image: Image, area: Box) -> Iterator[Found]:
    """What is found in an area, in the frame's pixels; without plates that the area's edge cuts inside the frame."""
    left, top, width, height = area
    part = image[top : top + height, left : left + width]
    for found in finder.find(part):
        placed = moved(found, left, top)
        if not _touches_edge(found.box, part) or _touches_edge(placed.box, image):
            yield placed


def _around(track: Track, seconds: float) -> Box:
    """Where a track's plate is looked for: where it was, where it should be, and around."""
    one, other = track.found.box, track.foreseen(seconds)
    room = round(_ROOM * one[2])
    left, top = min(one[0], other[0]) - room, min(one[1], other[1]) - room
    right = max(one[0], other[0]) + one[2] + room
    bottom = max(one[1], other[1]) + one[3] + room
    return left, top, right - left, bottom - top


def _cut_of(areas: Sequence[Box], whole: Box) -> Box:
    """The part of the frame that holds the areas, in the frame's own proportions; or the whole frame.

    An engine that brings every picture to one size then spends no more on the cut and sees its plates larger.
    """
    across = [(x, x + width) for x, _, width, _ in areas]
    down = [(y, y + height) for _, y, _, height in areas]
    share = max(_LEAST_CUT, _length(across, whole[2]) / whole[2], _length(down, whole[3]) / whole[3])
    if share > _WORTH_A_CUT:
        return whole
    left, width = _span(across, whole[2], share)
    top, height = _span(down, whole[3], share)
    return left, top, width, height


def _length(spans: Sequence[tuple[int, int]], end: int) -> int:
    return min(end, max(stop for _, stop in spans)) - max(0, min(start for start, _ in spans))


def _span(spans: Sequence[tuple[int, int]], end: int, share: float) -> tuple[int, int]:
    """Start and length of that share of 0 to `end`, around all spans."""
    length = min(end, math.ceil(end * share))
    first, last = max(0, min(start for start, _ in spans)), min(end, max(stop for _, stop in spans))
    return min(max(0, (first + last - length) // 2), end - length), length


def _touches_edge(box: Box, image: Image) -> bool:
    x, y, width, height = box
    return x <= 0 or y <= 0 or x + width >= image.shape[1] or y + height >= image.shape[0]
