"""The first engine: the text detector and recogniser of PP-OCRv6, whose weights come with the package `rapidocr`.

Only the weights are used. The package's own Python code fetches models that it misses, sets up logging and hides the
probabilities of the characters, so none of it is imported (docs/adr/0004-first-engine-on-rapidocr.md).
"""

from collections.abc import Iterable, Iterator
from importlib.metadata import version
from typing import Final

from plainview.recognition import views
from plainview.recognition.ctc import Decoder, Line
from plainview.recognition.engine import Image, check
from plainview.recognition.engines import plate_lines
from plainview.recognition.engines.text_lines import TextFinder, TextLine, straightened
from plainview.recognition.rectify import as_input
from plainview.recognition.states import PrintedState, state_of
from plainview.recognition.weights import Network, packaged
from plainview.terms.read import Box, Reading

PACKAGE: Final = "rapidocr"
_FINDER: Final = "models/PP-OCRv6_det_small.onnx"
RECOGNISER: Final = "models/PP-OCRv6_rec_small.onnx"
"""A file in the package, under the licence Apache-2.0."""
_REVISION: Final = 1  # of what this program makes of the weights

LONG_SIDE: Final = 1280
"""Pixels to which the long side of a photograph is brought before text is looked for."""
_ENLARGED_AT_MOST: Final = 2.5
_PLATE_WIDTH: Final = 400  # pixels to which a plate is brought before its lines are looked for
_HEIGHT: Final = 48  # of the pictures that the recogniser was trained on
_STRETCH: Final = 1.5  # plate characters are narrower than print
_FIRST_LOOK_FROM: Final = 0.02
_SURE_FROM: Final = 0.1  # of letters and digits mixed; below that, most are street text
_PLAIN_SURE_FROM: Final = 0.3  # of letters alone or digits alone, which streets are full of
_WORDS_AT_MOST: Final = 5  # lines that are read for the state, the largest first
_WORDS_FROM: Final = 90  # pixels of a plate's width; in smaller ones the printed words are a blur


class RapidOcrEngine:
    """Reads plates with PP-OCRv6 on the processor.

    Raises:
        EngineUnavailable: `rapidocr` is not installed, or its wheel lacks the weights.
    """

    name: Final = PACKAGE

    def __init__(self, *, threads: int = 1, long_side: int = LONG_SIDE) -> None:
        self.version: Final = f"{version(PACKAGE)}/pp-ocrv6-small/{_REVISION}"
        self._finder = TextFinder(Network(packaged(PACKAGE, _FINDER), threads=threads))
        self._recogniser = Network(packaged(PACKAGE, RECOGNISER), threads=threads)
        # The file lists the characters without the space, which is the network's last class.
        self._decoder = Decoder([*self._recogniser.note("character").splitlines(), " "])
        self._long_side = long_side

    def read(self, image: Image) -> tuple[Reading, ...]:
        """See `Engine.read`. A plate must stand within 30 degrees of level and be about 50 pixels wide."""
        image = check(image)
        height, width = image.shape[:2]
        scale = min(_ENLARGED_AT_MOST, self._long_side / max(height, width))
        lines = [line for line in self._finder.find(image, scale) if plate_lines.could_be_plate(line)]
        return plate_lines.without_doubles(self._readings(image, lines))

    def read_crop(self, image: Image) -> Reading | None:
        """See `Engine.read_crop`."""
        image = check(image)
        height, width = image.shape[:2]
        main, others = self._lines_of_plate(image)
        looks = [self._look(band) for band in views.bands(image)]
        if main is not None:
            looks.append(self._look_at_line(image, main))
        agreed = views.agreed(looks)
        return _reading(agreed, (0, 0, width, height), self._state(image, others)) if agreed else None

    def _readings(self, image: Image, lines: Iterable[TextLine]) -> Iterator[Reading]:
        height, width = image.shape[:2]
        for line in lines:
            first = self._look_at_line(image, line)
            if first.confidence < _FIRST_LOOK_FROM or not plate_lines.reads_like_plate(first, line.shape):
                continue
            outline = plate_lines.outline(line)
            plate = straightened(image, outline, max(_HEIGHT, round(outline.height)), across=1.1, along=1.06)
            looks = [first, *(self._look(band) for band in views.bands(plate))]
            agreed = views.agreed(looks, shortest=plate_lines.SHORTEST, longest=plate_lines.LONGEST)
            if agreed is None or not plate_lines.reads_like_plate(agreed, line.shape):
                continue
            if agreed.confidence < (_SURE_FROM if agreed.is_mixed else _PLAIN_SURE_FROM):
                continue
            yield _reading(agreed, plate_lines.box(outline, width, height), self._state_around(image, line))

    def _look_at_line(self, image: Image, line: TextLine) -> Line:
        return self._look(straightened(image, line, _HEIGHT, across=0.8), _STRETCH)

    def _look(self, image: Image, stretch: float = 1.0) -> Line:
        return self._decoder(self._recogniser(as_input(views.scaled(image, _HEIGHT, stretch)))[0])

    def _lines_of_plate(self, plate: Image) -> tuple[TextLine | None, list[TextLine]]:
        """The line of large characters in a picture of a plate, and the other lines."""
        lines = self._finder.find(plate, _PLATE_WIDTH / max(plate.shape[:2]))
        main = max(lines, key=lambda line: line.width * line.height, default=None)
        return main, [line for line in lines if line is not main]

    def _state_around(self, image: Image, line: TextLine) -> PrintedState | None:
        if line.width < _WORDS_FROM:
            return None
        plate = straightened(image, line, round(line.height * 2), across=2.0, along=1.15)
        return self._state(plate, self._lines_of_plate(plate)[1])

    def _state(self, plate: Image, lines: Iterable[TextLine]) -> PrintedState | None:
        largest = sorted(lines, key=lambda line: -line.width * line.height)[:_WORDS_AT_MOST]
        words = [self._look(straightened(plate, line, _HEIGHT)) for line in largest if line.shape >= 1]
        return state_of((word.text, word.sureness) for word in words)


def _reading(line: Line, box: Box, state: PrintedState | None) -> Reading:
    return Reading(
        plate=line.text,
        confidence=line.confidence,
        box=box,
        characters=line.characters,
        state=state.state if state else None,
        state_confidence=state.confidence if state else None,
    )
