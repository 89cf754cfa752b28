"""A second reader for plates of which the first is unsure: the recogniser of PP-OCRv6 from the package `rapidocr`.

It is asked about the band of the characters. Where both see as many characters their chances are averaged, so that
what they disagree on is told less surely and with both answers; otherwise the surer one speaks, with less trust.
"""

from plainview.recognition import views
from plainview.recognition.ctc import Decoder, Line
from plainview.recognition.engine import Image
from plainview.recognition.engines.plainview_engine import PlainviewEngine
from plainview.recognition.engines.rapidocr_engine import PACKAGE, RECOGNISER
from plainview.recognition.rectify import CHARACTERS, Corners, as_input, straightened
from plainview.recognition.weights import Network, packaged


class RapidOcrReader:
    """What PP-OCRv6 reads on a plate whose corners are known.

    Raises:
        EngineUnavailable: `rapidocr` is not installed, or its wheel lacks the weights.
    """

    def __init__(self, *, threads: int) -> None:
        self._network = Network(packaged(PACKAGE, RECOGNISER), threads=threads)
        # The file lists the characters without the space, which is the network's last class.
        self._decoder = Decoder([*self._network.note("character").splitlines(), " "])

    def __call__(self, image: Image, corners: Corners, first: Line | None) -> Line | None:
        """One line from the first reader's and this one's."""
        band = straightened(image, corners, CHARACTERS)
        second = self._decoder(self._network(as_input(band))[0])
        return views.agreed([second] if first is None else [first, second])


class WithSecondOpinion(PlainviewEngine):
    """Plainview's engine with that second reader; chosen by the name `plainview-rapidocr`."""

    name = "plainview-rapidocr"

    def __init__(self, *, threads: int = 1) -> None:
        super().__init__(threads=threads, second=RapidOcrReader(threads=threads))
