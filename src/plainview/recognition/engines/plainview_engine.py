"""The engine that comes with Plainview: a detector and a reader of our own, whose weights lie in this package."""

import time
from importlib.resources import files
from pathlib import Path
from typing import Final

from plainview.recognition import rectify
from plainview.recognition.ctc import Line
from plainview.recognition.detect import PlateFinder
from plainview.recognition.engine import EngineUnavailable, Image, check
from plainview.recognition.finder import Found
from plainview.recognition.likely import reranked
from plainview.recognition.ocr import PlateReader, SecondReader
from plainview.recognition.states import PrintedState
from plainview.recognition.weights import Network
from plainview.terms.plate import MAX_LENGTH
from plainview.terms.read import Box, Reading

NETWORKS: Final = Path(str(files("plainview.recognition") / "networks"))
"""The folder with the networks and their model card."""
MADE_FROM: Final = "made from"
"""The note in which a network in 8 bits holds the version of the one that it was made from."""
_REVISION: Final = 3  # of what this program makes of the weights
NAMES: Final = ("detector", "detector-afar", "reader")
"""The files of the networks, without their ending."""
PLATE_FROM: Final = 0.56
"""From here on something is a plate: the detector's score, and for how sure its characters are on average"""
LEGIBLE: Final = 0.15
"""so much more at most, since a plate that is too blurred to read is one nevertheless."""
SHORTEST: Final = 2
"""Characters of a plate."""


class PlainviewEngine:
    """Finds and reads plates on the processor.

    Raises:
        EngineUnavailable: a network is missing from the package, or the two of the detector do not belong together.
    """

    name = "plainview"

    def __init__(self, *, threads: int = 1, networks: Path = NETWORKS, second: SecondReader | None = None) -> None:
        detector, afar, reader = (_network(networks / f"{name}.onnx", threads) for name in NAMES)
        if afar.note(MADE_FROM) != detector.note("version"):
            raise EngineUnavailable(f"{NAMES[1]}.onnx in {networks} was not made from the {NAMES[0]}.onnx beside it")
        # That of `afar` stands for both: it is a hash over the other's version too.
        self.version: Final = f"{afar.note('version')}/{reader.note('version')}/{_REVISION}"
        self._finder = PlateFinder(detector, afar=afar)
        self._reader = PlateReader(reader, second)

    def read(self, image: Image) -> tuple[Reading, ...]:
        """See `Engine.read`."""
        return self.read_timed(image)[0]

    def read_timed(self, image: Image) -> tuple[tuple[Reading, ...], dict[str, float]]:
        """The readings, and the milliseconds that finding, reading and the states took."""
        watch = _Watch()
        found = self.find(image)
        watch.lap("find")
        readings = []
        for plate in found:
            line = self._line(image, plate)
            watch.lap("read")
            if line is not None:
                readings.append(self._reading(line, plate.box, self._reader.state(image, plate.corners)))
                watch.lap("state")
        return tuple(sorted(readings, key=lambda reading: -reading.confidence)), watch.milliseconds

    def find(self, image: Image) -> tuple[Found, ...]:
        """Where plates may stand, the surest first, without reading them."""
        return self._finder.find(check(image))

    def look(self, image: Image, found: Found) -> Reading | None:
        """What a plate that was found says; None where it turns out to be no plate."""
        line = self._line(image, found)
        return self._reading(line, found.box, self._reader.state(image, found.corners)) if line else None

    def _line(self, image: Image, found: Found) -> Line | None:
        """The characters, if detector and reader together take it for a plate."""
        line = self._reader.characters(image, found.corners)
        if line is None or not SHORTEST <= len(line.characters) <= MAX_LENGTH:
            return None
        return line if found.score + LEGIBLE * line.sureness >= PLATE_FROM else None

    def read_crop(self, image: Image) -> Reading | None:
        """See `Engine.read_crop`."""
        image = check(image)
        height, width = image.shape[:2]
        corners = rectify.upright((0, 0, width, height))
        line = self._reader.characters(image, corners)
        if line is None or not line.characters:
            return None
        return self._reading(line, (0, 0, width, height), self._reader.state(image, corners))

    def _reading(self, line: Line, box: Box, state: PrintedState | None) -> Reading:
        confidence, characters = self._reader.calibrated(line)
        return Reading(
            plate=line.text,
            confidence=confidence,
            box=box,
            characters=reranked(characters, state.state if state else None),
            state=state.state if state else None,
            state_confidence=state.confidence if state else None,
        )


def _network(path: Path, threads: int) -> Network:
    if not path.is_file():
        raise EngineUnavailable(f"{path} is missing: the package was built without its networks")
    return Network(path, threads=threads)


class _Watch:
    """Milliseconds by stage, summed up."""

    def __init__(self) -> None:
        self.milliseconds = dict.fromkeys(("find", "read", "state"), 0.0)
        self._since = time.perf_counter()

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.milliseconds[stage] += (now - self._since) * 1000
        self._since = now
