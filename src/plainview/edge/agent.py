"""The box at work: camera, recognition, spool, with a second thread that forwards and a third that reports."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

import msgspec

from plainview.edge import photographs, status
from plainview.edge.carry import Carrier
from plainview.edge.forward import Forwarder
from plainview.edge.frame import Clock, Frame, Source
from plainview.edge.passes import Sighting
from plainview.edge.spool import Spool, SpoolFullError
from plainview.edge.status import Status
from plainview.edge.watchers import FilmWatcher, PictureWatcher, Watcher
from plainview.recognition.engine import STATED_FROM, Engine, Image
from plainview.terms.read import CapturedRead

log = logging.getLogger(__name__)

KEEP: Final = timedelta(days=21)
"""How long the spool may keep a read. The policy's limit for the whole system is thirty days (clause K.1)."""
REPORT_EVERY: Final = 10.0
"""Seconds between two status lines."""
_LAST_TRY: Final = 10.0  # seconds for the last forward once the box was told to stop
_LOOK: Final = 0.05
_ENGINE_NAME: Final = 64  # characters that the contract allows


@dataclass
class _Tally:
    """What happened in this run."""

    frames: int = 0
    failed: int = 0
    reads: int = 0
    unsure: int = 0
    refused: int = 0
    engine_error: str | None = None
    spool_error: str | None = None


