"""What looks at a camera's frames: as a film, where plates can be followed, or picture by picture."""

from datetime import datetime
from typing import Protocol

from plainview.edge.frame import Frame
from plainview.edge.passes import Moments, Passes, Sighting
from plainview.recognition.engine import Engine, Image
from plainview.recognition.finder import finder
from plainview.recognition.vehicles.passes import Pass
from plainview.recognition.vehicles.watch import Watch


class Watcher(Protocol):
    """Turns one camera's frames into one sighting for each vehicle. Frames come in the order of their capture."""

    @property
    def readings(self) -> int:
        """How many plates were read so far, several of each vehicle."""

    def see(self, frame: Frame) -> list[Sighting[Image]]:
        """Take a frame; returns the vehicles that are to be told by now. Errors of the engine come through."""

    def quiet(self, now: datetime) -> list[Sighting[Image]]:
        """No frame came, or none that could be read; returns the vehicles that are to be told by now."""

    def finish(self) -> list[Sighting[Image]]:
        """The camera stops; returns the vehicles that were not told before."""


class PictureWatcher:
    """Reads each picture whole: they may be far apart, so nothing can be followed from one to the next."""

    def __init__(self, engine: Engine) -> None:
        self.readings = 0
        self._engine = engine
        self._passes: Passes[Image] = Passes()

    def see(self, frame: Frame) -> list[Sighting[Image]]:
        readings = self._engine.read(frame.image)
        self.readings += len(readings)
        return self._passes.see(frame.captured_at, readings, frame.image)

    def quiet(self, now: datetime) -> list[Sighting[Image]]:
        return self._passes.quiet(now)

    def finish(self) -> list[Sighting[Image]]:
        return self._passes.finish()


class FilmWatcher:
    """Looks where something moves and follows each plate, so that many frames a second can be taken."""

    def __init__(self, engine: Engine) -> None:
        self._watch = Watch(finder(engine))
        self._moments = Moments()

    @property
    def readings(self) -> int:
        return self._watch.reads

    def see(self, frame: Frame) -> list[Sighting[Image]]:
        told = self._watch.see(frame.image, self._moments.seconds(frame.captured_at))
        return [self._sighting(one) for one in told]

    def quiet(self, now: datetime) -> list[Sighting[Image]]:
        return [self._sighting(one) for one in self._watch.quiet(self._moments.seconds(now))]

    def finish(self) -> list[Sighting[Image]]:
        return [self._sighting(one) for one in self._watch.finish()]

    def _sighting(self, one: Pass[Image]) -> Sighting[Image]:
        return Sighting(self._moments.moment(one.best_seconds), one.reading, one.picture, one.corrects)