class Agent:
    """One camera's box. `run` is called once; `stop` may be called from any thread."""

    def __init__(  # noqa: PLR0913 - the parts that are tied together here, each by name
        self,
        *,
        source: Source,
        engine: Engine,
        spool: Spool,
        forwarder: Forwarder,
        camera: UUID,
        now: Clock,
        keep: timedelta = KEEP,
        report_every: float = REPORT_EVERY,
        stated_from: float = STATED_FROM,
        carrier: Carrier | None = None,
    ) -> None:
        """Tie the parts.

        Args:
            source: the camera.
            engine: reads its frames.
            spool: keeps the reads until they are acknowledged.
            forwarder: sends them, from the same spool.
            camera: the camera's id at the server.
            now: the clock.
            keep: how long a read may stay in the spool.
            report_every: seconds between two status lines.
            stated_from: the confidence from which a read is sent; what is less sure is counted and dropped.
            carrier: in a car, keeps the copy of the department's entries.
        """
        self._source = source
        self._engine = engine
        self._engine_name = f"{engine.name} {engine.version}"[:_ENGINE_NAME]
        self._spool = spool
        self._forwarder = forwarder
        self._camera = camera
        self._now = now
        self._keep = keep
        self._report_every = report_every
        self._stated_from = stated_from
        self._carrier = carrier
        self._watcher: Watcher = FilmWatcher(engine) if source.moving else PictureWatcher(engine)
        self._tally = _Tally()
        self._stopping = threading.Event()
        self._halting = threading.Event()
        self._failure: Exception | None = None

    def stop(self) -> None:
        """Finish the pass, spool it, try one last forward."""
        self._stopping.set()

    def run(self, *, patience: float = 0.0) -> Status:
        """Work until the source ends or `stop` is called; returns the last status.

        Args:
            patience: seconds to go on forwarding after the source has ended by itself.

        Raises:
            SourceError: the source cannot be used.
            SpoolError: the spool's file failed. What it holds stays there.
        """
        log.info("The box of camera %s starts with the engine %s.", self._camera, self._engine_name)
        self._expire()
        threads = [self._thread("forward", self._forward), self._thread("report", self._report_on)]
        if self._carrier is not None:
            threads.append(self._thread("entries", self._carry))
        try:
            self._watch()
            self._settle(patience)
        finally:
            self._halting.set()
            for thread in threads:
                thread.join(_LAST_TRY)
        if self._failure is not None:
            raise self._failure
        if not threads[0].is_alive():  # it may still wait for an answer; then that was the last try
            last = time.monotonic() + _LAST_TRY
            self._forwarder.drain(until=lambda: time.monotonic() > last)
        return self._report(running=False)

    def _watch(self) -> None:
        for frame in self._source.frames(self._stopping):
            self._spool_all(self._see(frame) if frame else self._watcher.quiet(self._now()))
        self._spool_all(self._watcher.finish())

    def _see(self, frame: Frame) -> list[Sighting[Image]]:
        self._tally.frames += 1
        try:
            told = self._watcher.see(frame)
        except Exception as error:  # an engine is a plug-in: a frame that it cannot take must not blind the camera
            self._tally.failed += 1
            self._tally.engine_error = f"The engine {self._engine.name} failed on {frame.position}: {error}"
            log.exception("The engine %s failed on %s.", self._engine.name, frame.position)
            return self._watcher.quiet(frame.captured_at)
        self._tally.engine_error = None
        return told

    def _spool_all(self, sightings: list[Sighting[Image]]) -> None:
        for sighting in sightings:
            if sighting.reading.confidence < self._stated_from:
                self._tally.unsure += 1
                continue
            self._tally.reads += 1
            read = CapturedRead(
                id=uuid4(),
                captured_at=sighting.captured_at,
                reading=msgspec.structs.replace(
                    sighting.reading, box=photographs.on_photograph(sighting.picture, sighting.reading.box)
                ),
                photograph=photographs.photograph(sighting.picture),
                crop=photographs.crop(sighting.picture, sighting.reading.box),
                engine=self._engine_name,
            )
            try:
                self._spool.put(self._camera, read, at=self._now())
            except SpoolFullError as full:
                self._tally.refused += 1
                self._tally.spool_error = str(full)
                log.error("%s %d were refused in this run.", full, self._tally.refused)  # noqa: TRY400 - the message says all
            else:
                self._tally.spool_error = None
            self._compare(read)

    def _compare(self, read: CapturedRead) -> None:
        """Look into the car's own copy of the entries. A disk that fails must not blind the camera."""
        if self._carrier is None:
            return
        try:
            found = self._carrier.cache.see(read, at=self._now())
        except OSError as error:
            log.error("What the car met cannot be written: %s", error)  # noqa: TRY400 - the message says all
            return
        if found:
            log.warning("A read may be the vehicle of an entry. See it with: plainview edge hits")

    def _settle(self, patience: float) -> None:
        """Let the forwarding thread go on until nothing waits, `patience` is over, or the box is told to stop."""
        last = time.monotonic() + patience
        while time.monotonic() < last and self._spool.counts().waiting and not self._stopping.wait(_LOOK):
            pass

    def _forward(self) -> None:
        self._forwarder.run(self._halting)

    def _carry(self) -> None:
        if self._carrier is not None:
            self._carrier.run(self._halting)

    def _report_on(self) -> None:
        while not self._halting.wait(self._report_every):
            self._expire()
            log.info("%s", self._report(running=True).line())

    @property
    def keep(self) -> timedelta:
        """How long the spool may keep a read: the box's own limit, or the server's where that is shorter."""
        told = self._spool.keep_days
        return self._keep if told is None else min(self._keep, timedelta(days=told))

    def _expire(self) -> None:
        gone = self._spool.expire(self._now() - self.keep)
        if gone:
            log.error("%d reads older than %d days were deleted; the server had not taken them.", gone, self.keep.days)

    def _report(self, *, running: bool) -> Status:
        counts = self._spool.counts()
        problems = (
            self._source.last_error,
            self._tally.engine_error,
            self._tally.spool_error,
            self._forwarder.last_error,
        )
        now = Status(
            at=self._now(),
            running=running,
            device=self._forwarder.device,
            camera=str(self._camera),
            reads=self._tally.reads,
            readings=self._watcher.readings,
            frames=self._tally.frames,
            dropped_frames=self._source.dropped,
            failed_frames=self._tally.failed,
            refused=self._tally.refused,
            unsure=self._tally.unsure,
            waiting=counts.waiting,
            acknowledged=counts.acknowledged,
            rejected=counts.rejected,
            expired=counts.expired,
            last_error=" ".join(problem for problem in problems if problem) or None,
        )
        try:
            status.write(now, self._spool.path)
        except OSError as error:
            log.warning("The status cannot be written: %s", error)
        return now

    def _thread(self, name: str, work: Callable[[], None]) -> threading.Thread:
        def guarded() -> None:
            try:
                work()
            except Exception as error:  # noqa: BLE001 - handed to the main thread, which ends the run with it
                self._failure = error
                self._stopping.set()

        thread = threading.Thread(target=guarded, name=name, daemon=True)
        thread.start()
        return thread
